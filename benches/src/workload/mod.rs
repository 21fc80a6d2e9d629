//! The one list of what is timed, an area a file.

mod blocking;
mod net;
mod overhead;
mod part;
mod runtime;
mod tally;
mod task;
mod thread;
mod timer;
mod way;
mod ways;

use std::time::{Duration, Instant};

use runtime_matrix::RuntimeFactory;

#[cfg(feature = "peers")]
pub(crate) use overhead::{Body, Shared, test};
pub use way::Way;
#[cfg(feature = "peers")]
pub(crate) use ways::kept_way;

/// Something that takes time on one runtime, and the ways in which it can be done there.
///
/// Benches and the report go by the same list, [`workloads`]: what is added there, both have.
#[derive(Debug)]
pub struct Workload {
    /// `<area>/<name>`, as `task/spawn_from_root`. What is timed is called `<id>/<way>/<runtime>`.
    pub id: &'static str,
    /// What one of the count is, in words, as "a task spawned and joined".
    pub unit: &'static str,
    /// How many are done together: a figure is for counts that are multiples of it. With a lower count, as tests
    /// have it, so many are done together.
    pub batch: u64,
    /// The ways, of which the first is the runtime's own where it has one.
    pub ways: Vec<Way>,
}

impl Workload {
    /// Returns the part of the id before the slash.
    #[must_use]
    pub fn area(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(area, _)| area)
    }

    fn new(id: &'static str, unit: &'static str, ways: Vec<Way>) -> Workload {
        Workload {
            id,
            unit,
            batch: 1,
            ways,
        }
    }

    fn in_batches_of(self, batch: u64) -> Workload {
        Workload { batch, ..self }
    }
}

/// Returns what is timed on that runtime, in the order of the report. What is of no runtime is listed for `sim`.
#[must_use]
pub fn workloads(factory: &'static dyn RuntimeFactory) -> Vec<Workload> {
    let areas = [
        overhead::all,
        runtime::all,
        task::all,
        timer::all,
        blocking::all,
        net::all,
        part::all,
    ];
    areas
        .into_iter()
        .flat_map(|area| area(factory))
        // Where nobody has the power, there is nothing to time.
        .filter(|workload| !workload.ways.is_empty())
        .collect()
}

fn repeat(count: u64, work: impl Fn()) -> Duration {
    let start = Instant::now();
    (0..count).for_each(|_| work());
    start.elapsed()
}
