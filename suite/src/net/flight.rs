use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll},
};

use runtime_matrix_core::BoxFutureOf;

use crate::tracking::{await_point, tracker::Tracker};

/// What is done on a real socket.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Listen,
    Connect,
    Accept,
    Read,
    Write,
}

impl Operation {
    const ALL: [Operation; 5] = [
        Operation::Listen,
        Operation::Connect,
        Operation::Accept,
        Operation::Read,
        Operation::Write,
    ];

    /// Says what a task awaits that is in it.
    fn awaited(self) -> &'static str {
        match self {
            Operation::Listen => "a real socket to listen on",
            Operation::Connect => "a connection of real sockets",
            Operation::Accept => "a connection to accept on a real socket",
            Operation::Read => "bytes of a real socket",
            Operation::Write => "room on a real socket",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Operation::Listen => "listen",
            Operation::Connect => "connect",
            Operation::Accept => "accept",
            Operation::Read => "read",
            Operation::Write => "write",
        }
    }
}

/// How many operations on real sockets of ours are in flight.
#[derive(Debug, Default)]
pub(crate) struct Flights {
    all: AtomicUsize,
    each: [AtomicUsize; Operation::ALL.len()],
}

impl Flights {
    pub(crate) fn begin(&self, operation: Operation) {
        self.all.fetch_add(1, SeqCst);
        self.each[operation as usize].fetch_add(1, SeqCst);
    }

    /// Tells whether it was the last one.
    pub(crate) fn end(&self, operation: Operation) -> bool {
        self.each[operation as usize].fetch_sub(1, SeqCst);
        self.all.fetch_sub(1, SeqCst) == 1
    }

    pub(crate) fn count(&self) -> usize {
        self.all.load(SeqCst)
    }

    /// Names the operations, as in "a read and 2 accepts", if there are any.
    pub(crate) fn told(&self) -> Option<String> {
        let told: Vec<_> = Operation::ALL
            .into_iter()
            .filter_map(|operation| {
                let name = operation.name();
                match self.each[operation as usize].load(SeqCst) {
                    0 => None,
                    1 if name.starts_with('a') => Some(format!("an {name}")),
                    1 => Some(format!("a {name}")),
                    count => Some(format!("{count} times {name}")),
                }
            })
            .collect();
        (!told.is_empty()).then(|| told.join(" and "))
    }
}

/// Whether one operation on a real socket is in flight. While one is, what wakes its task is not ours, so
/// the cell is not idle: virtual time stands, and nothing is called a standstill.
#[derive(Debug)]
pub(crate) struct Flight {
    operation: Operation,
    tracker: Arc<Tracker>,
    counted: bool,
}

impl Flight {
    pub(crate) fn new(operation: Operation, tracker: Arc<Tracker>) -> Flight {
        Flight {
            operation,
            tracker,
            counted: false,
        }
    }

    /// Polls an operation, which is counted before it can be in flight and until it has landed.
    pub(crate) fn poll<T>(&mut self, operation: impl FnOnce() -> Poll<T>) -> Poll<T> {
        self.count(true);
        let polled = operation();
        match &polled {
            Poll::Ready(_) => self.count(false),
            Poll::Pending => await_point::note(self.operation.awaited(), None),
        }
        polled
    }

    fn count(&mut self, in_flight: bool) {
        if self.counted == in_flight {
            return;
        }
        self.counted = in_flight;
        if in_flight {
            self.tracker.count_flight(self.operation);
        } else {
            self.tracker.release_flight(self.operation);
        }
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.count(false);
    }
}

/// An operation on a real socket, counted.
pub(crate) struct InFlight<'a, T> {
    // Dropped before it is counted as landed.
    operation: BoxFutureOf<'a, T>,
    flight: Flight,
}

impl<'a, T> InFlight<'a, T> {
    pub(crate) fn new(
        what: Operation,
        operation: BoxFutureOf<'a, T>,
        tracker: Arc<Tracker>,
    ) -> InFlight<'a, T> {
        InFlight {
            operation,
            flight: Flight::new(what, tracker),
        }
    }
}

impl<T> Future for InFlight<'_, T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let InFlight { operation, flight } = self.get_mut();
        flight.poll(|| operation.as_mut().poll(cx))
    }
}
