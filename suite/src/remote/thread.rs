use std::{
    sync::{Arc, Mutex, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use runtime_matrix_report::{Leak, Verdict};

use crate::{
    remote::blocked,
    run::{cell::Cell, outcome::Outcome, sweep},
    runtime::Runtime,
    sync::{Monitor, lock},
    tracking::{
        failure::{self, Failure},
        place::Place,
        tracker::Tracker,
        witness::Witness,
    },
};

/// The thread of a remote runtime, as its handle and the cell that it was started in share it.
pub(crate) struct Thread {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) tracker: Arc<Tracker>,
    end: Arc<Monitor<Option<Outcome>>>,
    handle: Mutex<Option<JoinHandle<()>>>,
}

impl Thread {
    /// Starts the thread and the cell on it; if that fails, says why.
    pub(crate) fn start(cell: Cell<'static>) -> Result<Thread, String> {
        let (name, place) = (cell.id().test.to_string(), cell.place());
        let end = Arc::new(Monitor::<Option<Outcome>>::default());
        let (sender, receiver) = mpsc::sync_channel(1);
        let told = Arc::clone(&end);
        // The system takes no name with a zero in it.
        let thread = thread::Builder::new().name(name.replace('\0', "\u{fffd}"));
        let handle = thread
            .spawn(move || {
                let outcome = cell.run(move |rt| {
                    let tracker = Arc::clone(rt.tracker());
                    let stops = StopsWhenDropped(Arc::clone(&tracker));
                    let _ = sender.send(tracker);
                    body(stops)
                });
                told.change(|end| *end = Some(outcome));
            })
            .map_err(|error| format!("cannot start a thread: {error}"))?;
        match receiver.recv() {
            Ok(tracker) => Ok(Thread {
                name,
                place,
                tracker,
                end,
                handle: Mutex::new(Some(handle)),
            }),
            // The body never began, so the sender went with it.
            Err(_) => {
                let _ = handle.join();
                let outcome = end.look(Option::take);
                let message = outcome.as_ref().and_then(Outcome::message);
                Err(message.unwrap_or("it ended at once").to_owned())
            }
        }
    }

    pub(crate) fn runtime(&self) -> Runtime {
        Runtime::new(Arc::clone(&self.tracker))
    }

    /// Asks the runtime to cancel all that it runs, and to end.
    pub(crate) fn request_stop(&self) {
        self.tracker.take_no_more();
    }

    /// Waits for the end, and returns the cell's outcome; none if it has not come within `limit`.
    pub(crate) fn wait_end(&self, limit: Duration) -> Option<Outcome> {
        let outcome = blocked::block_for(limit, self.end.until(|end| end.clone()))?;
        // All that is left to the thread is to return. Another one may have joined it.
        let handle = lock(&self.handle).take();
        if let Some(handle) = handle {
            let _ = handle.join();
        }
        Some(outcome)
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.end.look(|end| end.is_some())
    }

    /// Returns what of the suite's has not ended.
    pub(crate) fn left(&self) -> Vec<Leak> {
        let others = self.tracker.others();
        let left = others.iter().filter(|node| !node.has_ended());
        left.map(|node| Leak {
            task: failure::title(node),
            place: node.place.to_string(),
        })
        .collect()
    }
}

/// What a remote runtime's cell does: nothing, until it is to stop; then it cancels and joins what there is.
///
/// It does so as a body, since no time limit of a cell applies to that: what does not end keeps its thread,
/// and takes nobody down.
async fn body(stops: StopsWhenDropped) {
    let StopsWhenDropped(tracker) = &stops;
    tracker
        .closing
        .until(|closing| closing.stops.then_some(()))
        .await;
    sweep::sweep(Arc::clone(tracker)).await;
}

/// Says that nothing more is taken, when the body ends in whatever way: what comes later nobody would cancel.
struct StopsWhenDropped(Arc<Tracker>);

impl Drop for StopsWhenDropped {
    fn drop(&mut self) {
        self.0.take_no_more();
    }
}

/// For the cell that the runtime was started in.
impl Witness for Thread {
    fn after_sweep(&self) -> Vec<Failure> {
        if self.has_ended() || self.tracker.is_closing() {
            return Vec::new();
        }
        let name = &self.tracker.identity;
        let message =
            format!("leak: the remote runtime {name} was still running when the test had ended");
        let mut failure = Failure::new(Verdict::Leak, message);
        failure.place = Some(self.place.to_string());
        failure.details = vec![
            format!("started at {}", self.place),
            "stop it, or let the test drop it".to_owned(),
        ];
        vec![failure]
    }

    fn dismissed(&self) {
        self.request_stop();
    }

    fn waits(&self) -> Option<String> {
        let left = self.left();
        let name = &self.tracker.identity;
        (!left.is_empty()).then(|| format!("the remote runtime {name}, {}", self.tracker.dump()))
    }
}
