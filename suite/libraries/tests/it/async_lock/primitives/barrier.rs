use std::{future::Future, sync::Arc};

pub(in crate::async_lock) trait Barrier:
    Clone + Send + Sync + 'static
{
    /// Tells whether this one is the leader.
    fn wait(&self) -> impl Future<Output = bool> + Send;
}

impl Barrier for Arc<::async_lock::Barrier> {
    async fn wait(&self) -> bool {
        ::async_lock::Barrier::wait(self).await.is_leader()
    }
}
