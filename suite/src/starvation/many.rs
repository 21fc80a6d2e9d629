use std::{
    fmt::Display,
    future::{Future, poll_fn},
    panic::Location,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use crate::{
    runtime::Runtime,
    tracking::{place::Place, witness::Witness},
};

/// More operations than any budget that is known leaves in one poll: Tokio's is 128.
pub const MANY: usize = 300;

/// Does that many operations one after the other in one task, none of which has to wait for anything, and returns in
/// how many polls they were done: 1 where nothing has suspended.
///
/// `operation` is given its number, from 0. One that fails, or that never ends, is named with its number: on Tokio
/// it is often the 129th, the first one beyond the budget.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::{JoinQueue, starvation::{MANY, many_in_one_poll}};
/// let queue = JoinQueue::unbounded();
/// (0..MANY).for_each(|item| queue.try_put(item).unwrap());
/// let takes = |number| {
///     let queue = &queue;
///     async move {
///         let item = queue.get().await;
///         if item == number { Ok(()) } else { Err(format!("it is {item}")) }
///     }
/// };
/// many_in_one_poll(&rt, MANY, takes).await;
/// # }).unwrap();
/// ```
///
/// # Panics
///
/// Panics if an operation fails, with its error.
///
/// # Cancellation
///
/// Dropping it drops the operation that is under way.
#[track_caller]
pub fn many_in_one_poll<O, F, E>(
    rt: &Runtime,
    count: usize,
    mut operation: O,
) -> impl Future<Output = usize>
where
    O: FnMut(usize) -> F,
    F: Future<Output = Result<(), E>>,
    E: Display,
{
    let progress = Arc::new(Progress {
        place: Location::caller().into(),
        count,
        done: AtomicUsize::new(0),
    });
    let rt = rt.clone();
    async move {
        rt.tracker().call(Arc::clone(&progress) as Arc<dyn Witness>);
        // A budget is for one poll: they begin with a fresh one.
        rt.yield_now().await;
        let all = async {
            for number in 0..count {
                if let Err(error) = operation(number).await {
                    panic!("{}", progress.failure(number, &error, rt.name()));
                }
                progress.done.fetch_add(1, SeqCst);
            }
        };
        let (mut all, mut polls) = (pin!(all), 0);
        poll_fn(|cx| {
            polls += 1;
            all.as_mut().poll(cx)
        })
        .await;
        polls
    }
}

/// How far the operations have come.
struct Progress {
    place: Place,
    count: usize,
    done: AtomicUsize,
}

impl Progress {
    fn failure(&self, number: usize, error: &dyn Display, runtime: &str) -> String {
        let Progress { place, count, .. } = self;
        let nth = number + 1;
        if number == 0 {
            return format!(
                "operation 1 of {count} failed on `{runtime}`, in the check at {place}: {error}"
            );
        }
        format!(
            "operation {nth} of {count} failed on `{runtime}` after {number} had passed in the same task, in the check at \
             {place}: a runtime may make what is ready pending when a task has done much in one poll, so await it \
             rather than take `Pending` for an answer: {error}"
        )
    }
}

impl Witness for Progress {
    fn waits(&self) -> Option<String> {
        let Progress { place, count, done } = self;
        let nth = done.load(SeqCst) + 1;
        (nth <= *count).then(|| {
            format!("`many_in_one_poll` (at {place}): operation {nth} of {count} has not ended")
        })
    }
}
