use std::{
    cell::Cell,
    future::Future,
    mem,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    sync::{Arc, atomic::Ordering::SeqCst},
    task::{Context, Poll, Waker},
    thread,
};

use runtime_matrix_core::{BoxFuture, Executor};

use crate::{
    fault::Defect,
    jobs::IS_A_JOB,
    life::Life,
    shared::{Shared, hang},
    waker,
};

/// A busy task is polled that many times in a row where it starves its siblings.
const GREED: usize = 100_000;

thread_local! {
    /// Whether this thread polls a task, of whichever instance.
    static IN_TASK: Cell<bool> = const { Cell::new(false) };
}

/// Tells whether this thread polls a task, of whichever instance.
pub(crate) fn is_polled_here() -> bool {
    IN_TASK.get()
}

/// The future that the base is given in place of the one that was spawned.
pub(crate) struct Task {
    inner: Option<BoxFuture<()>>,
    life: Arc<Life>,
    shared: Arc<Shared>,
}

impl Task {
    pub(crate) fn new(inner: BoxFuture<()>, life: Arc<Life>, shared: Arc<Shared>) -> Task {
        Task {
            inner: Some(inner),
            life,
            shared,
        }
    }

    /// Tells whether the task has to wait although it was woken.
    fn is_held_up(&self, cx: &Context<'_>) -> bool {
        match self.shared.defect {
            Defect::PanicEndsAll => self.shared.has_panicked.load(SeqCst),
            Defect::TasksAwaitTheirJoin => !self.life.is_wanted.load(SeqCst),
            Defect::DrivesNoTasks if self.shared.is_driven.load(SeqCst) => {
                self.shared.hold(cx.waker());
                true
            }
            _ => false,
        }
    }

    fn poll_inner(&mut self, cx: &Context<'_>) -> Poll<()> {
        let Some(inner) = self.inner.as_mut() else {
            return Poll::Ready(());
        };
        let waker = waker::of(cx.waker(), &self.life, &self.shared);
        let mut context = Context::from_waker(&waker);
        self.life.polls.fetch_add(1, SeqCst);
        self.life.is_polled.store(true, SeqCst);
        self.shared.polls_task.store(true, SeqCst);
        let was_in_task = IN_TASK.replace(true);
        let polled = if self.shared.is(Defect::PollsElsewhere) {
            poll_elsewhere(inner, &waker)
        } else {
            catch_unwind(AssertUnwindSafe(|| inner.as_mut().poll(&mut context)))
        };
        IN_TASK.set(was_in_task);
        self.life.is_polled.store(false, SeqCst);
        self.shared.polls_task.store(false, SeqCst);
        match polled {
            Ok(Poll::Ready(())) if self.shared.is(Defect::PollsAfterReady) => {
                // What comes of it is the future's own affair.
                let again = catch_unwind(AssertUnwindSafe(|| inner.as_mut().poll(&mut context)));
                drop(again);
                Poll::Ready(())
            }
            Ok(polled) => polled,
            Err(payload) => {
                if self.shared.is(Defect::PollsAfterPanic) {
                    // What comes of it is the future's own affair.
                    let again =
                        catch_unwind(AssertUnwindSafe(|| inner.as_mut().poll(&mut context)));
                    drop(again);
                }
                self.shared.has_panicked.store(true, SeqCst);
                self.life.panicked.store(true, SeqCst);
                if self.shared.is(Defect::KeepsWhatPanicked) {
                    mem::forget(self.inner.take());
                }
                if self.shared.is(Defect::DetachedPanicsReachRoot)
                    && self.life.is_detached.load(SeqCst)
                {
                    self.shared.has_stray_panic.store(true, SeqCst);
                }
                self.bury();
                match self.shared.defect {
                    Defect::SwallowsPanics => Poll::Ready(()),
                    Defect::LosesPayloads => resume_unwind(Box::new("a task panicked")),
                    _ => resume_unwind(payload),
                }
            }
        }
    }

    /// Does away with the future that has ended.
    fn bury(&mut self) {
        self.life.end();
        self.shared.make_room(&self.life);
        let Some(inner) = self.inner.take() else {
            return;
        };
        match self.shared.defect {
            Defect::NeverDrops => mem::forget(inner),
            Defect::KeepsWhatIsDetached if self.life.is_detached.load(SeqCst) => {
                mem::forget(inner);
            }
            Defect::DropsAtShutdown | Defect::DropsAfterJoin => self.shared.bury(inner),
            Defect::DropsElsewhere => {
                let elsewhere = thread::spawn(move || drop(inner));
                // A panic of the drop is the future's own.
                let _ = elsewhere.join();
            }
            _ => {
                self.shared.drops_task.store(true, SeqCst);
                drop(inner);
                self.shared.drops_task.store(false, SeqCst);
            }
        }
    }
}

/// Polls on a thread of its own.
fn poll_elsewhere(inner: &mut BoxFuture<()>, waker: &Waker) -> thread::Result<Poll<()>> {
    thread::scope(|scope| {
        let poll = || inner.as_mut().poll(&mut Context::from_waker(waker));
        scope.spawn(poll).join()
    })
}

impl Future for Task {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let me = self.get_mut();
        me.life.keep(cx.waker());
        me.shared.make_room(&me.life);
        if me.life.is_killed() {
            me.bury();
            return Poll::Ready(());
        }
        if me.is_held_up(cx) {
            return Poll::Pending;
        }
        let mut polled = me.poll_inner(cx);
        match me.shared.defect {
            Defect::Starves => {
                for _ in 0..GREED {
                    if polled.is_ready() {
                        break;
                    }
                    polled = me.poll_inner(cx);
                }
            }
            Defect::PollsForEver if polled.is_pending() => cx.waker().wake_by_ref(),
            _ => {}
        }
        if polled.is_ready() {
            me.bury();
        }
        polled
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        if self.inner.is_none() {
            return;
        }
        if self.shared.is(Defect::KeepsTasksAtShutdown) && self.shared.was_shut_down.load(SeqCst) {
            mem::forget(self.inner.take());
        }
        self.bury();
    }
}

/// Starts a task on the base, unless the defect is that it does not come to that.
pub(crate) fn spawn(
    base: &dyn Executor,
    mut future: BoxFuture<()>,
    shared: &Arc<Shared>,
) -> (Arc<Life>, Box<dyn runtime_matrix_core::TaskHandle>) {
    match shared.defect {
        Defect::ShutdownLocksSpawns if shared.is_closing.load(SeqCst) => hang(),
        Defect::KeepsLateTasks if shared.was_shut_down.load(SeqCst) => {
            mem::forget(mem::replace(&mut future, Box::pin(async {})));
        }
        _ => {}
    }
    let life = Life::new();
    shared.add_life(&life);
    let is_lost = match shared.defect {
        Defect::LosesTasks => shared.is_third(),
        Defect::LosesForeignTasks => thread::current().id() != shared.home,
        Defect::LosesTasksOfTasks => shared.polls_task.load(SeqCst),
        Defect::LosesTasksOfDestructors => shared.drops_task.load(SeqCst),
        Defect::LosesTasksAfterPanic => shared.has_panicked.load(SeqCst),
        Defect::JobsSpawnNothing => IS_A_JOB.get(),
        Defect::LosesEarlyTasks => !shared.has_driven.load(SeqCst),
        _ => false,
    };
    if is_lost {
        shared.bury(mem::replace(&mut future, Box::pin(std::future::pending())));
    }
    let mut task = Task::new(future, Arc::clone(&life), Arc::clone(shared));
    let polls_now = match shared.defect {
        Defect::PollsInline => true,
        Defect::RunsAfterShutdown => shared.was_shut_down.load(SeqCst),
        _ => false,
    };
    if polls_now {
        let waker = Waker::noop();
        if task.poll_inner(&Context::from_waker(waker)).is_ready() {
            task.bury();
        }
    }
    let handle = base.spawn(Box::pin(task));
    (life, handle)
}
