//! Third-party runtimes, and factories that panic.

use crate::fixture::{assert_stdout, on};

#[test]
fn a_factory_that_panics_fails_its_own_cell() {
    let outcome = on("foreign", &[]).run();
    outcome.assert_code(2);
    assert_stdout!("foreign", outcome);
}

#[test]
fn a_third_party_runtime_can_be_chosen_by_its_cell() {
    let outcome = on("foreign", &["--runtimes", "mirror"]).run();
    outcome.assert_code(0);
    assert!(
        outcome
            .stdout
            .starts_with("1 test passes on mirror, which ran alone\n")
    );
}

#[test]
fn a_runtime_that_no_test_knows_is_named() {
    on("foreign", &["--runtimes", "mirrors"]).run().assert_error(
        1,
        "there is no runtime `mirrors`: did you mean `mirror`? --runtimes takes sim, tokio_current_thread, \
         tokio_multi_thread, async_std, smol, futures_local, futures_pool, tokio, futures, mirror, panics, \
         panics_early",
    );
}
