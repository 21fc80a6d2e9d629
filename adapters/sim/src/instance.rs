use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use runtime_matrix_core::{
    Blocking, BoxFuture, Executor, NativeClock, Options, Shutdown, TaskHandle, Timer,
};

use crate::{
    Config, budget::Budget, driving::Driving, handle::Handle, jobs, scheduler::Scheduler,
    simulation::Account, sleep,
};

/// One deterministic runtime, the sole owner of its tasks.
///
/// Wakers, handles and sleeps hold the scheduler weakly, so dropping the instance drops every future.
pub(crate) struct Instance {
    scheduler: Arc<Scheduler>,
    /// Where to leave what it did, if anybody wants to know.
    account: Option<Arc<Mutex<Account>>>,
}

impl Instance {
    pub(crate) fn new(
        options: &Options,
        config: &Config,
        budget: Option<Budget>,
        account: Option<Arc<Mutex<Account>>>,
    ) -> Instance {
        let hook = options.idle_hook.clone();
        let keeps = account.is_some();
        Instance {
            scheduler: Arc::new(Scheduler::new(options.seed, config, hook, budget, keeps)),
            account,
        }
    }
}

impl Executor for Instance {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        Driving::enter(&self.scheduler).drive(root);
    }

    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        Box::new(Handle::new(Scheduler::spawn(&self.scheduler, future)))
    }

    fn shutdown(&self, deadline: Duration) -> Shutdown {
        self.scheduler.close();
        jobs::join(&self.scheduler, deadline)
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

    fn alive_tasks(&self) -> Option<usize> {
        Some(self.scheduler.alive_tasks())
    }
}

impl Timer for Instance {
    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        sleep::sleep(&self.scheduler, duration)
    }
}

impl Blocking for Instance {
    fn run(&self, job: Box<dyn FnOnce() + Send>) {
        jobs::start(&self.scheduler, job);
    }

    fn pause(&self) -> Option<Box<dyn FnOnce() + Send>> {
        jobs::pause(&self.scheduler)
    }
}

impl NativeClock for Instance {
    fn now(&self) -> Duration {
        self.scheduler.lock().timers.now()
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.scheduler.close();
        if let Some(account) = &self.account {
            let ended = Account {
                decisions: self.scheduler.take_decisions(),
                steps: self.scheduler.steps(),
            };
            *account.lock().unwrap_or_else(PoisonError::into_inner) = ended;
        }
    }
}
