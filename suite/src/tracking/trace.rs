use std::{
    backtrace::Backtrace,
    fmt,
    sync::{Arc, OnceLock},
};

use crate::tracking::frame::{Folders, Frame};

/// The stack at the beginning of a panic.
///
/// Taking it down costs microseconds. Its symbols, which cost milliseconds the first time in a process,
/// are looked up when somebody asks for the frame: a panic that was expected or joined never pays them.
pub(crate) struct Trace {
    backtrace: Backtrace,
    frame: OnceLock<Option<Frame>>,
}

impl Trace {
    pub(crate) fn capture() -> Arc<Trace> {
        Arc::new(Trace {
            backtrace: Backtrace::force_capture(),
            frame: OnceLock::new(),
        })
    }

    /// Returns the first frame outside of the runtime and the standard library.
    ///
    /// `file` is that of the test, as the compiler wrote it down: the file of the frame is told in the
    /// same way.
    pub(crate) fn frame(&self, file: &str) -> Option<&Frame> {
        let look_up = || Frame::first_outside(&self.backtrace.to_string(), &Folders::of(file));
        self.frame.get_or_init(look_up).as_ref()
    }

    /// Tells whether the symbols have been looked up.
    #[cfg(test)]
    pub(crate) fn is_resolved(&self) -> bool {
        self.frame.get().is_some()
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trace")
            .field("frame", &self.frame)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use runtime_matrix_sim::Sim;

    use crate::{
        Cell, JoinError, Runtime, Verdict,
        tracking::{current::Current, panics::Panic},
    };

    #[test]
    fn a_panic_that_is_joined_looks_nothing_up() {
        let joined = |rt: Runtime| async move {
            let task = rt.spawn(async { panic!("boom") });
            let Err(JoinError::Panicked(panic)) = task.await else {
                unreachable!("it panics")
            };
            let trace = panic.trace.clone().expect("it panicked in a cell");
            drop(panic);
            assert!(!trace.is_resolved());
        };
        Cell::new(&Sim).run(joined).unwrap();
    }

    #[test]
    fn a_panic_that_is_expected_looks_nothing_up() {
        let outcome = Cell::new(&Sim).run(|_| async { panic!("boom") });
        assert_eq!(outcome.verdict(), Verdict::Panic);
        let trace = outcome.trace().expect("it panicked in a cell");
        assert_eq!(outcome.clone().passed().verdict(), Verdict::Pass);
        assert!(!trace.is_resolved());

        let _ = outcome.record();
        assert!(trace.is_resolved());
    }

    #[test]
    fn a_panic_outside_of_cells_takes_nothing_down() {
        Cell::new(&Sim).run(|_| async {}).unwrap();
        let payload = std::panic::catch_unwind(|| panic!("boom")).expect_err("it panics");
        assert!(!Current::is_any());
        assert!(Panic::caught(payload, String::new()).trace.is_none());
    }
}
