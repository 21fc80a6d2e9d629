//! What the properties use of the library, under its own names.

mod combinators;
mod mutex;
mod select;
mod sets;
mod shared;
mod streams;

use ::futures_util::{
    future::{BoxFuture, Fuse},
    stream::BoxStream,
};
pub(super) use combinators::{AbortHandle, Combinators, TryWork};
pub(super) use mutex::{Locking, Mutex};
pub(super) use select::Selecting;
pub(super) use sets::{FuturesOrdered, FuturesUnordered, Sets};
pub(super) use shared::{Shared, Sharing, WeakShared};
pub(super) use streams::Streams;

/// What futures give: plain numbers, so that an output tells whose it is.
pub(super) type Output = usize;

/// What is combined.
pub(super) type Work = BoxFuture<'static, Output>;
pub(super) type FusedWork = Fuse<Work>;
pub(super) type Works = BoxStream<'static, Work>;
pub(super) type Outputs = BoxStream<'static, Output>;

/// The library itself, with nothing in between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Library;
