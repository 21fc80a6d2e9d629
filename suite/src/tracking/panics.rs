use std::{
    any::Any,
    cell::{Cell, RefCell},
    fmt, mem,
    panic::{self, Location, resume_unwind},
    sync::{Arc, Mutex, Once, PoisonError},
};

use crate::{
    sync::lock,
    tracking::{current::Current, failure, trace::Trace},
};

thread_local! {
    /// What the hook noted of the latest panic on this thread.
    static NOTED: RefCell<Option<Noted>> = const { RefCell::new(None) };
}

thread_local! {
    /// The place that the panic to come is for, where that is not where it is thrown.
    static AT: Cell<Option<&'static Location<'static>>> = const { Cell::new(None) };
}

thread_local! {
    /// Whether panics on this thread are not printed.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Keeps panics on this thread from being printed, while it lives: they are one of many that are alike.
pub(crate) struct Quiet {
    before: bool,
}

impl Quiet {
    pub(crate) fn begin() -> Quiet {
        Quiet {
            before: QUIET.replace(true),
        }
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        QUIET.set(self.before);
    }
}

/// Panics for what is wrong at `place`: reports tell that place instead of this one.
pub(crate) fn panic_at(message: String, place: &'static Location<'static>) -> ! {
    /// Takes the place back if no hook of ours has taken it.
    struct Taken;
    impl Drop for Taken {
        fn drop(&mut self) {
            AT.set(None);
        }
    }
    let _taken = Taken;
    AT.set(Some(place));
    panic::panic_any(message);
}

/// What a payload does not carry, as it was when the panic began: unwinding may take other tasks with it.
struct Noted {
    place: Option<String>,
    trace: Option<Arc<Trace>>,
    order: u64,
}

/// Notes place and order of each panic, and the stack of one in a cell; goes on to the hook before ours.
pub(crate) fn install_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let next = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let at = AT.try_with(Cell::take).ok().flatten();
            let place = at.map(ToString::to_string);
            let place = place.or_else(|| info.location().map(ToString::to_string));
            let noted = Noted {
                place,
                trace: Current::is_any().then(Trace::capture),
                order: failure::next_order(),
            };
            let _ = NOTED.try_with(|slot| *slot.borrow_mut() = Some(noted));
            if !QUIET.try_with(Cell::get).unwrap_or(false) {
                next(info);
            }
        }));
    });
}

/// Forgets what was noted of a panic that somebody else caught.
pub(crate) fn forget() {
    let _ = NOTED.try_with(|slot| {
        if slot.borrow().is_some() {
            *slot.borrow_mut() = None;
        }
    });
}

/// A panic that was caught: its payload, whole, and where it happened.
pub struct Panic {
    /// In a mutex so that the error that carries it is `Sync`, as boxed errors are asked to be.
    payload: Mutex<Box<dyn Any + Send>>,
    place: Option<String>,
    /// The stack as the panic began.
    pub(crate) trace: Option<Arc<Trace>>,
    /// What panicked: a task by name or number, and where it was spawned.
    origin: String,
    /// Its place in the order of what went wrong.
    pub(crate) order: u64,
}

impl Panic {
    /// Takes over a payload that was caught on this thread just now.
    pub(crate) fn caught(payload: Box<dyn Any + Send>, origin: String) -> Panic {
        let noted = NOTED
            .try_with(|slot| slot.borrow_mut().take())
            .ok()
            .flatten();
        // What was thrown past the hook, by `resume_unwind`, has no place.
        let noted = noted.unwrap_or_else(|| Noted {
            place: None,
            trace: None,
            order: failure::next_order(),
        });
        Panic {
            payload: Mutex::new(payload),
            place: noted.place,
            trace: noted.trace,
            origin,
            order: noted.order,
        }
    }

    /// Gives the payload away, and keeps its message for reports.
    pub(crate) fn split(self) -> (Panic, Box<dyn Any + Send>) {
        let payload = self.take_payload();
        (self, payload)
    }

    /// Takes the payload out of a panic that others still hold; they keep its message.
    pub(crate) fn take_payload(&self) -> Box<dyn Any + Send> {
        let mut payload = lock(&self.payload);
        let kept: Box<dyn Any + Send> = match message(payload.as_ref()) {
            Some(message) => Box::new(message),
            None => Box::new(()),
        };
        mem::replace(&mut *payload, kept)
    }

    /// Returns the panic with the payload that has come back from the runtime.
    pub(crate) fn with_payload(self, payload: Box<dyn Any + Send>) -> Panic {
        Panic {
            payload: Mutex::new(payload),
            ..self
        }
    }

    /// Notes the panic once more, for whoever catches its payload on this thread next.
    pub(crate) fn note(&self) {
        let noted = Noted {
            place: self.place.clone(),
            trace: self.trace.clone(),
            order: self.order,
        };
        let _ = NOTED.try_with(|slot| *slot.borrow_mut() = Some(noted));
    }

    /// Returns what panicked, as reports call it: a task by name or number, and where it was spawned.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the panic's message; payloads other than strings have none.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// # use runtime_matrix::JoinError;
    /// let Err(JoinError::Panicked(panic)) = rt.spawn(async { panic!("boom") }).await else {
    ///     unreachable!()
    /// };
    /// assert_eq!(panic.message().as_deref(), Some("boom"));
    /// # }).unwrap();
    /// ```
    #[must_use]
    pub fn message(&self) -> Option<String> {
        message(lock(&self.payload).as_ref())
    }

    /// Returns the file, line and column of the panic, where they are known.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// Returns the payload, as it was thrown.
    #[must_use]
    pub fn into_payload(self) -> Box<dyn Any + Send> {
        self.payload
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes on with the panic on this thread.
    ///
    /// # Panics
    ///
    /// Always, with the payload.
    pub fn resume(self) -> ! {
        resume_unwind(self.into_payload())
    }
}

/// For `unwrap`, by which most panics of a task are met: a sentence, with the message as it was printed.
impl fmt::Debug for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self
            .place
            .as_deref()
            .map(|place| format!(" at {place}"))
            .unwrap_or_default();
        write!(f, "{} panicked{at}: {self}", self.origin)
    }
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message() {
            Some(message) => f.write_str(&message),
            None => f.write_str("a payload that is not a string"),
        }
    }
}

pub(crate) fn message(payload: &(dyn Any + Send)) -> Option<String> {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .map(str::to_owned)
}
