use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, Mutex},
    task::Poll,
};

use crate::{
    runtime::Runtime,
    stream_checks::{
        end::End,
        flag::Flag,
        pattern::Draw,
        progress::Progress,
        rule::{Ruling, Stop},
        watch,
    },
    sync::lock,
    task::Task,
};

/// What a rule is given besides the two ends.
#[derive(Clone)]
pub(super) struct Case {
    rt: Runtime,
    progress: Arc<Progress>,
    tasks: Arc<Mutex<Vec<Task<()>>>>,
}

impl Case {
    pub(super) fn new(rt: &Runtime, progress: &Arc<Progress>) -> Case {
        Case {
            rt: rt.clone(),
            progress: Arc::clone(progress),
            tasks: Arc::default(),
        }
    }

    /// Returns a source of numbers, which follow the cell's seed; another salt gives others.
    pub(super) fn draw(&self, salt: u64) -> Draw {
        Draw::new(self.rt.tracker().identity.seed ^ salt)
    }

    /// Does what can only be done if another rule holds. If it does not work out, that rule is what is broken,
    /// and this one says nothing.
    pub(super) async fn given<T>(
        &self,
        rule: &'static str,
        steps: impl Future<Output = Result<T, Stop>>,
    ) -> Result<T, Stop> {
        self.progress.assume(Some(rule));
        let value = steps.await?;
        self.progress.assume(None);
        Ok(value)
    }

    /// Starts a task of the runtime's, and returns what waits for what came of it.
    pub(super) fn spawn<F>(&self, steps: F) -> impl Future<Output = Ruling> + use<F>
    where
        F: Future<Output = Ruling> + Send + 'static,
    {
        let (done, slot) = (Flag::new(), Arc::new(Mutex::new(None)));
        let task = {
            let (rt, done, slot) = (self.rt.clone(), done.waker(), Arc::clone(&slot));
            self.rt.spawn_named("the end of a stream", async move {
                let ruling = watch::patiently(&rt, Box::pin(steps)).await;
                *lock(&slot) = Some(ruling);
                done.wake();
            })
        };
        lock(&self.tasks).push(task);
        async move {
            done.woken().await;
            let ruling = lock(&slot).take();
            ruling.unwrap_or(Ok(()))
        }
    }

    /// Ends all that the rule has started.
    pub(super) async fn end_tasks(&self) {
        let tasks = std::mem::take(&mut *lock(&self.tasks));
        for task in tasks {
            task.cancel().await;
        }
    }
}

/// Does both at a time, in one task; whatever stops one of them stops both.
pub(super) async fn both<A, B>(
    first: impl Future<Output = Result<A, Stop>>,
    second: impl Future<Output = Result<B, Stop>>,
) -> Result<(A, B), Stop> {
    let (mut first, mut second) = (pin!(first), pin!(second));
    let (mut one, mut other) = (None, None);
    poll_fn(|cx| {
        if one.is_none() {
            if let Poll::Ready(ended) = first.as_mut().poll(cx) {
                one = Some(ended?);
            }
        }
        if other.is_none() {
            if let Poll::Ready(ended) = second.as_mut().poll(cx) {
                other = Some(ended?);
            }
        }
        if one.is_none() || other.is_none() {
            return Poll::Pending;
        }
        Poll::Ready(Ok((one.take(), other.take())))
    })
    .await
    .map(|(one, other)| {
        (
            one.expect("it has ended just now"),
            other.expect("it has ended just now"),
        )
    })
}

/// Does `steps` while the reader takes whatever comes, as far as the steps have to wait for it.
pub(super) async fn drained<T>(
    reader: &End,
    steps: impl Future<Output = Result<T, Stop>>,
) -> Result<T, Stop> {
    let mut steps = pin!(steps);
    let mut reading = pin!(reader.receive_rest(usize::MAX));
    let mut has_ended = false;
    poll_fn(|cx| {
        if let Poll::Ready(ended) = steps.as_mut().poll(cx) {
            return Poll::Ready(ended);
        }
        if !has_ended {
            if let Poll::Ready(ended) = reading.as_mut().poll(cx) {
                ended?;
                has_ended = true;
            }
        }
        Poll::Pending
    })
    .await
}

/// Gives others a turn.
pub(super) async fn yielded() {
    let mut has_yielded = false;
    poll_fn(|cx| {
        if has_yielded {
            return Poll::Ready(());
        }
        has_yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
