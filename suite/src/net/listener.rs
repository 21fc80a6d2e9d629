use std::{fmt, io, sync::Arc};

use runtime_matrix_core::{Address, Listener as NativeListener};

use crate::{
    net::{
        Stream,
        flight::{InFlight, Operation},
        memory::listener::{Accept, MemoryListener},
    },
    tracking::tracker::Tracker,
};

/// What others connect to; made by [`Runtime::listen`](crate::Runtime::listen).
///
/// Dropping it refuses those who were not accepted yet.
pub struct Listener {
    source: Source,
}

enum Source {
    Native(Box<dyn NativeListener>, Arc<Tracker>),
    Memory(MemoryListener),
}

impl Listener {
    pub(crate) fn native(listener: Box<dyn NativeListener>, tracker: Arc<Tracker>) -> Listener {
        Listener {
            source: Source::Native(listener, tracker),
        }
    }

    pub(crate) fn memory(listener: MemoryListener) -> Listener {
        Listener {
            source: Source::Memory(listener),
        }
    }

    /// Waits for the next connection.
    ///
    /// # Errors
    ///
    /// Fails as the runtime's own listener does, as when the process has no file descriptor left.
    ///
    /// # Cancellation
    ///
    /// Dropping it loses no connection: the next call has what was not accepted.
    pub async fn accept(&self) -> io::Result<Stream> {
        match &self.source {
            Source::Native(listener, tracker) => {
                let accepted =
                    InFlight::new(Operation::Accept, listener.accept(), Arc::clone(tracker))
                        .await?;
                Ok(Stream::native(accepted, Arc::clone(tracker)))
            }
            Source::Memory(listener) => Ok(Stream::memory(Accept::new(listener).await)),
        }
    }

    /// Returns the address to connect to.
    ///
    /// # Errors
    ///
    /// Fails where the machine does not tell it.
    pub fn address(&self) -> io::Result<Address> {
        match &self.source {
            Source::Native(listener, _) => listener.local_address(),
            Source::Memory(listener) => Ok(listener.address().clone()),
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener")
            .field("address", &self.address().ok())
            .finish_non_exhaustive()
    }
}
