use std::{
    fmt,
    sync::{
        Arc, Mutex, OnceLock, Weak,
        atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    thread::{self, ThreadId},
    time::{Duration, Instant},
};

use runtime_matrix_core::{
    Capabilities, Capability, Card, Executor, HandleDrop, IdleHook, RuntimeFactory, SelfWake,
};
use runtime_matrix_report::Leak;

use crate::{
    clock::{guards::Holds, source::TimeSource},
    net::{flight::Flights, memory::Network},
    polling::quiet::Quiet,
    run::{
        ambient::Findings,
        census::Census,
        identity::{Identity, is_embedded},
        limits::Limits,
        outcome::Work,
    },
    sync::{Monitor, lock},
    tracking::{
        current::Current,
        dump::Dump,
        failure::Failures,
        history::Recorder,
        long_polls::LongPolls,
        node::{Kind, Node},
        place::Place,
        probe::Probe,
        registry::Registry,
        store::Store,
        witness::Witness,
    },
};

/// What the suite knows of one running cell; every `Runtime` and every tracked future shares it.
pub(crate) struct Tracker {
    /// An outcome has it too.
    pub(crate) identity: Arc<Identity>,
    pub(crate) limits: Limits,
    pub(crate) capabilities: Capabilities,
    /// What a task that wakes itself gets: whoever yields has to know.
    pub(crate) self_wake: SelfWake,
    pub(crate) handle_drop: HandleDrop,
    pub(crate) clock: TimeSource,
    /// Of the runtime, once it is asked to be built with one.
    hook: OnceLock<IdleHook>,
    /// Those who wait until nothing can run.
    pub(crate) quiet: Arc<Quiet>,
    census: Option<Arc<Census>>,
    /// If there is a limit for one poll.
    pub(super) long_polls: Option<LongPolls>,
    /// Never owned: the last owner of a runtime must not go inside a task.
    executor: OnceLock<Weak<dyn Executor>>,
    /// Tracked futures that are scheduled or polled right now, and whoever moves the clock.
    pub(super) active: AtomicUsize,
    /// Counts how often `active` rose from zero, so that two looks can tell whether anything happened.
    pub(super) stirs: AtomicU64,
    /// Sleeps of the suite that wait on the runtime's own timer.
    pub(crate) sleeping: AtomicUsize,
    /// Blocking jobs that have not ended.
    pub(super) jobs: AtomicUsize,
    /// Operations on real sockets of ours that are in flight.
    pub(crate) flights: Flights,
    /// Who outside says that the cell is about to be woken.
    pub(crate) holds: Holds,
    /// What knows more of the test than its tasks tell.
    pub(super) witnesses: Mutex<Vec<Arc<dyn Witness>>>,
    /// How many entries the witnesses have noted down, in one order.
    pub(super) entries: AtomicU64,
    /// What parts of the suite keep with the cell.
    pub(crate) store: Store,
    /// What else of its steps is noted.
    pub(crate) probe: Probe,
    /// For runtimes without sockets.
    network: Network,
    pub(super) nodes: Mutex<Registry>,
    pub(super) phase: AtomicU8,
    started: Instant,
    pub(super) failures: Mutex<Failures>,
    /// Tasks whose panic waits for a joiner.
    pub(super) unobserved: Mutex<Vec<Arc<Node>>>,
    pub(super) leaks: Mutex<Vec<Leak>>,
    /// How often the test dropped a native handle of a task that had not ended.
    native_drops: AtomicU64,
    untracked_at_end: Mutex<Option<u64>>,
    /// The threads behind the runtime when the body had ended.
    hidden_threads: Mutex<Option<Vec<String>>>,
    /// Counts the steps of the teardown, each of which has the limit for itself.
    pub(super) teardown_step: AtomicU64,
    /// The latest step that was given up, since its time was over; 0 is none.
    pub(super) given_up: AtomicU64,
    /// For those outside who wait for something of the cell.
    pub(crate) closing: Monitor<Closing>,
    /// The tasks past the suite that stayed when the body had ended, if they are forbidden.
    ambient_tasks: Mutex<Option<u64>>,
    pub(super) home: ThreadId,
    foreign_wakes: AtomicBool,
    /// Whether the runtime is the suite's own, and so nothing is spawned past the suite. It counts a task for a
    /// moment longer than it is tracked.
    pub(super) embedded: bool,
    /// Whether all that can wake a task is the runtime's own: one thread, a clock of its own, no socket.
    /// Such is `sim`.
    sealed: bool,
}

/// What those outside of a cell have to know of its end.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Closing {
    /// It takes nothing more from outside: it has been told to stop, or was ended.
    pub(crate) stops: bool,
    /// It has ended: nothing of it will ever run.
    pub(crate) ended: bool,
}

/// The part of a cell's life that has been reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Body,
    Teardown,
    Ended,
}

impl Tracker {
    pub(crate) fn new(
        identity: Identity,
        limits: Limits,
        card: &Card,
        clock: TimeSource,
        census: Option<Arc<Census>>,
        probe: Probe,
    ) -> Arc<Tracker> {
        Arc::new(Tracker {
            embedded: is_embedded(&identity),
            identity: Arc::new(identity),
            limits,
            capabilities: card.capabilities,
            self_wake: card.self_wake,
            handle_drop: card.handle_drop,
            clock,
            hook: OnceLock::new(),
            quiet: Arc::default(),
            census,
            long_polls: limits.poll.map(LongPolls::new),
            executor: OnceLock::new(),
            active: AtomicUsize::new(0),
            stirs: AtomicU64::new(0),
            sleeping: AtomicUsize::new(0),
            jobs: AtomicUsize::new(0),
            flights: Flights::default(),
            holds: Holds::default(),
            witnesses: Mutex::default(),
            entries: AtomicU64::new(0),
            store: Store::default(),
            probe,
            network: Network::default(),
            nodes: Mutex::default(),
            phase: AtomicU8::new(Phase::Body as u8),
            started: Instant::now(),
            failures: Mutex::default(),
            unobserved: Mutex::default(),
            leaks: Mutex::default(),
            native_drops: AtomicU64::new(0),
            untracked_at_end: Mutex::default(),
            hidden_threads: Mutex::default(),
            teardown_step: AtomicU64::new(1),
            given_up: AtomicU64::new(0),
            closing: Monitor::default(),
            ambient_tasks: Mutex::default(),
            home: thread::current().id(),
            foreign_wakes: AtomicBool::new(false),
            sealed: is_sealed(card.capabilities),
        })
    }

    /// Returns what the runtime calls when its last worker parks.
    pub(crate) fn hook(self: &Arc<Self>) -> IdleHook {
        let hook = self.hook.get_or_init(|| {
            let tracker = Arc::downgrade(self);
            IdleHook::new(move || {
                if let Some(tracker) = tracker.upgrade() {
                    tracker.settle();
                }
            })
        });
        hook.clone()
    }

    /// Tells whether no worker of the runtime may hold a wake back.
    pub(super) fn all_parked(&self) -> bool {
        self.hook.get().is_none_or(IdleHook::all_parked)
    }

    pub(crate) fn attach(&self, executor: &Arc<dyn Executor>) {
        let _ = self.executor.set(Arc::downgrade(executor));
    }

    /// Returns the executor, as long as the cell runs.
    pub(crate) fn executor(&self) -> Option<Arc<dyn Executor>> {
        self.executor.get().and_then(Weak::upgrade)
    }

    /// Returns the network of a cell whose runtime has no sockets.
    pub(crate) fn network(&self) -> &Network {
        &self.network
    }

    // --- wakes ----------------------------------------------------------------------------------

    /// Notes where a wake comes from, on runtimes whose wakes should all come from the cell itself.
    pub(crate) fn note_wake(&self, node: &Node) {
        self.note_foreign_wake(node);
        if self.sealed && !Current::is(self) && !self.is_home() {
            self.foreign_wakes.store(true, Relaxed);
        }
    }

    /// Tells whether every wake so far came from the cell itself and every later one will have to.
    pub(crate) fn wakes_are_ours(&self) -> bool {
        self.sealed && !self.foreign_wakes.load(Relaxed)
    }

    // --- nodes ----------------------------------------------------------------------------------

    /// Registers a new node. A task is counted as runnable, a job as a job.
    pub(crate) fn register(
        self: &Arc<Self>,
        kind: Kind,
        name: Option<String>,
        place: Place,
    ) -> Arc<Node> {
        match kind {
            Kind::Body | Kind::Task => self.count_one(),
            Kind::Job => self.count_job(),
        }
        let node = lock(&self.nodes)
            .insert(|key| Arc::new(Node::new(Arc::clone(self), key, kind, name, place)));
        self.note_spawn(&node);
        node
    }

    pub(crate) fn remove(&self, node: &Node) {
        let removed = lock(&self.nodes).remove(node);
        drop(removed);
    }

    /// Looks at the nodes that are alive, under the registry's lock.
    pub(crate) fn with_nodes<T>(&self, look: impl FnOnce(&Registry) -> T) -> T {
        look(&lock(&self.nodes))
    }

    /// Returns what is alive besides the body.
    pub(crate) fn others(&self) -> Vec<Arc<Node>> {
        self.with_nodes(|nodes| {
            nodes
                .iter()
                .filter(|node| node.kind != Kind::Body)
                .cloned()
                .collect()
        })
    }

    /// Sums up what the cell did so far.
    pub(crate) fn work(&self) -> Work {
        let (tasks, polls) = self.with_nodes(|nodes| {
            let alive: u64 = nodes.iter().map(|node| u64::from(node.polls())).sum();
            (nodes.made.saturating_sub(1), nodes.polls_of_ended + alive)
        });
        Work {
            duration: self.started.elapsed(),
            tasks,
            polls,
            untracked: *lock(&self.untracked_at_end),
            leaks: lock(&self.leaks).clone(),
            native_drops: self.native_drops.load(Relaxed),
            threads: lock(&self.hidden_threads).clone(),
            evidence: self.evidence(),
            long_polls: self.long_polls.as_ref().map(LongPolls::found),
            undecided: Vec::new(),
            history: self.probe.history.as_ref().map(Recorder::told),
        }
    }

    /// Notes that a native handle was dropped by the test itself, not by what follows on its failure or end.
    pub(crate) fn note_native_drop(&self) {
        if self.phase() == Phase::Body && !self.has_failed() && !thread::panicking() {
            self.native_drops.fetch_add(1, Relaxed);
        }
    }

    /// Notes what is alive past the suite, before it is swept away.
    pub(crate) fn note_untracked(&self) {
        *lock(&self.untracked_at_end) = self.untracked();
    }

    /// Notes which threads the body has left behind the runtime, if a census is taken.
    pub(crate) fn note_hidden_threads(&self) {
        if let Some(census) = &self.census {
            *lock(&self.hidden_threads) = census.hidden(self.limits.teardown);
        }
        if self.limits.forbids_ambient {
            *lock(&self.ambient_tasks) = self.untracked_that_stay();
        }
    }

    /// Returns how many tasks past the suite stay. A task of ours that has just ended is still counted by the
    /// runtime until its worker gets on, for which half of the teardown's time is waited at most.
    fn untracked_that_stay(&self) -> Option<u64> {
        let until = Instant::now() + self.limits.teardown / 2;
        loop {
            let count = self.untracked()?;
            if count == 0 || Instant::now() >= until {
                return Some(count);
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Fails the cell for what was reached past its runtime, if that is forbidden; returns what could not be told.
    pub(crate) fn judge_ambient(&self, factory: &dyn RuntimeFactory) -> Vec<String> {
        if !self.limits.forbids_ambient {
            return Vec::new();
        }
        let threads = lock(&self.hidden_threads).clone();
        let findings = Findings {
            threads: threads.as_deref(),
            tasks: *lock(&self.ambient_tasks),
            instances: factory.card().instances,
        };
        findings.judge(self);
        findings.undecided()
    }

    /// Fails the cell for polls that took too long, if its limit is a strict one.
    pub(crate) fn judge_polls(&self) {
        let failures = self.long_polls.iter().flat_map(LongPolls::failures);
        failures.for_each(|failure| self.fail(failure));
    }

    pub(crate) fn dump(&self) -> Dump {
        Dump::of(self)
    }

    /// Returns the time on the cell's clock since it began.
    pub(crate) fn now(&self) -> Duration {
        self.clock.now(self)
    }
}

fn is_sealed(capabilities: Capabilities) -> bool {
    let open = Capabilities::of(&[Capability::Net, Capability::Threads]);
    capabilities.has(Capability::NativeClock) && capabilities.without(open) == capabilities
}

impl fmt::Debug for Tracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tracker")
            .field("cell", &self.identity.id.to_string())
            .finish_non_exhaustive()
    }
}
