use std::{
    sync::{
        Arc, Mutex,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use runtime_matrix_core::RuntimeFactory;
use runtime_matrix_report::Verdict;

use crate::{
    cancel::{
        control::PollTimes,
        disturbance::Plan,
        finding::{Found, Oracle},
        replay::{self, Played},
        subject::Subject,
    },
    run::{cell::Cell, outcome::Outcome},
    runtime::Runtime,
    sync::lock,
};

/// How often it is looked whether a replay hangs.
const LOOK: Duration = Duration::from_millis(10);
/// Nothing that is left in a cell is given up sooner than the replay itself: the watchdog would end the process.
const NEVER: Duration = Duration::from_secs(24 * 3600);

/// The limits of one replay, in real time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) poll: Duration,
    pub(super) replay: Duration,
    pub(super) seed: u64,
}

/// What came of a replay on a thread of its own, and whether that thread had to be left behind.
pub(super) struct Told {
    pub(super) played: Played,
    pub(super) is_left: bool,
}

/// Runs one replay in a fresh cell on a thread of its own, which is left behind if it hangs.
pub(super) fn run(
    subject: &Arc<Subject>,
    factory: &'static dyn RuntimeFactory,
    plan: Plan,
    limits: Limits,
) -> Told {
    let times = Arc::new(PollTimes::default());
    let (sender, receiver) = mpsc::channel();
    let name = "runtime-matrix-replay".to_owned();
    let replaying = {
        let (subject, times) = (Arc::clone(subject), Arc::clone(&times));
        move || drop(sender.send(in_cell(&subject, factory, plan, &times, limits.seed)))
    };
    if let Err(error) = thread::Builder::new().name(name).spawn(replaying) {
        let message = format!("a thread for the replay cannot be started: {error}");
        return left(Found::new(Oracle::Cell, message));
    }
    let began = Instant::now();
    loop {
        match receiver.recv_timeout(LOOK) {
            Ok(mut played) => {
                played.found.extend(too_long(&times, limits.poll));
                return Told {
                    played,
                    is_left: false,
                };
            }
            Err(RecvTimeoutError::Disconnected) => {
                let message = "the thread of the replay ended without a result".to_owned();
                return left(Found::new(Oracle::Cell, message));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        if times.is_polling() && times.longest().0 >= limits.poll {
            return left(never_returned(&times, limits.poll));
        }
        if began.elapsed() >= limits.replay {
            return left(never_over(limits.replay));
        }
    }
}

fn left(found: Found) -> Told {
    Told {
        played: Played::of(found),
        is_left: true,
    }
}

fn in_cell(
    subject: &Arc<Subject>,
    factory: &'static dyn RuntimeFactory,
    plan: Plan,
    times: &Arc<PollTimes>,
    seed: u64,
) -> Played {
    let played = Arc::new(Mutex::new(None));
    let cell = Cell::new(factory)
        .named("a replay of a sweep")
        .virtual_clock()
        .timeout(None)
        .teardown(NEVER)
        .seed(seed);
    let outcome = cell.run(|rt: Runtime| {
        let (subject, times) = (Arc::clone(subject), Arc::clone(times));
        let slot = Arc::clone(&played);
        async move {
            let came = replay::play(rt, &subject, plan, &times).await;
            *lock(&slot) = Some(came);
        }
    });
    let mut played = lock(&played).take().unwrap_or_default();
    played.found.extend(of_cell(&outcome));
    played
}

/// Says what became of the cell itself, if it did not pass.
fn of_cell(outcome: &Outcome) -> Option<Found> {
    let message = outcome.message()?;
    if outcome.verdict() == Verdict::Pass {
        return None;
    }
    let place = outcome.record().place.as_ref();
    let place = place.map(|place| format!("at {place}"));
    Some(Found::new(Oracle::Cell, message.to_owned()).with(place.unwrap_or_default()))
}

fn too_long(times: &PollTimes, limit: Duration) -> Option<Found> {
    let (took, after) = times.longest();
    let message = format!(
        "a poll took longer than {limit:?}, {}: what blocks or computes for long keeps its thread from everything else",
        when(after)
    );
    (took >= limit).then(|| Found::new(Oracle::Polls, message))
}

fn never_returned(times: &PollTimes, limit: Duration) -> Found {
    let message = format!(
        "a poll has not returned within {limit:?}, {}: its thread was left behind, and the sweep ends here",
        when(times.longest().1)
    );
    Found::new(Oracle::Polls, message)
}

fn when(after: usize) -> String {
    match after {
        0 => "the first one".to_owned(),
        after => format!("the one after suspension point {after}"),
    }
}

fn never_over(limit: Duration) -> Found {
    let message = format!(
        "the replay was not over after {limit:?}, while the operation was in no poll: something else in it \
         never comes to rest, such as a task past the suite, a blocking job or a timer that always comes again; \
         its thread was left behind, and the sweep ends here"
    );
    Found::new(Oracle::Ends, message)
}
