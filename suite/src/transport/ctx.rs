use crate::{runtime::Runtime, transport::Transport};

/// A test's server and its connections, over one transport.
#[derive(Clone, Debug)]
pub struct Ctx {
    runtime: Runtime,
    transport: Transport,
}

impl Ctx {
    /// Returns a context without a server yet.
    #[must_use]
    pub fn new(runtime: &Runtime, transport: Transport) -> Ctx {
        Ctx {
            runtime: runtime.clone(),
            transport,
        }
    }

    /// Returns the runtime that the test runs on.
    #[must_use]
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// Returns the transport that the test runs over.
    #[must_use]
    pub fn transport(&self) -> Transport {
        self.transport
    }
}
