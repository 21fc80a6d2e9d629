//! Processes that run cases, one after the other: what a runtime does to its process is bounded by that.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    process::{self, Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    thread,
    time::Duration,
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
/// So many of the last bytes on the standard error of a worker that died are told.
const TAIL: usize = 2_000;

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
    lines: Receiver<String>,
    errors: Arc<Mutex<Vec<u8>>>,
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
        let errors = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&errors);
        thread::spawn(move || keep(stderr, &kept));
        Ok(Worker {
            child,
            orders,
            lines: lines(stdout),
            errors,
        })
    }

    fn run(&mut self, case: &'static Case, order: &Order) -> Trial {
        let runs = case.determinism().runs();
        let limit = order.limit.unwrap_or(case.deadline()) * runs + SLACK;
        let sent = self.orders.write_all(order.to_line().as_bytes());
        if sent.and_then(|()| self.orders.flush()).is_err() {
            return self.crash();
        }
        loop {
            match self.lines.recv_timeout(limit) {
                Ok(line) => {
                    if let Some(trial) = wire::read_answer(case, &line) {
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

    fn crash(&mut self) -> Trial {
        let status = self.child.wait();
        let how = status.map_or_else(
            |error| error.to_string(),
            |status: ExitStatus| status.to_string(),
        );
        let errors = lock(&self.errors);
        let tail = &errors[errors.len().saturating_sub(TAIL)..];
        let tail = String::from_utf8_lossy(tail);
        let tail = tail.trim();
        let note = if tail.is_empty() {
            format!("its process died: {how}")
        } else {
            format!("its process died: {how}; the last that it said:\n{tail}")
        };
        Trial::new(Verdict::Crash, Some(note))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // One that has ended already cannot be ended again, and need not be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(stdout: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    thread::spawn(move || {
        let mut stdout = BufReader::new(stdout);
        let mut line = Vec::new();
        // What a runtime prints need not be text.
        while stdout
            .read_until(b'\n', &mut line)
            .is_ok_and(|read| read > 0)
        {
            let text = String::from_utf8_lossy(&line).into_owned();
            if sender.send(text).is_err() {
                break;
            }
            line.clear();
        }
    });
    lines
}

/// Keeps the end of what is said.
fn keep(mut stderr: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut piece = [0; 1024];
    while let Ok(read @ 1..) = stderr.read(&mut piece) {
        let mut kept = lock(kept);
        kept.extend_from_slice(&piece[..read]);
        let excess = kept.len().saturating_sub(2 * TAIL);
        kept.drain(..excess);
    }
}
