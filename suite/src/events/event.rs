use std::{fmt, panic::Location, sync::Arc};

use crate::{
    sync::Monitor,
    tracking::{
        await_point,
        place::Place,
        title::Title,
        waits::{Known, Waits},
        witness::Witness,
    },
};

/// A flag that can be waited for: the usual way to see that a handler ran.
///
/// A handle: clones are the same event, usable from any thread and on any runtime. What happened before
/// [`set`](Event::set) is visible to whoever comes back from [`wait`](Event::wait).
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::Event;
/// let ran = Event::named("handler ran");
/// let handler = rt.spawn({
///     let ran = ran.clone();
///     async move { ran.set() }
/// });
/// ran.wait().await;
/// assert!(ran.is_set(), "it stays set");
/// handler.await.unwrap();
/// # }).unwrap();
/// ```
///
/// A test that comes to a standstill or runs out of time while somebody waits says so:
///
/// ```
/// use runtime_matrix::{Cell, Event, Runtime, Sim};
///
/// let outcome = Cell::new(&Sim).run(|_: Runtime| async { Event::named("handler ran").wait().await });
/// assert!(outcome.report().contains("event `handler ran`"), "{}", outcome.report());
/// assert!(outcome.report().contains("1 waiting, not set; waiting since"), "{}", outcome.report());
/// ```
#[derive(Clone)]
pub struct Event {
    shared: Arc<Shared>,
}

struct Shared {
    title: Title,
    flag: Monitor<Flag>,
    waits: Waits,
    known: Known,
}

#[derive(Debug, Default)]
struct Flag {
    is_set: bool,
    /// How often it was set.
    sets: u64,
}

impl Event {
    /// Returns a new event, which is not set. Reports call it by the place of this call.
    #[track_caller]
    #[must_use]
    pub fn new() -> Event {
        Event::titled(None, Location::caller())
    }

    /// Returns a new event that reports call by that name too.
    #[track_caller]
    #[must_use]
    pub fn named(name: &str) -> Event {
        Event::titled(Some(name), Location::caller())
    }

    fn titled(name: Option<&str>, place: &'static Location<'static>) -> Event {
        let title = Title {
            kind: "event",
            name: name.map(str::to_owned),
            place: place.into(),
        };
        Event {
            shared: Arc::new(Shared {
                title,
                flag: Monitor::default(),
                waits: Waits::default(),
                known: Known::default(),
            }),
        }
    }

    /// Sets the event: everybody who waits goes on. Does nothing if it is set already.
    pub fn set(&self) {
        self.shared.flag.change(|flag| {
            if !flag.is_set {
                flag.is_set = true;
                flag.sets += 1;
            }
        });
    }

    /// Takes back that the event is set, for those who begin to wait from now on.
    pub fn clear(&self) {
        self.shared.flag.look(|flag| flag.is_set = false);
    }

    /// Tells whether the event is set.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.shared.flag.look(|flag| flag.is_set)
    }

    /// Waits until the event is set; completes at once if it is.
    ///
    /// The wait begins with this call. If the event is set and cleared from then on, the wait is over,
    /// even if its task has had no turn in between.
    ///
    /// # Cancellation
    ///
    /// Dropping the future has no effect on the event or on others who wait.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// let event = runtime_matrix::Event::new();
    /// let waiter = rt.spawn(event.wait());
    /// event.set();
    /// event.clear();
    /// waiter.await.unwrap();
    /// # }).unwrap();
    /// ```
    #[track_caller]
    pub fn wait(&self) -> impl Future<Output = ()> + Send + use<> {
        self.wait_since(Location::caller().into())
    }

    /// Waits for the event, in the name of that place.
    pub(crate) fn wait_since(&self, place: Place) -> impl Future<Output = ()> + Send + use<> {
        let shared = Arc::clone(&self.shared);
        let before = shared.flag.look(|flag| flag.sets);
        async move {
            shared
                .known
                .call(|| Arc::clone(&shared) as Arc<dyn Witness>);
            let _wait = shared.waits.begin(place);
            let has_come = |flag: &mut Flag| (flag.is_set || flag.sets > before).then_some(());
            await_point::saying("an event, since", place, shared.flag.until(has_come)).await;
        }
    }
}

impl Default for Event {
    #[track_caller]
    fn default() -> Event {
        Event::new()
    }
}

impl Witness for Shared {
    fn waits(&self) -> Option<String> {
        let since = self.waits.since()?;
        let (title, count) = (&self.title, self.waits.count());
        let is_set = self.flag.look(|flag| flag.is_set);
        let not = if is_set { "" } else { "not " };
        Some(format!(
            "{title}: {count} waiting, {not}set; waiting {since}"
        ))
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("name", &self.shared.title.name)
            .field("is_set", &self.is_set())
            .field("waiting", &self.shared.waits.count())
            .finish()
    }
}
