use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use runtime_matrix_core::BoxFutureOf;

use crate::tracking::tracker::Tracker;

/// Whether one operation on a real socket is in flight. While one is, what wakes its task is not ours, so
/// the cell is not idle: virtual time stands, and nothing is called a standstill.
#[derive(Debug)]
pub(crate) struct Flight {
    tracker: Arc<Tracker>,
    counted: bool,
}

impl Flight {
    pub(crate) fn new(tracker: Arc<Tracker>) -> Flight {
        Flight {
            tracker,
            counted: false,
        }
    }

    /// Polls an operation, which is counted before it can be in flight and until it has landed.
    pub(crate) fn poll<T>(&mut self, operation: impl FnOnce() -> Poll<T>) -> Poll<T> {
        self.count(true);
        let polled = operation();
        if polled.is_ready() {
            self.count(false);
        }
        polled
    }

    fn count(&mut self, in_flight: bool) {
        if self.counted == in_flight {
            return;
        }
        self.counted = in_flight;
        if in_flight {
            self.tracker.count_flight();
        } else {
            self.tracker.release_flight();
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
    pub(crate) fn new(operation: BoxFutureOf<'a, T>, tracker: Arc<Tracker>) -> InFlight<'a, T> {
        InFlight {
            operation,
            flight: Flight::new(tracker),
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
