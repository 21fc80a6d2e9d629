//! What one replay does inside its cell: the operation is driven and disturbed, and then everything is asked.

use std::{
    future::{self, Future},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use crate::{
    cancel::{
        control::{Control, PollTimes, Seen},
        disturbance::{Disturbance, Plan},
        disturbed::Disturbed,
        finding::{Found, Oracle},
        ledger, oracles,
        subject::{Lent, Output, State, Subject},
    },
    native::NativeTask,
    runtime::Runtime,
    task::{JoinError, Task},
    tracking::panics,
};

/// In virtual time. It is over only when nothing is runnable, and no timer of the test's is due before: then
/// nothing can happen any more.
const PATIENCE: Duration = Duration::from_secs(3600);

/// What came of one replay.
#[derive(Clone, Debug, Default)]
pub(super) struct Played {
    pub(super) seen: Seen,
    /// Whether the operation came to the plan's suspension point.
    pub(super) reached: bool,
    pub(super) found: Vec<Found>,
}

/// Makes a state, runs the operation by the plan, and looks at what it leaves.
pub(super) async fn play(
    rt: Runtime,
    subject: &Subject,
    plan: Plan,
    times: &Arc<PollTimes>,
) -> Played {
    let mut state = match guarded(&rt, (subject.make)(rt.clone())).await {
        Ok(state) => state,
        Err(failed) => {
            let message = format!("`make` {}", failed.said);
            return Played::of(Found::new(failed.oracle, message).with(failed.dump));
        }
    };
    let before = match oracles::capacities(subject, &mut state) {
        Ok(before) => before,
        Err(found) => return Played::of(found),
    };
    let control = Control::new(plan, times);
    let operation = (subject.operate)(rt.clone(), Lent::new(state, &control));
    let mut found = drive(&rt, Disturbed::new(operation, &control), plan, &control).await;
    settle(&rt).await;
    found.extend(ledger::lost_wakes(&rt).await);
    let left = control.take_left();
    if let (Some(state), output) = left {
        let left = Left { state, output };
        found.extend(oracles::ask(&rt, subject, left, &before).await);
    }
    Played {
        seen: control.seen(),
        reached: control.is_reached(),
        found,
    }
}

/// What an operation leaves behind.
pub(super) struct Left {
    pub(super) state: State,
    pub(super) output: Option<Output>,
}

impl Played {
    pub(super) fn of(found: Found) -> Played {
        Played {
            found: vec![found],
            ..Played::default()
        }
    }
}

/// The handle by which an operation is held.
enum Handle {
    Ours(Task<()>),
    Native(NativeTask<()>),
    Dropped,
}

/// Runs the operation until it has ended or was dropped; says what went wrong with it.
pub(super) async fn drive(
    rt: &Runtime,
    operation: Disturbed,
    plan: Plan,
    control: &Arc<Control>,
) -> Vec<Found> {
    let mut handle = if plan.does(Disturbance::DropHandle) {
        Handle::Native(rt.spawn_native(operation))
    } else {
        Handle::Ours(rt.spawn_named("operation", operation))
    };
    let mut found = Vec::new();
    if plan.point > 0 {
        comes(rt, control, false).await;
    }
    if let Some(moved) = control.take_moved() {
        let moved = rt.spawn_named("operation, moved", Disturbed::new(moved, control));
        found.extend(joined(std::mem::replace(&mut handle, Handle::Ours(moved))).await);
    } else if control.is_held() || plan.point == 0 {
        handle = match (plan.disturbance, handle) {
            (Some(Disturbance::Abort), Handle::Ours(task)) => {
                task.cancel().await;
                return found;
            }
            (Some(Disturbance::DropHandle), Handle::Native(task)) => {
                drop(task);
                control.release();
                Handle::Dropped
            }
            (Some(Disturbance::Freeze), handle) => {
                settle(rt).await;
                control.doom();
                handle
            }
            (_, handle) => handle,
        };
    }
    if !comes(rt, control, true).await {
        found.push(never_ended(rt, control).await);
        control.doom();
        comes(rt, control, true).await;
    }
    if control.seen().endless {
        let message = "the operation was polled 10000 times without an end: it wakes itself for ever, or is woken for nothing";
        found.push(Found::new(Oracle::Polls, message.to_owned()));
    }
    found.extend(joined(handle).await);
    found
}

/// Waits for the operation's next turn, or for its end; `false` if nothing can bring it any more.
async fn comes(rt: &Runtime, control: &Control, ended: bool) -> bool {
    let turn = future::poll_fn(|cx| control.poll_turn(cx, ended));
    rt.timeout(PATIENCE, turn).await.is_ok()
}

/// Waits until nothing can happen any more.
pub(super) async fn settle(rt: &Runtime) {
    rt.sleep(PATIENCE).await;
}

/// Says why an operation that was left to run has not ended: polled once more it may tell.
async fn never_ended(rt: &Runtime, control: &Control) -> Found {
    let dump = rt.tracker().dump().to_string();
    let points = control.seen().points;
    control.poke();
    let was_ready = comes(rt, control, true).await;
    let Seen { stale, .. } = control.seen();
    let at = match points.len() {
        0 => String::new(),
        count => format!(", waiting at suspension point {count}"),
    };
    if was_ready && stale > 0 {
        let message = format!(
            "the operation was ready, but the wake went to the waker of an earlier poll{at}: keep the waker of \
             the latest poll"
        );
        return Found::new(Oracle::Wakes, message);
    }
    if was_ready {
        let message = format!("the operation was ready, but nobody had woken it{at}");
        return Found::new(Oracle::Wakes, message);
    }
    let message = format!("the operation never ended{at}, when nothing could happen any more");
    Found::new(Oracle::Ends, message).with(dump)
}

/// Joins a task that has ended, and tells its panic.
async fn joined(handle: Handle) -> Option<Found> {
    let Handle::Ours(task) = handle else {
        return None;
    };
    match task.await {
        Err(JoinError::Panicked(panic)) => {
            let at = panic.place().map(|place| format!(" at {place}"));
            let at = at.unwrap_or_default();
            let message = format!("the operation panicked{at}: {panic}");
            Some(Found::new(Oracle::Panics, message))
        }
        _ => None,
    }
}

/// Why a future of the user's gave nothing.
pub(super) struct Failed {
    pub(super) oracle: Oracle,
    /// What became of it: that it panicked, and of what, or that it never ended.
    pub(super) said: String,
    pub(super) dump: String,
}

/// Awaits what is the user's: it may panic, or never end.
pub(super) async fn guarded<T>(rt: &Runtime, future: impl Future<Output = T>) -> Result<T, Failed> {
    let mut future = pin!(future);
    let caught =
        future::poll_fn(
            |cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
                Ok(Poll::Pending) => Poll::Pending,
                Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
                Err(payload) => Poll::Ready(Err(said(&*payload))),
            },
        );
    match rt.timeout(PATIENCE, caught).await {
        Ok(Ok(output)) => Ok(output),
        Ok(Err(said)) => Err(Failed {
            oracle: Oracle::Panics,
            said: format!("panicked: {said}"),
            dump: String::new(),
        }),
        Err(_) => Err(Failed {
            oracle: Oracle::Ends,
            said: "never ended, when nothing could happen any more".to_owned(),
            dump: rt.tracker().dump().to_string(),
        }),
    }
}

/// Returns what a panic said.
pub(super) fn said(payload: &(dyn std::any::Any + Send)) -> String {
    panics::message(payload).unwrap_or_else(|| "a payload that is not a string".to_owned())
}
