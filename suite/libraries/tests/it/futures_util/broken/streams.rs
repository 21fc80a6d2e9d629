use std::{
    future,
    task::{Context, Poll, Waker},
};

use ::futures_util::{
    Stream, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream, PollNext},
};

use super::{
    super::library::{Library, Outputs, Streams, Works},
    Breakage, Broken,
};

impl Broken {
    fn limit(self, n: usize) -> usize {
        match self.breakage {
            Some(Breakage::BufferHasNoLimit) => usize::MAX,
            Some(Breakage::BufferRunsOneAtATime) => 1,
            _ => n,
        }
    }

    fn source(self, works: Works) -> Works {
        if self.has(Breakage::BufferIsDeafToItsStream) {
            return muted(works);
        }
        works
    }

    fn buffer(self, mut outputs: Outputs) -> Outputs {
        if !self.has(Breakage::BufferEndsBeforeItsStream) {
            return outputs;
        }
        stream::poll_fn(move |cx| match outputs.poll_next_unpin(cx) {
            Poll::Pending => Poll::Ready(None),
            polled => polled,
        })
        .boxed()
    }
}

impl Streams for Broken {
    fn buffered(self, works: Works, n: usize) -> Outputs {
        if self.has(Breakage::BufferKeepsNoOrder) {
            return self.buffer_unordered(works, n);
        }
        self.buffer(Library.buffered(self.source(works), self.limit(n)))
    }

    fn buffer_unordered(self, works: Works, n: usize) -> Outputs {
        self.buffer(Library.buffer_unordered(self.source(works), self.limit(n)))
    }

    fn for_each_concurrent(self, works: Works, limit: usize) -> BoxFuture<'static, ()> {
        let limit = match self.breakage {
            Some(Breakage::ForEachHasNoLimit) => usize::MAX,
            Some(Breakage::ZeroIsOne) => limit.max(1),
            _ => limit,
        };
        Library.for_each_concurrent(works, limit)
    }

    fn select(self, left: Outputs, right: Outputs) -> Outputs {
        match self.breakage {
            Some(Breakage::StreamsTakeNoTurns) => {
                stream::select_with_strategy(left, right, |(): &mut ()| PollNext::Left).boxed()
            }
            Some(Breakage::StreamsEndWithEither) => {
                let [left, right] = [left, right].map(|outputs| {
                    let items = outputs.map(Some);
                    items.chain(stream::iter([None]))
                });
                stream::select(left, right)
                    .take_while(|item| future::ready(item.is_some()))
                    .filter_map(future::ready)
                    .boxed()
            }
            Some(Breakage::RightStreamIsNotWoken) => Library.select(left, muted(right)),
            _ => Library.select(left, right),
        }
    }
}

/// A stream that wakes nobody.
fn muted<T: Send + 'static>(
    mut stream: impl Stream<Item = T> + Unpin + Send + 'static,
) -> BoxStream<'static, T> {
    stream::poll_fn(move |_| stream.poll_next_unpin(&mut Context::from_waker(Waker::noop())))
        .boxed()
}
