//! Other crates by which one test runs on several runtimes.
//!
//! * `async_executors`: its executors for Tokio, with two workers where there are any, and for async-std. Those for
//!   futures are futures' own.
//! * `tor_rtcompat`: what its `test_with_all_runtimes!` does for one runtime, which is public and meant for Arti alone.
//!   Each test makes a runtime that can do TLS, and so a configuration of that; on Tokio it has as many workers as the
//!   machine has processors, and offers no way to say otherwise.

mod async_executors;
mod tor_rtcompat;

use runtime_matrix::RuntimeFactory;

use crate::{
    peers::{
        async_executors::{Ct, Std, Tp},
        tor_rtcompat::Tor,
    },
    workload::{Body, Shared, Way, kept_way, test},
};

/// Returns the ways in which peers run a test on a runtime of its own.
pub(crate) fn on_its_own(factory: &dyn RuntimeFactory, body: Body) -> Vec<Way> {
    const EXECUTORS: &str = "async_executors";
    const TOR: &str = "tor_rtcompat";
    match factory.id() {
        "tokio_current_thread" => vec![test::<Ct>(EXECUTORS, (), body)],
        "tokio_multi_thread" => vec![
            test::<Tp>(EXECUTORS, (), body),
            test::<Tor<::tor_rtcompat::tokio::TokioRustlsRuntime>>(TOR, (), body),
        ],
        "async_std" => vec![
            test::<Std>(EXECUTORS, (), body),
            test::<Tor<::tor_rtcompat::async_std::AsyncStdRustlsRuntime>>(TOR, (), body),
        ],
        "smol" => vec![test::<Tor<::tor_rtcompat::smol::SmolRustlsRuntime>>(
            TOR,
            (),
            body,
        )],
        _ => Vec::new(),
    }
}

/// Returns the ways in which peers run a test on a runtime that lives on. A runtime of tor-rtcompat's is as well for
/// one test alone.
pub(crate) fn shared(factory: &dyn RuntimeFactory, work: Shared) -> Vec<Way> {
    let way = match factory.id() {
        "tokio_current_thread" => kept_way::<Ct, _>("async_executors", (), work),
        "tokio_multi_thread" => kept_way::<Tp, _>("async_executors", (), work),
        "async_std" => kept_way::<Std, _>("async_executors", (), work),
        _ => return Vec::new(),
    };
    vec![way]
}
