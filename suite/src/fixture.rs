use crate::runtime::Runtime;

/// The runtime of the running cell, as a fixture of rstest's: a parameter `rt: Runtime` of a
/// `#[rstest]` test is filled in by this name.
///
/// It needs no dependency on rstest, which calls `rt::default()` within the cell.
#[expect(
    non_camel_case_types,
    reason = "rstest looks a fixture up by the parameter's name"
)]
#[derive(Debug)]
pub struct rt {}

impl rt {
    /// Returns the runtime whose test runs on this thread.
    ///
    /// # Panics
    ///
    /// Panics where no test runs.
    #[expect(
        clippy::should_implement_trait,
        reason = "rstest calls it by this name, and it makes no `rt`"
    )]
    #[must_use]
    #[track_caller]
    pub fn default() -> Runtime {
        Runtime::current()
    }
}
