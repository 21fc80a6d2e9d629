//! The entries of a card and the powers: what each of them says, and what the built-in runtimes declare.

use runtime_matrix::{Capability, RuntimeFactory, Sim, conformance::Case};

use crate::{
    explain::{Entry, Kind},
    page, runtimes,
};

pub(super) fn entries() -> Vec<Entry> {
    let entries = Sim.card().entries();
    let names = entries.into_iter().map(|entry| entry.name);
    names
        .filter(|name| *name != "capabilities")
        .map(|name| {
            let (about, matters) = words(name);
            declared(Entry::new(Kind::Card, name, about), name).with("why it matters", matters)
        })
        .collect()
}

pub(super) fn powers() -> Vec<Entry> {
    let entry = |power: Capability| {
        let entry = Entry::new(Kind::Power, power.name(), power_words(power));
        declared(entry, power.name()).with(
            "in a test",
            format!(
                "`requires({0})` makes it `unsupported` where there is no `{0}`",
                power.name()
            ),
        )
    };
    Capability::ALL.into_iter().map(entry).collect()
}

/// Says which of the built-in runtimes declares what, and which case measures it.
fn declared(entry: Entry, name: &str) -> Entry {
    let mut values: Vec<(String, Vec<&str>)> = Vec::new();
    for runtime in runtimes::ids() {
        let card = page::card(runtime).unwrap_or_default();
        let Some(declared) = card.into_iter().find(|entry| entry.name == name) else {
            continue;
        };
        match values
            .iter_mut()
            .find(|(value, _)| *value == declared.value)
        {
            Some((_, on)) => on.push(runtime),
            None => values.push((declared.value, vec![runtime])),
        }
    }
    let told: Vec<String> = values
        .into_iter()
        .map(|(value, on)| format!("{value} on {}", on.join(", ")))
        .collect();
    let case = Case::named(&format!("card::{name}"));
    entry
        .with("declared", told.join("; "))
        .with("measured by", case.map_or("", Case::id))
}

/// Returns what an entry says, and what code leans on it.
fn words(name: &str) -> (&'static str, &'static str) {
    match name {
        "instances" => (
            "Whether each instance of the runtime is one of its own (`Fresh`), or a view of the only one (`Global`).",
            "what one test leaves on a global runtime runs on beside the next",
        ),
        "handle_drop" => (
            "What dropping a native task handle does: the task runs on (`Detaches`) or is cancelled (`Cancels`).",
            "code that drops handles does its background work on one kind of runtime and loses it on the other: detach \
             or cancel by name",
        ),
        "panic_at_join" => (
            "How awaiting a native handle tells of the task's panic: as a value (`Returned`), or by unwinding \
             (`Unwinds`).",
            "code that matches on a join error sees none where the join unwinds",
        ),
        "nested_block_on" => (
            "What a `block_on` inside a task or a root does: it panics (`Refused`) or works (`Works`).",
            "a synchronous façade over async code panics on some runtimes when an async caller uses it",
        ),
        "progress_outside_block_on" => (
            "Whether spawned tasks run while no `block_on` is driven.",
            "background work of a client stands still between two calls where they do not",
        ),
        "pending_at_exit" => (
            "What becomes of a pending task when the instance is shut down: `Dropped`, `KeepsRunning` or \
             `NeverDropped`.",
            "destructors that flush or close never run where it is never dropped",
        ),
        "blocking_at_shutdown" => (
            "What a shutdown does about a blocking job that still runs: it `Waits`, or it `Leaves` it.",
            "a shutdown may take as long as the longest job",
        ),
        "task_thread" => (
            "Where spawned tasks are polled: on the thread of the root (`Root`), on the runtime's own (`Workers`), or on \
             either.",
            "thread-local state and blocking waits behave differently",
        ),
        "self_wake" => (
            "What becomes of a task that wakes itself while it is polled: it `Queues` behind others, or the same thread \
             polls it again (`Repolls`).",
            "code that waits by yielding starves others where it is polled again at once",
        ),
        "zero_sleep_yields" => (
            "Whether a sleep of zero returns to the scheduler at least once.",
            "a sleep of zero is no portable yield",
        ),
        "timer_grain" => (
            "How much late a sleep may end on an idle machine.",
            "upper bounds on short sleeps hold on one runtime and fail on another",
        ),
        _ => ("An entry that this version has no words for.", ""),
    }
}

fn power_words(power: Capability) -> &'static str {
    match power {
        Capability::Timer => {
            "A timer of the runtime's own. Without it, `Runtime::sleep` uses one of the suite's."
        }
        Capability::Blocking => "A pool of threads for jobs that block.",
        Capability::Net => "TCP and Unix sockets of the runtime's own.",
        Capability::Local => "Tasks that are not `Send`.",
        Capability::Threads => "Tasks that run in parallel, on more than one thread.",
        Capability::NativeClock => {
            "A time that is not the machine's: it moves when the runtime says so."
        }
        _ => "A power that this version has no words for.",
    }
}
