use std::{future::Future, sync::Arc};

use super::Value;

/// Why an initializer gave no value.
pub(in crate::async_lock) type Failure = &'static str;

pub(in crate::async_lock) trait OnceCell:
    Clone + Send + Sync + 'static
{
    fn get(&self) -> Option<Value>;
    fn get_or_try_init<I: Future<Output = Result<Value, Failure>> + Send>(
        &self,
        init: impl FnOnce() -> I + Send,
    ) -> impl Future<Output = Result<Value, Failure>> + Send;
    fn wait(&self) -> impl Future<Output = Value> + Send;
    fn wait_blocking(&self) -> Value;
    fn set(&self, value: Value) -> impl Future<Output = Result<Value, Value>> + Send;
    fn try_set(&self, value: Value) -> Result<(), Value>;
}

impl OnceCell for Arc<::async_lock::OnceCell<Value>> {
    fn get(&self) -> Option<Value> {
        ::async_lock::OnceCell::get(self).copied()
    }

    async fn get_or_try_init<I: Future<Output = Result<Value, Failure>> + Send>(
        &self,
        init: impl FnOnce() -> I + Send,
    ) -> Result<Value, Failure> {
        let initialized = ::async_lock::OnceCell::get_or_try_init(self, init).await;
        initialized.copied()
    }

    async fn wait(&self) -> Value {
        *::async_lock::OnceCell::wait(self).await
    }

    fn wait_blocking(&self) -> Value {
        *::async_lock::OnceCell::wait_blocking(self)
    }

    async fn set(&self, value: Value) -> Result<Value, Value> {
        ::async_lock::OnceCell::set(self, value).await.copied()
    }

    fn try_set(&self, value: Value) -> Result<(), Value> {
        ::async_lock::OnceCell::try_set(self, value)
    }
}
