//! The client of the article, as far as its tests go.

use std::{
    collections::HashMap,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
};

use runtime_matrix::{JoinQueue, Runtime, Task, mock::MockStream};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) topic: String,
    pub(super) event: String,
}

/// The server has closed a topic.
#[derive(Debug)]
pub(super) struct TopicClosed {
    topic: String,
}

impl fmt::Display for TopicClosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}', 'Upstream closed'", self.topic)
    }
}

type Handled = Result<(), String>;

type AsyncHandler = dyn Fn(Message) -> Pin<Box<dyn Future<Output = Handled> + Send>> + Send + Sync;

/// What is done with a message: on a task, or on a thread where it may block.
#[derive(Clone)]
pub(super) enum Handler {
    Async(Arc<AsyncHandler>),
    Blocking(Arc<dyn Fn(Message) -> Handled + Send + Sync>),
}

/// How the client starts things, and whom it tells.
#[derive(Clone)]
pub(super) struct Tasks {
    pub(super) rt: Runtime,
    pub(super) create_task: Arc<dyn Fn() + Send + Sync>,
    pub(super) run_in_executor: Arc<dyn Fn() + Send + Sync>,
    pub(super) log: Arc<dyn Fn(String) + Send + Sync>,
}

impl Tasks {
    /// Starts a handler and waits for it; whatever goes wrong is logged.
    async fn handle(&self, handler: Handler, message: Message) {
        let task = match handler {
            Handler::Async(handler) => {
                (self.create_task)();
                self.rt.spawn(handler(message))
            }
            Handler::Blocking(handler) => {
                (self.run_in_executor)();
                self.rt.spawn_blocking(move || handler(message))
            }
        };
        match task.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => (self.log)(format!("a handler failed: {error}")),
            Err(error) => (self.log)(format!("a handler failed: {error}")),
        }
    }
}

/// By topic and event; those without a topic are for all.
type Handlers = HashMap<(Option<String>, String), Vec<Handler>>;

fn handlers_of(handlers: &Handlers, message: &Message) -> Vec<Handler> {
    let topics = [None, Some(message.topic.clone())];
    let keys = topics.map(|topic| (topic, message.event.clone()));
    keys.iter()
        .filter_map(|key| handlers.get(key))
        .flatten()
        .cloned()
        .collect()
}

pub(super) struct Client {
    tasks: Tasks,
    queue: JoinQueue<Message>,
    handlers: Handlers,
    processor: Mutex<Option<Task<()>>>,
}

impl Client {
    pub(super) fn new(tasks: Tasks) -> Client {
        Client {
            tasks,
            queue: JoinQueue::unbounded(),
            handlers: HashMap::new(),
            processor: Mutex::new(None),
        }
    }

    pub(super) fn on_event(&mut self, event: &str, handler: Handler) {
        self.handlers
            .entry((None, event.to_owned()))
            .or_default()
            .push(handler);
    }

    pub(super) fn on_topic_event(&mut self, topic: &str, event: &str, handler: Handler) {
        let key = (Some(topic.to_owned()), event.to_owned());
        self.handlers.entry(key).or_default().push(handler);
    }

    /// Starts the processor of messages.
    pub(super) fn enter(&self) -> &Client {
        let (queue, tasks, handlers) = (
            self.queue.clone(),
            self.tasks.clone(),
            self.handlers.clone(),
        );
        let processor = async move {
            loop {
                let message = queue.recv_guard().await;
                for handler in handlers_of(&handlers, &message) {
                    tasks.handle(handler, message.clone()).await;
                }
            }
        };
        let processor = self.tasks.rt.spawn_named("processor", processor);
        *self.processor.lock().expect("nobody panics here") = Some(processor);
        self
    }

    /// Ends the processor.
    pub(super) async fn exit(&self) {
        let processor = self.processor.lock().expect("nobody panics here").take();
        if let Some(processor) = processor {
            processor.cancel().await;
        }
    }

    /// Waits until all messages have been handled.
    pub(super) async fn join(&self) {
        self.queue.join().await;
    }

    pub(super) async fn process_messages(
        &self,
        mut connection: MockStream<Message>,
    ) -> Result<(), TopicClosed> {
        while let Some(message) = connection.next().await {
            if message.event == "phx_close" {
                return Err(TopicClosed {
                    topic: message.topic,
                });
            }
            self.queue.put(message).await;
        }
        Ok(())
    }
}
