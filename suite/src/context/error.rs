use std::{error::Error, fmt, sync::Arc};

use crate::{context::entry::Managed, tracking::panics::Panic};

/// What went wrong between entering and having left, all of it, the body's first.
///
/// It displays as one sentence, and debugs as the same, since most are met by `unwrap`.
#[derive(Clone)]
pub struct ContextError {
    first: Fault,
    then: Vec<Fault>,
    /// Of a stack that was left: whether what it was left for had been swallowed before.
    swallowed_before: bool,
}

/// One thing that went wrong, and whose it was.
#[derive(Clone)]
pub(crate) struct Fault {
    pub(crate) whose: Whose,
    pub(crate) error: Arc<dyn Error + Send + Sync>,
}

/// Where an error came from.
#[derive(Clone, Debug)]
pub(crate) enum Whose {
    Body,
    Enter(Arc<Managed>),
    Exit(Arc<Managed>),
}

/// All that went wrong while something was left: in the order in which it did.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub(crate) errors: Vec<Fault>,
    pub(crate) panics: Vec<Arc<Panic>>,
}

impl ContextError {
    pub(crate) fn one(fault: Fault) -> ContextError {
        ContextError {
            first: fault,
            then: Vec::new(),
            swallowed_before: false,
        }
    }

    /// Returns the error of those, if there are any.
    pub(crate) fn of(faults: Vec<Fault>) -> Option<ContextError> {
        let mut faults = faults.into_iter();
        let first = faults.next()?;
        let then = faults.collect();
        Some(ContextError {
            then,
            ..ContextError::one(first)
        })
    }

    /// Returns the same with whether what came before it was swallowed.
    pub(crate) fn after(mut self, swallow: bool) -> ContextError {
        self.swallowed_before = swallow;
        self
    }

    /// Tells whether a stack whose exit failed with that had swallowed what it was left for.
    pub(crate) fn follows_a_swallow(error: &(dyn Error + Send + Sync + 'static)) -> bool {
        let error = error.downcast_ref::<ContextError>();
        error.is_some_and(|error| error.swallowed_before)
    }

    /// Returns all the errors, in the order in which they came: the body's, if it failed, then those of exits.
    pub fn errors(&self) -> impl Iterator<Item = &(dyn Error + Send + Sync + 'static)> {
        self.faults().map(|fault| &*fault.error)
    }

    /// Returns the first of the errors that is of that type.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use runtime_matrix::{context, context::Exit};
    /// let nothing = context::manager("nothing", || async { Ok(()) }, |(), _| async { Ok(Exit::PassOn) });
    /// let failed = rt.with(nothing, |()| async { Ok("six".parse::<u8>()?) }).await.unwrap_err();
    /// assert!(failed.downcast_ref::<std::num::ParseIntError>().is_some());
    /// # }).unwrap();
    /// ```
    #[must_use]
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        self.errors().find_map(|error| error.downcast_ref())
    }

    fn faults(&self) -> impl Iterator<Item = &Fault> {
        std::iter::once(&self.first).chain(&self.then)
    }
}

impl fmt::Display for ContextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        self.then
            .iter()
            .try_for_each(|fault| write!(f, "; then {fault}"))
    }
}

impl fmt::Debug for ContextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for ContextError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self.first.whose {
            // Its message stands in ours.
            Whose::Body => self.first.error.source(),
            Whose::Enter(_) | Whose::Exit(_) => Some(&*self.first.error),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = &self.error;
        match &self.whose {
            Whose::Body => write!(f, "{error}"),
            Whose::Enter(managed) => {
                let Managed { name, place } = &**managed;
                write!(f, "entering `{name}` at {place} failed: {error}")
            }
            Whose::Exit(managed) => write!(f, "the exit of {managed} failed: {error}"),
        }
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The error of an exit whose time was over.
#[derive(Debug)]
pub(crate) struct ExitElapsed {
    pub(crate) limit: std::time::Duration,
    /// Whose limit that is, and how to raise it.
    pub(crate) advice: &'static str,
}

impl fmt::Display for ExitElapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ExitElapsed { limit, advice } = self;
        write!(f, "it did not end within {limit:?}: {advice}")
    }
}

impl Error for ExitElapsed {}
