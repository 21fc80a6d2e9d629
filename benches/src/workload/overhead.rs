//! What a test costs that has nothing, or next to nothing, to do.
//!
//! * `cold`: the first test of a process, on a runtime of its own: built, driven, shut down, with all that is started
//!   once a process. Only a fresh process can tell.
//! * `warm`: a later one. What the process keeps (threads, allocations, code that has been read) is there.
//! * `shared`: a test on a runtime that lives on. The suite has no such mode, since no test could tell what another
//!   one has left there, and so no way `suite`.
//!
//! The small body spawns a task, receives what that sends, and joins it.
//!
//! `native` is the same test written by hand: what `#[tokio::test]` expands to, with two workers where it has any;
//! `smol::block_on` and `smol::spawn`, on the executor of the process; `async_std::task::block_on`; for `futures_local`
//! the bare `block_on` of futures, and a `LocalPool` where there is something to spawn; for `futures_pool` a
//! `ThreadPool` of two threads, whose end is waited for.

use std::{hint::black_box, time::Duration};

use runtime_matrix::RuntimeFactory;

use super::{
    Way, Workload, repeat,
    ways::{KeptWork, kept_way},
};
use crate::means::{Drive, Keep, Raw, Spawn, Suite};
#[cfg(feature = "peers")]
use crate::peers;

#[cfg(feature = "async-std")]
use crate::means::AsyncStd;
#[cfg(feature = "smol")]
use crate::means::{Animal, Smol};
#[cfg(feature = "tokio")]
use crate::means::{Flavour, Tokio};
#[cfg(feature = "futures")]
use crate::means::{FuturesLocal, FuturesPool};

/// What a test has to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    Empty,
    Small,
}

pub(super) fn all(factory: &'static dyn RuntimeFactory) -> Vec<Workload> {
    let cold = |body| {
        let ways = on_its_own(factory, body).into_iter();
        ways.map(Way::once_per_process).collect()
    };
    vec![
        Workload::new(
            "overhead/cold",
            "the first test of a process, empty, on a runtime of its own",
            cold(Body::Empty),
        ),
        Workload::new(
            "overhead/cold_small",
            "the first test of a process, small, on a runtime of its own",
            cold(Body::Small),
        ),
        Workload::new(
            "overhead/warm",
            "an empty test on a runtime of its own",
            on_its_own(factory, Body::Empty),
        ),
        Workload::new(
            "overhead/warm_small",
            "a small test on a runtime of its own",
            on_its_own(factory, Body::Small),
        ),
        Workload::new(
            "overhead/shared",
            "an empty test on a runtime that lives on",
            shared(factory, Shared(Body::Empty)),
        ),
        Workload::new(
            "overhead/shared_small",
            "a small test on a runtime that lives on",
            shared(factory, Shared(Body::Small)),
        ),
    ]
}

fn on_its_own(factory: &'static dyn RuntimeFactory, body: Body) -> Vec<Way> {
    let mut ways = match factory.id() {
        #[cfg(feature = "tokio")]
        "tokio_current_thread" => vec![test::<Tokio>("native", Flavour::CurrentThread, body)],
        #[cfg(feature = "tokio")]
        "tokio_multi_thread" => vec![test::<Tokio>("native", Flavour::MultiThread, body)],
        #[cfg(feature = "async-std")]
        "async_std" => vec![test::<AsyncStd>("native", (), body)],
        #[cfg(feature = "smol")]
        "smol" => vec![test::<Smol>("native", Animal::Global, body)],
        #[cfg(feature = "futures")]
        "futures_local" if body == Body::Empty => vec![Way::new("native", |count| {
            repeat(count, || assert!(futures_executor::block_on(nothing())))
        })],
        #[cfg(feature = "futures")]
        "futures_local" => vec![test::<FuturesLocal>("native", (), body)],
        #[cfg(feature = "futures")]
        "futures_pool" => vec![test::<FuturesPool>("native", (), body)],
        _ => Vec::new(),
    };
    ways.push(test::<Raw>("executor", factory, body));
    ways.push(test::<Suite>("suite", factory, body));
    #[cfg(feature = "peers")]
    ways.extend(peers::on_its_own(factory, body));
    ways
}

fn shared(factory: &'static dyn RuntimeFactory, work: Shared) -> Vec<Way> {
    let mut ways = match factory.id() {
        #[cfg(feature = "tokio")]
        "tokio_current_thread" => {
            vec![kept_way::<Tokio, _>("native", Flavour::CurrentThread, work)]
        }
        #[cfg(feature = "tokio")]
        "tokio_multi_thread" => vec![kept_way::<Tokio, _>("native", Flavour::MultiThread, work)],
        #[cfg(feature = "async-std")]
        "async_std" => vec![kept_way::<AsyncStd, _>("native", (), work)],
        #[cfg(feature = "smol")]
        "smol" => vec![kept_way::<Smol, _>("native", Animal::Global, work)],
        #[cfg(feature = "futures")]
        "futures_local" => vec![kept_way::<FuturesLocal, _>("native", (), work)],
        #[cfg(feature = "futures")]
        "futures_pool" => vec![kept_way::<FuturesPool, _>("native", (), work)],
        _ => Vec::new(),
    };
    ways.push(kept_way::<Raw, _>("executor", factory, work));
    #[cfg(feature = "peers")]
    ways.extend(peers::shared(factory, work));
    ways
}

pub(crate) fn test<M: Drive>(name: &'static str, setup: M::Setup, body: Body) -> Way {
    Way::new(name, move |count| match body {
        Body::Empty => repeat(count, || assert!(M::drive(setup, |_| nothing()))),
        Body::Small => repeat(count, || assert!(M::drive(setup, small))),
    })
}

/// The same test over and over on one runtime.
#[derive(Clone, Copy)]
pub(crate) struct Shared(Body);

impl KeptWork for Shared {
    fn run<M: Keep>(self, setup: M::Setup, count: u64) -> Duration {
        let runtime = M::build(setup, None);
        let time = match self.0 {
            Body::Empty => repeat(count, || assert!(M::enter(&runtime, |_| nothing()))),
            Body::Small => repeat(count, || assert!(M::enter(&runtime, small))),
        };
        M::end(runtime);
        time
    }
}

async fn nothing() -> bool {
    black_box(true)
}

pub(crate) async fn small<M: Spawn>(means: M) -> bool {
    let (sender, receiver) = async_channel::bounded(1);
    let task = means.spawn(async move {
        sender.send(7).await.expect("the test waits");
    });
    let received = receiver.recv().await;
    M::join(task).await;
    received == Ok(7)
}
