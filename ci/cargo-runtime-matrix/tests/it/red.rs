//! Tests that lean on what not every runtime has.

use crate::fixture::{assert_stdout, on};

#[test]
fn each_test_is_diagnosed() {
    let outcome = on("red", &[]).run();
    outcome.assert_code(2);
    assert_stdout!("red", outcome);
}

#[test]
fn a_census_finds_hidden_threads_where_all_is_green() {
    let outcome = on("red", &["--census", "_by_"]).run();
    outcome.assert_code(2);
    assert_stdout!("red_census", outcome);
}
