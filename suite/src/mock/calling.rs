//! How generated code calls a mock, whatever the number of arguments.

use std::panic::Location;

use crate::mock::{
    args::Args,
    future::MockFuture,
    handle::{AsyncMock, SyncMock},
};

/// Not public API. Calls a mock by await.
#[doc(hidden)]
#[track_caller]
pub fn start<A: Args, O: Send + 'static>(mock: &AsyncMock<A, O>, args: A) -> MockFuture<A, O> {
    mock.start(args, Location::caller())
}

/// Not public API. Calls a mock by call.
#[doc(hidden)]
#[track_caller]
pub fn finish<A: Args, O: Send + 'static>(mock: &SyncMock<A, O>, args: A) -> O {
    mock.finish(args, Location::caller())
}
