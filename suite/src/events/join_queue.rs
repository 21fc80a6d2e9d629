use std::{
    collections::VecDeque,
    fmt,
    panic::Location,
    sync::{Arc, Mutex},
};

use crate::{
    events::{
        ledger::{Counts, Ledger},
        queue_error::{NothingTaken, QueueFull},
        queue_guard::QueueGuard,
    },
    sync::lock,
    tracking::{
        await_point,
        place::Place,
        waits::{Wait, Waits},
        witness::Witness,
    },
};

/// A queue that knows which of its items have been done, so that a test can wait for all of them.
///
/// A handle: clones are the same queue, usable from any thread and on any runtime. Items come out in the
/// order in which they went in; which of several takers gets one is not said.
///
/// [`recv_guard`](JoinQueue::recv_guard) counts an item as done when its guard is dropped, also by a panic
/// or a cancelling. With [`get`](JoinQueue::get), [`task_done`](JoinQueue::task_done) has to follow; a
/// handler that dies before leaves [`join`](JoinQueue::join) waiting, which a report then tells.
///
/// A queue has no end: cancel or detach the task that takes from it for ever.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::JoinQueue;
/// let queue = JoinQueue::unbounded();
/// let worker = rt.spawn({
///     let queue = queue.clone();
///     async move {
///         loop {
///             let item = queue.recv_guard().await;
///             assert!(*item < 3);
///         }
///     }
/// });
/// for item in 0..3 {
///     queue.put(item).await;
/// }
/// queue.join().await;
/// assert_eq!((queue.len(), queue.unfinished()), (0, 0));
/// worker.cancel().await;
/// # }).unwrap();
/// ```
pub struct JoinQueue<T> {
    ledger: Arc<Ledger>,
    /// Touched only under the lock of the counts.
    items: Arc<Mutex<VecDeque<T>>>,
}

/// How an item is counted that has been taken.
#[derive(Clone, Copy)]
enum Taken {
    Plain,
    Guarded,
}

impl<T: Send> JoinQueue<T> {
    /// Returns a new queue that takes any number of items. Reports call it by the place of this call.
    #[track_caller]
    #[must_use]
    pub fn unbounded() -> JoinQueue<T> {
        JoinQueue::new(Ledger::new(None, Location::caller(), None))
    }

    /// Returns a new queue that holds that many items at most: `put` waits for room. Items that were taken
    /// are not held, even before they are done.
    ///
    /// # Panics
    ///
    /// Panics if `capacity` is 0.
    #[track_caller]
    #[must_use]
    pub fn bounded(capacity: usize) -> JoinQueue<T> {
        assert!(
            capacity > 0,
            "a queue with a capacity of 0 would never take an item: give `JoinQueue::bounded` at least 1, or \
             use `JoinQueue::unbounded`"
        );
        JoinQueue::new(Ledger::new(None, Location::caller(), Some(capacity)))
    }

    fn new(ledger: Ledger) -> JoinQueue<T> {
        JoinQueue {
            ledger: Arc::new(ledger),
            items: Arc::default(),
        }
    }

    /// Puts an item in at the end, once there is room.
    ///
    /// # Cancellation
    ///
    /// Dropping the future drops the item, which has not been put in then.
    #[track_caller]
    pub fn put(&self, item: T) -> impl Future<Output = ()> + Send + use<T> {
        let (queue, place) = (self.clone(), Place::from(Location::caller()));
        async move {
            let mut item = Some(item);
            {
                let _wait = queue.waits(|ledger| &ledger.puts, place);
                let counts = &queue.ledger.counts;
                let room = counts.until(|counts| queue.push(counts, &mut item));
                await_point::saying("room in a queue, since", place, room).await;
            }
            queue.ledger.counts.change(|_| ());
        }
    }

    /// Puts an item in at the end, if there is room.
    ///
    /// # Errors
    ///
    /// Fails if the queue is full, and gives the item back.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_: runtime_matrix::Runtime| async move {
    /// let queue = runtime_matrix::JoinQueue::bounded(1);
    /// queue.try_put("first").unwrap();
    /// assert_eq!(queue.try_put("second").unwrap_err().into_inner(), "second");
    /// # }).unwrap();
    /// ```
    pub fn try_put(&self, item: T) -> Result<(), QueueFull<T>> {
        let mut item = Some(item);
        let counts = &self.ledger.counts;
        counts.change(|counts| self.push(counts, &mut item));
        match item {
            None => Ok(()),
            Some(item) => Err(QueueFull {
                item,
                title: self.ledger.title.clone(),
                capacity: self.ledger.capacity.unwrap_or(usize::MAX),
            }),
        }
    }

    /// Takes the first item, once there is one. It is to be told of with [`task_done`](JoinQueue::task_done).
    ///
    /// # Cancellation
    ///
    /// Dropping the future loses no item: one is taken only by the poll that returns it.
    #[track_caller]
    pub fn get(&self) -> impl Future<Output = T> + Send + use<T> {
        self.take(Taken::Plain, Location::caller().into())
    }

    /// Takes the first item, if there is one. It is to be told of with [`task_done`](JoinQueue::task_done).
    pub fn try_get(&self) -> Option<T> {
        let counts = &self.ledger.counts;
        counts.change(|counts| self.pop(counts, Taken::Plain))
    }

    /// Takes the first item, once there is one, in a guard that counts it as done when it is dropped.
    ///
    /// # Cancellation
    ///
    /// Dropping the future loses no item, as with [`get`](JoinQueue::get).
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// let queue = runtime_matrix::JoinQueue::unbounded();
    /// queue.put("ping").await;
    /// let handler = rt.spawn({
    ///     let queue = queue.clone();
    ///     async move {
    ///         let item = queue.recv_guard().await;
    ///         panic!("cannot handle {}", *item);
    ///     }
    /// });
    /// queue.join().await;
    /// assert!(handler.await.is_err());
    /// # }).unwrap();
    /// ```
    #[track_caller]
    pub fn recv_guard(&self) -> impl Future<Output = QueueGuard<T>> + Send + use<T> {
        let taken = self.take(Taken::Guarded, Location::caller().into());
        let ledger = Arc::clone(&self.ledger);
        async move { QueueGuard::new(taken.await, ledger) }
    }

    fn take(&self, how: Taken, place: Place) -> impl Future<Output = T> + Send + use<T> {
        let queue = self.clone();
        async move {
            let item = {
                let _wait = queue.waits(|ledger| &ledger.gets, place);
                let counts = &queue.ledger.counts;
                let item = counts.until(|counts| queue.pop(counts, how));
                await_point::saying("an item of a queue, since", place, item).await
            };
            // Somebody may wait for the room. From the look to here there is no await: no item is lost.
            queue.ledger.counts.change(|_| ());
            item
        }
    }

    /// Notes that an item that was taken with [`get`](JoinQueue::get) or [`try_get`](JoinQueue::try_get) is
    /// done.
    ///
    /// # Errors
    ///
    /// Fails if no such item is left: each has been done, or was never taken.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_: runtime_matrix::Runtime| async move {
    /// let queue = runtime_matrix::JoinQueue::unbounded();
    /// queue.put("ping").await;
    /// queue.get().await;
    /// assert!(queue.task_done().is_ok());
    /// assert!(queue.task_done().is_err());
    /// # }).unwrap();
    /// ```
    pub fn task_done(&self) -> Result<(), NothingTaken> {
        let refused = self.ledger.counts.change(|counts| {
            if counts.taken == 0 {
                return Some(*counts);
            }
            counts.taken -= 1;
            counts.note_done();
            None
        });
        refused.map_or(Ok(()), |counts| {
            Err(NothingTaken {
                title: self.ledger.title.clone(),
                counts,
            })
        })
    }

    /// Waits until every item that was put in has been done; completes at once if none is left.
    ///
    /// If that comes about between this call and its task's turn, the wait is over, even if another item
    /// has been put in by then.
    ///
    /// # Cancellation
    ///
    /// Dropping the future has no effect on the queue.
    #[track_caller]
    pub fn join(&self) -> impl Future<Output = ()> + Send + use<T> {
        let (queue, place) = (self.clone(), Place::from(Location::caller()));
        let before = queue.ledger.counts.look(|counts| counts.finished());
        async move {
            let _wait = queue.waits(|ledger| &ledger.joins, place);
            let has_finished =
                |counts: &mut Counts| counts.has_finished_since(before).then_some(());
            let finished = queue.ledger.counts.until(has_finished);
            await_point::saying("all items of a queue to be done, since", place, finished).await;
        }
    }

    /// Returns how many items wait to be taken.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ledger.counts.look(|counts| counts.queued)
    }

    /// Tells whether no item waits to be taken. Some may still have to be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns how many items were put in and have not been done, whether taken or not.
    #[must_use]
    pub fn unfinished(&self) -> usize {
        self.ledger.counts.look(|counts| counts.unfinished())
    }

    fn push(&self, counts: &mut Counts, item: &mut Option<T>) -> Option<()> {
        if !self.ledger.has_room(counts) {
            return None;
        }
        lock(&self.items).extend(item.take());
        counts.queued += 1;
        Some(())
    }

    fn pop(&self, counts: &mut Counts, how: Taken) -> Option<T> {
        let item = lock(&self.items).pop_front()?;
        counts.queued -= 1;
        match how {
            Taken::Plain => counts.taken += 1,
            Taken::Guarded => counts.guarded += 1,
        }
        Some(item)
    }

    /// Notes a wait, and that the cell that runs here knows of the queue.
    fn waits(&self, of: fn(&Ledger) -> &Waits, place: Place) -> Wait<'_> {
        let ledger = &self.ledger;
        ledger.known.call(|| Arc::clone(ledger) as Arc<dyn Witness>);
        of(ledger).begin(place)
    }
}

impl<T> Clone for JoinQueue<T> {
    fn clone(&self) -> JoinQueue<T> {
        JoinQueue {
            ledger: Arc::clone(&self.ledger),
            items: Arc::clone(&self.items),
        }
    }
}

impl<T> fmt::Debug for JoinQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.ledger.counts.look(|counts| *counts);
        f.debug_struct("JoinQueue")
            .field("len", &counts.queued)
            .field("unfinished", &counts.unfinished())
            .field("capacity", &self.ledger.capacity)
            .finish_non_exhaustive()
    }
}
