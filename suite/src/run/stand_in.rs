//! The faulty runtime that `sim` is put aside for. Not public API.

use std::{fmt, sync::Arc};

use runtime_matrix_core::{BuildError, Card, Executor, Options, RuntimeFactory};

/// A runtime that stands in for `sim`: its cells keep that name, and their records tell of the fault.
#[derive(Clone, Copy)]
pub struct StandIn {
    factory: &'static dyn RuntimeFactory,
    note: &'static str,
}

impl StandIn {
    /// Returns the fault of that id.
    ///
    /// # Errors
    ///
    /// Fails if there is none, with the nearest one, and without the feature `faults`.
    #[cfg(feature = "faults")]
    pub fn named(id: &str) -> Result<StandIn, String> {
        use runtime_matrix_core::__distance as distance;
        use runtime_matrix_faulty::Fault;

        let Some(fault) = Fault::named(id) else {
            let nearest = Fault::all()
                .iter()
                .min_by_key(|fault| distance(id, fault.id()))
                .map_or("", |fault| fault.id());
            return Err(format!(
                "there is no fault `{id}`: did you mean `{nearest}`?"
            ));
        };
        let note = format!(
            "the fault `{id}` in place of sim, which breaks that {}",
            fault.breaks()
        );
        // The environment names one for the whole process.
        let note = Box::leak(note.into_boxed_str());
        Ok(StandIn {
            factory: fault,
            note,
        })
    }

    /// Fails: there are no faults in this build.
    ///
    /// # Errors
    ///
    /// Always.
    #[cfg(not(feature = "faults"))]
    pub fn named(id: &str) -> Result<StandIn, String> {
        Err(format!(
            "the fault `{id}` is not in this build: switch on the feature `faults` of runtime-matrix"
        ))
    }
}

impl RuntimeFactory for StandIn {
    fn id(&self) -> &'static str {
        "sim"
    }

    fn note(&self) -> Option<&'static str> {
        Some(self.note)
    }

    fn card(&self) -> Card {
        self.factory.card()
    }

    fn workers(&self, options: &Options) -> usize {
        self.factory.workers(options)
    }

    fn own_threads(&self) -> &'static [&'static str] {
        self.factory.own_threads()
    }

    fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        self.factory.build(options)
    }
}

impl fmt::Debug for StandIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StandIn").field(&self.factory.id()).finish()
    }
}

impl PartialEq for StandIn {
    fn eq(&self, other: &StandIn) -> bool {
        self.factory.id() == other.factory.id()
    }
}

impl Eq for StandIn {}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "faults")]
    #[test]
    fn a_fault_is_called_sim_and_says_what_it_is() {
        let fault = StandIn::named("cancel_is_ignored").unwrap();
        assert_eq!(fault.id(), "sim");
        assert_eq!(
            fault.note(),
            Some(
                "the fault `cancel_is_ignored` in place of sim, which breaks that a cancelled task is dropped \
                 before its cancel completes"
            )
        );
        assert_eq!(
            StandIn::named("cancel_is_ignord").unwrap_err(),
            "there is no fault `cancel_is_ignord`: did you mean `cancel_is_ignored`?"
        );
    }

    #[cfg(not(feature = "faults"))]
    #[test]
    fn a_fault_needs_its_feature() {
        assert_eq!(
            StandIn::named("cancel_is_ignored").unwrap_err(),
            "the fault `cancel_is_ignored` is not in this build: switch on the feature `faults` of runtime-matrix"
        );
    }
}
