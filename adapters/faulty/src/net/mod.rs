//! Sockets in the memory of an instance, and what can be wrong with them.
//!
//! Only instances whose defect is one of sockets have any: with sockets a runtime is no closed world any more.

mod listener;
mod pipe;
mod stream;

use std::{
    fs::File,
    future, io,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex, Weak, atomic::Ordering::SeqCst},
};

use runtime_matrix_core::{Address, BoxFuture, ByteStream, Listener, Net};

use self::listener::{Backlog, MemoryListener};
use crate::{
    fault::Defect,
    shared::{Shared, lock},
};

/// The first port that a listener is given which asks for any: where the ephemeral ones begin.
const FIRST_PORT: u16 = 49_152;

/// The sockets of one instance.
pub(crate) struct Sockets {
    table: Arc<Table>,
    shared: Arc<Shared>,
}

/// Who listens where.
struct Table {
    listeners: Mutex<Vec<Entry>>,
    defect: Defect,
}

struct Entry {
    address: Address,
    backlog: Weak<Backlog>,
    /// Where a listener outlives its drop.
    _kept: Option<Arc<Backlog>>,
}

impl Sockets {
    pub(crate) fn new(shared: &Arc<Shared>) -> Sockets {
        let table = Table {
            listeners: Mutex::default(),
            defect: shared.defect,
        };
        Sockets {
            table: Arc::new(table),
            shared: Arc::clone(shared),
        }
    }

    fn check_caller(&self) {
        assert!(
            !self.shared.is(Defect::TasksHaveNoSockets) || !self.shared.polls_task.load(SeqCst),
            "a task opened a socket"
        );
    }
}

impl Net for Sockets {
    fn listen(&self, address: Address) -> BoxFuture<io::Result<Box<dyn Listener>>> {
        self.check_caller();
        let table = Arc::clone(&self.table);
        Box::pin(async move { Ok(Box::new(table.listen(address)?) as Box<_>) })
    }

    fn connect(&self, address: Address) -> BoxFuture<io::Result<Box<dyn ByteStream>>> {
        self.check_caller();
        let table = Arc::clone(&self.table);
        Box::pin(async move {
            match table.find(&address) {
                Some(backlog) => Ok(Box::new(backlog.connect()) as Box<_>),
                None if table.defect == Defect::ConnectsToNobodyHang => future::pending().await,
                None => Err(table.refusal(&address).into()),
            }
        })
    }
}

impl Table {
    fn listen(&self, address: Address) -> io::Result<MemoryListener> {
        let mut listeners = lock(&self.listeners);
        listeners.retain(|entry| entry.backlog.strong_count() > 0);
        let is_free = |address: &Address| listeners.iter().all(|entry| entry.address != *address);
        let address = match address {
            Address::Tcp(asked) if asked.port() == 0 => (FIRST_PORT..=u16::MAX)
                .map(|port| Address::Tcp(SocketAddr::new(asked.ip(), port)))
                .find(|address| self.defect == Defect::PortsAreGivenTwice || is_free(address))
                .ok_or(io::ErrorKind::AddrInUse)?,
            Address::Unix(path) => {
                self.make_file(&path)?;
                Address::Unix(path)
            }
            address if self.defect == Defect::AddressesAreGivenTwice || is_free(&address) => {
                address
            }
            _ => return Err(io::ErrorKind::AddrInUse.into()),
        };
        let backlog = Arc::new(Backlog::new(self.defect));
        listeners.push(Entry {
            address: address.clone(),
            backlog: Arc::downgrade(&backlog),
            _kept: (self.defect == Defect::DroppedListenersListen).then(|| Arc::clone(&backlog)),
        });
        Ok(MemoryListener::new(address, backlog))
    }

    /// Makes the file of a Unix socket, as the machine does.
    fn make_file(&self, path: &Path) -> io::Result<()> {
        match self.defect {
            Defect::UnixIsUnsupported => return Err(io::ErrorKind::Unsupported.into()),
            Defect::UnixFilesAreNotMade => return Ok(()),
            _ => {}
        }
        File::create_new(path)
            .map(drop)
            .map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => io::ErrorKind::AddrInUse.into(),
                _ => error,
            })
    }

    /// Returns who listens there, the latest of them.
    fn find(&self, address: &Address) -> Option<Arc<Backlog>> {
        let listeners = lock(&self.listeners);
        let is_it = |entry: &&Entry| match (&entry.address, address) {
            // Where it is all that is told, it is an address too.
            (Address::Tcp(_), Address::Tcp(told)) if told.port() == 0 => {
                self.defect == Defect::ListenersTellPortZero
            }
            (at, address) => at == address,
        };
        let found = listeners.iter().rev().find(is_it);
        found.and_then(|entry| entry.backlog.upgrade())
    }

    /// Returns the error of who connects where nobody listens.
    fn refusal(&self, address: &Address) -> io::ErrorKind {
        match address {
            Address::Unix(path)
                if !path.exists() && self.defect != Defect::MissingFilesAreRefused =>
            {
                io::ErrorKind::NotFound
            }
            _ => io::ErrorKind::ConnectionRefused,
        }
    }
}
