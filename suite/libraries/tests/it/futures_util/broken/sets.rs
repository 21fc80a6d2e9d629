use ::futures_util::{
    future::Either,
    stream::{FuturesOrdered, FuturesUnordered},
};

use super::{
    super::library::{Sets, Work},
    Broken,
    ordered::BrokenOrdered,
    unordered::BrokenUnordered,
};

/// Either of the library's sets, so that one can stand for the other.
pub(super) type Set = Either<FuturesUnordered<Work>, FuturesOrdered<Work>>;

pub(super) fn unordered() -> Set {
    Either::Left(FuturesUnordered::new())
}

pub(super) fn ordered() -> Set {
    Either::Right(FuturesOrdered::new())
}

pub(super) fn push(set: &mut Set, work: Work) {
    match set {
        Either::Left(set) => set.push(work),
        Either::Right(set) => set.push_back(work),
    }
}

pub(super) fn len(set: &Set) -> usize {
    match set {
        Either::Left(set) => set.len(),
        Either::Right(set) => set.len(),
    }
}

impl Sets for Broken {
    type FuturesUnordered = BrokenUnordered;
    type FuturesOrdered = BrokenOrdered;

    fn futures_unordered(self) -> BrokenUnordered {
        BrokenUnordered::new(self)
    }

    fn futures_ordered(self) -> BrokenOrdered {
        BrokenOrdered::new(self)
    }
}
