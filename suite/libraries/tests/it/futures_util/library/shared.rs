use std::future::Future;

use ::futures_util::{FutureExt, future};

use super::{Library, Output, Work};

/// Makes a future that can be cloned.
pub(in crate::futures_util) trait Sharing: Copy + Send + 'static {
    type Shared: Shared;

    fn shared(self, work: Work) -> Self::Shared;
}

pub(in crate::futures_util) trait Shared:
    Future<Output = Output> + Clone + Unpin + Send + 'static
{
    type Weak: WeakShared<Shared = Self>;

    fn peek(&self) -> Option<&Output>;
    fn downgrade(&self) -> Option<Self::Weak>;
}

pub(in crate::futures_util) trait WeakShared {
    type Shared;

    fn upgrade(&self) -> Option<Self::Shared>;
}

impl Sharing for Library {
    type Shared = future::Shared<Work>;

    fn shared(self, work: Work) -> Self::Shared {
        work.shared()
    }
}

impl Shared for future::Shared<Work> {
    type Weak = future::WeakShared<Work>;

    fn peek(&self) -> Option<&Output> {
        self.peek()
    }

    fn downgrade(&self) -> Option<Self::Weak> {
        self.downgrade()
    }
}

impl WeakShared for future::WeakShared<Work> {
    type Shared = future::Shared<Work>;

    fn upgrade(&self) -> Option<Self::Shared> {
        self.upgrade()
    }
}
