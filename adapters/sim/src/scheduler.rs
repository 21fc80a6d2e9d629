use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    task::Waker,
    time::Instant,
};

use runtime_matrix_core::{BoxFuture, IdleHook, NativeEnd};

use crate::{
    Config, Decision, budget::Budget, decider::Decider, jobs::Jobs, ready::Ready, still::Still,
    task::Task, tasks::Tasks, timers::Timers,
};

/// What the parts of an instance share: one state behind one lock.
///
/// The lock is never held while a future is polled or dropped, nor while a waker is woken, cloned or
/// dropped: all of that is foreign code, which may come back here.
pub(crate) struct Scheduler {
    state: Mutex<State>,
    /// Who is told that nothing can happen any more.
    hook: Option<IdleHook>,
    /// How many turns there are before somebody is told.
    budget: Option<Budget>,
    /// Told of a wake while the driving thread is parked, of the end of a job, of a move of the floor,
    /// and of the shutdown.
    changed: Condvar,
}

/// The state of an instance.
pub(crate) struct State {
    tasks: Tasks,
    ready: Ready,
    /// Those whose wake is held back, each until that step.
    held: Vec<(u64, Arc<Task>)>,
    decider: Decider,
    /// Counts the turns.
    step: u64,
    /// Whether somebody has been told that the budget is spent.
    is_spent: bool,
    /// The task that has the turn, by its address: a wake that it gives itself is a yield.
    at_turn: Option<usize>,
    pub(crate) timers: Timers,
    pub(crate) jobs: Jobs,
    /// Whether a root is being driven.
    has_root: bool,
    /// Whether the driving thread waits for a wake.
    parked: bool,
    /// Whether the instance has been shut down.
    pub(crate) closed: bool,
}

/// What the driving thread does next.
pub(crate) enum Turn {
    /// Let the task, which may be the root, make a step.
    Task(Arc<Task>),
    /// Wake the timers that the clock has reached.
    Wake(Vec<Waker>),
    /// Give up: the instance has been shut down and nothing is ready.
    Closed,
}

impl Scheduler {
    pub(crate) fn new(
        seed: u64,
        config: &Config,
        hook: Option<IdleHook>,
        budget: Option<Budget>,
        keeps_decisions: bool,
    ) -> Scheduler {
        let state = State {
            tasks: Tasks::default(),
            ready: Ready::new(config.workers),
            held: Vec::new(),
            decider: Decider::new(seed, config, keeps_decisions),
            step: 0,
            is_spent: false,
            at_turn: None,
            timers: Timers::default(),
            jobs: Jobs::default(),
            has_root: false,
            parked: false,
            closed: false,
        };
        Scheduler {
            state: Mutex::new(state),
            hook,
            budget,
            changed: Condvar::new(),
        }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a task, or drops its future if the instance has been shut down.
    pub(crate) fn spawn(this: &Arc<Scheduler>, future: BoxFuture<()>) -> Arc<Task> {
        let mut state = this.lock();
        let task = state
            .tasks
            .insert(|index| Task::new(index, this, Some(future)));
        if state.closed {
            drop(state);
            this.close_task(&task);
        } else {
            state.ready.push(Arc::clone(&task));
            this.unpark(state);
        }
        task
    }

    /// Registers a root, ready to be polled, unless there is one.
    pub(crate) fn insert_root(this: &Arc<Scheduler>) -> Option<Arc<Task>> {
        let mut state = this.lock();
        if mem::replace(&mut state.has_root, true) {
            return None;
        }
        let task = state.tasks.insert(|index| Task::new(index, this, None));
        state.ready.push(Arc::clone(&task));
        Some(task)
    }

    /// Forgets the root; its wakers do nothing from now on.
    pub(crate) fn remove_root(&self, root: &Task) {
        let mut state = self.lock();
        state.has_root = false;
        state.tasks.remove(root.index);
        drop(state);
        root.publish(NativeEnd::Done);
    }

    /// Makes a task ready that is not, now or some steps later.
    pub(crate) fn push(&self, task: Arc<Task>) {
        let mut state = self.lock();
        state.push(task);
        self.unpark(state);
    }

    /// Waits until there is something to do, and says what.
    pub(crate) fn next_turn(&self) -> Turn {
        let mut still = Still::new(self.hook.as_ref());
        let mut state = self.lock();
        loop {
            if state.jobs.have_floor() {
                still.is_over();
                state = self.wait_floor(state);
            } else if let Some(budget) = self.budget.as_ref().filter(|it| state.spends(it)) {
                state.is_spent = true;
                state.end_turn();
                // Outside of the lock: whoever is told may cancel a task.
                drop(state);
                budget.tell();
                state = self.lock();
            } else if let Some(turn) = state.next_turn() {
                return turn;
            } else if state.jobs.running() > 0 {
                still.is_over();
                state = self.park(state);
            } else if still.is_news(state.jobs.admitted()) {
                let jobs = state.jobs.admitted();
                // Outside of the lock: whoever is told may wake a task.
                drop(state);
                still.tell(jobs);
                state = self.lock();
            } else {
                state = self.park(state);
            }
        }
    }

    fn park<'a>(&self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        state.parked = true;
        state = self.wait(state, None);
        state.parked = false;
        state
    }

    /// Drops the future of a task, then publishes how the task ended.
    pub(crate) fn end(&self, task: &Task, future: BoxFuture<()>, end: NativeEnd) {
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(future)));
        let end = match (end, dropped) {
            (NativeEnd::Panicked(first), _) => NativeEnd::Panicked(first),
            (_, Err(payload)) => NativeEnd::Panicked(payload),
            (end, Ok(())) => end,
        };
        self.lock().tasks.remove(task.index);
        task.publish(end);
    }

    /// Shuts the tasks and timers down; jobs that have begun go on.
    ///
    /// A task that is being polled at this moment is dropped when that poll returns.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let timers = state.timers.take();
        let tasks = state.tasks.to_vec();
        // Telling nobody costs a system call too.
        let is_awaited = state.parked || state.jobs.running() > 0 || state.jobs.have_floor();
        drop(state);
        if is_awaited {
            self.changed.notify_all();
        }
        drop(timers);
        for task in tasks {
            self.close_task(&task);
        }
    }

    fn close_task(&self, task: &Task) {
        if let Some(future) = task.close() {
            self.end(task, future, NativeEnd::Cancelled);
        }
    }

    /// Takes what has been decided so far, if it is kept.
    pub(crate) fn take_decisions(&self) -> Vec<Decision> {
        self.lock().decider.take()
    }

    /// Returns how many turns have been taken.
    pub(crate) fn steps(&self) -> u64 {
        self.lock().step
    }

    pub(crate) fn alive_tasks(&self) -> usize {
        let state = self.lock();
        state.tasks.len() - usize::from(state.has_root)
    }

    /// Waits for a change, at most until `limit`.
    pub(crate) fn wait<'a>(
        &self,
        state: MutexGuard<'a, State>,
        limit: Option<Instant>,
    ) -> MutexGuard<'a, State> {
        let Some(limit) = limit else {
            let woken = self.changed.wait(state);
            return woken.unwrap_or_else(PoisonError::into_inner);
        };
        let left = limit.saturating_duration_since(Instant::now());
        let woken = self.changed.wait_timeout(state, left);
        woken.unwrap_or_else(PoisonError::into_inner).0
    }

    pub(crate) fn notify(&self) {
        self.changed.notify_all();
    }

    /// Releases the state, and the driving thread if it waits for a wake.
    fn unpark(&self, mut state: MutexGuard<'_, State>) {
        if mem::take(&mut state.parked) {
            self.changed.notify_all();
        }
    }
}

impl State {
    fn push(&mut self, task: Arc<Task>) {
        if self.at_turn == Some(Arc::as_ptr(&task) as usize) {
            task.note_yield();
        }
        match self.decider.late_wake() {
            0 => self.ready.push(task),
            steps => self.held.push((self.step + steps as u64, task)),
        }
    }

    /// Tells whether the next turn is the first one beyond the budget.
    fn spends(&self, budget: &Budget) -> bool {
        let has_next = !self.ready.is_empty() || !self.held.is_empty();
        has_next && !self.is_spent && self.step >= budget.steps
    }

    fn next_turn(&mut self) -> Option<Turn> {
        self.end_turn();
        if self.ready.is_empty() {
            // Before time moves, and before anybody is told that nothing happens.
            self.let_go(u64::MAX);
        }
        if !self.ready.is_empty() {
            self.disturb();
        }
        if let Some(task) = self.ready.draw(&mut self.decider) {
            task.forget_yield();
            self.step += 1;
            self.at_turn = Some(Arc::as_ptr(&task) as usize);
            return Some(Turn::Task(task));
        }
        if self.closed {
            return Some(Turn::Closed);
        }
        if self.jobs.running() > 0 {
            return None;
        }
        self.timers.jump().map(Turn::Wake)
    }

    fn end_turn(&mut self) {
        self.ready.end_turn();
        self.at_turn = None;
        if !self.held.is_empty() {
            self.let_go(self.step);
        }
    }

    /// Lets the wakes take effect that were held back until then.
    fn let_go(&mut self, step: u64) {
        for (until, task) in mem::take(&mut self.held) {
            if until <= step {
                self.ready.push(task);
            } else {
                self.held.push((until, task));
            }
        }
    }

    /// Makes tasks ready that nobody woke, if that is decided.
    fn disturb(&mut self) {
        if !self.decider.polls_waiting() {
            return;
        }
        let waiting = self.tasks.waiting();
        let chosen = if !waiting.is_empty() && self.decider.wake_storm() {
            &waiting[..]
        } else {
            let one = self.decider.spurious_poll(waiting.len());
            one.map_or(&[][..], |one| &waiting[one..=one])
        };
        for task in chosen {
            if task.queue() {
                self.ready.push(Arc::clone(task));
            }
        }
    }
}
