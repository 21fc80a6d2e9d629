//! Patches: a function that is replaced by a mock, for one test or for one future.

mod answering;
mod force;
mod guard;
pub mod not_patchable;
mod patches;
mod scoped;
mod target;

pub use answering::{Answering, Call, Either, finish_patched, start_patched};
pub use force::InForce;
pub use guard::{Patch, patch};
pub use scoped::{PatchWhile, patch_while};
pub use target::{Patchable, Target};

/// Patches a function: for the tasks of the running test, a mock is called in its place, until the guard is dropped.
///
/// ```
/// use runtime_matrix::patch;
///
/// #[runtime_matrix::patchable]
/// async fn send_to_client(text: &str) -> usize {
///     text.len()
/// }
///
/// async fn receive(text: &str) -> usize {
///     send_to_client(&text.to_lowercase()).await
/// }
///
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_rt: runtime_matrix::Runtime| async move {
/// let send = patch!(send_to_client);
/// send.returns(7);
/// assert_eq!(receive("PING").await, 7);
/// send.assert_awaited_once_with("ping");
///
/// drop(send);
/// assert_eq!(receive("PING").await, 4);
/// # }).unwrap();
/// ```
///
/// It takes the path of a function under [`#[patchable]`](macro@crate::patchable), `send_to_client` or
/// `client::send`, or of a type's, `Cat::walk` or `<Cat>::walk`: what stands before the name is a type if it starts
/// with a capital. It returns a [`Patch`](crate::mock::Patch), which is the guard, and by `Deref` the
/// [`Mock`](crate::mock::Mock) that answers. The mock has no answer yet. Keep the guard in a variable, and tell it
/// what to answer in a statement of its own: after `patch!(send_to_client).returns(7);` the guard is gone already.
///
/// Whatever becomes of the test, on a return, a panic, a time-out or a cancel, the guard is dropped with what owns
/// it, and restores what was before. Several patches of one function are a stack, of which the latest counts;
/// guards may go in any order. A guard that outlives its test fails it, and has no effect on another one.
///
/// Other tests never see it, on whatever thread they run. While the mock answers, the function is what it was before
/// the patch, so that the answer may call it: `send.calls_through(|text| async move { send_to_client(&text).await })`.
///
/// # Panics
///
/// Panics if no test runs on this thread, and if the test has ended.
#[macro_export]
macro_rules! patch {
    (<$owner:ty>::$function:ident $(,)?) => {
        $crate::mock::__private::patch($crate::__private::target!([$crate] <$owner>::$function))
    };
    ($function:path $(,)?) => {
        $crate::mock::__private::patch($crate::__private::target!([$crate] $function))
    };
}

/// Patches a function while one future is being polled: other tasks of the same test do not see it.
///
/// ```
/// use runtime_matrix::patch_while;
///
/// #[runtime_matrix::patchable]
/// async fn send_to_client(text: &str) -> usize {
///     text.len()
/// }
///
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_rt: runtime_matrix::Runtime| async move {
/// let sent = patch_while!(send_to_client, |send| async move {
///     send.returns(7);
///     let sent = send_to_client("PING").await;
///     send.assert_awaited_once_with("PING");
///     sent
/// })
/// .await;
/// assert_eq!((sent, send_to_client("PING").await), (7, 4));
/// # }).unwrap();
/// ```
///
/// It takes a path as [`patch!`](crate::patch!) does, and a closure that is given the mock and returns the future. The
/// patch is in force in each poll of that future, on that thread, and while the future is dropped; it comes before
/// each patch that is for the whole test, and an inner one before an outer one. A task that the future spawns is
/// another one, and does not see it.
///
/// # Panics
///
/// Panics if no test runs on this thread, and if the test has ended.
#[macro_export]
macro_rules! patch_while {
    (<$owner:ty>::$function:ident, $make:expr $(,)?) => {
        $crate::mock::__private::patch_while(
            $crate::__private::target!([$crate] <$owner>::$function),
            $make,
        )
    };
    ($function:path, $make:expr $(,)?) => {
        $crate::mock::__private::patch_while($crate::__private::target!([$crate] $function), $make)
    };
}
