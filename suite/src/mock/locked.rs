use std::cell::Cell;

thread_local! {
    static LOCKED: Cell<bool> = const { Cell::new(false) };
}

/// Says, while it lives, that this thread runs code of the test's under the lock of a mock: a matcher, or the
/// clone of an answer. Were that to use a mock, it could wait for itself.
pub(crate) struct Locked {
    outer: bool,
}

impl Locked {
    #[inline]
    pub(crate) fn enter() -> Locked {
        Locked {
            outer: LOCKED.replace(true),
        }
    }

    /// Panics if a mock is used where none may be.
    #[track_caller]
    #[inline]
    pub(crate) fn refuse(name: &str) {
        assert!(
            !LOCKED.get(),
            "mock `{name}` is used by a matcher, by the clone of an answer or by a sequence of answers, while a \
             mock is locked for that: use `answers(…)`, which may use any mock"
        );
    }
}

impl Drop for Locked {
    #[inline]
    fn drop(&mut self) {
        LOCKED.set(self.outer);
    }
}
