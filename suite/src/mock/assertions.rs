//! What a test may assert of a mock. Each failure says what was expected, what came, and the whole log.

use crate::mock::{
    args::Args,
    checks::Way,
    handle::{AsyncMock, Kind, Mock},
    log::CallState,
    pattern::Pattern,
};

/// Puts the same assertions on calls and on awaits.
macro_rules! assertions {
    ($way:ident: $at_all:ident $once:ident $times:ident $not:ident $last:ident $once_with:ident $any:ident
        $has:ident $has_unordered:ident, $done:literal $event:literal) => {
        #[doc = concat!("Asserts that the mock has been ", $done, ".")]
        ///
        /// # Panics
        ///
        /// Panics if it has not.
        #[track_caller]
        pub fn $at_all(&self) {
            self.core.assert_any(Way::$way);
        }

        #[doc = concat!("Asserts that the mock has been ", $done, " exactly once.")]
        ///
        /// # Panics
        ///
        /// Panics if it has not.
        #[track_caller]
        pub fn $once(&self) {
            self.core.assert_times(Way::$way, 1);
        }

        #[doc = concat!("Asserts that the mock has been ", $done, " so many times.")]
        ///
        /// # Panics
        ///
        /// Panics if it has not.
        #[track_caller]
        pub fn $times(&self, times: usize) {
            self.core.assert_times(Way::$way, times);
        }

        #[doc = concat!("Asserts that the mock has not been ", $done, ".")]
        ///
        /// # Panics
        ///
        /// Panics if it has.
        #[track_caller]
        pub fn $not(&self) {
            self.core.assert_times(Way::$way, 0);
        }

        #[doc = concat!("Asserts that the last ", $event, " had those arguments.")]
        ///
        /// # Panics
        ///
        /// Panics if it had others, or if there was none.
        #[track_caller]
        pub fn $last(&self, expected: impl Pattern<A>) {
            self.core.assert_last(Way::$way, &expected);
        }

        #[doc = concat!("Asserts that there was exactly one ", $event, ", with those arguments.")]
        ///
        /// # Panics
        ///
        /// Panics if it had others, or if there were none or several.
        #[track_caller]
        pub fn $once_with(&self, expected: impl Pattern<A>) {
            self.core.assert_once_with(Way::$way, &expected);
        }

        #[doc = concat!("Asserts that some ", $event, " had those arguments.")]
        ///
        /// # Panics
        ///
        /// Panics if none had.
        #[track_caller]
        pub fn $any(&self, expected: impl Pattern<A>) {
            self.core.assert_some(Way::$way, &expected);
        }

        #[doc = concat!("Asserts that there were those ", $event, "s, in that order and with no other in between.")]
        /// Before and after them there may be others. An empty list says nothing, and is refused.
        ///
        /// # Panics
        ///
        /// Panics if there were not.
        #[track_caller]
        pub fn $has(&self, expected: &[&dyn Pattern<A>]) {
            self.core.assert_run(Way::$way, expected);
        }

        #[doc = concat!("Asserts that there was ", $event, " for ", $event, " each of those, in any order and among any others.")]
        /// An empty list says nothing, and is refused.
        ///
        /// # Panics
        ///
        /// Panics if one of them is missing.
        #[track_caller]
        pub fn $has_unordered(&self, expected: &[&dyn Pattern<A>]) {
            self.core.assert_each(Way::$way, expected);
        }
    };
}

impl<A: Args, O: Send + 'static, K: Kind> Mock<A, O, K> {
    assertions! { Called:
    assert_called assert_called_once assert_called_times assert_not_called assert_called_with
    assert_called_once_with assert_any_call assert_has_calls assert_has_calls_in_any_order,
    "called" "call" }
}

/// Awaits are first polls: a call that was awaited may have been cancelled since.
impl<A: Args, O: Send + 'static> AsyncMock<A, O> {
    assertions! { Awaited:
    assert_awaited assert_awaited_once assert_awaited_times assert_not_awaited assert_awaited_with
    assert_awaited_once_with assert_any_await assert_has_awaits assert_has_awaits_in_any_order,
    "awaited" "await" }

    /// Asserts that some call was given its answer.
    ///
    /// # Panics
    ///
    /// Panics if none was.
    #[track_caller]
    pub fn assert_completed(&self) {
        self.core.assert_state(CallState::Completed, None);
    }

    /// Asserts that so many calls were given their answers.
    ///
    /// # Panics
    ///
    /// Panics if there were more or fewer.
    #[track_caller]
    pub fn assert_completed_times(&self, times: usize) {
        self.core.assert_state(CallState::Completed, Some(times));
    }

    /// Asserts that some call was dropped after its first poll and before its answer.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use runtime_matrix::mock::AsyncMock;
    ///
    /// let fetch = AsyncMock::<(), u32>::new("fetch");
    /// fetch.pends();
    /// let late = rt.timeout(std::time::Duration::from_secs(5), fetch.call()).await;
    /// assert!(late.is_err());
    /// fetch.assert_awaited_once();
    /// fetch.assert_cancelled();
    /// # }).unwrap();
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if none was.
    #[track_caller]
    pub fn assert_cancelled(&self) {
        self.core.assert_state(CallState::Cancelled, None);
    }

    /// Asserts that so many calls were dropped between their first poll and their answer.
    ///
    /// # Panics
    ///
    /// Panics if there were more or fewer.
    #[track_caller]
    pub fn assert_cancelled_times(&self, times: usize) {
        self.core.assert_state(CallState::Cancelled, Some(times));
    }

    /// Asserts that each call has been awaited.
    ///
    /// # Panics
    ///
    /// Panics if one has not, or if there was no call at all.
    #[track_caller]
    pub fn assert_all_awaited(&self) {
        let (calls, awaits) = (self.call_count(), self.await_count());
        if calls == 0 || awaits < calls {
            let sentence = match calls {
                0 => format!(
                    "expected each call of `{}` to have been awaited, but there was none",
                    self.name()
                ),
                _ => format!(
                    "expected each call of `{}` to have been awaited, but {} not",
                    self.name(),
                    match calls - awaits {
                        1 if calls == 1 => "its one call was".to_owned(),
                        1 => format!("1 of {calls} calls was"),
                        missing => format!("{missing} of {calls} calls were"),
                    }
                ),
            };
            self.core.fail(&sentence, "");
        }
    }
}
