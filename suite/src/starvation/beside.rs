use std::{
    future::{Future, poll_fn},
    panic::Location,
    pin::pin,
    task::Poll,
};

use crate::{runtime::Runtime, tracking::place::Place};

/// Does operations that are always ready in a loop, beside a timer in the same task, until that has had its turn;
/// returns how many operations came before it.
///
/// Whatever is polled beside a loop, by `select!`, [`race`](crate::scope::race) or a runtime with one thread, waits
/// until a poll of the loop returns. Time does not count here, since a virtual clock stands while anything runs: the
/// timer has to have its turn within `limit` operations.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// let operations = runtime_matrix::starvation::beside_a_timer(&rt, 10, |_| rt.yield_now()).await;
/// assert_eq!(operations, 0, "the first one lets others have a turn");
/// # }).unwrap();
/// ```
///
/// # Panics
///
/// Panics if that many operations are done in one poll.
///
/// # Cancellation
///
/// Dropping it drops the operation that is under way.
#[track_caller]
pub fn beside_a_timer<O, F>(
    rt: &Runtime,
    limit: usize,
    mut operation: O,
) -> impl Future<Output = usize>
where
    O: FnMut(usize) -> F,
    F: Future,
{
    let place = Place::from(Location::caller());
    let rt = rt.clone();
    async move {
        // A budget is for one poll: they begin with a fresh one.
        rt.yield_now().await;
        let mut done = 0;
        let is_starving = {
            let operations = async {
                for number in 0..limit {
                    operation(number).await;
                    done += 1;
                }
            };
            let mut operations = pin!(operations);
            // The timer's turn comes when the operations' has ended.
            poll_fn(|cx| Poll::Ready(operations.as_mut().poll(cx).is_ready())).await
        };
        assert!(
            !is_starving,
            "the loop of the check at {place} starves its siblings on `{}`: {limit} operations were done in one poll, \
             and the timer beside them has had no turn; let an operation yield now and then, even if it is ready",
            rt.name()
        );
        done
    }
}
