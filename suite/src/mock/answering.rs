//! How a test says what a mock answers.

use std::{fmt, future::Future, panic::Location, sync::Arc, time::Duration};

use crate::{
    mock::{
        answer::{Answer, Each, Once},
        args::Args,
        core::Core,
        gate::Gate,
        handle::{AsyncMock, ByAwait, ByCall, Kind, Mock, SyncMock},
        log::Held,
        pattern::Pattern,
        state::{ALL, Head, State},
    },
    times::IntoTimes,
};

/// The answers of a mock for certain arguments, made by [`Mock::when`].
pub struct When<A: Args, O: Send + 'static, K: Kind> {
    mock: Mock<A, O, K>,
    rule: usize,
}

impl<A: Args, O: Send + 'static, K: Kind> When<A, O, K> {
    fn rule(&self) -> (&Core<A, O>, usize) {
        (&self.mock.core, self.rule)
    }
}

impl<A: Args, O: Send + 'static, K: Kind> Mock<A, O, K> {
    fn rule(&self) -> (&Core<A, O>, usize) {
        (&self.core, ALL)
    }

    /// Returns the answers for certain arguments. They come before the mock's own answers, and of several
    /// that fit, the latest counts.
    ///
    /// In strict mode it is also what makes a call an expected one.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_rt: runtime_matrix::Runtime| async move {
    /// use runtime_matrix::mock::AsyncMock;
    ///
    /// let price = AsyncMock::<(String,), u32>::new("price");
    /// price.returns(1);
    /// price.when("gold").returns(2_000);
    /// assert_eq!(price.call_ref("tin").await, 1);
    /// assert_eq!(price.call_ref("gold").await, 2_000);
    /// # }).unwrap();
    /// ```
    #[track_caller]
    pub fn when(&self, pattern: impl Pattern<A> + Send + Sync + 'static) -> When<A, O, K> {
        let head = Head {
            pattern: Box::new(pattern),
            place: Location::caller(),
        };
        When {
            mock: self.clone(),
            rule: self.core.add_head(head),
        }
    }

    /// Makes the mock strict: a call that no [`when`](Mock::when) is for fails at once. The mock's own
    /// answers are left for those that have none. A handle will do: of a trait's mock, say
    /// `client.send.clone().strict()`.
    ///
    /// ```
    /// # use runtime_matrix::{Cell, Sim, Verdict};
    /// use runtime_matrix::mock::AsyncMock;
    ///
    /// let outcome = Cell::new(&Sim).run(|_| async {
    ///     let send = AsyncMock::<(u32,), ()>::new("send").strict();
    ///     send.when(1..9).times(1);
    ///     send.call(9).await;
    /// });
    /// assert_eq!(outcome.verdict(), Verdict::Panic);
    /// assert!(outcome.report().contains("a strict mock does not expect send(9)"));
    /// ```
    #[must_use = "the mock is the one that is returned"]
    pub fn strict(self) -> Mock<A, O, K> {
        self.core.look(|state| state.strict = true);
        self
    }

    /// Allows the code under test to call the mock and drop the future without a poll.
    pub fn allow_never_awaited(&self) {
        self.core.look(|state| state.allows_never_awaited = true);
    }

    /// Forgets all calls. Answers stay, and so do sequences as far as they have been used up.
    ///
    /// Calls that are under way go on and are not heard of again, except that one which is never awaited
    /// fails the test all the same.
    pub fn reset(&self) {
        let forgotten = self.core.change(State::forget_calls);
        drop(forgotten);
    }

    /// Forgets all answers, expectations, gates and delays. Calls stay.
    pub fn reset_answers(&self) {
        self.core.forget_answers();
    }
}

/// Gives a mock and its answers for certain arguments the same methods.
macro_rules! answers {
    ($of:ident) => {
        impl<A: Args, O: Send + 'static, K: Kind> $of<A, O, K> {
            /// Answers each call with a clone of `value`, in place of an earlier answer for each call. What is no
            /// `Clone` is for [`returns_once`](Self::returns_once) or [`answers`](Self::answers).
            #[track_caller]
            pub fn returns(&self, value: O) -> &Self
            where
                O: Clone + Sync,
            {
                self.stand(Answer::Value(Arc::new(move || value.clone())))
            }

            /// Answers one call with `value`. Such answers are used up in the order in which they are given, and
            /// before an answer for each call.
            #[track_caller]
            pub fn returns_once(&self, value: O) -> &Self {
                self.once(Once::Value(value))
            }

            /// Answers a call with each of `values`, in order, which may have no end. Where they do end and
            /// no answer for each call was given, the next call panics.
            ///
            /// The iterator must not use the mock.
            #[track_caller]
            pub fn returns_each<V>(&self, values: V) -> &Self
            where
                V: IntoIterator<Item = O>,
                V::IntoIter: Send + 'static,
            {
                self.once(Once::Each(Arc::new(Each::new(values.into_iter()))))
            }

            /// Answers each call with what `function` makes of the arguments. It may use the mock.
            #[track_caller]
            pub fn answers(&self, function: impl Fn(&A) -> O + Send + Sync + 'static) -> &Self {
                self.stand(Answer::Function(Arc::new(move |args: &Arc<A>| {
                    function(args)
                })))
            }

            /// Answers one call with what `function` makes of the arguments.
            #[track_caller]
            pub fn answers_once(
                &self,
                function: impl Fn(&A) -> O + Send + Sync + 'static,
            ) -> &Self {
                self.once(Once::Answer(Answer::Function(Arc::new(
                    move |args: &Arc<A>| function(args),
                ))))
            }

            /// Panics in each call, with that message.
            #[track_caller]
            pub fn panics(&self, message: &str) -> &Self {
                let message = message.to_owned();
                self.answers(move |_| panic!("{message}"))
            }

            /// Panics in one call, with that message.
            #[track_caller]
            pub fn panics_once(&self, message: &str) -> &Self {
                let message = message.to_owned();
                self.answers_once(move |_| panic!("{message}"))
            }

            /// Expects so many calls: `2`, `1..=3`, `..5`. One too many panics at once; too few fail the test at
            /// its end, whatever has become of the mock's handles.
            ///
            /// # Panics
            ///
            /// Panics if no number is in the range.
            #[track_caller]
            pub fn times(&self, times: impl IntoTimes) -> &Self {
                let (core, rule) = self.rule();
                let times = times.bounds().unwrap_or_else(|| {
                    panic!(
                        "mock `{}`: no number of calls lies in the range that `times` was given",
                        core.name
                    )
                });
                let place = Location::caller();
                let set = core.with_rule(rule, |rule| {
                    rule.times = Some(times);
                    rule.times_at = Some(place);
                });
                core.check_rule(set.is_some());
                self
            }

            #[track_caller]
            fn stand(&self, answer: Answer<A, O>) -> &Self {
                let (core, rule) = self.rule();
                let replaced = core.with_rule(rule, |rule| rule.stand(answer));
                core.check_rule(replaced.is_some());
                self
            }

            #[track_caller]
            fn once(&self, once: Once<A, O>) -> &Self {
                let (core, rule) = self.rule();
                let added = core.with_rule(rule, |rule| rule.add(once));
                core.check_rule(added.is_some());
                self
            }
        }

        impl<A: Args, T: Send + 'static, E: Send + 'static, K: Kind> $of<A, Result<T, E>, K> {
            /// Answers each call with a clone of the error. One that is no `Clone`, an `io::Error` say, is for
            /// [`fails_once`](Self::fails_once), or for `answers`, which makes it anew.
            #[track_caller]
            pub fn fails(&self, error: E) -> &Self
            where
                E: Clone + Sync,
            {
                self.stand(Answer::Value(Arc::new(move || Err(error.clone()))))
            }

            /// Answers one call with the error.
            #[track_caller]
            pub fn fails_once(&self, error: E) -> &Self {
                self.returns_once(Err(error))
            }
        }

        impl<A: Args, O: Send + 'static> $of<A, O, ByAwait> {
            /// Answers each call with what the future gives that `function` makes of the arguments. It may use
            /// the mock.
            #[track_caller]
            pub fn answers_async<F>(
                &self,
                function: impl Fn(&A) -> F + Send + Sync + 'static,
            ) -> &Self
            where
                F: Future<Output = O> + Send + 'static,
            {
                self.stand(Answer::Future(Arc::new(move |args: Arc<A>| {
                    Box::pin(function(&args))
                })))
            }

            /// Answers one call with what the future gives that `function` makes of the arguments.
            #[track_caller]
            pub fn answers_async_once<F>(
                &self,
                function: impl Fn(&A) -> F + Send + Sync + 'static,
            ) -> &Self
            where
                F: Future<Output = O> + Send + 'static,
            {
                self.once(Once::Answer(Answer::Future(Arc::new(
                    move |args: Arc<A>| Box::pin(function(&args)),
                ))))
            }

            /// Lets another mock answer each call, which notes it down as well.
            #[track_caller]
            pub fn delegates_to(&self, other: &AsyncMock<A, O>) -> &Self {
                let (other, place) = (Arc::clone(&other.core), Location::caller());
                self.stand(Answer::Future(Arc::new(move |args| {
                    Box::pin(other.start(Held::Shared(args), place))
                })))
            }

            /// Leaves each call pending for ever.
            #[track_caller]
            pub fn pends(&self) -> &Self {
                self.stand(Answer::Pending)
            }

            /// Leaves one call pending for ever.
            #[track_caller]
            pub fn pends_once(&self) -> &Self {
                self.once(Once::Answer(Answer::Pending))
            }
        }

        impl<A: Args, O: Send + 'static> $of<A, O, ByCall> {
            /// Lets another mock answer each call, which notes it down as well.
            #[track_caller]
            pub fn delegates_to(&self, other: &SyncMock<A, O>) -> &Self {
                let (other, place) = (Arc::clone(&other.core), Location::caller());
                self.stand(Answer::Function(Arc::new(move |args: &Arc<A>| {
                    other.finish(Held::Shared(Arc::clone(args)), place)
                })))
            }
        }
    };
}

impl<A: Args, O: Send + 'static> Core<A, O> {
    /// Refuses answers for a `when` that is not there any more.
    #[track_caller]
    fn check_rule(&self, is_there: bool) {
        assert!(
            is_there,
            "mock `{}`: `reset_answers()` has forgotten this `when`: say `when(…)` again",
            self.name
        );
    }
}

answers! { Mock }
answers! { When }

impl<A: Args, O: Send + 'static> AsyncMock<A, O> {
    /// Holds each call up, from its first poll on, until the test opens the gate; its answer is chosen then.
    ///
    /// A mock has one gate: asked again, it returns the same. It is closed until it is opened, even if nobody
    /// holds the handle any more.
    #[must_use = "the gate is closed until it is opened by this handle"]
    pub fn gate(&self) -> Gate {
        self.core
            .look(|state| state.gate.get_or_insert_with(Gate::new).clone())
    }

    /// Lets each call take that long, on the clock of the test, before it is answered.
    ///
    /// # Panics
    ///
    /// A call that is awaited where no test is running panics.
    pub fn delays(&self, delay: Duration) -> &Self {
        self.core.look(|state| state.delay = Some(delay));
        self
    }
}

impl<A: Args, O: Send + 'static, K: Kind> fmt::Debug for When<A, O, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("When")
            .field("mock", &self.mock.core.name)
            .finish_non_exhaustive()
    }
}
