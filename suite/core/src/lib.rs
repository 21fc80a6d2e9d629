//! The contract between an async runtime and `runtime-matrix`.
//!
//! A runtime joins the matrix by implementing [`Executor`], whose handles are [`TaskHandle`]s, and by
//! naming itself in a [`RuntimeFactory`], which builds a fresh instance for each test and declares a
//! [`Card`]: what runtimes may legitimately do differently, as data.
//!
//! The crate has one dependency, futures-io for the streams of a network, and no feature, so that
//! implementing it costs next to nothing. It documents
//! *duties*: what the caller promises, what the implementer promises, when a panic is allowed and what
//! cancelling does. The suite's own tests hold the built-in adapters to them.
//!
//! ```
//! use std::{pin::{Pin, pin}, sync::Arc, time::Duration};
//! use runtime_matrix_core::{BoxFuture, Executor, Shutdown, TaskHandle, refused};
//!
//! /// The least adapter: it drives a root and accepts no task, as an instance that was shut down does.
//! #[derive(Debug)]
//! struct Closed;
//! impl Executor for Closed {
//!     fn block_on(&self, mut root: Pin<&mut dyn Future<Output = ()>>) {
//!         let mut context = std::task::Context::from_waker(std::task::Waker::noop());
//!         while root.as_mut().poll(&mut context).is_pending() {}
//!     }
//!     fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
//!         refused(future)
//!     }
//!     fn shutdown(&self, _deadline: Duration) -> Shutdown {
//!         Shutdown::Complete
//!     }
//! }
//!
//! let executor: Arc<dyn Executor> = Arc::new(Closed);
//! executor.block_on(pin!(async {}));
//! assert!(executor.timer().is_none(), "powers are opt-in");
//! ```

mod cancel;
mod capabilities;
mod card;
mod duration;
mod executor;
mod factory;
mod idle;
mod locked;
mod net;
mod refused;
mod spelling;

pub use cancel::requested;
pub use capabilities::{Capabilities, Capability};
pub use card::{
    BlockingAtShutdown, Card, CardEntry, HandleDrop, Instances, NestedBlockOn, PanicAtJoin,
    PendingAtExit, SelfWake, TaskThread,
};
pub use duration::{DurationError, parse_duration};
pub use executor::{
    Blocking, BoxFuture, BoxFutureOf, Executor, NativeClock, NativeEnd, Shutdown, TaskHandle, Timer,
};
pub use factory::{BuildError, Options, RuntimeFactory};
pub use idle::IdleHook;
pub use locked::{Locked, locked};
pub use net::{Address, ByteStream, Listener, Net};
pub use refused::refused;
#[doc(hidden)]
pub use spelling::__distance;
