use std::io;

use runtime_matrix_core::Address;

use crate::{
    net::Stream,
    runtime::Runtime,
    transport::{Transport, temp_folder::TempFolder},
};

/// Where a listener of a [`Transport`] is reached, and what the machine keeps for it.
///
/// Dropping it removes the folder of a Unix socket: connections that have been made go on, and no more can be made.
#[derive(Debug)]
pub struct Endpoint {
    runtime: Runtime,
    transport: Transport,
    address: Address,
    folder: Option<TempFolder>,
}

impl Endpoint {
    pub(super) fn new(
        runtime: &Runtime,
        transport: Transport,
        address: Address,
        folder: Option<TempFolder>,
    ) -> Endpoint {
        Endpoint {
            runtime: runtime.clone(),
            transport,
            address,
            folder,
        }
    }

    /// Connects to the listener.
    ///
    /// # Errors
    ///
    /// Fails if the listener is gone, and says the address.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    ///
    /// # Cancellation
    ///
    /// Dropping it gives the connection up.
    pub async fn connect(&self) -> io::Result<Stream> {
        self.runtime.connect(self.address.clone()).await
    }

    /// Returns the address of the listener.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Returns the transport that it is an endpoint of.
    #[must_use]
    pub fn transport(&self) -> Transport {
        self.transport
    }

    /// Removes what the machine keeps for the listener, as a drop does.
    ///
    /// # Errors
    ///
    /// Fails as the machine does, and says the path.
    pub fn remove(self) -> io::Result<()> {
        self.folder.map_or(Ok(()), TempFolder::remove)
    }
}
