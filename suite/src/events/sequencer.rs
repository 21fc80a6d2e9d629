use std::{collections::BTreeMap, fmt, future::Future, panic::Location, sync::Arc};

use crate::{
    runtime::Runtime,
    sync::Monitor,
    tracking::{
        await_point,
        place::Place,
        title::Title,
        waits::{Known, Waits},
        witness::Witness,
    },
};

/// An order for steps of different tasks: step 0 comes first, and each other step after the one before has ended.
///
/// A step begins where [`step`](Sequencer::step) returns, and ends where what that gave is dropped. So
/// `seq.step(2).await;` is a point that is passed in its turn, and `let _step = seq.step(2).await;` a stretch of
/// code that no other step runs beside. Nothing of it depends on time or on the runtime's order.
///
/// A handle: clones are the same sequencer, usable from any thread and on any runtime.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::Sequencer;
/// let seq = Sequencer::new();
/// let (sender, receiver) = std::sync::mpsc::channel();
/// let other = rt.spawn({
///     let (seq, sender) = (seq.clone(), sender.clone());
///     async move {
///         let _step = seq.step(1).await;
///         sender.send("the task").unwrap();
///     }
/// });
/// {
///     let _step = seq.step(0).await;
///     sender.send("the test").unwrap();
/// }
/// seq.step(2).await;
/// assert_eq!(receiver.try_iter().collect::<Vec<_>>(), ["the test", "the task"]);
/// other.await.unwrap();
/// # }).unwrap();
/// ```
///
/// A gap that nobody fills is a standstill, whose report names it:
///
/// ```
/// use runtime_matrix::{Cell, Runtime, Sequencer, Sim};
///
/// let outcome = Cell::new(&Sim).run(|_: Runtime| async { drop(Sequencer::named("tide").step(1).await) });
/// assert!(outcome.report().contains("sequencer `tide`"), "{}", outcome.report());
/// assert!(outcome.report().contains("step 0 has not been asked for"), "{}", outcome.report());
/// ```
#[derive(Clone)]
pub struct Sequencer {
    shared: Arc<Shared>,
}

struct Shared {
    title: Title,
    order: Monitor<Order>,
    waits: Waits,
    known: Known,
}

#[derive(Debug, Default)]
struct Order {
    /// The step whose turn it is.
    turn: usize,
    /// Whether that step has begun.
    has_begun: bool,
    /// Where each step was asked for.
    asked: BTreeMap<usize, Place>,
    /// The first step that was given up while it waited.
    lost: Option<usize>,
}

impl Sequencer {
    /// Returns a new sequencer, whose first step is 0. Reports call it by the place of this call.
    #[track_caller]
    #[must_use]
    pub fn new() -> Sequencer {
        Sequencer::titled(None, Location::caller())
    }

    /// Returns a new sequencer that reports call by that name too.
    #[track_caller]
    #[must_use]
    pub fn named(name: &str) -> Sequencer {
        Sequencer::titled(Some(name), Location::caller())
    }

    fn titled(name: Option<&str>, place: &'static Location<'static>) -> Sequencer {
        let title = Title {
            kind: "sequencer",
            name: name.map(str::to_owned),
            place: place.into(),
        };
        Sequencer {
            shared: Arc::new(Shared {
                title,
                order: Monitor::default(),
                waits: Waits::default(),
                known: Known::default(),
            }),
        }
    }

    /// Waits for the turn of that step: until the one before has ended. The step lasts until what this gives is
    /// dropped, in whatever way that comes about.
    ///
    /// # Panics
    ///
    /// Panics at the call if that step has been asked for before. When it is awaited, it panics if its turn can
    /// never come, since a step before it was given up.
    ///
    /// # Cancellation
    ///
    /// Dropped before its turn has come, the step is given up, and with it all the later ones: whoever waits for
    /// one of them, or does so later, panics with the number of the step that was lost.
    #[track_caller]
    pub fn step(&self, number: usize) -> impl Future<Output = Step> + Send + use<> {
        let place = Place::from(Location::caller());
        let shared = Arc::clone(&self.shared);
        let before = shared.order.look(|order| {
            order.asked.get(&number).copied().map_or_else(
                || {
                    order.asked.insert(number, place);
                    None
                },
                Some,
            )
        });
        if let Some(before) = before {
            panic!(
                "step {number} of {} is asked for twice: it was at {before} already; give each step its own number",
                shared.title
            );
        }
        let mut asking = Asking {
            shared: Some(shared),
            number,
        };
        async move { asking.turn(place).await }
    }
}

/// One who waits for a step. Dropped before its turn, it gives the step up.
struct Asking {
    /// Taken when its turn has come, or never can.
    shared: Option<Arc<Shared>>,
    number: usize,
}

impl Asking {
    async fn turn(&mut self, place: Place) -> Step {
        let number = self.number;
        let shared = self.shared.clone().expect("a step is awaited once");
        shared
            .known
            .call(|| Arc::clone(&shared) as Arc<dyn Witness>);
        let wait = shared.waits.begin(place);
        let turn = shared.order.until(|order| {
            if let Some(lost) = order.lost.filter(|lost| *lost < number) {
                return Some(Err((lost, order.asked.get(&lost).copied())));
            }
            if order.turn == number {
                order.has_begun = true;
                return Some(Ok(()));
            }
            await_point::note("a step of a sequencer, since", place);
            None
        });
        let turn = turn.await;
        drop(wait);
        self.shared = None;
        if let Err((lost, asked)) = turn {
            let at = asked
                .map(|place| format!(", asked for at {place},"))
                .unwrap_or_default();
            panic!(
                "step {number} of {} can never come: step {lost}{at} was dropped while it waited for its turn; keep \
                 the task that waits for it alive, or leave its number out",
                shared.title
            );
        }
        Step { shared, number }
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        let Some(shared) = self.shared.take() else {
            return;
        };
        // At the end of a test all that waits is dropped: nobody is to hear of that.
        let is_closing = Runtime::try_current().is_some_and(|rt| rt.tracker().is_closing());
        if !is_closing {
            let number = self.number;
            shared.order.change(|order| {
                order.lost = Some(order.lost.map_or(number, |lost| lost.min(number)));
            });
        }
    }
}

/// A step of a [`Sequencer`] whose turn it is. Dropping it ends the step, and the next one begins.
pub struct Step {
    shared: Arc<Shared>,
    number: usize,
}

impl Step {
    /// Returns the step's number.
    #[must_use]
    pub fn number(&self) -> usize {
        self.number
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.shared.order.change(|order| {
            order.turn += 1;
            order.has_begun = false;
        });
    }
}

impl Default for Sequencer {
    #[track_caller]
    fn default() -> Sequencer {
        Sequencer::new()
    }
}

impl Witness for Shared {
    fn waits(&self) -> Option<String> {
        let since = self.waits.since()?;
        let (title, count) = (&self.title, self.waits.count());
        let due = self.order.look(|order| {
            let turn = order.turn;
            match order.asked.get(&turn) {
                Some(place) if order.has_begun => {
                    format!("step {turn} has begun and has not ended, asked for at {place}")
                }
                Some(place) => format!("it is the turn of step {turn}, asked for at {place}"),
                None => format!("step {turn} has not been asked for"),
            }
        });
        Some(format!("{title}: {count} waiting, {due}; waiting {since}"))
    }
}

impl fmt::Debug for Sequencer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sequencer")
            .field("name", &self.shared.title.name)
            .field("turn", &self.shared.order.look(|order| order.turn))
            .field("waiting", &self.shared.waits.count())
            .finish()
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}
