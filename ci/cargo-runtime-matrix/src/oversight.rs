//! Waits for a process, tells what it records meanwhile, and ends it if it has to be ended from outside.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    process::{Child, ExitStatus},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use runtime_matrix_report::Record;

use crate::{
    follow::Follow,
    interrupt,
    process::How,
    signal::{self, Whom},
    threads,
};

/// How long what was asked to end may take, until it is ended.
const GRACE: Duration = Duration::from_secs(2);
/// The longest pause between two looks whether a process has ended, and between two at its records.
const LOOK: Duration = Duration::from_millis(20);
const READ: Duration = Duration::from_millis(100);

/// How a process is looked after.
#[derive(Clone, Copy)]
pub(crate) struct Oversight<'a> {
    /// For how long it may give no sign of life; no limit without.
    pub(crate) patience: Option<Duration>,
    /// Is told each record as it comes.
    pub(crate) tell: &'a (dyn Fn(&Record) + Sync),
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Waited {
    pub(crate) how: How,
    /// What its threads did when it was ended, where the system tells.
    pub(crate) threads: Option<String>,
    /// Whether it was stopped, and went on when it was told to.
    pub(crate) was_resumed: bool,
}

impl Oversight<'_> {
    /// Nobody is told, and there is no limit.
    pub(crate) const NONE: Oversight<'static> = Oversight {
        patience: None,
        tell: &|_| (),
    };

    /// Waits for the process, whose records and output are in `folder`.
    ///
    /// # Errors
    ///
    /// Fails if the system does not let us wait.
    pub(crate) fn wait(self, mut child: Child, folder: &Path) -> Result<Waited> {
        let whom = if interrupt::is_heeded() {
            Whom::Group(child.id())
        } else {
            Whom::Process(child.id())
        };
        let enrolled = interrupt::enroll(whom);
        let mut watch = Watch::new(self, whom, folder);
        let mut pause = Duration::from_millis(1);
        let status = loop {
            if let Some(status) = enrolled.reap(|| child.try_wait().transpose()) {
                break status.context("a test binary cannot be waited for")?;
            }
            watch.look();
            if watch.wants_it_dead() {
                signal::kill(whom);
                // Where there are no signals. It may have ended by itself.
                let _ = child.kill();
            }
            thread::sleep(pause);
            pause = (pause * 2).min(LOOK);
        };
        watch.read();
        Ok(watch.ended(status))
    }
}

/// What is known of a process that runs.
struct Watch<'a> {
    oversight: Oversight<'a>,
    whom: Whom,
    folder: &'a Path,
    output: PathBuf,
    output_length: u64,
    follow: Follow,
    read: Instant,
    /// The tests that have started and not ended.
    in_flight: HashSet<String>,
    sign_of_life: Instant,
    resumed: Option<Instant>,
    asked: Option<Instant>,
    threads: Option<String>,
    is_stuck: bool,
}

impl<'a> Watch<'a> {
    fn new(oversight: Oversight<'a>, whom: Whom, folder: &'a Path) -> Watch<'a> {
        let now = Instant::now();
        Watch {
            oversight,
            whom,
            folder,
            output: folder.join("output.txt"),
            output_length: 0,
            follow: Follow::default(),
            read: now,
            in_flight: HashSet::new(),
            sign_of_life: now,
            resumed: None,
            asked: None,
            threads: None,
            is_stuck: false,
        }
    }

    fn look(&mut self) {
        if interrupt::is_asked() {
            self.asked.get_or_insert_with(Instant::now);
        }
        if self.read.elapsed() < READ {
            return;
        }
        self.read();
        let Some(patience) = self.oversight.patience else {
            return;
        };
        if self.sign_of_life.elapsed() < patience {
            return;
        }
        match self.resumed {
            None => {
                // One that was stopped cannot say a word before it goes on: its watchdog has, by then.
                signal::resume(self.whom);
                self.resumed = Some(Instant::now());
            }
            Some(resumed) if !self.is_stuck && resumed.elapsed() >= patience.min(GRACE * 2) => {
                self.threads = threads::of(self.whom);
                self.is_stuck = true;
            }
            _ => {}
        }
    }

    /// Takes in what the process has recorded since the last time.
    fn read(&mut self) {
        let news = self.follow.news(self.folder);
        for record in &news.records {
            match record {
                Record::Start(start) => {
                    self.in_flight.insert(start.id.to_string());
                }
                Record::End(end) => {
                    self.in_flight.remove(&end.id.to_string());
                }
                _ => {}
            }
            (self.oversight.tell)(record);
        }
        let length = fs::metadata(&self.output).map_or(0, |metadata| metadata.len());
        // While cells run, what they print is no sign that anybody watches them.
        let prints = length != self.output_length && self.in_flight.is_empty();
        self.output_length = length;
        self.read = Instant::now();
        if news.is_alive || prints {
            self.sign_of_life = self.read;
        }
    }

    fn wants_it_dead(&self) -> bool {
        self.is_stuck || self.asked.is_some_and(|asked| asked.elapsed() >= GRACE)
    }

    fn ended(self, status: ExitStatus) -> Waited {
        let how = How::of(status);
        let how = match self.oversight.patience {
            // It may have come to its end in the last moment.
            _ if how.is_orderly() => how,
            Some(patience) if self.is_stuck => How::Stuck(patience),
            _ if interrupt::is_asked() => How::Interrupted,
            _ => how,
        };
        Waited {
            how,
            threads: self.threads,
            was_resumed: self.resumed.is_some() && !self.is_stuck,
        }
    }
}
