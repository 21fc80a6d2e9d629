//! Ten bugs of order, each found by the default budget, and with each its correct twin, which is proved.

use std::fmt::Debug;

use runtime_matrix::{
    JoinError, Runtime, Verdict,
    explore::{Exploration, Explorer},
};

mod aba;
mod barrier;
mod check_then_act;
mod cleanup;
mod fairness;
mod flags;
mod lock_order;
mod lost_update;
mod missed_notification;
mod publication;
mod slot;
mod timer;

/// Explores a bug with the default budget, and asserts that it is found: that verdict, that message, a short schedule, and
/// one that fails in the same way when it is replayed from its text.
#[track_caller]
fn assert_found<T: Future<Output = ()> + 'static>(
    body: impl Fn(Runtime) -> T + Sync,
    verdict: Verdict,
    says: &str,
    choices: usize,
) {
    let explored = Explorer::new().run(&body);
    let found = explored.failure().unwrap_or_else(|| panic!("{explored}"));
    assert_eq!(found.verdict(), verdict, "{found}");
    assert!(found.message().contains(says), "{found}");
    assert!(found.script().choices().len() <= choices, "{found}");
    let text = found.replay().to_string();
    let again = Explorer::new().replay(&text).unwrap().run(&body);
    let again = again.failure().expect("it fails when it is replayed");
    assert_eq!(again.message(), found.message());
    assert_eq!(again.verdict(), verdict);
}

/// Asserts that some seeds of the default mixture, which disturb too, find nothing, and that no order at all fails.
#[track_caller]
fn assert_proved<T: Future<Output = ()> + 'static>(body: impl Fn(Runtime) -> T + Sync) {
    let explored = Explorer::new().time(None).seeds(0..60).run(&body);
    assert!(explored.failure().is_none(), "{explored}");
    let proved = all(&body);
    assert!(
        proved.failure().is_none() && proved.is_complete(),
        "{proved}"
    );
}

fn all<T: Future<Output = ()> + 'static>(body: impl Fn(Runtime) -> T + Sync) -> Exploration {
    Explorer::new().time(None).exhaustive(20_000).run(body)
}

/// Joins all, and fails with what they fail with.
async fn join<T: Debug + 'static>(tasks: Vec<runtime_matrix::Task<T>>) {
    for task in tasks {
        match task.await {
            Err(JoinError::Panicked(panic)) => panic.resume(),
            ended => drop(ended.unwrap()),
        }
    }
}
