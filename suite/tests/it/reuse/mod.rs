//! Tests that run again with what they left behind.

mod attribute;
mod subjects;

use std::{
    future::{Future, poll_fn},
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Poll, Waker},
};

use runtime_matrix::{Outcome, Runtime};
use tokio::sync::{mpsc, oneshot};

use crate::on;

/// Something that lives as long as a static, and is another one for each test that asks for it.
pub(crate) fn kept<T: Default>() -> &'static T {
    Box::leak(Box::default())
}

/// Runs a test again and again in a cell of its own.
pub(crate) async fn reused<S, F>(rt: &Runtime, test: fn(Runtime, &'static S) -> F) -> Outcome
where
    S: Default + Send + Sync + 'static,
    F: Future<Output = ()> + 'static,
{
    let (factory, subject) = (on::factory(rt), kept::<S>());
    let run = move || on::quick(factory).run_reused(|rt| test(rt, subject));
    on::aside(rt, run).await
}

type Request = (u32, oneshot::Sender<u32>);

/// Connections that are served by a task of the runtime on which the first one was asked for.
#[derive(Default)]
pub(crate) struct Pool {
    requests: OnceLock<mpsc::UnboundedSender<Request>>,
}

impl Pool {
    /// Starts the task that serves, and returns the way to it.
    pub(crate) fn dispatch(rt: &Runtime) -> mpsc::UnboundedSender<Request> {
        let (sender, mut requests) = mpsc::unbounded_channel::<Request>();
        let serves = async move {
            while let Some((number, answer)) = requests.recv().await {
                let _ = answer.send(number + 1);
            }
        };
        rt.spawn_named("dispatch", serves).detach();
        sender
    }

    pub(crate) async fn ask(&self, rt: &Runtime, number: u32) -> Result<u32, &'static str> {
        let requests = self.requests.get_or_init(|| Pool::dispatch(rt));
        request(requests, number).await
    }
}

pub(crate) async fn request(
    requests: &mpsc::UnboundedSender<Request>,
    number: u32,
) -> Result<u32, &'static str> {
    let (answer, answered) = oneshot::channel();
    let gone = "dispatch task is gone";
    requests.send((number, answer)).map_err(|_| gone)?;
    answered.await.map_err(|_| gone)
}

/// Rings whoever was the first to wait, for ever.
#[derive(Default)]
pub(crate) struct Bell {
    first: OnceLock<Waker>,
    has_rung: AtomicBool,
}

impl Bell {
    pub(crate) async fn wait(&self) {
        poll_fn(|cx| {
            if self.has_rung.swap(false, SeqCst) {
                return Poll::Ready(());
            }
            self.first.get_or_init(|| cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    pub(crate) fn ring(&self) {
        self.has_rung.store(true, SeqCst);
        if let Some(first) = self.first.get() {
            first.wake_by_ref();
        }
    }
}
