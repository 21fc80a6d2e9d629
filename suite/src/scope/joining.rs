use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
};

/// Awaits both and returns both outputs. Each is dropped when it has ended.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::{Event, scope::join};
/// let event = Event::new();
/// assert_eq!(join(event.wait(), async { event.set(); 7 }).await, ((), 7));
/// # }).unwrap();
/// ```
///
/// # Panics
///
/// Goes on with a panic of either; the other one is dropped.
///
/// # Cancellation
///
/// Dropping it drops both.
pub async fn join<A: Future, B: Future>(first: A, second: B) -> (A::Output, B::Output) {
    let (mut first, mut second) = (Slot::new(first), Slot::new(second));
    poll_fn(|cx| {
        let (first, second) = (first.poll(cx), second.poll(cx));
        all([first, second])
    })
    .await;
    (first.take(), second.take())
}

/// Awaits all and returns their outputs, in the order in which the futures were given. Each is dropped when it has
/// ended. Without any, it returns at once.
///
/// # Panics
///
/// Goes on with the first panic; the others are dropped.
///
/// # Cancellation
///
/// Dropping it drops all.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_: runtime_matrix::Runtime| async move {
/// use std::future::ready;
/// assert_eq!(runtime_matrix::scope::join_all([ready(1), ready(2)]).await, [1, 2]);
/// # }).unwrap();
/// ```
pub async fn join_all<I>(futures: I) -> Vec<<I::Item as Future>::Output>
where
    I: IntoIterator,
    I::Item: Future,
{
    let mut slots: Vec<_> = futures.into_iter().map(Slot::new).collect();
    poll_fn(|cx| all(slots.iter_mut().map(|slot| slot.poll(cx)))).await;
    slots.into_iter().map(Slot::take).collect()
}

/// Awaits both and returns both values, or the first error; then the other one has been dropped.
///
/// # Errors
///
/// Fails with the error of the one that fails first; of two in the same poll, with that of `first`.
///
/// # Panics
///
/// Goes on with a panic of either; the other one is dropped.
///
/// # Cancellation
///
/// Dropping it drops both.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_: runtime_matrix::Runtime| async move {
/// use std::future::{pending, ready};
/// let never = pending::<Result<(), &str>>();
/// assert_eq!(runtime_matrix::scope::try_join(never, ready(Err::<(), _>("no hay"))).await, Err("no hay"));
/// # }).unwrap();
/// ```
pub async fn try_join<A, B, T, U, E>(first: A, second: B) -> Result<(T, U), E>
where
    A: Future<Output = Result<T, E>>,
    B: Future<Output = Result<U, E>>,
{
    let (mut first, mut second) = (Slot::new(first), Slot::new(second));
    poll_fn(|cx| {
        let mut polled = [first.poll(cx), Poll::Pending];
        if !first.has_failed() {
            polled[1] = second.poll(cx);
        }
        if first.has_failed() || second.has_failed() {
            return Poll::Ready(());
        }
        all(polled)
    })
    .await;
    match (first, second) {
        (Slot::Done(Err(error)), _) | (_, Slot::Done(Err(error))) => Err(error),
        (first, second) => Ok((first.take()?, second.take()?)),
    }
}

/// Awaits all and returns their values in order, or the first error; then the others have been dropped.
///
/// # Errors
///
/// Fails with the error of the one that fails first; of several in the same poll, with that of the first in order.
///
/// # Panics
///
/// Goes on with the first panic; the others are dropped.
///
/// # Cancellation
///
/// Dropping it drops all.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_: runtime_matrix::Runtime| async move {
/// use std::future::ready;
/// let all = runtime_matrix::scope::try_join_all([ready(Ok::<_, ()>(1)), ready(Ok(2))]);
/// assert_eq!(all.await, Ok(vec![1, 2]));
/// # }).unwrap();
/// ```
pub async fn try_join_all<I, T, E>(futures: I) -> Result<Vec<T>, E>
where
    I: IntoIterator,
    I::Item: Future<Output = Result<T, E>>,
{
    let mut slots: Vec<_> = futures.into_iter().map(Slot::new).collect();
    let failed = poll_fn(|cx| {
        let mut is_pending = false;
        for (index, slot) in slots.iter_mut().enumerate() {
            is_pending |= slot.poll(cx).is_pending();
            if slot.has_failed() {
                return Poll::Ready(Some(index));
            }
        }
        if is_pending {
            Poll::Pending
        } else {
            Poll::Ready(None)
        }
    })
    .await;
    match failed {
        Some(index) => {
            let failed = slots.swap_remove(index);
            drop(slots);
            failed.take().map(|value| vec![value])
        }
        None => slots.into_iter().map(Slot::take).collect(),
    }
}

/// A future, and its output once it has ended: the future is gone by then.
enum Slot<F: Future> {
    Running(Pin<Box<F>>),
    Done(F::Output),
}

impl<F: Future> Slot<F> {
    fn new(future: F) -> Slot<F> {
        Slot::Running(Box::pin(future))
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if let Slot::Running(future) = self {
            match future.as_mut().poll(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(output) => *self = Slot::Done(output),
            }
        }
        Poll::Ready(())
    }

    /// Returns the output of what has ended.
    fn take(self) -> F::Output {
        match self {
            Slot::Done(output) => output,
            Slot::Running(_) => unreachable!("all have ended"),
        }
    }
}

impl<F: Future<Output = Result<T, E>>, T, E> Slot<F> {
    fn has_failed(&self) -> bool {
        matches!(self, Slot::Done(Err(_)))
    }
}

/// Tells whether all are ready; each is polled, whatever the others are.
fn all(polls: impl IntoIterator<Item = Poll<()>>) -> Poll<()> {
    let pending = polls.into_iter().filter(Poll::is_pending).count();
    if pending == 0 {
        Poll::Ready(())
    } else {
        Poll::Pending
    }
}
