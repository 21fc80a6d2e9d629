use std::{
    any::Any,
    cell::Cell,
    fmt,
    future::Future,
    panic::Location,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use runtime_matrix_core::BoxFuture;

use crate::{
    mock::{
        answer::{Answer, Choice, Rule},
        args::Args,
        core::{Begun, Chosen, Core, Noted, Turn},
        log::CallState,
        tell,
    },
    runtime::Runtime,
};

/// A call of a mock, made by `call`; its first poll is the await that the mock notes down.
///
/// # Cancellation
///
/// Dropping it before its first poll makes the call one that was *never awaited*, for which the test fails
/// at its end; dropping it later makes it *cancelled*.
#[must_use = "a call that is never awaited fails the test"]
pub struct MockFuture<A: Args, O: Send + 'static> {
    core: Arc<Core<A, O>>,
    number: usize,
    rule: usize,
    place: &'static Location<'static>,
    stage: Stage<A, O>,
}

enum Stage<A, O> {
    Called(Arc<A>),
    Running(BoxFuture<O>),
    Ended,
}

/// An answer that is there, or one to be waited for.
enum Given<O> {
    /// The call's completion has been noted.
    Noted(O),
    Now(O),
    Later(BoxFuture<O>),
}

impl<A: Args, O: Send + 'static> Core<A, O> {
    /// Notes a call and returns its future.
    pub(crate) fn start(
        self: &Arc<Self>,
        args: Arc<A>,
        place: &'static Location<'static>,
    ) -> MockFuture<A, O> {
        let Noted { number, rule, args } = self.note_call(args, place);
        MockFuture {
            core: Arc::clone(self),
            number,
            rule,
            place,
            stage: Stage::Called(args),
        }
    }

    /// Notes a call and gives its answer at once.
    pub(crate) fn finish(self: &Arc<Self>, args: Arc<A>, place: &'static Location<'static>) -> O {
        let Noted { number, rule, args } = self.note_call(args, place);
        let mut ending = Ending::of(self, number);
        let _deeper = Deeper::than(DEPTH.get(), self, place);
        let chosen = self.choose(number, rule);
        match self.answer(chosen, &args, (number, rule, place)) {
            Given::Noted(output) => {
                ending.state = None;
                output
            }
            Given::Now(output) => {
                self.note_output(number, &output);
                ending.state = None;
                output
            }
            Given::Later(_) => {
                unreachable!("a mock by call is not given answers that have to be awaited")
            }
        }
    }

    /// Answers a call that has its turn.
    fn answer(
        self: &Arc<Self>,
        mut chosen: Chosen<A, O>,
        args: &Arc<A>,
        (number, rule, place): (usize, usize, &'static Location<'static>),
    ) -> Given<O> {
        let answer = loop {
            match chosen.choice {
                Choice::Value(value) if chosen.is_noted => return Given::Noted(value),
                Choice::Value(value) => return Given::Now(value),
                Choice::Answer(answer) => break answer,
                Choice::Each(each) => match each.next() {
                    Ok(Some(value)) => {
                        self.with_rule(chosen.rule, Rule::note_used);
                        return Given::Now(value);
                    }
                    Ok(None) => drop(self.with_rule(chosen.rule, |rule| rule.drop_ended(&each))),
                    Err(message) => {
                        self.refuse(tell::unanswered(self, message, args, place), place)
                    }
                },
                Choice::RanOut(used) => self.refuse(tell::ran_out(self, used, args, place), place),
                Choice::Nothing => match unit() {
                    Some(unit) => return Given::Now(unit),
                    None => self.refuse(tell::no_answer(self, args, place), place),
                },
            }
            chosen = self.choose(number, rule);
        };
        match answer {
            Answer::Function(function) => Given::Now(function(args)),
            Answer::Future(function) => Given::Later(function(Arc::clone(args))),
            Answer::Pending => Given::Later(Box::pin(std::future::pending())),
        }
    }
}

/// Returns the output of a mock that has none.
fn unit<O: 'static>() -> Option<O> {
    let mut output = None::<O>;
    if let Some(output) = (&mut output as &mut dyn Any).downcast_mut::<Option<()>>() {
        *output = Some(());
    }
    output
}

/// How many answers may be under way within each other on one thread.
const DEEPEST: usize = 64;

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Counts answers within answers: a mock whose answer calls it without end is told before the stack is at its
/// end.
struct Deeper;

impl Deeper {
    fn than<A: Args, O: Send + 'static>(
        depth: usize,
        core: &Core<A, O>,
        place: &'static Location<'static>,
    ) -> Deeper {
        if depth >= DEEPEST {
            core.refuse(tell::too_deep(core, DEEPEST, place), place);
        }
        DEPTH.set(depth + 1);
        Deeper
    }
}

impl Drop for Deeper {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

/// Notes how a call ended if something unwinds.
struct Ending<'a, A: Args, O: Send + 'static> {
    core: &'a Core<A, O>,
    number: usize,
    state: Option<CallState>,
}

impl<'a, A: Args, O: Send + 'static> Ending<'a, A, O> {
    fn of(core: &'a Core<A, O>, number: usize) -> Ending<'a, A, O> {
        Ending {
            core,
            number,
            state: Some(CallState::Panicked),
        }
    }
}

impl<A: Args, O: Send + 'static> Drop for Ending<'_, A, O> {
    fn drop(&mut self) {
        if let Some(state) = self.state {
            self.core.note_state(self.number, state);
        }
    }
}

impl<A: Args, O: Send + 'static> MockFuture<A, O> {
    /// Takes the first poll: notes it, and gives an answer that is there.
    fn begin(&self, args: Arc<A>) -> Given<O> {
        let (core, call) = (&self.core, (self.number, self.rule, self.place));
        match core.begin(self.number, self.rule) {
            Begun::Chosen(chosen) => core.answer(chosen, &args, call),
            Begun::Waits(turn) => {
                let core = Arc::clone(core);
                Given::Later(Box::pin(async move {
                    turn.wait(&core.name).await;
                    let (number, rule, _) = call;
                    let chosen = core.choose(number, rule);
                    match core.answer(chosen, &args, call) {
                        Given::Now(output) | Given::Noted(output) => output,
                        Given::Later(answer) => answer.await,
                    }
                }))
            }
        }
    }
}

impl Turn {
    async fn wait(&self, name: &str) {
        if let Some(gate) = &self.gate {
            gate.pass().await;
        }
        if let Some(delay) = self.delay {
            let rt = Runtime::try_current().unwrap_or_else(|| {
                panic!(
                    "mock `{name}`: `delay` goes by the clock of a test, and no test is running on this thread: \
                     await the mock inside a `#[runtime_matrix::test]`"
                )
            });
            rt.sleep(delay).await;
        }
    }
}

impl<A: Args, O: Send + 'static> Future for MockFuture<A, O> {
    type Output = O;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<O> {
        let me = &mut *self;
        let mut ending = Ending::of(&me.core, me.number);
        let stage = std::mem::replace(&mut me.stage, Stage::Ended);
        if matches!(stage, Stage::Ended) {
            ending.state = None;
            panic!(
                "a call of mock `{}` was polled after it had ended",
                me.core.name
            );
        }
        let _deeper = Deeper::than(DEPTH.get(), &me.core, me.place);
        let given = match stage {
            Stage::Called(args) => me.begin(args),
            Stage::Running(answer) => Given::Later(answer),
            Stage::Ended => unreachable!("that has been looked at"),
        };
        let polled = match given {
            Given::Noted(output) => Poll::Ready(output),
            Given::Now(output) => {
                me.core.note_output(me.number, &output);
                Poll::Ready(output)
            }
            Given::Later(mut answer) => match answer.as_mut().poll(cx) {
                Poll::Ready(output) => {
                    me.core.note_output(me.number, &output);
                    Poll::Ready(output)
                }
                Poll::Pending => {
                    me.stage = Stage::Running(answer);
                    Poll::Pending
                }
            },
        };
        ending.state = None;
        polled
    }
}

impl<A: Args, O: Send + 'static> Drop for MockFuture<A, O> {
    fn drop(&mut self) {
        match std::mem::replace(&mut self.stage, Stage::Ended) {
            Stage::Called(args) => self.core.note_never_awaited(self.number, &args, self.place),
            Stage::Running(answer) => {
                // The answer's own clean-up comes first: it may call the mock.
                drop(answer);
                self.core.note_state(self.number, CallState::Cancelled);
            }
            Stage::Ended => {}
        }
    }
}

impl<A: Args, O: Send + 'static> fmt::Debug for MockFuture<A, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockFuture")
            .field("mock", &self.core.name)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}
