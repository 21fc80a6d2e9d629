use std::{
    any::Any,
    cell::Cell,
    fmt,
    future::Future,
    mem,
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
        core::{Begun, Core, Turn},
        log::{CallState, Held},
        state::{Chosen, Noted},
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
    noted: Noted,
    stage: Stage<O>,
}

enum Stage<O> {
    Called,
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
    #[inline]
    pub(crate) fn start(
        self: &Arc<Self>,
        args: Held<A>,
        place: &'static Location<'static>,
    ) -> MockFuture<A, O> {
        MockFuture {
            noted: self.note_call(args, place),
            core: Arc::clone(self),
            stage: Stage::Called,
        }
    }

    /// Notes a call and gives its answer at once.
    pub(crate) fn finish(&self, args: Held<A>, place: &'static Location<'static>) -> O {
        let noted = self.note_call(args, place);
        let mut ending = Ending::of(self, noted.number);
        let _deeper = Deeper::than(self, place);
        let output = match self.answer(self.choose(noted), noted) {
            Given::Noted(output) => output,
            Given::Now(output) => {
                self.note_output(noted.number, &output);
                output
            }
            Given::Later(_) => {
                unreachable!("a mock by call is not given answers that have to be awaited")
            }
        };
        ending.state = None;
        output
    }

    /// Answers a call that has its turn.
    #[inline]
    fn answer(&self, mut chosen: Chosen<A, O>, noted: Noted) -> Given<O> {
        loop {
            match chosen.choice {
                Choice::Value(value) if chosen.is_noted => return Given::Noted(value),
                Choice::Value(value) => return Given::Now(value),
                Choice::Answer(Answer::Value(copy)) if chosen.is_noted => {
                    return Given::Noted(copy());
                }
                Choice::Answer(answer) => return self.ask(&answer, noted),
                Choice::Each(each) => match each.next() {
                    Ok(Some(value)) => {
                        self.with_rule(chosen.rule, Rule::note_used);
                        return Given::Now(value);
                    }
                    Ok(None) => drop(self.with_rule(chosen.rule, |rule| rule.take_ended(&each))),
                    Err(why) => self.refuse(tell::unanswered(self, why, noted), noted.place),
                },
                Choice::RanOut(used) => {
                    self.refuse(tell::ran_out(self, chosen.rule, used, noted), noted.place)
                }
                Choice::Nothing => match unit() {
                    Some(unit) => return Given::Now(unit),
                    None => self.refuse(tell::no_answer(self, noted), noted.place),
                },
            }
            chosen = self.choose(noted);
        }
    }

    fn ask(&self, answer: &Answer<A, O>, noted: Noted) -> Given<O> {
        match answer {
            Answer::Value(copy) => Given::Now(copy()),
            Answer::Function(function) => Given::Now(function(&self.args(noted.number))),
            Answer::Future(function) => Given::Later(function(self.args(noted.number))),
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
pub(crate) struct Deeper;

impl Deeper {
    #[inline]
    pub(crate) fn than<A: Args, O: Send + 'static>(
        core: &Core<A, O>,
        place: &'static Location<'static>,
    ) -> Deeper {
        let depth = DEPTH.get();
        if depth >= DEEPEST {
            core.refuse(tell::too_deep(&core.name, DEEPEST, place), place);
        }
        DEPTH.set(depth + 1);
        Deeper
    }
}

impl Drop for Deeper {
    #[inline]
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

/// Notes a call as one that panicked, if something unwinds.
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
            self.core.note_end(self.number, state);
        }
    }
}

impl<A: Args, O: Send + 'static> MockFuture<A, O> {
    /// Takes the first poll: notes it, and gives an answer that is there.
    #[inline]
    fn begin(&self) -> Given<O> {
        let noted = self.noted;
        match self.core.begin(noted) {
            Begun::Chosen(chosen) => self.core.answer(chosen, noted),
            Begun::Waits(turn) => {
                let core = Arc::clone(&self.core);
                Given::Later(Box::pin(async move {
                    turn.wait(&core.name).await;
                    match core.answer(core.choose(noted), noted) {
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
                    "mock `{name}`: `delays` goes by the clock of a test, and no test is running on this \
                     thread: await the mock inside a `#[runtime_matrix::test]`"
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
        let number = me.noted.number;
        let stage = mem::replace(&mut me.stage, Stage::Ended);
        assert!(
            !matches!(stage, Stage::Ended),
            "a call of mock `{}` was polled after it had ended",
            me.core.name
        );
        let mut ending = Ending::of(&me.core, number);
        let _deeper = Deeper::than(&*me.core, me.noted.place);
        let given = match stage {
            Stage::Running(answer) => Given::Later(answer),
            Stage::Called | Stage::Ended => me.begin(),
        };
        let polled = match given {
            Given::Noted(output) => Poll::Ready(output),
            Given::Now(output) => {
                me.core.note_output(number, &output);
                Poll::Ready(output)
            }
            Given::Later(mut answer) => match answer.as_mut().poll(cx) {
                Poll::Ready(output) => {
                    me.core.note_output(number, &output);
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
        let state = match mem::replace(&mut self.stage, Stage::Ended) {
            Stage::Called => CallState::NeverAwaited,
            Stage::Running(answer) => {
                // The answer's own clean-up comes first: it may call the mock.
                drop(answer);
                CallState::Cancelled
            }
            Stage::Ended => return,
        };
        self.core.note_end(self.noted.number, state);
    }
}

impl<A: Args, O: Send + 'static> fmt::Debug for MockFuture<A, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockFuture")
            .field("mock", &self.core.name)
            .field("number", &self.noted.number)
            .finish_non_exhaustive()
    }
}
