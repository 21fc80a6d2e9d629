use std::{
    collections::BTreeMap,
    env,
    fmt::{self, Write},
    thread,
};

use crate::{
    cancel::{
        disturbance::Disturbance,
        finding::{At, Finding, Found},
        table::table,
    },
    tracking::{await_point::AwaitPoint, place::Place},
};

/// What a sweep found.
///
/// Its [`Display`](fmt::Display) is the report: what was found by which disturbance, where, and how to replay
/// exactly that.
///
/// ```
/// use runtime_matrix::cancel;
///
/// let swept = cancel::sweep(|_| async {}, |rt, (): &mut ()| Box::pin(rt.yield_now())).run();
/// assert!(swept.is_safe());
/// assert_eq!((swept.points(), swept.cells()[0]), (1, "sim"));
/// swept.unwrap();
/// ```
#[derive(Clone, Debug)]
#[must_use = "a sweep fails nothing by itself: `unwrap` it"]
pub struct Swept {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) points: Vec<Option<AwaitPoint>>,
    pub(super) cells: Vec<&'static str>,
    pub(super) replays: usize,
    pub(super) notes: Vec<String>,
    /// For each disturbance, how often it was tried and came to its point.
    pub(super) tried: BTreeMap<Disturbance, (usize, usize)>,
    findings: Vec<Finding>,
    /// Why nothing could be run at all.
    pub(super) refused: Option<String>,
    /// The seed that was asked for.
    pub(super) seed: Option<u64>,
    /// How the test is run again.
    test: String,
}

impl Swept {
    pub(super) fn new(name: Option<String>, place: Place) -> Swept {
        Swept {
            name: name.unwrap_or_else(|| format!("{}:{}", place.file, place.line)),
            place,
            points: Vec::new(),
            cells: Vec::new(),
            replays: 0,
            notes: Vec::new(),
            tried: BTreeMap::new(),
            findings: Vec::new(),
            refused: None,
            seed: None,
            test: test(),
        }
    }

    pub(super) fn tried(&mut self, disturbance: Disturbance, reached: bool) {
        let (tried, came) = self.tried.entry(disturbance).or_default();
        *tried += 1;
        *came += usize::from(reached);
    }

    /// Adds what was found to the same that was found before.
    pub(super) fn add(&mut self, found: Found, at: At) {
        let disturbance = at.plan.disturbance;
        let Found {
            oracle,
            message,
            details,
        } = found;
        let same = self.findings.iter_mut().find(|finding| {
            finding.disturbance == disturbance
                && finding.oracle == oracle
                && finding.message == message
        });
        match same {
            Some(finding) => finding.at.push(at),
            None => self.findings.push(Finding {
                disturbance,
                oracle,
                message,
                details,
                at: vec![at],
            }),
        }
    }

    /// Tells whether nothing was found, and something was run.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.findings.is_empty() && self.refused.is_none()
    }

    /// Returns what was found, in the order in which it was; the same in several places is one finding.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns at how many points the operation suspends when nobody disturbs it.
    #[must_use]
    pub fn points(&self) -> usize {
        self.points.len()
    }

    /// Returns how often the operation was run, the undisturbed runs included.
    #[must_use]
    pub fn replays(&self) -> usize {
        self.replays
    }

    /// Returns the ids of the cells that it was run on.
    #[must_use]
    pub fn cells(&self) -> &[&'static str] {
        &self.cells
    }

    /// Returns what there is to know besides: that an operation never suspends, or that a limit ended the sweep.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Returns a cancel-safety table in Markdown, for the docs of a library: a row for the operation with a verdict
    /// for each disturbance. [`table`](crate::cancel::table) makes one of several.
    #[must_use]
    pub fn table(&self) -> String {
        table([self])
    }

    /// Does nothing if the operation is [safe](Swept::is_safe).
    ///
    /// # Panics
    ///
    /// Panics with the report if it is not, or if the sweep could not be run at all.
    #[track_caller]
    pub fn unwrap(self) {
        assert!(self.is_safe(), "{self}");
    }

    /// Says how much was done.
    fn work(&self) -> String {
        let count = |count: usize, what: &str| {
            let plural = if count == 1 { "" } else { "s" };
            format!("{count} {what}{plural}")
        };
        format!(
            "{}, {} on {}",
            count(self.points.len(), "suspension point"),
            count(self.replays, "replay"),
            self.cells.join(", ")
        )
    }
}

impl fmt::Display for Swept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(refused) = &self.refused {
            return write!(f, "sweep of {}: not run: {refused}", self.name);
        }
        let verdict = match self.findings.len() {
            0 => "nothing was found".to_owned(),
            1 => "1 finding".to_owned(),
            count => format!("{count} findings"),
        };
        writeln!(f, "sweep of {}: {verdict} ({})", self.name, self.work())?;
        let seed = self.seed.map(|seed| format!("RUNTIME_MATRIX_SEED={seed} "));
        let rerun = (seed.as_deref().unwrap_or_default(), self.test.as_str());
        for finding in &self.findings {
            finding.write(f, self.cells.len(), rerun)?;
        }
        for note in &self.notes {
            writeln!(f, "  note: {note}")?;
        }
        write!(f, "  sweep: {}", self.place)
    }
}

/// Returns the command that runs this test alone, as far as the thread's name and cargo tell.
fn test() -> String {
    let mut command = "cargo test".to_owned();
    if let Ok(package) = env::var("CARGO_PKG_NAME") {
        let _ = write!(command, " -p {package}");
    }
    match thread::current().name() {
        // With a single thread, tests run on that of the process.
        Some(name) if name != "main" => {
            let _ = write!(command, " {name} -- --exact");
        }
        _ => {}
    }
    command
}
