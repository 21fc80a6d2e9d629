use std::time::Duration;

/// What goes wrong in one direction of a connection in memory; the default is nothing.
///
/// Faults add up. Bytes that the writer has given are held back by [`merge`](Faults::merge) first, travel for
/// [`delay`](Faults::delay) then, and are read in pieces of [`split`](Faults::split) at last; whatever happens,
/// they arrive once and in order. [`cut_after`](Faults::cut_after) counts what is written.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use futures_lite::{AsyncReadExt, AsyncWriteExt};
/// use runtime_matrix::{Faults, duplex};
///
/// let (mut ours, mut theirs) = duplex().faults(Faults::none().split(3)).pair(&rt);
/// ours.write_all(b"hello").await.unwrap();
/// let mut piece = [0; 8];
/// assert_eq!(theirs.read(&mut piece).await.unwrap(), 3);
/// assert_eq!(theirs.read(&mut piece).await.unwrap(), 2);
/// # }).unwrap();
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "faults do nothing until a connection is given them"]
pub struct Faults {
    pub(super) delay: Duration,
    pub(super) split: Option<usize>,
    pub(super) merge: usize,
    pub(super) cut_after: Option<usize>,
}

impl Faults {
    /// Returns no fault at all.
    pub fn none() -> Faults {
        Faults::default()
    }

    /// Returns the faults with a delay: what is written can be read that much later on the cell's clock, and so
    /// is the end.
    ///
    /// Nothing overtakes: what is written after the delay was made shorter waits for what was written before.
    pub fn delay(mut self, delay: Duration) -> Faults {
        self.delay = delay;
        self
    }

    /// Returns the faults with short reads: each gives `bytes` at most.
    ///
    /// It finds who takes what one read gave for a whole message. For short *writes* choose a small
    /// [`capacity`](crate::Duplex::capacity).
    ///
    /// # Panics
    ///
    /// Panics if `bytes` is zero: a read of nothing means the end.
    #[track_caller]
    pub fn split(mut self, bytes: usize) -> Faults {
        assert!(
            bytes > 0,
            "`split(0)`: a read of no byte means the end; split into one byte at least"
        );
        self.split = Some(bytes);
        self
    }

    /// Returns the faults with bytes held back until `bytes` of them are there, or the writer flushes or closes.
    ///
    /// It finds who takes what one write gave for a message, and who forgets to flush. What fills the connection
    /// up to its capacity is let go too, or nothing would ever arrive.
    pub fn merge(mut self, bytes: usize) -> Faults {
        self.merge = bytes;
        self
    }

    /// Returns the faults with a connection that is gone without a good-bye once `bytes` more have been written
    /// in this direction, counted from when the fault is given to the connection.
    ///
    /// Whoever reads here gets all of them, and then an error of the kind `ConnectionReset`, never an end.
    /// Whoever writes gets `BrokenPipe`. The other direction is gone at once: what was on its way is lost, reads
    /// fail with `ConnectionReset` and writes with `BrokenPipe`. With zero the connection is gone right away.
    pub fn cut_after(mut self, bytes: usize) -> Faults {
        self.cut_after = Some(bytes);
        self
    }
}
