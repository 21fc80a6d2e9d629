//! A network in a cell's own memory, for runtimes without sockets: all its wakes are the cell's own.

pub(crate) mod listener;
mod pipe;
pub(crate) mod stream;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Mutex, Weak},
};

use runtime_matrix_core::Address;

use crate::{
    net::memory::{
        listener::{Backlog, MemoryListener},
        stream::MemoryStream,
    },
    sync::lock,
};

/// The first port that is given to a listener which asks for any: where the ephemeral ones begin.
const FIRST_PORT: u16 = 49_152;

/// The listeners of one cell.
#[derive(Debug, Default)]
pub(crate) struct Network {
    listeners: Mutex<Vec<(Address, Weak<Backlog>)>>,
}

impl Network {
    /// Opens a listener.
    ///
    /// # Errors
    ///
    /// Fails if one is open at that address.
    pub(crate) fn listen(&self, address: Address) -> io::Result<MemoryListener> {
        let mut listeners = lock(&self.listeners);
        listeners.retain(|(_, backlog)| backlog.strong_count() > 0);
        let is_free = |address: &Address| listeners.iter().all(|(taken, _)| taken != address);
        let address = match address {
            Address::Tcp(asked) if asked.port() == 0 => (FIRST_PORT..=u16::MAX)
                .map(|port| Address::Tcp(SocketAddr::new(asked.ip(), port)))
                .find(is_free)
                .ok_or_else(|| in_use(&address))?,
            address if is_free(&address) => address,
            address => return Err(in_use(&address)),
        };
        let listener = MemoryListener::new(address.clone());
        listeners.push((address, listener.backlog()));
        Ok(listener)
    }

    /// Connects to a listener.
    ///
    /// # Errors
    ///
    /// Fails if none is open at that address.
    pub(crate) fn connect(&self, address: &Address) -> io::Result<MemoryStream> {
        let backlog = {
            let listeners = lock(&self.listeners);
            let found = listeners.iter().find(|(at, _)| is_reached(at, address));
            found.and_then(|(_, backlog)| backlog.upgrade())
        };
        let backlog = backlog.ok_or_else(|| refused(address))?;
        let (ours, theirs) = MemoryStream::pair();
        backlog.add(theirs);
        Ok(ours)
    }
}

/// Tells whether a listener is reached by an address: one at `0.0.0.0` is at each of its machine's.
fn is_reached(at: &Address, address: &Address) -> bool {
    match (at, address) {
        (Address::Tcp(at), Address::Tcp(address)) if at.ip() == Ipv4Addr::UNSPECIFIED => {
            at.port() == address.port()
        }
        (at, address) => at == address,
    }
}

fn in_use(address: &Address) -> io::Error {
    let message = format!("{address}: another listener of this test has the address");
    io::Error::new(io::ErrorKind::AddrInUse, message)
}

fn refused(address: &Address) -> io::Error {
    let kind = match address {
        Address::Unix(_) => io::ErrorKind::NotFound,
        _ => io::ErrorKind::ConnectionRefused,
    };
    let message = format!(
        "{address}: nothing of this test listens there, and the runtime has no sockets of its own"
    );
    io::Error::new(kind, message)
}
