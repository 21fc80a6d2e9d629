//! A network in a cell's own memory: all its wakes are the cell's own.

pub(crate) mod duplex;
pub(crate) mod faults;
pub(crate) mod listener;
mod pipe;
mod queue;
pub(crate) mod stream;
mod wakers;
pub(crate) mod wire;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::{Arc, Mutex, Weak},
};

use runtime_matrix_core::Address;

use crate::{
    net::memory::{
        duplex::Duplex,
        listener::{Backlog, MemoryListener},
        stream::MemoryStream,
    },
    sync::lock,
    tracking::tracker::Tracker,
};

/// The first port that is given to a listener which asks for any: where the ephemeral ones begin.
const FIRST_PORT: u16 = 49_152;

/// The listeners of one cell.
#[derive(Debug, Default)]
pub(crate) struct Network {
    listeners: Mutex<Vec<(Address, Weak<Backlog>)>>,
}

impl Network {
    /// Opens a listener, whose connections are like that.
    ///
    /// # Errors
    ///
    /// Fails if one is open at that address.
    pub(crate) fn listen(&self, address: Address, duplex: Duplex) -> io::Result<MemoryListener> {
        let mut listeners = lock(&self.listeners);
        listeners.retain(|(_, backlog)| backlog.strong_count() > 0);
        let is_free = |address: &Address| listeners.iter().all(|(taken, _)| taken != address);
        let address = match address {
            Address::Tcp(asked) if asked.port() == 0 => (FIRST_PORT..=u16::MAX)
                .map(|port| Address::Tcp(SocketAddr::new(asked.ip(), port)))
                .find(is_free),
            Address::Memory(asked) if asked.is_empty() => (1..=u32::MAX)
                .map(|number| Address::memory(number.to_string()))
                .find(is_free),
            address => Some(address).filter(is_free),
        };
        let address = address.ok_or(io::ErrorKind::AddrInUse)?;
        let listener = MemoryListener::new(address.clone(), duplex);
        listeners.push((address, listener.backlog()));
        Ok(listener)
    }

    /// Opens a listener at a Unix address that is but a name, and free.
    pub(crate) fn listen_unix(&self, duplex: Duplex) -> io::Result<MemoryListener> {
        (1..=u32::MAX)
            .map(|number| Address::unix(Path::new("/memory").join(number.to_string())))
            .find_map(|address| self.listen(address, duplex).ok())
            .ok_or_else(|| io::ErrorKind::AddrInUse.into())
    }

    /// Connects to a listener, in the cell of that tracker.
    ///
    /// # Errors
    ///
    /// Fails if none is open at that address.
    pub(crate) fn connect(
        &self,
        address: &Address,
        tracker: &Arc<Tracker>,
    ) -> io::Result<MemoryStream> {
        let backlog = {
            let listeners = lock(&self.listeners);
            let found = listeners.iter().find(|(at, _)| is_reached(at, address));
            found.and_then(|(_, backlog)| backlog.upgrade())
        };
        let backlog = backlog.ok_or(match address {
            Address::Unix(_) => io::ErrorKind::NotFound,
            _ => io::ErrorKind::ConnectionRefused,
        })?;
        Ok(backlog.connect(tracker))
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
