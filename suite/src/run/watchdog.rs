use std::{
    sync::{
        Arc, Condvar, Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use runtime_matrix_report::Verdict;

use crate::{
    clock::words,
    run::{abort, limits::Limits, process_log},
    sync::lock,
    tracking::{
        failure::Failure,
        standstill::{self, Standstill},
        tracker::{Phase, Tracker},
    },
};

/// How often the watchdog looks. It is also the grain of "time since the last poll".
pub(crate) const TICK: Duration = Duration::from_millis(10);

/// After that many ticks, whoever waits for the process is shown that somebody still watches its cells.
const LIFE_TICKS: u64 = 50;

/// What was given up gets that long at least to end: a busy machine may not come to it sooner.
const LEAST_PATIENCE: Duration = Duration::from_secs(1);

/// A wake that has led to no poll for less than this is no lost one: a busy machine may not have come to it.
const LEAST_LOST: Duration = Duration::from_millis(500);

/// After that many ticks without a cell it sleeps until one comes.
const IDLE_TICKS: u32 = 100;

static TICKS: AtomicU64 = AtomicU64::new(0);

/// Returns the watchdog's ticks so far: a clock that costs nothing to read.
pub(crate) fn ticks() -> u64 {
    TICKS.load(Relaxed)
}

/// The one thread that watches all cells of the process from outside of any runtime.
struct Watchdog {
    cells: Mutex<Cells>,
    arrival: Condvar,
}

#[derive(Default)]
struct Cells {
    watched: Vec<Watched>,
    asleep: bool,
}

/// A cell under watch, and what the watchdog remembers of it between two looks.
struct Watched {
    tracker: Arc<Tracker>,
    deadline: Option<Instant>,
    still: Option<Still>,
    looked: Instant,
    /// The reading of a virtual clock on which somebody sleeps.
    clock: Option<Duration>,
    teardown: Option<Step>,
}

/// A step of a cell's teardown, and since when it lasts.
struct Step {
    number: u64,
    began: Instant,
    gave_up: Option<Instant>,
}

/// Since when nothing has happened.
struct Still {
    since: Instant,
    stirs: u64,
    /// How many ticks since then were on time.
    ticks: u32,
}

/// Keeps a cell under watch while it lives.
pub(crate) struct Watch {
    tracker: Arc<Tracker>,
}

impl Watch {
    pub(crate) fn over(tracker: &Arc<Tracker>) -> Watch {
        let watchdog = Watchdog::get();
        let now = Instant::now();
        let limit = tracker.limits.timeout;
        let deadline = limit.and_then(|limit| now.checked_add(limit));
        let mut cells = lock(&watchdog.cells);
        cells.watched.push(Watched {
            tracker: Arc::clone(tracker),
            deadline,
            still: None,
            looked: now,
            clock: None,
            teardown: None,
        });
        if cells.asleep {
            watchdog.arrival.notify_one();
        }
        Watch {
            tracker: Arc::clone(tracker),
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut cells = lock(&Watchdog::get().cells);
        let position = cells
            .watched
            .iter()
            .position(|watched| Arc::ptr_eq(&watched.tracker, &self.tracker));
        let watched = position.map(|position| cells.watched.swap_remove(position));
        drop(cells);
        drop(watched);
    }
}

impl Watchdog {
    fn get() -> &'static Watchdog {
        static WATCHDOG: OnceLock<Watchdog> = OnceLock::new();
        static THREAD: OnceLock<()> = OnceLock::new();
        let watchdog = WATCHDOG.get_or_init(|| Watchdog {
            cells: Mutex::default(),
            arrival: Condvar::new(),
        });
        THREAD.get_or_init(|| {
            let name = "runtime-matrix-watchdog".to_owned();
            let thread = thread::Builder::new().name(name).spawn(|| watchdog.run());
            thread.map(drop).expect("cannot start the watchdog thread");
        });
        watchdog
    }

    fn run(&self) {
        let mut idle = 0;
        loop {
            thread::sleep(TICK);
            let ticks = TICKS.fetch_add(1, Relaxed);
            let mut cells = lock(&self.cells);
            if ticks % LIFE_TICKS == 0 && !cells.watched.is_empty() {
                process_log::show_life();
            }
            idle = if cells.watched.is_empty() {
                idle + 1
            } else {
                0
            };
            if idle >= IDLE_TICKS {
                cells.asleep = true;
                let arrived = self
                    .arrival
                    .wait_while(cells, |cells| cells.watched.is_empty());
                arrived.unwrap_or_else(PoisonError::into_inner).asleep = false;
                idle = 0;
                continue;
            }
            let now = Instant::now();
            let hung = cells
                .watched
                .iter_mut()
                .find_map(|watched| watched.look(now));
            if let Some(hung) = hung {
                abort::hang(&hung, cells.watched.iter().map(|watched| &*watched.tracker));
            }
        }
    }
}

impl Watched {
    /// Looks at the cell once; whatever ends its body is said to the tracker. Returns the tracker if the
    /// cell cannot be ended within the process.
    fn look(&mut self, now: Instant) -> Option<Arc<Tracker>> {
        let is_on_time = now.duration_since(self.looked) < TICK * 3 / 2;
        self.looked = now;
        match self.tracker.phase() {
            Phase::Ended => None,
            Phase::Body if !self.tracker.is_interrupted() => {
                if self.deadline.is_some_and(|deadline| now >= deadline) {
                    self.tracker.interrupt(Some(self.out_of_time()));
                } else {
                    self.clock = self.tracker.clock_slept_on();
                    self.look_for_standstill(now, is_on_time);
                }
                None
            }
            Phase::Body | Phase::Teardown => self.is_hung(now).then(|| Arc::clone(&self.tracker)),
        }
    }

    /// The body waited too long, or has stood still all the while.
    fn out_of_time(&self) -> Failure {
        let limit = self.tracker.limits.timeout.unwrap_or_default();
        match &self.still {
            Some(_) => standstill::failure(&self.tracker, Standstill::AtDeadline(limit)),
            None => timeout(&self.tracker, limit, self.clock),
        }
    }

    fn look_for_standstill(&mut self, now: Instant, is_on_time: bool) {
        let stirs = self.tracker.stirs();
        if !standstill::is_still(&self.tracker) {
            self.still = None;
            return;
        }
        let still = match &mut self.still {
            Some(still) if still.stirs == stirs => {
                still.ticks += u32::from(is_on_time);
                still
            }
            still => still.insert(Still {
                since: now,
                stirs,
                ticks: 0,
            }),
        };
        let kind = if standstill::is_proved(&self.tracker) && self.tracker.stirs() == stirs {
            Standstill::Proved
        } else if !still.is_over(&self.tracker, now) {
            return;
        } else if self.tracker.wakes_are_ours() {
            Standstill::Sealed
        } else {
            Standstill::Observed(self.tracker.limits.grace.unwrap_or(still.lasts(now)))
        };
        self.tracker
            .interrupt(Some(standstill::failure(&self.tracker, kind)));
    }

    /// Each step of the teardown has a deadline of its own. What waits is then left behind; a poll that never
    /// returns cannot be, nor a runtime that does not end.
    fn is_hung(&mut self, now: Instant) -> bool {
        let tracker = &self.tracker;
        let limit = tracker.limits.teardown;
        let number = tracker.teardown_step();
        let step = match &mut self.teardown {
            Some(step) if step.number == number => step,
            other => other.insert(Step {
                number,
                began: now,
                gave_up: None,
            }),
        };
        if now.duration_since(step.began) < limit {
            return false;
        }
        let gave_up = *step.gave_up.get_or_insert_with(|| {
            tracker.give_up(number);
            now
        });
        standstill::is_polling_since(tracker, limit)
            || now.duration_since(gave_up) >= LEAST_PATIENCE.max(2 * limit)
    }
}

impl Still {
    /// Tells whether it has lasted for longer than the cell may stand still.
    fn is_over(&self, tracker: &Tracker, now: Instant) -> bool {
        match tracker.limits.grace {
            Some(grace) => self.lasts(now) >= grace,
            None if tracker.has_real_time() => self.lasts(now) >= Limits::GRACE,
            None => self.ticks >= Limits::GRACE_VIRTUAL,
        }
    }

    /// Returns for how long it has lasted, at the watchdog's grain.
    fn lasts(&self, now: Instant) -> Duration {
        let ticks = now.duration_since(self.since).as_millis() / TICK.as_millis();
        TICK.saturating_mul(u32::try_from(ticks).unwrap_or(u32::MAX))
    }
}

/// `before` is what a virtual clock said a tick ago.
fn timeout(tracker: &Tracker, limit: Duration, before: Option<Duration>) -> Failure {
    let message = format!("the test did not end within its time limit of {limit:?}");
    let mut failure = Failure::new(Verdict::Timeout, message);
    failure.details.extend(tracker.waits());
    failure.details.extend(words::who_moves(tracker));
    failure.details.push(tracker.dump().to_string());
    let clock = tracker.clock_slept_on();
    if let Some(now) = clock.filter(|_| clock == before) {
        failure.details.push(format!(
            "virtual time stands at {now:?} while somebody sleeps: it moves on only when no task is \
             runnable, no blocking job runs and no operation on a socket is in flight, so nothing may wait \
             for it by polling or blocking"
        ));
        failure.details.extend(words::what_holds(tracker));
    }
    if standstill::has_lost_a_wake(tracker, LEAST_LOST.max(limit / 2)) {
        failure.details.push(
            "a task above was spawned or woken and has not been polled since, while no poll is under way: \
             the runtime has lost it, or has no thread left for it"
                .to_owned(),
        );
        return failure;
    }
    failure
        .details
        .push(format!("give it more with {}", tracker.limits.raised_by));
    failure
}
