use std::{future::Future, net::SocketAddr, num::NonZeroUsize, time::Duration};

use async_std::{
    net::{TcpListener, TcpStream},
    task::{self, JoinHandle},
};
use futures_lite::{AsyncReadExt, AsyncWriteExt};

use super::{Drive, Keep, LOOPBACK, Machine, Means, Spawn, drive_kept};

/// async-std's functions, on the one executor that it has.
#[derive(Clone, Copy)]
pub(crate) struct AsyncStd;

impl Spawn for AsyncStd {
    type Task = JoinHandle<()>;

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) -> Self::Task {
        task::spawn(future)
    }

    fn join(task: Self::Task) -> impl Future<Output = ()> + Send {
        task
    }
}

impl Drive for AsyncStd {
    type Setup = ();

    fn drive<F: Future>((): (), body: impl FnOnce(AsyncStd) -> F) -> F::Output {
        drive_kept((), body)
    }
}

impl Means for AsyncStd {
    async fn cancel(task: Self::Task) {
        task.cancel().await;
    }

    async fn yield_now(&self) {
        task::yield_now().await;
    }
}

impl Keep for AsyncStd {
    type Runtime = AsyncStd;

    fn build((): (), _workers: Option<NonZeroUsize>) -> AsyncStd {
        AsyncStd
    }

    fn enter<F: Future>(runtime: &AsyncStd, body: impl FnOnce(AsyncStd) -> F) -> F::Output {
        task::block_on(body(*runtime))
    }

    /// It lives as long as the process.
    fn end(_runtime: AsyncStd) {}
}

impl Machine for AsyncStd {
    type Listener = TcpListener;
    type Stream = TcpStream;

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        task::sleep(duration)
    }

    async fn job(&self, job: impl FnOnce() + Send + 'static) {
        task::spawn_blocking(job).await;
    }

    async fn listen(&self) -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind(LOOPBACK).await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        (listener, address)
    }

    async fn accept(listener: &TcpListener) -> TcpStream {
        listener.accept().await.expect("a client comes").0
    }

    async fn connect(&self, address: SocketAddr) -> TcpStream {
        TcpStream::connect(address).await.expect("it listens")
    }

    async fn write(stream: &mut TcpStream, bytes: &[u8]) {
        stream.write_all(bytes).await.expect("the peer is there");
    }

    async fn read(stream: &mut TcpStream, bytes: &mut [u8]) {
        stream.read_exact(bytes).await.expect("the peer is there");
    }
}
