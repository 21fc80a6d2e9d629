mod bytes;
mod log;
mod play;
mod probe;
mod script;
mod step;
mod turn;

use std::{
    fmt, io,
    panic::Location,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures_io::{AsyncRead, AsyncWrite};

use crate::{
    mock::script::pause::once_pending,
    tracking::{place::Place, title::Title},
};

use log::Log;
use play::{Answer, Play, Writing};
use step::Step;
use turn::Turn;

pub use probe::IoProbe;
pub use script::IoScript;

/// The code under test's end of a connection, whose other end follows a script.
///
/// It is read and written with the traits of futures-io, on any runtime. The steps of the script are taken in
/// their order: a read waits for what has to be written before, and the reverse; bytes may be read and written
/// in any pieces. Other bytes than the script's, and writes for which it has no step, are a breach: that panics
/// at once, and fails the test even if the panic is swallowed.
///
/// A script that is unfinished at the end of the test fails it, even if the object was leaked; outside of a test
/// its drop panics. When the script is over, a read waits for ever unless the script says
/// [`end`](IoScript::end); a test that comes to a standstill or runs out of time says which step is waited for.
/// A write after closing is an error of the kind `BrokenPipe`.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use std::time::Duration;
/// use futures_lite::{AsyncReadExt, AsyncWriteExt};
/// use runtime_matrix::mock::MockIo;
///
/// let mut io = MockIo::script()
///     .write("ping\r\n")
///     .wait(Duration::from_secs(3600))
///     .read("pong\r\n")
///     .end()
///     .build();
/// io.write_all(b"ping\r\n").await.unwrap();
/// let mut answer = String::new();
/// io.read_to_string(&mut answer).await.unwrap();
/// assert_eq!((&*answer, rt.now()), ("pong\r\n", Duration::from_secs(3600)));
/// # }).unwrap();
/// ```
///
/// # Known limitations
///
/// A write that comes too early, before something that the script lets be read first, waits rather than fails:
/// another task may be about to read.
pub struct MockIo {
    log: Arc<Log>,
    turns: [Option<Turn>; 2],
}

/// A direction of the connection; the number is its place among what waits.
#[derive(Clone, Copy, Debug)]
enum Direction {
    Reading = 0,
    Writing = 1,
}

impl MockIo {
    /// Begins a script. Reports call the object by the place of this call.
    #[track_caller]
    pub fn script() -> IoScript {
        IoScript::new(Location::caller().into())
    }

    fn new(steps: Vec<Step>, place: Place) -> MockIo {
        let title = Title {
            kind: "io",
            name: None,
            place,
        };
        MockIo {
            log: Log::new(title, Play::new(steps)),
            turns: [None, None],
        }
    }

    /// Returns what tells the test how the connection stands.
    #[must_use]
    pub fn probe(&self) -> IoProbe {
        IoProbe {
            log: Arc::clone(&self.log),
        }
    }

    fn poll_writing(
        &mut self,
        cx: &mut Context<'_>,
        writing: Writing<'_>,
    ) -> Poll<io::Result<usize>> {
        let what = match writing {
            Writing::Write(_) => "write",
            Writing::Flush => "flush",
            Writing::Close => "closing",
        };
        self.poll(cx, Direction::Writing, what, |play| play.write(writing))
    }

    /// Asks the script until it has an answer, and waits where it says so.
    fn poll<T>(
        &mut self,
        cx: &mut Context<'_>,
        direction: Direction,
        what: &str,
        mut ask: impl FnMut(&mut Play) -> Answer<T>,
    ) -> Poll<T> {
        self.log.introduce();
        loop {
            let (answer, left) = self.log.play.look(|play| {
                play.waiting[direction as usize] = None;
                let left = play.steps.len();
                (ask(play), left)
            });
            match answer {
                Answer::Now(output) => {
                    self.turns[direction as usize] = None;
                    // Whoever waits for the script to go on has to look again.
                    self.log.play.change(|_| ());
                    return Poll::Ready(output);
                }
                Answer::Breach(message) => {
                    let message = format!("{}: {message}", self.log.title);
                    self.log.breaches.commit(&message);
                    // Only while a panic unwinds.
                    return Poll::Pending;
                }
                Answer::Pause if self.log.pend_once() => return once_pending(cx),
                Answer::Later | Answer::Pause => {
                    self.log.play.look(|play| {
                        let waits = format!("{what} waits {}", play.blocker());
                        play.waiting[direction as usize] = Some(waits);
                    });
                    let is_own = matches!(answer, Answer::Pause);
                    ready!(self.wait(cx, direction, left, is_own));
                }
            }
        }
    }

    /// Waits as the first step says, or until the other direction goes past it. It stays the same wait when the
    /// operation is given up and begun again.
    fn wait(
        &mut self,
        cx: &mut Context<'_>,
        direction: Direction,
        left: usize,
        is_own: bool,
    ) -> Poll<()> {
        let slot = &mut self.turns[direction as usize];
        let turn = match slot.take().filter(|turn| turn.is_at(left, is_own)) {
            Some(turn) => turn,
            None if is_own => {
                Turn::own(&self.log, left).unwrap_or_else(|| Turn::until_past(&self.log, left))
            }
            None => Turn::until_past(&self.log, left),
        };
        ready!(slot.insert(turn).poll(cx));
        *slot = None;
        Poll::Ready(())
    }
}

impl AsyncRead for MockIo {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        if into.is_empty() {
            return Poll::Ready(Ok(0));
        }
        let me = self.get_mut();
        me.poll(cx, Direction::Reading, "read", |play| play.read(into))
    }
}

impl AsyncWrite for MockIo {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        if from.is_empty() {
            return Poll::Ready(Ok(0));
        }
        self.get_mut().poll_writing(cx, Writing::Write(from))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = self.get_mut().poll_writing(cx, Writing::Flush);
        flushed.map(|flushed| flushed.map(drop))
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let closed = self.get_mut().poll_writing(cx, Writing::Close);
        closed.map(|closed| closed.map(drop))
    }
}

impl Drop for MockIo {
    fn drop(&mut self) {
        self.log.play.look(|play| play.waiting = [None, None]);
        self.log.check_unless_known();
    }
}

impl fmt::Debug for MockIo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockIo")
            .field("probe", &self.probe())
            .finish_non_exhaustive()
    }
}
