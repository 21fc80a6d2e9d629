use std::{
    future::Future,
    io::{self, Write},
    mem,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use runtime_matrix_report::Verdict;

use crate::{
    clock::sleep::Sleep,
    context::{
        BoxError, Exit, ExitCause,
        entry::{Entry, ExitFuture, Managed},
        error::{ContextError, ExitElapsed, Fault, Faults, Whose},
        unleft::Mark,
    },
    tracking::{
        failure::Failure,
        panics::Panic,
        tracker::{Phase, Tracker},
    },
};

/// What has been entered on its way out: one exit after the other, the latest first, each with the cause as it
/// stands then.
///
/// It owns all that it needs, so it can be run on by another task than the one that began it. Dropped before
/// its end, it tells which exits were cut off.
pub(crate) struct Leaving {
    tracker: Arc<Tracker>,
    /// What has to be left before: it was entered within.
    before: Vec<Leaving>,
    entries: Vec<Entry>,
    current: Option<Current>,
    cause: ExitCause,
    faults: Faults,
    /// Whether somebody goes on afterwards, for whom a cause can be swallowed.
    goes_on: bool,
    swallowed: bool,
}

/// The exit that is running.
struct Current {
    managed: Arc<Managed>,
    /// Dropped within a `catch_unwind`.
    future: Option<ExitFuture>,
    limit: Option<(Duration, Sleep)>,
    /// The step of the cell's teardown in which it began.
    step: u64,
    /// Dropped with it: it has been left.
    _mark: Mark,
}

/// How an exit ended.
enum Left {
    Said(Exit),
    Failed(BoxError),
    Panicked(Panic),
}

impl Leaving {
    pub(crate) fn new(tracker: &Arc<Tracker>, entries: Vec<Entry>, cause: ExitCause) -> Leaving {
        Leaving {
            tracker: Arc::clone(tracker),
            before: Vec::new(),
            entries,
            current: None,
            cause,
            faults: Faults::default(),
            goes_on: false,
            swallowed: false,
        }
    }

    /// Returns the same where somebody goes on afterwards, for whom the cause can be swallowed.
    pub(crate) fn going_on(mut self) -> Leaving {
        self.goes_on = true;
        self
    }

    /// Returns the same with what was wrong with the body, which is told with the rest.
    pub(crate) fn with_body(mut self) -> Leaving {
        match &self.cause {
            ExitCause::Failed(error) => self.faults.errors.push(Fault {
                whose: Whose::Body,
                error: Arc::clone(error),
            }),
            ExitCause::Panicked(panic) => self.faults.panics.push(Arc::clone(panic)),
            _ => {}
        }
        self
    }

    /// Returns the same with what has to be left before.
    pub(crate) fn after(mut self, before: Vec<Leaving>) -> Leaving {
        self.before = before;
        self
    }

    pub(crate) fn tracker(&self) -> &Arc<Tracker> {
        &self.tracker
    }

    /// Notes that nobody goes on afterwards: nothing can be swallowed any more.
    pub(crate) fn is_left_alone(&mut self) {
        self.goes_on = false;
    }

    /// Returns what messages call the work: the exit that is due next.
    pub(crate) fn title(&self) -> String {
        let inner = self.before.first().map(Leaving::title);
        inner.unwrap_or_else(|| {
            let current = self.current.as_ref().map(|current| &current.managed);
            let next = current.or(self.entries.last().map(|entry| &entry.managed));
            next.map_or_else(String::new, |managed| format!("exit of {}", managed.name))
        })
    }

    /// Returns where what is due next was entered.
    pub(crate) fn managed(&self) -> Option<Arc<Managed>> {
        if let Some(before) = self.before.first() {
            return before.managed();
        }
        let current = self.current.as_ref().map(|current| &current.managed);
        let next = current.or(self.entries.last().map(|entry| &entry.managed));
        next.cloned()
    }

    /// Runs until everything has been left.
    fn poll_left(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        while let Some(first) = self.before.first_mut() {
            if first.poll_left(cx).is_pending() {
                return Poll::Pending;
            }
            let left = self.before.remove(0);
            left.tell();
        }
        loop {
            let Some(mut current) = self.current.take().or_else(|| self.begin_next()) else {
                return Poll::Ready(());
            };
            let left = match current.poll(cx) {
                Poll::Ready(left) => left,
                Poll::Pending => match current.elapsed(&self.tracker, cx) {
                    Some(elapsed) => Left::Failed(Box::new(elapsed)),
                    None => {
                        self.current = Some(current);
                        return Poll::Pending;
                    }
                },
            };
            let managed = Arc::clone(&current.managed);
            self.note(&managed, left);
            // After its future: what it drops may panic, and may leave at once what was not left.
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(current.future.take()))) {
                self.note(&managed, Left::Panicked(caught(payload, &managed)));
            }
            self.tracker.next_teardown_step();
        }
    }

    fn begin_next(&mut self) -> Option<Current> {
        let Entry {
            managed,
            limit,
            exit,
            mark,
        } = self.entries.pop()?;
        let cause = self.cause.clone();
        let begun = catch_unwind(AssertUnwindSafe(|| exit(cause)));
        let future = begun.unwrap_or_else(|payload| {
            // Goes on where it will be caught.
            Box::pin(async move { resume_unwind(payload) })
        });
        Some(Current {
            managed,
            future: Some(future),
            limit: limit.map(|limit| (limit, Sleep::new(Arc::clone(&self.tracker), limit, None))),
            step: self.tracker.teardown_step(),
            _mark: mark,
        })
    }

    /// Goes on with what an exit has said.
    fn note(&mut self, managed: &Arc<Managed>, left: Left) {
        match left {
            Left::Said(Exit::PassOn) => {}
            Left::Said(Exit::Swallow) => self.swallow(),
            Left::Failed(error) => {
                if ContextError::follows_a_swallow(&*error) {
                    self.swallow();
                }
                let error: Arc<dyn std::error::Error + Send + Sync> = Arc::from(error);
                if matches!(self.cause, ExitCause::Returned | ExitCause::Failed(_)) {
                    self.cause = ExitCause::Failed(Arc::clone(&error));
                }
                let whose = Whose::Exit(Arc::clone(managed));
                self.faults.errors.push(Fault { whose, error });
            }
            Left::Panicked(panic) => {
                let panic = Arc::new(panic);
                if matches!(self.cause, ExitCause::Returned | ExitCause::Failed(_)) {
                    self.cause = ExitCause::Panicked(Arc::clone(&panic));
                }
                self.faults.panics.push(panic);
            }
        }
    }

    fn swallow(&mut self) {
        let can_be = matches!(self.cause, ExitCause::Failed(_) | ExitCause::Panicked(_));
        if self.goes_on && can_be {
            self.cause = ExitCause::Returned;
            self.faults = Faults::default();
            self.swallowed = true;
        }
    }

    /// Records all that went wrong with the cell, where nobody is there to be told.
    fn tell(mut self) {
        let faults = mem::take(&mut self.faults);
        for fault in &faults.errors {
            self.tracker.fail_by_exit(fault);
        }
        for panic in &faults.panics {
            self.tracker.fail_by_panic(panic);
        }
    }

    /// Runs to the end and records with the cell what went wrong; it ends the test's body, if that still runs.
    pub(crate) async fn on_its_own(mut self) {
        std::future::poll_fn(|cx| self.poll_left(cx)).await;
        let is_wrong = !(self.faults.errors.is_empty() && self.faults.panics.is_empty());
        let tracker = Arc::clone(&self.tracker);
        self.tell();
        if is_wrong {
            tracker.interrupt(None);
        }
    }

    /// Returns whether the cause was swallowed.
    ///
    /// # Errors
    ///
    /// Fails with all the errors that were not.
    ///
    /// # Panics
    ///
    /// Goes on with the first panic that was not; the rest is recorded with the cell.
    pub(crate) fn end(&mut self) -> Result<bool, ContextError> {
        let Faults { errors, panics } = mem::take(&mut self.faults);
        let mut panics = panics.into_iter();
        if let Some(panic) = panics.next() {
            errors
                .iter()
                .for_each(|fault| self.tracker.fail_by_exit(fault));
            panics.for_each(|panic| self.tracker.fail_by_panic(&panic));
            panic.note();
            resume_unwind(panic.take_payload());
        }
        match ContextError::of(errors) {
            Some(error) => Err(error.after(self.swallowed)),
            None => Ok(self.swallowed),
        }
    }
}

/// Awaits that everything has been left.
impl Future for Leaving {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.get_mut().poll_left(cx)
    }
}

impl Current {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Left> {
        let Some(future) = self.future.as_mut() else {
            return Poll::Ready(Left::Said(Exit::PassOn));
        };
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(Ok(exit))) => Poll::Ready(Left::Said(exit)),
            Ok(Poll::Ready(Err(error))) => Poll::Ready(Left::Failed(error)),
            Err(payload) => Poll::Ready(Left::Panicked(caught(payload, &self.managed))),
        }
    }

    /// Tells whether its time is over: its own, or the cell's for teardown.
    fn elapsed(&mut self, tracker: &Tracker, cx: &mut Context<'_>) -> Option<ExitElapsed> {
        if tracker.is_given_up(self.step) {
            return Some(ExitElapsed {
                limit: tracker.limits.teardown,
                advice: "that is the cell's limit for teardown, which RUNTIME_MATRIX_TEARDOWN raises",
            });
        }
        let (limit, sleep) = self.limit.as_mut()?;
        let is_over = Pin::new(sleep).poll(cx).is_ready();
        is_over.then_some(ExitElapsed {
            limit: *limit,
            advice: "that is the limit which `exit_within` has set",
        })
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        let current = self.current.take();
        let entries = mem::take(&mut self.entries);
        let cut_off = current
            .iter()
            .map(|current| &current.managed)
            .chain(entries.iter().rev().map(|entry| &entry.managed));
        for managed in cut_off {
            let message = format!(
                "the exit of {managed} was cut off: its runtime ended before it, and `exit_now` is all that was \
                 called"
            );
            if self.tracker.phase() == Phase::Ended {
                // The cell's outcome has been told by now.
                let identity = &self.tracker.identity;
                let _ = writeln!(io::stderr(), "runtime-matrix: {identity}: {message}");
            } else {
                self.tracker.fail(Failure::new(Verdict::Fail, message));
            }
        }
        // In the order in which they would have been left.
        drop(current);
        entries.into_iter().rev().for_each(drop);
    }
}

fn caught(payload: Box<dyn std::any::Any + Send>, managed: &Managed) -> Panic {
    Panic::caught(payload, format!("the exit of {managed}"))
}

impl Tracker {
    /// Records the error of an exit that nobody is told.
    pub(crate) fn fail_by_exit(&self, fault: &Fault) {
        let message = match fault.whose {
            Whose::Body => format!("the body failed: {fault}"),
            Whose::Enter(_) | Whose::Exit(_) => fault.to_string(),
        };
        self.fail(Failure::new(Verdict::Fail, message));
    }

    /// Records a panic that nobody is told.
    pub(crate) fn fail_by_panic(&self, panic: &Panic) {
        self.fail(Failure::of_caught_panic(panic));
    }
}
