use runtime_matrix_core::IdleHook;

/// What is known, while the driving thread looks for something to do, of nothing being there.
pub(crate) struct Still<'a> {
    hook: Option<&'a IdleHook>,
    /// How many jobs there had been when somebody was told of it: another one may begin and end unseen.
    told: Option<u64>,
}

impl Still<'_> {
    pub(crate) fn new(hook: Option<&IdleHook>) -> Still<'_> {
        Still { hook, told: None }
    }

    /// Tells whether somebody is to be told of it.
    pub(crate) fn is_news(&self, jobs: u64) -> bool {
        self.hook.is_some() && self.told != Some(jobs)
    }

    pub(crate) fn tell(&mut self, jobs: u64) {
        self.is_over();
        self.told = Some(jobs);
        if let Some(hook) = self.hook {
            hook.worker_parked();
        }
    }

    /// Takes back that nothing happens.
    pub(crate) fn is_over(&mut self) {
        if self.told.take().is_some() {
            if let Some(hook) = self.hook {
                hook.worker_unparked();
            }
        }
    }
}

impl Drop for Still<'_> {
    fn drop(&mut self) {
        self.is_over();
    }
}
