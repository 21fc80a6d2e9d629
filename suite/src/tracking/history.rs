use std::{fmt, sync::Arc, sync::Mutex, time::Duration};

use crate::{
    sync::lock,
    tracking::{failure::title, node::Node},
};

/// That many steps are kept, the latest ones.
const MOST: usize = 2_000;
/// That many are printed, the latest ones.
const PRINTED: usize = 120;

/// What happened in a cell, step by step: who was polled, what that spawned and woke, and what it awaited then.
///
/// Its text is a table. It is kept if the cell was told so by [`Cell::history`](crate::Cell::history).
///
/// ```
/// use runtime_matrix::{Cell, Runtime, Sim};
///
/// let outcome = Cell::new(&Sim).history().run(|rt: Runtime| async move {
///     rt.spawn_named("child", async {}).await.unwrap();
/// });
/// let history = outcome.history().unwrap().to_string();
/// assert!(history.contains("the test: pending; spawned task `child`; awaits the end of task `child`"), "{history}");
/// assert!(history.contains("task `child`: ready; woke the test"), "{history}");
/// ```
#[derive(Clone, Debug, Default)]
pub struct History {
    rows: Vec<Row>,
    left_out: usize,
    steps: u64,
}

#[derive(Clone, Debug)]
struct Row {
    /// 0 is none: it happened outside of any poll.
    step: u64,
    at: Duration,
    node: Option<u64>,
    who: String,
    end: Option<&'static str>,
    effects: Vec<String>,
    awaits: Option<String>,
}

/// Who made a wake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Node(u64),
    Job,
    /// The thread that drives the cell, outside of any poll.
    Runtime,
    Outside,
}

impl History {
    /// Returns how many steps there were: polls, and drops of tasks that were cancelled.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    fn push(&mut self, row: Row) {
        if self.rows.len() >= 2 * MOST {
            self.rows.drain(..MOST);
            self.left_out += MOST;
        }
        self.rows.push(row);
    }

    fn begin(&mut self, node: &Node, at: Duration) {
        self.steps += 1;
        self.push(Row {
            step: self.steps,
            node: Some(node.id),
            who: title(node),
            ..Row::at(at)
        });
    }

    /// Returns the latest row of a node.
    fn row(&mut self, node: u64) -> Option<&mut Row> {
        let mut rows = self.rows.iter_mut().rev();
        rows.find(|row| row.node == Some(node))
    }

    /// Adds to the latest row if it is of that source outside of any poll, and begins one otherwise.
    fn outside(&mut self, who: &str, at: Duration, effect: String) {
        match self.rows.last_mut() {
            Some(row) if row.node.is_none() && row.who == who && row.at == at => {
                row.effects.push(effect);
            }
            _ => self.push(Row {
                who: who.to_owned(),
                effects: vec![effect],
                ..Row::at(at)
            }),
        }
    }
}

impl Row {
    fn at(at: Duration) -> Row {
        Row {
            step: 0,
            at,
            node: None,
            who: String::new(),
            end: None,
            effects: Vec::new(),
            awaits: None,
        }
    }
}

/// Where a cell's history is written.
#[derive(Debug, Default)]
pub(crate) struct Recorder(Mutex<History>);

impl Recorder {
    /// Returns what has happened so far.
    pub(crate) fn told(&self) -> History {
        lock(&self.0).clone()
    }

    pub(super) fn note_spawn(&self, by: Option<u64>, node: &Node, now: Duration) {
        if node.id == 0 {
            return;
        }
        let effect = format!("spawned {}", title(node));
        let mut history = lock(&self.0);
        match by.and_then(|by| history.row(by)) {
            Some(row) => row.effects.push(effect),
            None => history.outside("outside", now, effect),
        }
    }

    pub(super) fn note_poll(&self, node: &Node, now: Duration) {
        lock(&self.0).begin(node, now);
    }

    pub(super) fn note_drop(&self, node: &Node, now: Duration) {
        lock(&self.0).begin(node, now);
    }

    pub(super) fn note_pending(&self, node: &Arc<Node>) {
        let point = node.await_point();
        let mut history = lock(&self.0);
        if let Some(row) = history.row(node.id) {
            row.end = Some("pending");
            if let Some(point) = point {
                row.awaits = Some(point.to_string());
            }
        }
    }

    pub(super) fn note_end(&self, node: u64, how: &'static str) {
        if let Some(row) = lock(&self.0).row(node) {
            row.end = Some(how);
            row.awaits = None;
        }
    }

    pub(super) fn note_join(&self, by: u64, joined: &str) {
        if let Some(row) = lock(&self.0).row(by) {
            row.awaits = Some(format!("the end of {joined}"));
        }
    }

    /// `virtual_now` is what a clock that does not move by itself says.
    pub(super) fn note_woken(
        &self,
        source: Source,
        node: &Node,
        virtual_now: Option<Duration>,
        now: Duration,
    ) {
        let who = title(node);
        let mut history = lock(&self.0);
        match source {
            Source::Node(by) if by == node.id => {
                if let Some(row) = history.row(by) {
                    row.effects.push("woke itself".to_owned());
                }
            }
            Source::Node(by) => {
                let row = history.row(by);
                // Time moves only between two polls: it is the clock that wakes, after the end of one.
                let row = row.filter(|row| virtual_now.is_none_or(|now| now == row.at));
                match row {
                    Some(row) => row.effects.push(format!("woke {who}")),
                    None => history.outside("the clock", now, format!("woke {who}")),
                }
            }
            Source::Job => history.outside("a blocking job", now, format!("woke {who}")),
            Source::Runtime | Source::Outside => {
                let last = history.rows.last();
                let moved = virtual_now.is_some_and(|now| last.is_some_and(|row| row.at != now));
                let by = if moved || last.is_some_and(|row| row.who == "the clock") {
                    "the clock"
                } else if source == Source::Runtime {
                    "the runtime"
                } else {
                    "outside"
                };
                history.outside(by, now, format!("woke {who}"));
            }
        }
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("history:")?;
        let hidden = self.rows.len().saturating_sub(PRINTED);
        if hidden + self.left_out > 0 {
            write!(f, "\n  … {} rows before these", hidden + self.left_out)?;
        }
        self.rows[hidden..].iter().try_for_each(|row| row.fmt(f))
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = match self.step {
            0 => String::new(),
            step => step.to_string(),
        };
        let at = format!("{:?}", self.at);
        write!(f, "\n  {step:>4} {at:>8}  {}", self.who)?;
        let end = self.end.map(str::to_owned);
        let awaits = self.awaits.as_ref().map(|what| format!("awaits {what}"));
        let parts = end.iter().chain(&self.effects).chain(&awaits);
        for (position, part) in parts.enumerate() {
            let mark = if position == 0 { ": " } else { "; " };
            write!(f, "{mark}{part}")?;
        }
        Ok(())
    }
}
