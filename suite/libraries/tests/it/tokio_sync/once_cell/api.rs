use std::future::Future;

use tokio::sync;

use super::super::Library;

/// Why an initialiser has no value.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::tokio_sync) struct Failed;

/// What the properties use of `tokio::sync::OnceCell`, under its own names.
pub(in crate::tokio_sync) trait OnceCell: Copy + Send + 'static {
    type Cell: Cell;

    fn once_cell(self) -> Self::Cell;
}

pub(in crate::tokio_sync) trait Cell: Send + Sync + 'static {
    fn get_or_try_init<I>(&self, init: I) -> impl Future<Output = Result<u32, Failed>> + Send
    where
        I: Future<Output = Result<u32, Failed>> + Send;
    fn get(&self) -> Option<u32>;
}

impl OnceCell for Library {
    type Cell = sync::OnceCell<u32>;

    fn once_cell(self) -> Self::Cell {
        sync::OnceCell::new()
    }
}

impl Cell for sync::OnceCell<u32> {
    async fn get_or_try_init<I>(&self, init: I) -> Result<u32, Failed>
    where
        I: Future<Output = Result<u32, Failed>> + Send,
    {
        self.get_or_try_init(|| init).await.copied()
    }

    fn get(&self) -> Option<u32> {
        self.get().copied()
    }
}
