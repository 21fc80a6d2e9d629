use std::{future::Future, sync::Once};

use futures_util::{future::RemoteHandle, task::SpawnExt};
use tor_rtcompat::{
    Runtime, async_std::AsyncStdRustlsRuntime, smol::SmolRustlsRuntime, tokio::TokioRustlsRuntime,
};

use crate::means::{Drive, Spawn};

/// A runtime of tor-rtcompat's, which each of its tests is handed.
#[derive(Clone)]
pub(crate) struct Tor<R>(R);

/// What its macro calls, for which the crate has no trait.
pub(crate) trait Testing: Runtime {
    fn run_test<F: Future>(test: impl FnOnce(Self) -> F) -> F::Output;
}

macro_rules! testing {
    ($($runtime:ty),*) => {
        $(impl Testing for $runtime {
            fn run_test<F: Future>(test: impl FnOnce(Self) -> F) -> F::Output {
                <$runtime>::run_test(test)
            }
        })*
    };
}

testing!(AsyncStdRustlsRuntime, SmolRustlsRuntime, TokioRustlsRuntime);

impl<R: Testing> Spawn for Tor<R> {
    type Task = RemoteHandle<()>;

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) -> Self::Task {
        self.0
            .spawn_with_handle(future)
            .expect("the runtime is alive")
    }

    fn join(task: Self::Task) -> impl Future<Output = ()> + Send {
        task
    }
}

impl<R: Testing> Drive for Tor<R> {
    type Setup = ();

    fn drive<F: Future>((): (), body: impl FnOnce(Self) -> F) -> F::Output {
        // The application has to say whose ciphers TLS is to use.
        static CIPHERS: Once = Once::new();
        CIPHERS.call_once(|| {
            let installed = rustls::crypto::ring::default_provider().install_default();
            installed.expect("nobody else installs one");
        });
        R::run_test(|runtime| body(Tor(runtime)))
    }
}
