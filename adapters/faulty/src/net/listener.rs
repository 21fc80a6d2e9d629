use std::{
    collections::VecDeque,
    fs,
    future::Future,
    io, mem,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use runtime_matrix_core::{Address, BoxFutureOf, ByteStream, Listener};

use crate::{
    fault::Defect,
    net::stream::{Home, MemoryStream},
    shared::lock,
};

/// A listener in memory; it is open while it lives.
pub(super) struct MemoryListener {
    address: Address,
    backlog: Arc<Backlog>,
    _home: Home,
}

/// The connections that were not accepted yet, and who waits for one.
pub(super) struct Backlog {
    queue: Mutex<Queue>,
    defect: Defect,
}

#[derive(Default)]
struct Queue {
    streams: VecDeque<MemoryStream>,
    waiting: Vec<Waker>,
}

impl Backlog {
    pub(super) fn new(defect: Defect) -> Backlog {
        Backlog {
            queue: Mutex::default(),
            defect,
        }
    }

    /// Makes a connection and returns the end of who asked for it.
    pub(super) fn connect(&self) -> MemoryStream {
        let (ours, theirs) = MemoryStream::pair(self.defect);
        let mut queue = lock(&self.queue);
        queue.streams.push_back(theirs);
        let waiting = mem::take(&mut queue.waiting);
        drop(queue);
        // One of them gets it, whichever of them is cancelled.
        waiting.into_iter().for_each(Waker::wake);
        ours
    }
}

impl MemoryListener {
    pub(super) fn new(address: Address, backlog: Arc<Backlog>) -> MemoryListener {
        let _home = Home::new(backlog.defect);
        MemoryListener {
            address,
            backlog,
            _home,
        }
    }
}

impl Listener for MemoryListener {
    fn accept(&self) -> BoxFutureOf<'_, io::Result<Box<dyn ByteStream>>> {
        Box::pin(Accept {
            backlog: &self.backlog,
            is_waiting: false,
        })
    }

    fn local_address(&self) -> io::Result<Address> {
        match (&self.address, self.backlog.defect) {
            (Address::Tcp(address), Defect::ListenersTellPortZero) => {
                Ok(Address::from(std::net::SocketAddr::new(address.ip(), 0)))
            }
            (address, _) => Ok(address.clone()),
        }
    }
}

impl Drop for MemoryListener {
    fn drop(&mut self) {
        if let (Address::Unix(path), Defect::UnixFilesAreRemoved) =
            (&self.address, self.backlog.defect)
        {
            // What cannot be removed is no defect that is seen.
            let _ = fs::remove_file(path);
        }
    }
}

/// Waits for the next connection.
struct Accept<'a> {
    backlog: &'a Backlog,
    is_waiting: bool,
}

impl Future for Accept<'_> {
    type Output = io::Result<Box<dyn ByteStream>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut queue = lock(&self.backlog.queue);
        let stream = queue.streams.pop_front();
        if stream.is_none() {
            if self.backlog.defect == Defect::AcceptsForgetEachOther {
                queue.waiting.clear();
            }
            queue.waiting.push(cx.waker().clone());
        }
        drop(queue);
        self.is_waiting = stream.is_none();
        match stream {
            Some(stream) => Poll::Ready(Ok(Box::new(stream))),
            None => Poll::Pending,
        }
    }
}

impl Drop for Accept<'_> {
    fn drop(&mut self) {
        if self.is_waiting && self.backlog.defect == Defect::DroppedAcceptsTakeConnections {
            let lost = lock(&self.backlog.queue).streams.pop_front();
            drop(lost);
        }
    }
}
