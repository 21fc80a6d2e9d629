use std::{
    mem,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use runtime_matrix_core::BoxFuture;

use crate::{
    cancel::{
        disturbance::{Disturbance, Plan},
        subject::{Output, State},
    },
    sync::lock,
    tracking::await_point::AwaitPoint,
};

/// How often an operation is polled again without a wake.
const FURTHER_POLLS: usize = 2;
/// What is polled that often without an end wakes itself for ever.
const MOST_POLLS: usize = 10_000;

pub(super) type Operation = BoxFuture<Option<Output>>;

/// What the operation, those who drive it and those who watch it from outside share.
pub(super) struct Control {
    plan: Plan,
    times: Arc<PollTimes>,
    shared: Mutex<Shared>,
}

#[derive(Default)]
struct Shared {
    seen: Seen,
    /// Whether the suspension point of the plan has been reached.
    reached: bool,
    woken: bool,
    stage: Stage,
    further: usize,
    moved: Option<Operation>,
    state: Option<State>,
    output: Option<Output>,
    /// Whose wakes count: that of the latest poll.
    generation: u64,
    driver: Option<Waker>,
    task: Option<Waker>,
}

/// What was seen of an operation.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) polls: usize,
    /// What it waited for at each suspension point, where it said so.
    pub(super) points: Vec<Option<AwaitPoint>>,
    /// How many wakes came through a waker of an earlier poll.
    pub(super) stale: usize,
    pub(super) endless: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Running,
    /// It is not polled.
    Held,
    /// It is dropped at its next poll.
    Doomed,
    Ended,
}

/// What an operation's task does at its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Wait,
    Poll,
    Drop,
    Move,
}

impl Control {
    pub(super) fn new(plan: Plan, times: &Arc<PollTimes>) -> Arc<Control> {
        Arc::new(Control {
            plan,
            times: Arc::clone(times),
            shared: Mutex::new(Shared {
                woken: true,
                // Before the first poll nothing has to be waited for.
                reached: plan.point == 0,
                ..Shared::default()
            }),
        })
    }

    // --- for the operation ------------------------------------------------------------------------

    pub(super) fn drops_unpolled(&self) -> bool {
        self.plan.does(Disturbance::DropUnpolled)
    }

    /// Decides what is done now that the task is polled.
    pub(super) fn turn(&self, task: &Waker) -> Turn {
        let mut shared = lock(&self.shared);
        shared.task = Some(task.clone());
        match shared.stage {
            Stage::Held => Turn::Wait,
            Stage::Doomed | Stage::Ended => Turn::Drop,
            // A poll without a wake is the runtime's idea: how often it has one is chance.
            Stage::Running if !shared.woken => Turn::Wait,
            Stage::Running if shared.reached && self.plan.does(Disturbance::DropWoken) => {
                Turn::Drop
            }
            Stage::Running => Turn::Poll,
        }
    }

    /// Begins a poll, and returns whose wakes count from now on.
    pub(super) fn begin_poll(&self) -> u64 {
        let mut shared = lock(&self.shared);
        shared.woken = false;
        shared.seen.polls += 1;
        if shared.reached && self.plan.does(Disturbance::Move) {
            shared.generation += 1;
        }
        self.times.begin(shared.seen.points.len());
        shared.generation
    }

    pub(super) fn end_poll(&self) {
        self.times.end();
    }

    /// Notes that the operation is dropped, which may take as long as a poll.
    pub(super) fn begin_drop(&self) {
        let after = lock(&self.shared).seen.points.len();
        self.times.begin(after);
    }

    /// Notes that a poll returned `Pending`, and decides what comes next.
    pub(super) fn suspended(&self, point: Option<AwaitPoint>) -> Turn {
        let mut shared = lock(&self.shared);
        if shared.seen.polls >= MOST_POLLS {
            shared.seen.endless = true;
            return Turn::Drop;
        }
        if shared.further > 0 {
            shared.further -= 1;
            return match self.plan.disturbance {
                _ if shared.further > 0 => Turn::Poll,
                Some(Disturbance::Move) => Turn::Move,
                _ => Turn::Wait,
            };
        }
        shared.seen.points.push(point);
        if shared.reached || shared.seen.points.len() != self.plan.point {
            return Turn::Wait;
        }
        shared.reached = true;
        match self.plan.disturbance {
            Some(Disturbance::DropPending) => Turn::Drop,
            Some(Disturbance::PollAgain) => {
                shared.further = FURTHER_POLLS;
                Turn::Poll
            }
            Some(Disturbance::Move) => {
                // With another waker: that of the poll before is stale from now on.
                shared.further = 1;
                Turn::Poll
            }
            Some(Disturbance::Freeze | Disturbance::Abort | Disturbance::DropHandle) => {
                shared.stage = Stage::Held;
                let driver = shared.driver.take();
                drop(shared);
                driver.into_iter().for_each(Waker::wake);
                Turn::Wait
            }
            _ => Turn::Wait,
        }
    }

    pub(super) fn moved(&self, operation: Operation) {
        self.tell(|shared| shared.moved = Some(operation));
    }

    /// Notes that the operation is no more, and what it returned.
    pub(super) fn ended(&self, output: Option<Output>) {
        self.times.end();
        self.tell(|shared| {
            shared.stage = Stage::Ended;
            shared.output = output.or(shared.output.take());
        });
    }

    pub(super) fn give_back(&self, state: Option<State>) {
        lock(&self.shared).state = state;
    }

    /// Takes a wake for that generation of wakers.
    pub(super) fn wake(&self, generation: u64) {
        let mut shared = lock(&self.shared);
        if shared.generation != generation {
            shared.seen.stale += 1;
            return;
        }
        shared.woken = true;
        let task = match shared.stage {
            Stage::Running => shared.task.clone(),
            _ => None,
        };
        drop(shared);
        task.into_iter().for_each(Waker::wake);
    }

    // --- for the driver ---------------------------------------------------------------------------

    /// Waits until the operation has ended, is held, or is to be moved.
    pub(super) fn poll_turn(&self, cx: &Context<'_>, ended: bool) -> Poll<()> {
        let mut shared = lock(&self.shared);
        let comes = match shared.stage {
            Stage::Ended => true,
            Stage::Held => !ended,
            Stage::Running | Stage::Doomed => shared.moved.is_some() && !ended,
        };
        if comes {
            return Poll::Ready(());
        }
        shared.driver = Some(cx.waker().clone());
        Poll::Pending
    }

    pub(super) fn is_held(&self) -> bool {
        lock(&self.shared).stage == Stage::Held
    }

    pub(super) fn take_moved(&self) -> Option<Operation> {
        lock(&self.shared).moved.take()
    }

    /// Lets a held operation go on.
    pub(super) fn release(&self) {
        self.go_on(Stage::Running);
    }

    /// Has the operation dropped at its next poll.
    pub(super) fn doom(&self) {
        self.go_on(Stage::Doomed);
    }

    /// Polls the operation once, although nobody has woken it.
    pub(super) fn poke(&self) {
        lock(&self.shared).woken = true;
        self.go_on(Stage::Running);
    }

    fn go_on(&self, stage: Stage) {
        let mut shared = lock(&self.shared);
        if shared.stage != Stage::Ended {
            shared.stage = stage;
        }
        let task = shared.task.clone();
        drop(shared);
        task.into_iter().for_each(Waker::wake);
    }

    pub(super) fn seen(&self) -> Seen {
        lock(&self.shared).seen.clone()
    }

    pub(super) fn is_reached(&self) -> bool {
        lock(&self.shared).reached
    }

    /// Takes what the operation has left: the state, and what it returned.
    pub(super) fn take_left(&self) -> (Option<State>, Option<Output>) {
        let mut shared = lock(&self.shared);
        let task = mem::take(&mut shared.task);
        let left = (shared.state.take(), shared.output.take());
        drop(shared);
        drop(task);
        left
    }

    fn tell(&self, change: impl FnOnce(&mut Shared)) {
        let mut shared = lock(&self.shared);
        change(&mut shared);
        let driver = shared.driver.take();
        drop(shared);
        driver.into_iter().for_each(Waker::wake);
    }
}

/// How long the polls of an operation take, in real time, for those who watch from outside.
#[derive(Debug, Default)]
pub(super) struct PollTimes(Mutex<Times>);

#[derive(Debug, Default)]
struct Times {
    current: Option<(Instant, usize)>,
    longest: (Duration, usize),
}

impl PollTimes {
    fn begin(&self, after: usize) {
        lock(&self.0).current = Some((Instant::now(), after));
    }

    fn end(&self) {
        let mut times = lock(&self.0);
        if let Some((began, after)) = times.current.take() {
            times.longest = times.longest.max((began.elapsed(), after));
        }
    }

    /// Returns how long the longest poll took so far, and after how many suspensions it began.
    pub(super) fn longest(&self) -> (Duration, usize) {
        let times = lock(&self.0);
        let current = times.current.map(|(began, after)| (began.elapsed(), after));
        current.unwrap_or_default().max(times.longest)
    }

    pub(super) fn is_polling(&self) -> bool {
        lock(&self.0).current.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(disturbance: Option<Disturbance>) -> Arc<Control> {
        let plan = Plan {
            disturbance,
            point: 1,
        };
        Control::new(plan, &Arc::default())
    }

    /// Goes through a poll that returned `Pending`.
    fn poll(control: &Control) -> Turn {
        control.begin_poll();
        control.end_poll();
        control.suspended(None)
    }

    #[test]
    fn a_poll_without_a_wake_is_not_passed_on() {
        let control = control(None);
        assert_eq!(control.turn(Waker::noop()), Turn::Poll, "the first one");
        assert_eq!(poll(&control), Turn::Wait);
        assert_eq!(
            control.turn(Waker::noop()),
            Turn::Wait,
            "nobody has woken it"
        );
        control.wake(0);
        assert_eq!(control.turn(Waker::noop()), Turn::Poll);
    }

    #[test]
    fn an_operation_is_dropped_at_the_wake_and_not_at_a_poll_before() {
        let control = control(Some(Disturbance::DropWoken));
        assert_eq!(poll(&control), Turn::Wait);
        assert_eq!(
            control.turn(Waker::noop()),
            Turn::Wait,
            "nobody has woken it"
        );
        control.wake(0);
        assert_eq!(control.turn(Waker::noop()), Turn::Drop);
    }

    #[test]
    fn further_polls_are_no_suspension_points() {
        let control = control(Some(Disturbance::PollAgain));
        assert_eq!(poll(&control), Turn::Poll);
        assert_eq!(poll(&control), Turn::Poll);
        assert_eq!(poll(&control), Turn::Wait);
        let seen = control.seen();
        assert_eq!((seen.polls, seen.points.len()), (1 + FURTHER_POLLS, 1));
    }
}
