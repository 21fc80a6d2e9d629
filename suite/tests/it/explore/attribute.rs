//! The key `explore` of the attribute, and the replay of what it finds, in a process of their own where they fail.

use std::{
    env,
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
};

use runtime_matrix::Runtime;

const LOSES: &str = "EXPLORE_LOSES";

/// Adds by two tasks; if the environment says so, one of the two may be lost.
async fn adds(rt: Runtime) {
    let count = Arc::new(AtomicU32::new(0));
    let loses = env::var_os(LOSES).is_some();
    let add = |rt: Runtime, count: Arc<AtomicU32>| async move {
        let before = count.load(SeqCst);
        if loses {
            rt.yield_now().await;
        }
        count.store(before + 1, SeqCst);
    };
    let one = rt.spawn(add(rt.clone(), Arc::clone(&count)));
    let two = rt.spawn(add(rt.clone(), Arc::clone(&count)));
    one.await.unwrap();
    two.await.unwrap();
    assert_eq!(count.load(SeqCst), 2, "an update was lost");
}

#[runtime_matrix::test(explore, seeds = 50, only(sim))]
async fn seeds_are_explored(rt: Runtime) {
    adds(rt).await;
}

#[runtime_matrix::test(explore(exhaustive), only(sim))]
async fn all_orders_are_explored(rt: Runtime) {
    adds(rt).await;
}

fn run(test: &str, vars: &[(&str, &str)]) -> (bool, String) {
    let mut command = Command::new(env::current_exe().expect("this is a test binary"));
    let name = format!("explore::attribute::{test}::sim");
    command.args([name.as_str(), "--exact", "--nocapture"]);
    command.envs(vars.iter().copied());
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("it runs");
    let text = [stdout, stderr].concat();
    (
        status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[test]
fn what_the_key_finds_is_replayed_by_its_line() {
    for test in ["seeds_are_explored", "all_orders_are_explored"] {
        let (passes, said) = run(test, &[(LOSES, "1")]);
        assert!(!passes && said.contains("an update was lost"), "{said}");
        assert!(said.contains("history:"), "{said}");
        let line = said.split("rerun: RUNTIME_MATRIX_REPLAY=").nth(1);
        let line = line.unwrap_or_else(|| panic!("no line to replay: {said}"));
        assert!(
            line.contains(&format!(
                " cargo test -p runtime-matrix explore::attribute::{test}::sim"
            )) || line.contains("--exact"),
            "{said}"
        );
        let script = line.split(' ').next().unwrap_or_default();
        let (passes, again) = run(test, &[(LOSES, "1"), ("RUNTIME_MATRIX_REPLAY", script)]);
        assert!(!passes && again.contains("an update was lost"), "{again}");
        assert!(
            again.contains(&format!("RUNTIME_MATRIX_REPLAY={script} ")),
            "{again}"
        );
    }
}

#[test]
fn what_passes_says_how_much_was_explored() {
    let (passes, said) = run("all_orders_are_explored", &[]);
    assert!(passes && said.contains(" orders pass"), "{said}");
    let (passes, said) = run("seeds_are_explored", &[]);
    assert!(passes && said.contains("explored: 50 runs"), "{said}");
}

#[test]
fn a_malformed_replay_is_an_error() {
    let (passes, said) = run("seeds_are_explored", &[("RUNTIME_MATRIX_REPLAY", "0.y")]);
    assert!(!passes, "{said}");
    let expected =
        "RUNTIME_MATRIX_REPLAY: `y` is not a step of a schedule: write choices with dots";
    assert!(said.contains(expected), "{said}");
}
