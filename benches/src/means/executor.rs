use std::{
    future::Future, net::SocketAddr, num::NonZeroUsize, pin::pin, sync::Arc, time::Duration,
};

use futures_lite::{AsyncReadExt, AsyncWriteExt, future::yield_now};
use runtime_matrix_core::{
    Address, ByteStream, Capability, Executor, Listener, NativeEnd, Options, RuntimeFactory,
    TaskHandle,
};

use super::{Drive, Keep, Machine, Means, Spawn};

/// The raw `Executor` of an adapter: nothing is tracked.
#[derive(Clone)]
pub(crate) struct Raw {
    executor: Arc<dyn Executor>,
    time_is_virtual: bool,
}

impl Spawn for Raw {
    type Task = Box<dyn TaskHandle>;

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) -> Self::Task {
        self.executor.spawn(Box::pin(future))
    }

    async fn join(task: Self::Task) {
        let end = task.join_native().await;
        assert!(matches!(end, NativeEnd::Done), "the task ends: {end:?}");
    }
}

impl Drive for Raw {
    type Setup = &'static dyn RuntimeFactory;

    fn drive<F: Future>(factory: Self::Setup, body: impl FnOnce(Raw) -> F) -> F::Output {
        let runtime = Raw::build(factory, None);
        let output = Raw::enter(&runtime, body);
        Raw::end(runtime);
        output
    }
}

impl Means for Raw {
    async fn cancel(task: Self::Task) {
        task.cancel().await;
    }

    async fn yield_now(&self) {
        yield_now().await;
    }
}

impl Keep for Raw {
    type Runtime = Raw;

    fn build(factory: Self::Setup, workers: Option<NonZeroUsize>) -> Raw {
        let options = Options::default();
        let options = match workers {
            Some(workers) => options.with_workers(workers),
            None => options,
        };
        let built = factory.build(&options);
        Raw {
            executor: built.unwrap_or_else(|error| panic!("{}: {error}", factory.id())),
            time_is_virtual: factory.card().capabilities.has(Capability::NativeClock),
        }
    }

    fn enter<F: Future>(runtime: &Raw, body: impl FnOnce(Raw) -> F) -> F::Output {
        let root = body(runtime.clone());
        let mut output = None;
        runtime
            .executor
            .block_on(pin!(async { output = Some(root.await) }));
        output.expect("`block_on` drives its root to the end")
    }

    fn end(runtime: Raw) {
        let _ = runtime.executor.shutdown(Duration::from_secs(5));
    }
}

impl Machine for Raw {
    type Listener = Box<dyn Listener>;
    type Stream = Box<dyn ByteStream>;

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        let timer = self.executor.timer().expect("the card says so");
        timer.sleep(duration)
    }

    fn time_is_virtual(&self) -> bool {
        self.time_is_virtual
    }

    fn job(&self, job: impl FnOnce() + Send + 'static) -> impl Future<Output = ()> + Send {
        let (done, is_done) = async_channel::bounded(1);
        let blocking = self.executor.blocking().expect("the card says so");
        blocking.run(Box::new(move || {
            job();
            let _ = done.try_send(());
        }));
        async move { is_done.recv().await.expect("the job ends") }
    }

    fn listen(&self) -> impl Future<Output = (Self::Listener, SocketAddr)> + Send {
        let net = self.executor.net().expect("the card says so");
        let listener = net.listen(Address::local_tcp());
        async move {
            let listener = listener.await.expect("a port is free");
            let address = listener.local_address().expect("it is bound");
            (listener, tcp(&address))
        }
    }

    async fn accept(listener: &Self::Listener) -> Self::Stream {
        listener.accept().await.expect("a client comes")
    }

    fn connect(&self, address: SocketAddr) -> impl Future<Output = Self::Stream> + Send {
        let net = self.executor.net().expect("the card says so");
        let stream = net.connect(Address::Tcp(address));
        async move { stream.await.expect("it listens") }
    }

    async fn write(stream: &mut Self::Stream, bytes: &[u8]) {
        stream.write_all(bytes).await.expect("the peer is there");
    }

    async fn read(stream: &mut Self::Stream, bytes: &mut [u8]) {
        stream.read_exact(bytes).await.expect("the peer is there");
    }
}

pub(super) fn tcp(address: &Address) -> SocketAddr {
    match address {
        Address::Tcp(address) => *address,
        other => panic!("a TCP address was asked for, and it is {other}"),
    }
}
