use std::{
    future::{Future, poll_fn},
    panic::Location,
    pin::pin,
    sync::Arc,
    thread,
    time::Duration,
};

use runtime_matrix_report::Verdict;

use crate::{
    runtime::{Elapsed, Runtime},
    scope::member::{Around, Shielded},
    tracking::{failure::Failure, place::Place, tracker::Tracker},
};

impl Runtime {
    /// Runs clean-up that a [scope](Runtime::scope) around it does not interrupt when it is cancelled, for as long as
    /// `limit` at most. `name` is what the report calls it if it is cut.
    ///
    /// A scope that is cancelled drops its body once the clean-up has ended, at the next suspension point. A scope
    /// within the clean-up is not cancelled with those around it.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use std::{future::pending, time::Duration};
    /// let second = Duration::from_secs(1);
    /// let scoped = rt.scope(|scope| {
    ///     let rt = rt.clone();
    ///     async move {
    ///         scope.cancel();
    ///         rt.shield("flush", 5 * second, rt.sleep(second)).await.unwrap();
    ///         pending::<()>().await;
    ///     }
    /// });
    /// assert_eq!(scoped.await.output(), None);
    /// assert_eq!(rt.now(), second, "the clean-up ran to its end");
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// Fails with [`Elapsed`] once the limit is over; the future has been dropped by then. If a scope around it is
    /// cancelled, nobody may be left to be told: then the test fails, and names the clean-up.
    ///
    /// # Cancellation
    ///
    /// Nothing shields from the drop of what owns the scope. A clean-up within a scope that is cut so fails the
    /// test too, unless the test itself is at its end.
    #[track_caller]
    pub fn shield<F: Future>(
        &self,
        name: &str,
        limit: Duration,
        future: F,
    ) -> impl Future<Output = Result<F::Output, Elapsed>> {
        let place = Place::from(Location::caller());
        let what = format!("the shielded clean-up `{name}`, begun at {place},");
        let runtime = self.clone();
        async move {
            let around = Around::current();
            let mut cut = Cut {
                tracker: Arc::clone(runtime.tracker()),
                what: around.member.is_some().then_some(what),
                _shielded: around.shield(),
            };
            let inside = Around {
                is_shielded: true,
                ..around.clone()
            };
            let mut limited = pin!(runtime.timeout(limit, future));
            let ended = poll_fn(|cx| {
                let _entered = inside.clone().enter();
                limited.as_mut().poll(cx)
            })
            .await;
            let what = cut.what.take();
            let is_asked = |around: &Around| {
                around
                    .member
                    .as_ref()
                    .is_some_and(|member| member.is_asked_to_end())
            };
            if let (Err(_), Some(what), true) = (&ended, what, is_asked(&around)) {
                cut.tell(&what, &format!(
                    "{limit:?} after it had begun, which is its limit, while the scope around it was cancelled; allow \
                     it more, or let it end sooner"
                ));
            }
            ended
        }
    }
}

/// Tells of a clean-up that is dropped before its end.
struct Cut {
    tracker: Arc<Tracker>,
    /// Taken when it has ended; `None` if there is no scope around it.
    what: Option<String>,
    _shielded: Shielded,
}

impl Cut {
    fn tell(&self, what: &str, how: &str) {
        let message = format!("{what} was cut {how}");
        self.tracker.fail(Failure::new(Verdict::Fail, message));
        self.tracker.interrupt(None);
    }
}

impl Drop for Cut {
    fn drop(&mut self) {
        if let Some(what) = self.what.take() {
            if !self.tracker.is_closing() && !thread::panicking() {
                self.tell(
                    &what,
                    "by the drop of what owned its scope, from which nothing shields",
                );
            }
        }
    }
}
