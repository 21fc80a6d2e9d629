//! Processes that run cases, one after the other: what a runtime does to its process is bounded by that.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    process::{self, Child, ChildStdin, Command, Stdio},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    thread,
    time::{Duration, Instant},
};

use runtime_matrix_core::RuntimeFactory;
use runtime_matrix_report::Verdict;

use crate::{
    conformance::{
        case::Case,
        trial::{self, Trial},
        wire::{self, Order},
    },
    sync::lock,
};

/// What tells a process that it is to be a worker.
pub(crate) const VARIABLE: &str = "RUNTIME_MATRIX_WORKER";
/// A worker that does not even say that a case hangs is ended after that much more.
const SLACK: Duration = Duration::from_secs(10);
/// One that has closed its output, and whose standard error is not at its end, has that long to end.
const ENDING: Duration = Duration::from_secs(1);
/// So many of the last bytes on the standard error of a worker that died are told.
const TAIL: usize = 2_000;
/// No answer is longer. What a runtime prints may be, and may never have an end.
const LONGEST: u64 = 1 << 20;

/// Runs cases on behalf of the process that started this one, if it is a worker; returns otherwise.
///
/// For the `main` of a program whose [`Check`](super::Check) has [workers](super::Check::workers). The tests
/// of [`conformance!`](crate::conformance!) see to it themselves.
pub fn serve(factories: &[&'static dyn RuntimeFactory]) {
    if is_worker() {
        work(|id| factories.iter().copied().find(|factory| factory.id() == id));
    }
}

pub(crate) fn is_worker() -> bool {
    std::env::var_os(VARIABLE).is_some()
}

/// Takes orders until there are no more, and ends the process.
pub(crate) fn work(factory: impl Fn(&str) -> Option<&'static dyn RuntimeFactory>) -> ! {
    // Panics are told in the answers; only the death of the process leaves them as all that there is.
    let orders = io::stdin().lock();
    for line in orders.lines() {
        let Ok(line) = line else { break };
        let trial = match Order::read(&line) {
            Some(order) => obey(&order, &factory),
            None => Trial::new(Verdict::Fail, Some(format!("no order: `{line}`"))),
        };
        // A line of its own, whatever the runtime has printed.
        let told = io::stdout().write_all(format!("\n{}", wire::answer(&trial)).as_bytes());
        if told.and_then(|()| io::stdout().flush()).is_err() || is_spoilt(&trial) {
            break;
        }
    }
    process::exit(0)
}

fn obey(order: &Order, factory: &impl Fn(&str) -> Option<&'static dyn RuntimeFactory>) -> Trial {
    match (Case::named(&order.case), factory(&order.runtime)) {
        (Some(case), Some(factory)) => trial::run(case, factory, order.limit),
        (None, _) => Trial::new(Verdict::Fail, Some(format!("no case `{}`", order.case))),
        (_, None) => Trial::new(
            Verdict::Fail,
            Some(format!("no runtime `{}`", order.runtime)),
        ),
    }
}

/// Tells whether what the trial left behind may spoil the next one.
fn is_spoilt(trial: &Trial) -> bool {
    !matches!(
        trial.verdict,
        Verdict::Pass | Verdict::Unsupported | Verdict::Skipped
    )
}

/// Starts workers as they are needed, and keeps those that can go on.
pub(crate) struct Pool {
    command: Box<dyn Fn() -> Command + Send + Sync>,
    idle: Mutex<Vec<Worker>>,
}

impl Pool {
    pub(crate) fn new(command: impl Fn() -> Command + Send + Sync + 'static) -> Pool {
        Pool {
            command: Box::new(command),
            idle: Mutex::default(),
        }
    }

    /// Has a worker run the case.
    ///
    /// # Errors
    ///
    /// Fails if no worker can be started.
    pub(crate) fn run(
        &self,
        case: &'static Case,
        runtime: &str,
        limit: Option<Duration>,
    ) -> io::Result<Trial> {
        let idle = lock(&self.idle).pop();
        let mut worker = match idle {
            Some(worker) => worker,
            None => Worker::start((self.command)())?,
        };
        let order = Order {
            runtime: runtime.to_owned(),
            case: case.id().to_owned(),
            limit,
        };
        let trial = worker.run(case, &order);
        if !is_spoilt(&trial) {
            lock(&self.idle).push(worker);
        }
        Ok(trial)
    }
}

/// A process that takes orders.
struct Worker {
    child: Child,
    orders: ChildStdin,
    answers: Receiver<String>,
    errors: Errors,
}

/// What a worker says on its standard error.
struct Errors {
    kept: Arc<Mutex<Vec<u8>>>,
    /// Hangs up at its end.
    ended: Receiver<()>,
}

impl Worker {
    fn start(mut command: Command) -> io::Result<Worker> {
        let mut child = command
            .env(VARIABLE, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let missing = || io::Error::other("a pipe to the worker is missing");
        let orders = child.stdin.take().ok_or_else(missing)?;
        let stdout = child.stdout.take().ok_or_else(missing)?;
        let stderr = child.stderr.take().ok_or_else(missing)?;
        Ok(Worker {
            child,
            orders,
            answers: answers(stdout),
            errors: Errors::of(stderr),
        })
    }

    fn run(&mut self, case: &'static Case, order: &Order) -> Trial {
        let runs = case.determinism().runs();
        let limit = order.limit.unwrap_or(case.deadline()) * runs + SLACK;
        let sent = self.orders.write_all(order.to_line().as_bytes());
        if sent.and_then(|()| self.orders.flush()).is_err() {
            return self.crash();
        }
        let deadline = Instant::now() + limit;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.answers.recv_timeout(left) {
                Ok(answer) => {
                    if let Some(trial) = wire::read_answer(case, &answer) {
                        return trial;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    let note = format!("its process did not answer within {limit:?}");
                    return Trial::new(Verdict::Hang, Some(note));
                }
                Err(RecvTimeoutError::Disconnected) => return self.crash(),
            }
        }
    }

    /// Tells of a worker whose output has ended.
    fn crash(&mut self) -> Trial {
        let how = self.how_it_ended();
        let tail = self.errors.tail();
        let note = if tail.is_empty() {
            format!("its process {how}")
        } else {
            format!("its process {how}; the last that it said:\n{tail}")
        };
        Trial::new(Verdict::Crash, Some(note))
    }

    fn how_it_ended(&mut self) -> String {
        let deadline = Instant::now() + ENDING;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return format!("died: {status}"),
                Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(1)),
                Ok(None) => return "closed its output, and went on".to_owned(),
                Err(error) => return format!("cannot be waited for: {error}"),
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // One that has ended already cannot be ended again, and need not be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Picks the answers out of what a worker prints: a runtime may print more than anybody has room for.
fn answers(stdout: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, answers) = channel();
    thread::spawn(move || {
        let mut stdout = BufReader::new(stdout);
        let mut line = Vec::new();
        while let Ok(1..) = stdout.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
            if !line.ends_with(b"\n") && stdout.skip_until(b'\n').is_err() {
                break;
            }
            if line.starts_with(wire::ANSWER.as_bytes()) {
                // What a runtime prints need not be text.
                let answer = String::from_utf8_lossy(&line).into_owned();
                if sender.send(answer).is_err() {
                    break;
                }
            }
            line.clear();
        }
    });
    answers
}

impl Errors {
    fn of(mut stderr: impl Read + Send + 'static) -> Errors {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let (sender, ended) = channel();
        let of_thread = Arc::clone(&kept);
        thread::spawn(move || {
            let mut piece = [0; 1024];
            while let Ok(read @ 1..) = stderr.read(&mut piece) {
                let mut kept = lock(&of_thread);
                kept.extend_from_slice(&piece[..read]);
                let excess = kept.len().saturating_sub(2 * TAIL);
                kept.drain(..excess);
            }
            drop(sender);
        });
        Errors { kept, ended }
    }

    /// Returns the last that was said, once all of it has been read; a process that lives on may hold it open.
    fn tail(&self) -> String {
        let _ = self.ended.recv_timeout(ENDING);
        let kept = lock(&self.kept);
        let tail = &kept[kept.len().saturating_sub(TAIL)..];
        String::from_utf8_lossy(tail).trim().to_owned()
    }
}
