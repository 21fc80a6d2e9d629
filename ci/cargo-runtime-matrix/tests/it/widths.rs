//! Narrow terminals.

use crate::fixture::on;

#[test]
fn a_narrow_matrix_is_a_list_and_its_lines_are_broken() {
    let outcome = on("red", &["sleeps_by_tokio", "--width", "60"]).run();
    outcome.assert_code(2);
    let expected = "\
sleeps_by_tokio
  PANIC: sim, async_std, smol, futures_local, futures_pool
  ok: tokio_current_thread, tokio_multi_thread

red: needs Tokio
";
    assert!(outcome.stdout.starts_with(expected), "{}", outcome.stdout);
    for line in outcome.stdout.lines() {
        let is_command = line.trim_start().starts_with("rerun: ");
        assert!(is_command || line.chars().count() <= 60, "{line}");
    }
}

#[test]
fn a_wide_matrix_stays_as_it_is() {
    let whole = on("green", &["ping"]).run();
    let wide = on("green", &["ping", "--width", "400"]).run();
    assert_eq!(whole.stdout, wide.stdout);
}

#[test]
fn no_width_at_all_is_no_width() {
    let outcome = on("green", &["--width", "0"]).run();
    outcome.assert_code(1);
    assert!(outcome.stderr.contains("--width"), "{}", outcome.stderr);
}
