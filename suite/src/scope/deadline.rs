use std::{future::Future, time::Duration};

use crate::runtime::{Elapsed, Runtime};

impl Runtime {
    /// Awaits `future` until the cell's clock reads `deadline`, as [`now`](Runtime::now) gives it.
    ///
    /// A future that is ready at the deadline has made it, and so has one that is ready when it is polled for the
    /// first time, even after the deadline. The time limit that an error tells is what was left of it at the call.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use std::{future::pending, time::Duration};
    /// let deadline = rt.now() + Duration::from_secs(60);
    /// assert!(rt.timeout_at(deadline, pending::<()>()).await.is_err());
    /// assert_eq!(rt.now(), deadline);
    /// assert_eq!(rt.timeout_at(deadline, async { 7 }).await, Ok(7));
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// Fails with [`Elapsed`] once the deadline is over; the future has been dropped by then.
    ///
    /// # Cancellation
    ///
    /// Dropping it drops `future`.
    pub fn timeout_at<F: Future>(
        &self,
        deadline: Duration,
        future: F,
    ) -> impl Future<Output = Result<F::Output, Elapsed>> {
        self.timeout(deadline.saturating_sub(self.now()), future)
    }
}
