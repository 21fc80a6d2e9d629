//! What a process that measures tells: JSON lines on its standard output.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

/// One line.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "line", rename_all = "snake_case")]
pub(crate) enum Line {
    /// The first one: what will be measured, on what.
    Start(Start),
    /// A workload whose ways took turns.
    Rounds(Rounds),
    /// One round of a workload, in nanoseconds for each count of a curve.
    Curve(Curve),
    /// The last one. Without it, the process has died.
    End,
}

/// The runtime, and what is ahead.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Start {
    pub(crate) runtime: Runtime,
    /// How many lines come before the last.
    pub(crate) lines: u64,
    /// The workloads, also those that want fresh processes and so have no rounds here.
    pub(crate) workloads: Vec<Plan>,
}

/// A runtime as it was measured.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Runtime {
    pub(crate) id: String,
    pub(crate) version: Option<String>,
    pub(crate) workers: usize,
    /// The core that the process was kept on, if it was.
    pub(crate) core: Option<usize>,
}

/// A workload that can be measured.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Plan {
    pub(crate) id: String,
    pub(crate) unit: String,
    pub(crate) ways: Vec<String>,
    pub(crate) fresh: bool,
}

/// What a curve is measured by.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum By {
    Clock,
    /// The processor time of the process: on a busy machine, what takes longer than a time slice is kept waiting.
    Processor,
}

/// The rounds of a workload.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Rounds {
    pub(crate) id: String,
    /// How often the work is done for one time.
    pub(crate) count: u64,
    /// Of each round, what one of the count took in each way, in nanoseconds.
    pub(crate) rounds: Vec<Vec<f64>>,
}

/// A workload with growing counts.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Curve {
    pub(crate) id: String,
    pub(crate) by: By,
    pub(crate) counts: Vec<u64>,
    /// Of each count, the rounds.
    pub(crate) rounds: Vec<Vec<Vec<f64>>>,
}

impl Line {
    /// Writes the line at once: whoever reads wants to know how far it has got.
    pub(crate) fn tell(&self) -> io::Result<()> {
        let mut text = serde_json::to_string(self)?;
        text.push('\n');
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}
