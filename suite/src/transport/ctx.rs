use std::{
    fmt,
    future::Future,
    io,
    panic::Location,
    sync::{Arc, Mutex},
    time::Duration,
};

use runtime_matrix_core::Address;

use crate::{
    context::{
        ContextError, ExitCause,
        entry::{Entry, Managed},
        fixture::Fixtures,
        stack::leave,
    },
    net::{Duplex, Stream},
    run::termination::Termination,
    runtime::Runtime,
    sync::lock,
    transport::{Transport, endpoint::Endpoint, server::Server},
};

/// A test's server and its connections, over one transport.
///
/// The handler is the test's own, one future for each connection. However the test ends, the server is closed
/// with it, among the fixtures: nobody is accepted any more, handlers that still run get a second to come to their
/// end if the test has passed so far, and everything is joined.
///
/// A test that takes one runs once over each transport on each runtime:
///
/// ```
/// use futures_lite::{AsyncReadExt, AsyncWriteExt};
/// use runtime_matrix::{Ctx, Stream};
///
/// #[runtime_matrix::test(transports(tcp, unix, memory))]
/// async fn a_greeting_is_answered(ctx: Ctx) -> std::io::Result<()> {
///     let mut client = ctx
///         .start_server_and_connect(async |mut stream: Stream| {
///             let mut asked = [0; 4];
///             stream.read_exact(&mut asked).await?;
///             assert_eq!(&asked, b"ohai");
///             stream.write_all(b"cya").await
///         })
///         .await?;
///     client.write_all(b"ohai").await?;
///     let mut answer = String::new();
///     client.read_to_string(&mut answer).await?;
///     assert_eq!(answer, "cya");
///     Ok(())
/// }
/// ```
///
/// A handle: clones are the same context.
///
/// # Known limitations
///
/// Under virtual time, the time that handlers get stands while they wait for a real socket; the limit of the cell's
/// teardown ends them then.
#[derive(Clone)]
pub struct Ctx {
    runtime: Runtime,
    transport: Transport,
    duplex: Duplex,
    drain: Duration,
    running: Arc<Mutex<Option<Running>>>,
}

/// The server that was started.
struct Running {
    key: u64,
    endpoint: Arc<Endpoint>,
}

impl Ctx {
    /// For how long handlers may go on once the server is closed, unless said otherwise.
    const DRAIN: Duration = Duration::from_secs(1);

    /// Returns a context without a server. Nothing is made before one is started.
    #[must_use]
    pub fn new(runtime: &Runtime, transport: Transport) -> Ctx {
        Ctx {
            runtime: runtime.clone(),
            transport,
            duplex: Duplex::default(),
            drain: Ctx::DRAIN,
            running: Arc::default(),
        }
    }

    /// Returns the context with that capacity and those faults for its connections, which have to be in memory.
    #[must_use]
    pub fn with_duplex(&self, duplex: Duplex) -> Ctx {
        Ctx {
            duplex,
            ..self.clone()
        }
    }

    /// Returns the context with that time for handlers that still run when the server is closed, on the cell's
    /// clock. The default is 1 s. One that takes longer is cancelled, and told.
    #[must_use]
    pub fn draining_within(&self, limit: Duration) -> Ctx {
        Ctx {
            drain: limit,
            ..self.clone()
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

    /// Returns where the server is, if there is one.
    #[must_use]
    pub fn address(&self) -> Option<Address> {
        self.endpoint().map(|endpoint| endpoint.address().clone())
    }

    fn endpoint(&self) -> Option<Arc<Endpoint>> {
        let running = lock(&self.running);
        running
            .as_ref()
            .map(|running| Arc::clone(&running.endpoint))
    }

    /// Starts a server: `handler` makes a future for each connection, which runs as a task of its own.
    ///
    /// A handler that fails, by an error or by a panic, ends the test at once.
    ///
    /// # Errors
    ///
    /// Fails as the machine does, and with `AddrInUse` while the server of before is not closed.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    ///
    /// # Cancellation
    ///
    /// Dropping it starts none.
    #[track_caller]
    pub fn start_server<H, F>(&self, handler: H) -> impl Future<Output = io::Result<()>> + use<H, F>
    where
        H: Fn(Stream) -> F + Send + Sync + 'static,
        F: Future + Send + 'static,
        F::Output: Termination + Send,
    {
        let managed = Managed::named(format!("the {} server", self.transport), Location::caller());
        let ctx = self.clone();
        async move {
            if let Some(address) = ctx.address() {
                let message = format!(
                    "{address}: a server of this context runs there: close it first, or make another context"
                );
                return Err(io::Error::new(io::ErrorKind::AddrInUse, message));
            }
            let (runtime, tracker) = (&ctx.runtime, ctx.runtime.tracker());
            let (listener, endpoint) = ctx.transport.listen_with(runtime, ctx.duplex).await?;
            let endpoint = Arc::new(endpoint);
            let server = Server::start(
                runtime,
                listener,
                Arc::clone(&endpoint),
                handler,
                managed.place,
            );
            let drain = ctx.drain;
            let running = Arc::clone(&ctx.running);
            let entry = Entry::exit(tracker, managed, move |cause| {
                // Whoever still has the context finds no server.
                let gone = lock(&running).take();
                drop(gone);
                server.close(cause, drain)
            });
            let key = Fixtures::add(tracker, entry);
            *lock(&ctx.running) = Some(Running { key, endpoint });
            Ok(())
        }
    }

    /// Connects to the server.
    ///
    /// # Errors
    ///
    /// Fails as the machine does, and with `ConnectionRefused` if no server was started, or none is left.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    ///
    /// # Cancellation
    ///
    /// Dropping it gives the connection up.
    pub async fn connect(&self) -> io::Result<Stream> {
        match self.endpoint() {
            Some(endpoint) => endpoint.connect().await,
            None => {
                let message = format!(
                    "{}: there is no server to connect to: call `Ctx::start_server` first",
                    self.transport
                );
                Err(io::Error::new(io::ErrorKind::ConnectionRefused, message))
            }
        }
    }

    /// Starts a server and connects to it.
    ///
    /// # Errors
    ///
    /// Fails as the two do.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    ///
    /// # Cancellation
    ///
    /// Dropped while it connects, the server runs on.
    #[track_caller]
    pub fn start_server_and_connect<H, F>(
        &self,
        handler: H,
    ) -> impl Future<Output = io::Result<Stream>> + use<H, F>
    where
        H: Fn(Stream) -> F + Send + Sync + 'static,
        F: Future + Send + 'static,
        F::Output: Termination + Send,
    {
        let started = self.start_server(handler);
        let ctx = self.clone();
        async move {
            started.await?;
            ctx.connect().await
        }
    }

    /// Closes the server now, rather than at the end of the test: nobody is accepted any more, handlers come to
    /// their end, and all of it is joined. Without a server it does nothing.
    ///
    /// # Errors
    ///
    /// Fails with each handler that has not ended in its time, and if what the machine keeps cannot be removed.
    ///
    /// # Cancellation
    ///
    /// Dropped once it has been polled, the server is closed by a task of the cell's.
    pub async fn close_server(&self) -> Result<(), ContextError> {
        let Some(running) = lock(&self.running).take() else {
            return Ok(());
        };
        let tracker = self.runtime.tracker();
        let entries = Fixtures::remove(tracker, running.key).into_iter().collect();
        drop(running);
        leave(tracker, entries, ExitCause::Returned).await.map(drop)
    }
}

impl fmt::Debug for Ctx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ctx")
            .field("runtime", &self.runtime.name())
            .field("transport", &self.transport)
            .field("address", &self.address())
            .finish_non_exhaustive()
    }
}
