use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use crate::scope::state::Shared;

thread_local! {
    /// What of which scope is polled or dropped on this thread.
    static AROUND: RefCell<Around> = const { RefCell::new(Around { member: None, is_shielded: false }) };
}

/// One future of a scope, which is dropped as a whole: its body, or a task.
pub(super) struct Member {
    pub(super) scope: Arc<Shared>,
    is_task: bool,
    /// How much in it is not to be interrupted: shields, and scopes that end themselves.
    shields: AtomicUsize,
}

/// What is around a piece of code.
#[derive(Clone, Default)]
pub(super) struct Around {
    pub(super) member: Option<Arc<Member>>,
    /// Whether a shield is in between.
    pub(super) is_shielded: bool,
}

/// Says, while it lives, what is around what runs on this thread.
pub(super) struct Entered(Around);

/// Something that is not to be interrupted, in the member around it.
pub(super) struct Shielded(Option<Arc<Member>>);

impl Member {
    pub(super) fn body(scope: &Arc<Shared>) -> Arc<Member> {
        Member::new(scope, false)
    }

    pub(super) fn task(scope: &Arc<Shared>) -> Arc<Member> {
        Member::new(scope, true)
    }

    fn new(scope: &Arc<Shared>, is_task: bool) -> Arc<Member> {
        Arc::new(Member {
            scope: Arc::clone(scope),
            is_task,
            shields: AtomicUsize::new(0),
        })
    }

    pub(super) fn is_task(&self) -> bool {
        self.is_task
    }

    /// Tells whether its scope is cancelled, or, for a task, has ended.
    pub(super) fn is_asked_to_end(&self) -> bool {
        let ends = self.is_task && self.scope.state.look(|state| state.ends);
        ends || self.scope.is_cancelled()
    }

    /// Tells whether it is to be dropped now.
    pub(super) fn is_to_be_dropped(&self) -> bool {
        self.shields.load(SeqCst) == 0 && self.is_asked_to_end()
    }
}

impl Around {
    /// Returns what is around what runs on this thread.
    pub(super) fn current() -> Around {
        let around = AROUND.try_with(|around| around.borrow().clone());
        around.unwrap_or_default()
    }

    pub(super) fn of(member: &Arc<Member>) -> Around {
        Around {
            member: Some(Arc::clone(member)),
            is_shielded: false,
        }
    }

    pub(super) fn enter(self) -> Entered {
        let before = AROUND.try_with(|around| around.replace(self));
        Entered(before.unwrap_or_default())
    }

    /// Keeps the member around from being dropped by its scope, which itself keeps the one around that.
    pub(super) fn shield(&self) -> Shielded {
        if let Some(member) = &self.member {
            member.shields.fetch_add(1, SeqCst);
        }
        Shielded(self.member.clone())
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let before = std::mem::take(&mut self.0);
        let entered = AROUND.try_with(|around| around.replace(before));
        drop(entered);
    }
}

impl Drop for Shielded {
    fn drop(&mut self) {
        if let Some(member) = &self.0 {
            member.shields.fetch_sub(1, SeqCst);
        }
    }
}
