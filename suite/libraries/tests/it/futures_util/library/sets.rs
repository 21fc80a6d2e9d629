use ::futures_util::{Stream, stream};

use super::{Library, Output, Work};

/// The sets of futures.
pub(in crate::futures_util) trait Sets: Copy + Send + 'static {
    type FuturesUnordered: FuturesUnordered;
    type FuturesOrdered: FuturesOrdered;

    fn futures_unordered(self) -> Self::FuturesUnordered;
    fn futures_ordered(self) -> Self::FuturesOrdered;
}

pub(in crate::futures_util) trait FuturesUnordered:
    Stream<Item = Output> + Unpin + Send + 'static
{
    fn push(&mut self, work: Work);
    fn len(&self) -> usize;
}

pub(in crate::futures_util) trait FuturesOrdered:
    Stream<Item = Output> + Unpin + Send + 'static
{
    fn push_back(&mut self, work: Work);
    fn push_front(&mut self, work: Work);
    fn len(&self) -> usize;
}

impl Sets for Library {
    type FuturesUnordered = stream::FuturesUnordered<Work>;
    type FuturesOrdered = stream::FuturesOrdered<Work>;

    fn futures_unordered(self) -> Self::FuturesUnordered {
        stream::FuturesUnordered::new()
    }

    fn futures_ordered(self) -> Self::FuturesOrdered {
        stream::FuturesOrdered::new()
    }
}

impl FuturesUnordered for stream::FuturesUnordered<Work> {
    fn push(&mut self, work: Work) {
        stream::FuturesUnordered::push(self, work);
    }

    fn len(&self) -> usize {
        self.len()
    }
}

impl FuturesOrdered for stream::FuturesOrdered<Work> {
    fn push_back(&mut self, work: Work) {
        self.push_back(work);
    }

    fn push_front(&mut self, work: Work) {
        self.push_front(work);
    }

    fn len(&self) -> usize {
        self.len()
    }
}
