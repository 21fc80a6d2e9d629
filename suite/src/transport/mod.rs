//! Ways to reach a server in a test, and the context that starts and ends it.

pub(crate) mod ctx;
pub(crate) mod endpoint;
mod server;
pub(crate) mod temp_folder;

use std::{fmt, io};

use runtime_matrix_core::{Address, Capability};

use crate::{
    net::{Duplex, Listener},
    runtime::Runtime,
    transport::{endpoint::Endpoint, temp_folder::TempFolder},
};

/// How the two ends of a connection reach each other.
///
/// Where the runtime has no sockets, TCP and Unix are names in the cell's memory, as they are for
/// [`Runtime::listen`]: nothing of the machine is used, and all that differs from [`Memory`](Transport::Memory) is
/// the address.
///
/// ```
/// use runtime_matrix::Transport;
/// assert_eq!(Transport::ALL.map(Transport::name), ["tcp", "unix", "memory"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// A TCP socket on this machine, on a port that is free.
    Tcp,
    /// A Unix socket in a short temporary folder of its own.
    Unix,
    /// A pipe in memory, on every runtime.
    Memory,
}

impl Transport {
    /// All of them, in the order in which they are told.
    pub const ALL: [Transport; 3] = [Transport::Tcp, Transport::Unix, Transport::Memory];

    /// Returns the transport's name, as it stands in the name of a test.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Transport::Tcp => "tcp",
            Transport::Unix => "unix",
            Transport::Memory => "memory",
        }
    }

    /// Opens a listener that is reached in this way, at an address that nobody else has. What it needs of the
    /// machine is made now, and none of what the other transports need.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use futures_lite::{AsyncReadExt, AsyncWriteExt};
    /// use runtime_matrix::Transport;
    ///
    /// for transport in Transport::ALL {
    ///     let (listener, endpoint) = transport.listen(&rt).await.unwrap();
    ///     let mut client = endpoint.connect().await.unwrap();
    ///     let mut server = listener.accept().await.unwrap();
    ///     server.write_all(b"hello").await.unwrap();
    ///     let mut said = [0; 5];
    ///     client.read_exact(&mut said).await.unwrap();
    ///     assert_eq!(&said, b"hello");
    /// }
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// Fails as the machine does, and says the address or the path. Unix sockets are `Unsupported` where the
    /// platform has none, on every runtime.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    ///
    /// # Cancellation
    ///
    /// Dropping it gives back what was made.
    pub async fn listen(self, rt: &Runtime) -> io::Result<(Listener, Endpoint)> {
        let (listener, folder) = match self {
            Transport::Tcp => (rt.listen(Address::local_tcp()).await?, None),
            Transport::Unix => listen_unix(rt).await?,
            Transport::Memory => (rt.listen(Address::memory("")).await?, None),
        };
        let address = listener.address()?;
        Ok((listener, Endpoint::new(rt, self, address, folder)))
    }

    /// Opens a listener in memory, whose connections have that capacity and those faults.
    ///
    /// # Errors
    ///
    /// Fails with `InvalidInput` for a transport that is not in memory on every runtime, unless `duplex` is the
    /// default: a fault that only some cells have would be a test that is green on the others for nothing.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    pub async fn listen_with(
        self,
        rt: &Runtime,
        duplex: Duplex,
    ) -> io::Result<(Listener, Endpoint)> {
        if duplex == Duplex::default() {
            return self.listen(rt).await;
        }
        if self != Transport::Memory {
            let message = format!(
                "{self}: capacity and faults can be chosen in memory alone: use `Transport::Memory`"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let listener = rt.listen_in_memory(Address::memory(""), duplex)?;
        let address = listener.address()?;
        Ok((listener, Endpoint::new(rt, self, address, None)))
    }
}

async fn listen_unix(rt: &Runtime) -> io::Result<(Listener, Option<TempFolder>)> {
    if !cfg!(unix) {
        let message =
            "unix: this platform has no Unix sockets: use `Transport::Tcp` or `Transport::Memory`";
        return Err(io::Error::new(io::ErrorKind::Unsupported, message));
    }
    if !rt.capabilities().has(Capability::Net) {
        return Ok((rt.listen_in_memory_as_unix()?, None));
    }
    let folder = TempFolder::new()?;
    let listener = rt
        .listen(Address::unix(folder.path().join("socket")))
        .await?;
    Ok((listener, Some(folder)))
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
