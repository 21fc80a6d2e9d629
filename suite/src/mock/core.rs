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
        locked::Locked,
        log::{CallState, Entry, Held, Log, Record},
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
    state: Monitor<State<A, O>>,
}

pub(crate) struct State<A, O> {
    pub(crate) log: Log<A, O>,
    /// The arguments that answers were given for.
    pub(crate) heads: Vec<Arc<Head<A>>>,
    /// The answers for all calls, then those of each head.
    pub(crate) rules: Vec<Rule<A, O>>,
    pub(crate) strict: bool,
    pub(crate) allows_never_awaited: bool,
    pub(crate) gate: Option<Gate>,
    pub(crate) delay: Option<Duration>,
    /// Copies what comes out, for a spy.
    pub(crate) keep: Option<fn(&O) -> O>,
    /// Panics that the code under test may have swallowed.
    pub(crate) refusals: Vec<Refusal>,
    /// What the test waits for, by number.
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
#[derive(Clone, Copy)]
pub(crate) struct Noted {
    pub(crate) number: usize,
    /// The rule whose arguments fit.
    pub(crate) rule: usize,
    pub(crate) place: &'static Location<'static>,
}

/// Why a call is refused.
pub(crate) enum Refused {
    /// Nothing expects it.
    Unexpected,
    /// It is one more than its rule, by number, allows.
    TooMany { rule: usize, most: usize },
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
        Locked::refuse(&self.name);
        self.state.look(look)
    }

    /// Changes the state and wakes those who wait.
    #[inline]
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State<A, O>) -> T) -> T {
        Locked::refuse(&self.name);
        self.state.change(change)
    }

    /// Waits until `look` finds what it looks for.
    pub(crate) async fn until(&self, mut look: impl FnMut(&State<A, O>) -> bool) {
        self.state.until(|state| look(state).then_some(())).await;
    }

    // --- calls ----------------------------------------------------------------------------------

    /// Notes a call down.
    #[inline]
    pub(crate) fn note_call(&self, args: Held<A>, place: &'static Location<'static>) -> Noted {
        self.check_cell(&args, place);
        let (noted, refused) = self.change(|state| {
            let rule = state.rule_for(args.get());
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
        });
        if let Some(refused) = refused {
            self.refuse(&tell::refused(self, &refused, noted), place);
        }
        noted
    }

    /// Refuses calls after the test that the mock belongs to.
    fn check_cell(&self, args: &Held<A>, place: &'static Location<'static>) {
        let ended = self
            .cell
            .as_ref()
            .filter(|cell| cell.phase() == Phase::Ended);
        if let Some(cell) = ended {
            let call = tell::call(&self.name, &args.get().texts());
            panic!(
                "{call} was called at {place} after the mock's test, {}, had ended: make a mock in each \
                 test, and join what uses it",
                cell.identity
            );
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
    pub(crate) fn note_output(&self, number: usize, output: &O) {
        let keep = self.look(|state| state.keep);
        // The copy is the test's own code.
        let kept = keep.map(|keep| Arc::new(Mutex::new(keep(output))));
        let forgotten = self.change(|state| {
            if let Some(entry) = state.log.entry(number) {
                entry.output = kept;
            }
            state.log.note_end(number, CallState::Completed)
        });
        drop(forgotten);
    }

    /// Panics in the code under test, and remembers it in case that swallows the panic.
    #[track_caller]
    pub(crate) fn refuse(&self, message: &str, place: &'static Location<'static>) -> ! {
        let refusal = Refusal {
            message: message.to_owned(),
            place,
        };
        self.change(|state| state.refusals.push(refusal));
        panic!("{message}");
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
            state.heads.push(Arc::new(head));
            state.rules.push(Rule::new());
            state.rules.len() - 1
        })
    }

    /// Changes a rule, unless it has been forgotten.
    pub(crate) fn with_rule<T>(
        &self,
        rule: usize,
        change: impl FnOnce(&mut Rule<A, O>) -> T,
    ) -> Option<T> {
        self.look(|state| state.rules.get_mut(rule).map(change))
    }

    /// Forgets all answers and expectations.
    pub(crate) fn forget_answers(&self) {
        let forgotten = self.look(|state| {
            state.delay = None;
            let rules = mem::replace(&mut state.rules, vec![Rule::new()]);
            (rules, mem::take(&mut state.heads), state.gate.take())
        });
        drop(forgotten);
    }
}

impl<A, O> State<A, O> {
    fn new() -> State<A, O> {
        State {
            log: Log::new(),
            heads: Vec::new(),
            rules: vec![Rule::new()],
            strict: false,
            allows_never_awaited: false,
            gate: None,
            delay: None,
            keep: None,
            refusals: Vec::new(),
            waits: Vec::new(),
            waits_made: 0,
        }
    }

    /// Returns the rule for those arguments: the latest that fits, or the one for all.
    #[inline]
    fn rule_for(&self, args: &A) -> usize {
        if self.heads.is_empty() {
            return ALL;
        }
        let _locked = Locked::enter();
        let fits = self
            .heads
            .iter()
            .rposition(|head| head.pattern.matches(args));
        fits.map_or(ALL, |position| position + 1)
    }

    /// Counts a call for its rule and for the one for all, and tells whether it may be.
    #[inline]
    fn count(&mut self, rule: usize) -> Option<Refused> {
        if self.strict && rule == ALL {
            return Some(Refused::Unexpected);
        }
        let refused = self.rules[rule].count();
        let refused = refused.map(|most| Refused::TooMany { rule, most });
        if rule == ALL {
            return refused;
        }
        let of_all = self.rules[ALL].count();
        refused.or(of_all.map(|most| Refused::TooMany { rule: ALL, most }))
    }

    /// Chooses the answer of a call: that of its rule; if that was never given one, the mock's own. A plain
    /// value completes the call.
    fn choose(&mut self, noted: Noted) -> Chosen<A, O> {
        // The answers may have been forgotten since the call.
        let rule = if noted.rule < self.rules.len() {
            noted.rule
        } else {
            ALL
        };
        let (rule, choice) = match self.rules[rule].choose() {
            Choice::Nothing if rule != ALL => (ALL, self.rules[ALL].choose()),
            choice => (rule, choice),
        };
        let is_noted = self.keep.is_none() && matches!(choice, Choice::Value(_));
        if is_noted {
            self.log.note_end(noted.number, CallState::Completed);
        }
        Chosen {
            rule,
            choice,
            is_noted,
        }
    }

    pub(crate) fn forget_calls(&mut self) -> Vec<Entry<A, O>> {
        for rule in &mut self.rules {
            rule.met = 0;
        }
        self.log.forget()
    }
}
