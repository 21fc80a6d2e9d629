use std::{fmt, time::Duration};

use runtime_matrix::RuntimeFactory;

use crate::{Spawner, contexts, native, suite};

/// Something that takes time on one runtime, and the ways in which it can be done there.
///
/// Benches and the report go by the same list, [`workloads`]: what is added there, both have.
#[derive(Debug)]
pub struct Workload {
    /// `<area>/<name>`, as `task/spawn_from_root`. What is timed is called `<id>/<way>/<runtime>`.
    pub id: &'static str,
    /// What one of the count is, in words, as "a task spawned and joined".
    pub unit: &'static str,
    /// The ways, of which the first is the runtime's own where it has one.
    pub ways: Vec<Way>,
}

/// One way of doing a workload.
pub struct Way {
    /// Whose means these are: `native`, `suite`, or a crate's name.
    pub name: &'static str,
    run: Box<dyn Fn(u64) -> Duration>,
}

impl Way {
    /// A way that does its work `count` times and returns how long that took, without what it prepares.
    pub fn new(name: &'static str, run: impl Fn(u64) -> Duration + 'static) -> Way {
        Way {
            name,
            run: Box::new(run),
        }
    }

    /// Does the work that many times, and returns how long all of it took.
    ///
    /// # Panics
    ///
    /// Panics if the work fails.
    #[must_use]
    pub fn run(&self, count: u64) -> Duration {
        (self.run)(count)
    }
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Way").field(&self.name).finish()
    }
}

/// Returns what is timed on that runtime, in the order of the report.
#[must_use]
pub fn workloads(factory: &'static dyn RuntimeFactory) -> Vec<Workload> {
    let mut all = vec![Workload {
        id: "overhead/cold",
        unit: "an empty test on a runtime of its own",
        ways: vec![
            Way::new("native", move |count| {
                repeat(count, || native::cell(factory))
            }),
            Way::new("suite", move |count| repeat(count, || suite::cell(factory))),
        ],
    }];
    all.extend(Spawner::ALL.map(|spawner| Workload {
        id: match spawner {
            Spawner::Root => "task/spawn_from_root",
            Spawner::Task => "task/spawn_from_task",
        },
        unit: "a task spawned and joined",
        ways: vec![
            Way::new("native", move |count| {
                native::spawns(factory, spawner, count)
            }),
            Way::new("suite", move |count| suite::spawns(factory, spawner, count)),
        ],
    }));
    all.push(Workload {
        id: "part/context",
        unit: "a context manager entered and left",
        ways: vec![Way::new("suite", move |count| {
            contexts::with(factory, count)
        })],
    });
    all
}

fn repeat(count: u64, work: impl Fn()) -> Duration {
    let start = std::time::Instant::now();
    (0..count).for_each(|_| work());
    start.elapsed()
}
