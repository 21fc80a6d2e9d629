use std::{
    fmt,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use runtime_matrix_report::Verdict;

use crate::{
    context::{BoxError, ExitCause, handing_over::TimeOver},
    run::{leaving, sweep, watchdog},
    runtime::Runtime,
    tracking::{
        current::Current,
        failure::Failure,
        link::Ending,
        node::Node,
        panics::Panic,
        tracker::{Phase, Tracker},
    },
};

/// A test's body, boxed as it is: what a test returns decides which.
pub enum Body {
    /// It returns nothing.
    Plain(Pin<Box<dyn Future<Output = ()>>>),
    /// It returns something that may say that it failed, reduced to a text.
    Fallible(Pin<Box<dyn Future<Output = Result<(), String>>>>),
}

impl Body {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), String>> {
        match self {
            Body::Plain(body) => body.as_mut().poll(cx).map(Ok),
            Body::Fallible(body) => body.as_mut().poll(cx),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").finish_non_exhaustive()
    }
}

/// The one future of a cell: set-up and body, then teardown, all inside the runtime.
///
/// `block_on` only borrows it, so it empties itself within its last poll: nothing of the test is
/// dropped outside of the runtime's context, on a panic and on an interruption too.
pub(crate) struct Root<'a> {
    stage: Stage<'a>,
    node: Arc<Node>,
}

/// For how long, in ticks of the watchdog, tasks that never come to rest are given turns at the end.
const SETTLING_TICKS: u64 = 10;

enum Stage<'a> {
    Start(Box<dyn FnOnce(Runtime) -> Body + 'a>),
    Body(Body),
    /// The body has returned; what is still runnable gets its turns, until that tick of the watchdog.
    Settling {
        until: u64,
    },
    /// What was entered is left.
    Leaving(Pin<Box<dyn Future<Output = ()>>>),
    /// The body has ended, and so has all that was entered in it.
    Left,
    Teardown(Pin<Box<dyn Future<Output = ()>>>),
    /// All that was left has been cancelled and joined.
    Swept,
    Ended,
}

impl<'a> Root<'a> {
    pub(crate) fn new(make: Box<dyn FnOnce(Runtime) -> Body + 'a>, node: Arc<Node>) -> Root<'a> {
        Root {
            stage: Stage::Start(make),
            node,
        }
    }

    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.stage, Stage::Ended)
    }

    /// Goes from one stage to the next as far as it gets in one poll.
    fn advance(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let tracker = Arc::clone(&self.node.tracker);
        loop {
            match std::mem::replace(&mut self.stage, Stage::Ended) {
                Stage::Start(make) => match guard(|| make(Runtime::new(Arc::clone(&tracker)))) {
                    Ok(body) => self.stage = Stage::Body(body),
                    Err(panic) => self.leave(Err(panicked(&panic))),
                },
                Stage::Body(body) if tracker.is_interrupted() => {
                    let cause = cause_of_interruption(&tracker);
                    let mut time_over = TimeOver::default();
                    if matches!(cause, ExitCause::TimedOut) {
                        time_over.begins();
                    }
                    let dropped = guard(|| drop(body));
                    drop(time_over);
                    if let Err(panic) = dropped {
                        tracker.fail(Failure::of_body_panic(&panic));
                    }
                    self.leave_for(cause);
                }
                Stage::Body(mut body) => match self.poll_body(&mut body, cx) {
                    Ok(Poll::Pending) if !tracker.is_interrupted() => {
                        self.stage = Stage::Body(body);
                        return Poll::Pending;
                    }
                    Ok(Poll::Pending) => self.stage = Stage::Body(body),
                    Ok(Poll::Ready(result)) => {
                        // From here on an interruption comes too late.
                        tracker.enter_phase(Phase::Teardown);
                        let result = result.map_err(returned_error);
                        let dropped = guard(|| drop(body));
                        self.leave(result.and(dropped.map_err(|panic| panicked(&panic))));
                    }
                    Err(panic) => {
                        let (cause, failure) = panicked(&panic);
                        tracker.fail(failure);
                        if let Err(panic) = guard(|| drop(body)) {
                            tracker.fail(Failure::of_body_panic(&panic));
                        }
                        self.leave_for(cause);
                    }
                },
                Stage::Leaving(mut leaving) => {
                    if leaving.as_mut().poll(cx).is_pending() {
                        self.stage = Stage::Leaving(leaving);
                        return Poll::Pending;
                    }
                    self.stage = Stage::Left;
                }
                Stage::Left => self.tear_down(),
                Stage::Settling { until } => {
                    let has_time = watchdog::ticks() < until || tracker.probe.course.is_some();
                    if !tracker.is_settled() && has_time && !tracker.has_failed() {
                        self.stage = Stage::Settling { until };
                        if !tracker.wakes_when_settled() {
                            cx.waker().wake_by_ref();
                        }
                        return Poll::Pending;
                    }
                    tracker.note_untracked();
                    if !tracker.has_failed() {
                        tracker.hear(|witness| witness.at_end());
                        sweep::find_leaks(&tracker);
                    }
                    self.sweep();
                }
                Stage::Teardown(mut teardown) => {
                    if teardown.as_mut().poll(cx).is_pending() {
                        self.stage = Stage::Teardown(teardown);
                        return Poll::Pending;
                    }
                    self.stage = Stage::Swept;
                }
                Stage::Swept => {
                    if !tracker.has_failed() {
                        tracker.hear(|witness| witness.after_sweep());
                    }
                }
                Stage::Ended => return Poll::Ready(()),
            }
        }
    }

    /// Leaves the body behind, and what was entered in it.
    fn leave(&mut self, body: Result<(), (ExitCause, Failure)>) {
        match body {
            Ok(()) => self.leave_for(ExitCause::Returned),
            Err((cause, failure)) => {
                self.node.tracker.fail(failure);
                self.leave_for(cause);
            }
        }
    }

    fn poll_body(
        &self,
        body: &mut Body,
        cx: &mut Context<'_>,
    ) -> Result<Poll<Result<(), String>>, Arc<Panic>> {
        let polled = guard(|| body.poll(cx));
        self.node.end_timing();
        polled
    }

    fn leave_for(&mut self, cause: ExitCause) {
        let tracker = &self.node.tracker;
        tracker.enter_phase(Phase::Teardown);
        self.stage = if leaving::is_due(tracker) {
            Stage::Leaving(Box::pin(leaving::leave(Arc::clone(tracker), cause)))
        } else {
            Stage::Left
        };
    }

    /// If nothing has gone wrong, what is left is looked at for leaks, but not before what is runnable has had
    /// its turns: that a task was a moment late is chance.
    fn tear_down(&mut self) {
        let tracker = &self.node.tracker;
        tracker.note_hidden_threads();
        if tracker.has_failed() || tracker.is_interrupted() {
            tracker.note_untracked();
            self.sweep();
        } else {
            self.stage = Stage::Settling {
                until: watchdog::ticks() + SETTLING_TICKS,
            };
        }
    }

    fn sweep(&mut self) {
        let tracker = &self.node.tracker;
        self.stage = if sweep::is_due(tracker) {
            Stage::Teardown(Box::pin(sweep::sweep(Arc::clone(tracker))))
        } else {
            Stage::Swept
        };
    }
}

impl Future for Root<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let node = Arc::clone(&self.node);
        if !node.begin_poll() {
            return Poll::Ready(());
        }
        let polled = {
            let _current = Current::enter(&node);
            let waker = node.fresh_waker();
            let waker = waker.unwrap_or_else(|| Waker::from(Arc::clone(&node)));
            self.advance(&mut Context::from_waker(&waker))
        };
        match polled {
            Poll::Pending => node.end_poll(cx.waker()),
            Poll::Ready(()) => node.finish(Ending::Observed),
        }
        polled
    }
}

/// Runs a piece of the test, and catches its panic.
fn guard<T>(piece: impl FnOnce() -> T) -> Result<T, Arc<Panic>> {
    catch_unwind(AssertUnwindSafe(piece))
        .map_err(|payload| Arc::new(Panic::caught(payload, "the test".to_owned())))
}

fn panicked(panic: &Arc<Panic>) -> (ExitCause, Failure) {
    let failure = Failure::of_body_panic(panic);
    (ExitCause::Panicked(Arc::clone(panic)), failure)
}

fn returned_error(error: String) -> (ExitCause, Failure) {
    let message = format!("the test returned an error: {error}");
    let error = ExitCause::Failed(Arc::from(BoxError::from(error)));
    (error, Failure::new(Verdict::Fail, message))
}

/// Returns why a body is dropped before its end: its time is over, or something else has ended it.
fn cause_of_interruption(tracker: &Tracker) -> ExitCause {
    let first = tracker.failures().into_iter().next();
    match first {
        Some(failure) if failure.verdict == Verdict::Timeout => ExitCause::TimedOut,
        _ => ExitCause::Cancelled,
    }
}
