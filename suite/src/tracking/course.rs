//! The steps of an explored run: who had each turn, and what is the same between two runs.

use std::{
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    mem,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
};

use crate::{
    sync::lock,
    tracking::{
        failure::title,
        node::{Activity, Node},
        place::Place,
    },
};

/// The state that the tasks of a run share, as a number; it says when two states are the same.
pub(crate) type Digest = Arc<dyn Fn() -> u64 + Send + Sync>;

/// How many more steps an interrupted run has before its tasks are ended at their turns.
const FAR: u64 = 1_000;

/// What an explored run has done so far.
pub(crate) struct Course {
    /// How many steps it may take.
    most: u64,
    taken: AtomicU64,
    /// Whether states are told apart.
    compares: bool,
    /// Whether the root waits for all others to come to rest.
    settles: AtomicBool,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    digest: Option<Digest>,
    told: Told,
    /// By the number of the node: all that its own state can depend on.
    seen: Vec<u64>,
    ended: Vec<bool>,
}

/// What is left of a course after its run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    pub(crate) turns: Vec<Turn>,
    /// By the number of the node.
    pub(crate) who: Vec<Who>,
}

/// One turn: a poll, or the drop of a task that was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) node: u64,
    /// How many were ready, this one included.
    pub(crate) ready: usize,
    /// What the run's state is the same by; `None` if that is unknown.
    pub(crate) state: Option<State>,
}

/// A digest of all that decides how a run can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct State(u64, u64);

/// What messages call a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Who {
    title: String,
    place: Place,
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Who { title, place } = self;
        if title == "the test" {
            return f.write_str(title);
        }
        write!(f, "{title} (spawned at {place})")
    }
}

impl Course {
    pub(crate) fn new(most: u64, compares: bool) -> Course {
        Course {
            most,
            taken: AtomicU64::new(0),
            compares,
            settles: AtomicBool::new(false),
            inner: Mutex::default(),
        }
    }

    /// Keeps what says when two states are the same, if anybody wants to know.
    pub(crate) fn compare_by(&self, digest: Digest) {
        if self.compares {
            let before = lock(&self.inner).digest.replace(digest);
            drop(before);
        }
    }

    /// Takes what is left of the run.
    pub(crate) fn take(&self) -> Told {
        let mut inner = lock(&self.inner);
        let digest = inner.digest.take();
        let told = mem::take(&mut inner.told);
        drop(inner);
        drop(digest);
        told
    }

    /// Notes whether the root waits for all others to come to rest; returns whether it did.
    pub(super) fn settles(&self, waits: bool) -> bool {
        self.settles.swap(waits, SeqCst)
    }

    pub(super) fn is_far_over(&self) -> bool {
        self.taken.load(SeqCst) > self.most.saturating_add(FAR)
    }

    pub(super) fn note_spawn(&self, node: &Node, by: Option<u64>) {
        let mut inner = lock(&self.inner);
        inner.told.who.push(Who {
            title: title(node),
            place: node.place,
        });
        // What it captured is what its spawner knew.
        let known = by.and_then(|by| inner.seen.get(by as usize).copied());
        inner.seen.push(hash(&(known, by, node.place.line)));
        inner.ended.push(false);
    }

    /// Notes an end; one that leaves nothing behind forgets all that the node has seen.
    pub(super) fn note_end(&self, id: u64, leaves_nothing: bool) {
        let mut inner = lock(&self.inner);
        if let Some(ended) = inner.ended.get_mut(id as usize) {
            *ended = true;
        }
        if let Some(seen) = inner.seen.get_mut(id as usize) {
            *seen = if leaves_nothing { 0 } else { hash(seen) };
        }
    }

    /// Notes that a node has looked whether another one has ended, and at what it left then.
    pub(super) fn note_look(&self, by: u64, at: u64) {
        let mut inner = lock(&self.inner);
        let ended = inner.ended.get(at as usize).copied();
        let left = ended.and_then(|ended| ended.then(|| inner.seen[at as usize]));
        if let Some(seen) = inner.seen.get_mut(by as usize) {
            *seen = hash(&(*seen, at, left));
        }
    }

    /// Notes a turn; returns how many there have been, and how many there may be.
    pub(super) fn note_turn(&self, node: &Node) -> (u64, u64) {
        let digest = lock(&self.inner).digest.clone();
        // Without the lock: it is the test's own code.
        let shared = digest.map(|digest| digest());
        let ready = node.tracker.ready();
        let state = shared.and_then(|shared| self.meet(node, shared));
        lock(&self.inner).told.turns.push(Turn {
            node: node.id,
            ready,
            state,
        });
        (self.taken.fetch_add(1, SeqCst) + 1, self.most)
    }

    /// Returns the state in which a node has its turn, and adds what the node sees of it to what it has seen.
    fn meet(&self, node: &Node, shared: u64) -> Option<State> {
        let now = node.tracker.now();
        if node.tracker.runs_jobs() {
            return None;
        }
        let mut standing: Vec<(u64, bool)> = node.tracker.with_nodes(|nodes| {
            let is_ready = |node: &Node| node.activity() != Activity::Waiting;
            nodes.iter().map(|node| (node.id, is_ready(node))).collect()
        });
        standing.sort_unstable();
        let mut inner = lock(&self.inner);
        let all = (shared, now, &standing, &inner.seen, &inner.ended);
        let state = State(hash(&(1_u8, all)), hash(&(2_u8, all)));
        let view = hash(&(shared, now));
        if let Some(seen) = inner.seen.get_mut(node.id as usize) {
            *seen = hash(&(*seen, view));
        }
        Some(state)
    }
}

impl Told {
    /// Returns a number by which runs with another order of turns differ.
    pub(crate) fn order(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.turns
            .iter()
            .for_each(|turn| turn.node.hash(&mut hasher));
        hasher.finish()
    }

    /// Says where two runs differ that should be the same, within the turns that they have both to begin with.
    pub(crate) fn differs_from(&self, other: &Told, turns: usize) -> Option<String> {
        let (one, two) = (self.turns.iter(), other.turns.iter());
        let pairs = one.zip(two).take(turns).enumerate();
        let who = |told: &Told, node: u64| {
            let who = told.who.get(node as usize).map(Who::to_string);
            who.unwrap_or_else(|| format!("task {node}"))
        };
        for (step, (one, two)) in pairs {
            let step = step + 1;
            let (first, second) = (who(self, one.node), who(other, two.node));
            if first != second {
                return Some(format!(
                    "step {step} polled {first} in one run and {second} in the other"
                ));
            }
            if one.ready != two.ready {
                return Some(format!(
                    "before step {step}, which polled {first}, {} could have had the turn in one run and {} in the other",
                    tasks(one.ready),
                    tasks(two.ready)
                ));
            }
        }
        let (one, two) = (self.turns.len(), other.turns.len());
        (one.min(turns) != two.min(turns))
            .then(|| format!("one run had {one} steps and the other {two}"))
    }
}

fn tasks(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} task{plural}")
}

/// Hashes with fixed keys: the same in each run.
pub(crate) fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl fmt::Debug for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Course")
            .field("most", &self.most)
            .finish_non_exhaustive()
    }
}
