use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use runtime_matrix_report::Verdict;

use crate::{
    context::entry::Managed,
    sync::lock,
    tracking::{failure::Failure, tracker::Tracker, witness::Witness},
};

/// What has been entered in a cell and has not been left. Whoever forgets a future forgets what it has entered;
/// the cell does not.
#[derive(Default)]
pub(crate) struct Unleft {
    entered: Mutex<Entered>,
}

#[derive(Default)]
struct Entered {
    /// How many there have been.
    made: u64,
    managed: BTreeMap<u64, Arc<Managed>>,
}

/// Stands for one of them while it lives.
pub(crate) struct Mark {
    unleft: Arc<Unleft>,
    key: u64,
}

impl Unleft {
    /// Notes that something has been entered.
    pub(crate) fn mark(tracker: &Tracker, managed: &Arc<Managed>) -> Mark {
        let (unleft, is_new) = tracker.store.of::<Unleft>();
        if is_new {
            tracker.call(Arc::clone(&unleft) as Arc<dyn Witness>);
        }
        let key = {
            let mut entered = lock(&unleft.entered);
            entered.made += 1;
            let key = entered.made;
            entered.managed.insert(key, Arc::clone(managed));
            key
        };
        Mark { unleft, key }
    }
}

impl Witness for Unleft {
    fn after_sweep(&self) -> Vec<Failure> {
        let entered = lock(&self.entered);
        let leaks = entered.managed.values().map(|managed| {
            let message = format!(
                "leak: {managed} was never left: what owns it is forgotten, or kept beyond the test"
            );
            let mut failure = Failure::new(Verdict::Leak, message);
            failure.place = Some(managed.place.to_string());
            failure
        });
        leaks.collect()
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        lock(&self.unleft.entered).managed.remove(&self.key);
    }
}
