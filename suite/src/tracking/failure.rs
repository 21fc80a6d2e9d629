use std::{
    fmt::Write,
    mem,
    sync::Arc,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use runtime_matrix_report::{Symptom, Verdict};

use crate::tracking::{
    frame::Frame,
    node::{Kind, Node},
    panics::Panic,
    trace::Trace,
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
    /// The stack as the panic began.
    pub(crate) trace: Option<Arc<Trace>>,
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
            trace: None,
            details: Vec::new(),
        }
    }

    /// A panic of a task or a job that no joiner observed.
    pub(crate) fn of_task_panic(node: &Node, panic: &Panic) -> Failure {
        let mut failure = Failure::of_panic(&title(node), panic);
        failure.details = vec![
            format!("spawned at {}", node.place),
            "nothing joined it: await the handle to observe the panic".to_owned(),
        ];
        failure
    }

    /// A panic of the body.
    pub(crate) fn of_body_panic(panic: &Panic) -> Failure {
        Failure::of_panic("the test", panic)
    }

    /// A panic that the suite caught, of what the panic itself names.
    pub(crate) fn of_caught_panic(panic: &Panic) -> Failure {
        Failure::of_panic(panic.origin(), panic)
    }

    fn of_panic(who: &str, panic: &Panic) -> Failure {
        let message = format!("{who} panicked: {panic}");
        Failure {
            place: panic.place().map(str::to_owned),
            panic: Some(panic.to_string()),
            trace: panic.trace.clone(),
            ..Failure::at(panic.order, Verdict::Panic, message)
        }
    }

    /// Returns the first frame of a panic outside of the runtime and the standard library; `file` is the
    /// test's.
    pub(crate) fn frame(&self, file: &str) -> Option<&Frame> {
        self.trace.as_ref()?.frame(file)
    }

    /// Tells the whole of it, each line indented; `file` is the test's.
    pub(crate) fn lines(&self, indent: &str, file: &str) -> String {
        let message = self.message.replace('\n', &format!("\n{indent}"));
        let mut text = format!("{indent}{message}\n");
        if self.panic.is_some() {
            self.write_places(&mut text, indent, file);
        }
        for line in self.details.iter().flat_map(|detail| detail.lines()) {
            let _ = writeln!(text, "{indent}  {line}");
        }
        if let Some(symptom) = Symptom::of(&self.message) {
            let advice = symptom.advice();
            let _ = writeln!(text, "{indent}  diagnosis: {symptom}");
            let _ = writeln!(text, "{indent}  {advice}");
        }
        text
    }

    /// Tells where a panic happened, and where the code under test was then, if that is elsewhere.
    fn write_places(&self, text: &mut String, indent: &str, file: &str) {
        let place = self.place.as_deref();
        if let Some(place) = place {
            let _ = writeln!(text, "{indent}  panicked at {place}");
        }
        let frame = self.frame(file);
        if let Some(frame) = frame.filter(|frame| place.is_none_or(|place| frame.adds_to(place))) {
            let _ = writeln!(text, "{indent}  first frame outside the runtime: {frame}");
        }
    }
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
