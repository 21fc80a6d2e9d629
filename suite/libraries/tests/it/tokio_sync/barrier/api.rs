use std::future::Future;

use tokio::sync;

use super::super::Library;

/// What the properties use of `tokio::sync::Barrier`, under its own names.
pub(in crate::tokio_sync) trait Barrier: Copy + Send + 'static {
    type Gate: Gate;

    fn barrier(self, n: usize) -> Self::Gate;
}

pub(in crate::tokio_sync) trait Gate {
    /// Tells, when all have come, whether this one leads.
    fn wait(&self) -> impl Future<Output = bool>;
}

impl Barrier for Library {
    type Gate = sync::Barrier;

    fn barrier(self, n: usize) -> Self::Gate {
        sync::Barrier::new(n)
    }
}

impl Gate for sync::Barrier {
    async fn wait(&self) -> bool {
        self.wait().await.is_leader()
    }
}
