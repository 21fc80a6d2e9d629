use std::{
    future::Future,
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use runtime_matrix::{Address, Capability, Cell, Listener, Runtime, RuntimeFactory, Stream, Task};

use super::{Drive, Machine, Means, Spawn, executor::tcp};

/// The suite: a cell, and the `Runtime` that it hands to a test.
#[derive(Clone)]
pub(crate) struct Suite(Runtime);

impl Spawn for Suite {
    type Task = Task<()>;

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) -> Self::Task {
        self.0.spawn(future)
    }

    async fn join(task: Self::Task) {
        task.await.expect("the task ends");
    }
}

impl Drive for Suite {
    type Setup = &'static dyn RuntimeFactory;

    /// Without the limit of a test: a million of something takes a while.
    fn drive<F>(factory: Self::Setup, body: impl FnOnce(Suite) -> F) -> F::Output
    where
        F: Future + 'static,
        F::Output: Send + 'static,
    {
        let output = Arc::new(OnceLock::new());
        let noted = Arc::clone(&output);
        let outcome = Cell::new(factory).timeout(None).run(|rt| {
            let body = body(Suite(rt));
            async move {
                assert!(noted.set(body.await).is_ok(), "it runs once");
            }
        });
        outcome.unwrap();
        let output = Arc::into_inner(output).expect("the cell has ended");
        output.into_inner().expect("the body has run")
    }
}

impl Means for Suite {
    async fn cancel(task: Self::Task) {
        task.cancel().await;
    }

    fn yield_now(&self) -> impl Future<Output = ()> + Send {
        self.0.yield_now()
    }
}

impl Machine for Suite {
    type Listener = Listener;
    type Stream = Stream;

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        self.0.sleep(duration)
    }

    fn time_is_virtual(&self) -> bool {
        self.0.capabilities().has(Capability::NativeClock)
    }

    async fn job(&self, job: impl FnOnce() + Send + 'static) {
        let job = self.0.spawn_blocking(job);
        job.await.expect("the job ends");
    }

    async fn listen(&self) -> (Listener, SocketAddr) {
        let listener = self.0.listen(Address::local_tcp()).await;
        let listener = listener.expect("a port is free");
        let address = listener.address().expect("it is bound");
        (listener, tcp(&address))
    }

    async fn accept(listener: &Listener) -> Stream {
        listener.accept().await.expect("a client comes")
    }

    async fn connect(&self, address: SocketAddr) -> Stream {
        self.0.connect(address).await.expect("it listens")
    }

    async fn write(stream: &mut Stream, bytes: &[u8]) {
        stream.write_all(bytes).await.expect("the peer is there");
    }

    async fn read(stream: &mut Stream, bytes: &mut [u8]) {
        stream.read_exact(bytes).await.expect("the peer is there");
    }
}
