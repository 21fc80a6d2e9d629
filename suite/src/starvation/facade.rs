use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use runtime_matrix_core::{Options, RuntimeFactory};
use runtime_matrix_report::Symptom;

use crate::{
    sync::{Monitor, lock},
    tracking::panics,
};

/// How often a façade is called by [`facade`], in one task.
pub const CALLS: usize = 200;

/// What became of a synchronous façade that was called inside a task.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Facade {
    /// All calls returned.
    Works,
    /// The runtime, or another one, has refused to be blocked on there, in its own words.
    Refused {
        /// How many calls had returned before.
        after: usize,
        /// What it said.
        message: String,
    },
    /// A call has panicked with anything else.
    Panicked {
        /// How many calls had returned before.
        after: usize,
        /// What it said.
        message: String,
    },
    /// A call has not returned.
    Hangs {
        /// How many calls had returned before.
        after: usize,
        /// For how long it was waited for.
        patience: Duration,
    },
}

impl Facade {
    /// Does nothing if all calls returned.
    ///
    /// # Panics
    ///
    /// Panics with what became of the façade otherwise.
    #[track_caller]
    pub fn unwrap(self) {
        assert!(self == Facade::Works, "{self}");
    }
}

impl fmt::Display for Facade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Facade::Works => write!(f, "the façade works inside a task: {CALLS} calls returned"),
            Facade::Refused { after, message } => {
                write!(
                    f,
                    "the façade is refused inside a task, after {after} calls: {message}"
                )?;
                Symptom::of(message).map_or(Ok(()), |symptom| {
                    write!(f, "\ndiagnosis: it {symptom}: {}", symptom.advice())
                })
            }
            Facade::Panicked { after, message } => {
                write!(
                    f,
                    "the façade panicked inside a task, after {after} calls: {message}"
                )
            }
            Facade::Hangs { after, patience } => {
                let why = if *after == 0 {
                    "it blocks the thread that is to wake it; call it on a thread for blocking jobs"
                } else {
                    "the task's budget may be spent, and the thread that is blocked is the one that would renew it; \
                     offer an async function beside it, or run it on a thread for blocking jobs"
                };
                write!(
                    f,
                    "the façade hangs inside a task: {after} calls returned, and then none for {patience:?}: {why}"
                )
            }
        }
    }
}

/// Calls a synchronous façade 200 times inside one task of a fresh instance of that runtime, on a thread of its own,
/// and tells what became of it. `call` is given its number, from 0.
///
/// Such a façade, a `recv_blocking` or a `block_on` of one's own, will be called inside a task by somebody. It may
/// work there, it may be refused by the runtime with a message that says so, or it may hang: at once, or only when the
/// task has spent its budget, which is what `patience` is for, in real time for a single call.
///
/// It blocks its thread until it knows: in an async test, run it with
/// [`spawn_blocking`](crate::Runtime::spawn_blocking).
///
/// ```
/// use std::time::Duration;
/// use runtime_matrix::{Sim, starvation::{Facade, facade}};
///
/// let found = facade(&Sim, Duration::from_secs(10), |number| assert!(number < 7, "no hay"));
/// assert_eq!(found, Facade::Panicked { after: 7, message: "no hay".to_owned() });
/// facade(&Sim, Duration::from_secs(10), |_| {}).unwrap();
/// ```
///
/// # Panics
///
/// Panics if the runtime cannot be built.
///
/// # Known limitations
///
/// A thread that hangs cannot be ended: it is left behind with its runtime, until the process ends.
pub fn facade<C>(factory: &'static dyn RuntimeFactory, patience: Duration, call: C) -> Facade
where
    C: Fn(usize) + Send + Sync + 'static,
{
    let calls = Arc::new(Calls::default());
    let told = Arc::clone(&calls);
    let runs = move || {
        let made = Arc::clone(&told);
        let ended = catch_unwind(AssertUnwindSafe(|| drive(factory, &made, Box::new(call))));
        if let Err(payload) = ended {
            told.end(Err(format!(
                "the runtime could not be run: {}",
                panics::message(&*payload).unwrap_or_default()
            )));
        }
    };
    let thread = thread::Builder::new().name("runtime-matrix-facade".to_owned());
    drop(thread.spawn(runs).expect("cannot start a thread"));
    calls.wait(patience)
}

type Call = Box<dyn Fn(usize) + Send + Sync>;

/// Runs the calls in one task of a fresh instance.
fn drive(factory: &dyn RuntimeFactory, calls: &Arc<Calls>, call: Call) {
    let built = factory.build(&Options::default());
    let executor = built.unwrap_or_else(|error| panic!("{error}"));
    let over = Arc::new(Monitor::new(false));
    let (task_over, made) = (Arc::clone(&over), Arc::clone(calls));
    let task = executor.spawn(Box::pin(async move {
        let ended = catch_unwind(AssertUnwindSafe(|| made.make(&*call)));
        let ended = ended.map_err(|payload| {
            panics::message(&*payload).unwrap_or_else(|| "it is no text".to_owned())
        });
        made.end(ended);
        task_over.change(|over| *over = true);
    }));
    let root = async { over.until(|over| over.then_some(())).await };
    executor.block_on(pin!(root));
    task.detach();
    let _ = executor.shutdown(Duration::from_secs(5));
}

/// The calls of one façade.
#[derive(Default)]
struct Calls {
    returned: AtomicUsize,
    /// `None` while they run; an error is what a panic said.
    ended: Mutex<Option<Result<(), String>>>,
    changed: Condvar,
}

impl Calls {
    fn make(&self, call: &dyn Fn(usize)) {
        for number in 0..CALLS {
            call(number);
            self.returned.fetch_add(1, SeqCst);
        }
    }

    fn end(&self, ended: Result<(), String>) {
        lock(&self.ended).get_or_insert(ended);
        self.changed.notify_all();
    }

    /// Waits until they have ended, or none has returned for that long.
    fn wait(&self, patience: Duration) -> Facade {
        let mut ended = lock(&self.ended);
        loop {
            let before = self.returned.load(SeqCst);
            let waited = self
                .changed
                .wait_timeout_while(ended, patience, |ended| ended.is_none());
            ended = waited.unwrap_or_else(PoisonError::into_inner).0;
            let after = self.returned.load(SeqCst);
            match &*ended {
                Some(Ok(())) => return Facade::Works,
                Some(Err(message)) => return of_panic(after, message.clone()),
                None if after == before => return Facade::Hangs { after, patience },
                None => {}
            }
        }
    }
}

fn of_panic(after: usize, message: String) -> Facade {
    match Symptom::of(&message) {
        Some(_) => Facade::Refused { after, message },
        None => Facade::Panicked { after, message },
    }
}
