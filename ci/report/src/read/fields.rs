//! The records as serde reads them.
//!
//! The public types do not implement serde's traits, which would make serde a part of our contract.

use std::{borrow::Cow, time::Duration};

use serde::Deserialize;

use crate::{CardEntry, CellId, End, Leak, Level, LongPoll, Runtime, Start, Verdict, error::Fault};

#[derive(Deserialize)]
pub(super) struct RuntimeFields {
    runtime: String,
    version: Option<String>,
    note: Option<String>,
    card: Vec<CardEntryFields>,
    pid: u32,
}

#[derive(Deserialize)]
struct CardEntryFields {
    name: String,
    value: String,
}

#[derive(Deserialize)]
pub(super) struct StartFields {
    package: String,
    target: String,
    test: String,
    cell: String,
    runtime: String,
    version: Option<String>,
    workers: u32,
    seed: u64,
    place: String,
    level: Option<String>,
    pid: u32,
    time_us: u64,
}

#[derive(Deserialize)]
pub(super) struct EndFields {
    package: String,
    target: String,
    test: String,
    cell: String,
    runtime: String,
    version: Option<String>,
    workers: u32,
    seed: u64,
    verdict: String,
    message: Option<String>,
    place: Option<String>,
    frame: Option<String>,
    duration_us: u64,
    tasks: u64,
    polls: u64,
    untracked: Option<u64>,
    native_drops: u64,
    leaks: Vec<LeakFields>,
    threads: Option<Vec<String>>,
    long_polls: Option<Vec<LongPollFields>>,
    pid: u32,
}

#[derive(Deserialize)]
struct LeakFields {
    task: String,
    place: String,
}

#[derive(Deserialize)]
struct LongPollFields {
    task: String,
    place: String,
    longest_us: u64,
    limit_us: u64,
    times: u64,
}

impl From<RuntimeFields> for Runtime {
    fn from(fields: RuntimeFields) -> Runtime {
        Runtime {
            runtime: fields.runtime.into(),
            version: fields.version.map(Cow::Owned),
            note: fields.note.map(Cow::Owned),
            card: fields.card.into_iter().map(CardEntry::from).collect(),
            pid: fields.pid,
        }
    }
}

impl From<CardEntryFields> for CardEntry {
    fn from(CardEntryFields { name, value }: CardEntryFields) -> CardEntry {
        CardEntry {
            name: name.into(),
            value: value.into(),
        }
    }
}

impl StartFields {
    pub(super) fn into_start(self) -> Result<Start, Fault> {
        let level = match self.level {
            None => Level::Must,
            Some(name) => {
                Level::of_test(&name).ok_or_else(|| Fault::Unknown("level", name.clone()))?
            }
        };
        Ok(Start {
            id: cell_id(self.package, self.target, self.test, self.cell),
            runtime: self.runtime.into(),
            version: self.version.map(Cow::Owned),
            workers: self.workers,
            seed: self.seed,
            place: self.place.into(),
            level,
            pid: self.pid,
            time_us: self.time_us,
        })
    }
}

impl EndFields {
    pub(super) fn into_end(self) -> Result<End, Fault> {
        let Some(verdict) = Verdict::from_name(&self.verdict) else {
            return Err(Fault::Unknown("verdict", self.verdict));
        };
        Ok(End {
            id: cell_id(self.package, self.target, self.test, self.cell),
            runtime: self.runtime.into(),
            version: self.version.map(Cow::Owned),
            workers: self.workers,
            seed: self.seed,
            verdict,
            message: self.message,
            place: self.place,
            frame: self.frame,
            duration: Duration::from_micros(self.duration_us),
            tasks: self.tasks,
            polls: self.polls,
            untracked: self.untracked,
            native_drops: self.native_drops,
            leaks: self.leaks.into_iter().map(Leak::from).collect(),
            threads: self.threads,
            long_polls: self
                .long_polls
                .map(|polls| polls.into_iter().map(LongPoll::from).collect()),
            pid: self.pid,
        })
    }
}

impl From<LeakFields> for Leak {
    fn from(LeakFields { task, place }: LeakFields) -> Leak {
        Leak { task, place }
    }
}

impl From<LongPollFields> for LongPoll {
    fn from(fields: LongPollFields) -> LongPoll {
        LongPoll {
            task: fields.task,
            place: fields.place,
            longest: Duration::from_micros(fields.longest_us),
            limit: Duration::from_micros(fields.limit_us),
            times: fields.times,
        }
    }
}

fn cell_id(package: String, target: String, test: String, cell: String) -> CellId {
    CellId {
        package: package.into(),
        target: target.into(),
        test: test.into(),
        cell: cell.into(),
    }
}
