use std::fmt::Debug;

/// What a test may return: nothing, or a `Result` whose error fails it.
#[diagnostic::on_unimplemented(
    message = "a test cannot return `{Self}`",
    note = "it returns `()`, or a `Result<(), E>` whose `E` is `Debug`"
)]
pub trait Termination {
    /// Returns the error as text, if there is one.
    ///
    /// # Errors
    ///
    /// Fails if the test has.
    fn into_result(self) -> Result<(), String>;
}

impl Termination for () {
    fn into_result(self) -> Result<(), String> {
        Ok(())
    }
}

impl<E: Debug> Termination for Result<(), E> {
    fn into_result(self) -> Result<(), String> {
        self.map_err(|error| format!("{error:?}"))
    }
}

/// A test that never returns by itself: one that always panics, or waits for its time limit.
impl Termination for <fn() -> ! as Returns>::Output {
    fn into_result(self) -> Result<(), String> {
        match self {}
    }
}

/// Names the type `!` by way of a function that returns it, which stable Rust lets one write. Public
/// because its output is in a public implementation, and out of reach because its module is private.
pub trait Returns {
    /// What the function returns.
    type Output;
}

impl<T> Returns for fn() -> T {
    type Output = T;
}
