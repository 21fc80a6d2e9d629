use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst},
        mpsc::channel,
    },
    thread,
    time::Duration,
};

use runtime_matrix_core::{
    Blocking, BoxFuture, Executor, NativeClock, Net, Shutdown, TaskHandle, Timer,
};

use crate::{
    fault::Defect,
    handle::Handle,
    jobs,
    net::Sockets,
    root,
    shared::{Shared, hang, lock},
    sleep, task,
};

/// One of so many shutdowns leaks a thread where not each does.
const LEAKS: usize = 25;
static SHUTDOWNS: AtomicUsize = AtomicUsize::new(0);

/// An instance of the base that is put in the wrong.
pub(crate) struct Instance {
    base: Arc<dyn Executor>,
    shared: Arc<Shared>,
    readings: AtomicU64,
    sockets: Option<Sockets>,
}

impl Instance {
    #[expect(
        clippy::new_ret_no_self,
        reason = "whoever builds it wants an executor, which another instance may be too"
    )]
    pub(crate) fn new(base: Arc<dyn Executor>, defect: Defect) -> Arc<dyn Executor> {
        let base = if defect == Defect::SharesInstances {
            the_one(base)
        } else {
            base
        };
        let shared = Shared::new(defect);
        Arc::new(Instance {
            base,
            readings: AtomicU64::new(0),
            sockets: defect.is_of_sockets().then(|| Sockets::new(&shared)),
            shared,
        })
    }

    fn is(&self, defect: Defect) -> bool {
        self.shared.is(defect)
    }
}

/// Leaves a thread behind that runs already. It has no name by which anybody could tell it.
fn leak_thread() {
    let (begins, has_begun) = channel::<()>();
    let leaked = thread::Builder::new().spawn(move || {
        drop(begins);
        hang()
    });
    // Without a thread there is no defect, and nothing to be seen.
    if leaked.is_ok() {
        let _ = has_begun.recv();
    }
}

/// Returns the base that is in use already, if one is.
fn the_one(base: Arc<dyn Executor>) -> Arc<dyn Executor> {
    static ONE: Mutex<Option<Weak<dyn Executor>>> = Mutex::new(None);
    let mut one = lock(&ONE);
    match one.as_ref().and_then(Weak::upgrade) {
        Some(used) => used,
        None => {
            *one = Some(Arc::downgrade(&base));
            base
        }
    }
}

impl Executor for Instance {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        root::drive(&*self.base, root, &self.shared);
    }

    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        let (life, base) = task::spawn(&*self.base, future, &self.shared);
        Box::new(Handle {
            base,
            life,
            shared: Arc::clone(&self.shared),
            home: thread::current().id(),
        })
    }

    fn shutdown(&self, deadline: Duration) -> Shutdown {
        self.shared.was_shut_down.store(true, SeqCst);
        self.shared.is_closing.store(true, SeqCst);
        match self.shared.defect {
            Defect::LeaksThread => leak_thread(),
            Defect::LeaksThreadAtTimes if SHUTDOWNS.fetch_add(1, SeqCst) % LEAKS == 0 => {
                leak_thread();
            }
            Defect::ShutdownNeedsRoot => assert!(
                self.shared.has_driven.load(SeqCst),
                "there has been no root"
            ),
            Defect::ShutdownNeedsTime => assert!(!deadline.is_zero(), "there is no time"),
            Defect::ShutdownKeepsItsThread => assert!(
                thread::current().id() == self.shared.home,
                "the shutdown belongs to another thread"
            ),
            Defect::ShutdownHangsOnJobs => {
                while self.base.shutdown(deadline) == Shutdown::TimedOut {}
            }
            Defect::ShutdownPanics => panic!("the shutdown has failed"),
            Defect::ShutdownLies => {
                let _ = self.base.shutdown(Duration::ZERO);
                return Shutdown::Complete;
            }
            _ => {}
        }
        let shut_down = self.base.shutdown(deadline);
        self.shared.empty_grave();
        self.shared.is_closing.store(false, SeqCst);
        shut_down
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(self)
    }

    fn blocking(&self) -> Option<&dyn Blocking> {
        Some(self)
    }

    fn native_clock(&self) -> Option<&dyn NativeClock> {
        Some(self)
    }

    fn net(&self) -> Option<&dyn Net> {
        self.sockets.as_ref().map(|sockets| sockets as &dyn Net)
    }

    fn alive_tasks(&self) -> Option<usize> {
        let alive = self.base.alive_tasks()?;
        Some(alive + usize::from(self.is(Defect::MiscountsTasks)))
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        let panics = match self.shared.defect {
            Defect::LastOwnerPanicsInTasks => task::is_polled_here(),
            Defect::LastOwnerKeepsItsThread => thread::current().id() != self.shared.home,
            _ => false,
        };
        assert!(
            !panics || thread::panicking(),
            "an instance cannot be dropped here"
        );
    }
}

impl Timer for Instance {
    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        assert!(
            !self.is(Defect::SleepsPanicInDestructors) || !self.shared.drops_task.load(SeqCst),
            "no context is entered"
        );
        sleep::sleep(&self.base, duration, &self.shared)
    }
}

impl Blocking for Instance {
    fn run(&self, job: Box<dyn FnOnce() + Send>) {
        jobs::run(&self.base, job, &self.shared);
    }

    fn pause(&self) -> Option<Box<dyn FnOnce() + Send>> {
        if self.is(Defect::PausesAreIgnored) || self.is(Defect::JobsDoNotHoldClock) {
            return Some(Box::new(|| {}));
        }
        self.base.blocking()?.pause()
    }
}

impl NativeClock for Instance {
    fn now(&self) -> Duration {
        let now = self
            .base
            .native_clock()
            .map(NativeClock::now)
            .unwrap_or_default();
        let reading = self.readings.fetch_add(1, SeqCst);
        match self.shared.defect {
            // Each reading is before the one that came before it.
            Defect::ClockRunsBack => now.saturating_sub(Duration::from_nanos(reading)),
            Defect::ClockStartsLate => now + Duration::from_secs(3_600),
            Defect::ClockStands => Duration::ZERO,
            _ => now,
        }
    }
}
