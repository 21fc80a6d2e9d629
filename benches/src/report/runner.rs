//! Starts the processes that measure, one at a time, and takes in what they tell.

use std::{
    env,
    ffi::OsStr,
    io::{BufRead, BufReader, Read, Seek, SeekFrom},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::{
    interrupt,
    line::{Line, Plan, Rounds, Start},
    progress::Progress,
    samples::Samples,
};

/// As many rounds a process of its own gets at least, and at most.
const FRESH: std::ops::RangeInclusive<usize> = 5..=1_001;

/// A process to run: this program as one profile has it, for one runtime.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    pub(crate) program: &'a Path,
    pub(crate) profile: &'static str,
    pub(crate) runtime: &'a str,
    /// The arguments of `measure` besides.
    pub(crate) arguments: &'a [String],
    /// For how long each workload is timed.
    pub(crate) budget: Duration,
}

impl Job<'_> {
    /// Runs the process, then those of the workloads that want fresh ones; stops early after Ctrl-C.
    ///
    /// # Errors
    ///
    /// Fails if a process does.
    pub(crate) fn run(&self, samples: &mut Samples, progress: &Progress) -> Result<()> {
        let mut start = None;
        let (mut done, mut has_ended) = (0, false);
        self.start(self.arguments, |line| {
            done += 1;
            has_ended |= matches!(line, Line::End);
            self.take_in(line, &mut start, samples, progress, done)
        })?;
        if interrupt::is_asked() {
            return Ok(());
        }
        let Some(start) = start.filter(|_| has_ended) else {
            bail!(
                "the process that measures {} has ended before its last line",
                self.runtime
            );
        };
        for plan in start.workloads.iter().filter(|plan| plan.fresh) {
            let rounds = self.fresh(plan)?;
            if !rounds.is_empty() {
                let rounds = Rounds {
                    id: plan.id.clone(),
                    count: 1,
                    rounds,
                };
                samples.add_rounds(self.profile, self.runtime, plan, rounds);
            }
        }
        Ok(())
    }

    fn take_in(
        &self,
        line: Line,
        start: &mut Option<Start>,
        samples: &mut Samples,
        progress: &Progress,
        done: u64,
    ) -> Result<()> {
        let plan = |id: &str| {
            let all = start.as_ref().map(|start| start.workloads.as_slice());
            let found = all.unwrap_or_default().iter().find(|plan| plan.id == id);
            found.with_context(|| format!("{} measures `{id}` unasked", self.runtime))
        };
        let lines = start.as_ref().map_or(1, |start| start.lines);
        match line {
            Line::Start(told) => {
                samples.start(&told);
                *start = Some(told);
            }
            Line::Rounds(rounds) => {
                progress.part(done, lines, &format!("{}: {}", self.runtime, rounds.id));
                samples.add_rounds(self.profile, self.runtime, plan(&rounds.id)?, rounds);
            }
            Line::Curve(curve) => {
                let what = format!("{}: growth of {}", self.runtime, curve.id);
                progress.part(done, lines, &what);
                samples.add_curve(self.profile, self.runtime, plan(&curve.id)?, curve);
            }
            Line::End => {}
        }
        Ok(())
    }

    /// Starts a process for each time, and has the ways take turns.
    fn fresh(&self, plan: &Plan) -> Result<Vec<Vec<f64>>> {
        let (began, mut rounds) = (Instant::now(), Vec::new());
        while rounds.len() < *FRESH.start()
            || (began.elapsed() < self.budget && rounds.len() < *FRESH.end())
        {
            let mut times = vec![0.0; plan.ways.len()];
            for step in 0..times.len() {
                let way = (rounds.len() + step) % times.len();
                let (id, number) = (plan.id.clone(), way.to_string());
                let once = ["--once".to_owned(), id, "--way".to_owned(), number];
                let text = self.output(&[self.pinning(), once.to_vec()].concat());
                if interrupt::is_asked() {
                    return Ok(rounds);
                }
                let text = text?;
                times[way] = text
                    .trim()
                    .parse()
                    .with_context(|| format!("`{}` tells no time: `{text}`", plan.id))?;
            }
            rounds.push(times);
        }
        Ok(rounds)
    }

    fn pinning(&self) -> Vec<String> {
        let pins = self.arguments.iter();
        pins.filter(|argument| *argument == "--no-pin")
            .cloned()
            .collect()
    }

    fn start(&self, arguments: &[String], mut each: impl FnMut(Line) -> Result<()>) -> Result<()> {
        let (out, errors) = self.spawned(arguments)?;
        let told = BufReader::new(out).lines().try_for_each(|line| {
            let line = line.context("the process cannot be heard")?;
            let line = serde_json::from_str(&line);
            each(line.context("the process tells what is no line of ours")?)
        });
        // One that is no longer heard goes on for nothing.
        let is_cut_short = told.is_err();
        if is_cut_short {
            interrupt::end();
        }
        let ended = self.ended(errors);
        // The last line may be cut off then.
        if interrupt::is_asked() {
            return Ok(());
        }
        // Of the two, what was told is the cause.
        told.and(ended)
    }

    fn output(&self, arguments: &[String]) -> Result<String> {
        let (mut out, errors) = self.spawned(arguments)?;
        let mut text = String::new();
        let read = out.read_to_string(&mut text);
        self.ended(errors)?;
        read.context("the process cannot be heard")?;
        Ok(text)
    }

    /// Starts a process, with what it says of errors going into a file, as there may be a bar on the terminal.
    fn spawned(&self, arguments: &[String]) -> Result<(impl Read + use<>, std::fs::File)> {
        let errors = tempfile::tempfile().context("no file can be made for what goes wrong")?;
        let mut command = Command::new(self.program);
        command
            .args(["measure", "--runtime", self.runtime])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors.try_clone()?);
        without_settings(&mut command);
        let child = command.spawn();
        let mut child =
            child.with_context(|| format!("`{}` cannot be started", self.program.display()))?;
        let out = child.stdout.take().context("the process has no output")?;
        interrupt::enroll(child);
        Ok((out, errors))
    }

    fn ended(&self, mut errors: std::fs::File) -> Result<()> {
        let status = interrupt::wait()?;
        if status.success() || interrupt::is_asked() {
            return Ok(());
        }
        let mut text = String::new();
        errors.seek(SeekFrom::Start(0))?;
        errors.read_to_string(&mut text)?;
        bail!(
            "the process that measures {} has failed ({status}):\n{}",
            self.runtime,
            text.trim_end()
        )
    }
}

/// Takes what would change the suite's ways out of a process's environment.
pub(crate) fn without_settings(command: &mut Command) {
    let is_setting = |name: &OsStr| name.to_string_lossy().starts_with("RUNTIME_MATRIX_");
    for (name, _) in env::vars_os().filter(|(name, _)| is_setting(name)) {
        command.env_remove(name);
    }
}
