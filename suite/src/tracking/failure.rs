use std::{
    mem,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use runtime_matrix_report::Verdict;

use crate::tracking::{
    node::{Kind, Node},
    panics::Panic,
};

/// Returns the next place in the order of what goes wrong, in the whole process.
pub(crate) fn next_order() -> u64 {
    static ORDER: AtomicU64 = AtomicU64::new(0);
    ORDER.fetch_add(1, Relaxed)
}

/// One thing that went wrong in a cell.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// The order in which things went wrong: the first is the cause, the rest may be its consequences.
    pub(crate) order: u64,
    pub(crate) verdict: Verdict,
    /// One sentence: what was expected and what came.
    pub(crate) message: String,
    pub(crate) place: Option<String>,
    /// What a panic said, by itself.
    pub(crate) panic: Option<String>,
    /// Further lines: where things were spawned, a dump, what to do next.
    pub(crate) details: Vec<String>,
}

impl Failure {
    pub(crate) fn new(verdict: Verdict, message: String) -> Failure {
        Failure::at(next_order(), verdict, message)
    }

    fn at(order: u64, verdict: Verdict, message: String) -> Failure {
        Failure {
            order,
            verdict,
            message,
            place: None,
            panic: None,
            details: Vec::new(),
        }
    }

    /// A panic of a task or a job that no joiner observed.
    pub(crate) fn of_task_panic(node: &Node, panic: &Panic) -> Failure {
        let title = title(node);
        let mut failure = Failure::at(
            panic.order,
            Verdict::Panic,
            format!("{title} panicked: {panic}"),
        );
        failure.place = panic.place().map(str::to_owned);
        failure.panic = Some(panic.to_string());
        failure.details = place_of_panic(panic);
        failure.details.push(format!("spawned at {}", node.place));
        failure
            .details
            .push("nothing joined it: await the handle to observe the panic".to_owned());
        failure
    }

    /// A panic of the body.
    pub(crate) fn of_body_panic(panic: &Panic) -> Failure {
        let mut failure = Failure::at(
            panic.order,
            Verdict::Panic,
            format!("the test panicked: {panic}"),
        );
        failure.place = panic.place().map(str::to_owned);
        failure.panic = Some(panic.to_string());
        failure.details = place_of_panic(panic);
        failure
    }

    /// Tells the whole of it, each line indented.
    pub(crate) fn lines(&self, indent: &str) -> String {
        let mut text = format!(
            "{indent}{}\n",
            self.message.replace('\n', &format!("\n{indent}"))
        );
        for line in self.details.iter().flat_map(|detail| detail.lines()) {
            text.push_str(&format!("{indent}  {line}\n"));
        }
        text
    }
}

fn place_of_panic(panic: &Panic) -> Vec<String> {
    panic
        .place()
        .map(|place| format!("panicked at {place}"))
        .into_iter()
        .collect()
}

/// Returns a node's title and its place, which is how a panic of it is told.
pub(crate) fn origin(node: &Node) -> String {
    format!("{}, spawned at {}", title(node), node.place)
}

/// Returns what a message calls a node: the body, a task by name or number, a blocking job.
pub(crate) fn title(node: &Node) -> String {
    let what = match node.kind {
        Kind::Body => return "the test".to_owned(),
        Kind::Task => "task",
        Kind::Job => "blocking job",
    };
    match &node.name {
        Some(name) => format!("{what} `{name}`"),
        None => format!("{what} {}", node.id),
    }
}

/// All that has gone wrong in a cell so far.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    list: Vec<Failure>,
    interrupted: bool,
}

impl Failures {
    pub(crate) fn add(&mut self, failure: Failure) {
        self.list.push(failure);
    }

    /// Marks the body as interrupted; `false`, and no more, if it was already.
    pub(crate) fn interrupt(&mut self, failure: Option<Failure>) -> bool {
        let first = !mem::replace(&mut self.interrupted, true);
        if first {
            self.list.extend(failure);
        }
        first
    }

    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupted
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns what went wrong, in the order in which it did.
    pub(crate) fn sorted(&self) -> Vec<Failure> {
        let mut list = self.list.clone();
        list.sort_by_key(|failure| failure.order);
        list
    }
}
