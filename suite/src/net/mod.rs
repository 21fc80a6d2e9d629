//! The network of a cell: the runtime's own sockets, or pipes in memory where it has none.

mod flight;
mod listener;
pub(crate) mod memory;
mod stream;

use std::{io, sync::Arc};

pub use listener::Listener;
use runtime_matrix_core::Address;
pub use stream::Stream;

use crate::{net::flight::InFlight, runtime::Runtime};

impl Runtime {
    /// Opens a listener: with the runtime's own sockets if it has the `net` capability, and in the cell's own
    /// memory otherwise, where the address is but a name.
    ///
    /// A TCP port of zero takes a free one, which [`Listener::address`] tells. A real Unix listener makes its
    /// file, and leaves it; in memory the address is free again once the listener is dropped.
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
    /// Fails if the address is taken, or not there for the taking.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    pub async fn listen(&self, address: impl Into<Address>) -> io::Result<Listener> {
        let (tracker, address) = (self.tracker(), address.into());
        let executor = self.executor("listen");
        match executor.net() {
            Some(net) => {
                let listening = InFlight::new(net.listen(address), Arc::clone(tracker));
                drop(executor);
                Ok(Listener::native(listening.await?, Arc::clone(tracker)))
            }
            None => Ok(Listener::memory(tracker.network().listen(address)?)),
        }
    }

    /// Connects to a listener, of the same network as [`listen`](Runtime::listen).
    ///
    /// # Errors
    ///
    /// Fails if nobody listens there.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    ///
    /// # Cancellation
    ///
    /// Dropping it gives the connection up.
    pub async fn connect(&self, address: impl Into<Address>) -> io::Result<Stream> {
        let (tracker, address) = (self.tracker(), address.into());
        let executor = self.executor("connect");
        match executor.net() {
            Some(net) => {
                let connecting = InFlight::new(net.connect(address), Arc::clone(tracker));
                drop(executor);
                Ok(Stream::native(connecting.await?, Arc::clone(tracker)))
            }
            None => Ok(Stream::memory(tracker.network().connect(&address)?)),
        }
    }
}
