use std::{
    fmt,
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use runtime_matrix_core::{BuildError, Card, Executor, HandleDrop, Options, RuntimeFactory};
use runtime_matrix_sim::{Config, Disturbances, Schedule, Sim};

use crate::odd_instance::OddInstance;

/// A runtime that is legal and unlike the others: whoever checks runtimes has to pass it.
///
/// ```
/// use runtime_matrix_core::RuntimeFactory;
/// use runtime_matrix_faulty::Oddity;
///
/// let oddity = Oddity::named("spurious_polls").unwrap();
/// assert_eq!(oddity.id(), "spurious_polls");
/// assert!(oddity.how().starts_with("a task that waits is polled"));
/// assert!(Oddity::all().len() >= 12);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Oddity {
    id: &'static str,
    how: &'static str,
    way: Way,
}

/// What is odd about an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    // Of the base.
    Lifo,
    Random,
    SpuriousPolls,
    LateWakes,
    WakeStorms,
    OneWorker,
    ManyWorkers,
    // On top of it.
    LateFirstPolls,
    FreshWakers,
    DoublePolls,
    LateDrops,
    LateRoots,
    CoarseTimer,
    UnorderedSleeps,
    HandlesCancel,
    EagerWakes,
    EarlyDrops,
    LateJobs,
    SeedIsIgnored,
}

/// Sleeps end at multiples of it where the timer is coarse.
pub(crate) const GRAIN: Duration = Duration::from_millis(10);

/// Writes a table of oddities: `id: way, "what is odd, and why it is legal";`.
macro_rules! oddities {
    ($($id:ident: $way:ident, $how:literal;)*) => {
        &[$(Oddity {
            id: stringify!($id),
            how: $how,
            way: Way::$way,
        }),*]
    };
}

static ODDITIES: &[Oddity] = oddities! {
    last_in_first_out: Lifo, "the task that was woken last is polled first, but who has each 64th turn stands back: no order is promised, only that all have turns";
    random_order: Random, "the next task is drawn from those that are ready: no order is promised";
    spurious_polls: SpuriousPolls, "a task that waits is polled now and then although nobody woke it, as any future may be";
    late_wakes: LateWakes, "a wake takes effect a few turns later: no time is promised";
    wake_storms: WakeStorms, "all tasks that wait are polled at once now and then, as any future may be";
    one_worker: OneWorker, "one simulated worker runs all tasks from a queue of its own: no parallelism is promised";
    eight_workers: ManyWorkers, "eight simulated workers have queues of their own and steal: no order is promised";
    late_first_polls: LateFirstPolls, "a task is polled for the first time a few turns after its spawn: no time is promised";
    fresh_wakers: FreshWakers, "each poll has a waker that is equal to no other one: equality is promised by nobody";
    double_polls: DoublePolls, "a task that is not ready is polled twice in a row, as any future may be";
    late_drops: LateDrops, "a future that is ready is dropped a turn later, just before its join completes, which is all that is promised";
    late_roots: LateRoots, "tasks have a few turns before the root is polled: no order is promised";
    coarse_timer: CoarseTimer, "sleeps end up to 10 ms late, as the card says";
    unordered_sleeps: UnorderedSleeps, "sleeps of one deadline end in another order than they were made: no order is promised";
    eager_wakes: EagerWakes, "a task that another one or the root wakes is polled within the wake: no time is promised";
    early_drops: EarlyDrops, "a task that another one or the root cancels is dropped within the call, which is before the cancel completes";
    late_jobs: LateJobs, "one in two blocking jobs starts once the next one has ended, or 50 ms later: no order is promised";
    the_seed_is_ignored: SeedIsIgnored, "each instance draws the next task by a seed of its own: a runtime heeds of what is asked for what applies to it";
    handles_cancel: HandlesCancel, "a dropped handle cancels its task, as the card says";
};

impl Oddity {
    /// Returns all there are.
    #[must_use]
    pub fn all() -> &'static [Oddity] {
        ODDITIES
    }

    /// Returns the one of that id.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Oddity> {
        ODDITIES.iter().find(|oddity| oddity.id == id)
    }

    /// Returns what is odd about it, and why that is legal.
    #[must_use]
    pub fn how(&self) -> &'static str {
        self.how
    }

    fn config(&self) -> Config {
        let plain = Config {
            schedule: Schedule::Fifo,
            ..Config::default()
        };
        let disturbed = |disturbances| Config {
            disturbances,
            ..Config::default()
        };
        let calm = Disturbances::default();
        match self.way {
            Way::Lifo => Config {
                schedule: Schedule::Lifo,
                ..plain
            },
            Way::Random | Way::SeedIsIgnored => Config::default(),
            Way::SpuriousPolls => disturbed(Disturbances {
                spurious_polls: 2,
                ..calm
            }),
            Way::LateWakes => disturbed(Disturbances {
                late_wakes: 2,
                ..calm
            }),
            Way::WakeStorms => disturbed(Disturbances {
                wake_storms: 3,
                ..calm
            }),
            Way::OneWorker => Config {
                workers: NonZeroUsize::new(1),
                ..Config::default()
            },
            Way::ManyWorkers => Config {
                workers: NonZeroUsize::new(8),
                ..Config::default()
            },
            _ => plain,
        }
    }
}

impl RuntimeFactory for Oddity {
    fn id(&self) -> &'static str {
        self.id
    }

    fn note(&self) -> Option<&'static str> {
        Some(self.how)
    }

    fn card(&self) -> Card {
        let card = Sim.card();
        match self.way {
            Way::CoarseTimer => Card {
                timer_grain: GRAIN,
                ..card
            },
            Way::HandlesCancel => Card {
                handle_drop: HandleDrop::Cancels,
                ..card
            },
            _ => card,
        }
    }

    fn own_threads(&self) -> &'static [&'static str] {
        Sim.own_threads()
    }

    fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        static SEED: AtomicU64 = AtomicU64::new(0);
        let options = match self.way {
            Way::SeedIsIgnored => &options.clone().with_seed(SEED.fetch_add(1, Relaxed)),
            _ => options,
        };
        let base = Sim::with(self.config()).build(options)?;
        Ok(Arc::new(OddInstance::new(base, self.way)))
    }
}

impl fmt::Debug for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Oddity").field(&self.id).finish()
    }
}
