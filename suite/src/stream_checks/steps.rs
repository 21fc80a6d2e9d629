//! Steps that several rules are made of.

use std::{
    future::{Future, poll_fn},
    sync::Arc,
    task::{Context, Poll},
};

use crate::stream_checks::{
    case::{drained, yielded},
    end::{End, unexpected},
    flag::Flag,
    pattern::Draw,
    progress::Progress,
    rule::Stop,
};

/// What a stream may take without a reader; one that takes more counts as one that never clogs.
const NEVER_CLOGS: usize = 64 * 1024 * 1024;

/// How often an operation that is woken without a cause is begun anew.
const RESTLESS: usize = 100;

/// How many turns others get before an operation counts as one that waits.
const TURNS: usize = 3;

/// The sizes of a chunk, and of a buffer to read into, are drawn up to this.
const CHUNK: usize = 4096;

/// How much is sent: in growing amounts, and less in all where a stream takes few bytes at a time.
pub(super) struct Amounts {
    left: usize,
    latest: usize,
    operations: u64,
}

impl Amounts {
    pub(super) fn up_to(all: usize) -> Amounts {
        Amounts {
            left: all,
            latest: 0,
            operations: 0,
        }
    }

    /// Returns how much comes next, if it does not take too long.
    pub(super) fn next(&mut self, progress: &Progress) -> Option<usize> {
        /// In how many operations an amount has to go for the next one, which is eight times as much.
        const FEW: u64 = 4000;
        let took = progress.operations() - self.operations;
        self.operations = progress.operations();
        if self.left == 0 || (self.latest > 0 && took > FEW) {
            return None;
        }
        self.latest = (8 * self.latest).max(4096).min(self.left);
        self.left -= self.latest;
        Some(self.latest)
    }
}

/// Sends that many bytes in chunks of all sizes, and flushes now and then.
pub(super) async fn send_in_chunks(end: &End, count: usize, mut draw: Draw) -> Result<(), Stop> {
    let until = end.sent() + count;
    while end.sent() < until {
        end.send(draw.up_to(CHUNK).min(until - end.sent())).await?;
        if draw.up_to(8) == 1 {
            end.flush().await?;
        }
    }
    end.flush().await
}

/// Receives that many bytes into buffers of all sizes.
pub(super) async fn receive_in_chunks(end: &End, count: usize, mut draw: Draw) -> Result<(), Stop> {
    let until = end.received() + count;
    while end.received() < until {
        let piece = draw.up_to(CHUNK).min(until - end.received());
        end.receive(piece).await?;
    }
    Ok(())
}

/// Polls a read a few times: nothing may come.
///
/// Whether it gives an end is told, and is nothing to most rules.
pub(super) async fn nothing_comes(end: &End) -> Result<bool, Stop> {
    let mut ended = false;
    for _ in 0..TURNS {
        let polled = poll_fn(|cx| Poll::Ready(end.poll_read(cx, &mut [0; 16]))).await;
        match polled {
            Poll::Pending => {}
            Poll::Ready(Ok(0)) => ended = true,
            Poll::Ready(Ok(read)) => {
                return Err(Stop::Broken(format!(
                    "expected nothing to come, but {read} bytes did"
                )));
            }
            Poll::Ready(Err(error)) => return Err(unexpected("nothing to come", &error)),
        }
        yielded().await;
    }
    Ok(ended)
}

/// Begins a read that waits, with the flag for its waker.
pub(super) async fn begin_read(end: &End, flag: &Arc<Flag>) -> Result<(), Stop> {
    let waker = flag.waker();
    for _ in 0..RESTLESS {
        flag.clear();
        match end.poll_read(&mut Context::from_waker(&waker), &mut [0; 16]) {
            Poll::Pending => {}
            // A rule of its own finds that.
            Poll::Ready(Ok(0)) => {
                yielded().await;
                continue;
            }
            Poll::Ready(Ok(read)) => {
                return Err(Stop::Broken(format!(
                    "expected a read to wait, but {read} bytes came"
                )));
            }
            Poll::Ready(Err(error)) => return Err(unexpected("a read to wait", &error)),
        }
        if stays_asleep(flag).await {
            return Ok(());
        }
    }
    if flag.is_woken() {
        return Ok(());
    }
    Err(Stop::Broken(
        "expected a read to wait, but each gave an end".to_owned(),
    ))
}

async fn stays_asleep(flag: &Flag) -> bool {
    for _ in 0..TURNS {
        yielded().await;
    }
    !flag.is_woken()
}

/// Goes on with a read whenever its flag is woken, and then only. Returns how many bytes it gave, which may be
/// none.
pub(super) async fn woken_read(end: &End, flag: &Arc<Flag>) -> Result<usize, Stop> {
    let (waker, mut buffer) = (flag.waker(), [0; 16]);
    loop {
        {
            let _wait = end.progress().wait_for("the wake of a read that waits");
            flag.woken().await;
        }
        match end.poll_read(&mut Context::from_waker(&waker), &mut buffer) {
            Poll::Pending => {}
            Poll::Ready(Ok(read)) => {
                end.count_received(&buffer[..read.min(16)])?;
                return Ok(read.min(16));
            }
            Poll::Ready(Err(error)) => return Err(unexpected("a read to succeed", &error)),
        }
    }
}

/// Goes on with a read whenever its flag is woken, until bytes or an end or an error come.
pub(super) async fn woken_read_of(end: &End, flag: &Arc<Flag>, count: usize) -> Result<(), Stop> {
    let read = woken_read(end, flag).await?;
    end.receive(count.saturating_sub(read)).await
}

/// Writes, with the flag for the waker, until the stream takes no more.
pub(super) async fn clog(end: &End, flag: &Arc<Flag>) -> Result<(), Stop> {
    let (waker, mut restless) = (flag.waker(), 0);
    while end.sent() <= NEVER_CLOGS {
        flag.clear();
        let chunk = end.next(64 * 1024);
        match end.poll_write(&mut Context::from_waker(&waker), &chunk) {
            Poll::Ready(Ok(written @ 1..)) => end.count_sent(written.min(chunk.len())),
            Poll::Ready(Ok(_)) => {
                return Err(Stop::Broken(
                    "expected a write to take something or to wait, but it took nothing".to_owned(),
                ));
            }
            Poll::Ready(Err(error)) => return Err(unexpected("a write to succeed", &error)),
            Poll::Pending => {
                if stays_asleep(flag).await || restless == RESTLESS {
                    return Ok(());
                }
                restless += 1;
            }
        }
    }
    Err(Stop::NotApplicable(format!(
        "the stream never clogs: it took {} bytes without a reader",
        end.sent()
    )))
}

/// Goes on with a write whenever its flag is woken, and then only, until it is over in any way.
pub(super) async fn woken_write(end: &End, flag: &Arc<Flag>) -> Result<(), Stop> {
    let waker = flag.waker();
    loop {
        {
            let _wait = end.progress().wait_for("the wake of a write that waits");
            flag.woken().await;
        }
        let chunk = end.next(16);
        match end.poll_write(&mut Context::from_waker(&waker), &chunk) {
            Poll::Pending => {}
            Poll::Ready(Ok(written)) => {
                end.count_sent(written.min(chunk.len()));
                return Ok(());
            }
            Poll::Ready(Err(_)) => return Ok(()),
        }
    }
}

/// Writes to a stream that nobody reads any more until that fails.
pub(super) async fn fails(writer: &End) -> Result<(), Stop> {
    while writer.sent() <= NEVER_CLOGS {
        if attempt(writer, 4096).await.is_err() {
            return Ok(());
        }
        yielded().await;
    }
    Err(Stop::Broken(format!(
        "expected writes to fail some time, but {} bytes were taken without a reader",
        writer.sent()
    )))
}

/// Writes and flushes once.
pub(super) async fn attempt(writer: &End, count: usize) -> std::io::Result<()> {
    let chunk = writer.next(count);
    let written = writer.try_write(&chunk).await?;
    writer.count_sent(written.min(count));
    writer.try_flush().await
}

/// Polls a close once, by a waker of its own, and gives it up. Tells whether it had ended.
pub(super) async fn begin_close(writer: &End) -> Result<bool, Stop> {
    let waker = Flag::new().waker();
    match writer.poll_close(&mut Context::from_waker(&waker)) {
        Poll::Ready(Err(error)) => Err(unexpected("a close to succeed", &error)),
        Poll::Ready(Ok(())) => Ok(true),
        Poll::Pending => Ok(false),
    }
}

/// Closes one end while the other takes what is on its way.
pub(super) async fn closed(writer: &End, reader: &End) -> Result<(), Stop> {
    drained(reader, writer.close()).await
}

/// Does the steps, and tells of an error as of what broke the rule about `what`.
pub(super) async fn told<T>(
    what: &str,
    steps: impl Future<Output = Result<T, Stop>>,
) -> Result<T, Stop> {
    steps.await.map_err(|stop| match stop {
        Stop::Broken(why) => Stop::Broken(format!("{what}: {why}")),
        other => other,
    })
}
