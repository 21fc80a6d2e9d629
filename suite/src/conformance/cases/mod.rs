//! The cases, by area: a table on top of each file, and the programs below it.

use crate::conformance::case::Case;

mod block_on;
mod blocking;
mod cancel;
mod card;
mod context;
mod detach;
mod fairness;
mod instances;
mod join;
mod local;
mod network;
mod panics;
mod polling;
mod shutdown;
mod spawn;
mod threads;
mod timers;
mod tools;
mod wakers;

/// A part of the contract.
pub(crate) struct Area {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) cases: &'static [Case],
}

/// All of them, in the order in which they are read.
pub(crate) const AREAS: &[Area] = &[
    Area {
        name: "block_on",
        about: "driving a root",
        cases: block_on::CASES,
    },
    Area {
        name: "spawn",
        about: "starting tasks",
        cases: spawn::CASES,
    },
    Area {
        name: "join",
        about: "waiting for a task's end by its native handle",
        cases: join::CASES,
    },
    Area {
        name: "panics",
        about: "tasks and roots that panic",
        cases: panics::CASES,
    },
    Area {
        name: "detach",
        about: "handles that are given up",
        cases: detach::CASES,
    },
    Area {
        name: "cancel",
        about: "ending a task from outside",
        cases: cancel::CASES,
    },
    Area {
        name: "wakers",
        about: "what a waker promises",
        cases: wakers::CASES,
    },
    Area {
        name: "polling",
        about: "who is polled, when and how often",
        cases: polling::CASES,
    },
    Area {
        name: "fairness",
        about: "that everybody gets a turn",
        cases: fairness::CASES,
    },
    Area {
        name: "timers",
        about: "sleeping",
        cases: timers::CASES,
    },
    Area {
        name: "blocking",
        about: "jobs that block their thread",
        cases: blocking::CASES,
    },
    Area {
        name: "network",
        about: "sockets",
        cases: network::CASES,
    },
    Area {
        name: "local",
        about: "tasks that are not `Send`",
        cases: local::CASES,
    },
    Area {
        name: "threads",
        about: "tasks in parallel, and calls from other threads",
        cases: threads::CASES,
    },
    Area {
        name: "context",
        about: "what is entered while code of a task runs, its destructors too",
        cases: context::CASES,
    },
    Area {
        name: "shutdown",
        about: "the end of an instance",
        cases: shutdown::CASES,
    },
    Area {
        name: "instances",
        about: "what two instances owe each other",
        cases: instances::CASES,
    },
    Area {
        name: "tools",
        about: "what mocks, context managers and cancellation lean on",
        cases: tools::CASES,
    },
    Area {
        name: "card",
        about: "that the declarations are true",
        cases: card::CASES,
    },
];
