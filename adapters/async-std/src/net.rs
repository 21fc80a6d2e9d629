//! async-std's sockets as what the contract asks for; its streams are of futures-io anyway.

use std::io;

use async_std::net::{TcpListener, TcpStream};
#[cfg(unix)]
use async_std::os::unix::net::{UnixListener, UnixStream};
use runtime_matrix_core::{Address, BoxFuture, BoxFutureOf, ByteStream, Listener, Net};

use crate::executor::View;

impl Net for View {
    fn listen(&self, address: Address) -> BoxFuture<io::Result<Box<dyn Listener>>> {
        Box::pin(async move {
            Ok(match address {
                Address::Tcp(address) => Box::new(Tcp(TcpListener::bind(address).await?)) as Box<_>,
                #[cfg(unix)]
                Address::Unix(path) => Box::new(Unix(UnixListener::bind(&path).await?)) as Box<_>,
                other => return Err(unsupported(&other)),
            })
        })
    }

    fn connect(&self, address: Address) -> BoxFuture<io::Result<Box<dyn ByteStream>>> {
        Box::pin(async move {
            Ok(match address {
                Address::Tcp(address) => Box::new(TcpStream::connect(address).await?) as Box<_>,
                #[cfg(unix)]
                Address::Unix(path) => Box::new(UnixStream::connect(&path).await?) as Box<_>,
                other => return Err(unsupported(&other)),
            })
        })
    }
}

fn unsupported(address: &Address) -> io::Error {
    let message = format!("async-std: no sockets for `{address}` on this platform");
    io::Error::new(io::ErrorKind::Unsupported, message)
}

#[derive(Debug)]
struct Tcp(TcpListener);

impl Listener for Tcp {
    fn accept(&self) -> BoxFutureOf<'_, io::Result<Box<dyn ByteStream>>> {
        Box::pin(async { Ok(Box::new(self.0.accept().await?.0) as Box<_>) })
    }

    fn local_address(&self) -> io::Result<Address> {
        self.0.local_addr().map(Address::Tcp)
    }
}

#[cfg(unix)]
#[derive(Debug)]
struct Unix(UnixListener);

#[cfg(unix)]
impl Listener for Unix {
    fn accept(&self) -> BoxFutureOf<'_, io::Result<Box<dyn ByteStream>>> {
        Box::pin(async { Ok(Box::new(self.0.accept().await?.0) as Box<_>) })
    }

    fn local_address(&self) -> io::Result<Address> {
        let address = self.0.local_addr()?;
        let path = address.as_pathname().ok_or(io::ErrorKind::Unsupported)?;
        Ok(Address::unix(path))
    }
}
