use std::{
    fmt, future::Future, marker::PhantomData, panic::Location, pin::Pin, sync::Arc, time::Duration,
};

use runtime_matrix_core::BoxFutureOf;

use crate::{
    cancel::{
        runner::Runner,
        subject::{self, Count, State, Subject, lending, typed_mut},
        swept::Swept,
    },
    run::termination::Termination,
    runtime::Runtime,
    tracking::place::Place,
};

/// Prepares a sweep: an operation that is disturbed in every way at each point where it waits.
///
/// `make` makes a fresh state for each run, and may spawn companions, which it
/// [detaches](crate::Task::detach). `operation` is what is disturbed; it borrows the state, which is looked at
/// when the operation is no more.
///
/// Nothing runs before [`Sweep::run`].
///
/// ```
/// use std::time::Duration;
/// use runtime_matrix::cancel;
///
/// /// An item arrives after a second.
/// type Inbox = tokio::sync::mpsc::Receiver<u32>;
///
/// cancel::sweep(
///     |rt| async move {
///         let (sender, inbox) = tokio::sync::mpsc::channel(1);
///         let clock = rt.clone();
///         rt.spawn(async move {
///             clock.sleep(Duration::from_secs(1)).await;
///             let _ = sender.send(7).await;
///         })
///         .detach();
///         inbox
///     },
///     |_, inbox: &mut Inbox| Box::pin(async { inbox.recv().await }),
/// )
/// .conserves(|inbox, output| cancel::Count {
///     sent: 1,
///     inside: inbox.len(),
///     returned: usize::from(output.is_some()),
///     ..cancel::Count::default()
/// })
/// .run()
/// .unwrap();
/// ```
#[track_caller]
pub fn sweep<S, T, M, F, O>(make: M, operation: O) -> Sweep<S, T>
where
    S: Send + 'static,
    T: Send + 'static,
    M: Fn(Runtime) -> F + Send + Sync + 'static,
    F: Future<Output = S> + Send + 'static,
    O: for<'a> Fn(&'a Runtime, &'a mut S) -> BoxFutureOf<'a, T> + Send + Sync + 'static,
{
    Sweep {
        subject: Subject {
            make: Box::new(move |rt| {
                let made = make(rt);
                Box::pin(async move { Box::new(made.await) as State })
            }),
            operate: lending(operation),
            checks: Vec::new(),
            counts: Vec::new(),
            capacities: Vec::new(),
            fresh: Vec::new(),
        },
        name: None,
        place: Location::caller().into(),
        cells: None,
        points: 32,
        replays: 5_000,
        budget: Duration::from_secs(60),
        poll_limit: Duration::from_secs(5),
        replay_limit: Duration::from_secs(30),
        types: PhantomData,
    }
}

/// A sweep that is being prepared: what has to hold, and how much is run. [`sweep`] makes one.
#[must_use = "a sweep does nothing until it is run"]
pub struct Sweep<S, T> {
    subject: Subject,
    name: Option<String>,
    place: Place,
    cells: Option<Vec<String>>,
    points: usize,
    replays: usize,
    budget: Duration,
    poll_limit: Duration,
    replay_limit: Duration,
    types: PhantomData<fn(S) -> T>,
}

impl<S: Send + 'static, T: Send + 'static> Sweep<S, T> {
    /// Adds a check of what is left when the disturbance has played out and nothing else can happen: it asserts, or
    /// returns an error. It is given the output, if the operation returned one.
    pub fn check<C, R>(mut self, check: C) -> Sweep<S, T>
    where
        R: Termination + 'static,
        C: for<'a> Fn(
                &'a Runtime,
                &'a mut S,
                Option<&'a T>,
            ) -> Pin<Box<dyn Future<Output = R> + 'a>>
            + Send
            + Sync
            + 'static,
    {
        self.subject.checks.push(Box::new(move |rt, state, output| {
            let checking = check(rt, typed_mut(state), output.map(typed));
            Box::pin(async move { checking.await.into_result() })
        }));
        self
    }

    /// Adds a count of items, all of which have to be accounted for: what was sent has been received, is still inside,
    /// or was returned.
    pub fn conserves<C>(mut self, count: C) -> Sweep<S, T>
    where
        C: Fn(&mut S, Option<&T>) -> Count + Send + Sync + 'static,
    {
        self.subject.counts.push(Box::new(move |state, output| {
            count(typed_mut(state), output.map(typed))
        }));
        self
    }

    /// Adds a capacity that has to be the same before the operation and after it, when its output has been dropped.
    pub fn restores<C>(mut self, capacity: C) -> Sweep<S, T>
    where
        C: Fn(&mut S) -> usize + Send + Sync + 'static,
    {
        let capacity = move |state: &mut State| capacity(typed_mut(state));
        self.subject.capacities.push(Box::new(capacity));
        self
    }

    /// Adds a fresh operation on what is left, which has to end within that many polls.
    pub fn then<O>(mut self, polls: usize, operation: O) -> Sweep<S, T>
    where
        O: for<'a> Fn(&'a Runtime, &'a mut S) -> BoxFutureOf<'a, ()> + Send + Sync + 'static,
    {
        self.subject.fresh.push((polls, lending(operation)));
        self
    }

    /// Names the operation, for reports and tables. It is called by the place of the sweep otherwise.
    pub fn named(mut self, name: &str) -> Sweep<S, T> {
        self.name = Some(name.to_owned());
        self
    }

    /// Confirms what `sim` found on these cells only, instead of on all that are on.
    pub fn cells(mut self, cells: &[&str]) -> Sweep<S, T> {
        self.cells = Some(cells.iter().map(|cell| (*cell).to_owned()).collect());
        self
    }

    /// Disturbs that many suspension points at most, the first ones. The default is 32.
    pub fn points(mut self, most: usize) -> Sweep<S, T> {
        self.points = most;
        self
    }

    /// Makes that many replays at most. The default is 5,000.
    pub fn replays(mut self, most: usize) -> Sweep<S, T> {
        self.replays = most;
        self
    }

    /// Begins no replay after that much real time. The default is 60 s.
    pub fn budget(mut self, time: Duration) -> Sweep<S, T> {
        self.budget = time;
        self
    }

    /// Allows each poll of the operation that much real time, and each drop of it. The default is 5 s.
    pub fn poll_limit(mut self, limit: Duration) -> Sweep<S, T> {
        self.poll_limit = limit;
        self
    }

    /// Allows each replay that much real time. The default is 30 s.
    pub fn replay_limit(mut self, limit: Duration) -> Sweep<S, T> {
        self.replay_limit = limit;
        self
    }

    /// Runs the sweep: the operation undisturbed, then once for each disturbance at each suspension point, on `sim`
    /// and then on the other cells. Each run is a fresh [`Cell`](crate::Cell) with a virtual clock, on a thread of
    /// its own.
    ///
    /// It never panics for what it finds: [`Swept::unwrap`] does.
    pub fn run(self) -> Swept {
        let mut swept = Swept::new(self.name, self.place);
        let runner = Runner {
            subject: Arc::new(self.subject),
            cells: self.cells,
            points: self.points,
            replays: self.replays,
            budget: self.budget,
            poll_limit: self.poll_limit,
            replay_limit: self.replay_limit,
        };
        if let Err(refused) = runner.run(&mut swept) {
            swept.refused = Some(refused);
        }
        swept
    }
}

/// Returns an output as what it is.
fn typed<T: 'static>(output: &subject::Output) -> &T {
    output
        .downcast_ref()
        .expect("an output has the type of its operation's")
}

impl<S, T> fmt::Debug for Sweep<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sweep")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
