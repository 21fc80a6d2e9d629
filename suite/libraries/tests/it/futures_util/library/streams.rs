use ::futures_util::{FutureExt, StreamExt, future::BoxFuture, stream};

use super::{Library, Outputs, Works};

/// The streams and futures that are made of streams.
pub(in crate::futures_util) trait Streams: Copy + Send + 'static {
    fn buffered(self, works: Works, n: usize) -> Outputs;
    fn buffer_unordered(self, works: Works, n: usize) -> Outputs;
    /// Awaits each item.
    fn for_each_concurrent(self, works: Works, limit: usize) -> BoxFuture<'static, ()>;
    fn select(self, left: Outputs, right: Outputs) -> Outputs;
}

impl Streams for Library {
    fn buffered(self, works: Works, n: usize) -> Outputs {
        works.buffered(n).boxed()
    }

    fn buffer_unordered(self, works: Works, n: usize) -> Outputs {
        works.buffer_unordered(n).boxed()
    }

    fn for_each_concurrent(self, works: Works, limit: usize) -> BoxFuture<'static, ()> {
        works
            .for_each_concurrent(limit, |work| work.map(drop))
            .boxed()
    }

    fn select(self, left: Outputs, right: Outputs) -> Outputs {
        stream::select(left, right).boxed()
    }
}
