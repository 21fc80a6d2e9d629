//! The arguments of mocks, and the calls that take them one by one.

#![expect(
    clippy::too_many_arguments,
    reason = "a mock has as many as what it stands for"
)]

use std::{any::Any, borrow::Cow, fmt::Debug, future::Future, panic::Location};

use crate::mock::{
    future::MockFuture,
    handle::{ByAwait, ByCall, Mock},
    pattern::Text,
};

/// The arguments of a mock: a tuple of up to twelve values that are owned, shareable between threads, and
/// printed in failures.
///
/// What code under test passes by reference is recorded as a copy, taken at the call: `&str` as a `String`,
/// `&[T]` as a `Vec<T>`, `&T` as a `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a mock's arguments",
    label = "expected a tuple of values that are `Debug + Send + Sync + 'static`",
    note = "one argument is a tuple too: `(u32,)`",
    note = "what is not such a value, a mocked trait or a patchable function keeps otherwise: put `#[snapshot(Type = expression)]` before the parameter"
)]
pub trait Args: sealed::Sealed + Send + Sync + 'static {
    /// Not public API. Prints each argument.
    #[doc(hidden)]
    fn texts(&self) -> Vec<Text>;

    /// Not public API. Returns the arguments as what they are.
    #[doc(hidden)]
    fn as_any(&self) -> &dyn Any;
}

mod sealed {
    pub trait Sealed {}
}

/// Gives tuples of one length their place as arguments, and the mocks that take so many their calls.
macro_rules! args {
    ($($(#[$attribute:meta])* ($($arg:ident $name:ident $borrowed:ident $index:tt),*);)*) => {$(
        impl<$($arg),*> sealed::Sealed for ($($arg,)*) {}

        #[diagnostic::do_not_recommend]
        impl<$($arg: Debug + Send + Sync + 'static),*> Args for ($($arg,)*) {
            fn texts(&self) -> Vec<Text> {
                vec![$(Text::of_debug(&self.$index)),*]
            }

            fn as_any(&self) -> &dyn Any {
                self
            }
        }

        $(#[$attribute])*
        impl<$($arg: Debug + Send + Sync + 'static,)* O: Send + 'static> Mock<($($arg,)*), O, ByAwait> {
            args! { @call $(#[$attribute])* ($($arg $name $borrowed),*) -> MockFuture<($($arg,)*), O>, start
                "Calls the mock: notes the call and its place, and returns the future to be awaited." }

            /// Returns the mock as a function, for code that takes one. It notes this place as that of each call.
            #[track_caller]
            pub fn function(
                &self,
            ) -> impl Fn($($arg),*) -> MockFuture<($($arg,)*), O> + Clone + Send + Sync + use<$($arg,)* O> {
                let (mock, place) = (self.clone(), Location::caller());
                move |$($name),*| mock.start(($($name,)*), place)
            }

            /// Makes a mock and returns it as a function, and as the probe by which it is told and asked.
            ///
            /// # Panics
            ///
            /// Panics if the test has ended.
            #[track_caller]
            pub fn pair(
                name: impl Into<Cow<'static, str>>,
            ) -> (impl Fn($($arg),*) -> MockFuture<($($arg,)*), O> + Clone + Send + Sync, Self) {
                let probe: Self = Mock::new(name);
                (probe.function(), probe)
            }

            /// Lets the real thing answer each call.
            pub fn calls_through<R, Fut>(&self, real: R) -> &Self
            where
                $($arg: Clone,)*
                R: Fn($($arg),*) -> Fut + Send + Sync + 'static,
                Fut: Future<Output = O> + Send + 'static,
            {
                self.answers_async(move |_args| real($(_args.$index.clone()),*))
            }

            /// Makes a spy: a mock that lets the real thing answer, and keeps what comes out.
            ///
            /// # Panics
            ///
            /// Panics if the test has ended.
            #[track_caller]
            pub fn spy<R, Fut>(name: impl Into<Cow<'static, str>>, real: R) -> Self
            where
                $($arg: Clone,)*
                O: Clone,
                R: Fn($($arg),*) -> Fut + Send + Sync + 'static,
                Fut: Future<Output = O> + Send + 'static,
            {
                let spy: Self = Mock::new(name);
                spy.keep_outputs();
                spy.calls_through(real);
                spy
            }
        }

        $(#[$attribute])*
        impl<$($arg: Debug + Send + Sync + 'static,)* O: Send + 'static> Mock<($($arg,)*), O, ByCall> {
            args! { @call $(#[$attribute])* ($($arg $name $borrowed),*) -> O, finish
                "Calls the mock: notes the call and its place, and returns its answer." }

            /// Returns the mock as a function, for code that takes one. It notes this place as that of each call.
            #[track_caller]
            pub fn function(&self) -> impl Fn($($arg),*) -> O + Clone + Send + Sync + use<$($arg,)* O> {
                let (mock, place) = (self.clone(), Location::caller());
                move |$($name),*| mock.finish(($($name,)*), place)
            }

            /// Makes a mock and returns it as a function, and as the probe by which it is told and asked.
            ///
            /// # Panics
            ///
            /// Panics if the test has ended.
            #[track_caller]
            pub fn pair(
                name: impl Into<Cow<'static, str>>,
            ) -> (impl Fn($($arg),*) -> O + Clone + Send + Sync, Self) {
                let probe: Self = Mock::new(name);
                (probe.function(), probe)
            }

            /// Lets the real thing answer each call.
            pub fn calls_through<R>(&self, real: R) -> &Self
            where
                $($arg: Clone,)*
                R: Fn($($arg),*) -> O + Send + Sync + 'static,
            {
                self.answers(move |_args| real($(_args.$index.clone()),*))
            }

            /// Makes a spy: a mock that lets the real thing answer, and keeps what comes out.
            ///
            /// # Panics
            ///
            /// Panics if the test has ended.
            #[track_caller]
            pub fn spy<R>(name: impl Into<Cow<'static, str>>, real: R) -> Self
            where
                $($arg: Clone,)*
                O: Clone,
                R: Fn($($arg),*) -> O + Send + Sync + 'static,
            {
                let spy: Self = Mock::new(name);
                spy.keep_outputs();
                spy.calls_through(real);
                spy
            }
        }
    )*};
    (@call $(#[$attribute:meta])* ($($arg:ident $name:ident $borrowed:ident),*) -> $output:ty, $method:ident $doc:literal) => {
        #[doc = $doc]
        ///
        /// # Panics
        ///
        /// Panics if a strict mock does not expect the call, if the call is one too many, and if the mock's
        /// test has ended. A mock by call also panics for want of an answer, and for an answer that says so.
        #[track_caller]
        pub fn call(&self, $($name: $arg),*) -> $output {
            self.$method(($($name,)*), Location::caller())
        }

        /// Calls the mock like `call`, with copies of what is borrowed.
        ///
        /// # Panics
        ///
        /// Panics where `call` does.
        #[track_caller]
        pub fn call_ref<$($borrowed: ToOwned<Owned = $arg> + ?Sized),*>(&self, $($name: &$borrowed),*) -> $output {
            self.$method(($($name.to_owned(),)*), Location::caller())
        }
    };
}

args! {
    ();
    (A a AA 0);
    (A a AA 0, B b BB 1);
    (A a AA 0, B b BB 1, C c CC 2);
    (A a AA 0, B b BB 1, C c CC 2, D d DD 3);
    #[doc(hidden)] (A a AA 0, B b BB 1, C c CC 2, D d DD 3, E e EE 4);
    #[doc(hidden)] (A a AA 0, B b BB 1, C c CC 2, D d DD 3, E e EE 4, F f FF 5);
    #[doc(hidden)] (A a AA 0, B b BB 1, C c CC 2, D d DD 3, E e EE 4, F f FF 5, G g GG 6);
    #[doc(hidden)] (A a AA 0, B b BB 1, C c CC 2, D d DD 3, E e EE 4, F f FF 5, G g GG 6, H h HH 7);
    #[doc(hidden)] (A a AA 0, B b BB 1, C c CC 2, D d DD 3, E e EE 4, F f FF 5, G g GG 6, H h HH 7, I i II 8);
    #[doc(hidden)] (A a AA 0, B b BB 1, C c CC 2, D d DD 3, E e EE 4, F f FF 5, G g GG 6, H h HH 7, I i II 8, J j JJ 9);
    #[doc(hidden)] (A a AA 0, B b BB 1, C c CC 2, D d DD 3, E e EE 4, F f FF 5, G g GG 6, H h HH 7, I i II 8, J j JJ 9, K k KK 10);
    #[doc(hidden)] (A a AA 0, B b BB 1, C c CC 2, D d DD 3, E e EE 4, F f FF 5, G g GG 6, H h HH 7, I i II 8, J j JJ 9, K k KK 10, L l LL 11);
}
