//! What all handles of a mock share: its log and its answers.

use std::{
    borrow::Cow,
    mem,
    panic::Location,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use crate::{
    mock::{
        answer::Rule,
        args::Args,
        future::Deeper,
        gate::Gate,
        log::{CallState, Entry, Held, Record},
        state::{ALL, Chosen, Head, Noted, Refusal, Refused, State},
        tell,
    },
    sync::{Monitor, Waiting},
    tracking::{
        current::Current,
        panics,
        tracker::{Phase, Tracker},
        witness,
    },
};

pub(crate) struct Core<A: Args, O: Send + 'static> {
    pub(crate) name: Cow<'static, str>,
    /// The names of the arguments, where they are known.
    pub(crate) parameters: &'static [&'static str],
    /// Whether a call gives a future.
    pub(crate) by_await: bool,
    pub(crate) made_at: &'static Location<'static>,
    /// The test that the mock was made in.
    pub(crate) cell: Option<Arc<Tracker>>,
    state: Monitor<State<A, O>>,
}

/// What has come of the first poll of a call.
pub(crate) enum Begun<A, O> {
    Chosen(Chosen<A, O>),
    Waits(Turn),
}

/// What stands between the first poll of a call and its answer.
pub(crate) struct Turn {
    pub(crate) gate: Option<Gate>,
    pub(crate) delay: Option<Duration>,
}

impl<A: Args, O: Send + 'static> Core<A, O> {
    pub(crate) fn new(
        name: Cow<'static, str>,
        parameters: &'static [&'static str],
        by_await: bool,
        made_at: &'static Location<'static>,
    ) -> Arc<Core<A, O>> {
        let cell = Current::tracker();
        if let Some(cell) = cell.as_ref().filter(|cell| cell.phase() == Phase::Ended) {
            panic!(
                "mock `{name}`: made after its test, {}, had ended",
                cell.identity
            );
        }
        let core = Arc::new(Core {
            name,
            parameters,
            by_await,
            made_at,
            state: Monitor::new(State::new()),
            cell,
        });
        if let Some(cell) = &core.cell {
            cell.call(Arc::<Core<A, O>>::clone(&core));
        }
        core
    }

    /// Returns the next number of the journal. It is drawn under the lock of the mock that notes it down, so
    /// that the numbers of each log ascend.
    #[inline]
    fn next_entry(&self) -> u64 {
        match &self.cell {
            Some(cell) => cell.next_entry(),
            None => witness::next_entry_outside(),
        }
    }

    /// Looks at the state, or changes what nobody waits for.
    ///
    /// What falls out of it is the caller's to drop, without the lock: it is the test's own.
    #[inline]
    pub(crate) fn look<T>(&self, look: impl FnOnce(&mut State<A, O>) -> T) -> T {
        self.state.look(look)
    }

    /// Changes the state and wakes those who wait.
    #[inline]
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State<A, O>) -> T) -> T {
        self.state.change(change)
    }

    /// Waits until `look` finds what it looks for.
    pub(crate) async fn until<T>(&self, look: impl FnMut(&mut State<A, O>) -> Option<T>) -> T {
        self.state.until(look).await
    }

    /// Returns one who waits for the state to change.
    pub(crate) fn waiting(&self) -> Waiting<'_, State<A, O>> {
        Waiting::new(&self.state)
    }

    // --- calls ----------------------------------------------------------------------------------

    /// Notes a call down.
    #[inline]
    pub(crate) fn note_call(&self, args: Held<A>, place: &'static Location<'static>) -> Noted {
        self.check_cell(&args, place);
        let noted = self.change(|state| match state.heads.is_empty() {
            true => Ok(self.note(state, ALL, args, place)),
            false => Err((args, Arc::clone(&state.heads), state.forgotten)),
        });
        let (noted, refused) = noted.unwrap_or_else(|(args, heads, forgotten)| {
            // Without the lock: a matcher is the test's own code, and so is what it drops if it panics.
            let _deeper = Deeper::than(self, place);
            let fits = heads
                .iter()
                .rposition(|head| head.pattern.matches(args.get()));
            let rule = fits.map_or(ALL, |position| forgotten + position + 1);
            self.change(|state| self.note(state, rule, args, place))
        });
        if let Some(refused) = refused {
            // What is printed is the test's own code, and may call the mock.
            let _deeper = Deeper::than(self, place);
            let message = tell::refused(self, &refused, noted);
            if thread::panicking() {
                // Another panic would abort the process.
                self.remember(message, place);
            } else {
                self.refuse(message, place);
            }
        }
        noted
    }

    #[inline]
    fn note(
        &self,
        state: &mut State<A, O>,
        rule: usize,
        args: Held<A>,
        place: &'static Location<'static>,
    ) -> (Noted, Option<Refused>) {
        let refused = state.count(rule);
        let stands = match refused {
            None => CallState::Called,
            Some(_) => CallState::Refused,
        };
        let entry = Entry::new(args, stands, place, self.next_entry());
        let number = state.log.add(entry);
        let noted = Noted {
            number,
            rule,
            place,
        };
        (noted, refused)
    }

    /// Refuses calls after the test that the mock belongs to.
    fn check_cell(&self, args: &Held<A>, place: &'static Location<'static>) {
        let ended = self
            .cell
            .as_ref()
            .filter(|cell| cell.phase() == Phase::Ended && !thread::panicking());
        if let Some(cell) = ended {
            let _deeper = Deeper::than(self, place);
            let call = tell::call(&self.name, &args.get().texts());
            let message = format!(
                "{call} was called at {place} after the mock's test, {}, had ended: make a mock in each \
                 test, and join what uses it",
                cell.identity
            );
            panics::panic_at(message, place);
        }
    }

    /// Returns the arguments of a call that is under way.
    pub(crate) fn args(&self, number: usize) -> Arc<A> {
        let args = self.look(|state| state.log.entry(number).map(Entry::args));
        args.expect("a call that is under way is not forgotten")
    }

    /// Notes the first poll of a call, and chooses its answer unless something has to be waited for before.
    #[inline]
    pub(crate) fn begin(&self, noted: Noted) -> Begun<A, O> {
        self.change(|state| {
            state.log.note_await(noted.number, self.next_entry());
            if state.gate.is_none() && state.delay.is_none() {
                return Begun::Chosen(state.choose(noted));
            }
            Begun::Waits(Turn {
                gate: state.gate.clone(),
                delay: state.delay,
            })
        })
    }

    /// Chooses the answer of a call whose turn has come.
    #[inline]
    pub(crate) fn choose(&self, noted: Noted) -> Chosen<A, O> {
        self.change(|state| state.choose(noted))
    }

    /// Notes how a call ended.
    pub(crate) fn note_end(&self, number: usize, state: CallState) {
        let forgotten = self.change(|all| all.log.note_end(number, state));
        drop(forgotten);
    }

    /// Notes that an answer was given, and keeps a copy of it for a spy.
    #[inline]
    pub(crate) fn note_output(&self, number: usize, output: &O) {
        let noted = self.change(|state| match state.keep {
            None => Ok(state.log.note_end(number, CallState::Completed)),
            Some(keep) => Err(keep),
        });
        // What falls out of the log is dropped here, without the lock.
        if let Err(keep) = noted {
            self.keep_output(number, keep(output));
        }
    }

    /// Keeps the copy of an output, which is the test's own to make.
    fn keep_output(&self, number: usize, copy: O) {
        let kept = Arc::new(Mutex::new(copy));
        let forgotten = self.change(|state| {
            if let Some(entry) = state.log.entry(number) {
                entry.output = Some(kept);
            }
            state.log.note_end(number, CallState::Completed)
        });
        drop(forgotten);
    }

    /// Panics in the code under test, and remembers it in case that swallows the panic.
    pub(crate) fn refuse(&self, message: String, place: &'static Location<'static>) -> ! {
        self.remember(message.clone(), place);
        panics::panic_at(message, place);
    }

    fn remember(&self, message: String, place: &'static Location<'static>) {
        let refusal = Refusal { message, place };
        self.change(|state| state.refusals.push(refusal));
    }

    pub(crate) fn calls(&self) -> Vec<Record<A>> {
        self.look(|state| state.log.records())
    }

    /// Returns the calls that have been awaited, in the order of their first polls.
    pub(crate) fn awaits(&self) -> Vec<Record<A>> {
        self.look(|state| state.log.awaited())
    }

    // --- answers --------------------------------------------------------------------------------

    /// Adds a rule for certain arguments and returns its number.
    pub(crate) fn add_head(&self, head: Head<A>) -> usize {
        self.look(|state| {
            Arc::make_mut(&mut state.heads).push(Arc::new(head));
            state.rules.push(Rule::new());
            state.forgotten + state.rules.len() - 1
        })
    }

    /// Changes a rule, unless it has been forgotten.
    pub(crate) fn with_rule<T>(
        &self,
        rule: usize,
        change: impl FnOnce(&mut Rule<A, O>) -> T,
    ) -> Option<T> {
        let changed = self.look(|state| match state.index(rule) {
            Some(index) => Ok(change(&mut state.rules[index])),
            // Dropped without the lock.
            None => Err(change),
        });
        changed.ok()
    }

    /// Forgets all answers and expectations.
    pub(crate) fn forget_answers(&self) {
        let forgotten = self.look(|state| {
            state.delay = None;
            let rules = mem::replace(&mut state.rules, vec![Rule::new()]);
            state.forgotten += rules.len() - 1;
            (rules, mem::take(&mut state.heads), state.gate.take())
        });
        drop(forgotten);
    }
}
