//! The network of a cell: the runtime's own sockets, or pipes in memory where it has none.

mod error;
pub(crate) mod flight;
mod listener;
pub(crate) mod memory;
mod stream;

use std::{io, sync::Arc};

pub use listener::Listener;
pub use memory::{
    duplex::{Duplex, duplex},
    faults::Faults,
    wire::{Direction, Wire},
};
use runtime_matrix_core::{Address, Executor, Net};
pub use stream::Stream;

use crate::{
    net::{
        error::{Asked, check, named},
        flight::{InFlight, Operation},
    },
    runtime::Runtime,
};

impl Runtime {
    /// Opens a listener: with the runtime's own sockets if it has the `net` capability, and in the cell's own
    /// memory otherwise, where the address is but a name.
    ///
    /// A TCP port of zero takes a free one, and so does an empty name in memory; [`Listener::address`] tells which.
    /// A real Unix listener makes its file, and leaves it; in memory the address is free again once the listener is
    /// dropped. An [`Address::Memory`] is in the cell's own memory on every runtime.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use futures_lite::{AsyncReadExt, AsyncWriteExt};
    /// use runtime_matrix::Address;
    ///
    /// let listener = rt.listen(Address::local_tcp()).await.unwrap();
    /// let address = listener.address().unwrap();
    /// let server = rt.spawn(async move {
    ///     let mut stream = listener.accept().await.unwrap();
    ///     stream.write_all(b"hello").await.unwrap();
    /// });
    /// let mut said = String::new();
    /// let mut client = rt.connect(address).await.unwrap();
    /// client.read_to_string(&mut said).await.unwrap();
    /// assert_eq!(said, "hello");
    /// server.await.unwrap();
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the address is taken, or not there for the taking. The error keeps the kind that the machine gave
    /// it, and says the address, the cause and the way out; the machine's own is its source. A Unix path that is
    /// too long is refused with `InvalidInput`, in memory too.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    pub async fn listen(&self, address: impl Into<Address>) -> io::Result<Listener> {
        let address = address.into();
        check(&address)?;
        let listened = self.listen_at(address.clone()).await;
        listened.map_err(|error| named(&address, Asked::Listen, error))
    }

    async fn listen_at(&self, address: Address) -> io::Result<Listener> {
        let tracker = self.tracker();
        let executor = self.executor("listen");
        match sockets(&*executor, &address) {
            Some(net) => {
                let listening =
                    InFlight::new(Operation::Listen, net.listen(address), Arc::clone(tracker));
                drop(executor);
                Ok(Listener::native(listening.await?, Arc::clone(tracker)))
            }
            None => self.listen_in_memory(address, duplex()),
        }
    }

    /// Opens a listener in the cell's memory, whatever the runtime has.
    pub(crate) fn listen_in_memory(
        &self,
        address: Address,
        duplex: Duplex,
    ) -> io::Result<Listener> {
        drop(self.executor("listen"));
        let listener = self.tracker().network().listen(address, duplex)?;
        Ok(Listener::memory(listener))
    }

    /// Opens a listener in the cell's memory, at a Unix path that is but a name.
    pub(crate) fn listen_in_memory_as_unix(&self) -> io::Result<Listener> {
        drop(self.executor("listen"));
        let listener = self.tracker().network().listen_unix(duplex())?;
        Ok(Listener::memory(listener))
    }

    /// Connects to a listener, of the same network as [`listen`](Runtime::listen).
    ///
    /// # Errors
    ///
    /// Fails if nobody listens there. The error says the address and the cause, as that of
    /// [`listen`](Runtime::listen) does.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    ///
    /// # Cancellation
    ///
    /// Dropping it gives the connection up.
    pub async fn connect(&self, address: impl Into<Address>) -> io::Result<Stream> {
        let address = address.into();
        check(&address)?;
        let connected = self.connect_to(address.clone()).await;
        connected.map_err(|error| named(&address, Asked::Connect, error))
    }

    async fn connect_to(&self, address: Address) -> io::Result<Stream> {
        let tracker = self.tracker();
        let executor = self.executor("connect");
        match sockets(&*executor, &address) {
            Some(net) => {
                let connecting = InFlight::new(
                    Operation::Connect,
                    net.connect(address),
                    Arc::clone(tracker),
                );
                drop(executor);
                Ok(Stream::native(connecting.await?, Arc::clone(tracker)))
            }
            None => {
                let stream = tracker.network().connect(&address, tracker)?;
                Ok(Stream::memory(stream))
            }
        }
    }
}

/// Returns the runtime's sockets, if it has any and the address is one of theirs.
fn sockets<'a>(executor: &'a dyn Executor, address: &Address) -> Option<&'a dyn Net> {
    let net = executor.net()?;
    (!matches!(address, Address::Memory(_))).then_some(net)
}
