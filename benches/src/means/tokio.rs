use std::{future::Future, net::SocketAddr, num::NonZeroUsize, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::{Builder, Runtime},
    task::JoinHandle,
};

use super::{Drive, Keep, LOOPBACK, Machine, Means, Spawn, drive_kept};

/// Tokio's functions, on a runtime as `#[tokio::test]` builds it: everything enabled.
#[derive(Clone, Copy)]
pub(crate) struct Tokio;

#[derive(Clone, Copy)]
pub(crate) enum Flavour {
    CurrentThread,
    MultiThread,
}

impl Spawn for Tokio {
    type Task = JoinHandle<()>;

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) -> Self::Task {
        tokio::spawn(future)
    }

    async fn join(task: Self::Task) {
        task.await.expect("the task ends");
    }
}

impl Drive for Tokio {
    type Setup = Flavour;

    fn drive<F: Future>(flavour: Flavour, body: impl FnOnce(Tokio) -> F) -> F::Output {
        drive_kept(flavour, body)
    }
}

impl Means for Tokio {
    async fn cancel(task: Self::Task) {
        task.abort();
        let _ = task.await;
    }

    async fn yield_now(&self) {
        tokio::task::yield_now().await;
    }
}

impl Keep for Tokio {
    type Runtime = Runtime;

    fn build(flavour: Flavour, workers: Option<NonZeroUsize>) -> Runtime {
        let mut builder = match flavour {
            Flavour::CurrentThread => Builder::new_current_thread(),
            Flavour::MultiThread => {
                let mut builder = Builder::new_multi_thread();
                builder.worker_threads(workers.map_or(2, NonZeroUsize::get));
                builder
            }
        };
        builder.enable_all().build().expect("tokio can be built")
    }

    fn enter<F: Future>(runtime: &Runtime, body: impl FnOnce(Tokio) -> F) -> F::Output {
        runtime.block_on(body(Tokio))
    }

    fn end(runtime: Runtime) {
        drop(runtime);
    }
}

impl Machine for Tokio {
    type Listener = TcpListener;
    type Stream = TcpStream;

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(duration)
    }

    async fn job(&self, job: impl FnOnce() + Send + 'static) {
        let job = tokio::task::spawn_blocking(job);
        job.await.expect("the job ends");
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
