use std::{
    future::Future,
    io, mem,
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{
    context::{BoxError, Exit, ExitCause, supervisor::supervised},
    net::{Listener, Stream},
    run::termination::Termination,
    runtime::Runtime,
    sync::lock,
    task::Task,
    tracking::place::Place,
    transport::endpoint::Endpoint,
};

/// A server that runs: the task that accepts, and one for each connection.
pub(super) struct Server {
    runtime: Runtime,
    endpoint: Arc<Endpoint>,
    accepting: Task<()>,
    connections: Connections,
}

/// The handlers that may still run, each with the number of its connection.
type Connections = Arc<Mutex<Vec<(usize, Task<()>)>>>;

impl Server {
    pub(super) fn start<H, F>(
        runtime: &Runtime,
        listener: Listener,
        endpoint: Arc<Endpoint>,
        handler: H,
        place: Place,
    ) -> Server
    where
        H: Fn(Stream) -> F + Send + Sync + 'static,
        F: Future + Send + 'static,
        F::Output: Termination + Send,
    {
        let connections = Connections::default();
        let address = endpoint.address().to_string();
        let name = format!("the server at {address}");
        let origin = format!("the server at {address}, started at {place},");
        let accepting = {
            let (runtime, connections) = (runtime.clone(), Arc::clone(&connections));
            let handler = Arc::new(handler);
            async move {
                for number in 1.. {
                    let stream = listener.accept().await?;
                    let name = format!("connection {number} to {address}");
                    let origin = format!(
                        "the handler of connection {number} to {address}, started at {place},"
                    );
                    let handler = Arc::clone(&handler);
                    // Called within its task: if it panics, that is the connection's.
                    let handled = async move { handler(stream).await };
                    let task = supervised(&runtime, &name, place, origin, handled);
                    add(&connections, number, task);
                }
                io::Result::Ok(())
            }
        };
        Server {
            runtime: runtime.clone(),
            endpoint,
            accepting: supervised(runtime, &name, place, origin, accepting),
            connections,
        }
    }

    /// Ends all of it. Handlers get that time to end by themselves, if nothing has gone wrong so far.
    pub(super) async fn close(self, cause: ExitCause, drain: Duration) -> Result<Exit, BoxError> {
        let Server {
            runtime,
            endpoint,
            accepting,
            connections,
        } = self;
        accepting.cancel().await;
        let handlers = mem::take(&mut *lock(&connections));
        let busy = if cause.is_returned() {
            drain_all(&runtime, handlers, drain).await
        } else {
            cancel_all(handlers).await;
            Vec::new()
        };
        let address = endpoint.address().to_string();
        if let Some(endpoint) = Arc::into_inner(endpoint) {
            endpoint.remove()?;
        }
        if busy.is_empty() {
            return Ok(Exit::PassOn);
        }
        let numbers: Vec<_> = busy.iter().map(usize::to_string).collect();
        let (plural, numbers) = (if busy.len() == 1 { "" } else { "s" }, numbers.join(", "));
        Err(format!(
            "{address}: the handler{plural} of connection{plural} {numbers} still ran {drain:?} after the server was \
             closed, and had to be cancelled: let a handler return when its peer is gone, or give it more with \
             `draining_within`"
        )
        .into())
    }
}

/// Keeps a handler's task, and lets go of those that have ended.
fn add(connections: &Connections, number: usize, task: Task<()>) {
    let mut connections = lock(connections);
    let (ended, mut running): (Vec<_>, Vec<_>) = mem::take(&mut *connections)
        .into_iter()
        .partition(|(_, task)| task.is_finished());
    running.push((number, task));
    *connections = running;
    drop(connections);
    drop(ended);
}

/// Awaits the handlers, and returns the numbers of those that had to be cancelled.
async fn drain_all(
    runtime: &Runtime,
    handlers: Vec<(usize, Task<()>)>,
    limit: Duration,
) -> Vec<usize> {
    let until = runtime.now().saturating_add(limit);
    let mut busy = Vec::new();
    let mut left = Vec::new();
    for (number, mut task) in handlers {
        let limit = until.saturating_sub(runtime.now());
        if runtime.timeout(limit, &mut task).await.is_err() {
            busy.push(number);
            left.push((number, task));
        }
    }
    cancel_all(left).await;
    busy
}

async fn cancel_all(handlers: Vec<(usize, Task<()>)>) {
    // All requests first: handlers may wait for each other.
    let cancelling: Vec<_> = handlers
        .into_iter()
        .map(|(_, task)| task.cancel())
        .collect();
    for cancelled in cancelling {
        cancelled.await;
    }
}
