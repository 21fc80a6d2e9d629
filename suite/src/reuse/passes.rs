use std::future::Future;

use runtime_matrix_core::RuntimeFactory;

use crate::{
    cells::factories,
    run::{cell::Cell, outcome::Outcome, termination::Termination},
    runtime::Runtime,
};

impl Cell<'_> {
    /// Runs the test on a fresh instance of the cell's runtime, then on a second one of the same kind, then on one of
    /// another kind, each of which has ended before the next begins. What a test leaves in a static is kept, as it is
    /// between the tests of one binary: a pool, a client that was started lazily, a handle, a waker.
    ///
    /// The other kind is the next of [`factories`](crate::factories); if there is none but the cell's own, the test
    /// runs twice. The first run that fails gives the outcome, and a later one says so, before what has failed
    /// itself. What of an ended test was woken is named in the report. Where a run waits for ever, its report says the
    /// same.
    ///
    /// ```
    /// use std::sync::OnceLock;
    /// use runtime_matrix::{Cell, Runtime, Sim};
    ///
    /// static FIRST: OnceLock<Runtime> = OnceLock::new();
    /// let outcome = Cell::new(&Sim).run_reused(|rt: Runtime| async move {
    ///     FIRST.get_or_init(|| rt).spawn(async {}).await.unwrap();
    /// });
    /// let message = outcome.message().unwrap();
    /// assert!(message.starts_with("passed on a first `sim`, failed on a second one"), "{message}");
    /// assert!(message.contains("(first run): `spawn` after the test has ended"), "{message}");
    /// ```
    ///
    /// # Panics
    ///
    /// Never for what the test does, as [`run`](Cell::run).
    ///
    /// # Known limitations
    ///
    /// Which static it is cannot be known. What belongs to a runtime that never ends, such as async-std's, works on a
    /// second instance of it, and shows on the other kind alone. A test that does not run there at all fails in that
    /// run too: run that cell by itself to tell the two apart.
    pub fn run_reused<F, T>(self, test: F) -> Outcome
    where
        F: Fn(Runtime) -> T,
        T: Future + 'static,
        T::Output: Termination,
    {
        let other = after(self.factory().id(), factories(), |_| true);
        run(&self, other, |cell| cell.run(&test))
    }

    /// Runs the test like [`run_reused`](Cell::run_reused), with that runtime as the other kind.
    ///
    /// # Panics
    ///
    /// Never for what the test does, as [`run`](Cell::run).
    pub fn run_reused_on<F, T>(self, other: &dyn RuntimeFactory, test: F) -> Outcome
    where
        F: Fn(Runtime) -> T,
        T: Future + 'static,
        T::Output: Termination,
    {
        run(&self, Some(other), |cell| cell.run(&test))
    }
}

/// Runs a cell again and again, as `pass` does it, until that fails.
pub(crate) fn run<'a>(
    cell: &Cell<'a>,
    other: Option<&'a dyn RuntimeFactory>,
    pass: impl Fn(Cell<'a>) -> Outcome,
) -> Outcome {
    let own = cell.factory();
    let first = pass(cell.clone().pass(own, "first run"));
    if first.verdict().is_failure() {
        return first.of(cell.identity());
    }
    let second = pass(cell.clone().pass(own, "second run"));
    if second.verdict().is_failure() {
        let what = format!("passed on a first `{}`, failed on a second one", own.id());
        return belongs(second, &what, &[]).of(cell.identity());
    }
    let Some(other) = other else {
        return second.of(cell.identity());
    };
    let third = pass(cell.clone().pass(other, "third run"));
    if third.verdict().is_failure() {
        let (own, other) = (own.id(), other.id());
        let what = format!("passed twice on `{own}`, failed on `{other}` after it");
        let hint = format!(
            "if the test fails on `{other}` by itself too, it is not what outlived the other runs: run that cell alone"
        );
        return belongs(third, &what, &[hint]).of(cell.identity());
    }
    third.of(cell.identity())
}

/// Returns the runtime after the one of that id, around the list, that fits; none but that itself gives `None`.
pub(crate) fn after<'a>(
    id: &str,
    factories: &[&'a dyn RuntimeFactory],
    fits: impl Fn(&dyn RuntimeFactory) -> bool,
) -> Option<&'a dyn RuntimeFactory> {
    let position = factories.iter().position(|factory| factory.id() == id);
    let (before, after) = factories.split_at(position.map_or(0, |position| position + 1));
    let mut others = after.iter().chain(before).copied();
    others.find(|factory| factory.id() != id && fits(*factory))
}

fn belongs(failed: Outcome, what: &str, hints: &[String]) -> Outcome {
    failed.because(
        &format!(
            "{what}: something that outlives a test (a static, a pool, a lazily started client) still belongs to a \
             runtime that is gone"
        ),
        hints,
    )
}
