use std::{future::Future, net::SocketAddr, num::NonZeroUsize, sync::Arc, time::Duration};

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use smol::{
    Executor, Task, Timer,
    net::{TcpListener, TcpStream},
};

use super::{Drive, Keep, LOOPBACK, Machine, Means, Spawn, drive_kept};

/// smol's functions, and where they spawn.
#[derive(Clone)]
pub(crate) struct Smol(Option<Arc<Executor<'static>>>);

/// smol is two things to its users.
#[derive(Clone, Copy)]
pub(crate) enum Animal {
    /// An executor of one's own, driven by the thread that is in `block_on`, as the adapter has it.
    Private,
    /// `smol::block_on` and `smol::spawn`: one executor a process, on a thread of its own.
    Global,
}

impl Spawn for Smol {
    type Task = Task<()>;

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) -> Self::Task {
        match &self.0 {
            Some(executor) => executor.spawn(future),
            None => smol::spawn(future),
        }
    }

    fn join(task: Self::Task) -> impl Future<Output = ()> + Send {
        task
    }
}

impl Drive for Smol {
    type Setup = Animal;

    fn drive<F: Future>(animal: Animal, body: impl FnOnce(Smol) -> F) -> F::Output {
        drive_kept(animal, body)
    }
}

impl Means for Smol {
    async fn cancel(task: Self::Task) {
        task.cancel().await;
    }

    async fn yield_now(&self) {
        smol::future::yield_now().await;
    }
}

impl Keep for Smol {
    type Runtime = Smol;

    fn build(animal: Animal, _workers: Option<NonZeroUsize>) -> Smol {
        Smol(match animal {
            Animal::Private => Some(Arc::new(Executor::new())),
            Animal::Global => None,
        })
    }

    fn enter<F: Future>(runtime: &Smol, body: impl FnOnce(Smol) -> F) -> F::Output {
        let root = body(runtime.clone());
        match &runtime.0 {
            Some(executor) => smol::block_on(executor.run(root)),
            None => smol::block_on(root),
        }
    }

    fn end(runtime: Smol) {
        drop(runtime);
    }
}

impl Machine for Smol {
    type Listener = TcpListener;
    type Stream = TcpStream;

    async fn sleep(&self, duration: Duration) {
        Timer::after(duration).await;
    }

    async fn job(&self, job: impl FnOnce() + Send + 'static) {
        smol::unblock(job).await;
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
