//! What is asked when a disturbance has played out.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use crate::{
    cancel::{
        control::{Control, PollTimes},
        disturbance::Plan,
        disturbed::Disturbed,
        finding::{Found, Oracle},
        replay::{self, Failed, Left, guarded, said, settle},
        subject::{Capacity, Count, Lent, Operate, State, Subject},
    },
    runtime::Runtime,
};

/// Asks all of it, in the order in which one answer changes the next least.
pub(super) async fn ask(
    rt: &Runtime,
    subject: &Subject,
    left: Left,
    before: &[usize],
) -> Vec<Found> {
    let Left { mut state, output } = left;
    let mut found = Vec::new();
    for check in &subject.checks {
        let checked = guarded(rt, check(rt, &mut state, output.as_ref())).await;
        match checked {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                let message = format!("the check failed: {error}");
                found.push(Found::new(Oracle::Check, message));
            }
            Err(Failed { said, dump, .. }) => {
                let message = format!("the check {said}");
                found.push(Found::new(Oracle::Check, message).with(dump));
            }
        }
    }
    for count in &subject.counts {
        match caught("the count", || count(&mut state, output.as_ref())) {
            Ok(count) => found.extend(conservation(count)),
            Err(panicked) => found.push(panicked),
        }
    }
    drop(output);
    settle(rt).await;
    match capacities(subject, &mut state) {
        Ok(after) => found.extend(capacity(before, &after)),
        Err(panicked) => found.push(panicked),
    }
    for (most, operate) in &subject.fresh {
        let (back, unfit) = fresh(rt, operate, *most, state).await;
        found.extend(unfit);
        match back {
            Some(back) => state = back,
            None => break,
        }
    }
    found
}

/// Measures what is to be the same before and after.
pub(super) fn capacities(subject: &Subject, state: &mut State) -> Result<Vec<usize>, Found> {
    let mut measure =
        |capacity: &Capacity| caught("the measure of the capacity", || capacity(state));
    subject.capacities.iter().map(&mut measure).collect()
}

fn conservation(count: Count) -> Option<Found> {
    let there = count.received + count.inside + count.returned;
    let what = match count.sent.abs_diff(there) {
        0 => return None,
        many if there < count.sent => format!("{many} of {} {} lost", count.sent, are(many)),
        many => format!("{many} {} there twice", are(many)),
    };
    Some(Found::new(Oracle::Conservation, format!("{what}: {count}")))
}

fn are(many: usize) -> &'static str {
    if many == 1 { "is" } else { "are" }
}

fn capacity(before: &[usize], after: &[usize]) -> Option<Found> {
    let (before, after) = before
        .iter()
        .zip(after)
        .find(|(before, after)| before != after)?;
    let message =
        format!("the capacity was {before} before and is {after} after: it was to be restored");
    Some(Found::new(Oracle::Capacity, message))
}

/// Runs a fresh operation; returns the state, and what is wrong.
async fn fresh(
    rt: &Runtime,
    operate: &Operate,
    most: usize,
    state: State,
) -> (Option<State>, Option<Found>) {
    let control = Control::new(Plan::UNDISTURBED, &Arc::new(PollTimes::default()));
    let operation = operate(rt.clone(), Lent::new(state, &control));
    let failed = replay::drive(
        rt,
        Disturbed::new(operation, &control),
        Plan::UNDISTURBED,
        &control,
    )
    .await;
    let polls = control.seen().polls;
    let plural = if polls == 1 { "" } else { "s" };
    let unfit = match failed.into_iter().next() {
        Some(Found {
            message, details, ..
        }) => {
            let message = message.replace("the operation", "a fresh operation");
            Some(Found::new(Oracle::Fresh, message).with(details))
        }
        None if polls > most => Some(Found::new(
            Oracle::Fresh,
            format!("a fresh operation took {polls} poll{plural}, and may take {most}"),
        )),
        None => None,
    };
    (control.take_left().0, unfit)
}

/// Runs what is the user's and not async; a panic of it is found.
fn caught<T>(what: &str, ask: impl FnOnce() -> T) -> Result<T, Found> {
    catch_unwind(AssertUnwindSafe(ask)).map_err(|payload| {
        Found::new(
            Oracle::Panics,
            format!("{what} panicked: {}", said(&*payload)),
        )
    })
}
