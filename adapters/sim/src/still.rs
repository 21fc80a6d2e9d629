use std::mem;

use runtime_matrix_core::IdleHook;

/// What is known, while the driving thread looks for something to do, of nothing being there.
pub(crate) struct Still<'a> {
    hook: Option<&'a IdleHook>,
    is_told: bool,
}

impl Still<'_> {
    pub(crate) fn new(hook: Option<&IdleHook>) -> Still<'_> {
        Still {
            hook,
            is_told: false,
        }
    }

    /// Tells whether somebody is to be told of it.
    pub(crate) fn is_news(&self) -> bool {
        self.hook.is_some() && !self.is_told
    }

    pub(crate) fn tell(&mut self) {
        self.is_told = true;
        if let Some(hook) = self.hook {
            hook.worker_parked();
        }
    }

    /// Takes back that nothing happens.
    pub(crate) fn is_over(&mut self) {
        if mem::take(&mut self.is_told) {
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
