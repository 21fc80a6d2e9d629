use std::{collections::VecDeque, future, sync::Arc};

use crate::{
    sync::{Monitor, Waiting},
    tracking::await_point,
};

/// What the awaited calls of a mock wait at until the test lets them through, made by
/// [`Mock::gate`](crate::mock::Mock::gate).
///
/// Calls go through in the order in which they were first polled; one that is dropped while it waits gives its place up.
/// A handle: clones stand for the same gate.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::mock::AsyncMock;
///
/// let fetch = AsyncMock::<(), u32>::new("fetch");
/// let gate = fetch.gate();
/// let task = rt.spawn(fetch.call());
///
/// gate.wait_until_waiting(1).await;
/// fetch.assert_awaited_once();
/// fetch.returns(7);
/// gate.open();
/// assert_eq!(task.await.unwrap(), 7);
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct Gate {
    shared: Arc<Monitor<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    open: bool,
    /// How many may pass although it is closed.
    permits: usize,
    tickets: u64,
    /// The tickets of those who wait, in order.
    queue: VecDeque<u64>,
}

impl Gate {
    pub(crate) fn new() -> Gate {
        Gate {
            shared: Arc::default(),
        }
    }

    /// Lets all calls through, those that wait and those to come.
    pub fn open(&self) {
        self.shared.change(|shared| shared.open = true);
    }

    /// Holds calls up again.
    pub fn close(&self) {
        self.shared.change(|shared| {
            shared.open = false;
            shared.permits = 0;
        });
    }

    /// Lets the next `calls` calls through, whether they wait already or not.
    pub fn let_through(&self, calls: usize) {
        self.shared.change(|shared| shared.permits += calls);
    }

    /// Returns how many calls wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.shared.look(|shared| shared.queue.len())
    }

    /// Waits until so many calls wait at the gate.
    pub async fn wait_until_waiting(&self, calls: usize) {
        self.shared
            .until(|shared| (shared.queue.len() >= calls).then_some(()))
            .await;
    }

    /// Waits for its turn.
    pub(crate) async fn pass(&self) {
        let number = self.shared.change(|shared| {
            shared.tickets += 1;
            shared.queue.push_back(shared.tickets);
            shared.tickets
        });
        let ticket = Ticket { gate: self, number };
        let mut waiting = Waiting::new(&self.shared);
        let admitted = future::poll_fn(|cx| waiting.poll(cx, |shared| shared.admit(number)));
        await_point::saying("the gate of a mock", None, admitted).await;
        drop(ticket);
    }
}

impl Shared {
    fn admit(&mut self, ticket: u64) -> Option<()> {
        if self.queue.front() != Some(&ticket) {
            return None;
        }
        if !self.open {
            self.permits = self.permits.checked_sub(1)?;
        }
        Some(())
    }
}

/// A place in the queue, given up when it is dropped.
struct Ticket<'a> {
    gate: &'a Gate,
    number: u64,
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.gate
            .shared
            .change(|shared| shared.queue.retain(|ticket| *ticket != self.number));
    }
}
