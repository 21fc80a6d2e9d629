//! What all handles of a mock share: its log and its answers.

use std::{
    borrow::Cow,
    mem,
    panic::Location,
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{
    mock::{
        answer::{Choice, Rule},
        args::Args,
        gate::Gate,
        log::{CallState, Log, Record},
        pattern::Pattern,
        tell,
    },
    sync::Monitor,
    tracking::{
        current::Current,
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
    pub(crate) state: Monitor<State<A, O>>,
}

pub(crate) struct State<A, O> {
    pub(crate) log: Log<A, O>,
    /// The arguments that answers were given for. Shared, so that it is looked through without the lock.
    heads: Arc<Vec<Arc<Head<A>>>>,
    /// The answers for all calls, then those of each head.
    rules: Vec<Rule<A, O>>,
    pub(crate) strict: bool,
    pub(crate) allows_never_awaited: bool,
    pub(crate) gate: Option<Gate>,
    pub(crate) delay: Option<Duration>,
    /// Copies what comes out, for a spy.
    pub(crate) keep: Option<fn(&O) -> O>,
    /// Calls whose future was dropped without a poll, which a reset does not forget.
    pub(crate) never_awaited: Vec<(Arc<A>, &'static Location<'static>)>,
    /// Panics that the code under test may have swallowed.
    pub(crate) refusals: Vec<Refusal>,
    /// What the test waits for.
    pub(crate) waits: Vec<(u64, String)>,
    pub(crate) waits_made: u64,
}

/// The arguments that a `when` is for.
pub(crate) struct Head<A> {
    pub(crate) pattern: Box<dyn Pattern<A> + Send + Sync>,
    pub(crate) place: &'static Location<'static>,
}

/// A call that the mock has refused.
#[derive(Clone)]
pub(crate) struct Refusal {
    pub(crate) message: String,
    pub(crate) place: &'static Location<'static>,
}

/// The number of the rule for all calls.
pub(crate) const ALL: usize = 0;

/// A call that has been noted down.
pub(crate) struct Noted<A> {
    pub(crate) number: usize,
    /// The rule whose arguments fit.
    pub(crate) rule: usize,
    pub(crate) args: Arc<A>,
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

/// The answer of a call.
pub(crate) struct Chosen<A, O> {
    /// The rule that it comes from.
    pub(crate) rule: usize,
    pub(crate) choice: Choice<A, O>,
    /// Whether the call's completion has been noted.
    pub(crate) is_noted: bool,
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
            state: Monitor::new(State {
                log: Log::new(),
                heads: Arc::default(),
                rules: vec![Rule::new()],
                strict: false,
                allows_never_awaited: false,
                gate: None,
                delay: None,
                keep: None,
                never_awaited: Vec::new(),
                refusals: Vec::new(),
                waits: Vec::new(),
                waits_made: 0,
            }),
            cell,
        });
        if let Some(cell) = &core.cell {
            cell.call(Arc::<Core<A, O>>::clone(&core));
        }
        core
    }

    /// Returns the next number of the journal. It is drawn under the lock of the mock that notes it down, so
    /// that the numbers of each log ascend.
    fn next_entry(&self) -> u64 {
        match &self.cell {
            Some(cell) => cell.next_entry(),
            None => witness::next_entry_outside(),
        }
    }

    // --- answers --------------------------------------------------------------------------------

    /// Adds a rule for certain arguments and returns its number. The latest that fits is the one.
    pub(crate) fn add_head(&self, head: Head<A>) -> usize {
        self.state.look(|state| {
            // A copy of the list, since somebody may be looking through it without the lock.
            let mut heads = state.heads.to_vec();
            heads.push(Arc::new(head));
            state.heads = Arc::new(heads);
            state.rules.push(Rule::new());
            state.rules.len() - 1
        })
    }

    /// Changes a rule. What falls out is dropped without the lock.
    pub(crate) fn with_rule<T>(&self, rule: usize, change: impl FnOnce(&mut Rule<A, O>) -> T) -> T {
        self.state.look(|state| change(&mut state.rules[rule]))
    }

    /// Forgets all answers and expectations.
    pub(crate) fn forget_answers(&self) {
        let _forgotten = self.state.look(|state| {
            let rules = mem::replace(&mut state.rules, vec![Rule::new()]);
            state.delay = None;
            (rules, mem::take(&mut state.heads), state.gate.take())
        });
    }

    // --- calls ----------------------------------------------------------------------------------

    /// Notes a call down.
    pub(crate) fn note_call(&self, args: Arc<A>, place: &'static Location<'static>) -> Noted<A> {
        self.check_cell(&args, place);
        let heads = match self
            .state
            .change(|state| self.note_plain(state, &args, place))
        {
            Ok(number) => {
                let rule = ALL;
                return Noted { number, rule, args };
            }
            Err(heads) => heads,
        };
        // Without the lock: a predicate is the test's own code.
        let fits = heads.iter().rposition(|head| head.pattern.matches(&args));
        let rule = fits.map_or(ALL, |position| position + 1);
        let (number, refused) = self.state.change(|state| {
            let refused = state.count(rule);
            (self.note(state, &args, place), refused)
        });
        if let Some(refused) = refused {
            let message = tell::refused(self, &refused, &args, place);
            self.note_state(number, CallState::Refused);
            self.refuse(message, place);
        }
        Noted { number, rule, args }
    }

    /// Notes a call that no rule has to be looked up for.
    fn note_plain(
        &self,
        state: &mut State<A, O>,
        args: &Arc<A>,
        place: &'static Location<'static>,
    ) -> Result<usize, Arc<Vec<Arc<Head<A>>>>> {
        if state.is_plain() {
            Ok(self.note(state, args, place))
        } else {
            Err(Arc::clone(&state.heads))
        }
    }

    fn note(
        &self,
        state: &mut State<A, O>,
        args: &Arc<A>,
        place: &'static Location<'static>,
    ) -> usize {
        state.log.add(Record {
            args: Arc::clone(args),
            state: CallState::Called,
            place,
            called: self.next_entry(),
            awaited: None,
        })
    }

    /// Refuses calls after the test that the mock belongs to.
    fn check_cell(&self, args: &A, place: &'static Location<'static>) {
        if let Some(cell) = self
            .cell
            .as_ref()
            .filter(|cell| cell.phase() == Phase::Ended)
        {
            let call = tell::call(&self.name, &args.texts());
            panic!(
                "{call} was called at {place} after the mock's test, {}, had ended: make a mock in each test, \
                 and join what uses it",
                cell.identity
            );
        }
    }

    /// Notes the first poll of a call, and chooses its answer unless something has to be waited for before.
    pub(crate) fn begin(&self, number: usize, rule: usize) -> Begun<A, O> {
        self.state.change(|state| {
            let order = self.next_entry();
            state.log.note_await(number, order, CallState::Awaited);
            if state.gate.is_none() && state.delay.is_none() {
                return Begun::Chosen(state.choose(number, rule));
            }
            Begun::Waits(Turn {
                gate: state.gate.clone(),
                delay: state.delay,
            })
        })
    }

    /// Chooses the answer of a call whose turn has come.
    pub(crate) fn choose(&self, number: usize, rule: usize) -> Chosen<A, O> {
        self.state.change(|state| state.choose(number, rule))
    }

    /// Notes how a call stands now.
    pub(crate) fn note_state(&self, number: usize, state: CallState) {
        self.state.change(|all| all.log.note_state(number, state));
    }

    /// Notes that an answer was given, and keeps a copy of it for a spy.
    pub(crate) fn note_output(&self, number: usize, output: &O) {
        let keep = self.state.change(|state| {
            state.log.note_state(number, CallState::Completed);
            state.keep
        });
        if let Some(keep) = keep {
            // The copy is the test's own code.
            let kept = Arc::new(Mutex::new(keep(output)));
            self.state
                .change(|state| state.log.note_output(number, kept));
        }
    }

    /// Notes that a call's future was dropped without a poll.
    pub(crate) fn note_never_awaited(
        &self,
        number: usize,
        args: &Arc<A>,
        place: &'static Location<'static>,
    ) {
        self.state.change(|state| {
            state.log.note_state(number, CallState::NeverAwaited);
            state.never_awaited.push((Arc::clone(args), place));
        });
    }

    /// Panics in the code under test, and remembers it in case that swallows the panic.
    #[track_caller]
    pub(crate) fn refuse(&self, message: String, place: &'static Location<'static>) -> ! {
        let refusal = Refusal {
            message: message.clone(),
            place,
        };
        self.state.change(|state| state.refusals.push(refusal));
        panic!("{message}");
    }
}

/// Why a call is refused.
pub(crate) enum Refused {
    /// Nothing expects it.
    Unexpected,
    /// It is one more than its rule, by number, allows.
    TooMany { rule: usize, most: usize },
}

impl<A, O> State<A, O> {
    /// Tells whether all calls are alike to the mock, and none is counted.
    fn is_plain(&self) -> bool {
        self.heads.is_empty() && !self.strict && self.rules[ALL].times.is_none()
    }

    /// Counts a call for its rule, and tells whether it may be.
    fn count(&mut self, rule: usize) -> Option<Refused> {
        if self.strict && rule == ALL {
            return Some(Refused::Unexpected);
        }
        // The answers may have been forgotten meanwhile.
        let own = (rule != ALL && rule < self.rules.len()).then_some(rule);
        own.into_iter().chain([ALL]).find_map(|rule| {
            let Rule { met, times, .. } = &mut self.rules[rule];
            *met += 1;
            let most = times.filter(|times| *met > times.most)?.most;
            Some(Refused::TooMany { rule, most })
        })
    }

    /// Chooses the answer of a call: that of its rule; if that was never given one, the mock's own. A plain
    /// value completes the call.
    fn choose(&mut self, number: usize, rule: usize) -> Chosen<A, O> {
        // The answers may have been forgotten since the call.
        let rule = if rule < self.rules.len() { rule } else { ALL };
        let (rule, choice) = match self.rules[rule].choose() {
            Choice::Nothing if rule != ALL => (ALL, self.rules[ALL].choose()),
            choice => (rule, choice),
        };
        let is_noted = self.keep.is_none() && matches!(choice, Choice::Value(_));
        if is_noted {
            self.log.note_state(number, CallState::Completed);
        }
        Chosen {
            rule,
            choice,
            is_noted,
        }
    }

    pub(crate) fn rules(&self) -> &[Rule<A, O>] {
        &self.rules
    }

    pub(crate) fn heads(&self) -> &Arc<Vec<Arc<Head<A>>>> {
        &self.heads
    }

    pub(crate) fn forget_calls(&mut self) -> Vec<crate::mock::log::Entry<A, O>> {
        for rule in &mut self.rules {
            rule.met = 0;
        }
        self.log.forget()
    }
}
