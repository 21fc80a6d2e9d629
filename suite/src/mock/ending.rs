//! What a mock has to say when its test ends, or stands still.

use std::{
    fmt::Write,
    panic::{AssertUnwindSafe, Location, catch_unwind},
    thread,
};

use runtime_matrix_report::Verdict;

use crate::{
    mock::{
        args::Args,
        core::Core,
        log::{CallState, Record},
        state::Refusal,
        tell,
    },
    times::{Times, count},
    tracking::{failure::Failure, witness::Witness},
};

impl<A: Args, O: Send + 'static> Witness for Core<A, O> {
    fn at_end(&self) -> Vec<Failure> {
        let mut failures = self.swallowed();
        failures.extend(self.never_awaited());
        failures.extend(self.not_met());
        failures
    }

    fn after_sweep(&self) -> Vec<Failure> {
        self.leaked()
    }

    fn dismissed(&self) {
        // An answer may own a handle of its mock. What it drops is the test's own code, and comes too late to
        // fail anything.
        let _ = catch_unwind(AssertUnwindSafe(|| self.forget_answers()));
    }

    fn waits(&self) -> Option<String> {
        let waits: Vec<_> =
            self.look(|state| state.waits.iter().map(|(_, wait)| wait.clone()).collect());
        let pending = self.count(CallState::Awaited);
        if waits.is_empty() && pending == 0 {
            return None;
        }
        let name = &self.name;
        let mut text = format!("mock `{name}`, made at {}:", self.made_at);
        for wait in waits {
            let _ = write!(text, "\n  the test waits {wait}");
        }
        if pending > 0 {
            let calls = if pending == 1 {
                "1 call is"
            } else {
                &format!("{pending} calls are")
            };
            let _ = write!(text, "\n  {calls} pending{}", self.why_pending(pending));
        }
        let _ = write!(text, "\n{}", self.transcript().log());
        Some(text)
    }
}

impl<A: Args, O: Send + 'static> Core<A, O> {
    /// Says what calls may be pending for.
    fn why_pending(&self, pending: usize) -> String {
        let gate = self.look(|state| state.gate.clone());
        match gate.map(|gate| gate.waiting()) {
            None | Some(0) => String::new(),
            Some(waiting) if waiting == pending => ", at its gate, which nobody opens".to_owned(),
            Some(waiting) => format!(", {waiting} of them at its gate, which nobody opens"),
        }
    }

    /// A call was refused, and the code under test went on all the same.
    fn swallowed(&self) -> Vec<Failure> {
        let refusals = self.look(|state| state.refusals.clone());
        let failure = |refusal: &Refusal| {
            let mut failure = self.failure(refusal.message.clone(), refusal.place);
            let hint =
                "the mock panicked there, and the panic was caught: the test fails all the same";
            failure.details.push(hint.to_owned());
            failure
        };
        refusals.iter().map(failure).collect()
    }

    /// A future was dropped without a single poll.
    fn never_awaited(&self) -> Vec<Failure> {
        let hint = "nothing of a future happens before it is awaited: await it, or say `allow_never_awaited()` \
                    if the code under test may drop it";
        self.not_awaited(CallState::NeverAwaited, hint)
    }

    /// A future is still there, and nobody is left who could await it.
    fn leaked(&self) -> Vec<Failure> {
        let hint = "its future has outlived the test: something forgot it, or keeps it in a static";
        self.not_awaited(CallState::Called, hint)
    }

    fn not_awaited(&self, state: CallState, hint: &str) -> Vec<Failure> {
        let calls = self.look(|all| match self.by_await && !all.allows_never_awaited {
            true => all.log.standing(state),
            false => Vec::new(),
        });
        let failure = |call: &Record<A>| {
            let called = tell::call(&self.name, &call.args.texts());
            let message = format!("{called} was called and never awaited");
            let mut failure = self.failure(message, call.place);
            failure.details = vec![format!("called at {}", call.place), hint.to_owned()];
            failure
        };
        calls.iter().map(failure).collect()
    }

    /// There were fewer calls than expected.
    fn not_met(&self) -> Vec<Failure> {
        let missed: Vec<_> = self.look(|state| {
            let rules = state.rules.iter().enumerate();
            let missed = rules.filter_map(|(index, rule)| {
                let times = rule.times.filter(|times| rule.met < times.least)?;
                Some((state.number(index), times, rule.met, rule.times_at))
            });
            missed.collect()
        });
        let failure = |(rule, times, met, place): (usize, Times, usize, Option<_>)| {
            let place = place.unwrap_or(self.made_at);
            let met = match met {
                0 => "was never called".to_owned(),
                met => format!("was called {}", count(met)),
            };
            let message = format!("{} was expected {times}, and {met}", self.expected(rule));
            let mut failure = self.failure(message, place);
            failure.details.push(format!("expected at {place}"));
            failure.details.push(self.transcript().log_by_itself());
            failure
        };
        missed.into_iter().map(failure).collect()
    }

    fn failure(&self, message: String, place: &Location<'_>) -> Failure {
        let mut failure = Failure::new(Verdict::Fail, message);
        failure.place = Some(place.to_string());
        failure
    }
}

impl<A: Args, O: Send + 'static> Drop for Core<A, O> {
    /// Outside of a test nobody else asks.
    fn drop(&mut self) {
        if self.cell.is_some() || thread::panicking() {
            return;
        }
        let failures = self.at_end();
        if !failures.is_empty() {
            let told: String = failures
                .iter()
                .map(|failure| failure.lines("", ""))
                .collect();
            panic!("{}", told.trim_end());
        }
    }
}
