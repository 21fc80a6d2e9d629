//! The count of threads that the code under test starts behind its runtime.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, mem,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use runtime_matrix_core::RuntimeFactory;

use crate::run::environment::Environment;

/// How many cells this process has run, those from code among them.
static CELLS: AtomicUsize = AtomicUsize::new(0);

/// The system cuts names off after so many bytes.
const NAME: usize = 15;

/// The beginning of the names of our own threads.
const OURS: &str = "runtime-matrix-";

/// Between two looks, in real time.
const PAUSE: Duration = Duration::from_millis(5);

/// How often it is looked again at most: for two seconds, as the machine may be busy with other things.
const LOOKS: u128 = 400;

/// The threads of the process, by their ids.
type Threads = BTreeMap<u64, Thread>;

#[derive(Debug, PartialEq, Eq)]
struct Thread {
    name: String,
    /// Whether it has had the processor yet; until then it has not said its name.
    has_run: bool,
}

/// What there was before a cell began.
#[derive(Debug)]
pub(crate) struct Census {
    before: Threads,
    /// The threads that the runtime was built with, by their ids.
    built: OnceLock<BTreeSet<u64>>,
    /// The beginnings of the names of the runtime's own threads.
    own: &'static [&'static str],
}

impl Census {
    /// Takes down which threads there are before the process's first cell, if the environment asks for a
    /// census; the cell counts, whether or not.
    pub(crate) fn before(factory: &dyn RuntimeFactory) -> Option<Arc<Census>> {
        let is_first = CELLS.fetch_add(1, Relaxed) == 0;
        let is_asked_for = Environment::get().is_ok_and(|environment| environment.census);
        if !is_first || !is_asked_for {
            return None;
        }
        Some(Arc::new(Census {
            before: threads()?,
            built: OnceLock::new(),
            own: factory.own_threads(),
        }))
    }

    /// Counts a cell of which no census is taken.
    pub(crate) fn count() {
        CELLS.fetch_add(1, Relaxed);
    }

    /// Takes down the threads that the runtime was built with: whatever their names, they are its own. When
    /// another seed builds it again, others may be among them.
    pub(crate) fn built(&self) {
        self.built
            .get_or_init(|| threads().unwrap_or_default().into_keys().collect());
    }

    /// Returns the names of the threads that are neither the runtime's nor ours, sorted; nothing if other
    /// cells have run by now, whose threads they may be.
    ///
    /// A thread is born with the name of the one that started it and says its own when it first runs. So it
    /// is looked again until nothing changes and nobody new is called like somebody old, but not for
    /// ever: some never say a name.
    /// It blocks the thread for half of `limit` at most.
    pub(crate) fn hidden(&self, limit: Duration) -> Option<Vec<String>> {
        let mut now = threads()?;
        let looks = limit.as_millis() / (2 * PAUSE.as_millis());
        for _ in 0..looks.min(LOOKS) {
            thread::sleep(PAUSE);
            let before = mem::replace(&mut now, threads()?);
            if now == before && !self.has_unborn(&now) {
                break;
            }
        }
        let hidden = self.hidden_among(now);
        (CELLS.load(Relaxed) == 1).then_some(hidden)
    }

    /// Tells whether there is a new thread that may not have said its name.
    fn has_unborn(&self, now: &Threads) -> bool {
        let old: BTreeSet<_> = self.before.values().map(|thread| &thread.name).collect();
        let mut new = now.iter().filter(|(id, _)| self.is_new(**id));
        new.any(|(_, thread)| !thread.has_run || old.contains(&thread.name))
    }

    /// Tells whether a thread was there neither before the cell nor when its runtime was built.
    fn is_new(&self, id: u64) -> bool {
        let built = self.built.get();
        !self.before.contains_key(&id) && !built.is_some_and(|built| built.contains(&id))
    }

    fn hidden_among(&self, now: Threads) -> Vec<String> {
        let new = now.into_iter().filter(|(id, _)| self.is_new(*id));
        let mut hidden: Vec<_> = new
            .map(|(_, thread)| thread.name)
            .filter(|name| !name.starts_with(OURS) && !self.own.iter().any(|own| begins(name, own)))
            .collect();
        hidden.sort();
        hidden
    }
}

/// Tells whether a thread's name, which may be cut off, begins like that.
fn begins(name: &str, own: &str) -> bool {
    name.starts_with(own) || (name.len() >= NAME && own.starts_with(name))
}

/// Returns all threads of the process, where the system tells.
fn threads() -> Option<Threads> {
    let mut threads = Threads::new();
    for entry in fs::read_dir("/proc/self/task").ok()? {
        let entry = entry.ok()?;
        let id = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat"));
        if stat.is_ok_and(|stat| is_ending(&stat)) {
            continue;
        }
        // It may have ended meanwhile.
        if let Ok(name) = fs::read_to_string(entry.path().join("comm")) {
            // Begins with the nanoseconds that it has run for; not every system counts them.
            let stat = fs::read_to_string(entry.path().join("schedstat"));
            let thread = Thread {
                name: name.trim_end_matches('\n').to_owned(),
                has_run: !stat.is_ok_and(|stat| stat.starts_with("0 ")),
            };
            threads.insert(id, thread);
        }
    }
    Some(threads)
}

/// Tells by its `stat` whether a thread is on its way out: whoever joined it may go on before the system has
/// forgotten it.
fn is_ending(stat: &str) -> bool {
    const PF_EXITING: u64 = 0x4;
    // Behind the name, which may hold anything: state, parent, group, session, terminal, its group, flags.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let flags = fields.split_whitespace().nth(6);
    let flags: Option<u64> = flags.and_then(|flags| flags.parse().ok());
    flags.is_some_and(|flags| flags & PF_EXITING != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threads_called(names: &[(u64, &str)]) -> Threads {
        let thread = |name: &str| Thread {
            name: name.to_owned(),
            has_run: true,
        };
        let names = names.iter().map(|(id, name)| (*id, thread(name)));
        names.collect()
    }

    fn census() -> Census {
        Census {
            before: threads_called(&[(1, "it"), (2, "reactor")]),
            built: OnceLock::new(),
            own: &["tokio-runtime-worker", "blocking-"],
        }
    }

    #[test]
    fn what_the_runtime_was_built_with_is_not_hidden_whatever_its_name() {
        let census = census();
        assert!(census.built.set(BTreeSet::from([3])).is_ok());
        let now = threads_called(&[(1, "it"), (3, "mine"), (4, "mine")]);
        assert_eq!(
            census.hidden_among(now),
            ["mine"],
            "one of the two is later"
        );
    }

    #[test]
    fn what_was_there_and_what_is_known_is_not_hidden() {
        let now = threads_called(&[
            (1, "it"),
            (2, "reactor"),
            (3, "runtime-matrix-"),
            (4, "tokio-runtime-w"),
            (5, "blocking-12"),
        ]);
        assert_eq!(census().hidden_among(now), [""; 0]);
    }

    #[test]
    fn a_new_thread_that_has_not_run_or_is_called_like_an_old_one_is_waited_for() {
        let with = |new, has_run| {
            let mut now = threads_called(&[(1, "it"), (2, "reactor"), (3, new)]);
            if let Some(thread) = now.get_mut(&3) {
                thread.has_run = has_run;
            }
            census().has_unborn(&now)
        };
        assert!(with("it", true) && with("reactor", true));
        assert!(with("async-io", false));
        assert!(!with("async-io", true));
    }

    #[test]
    fn a_thread_that_ends_is_known_by_its_flags() {
        let stat = |flags: u32| format!("7 (a) S (4) R 1 2 3 0 -1 {flags} 125 4 0 0");
        assert!(is_ending(&stat(0x40_0004)) && is_ending(&stat(0x4)));
        assert!(!is_ending(&stat(0x40_0040)) && !is_ending(&stat(0)));
        assert!(!is_ending("") && !is_ending("7 (a)"));
    }

    #[test]
    fn what_is_new_is_hidden_each_by_its_name_and_in_order() {
        let now = threads_called(&[
            (3, "reactor"),
            (4, "smol-1"),
            (5, "async-std/runti"),
            (6, "async-std/runti"),
            (7, "tokio-r"),
            (8, "blocking"),
        ]);
        assert_eq!(
            census().hidden_among(now),
            [
                "async-std/runti",
                "async-std/runti",
                "blocking",
                "reactor",
                "smol-1",
                "tokio-r"
            ],
        );
    }
}
