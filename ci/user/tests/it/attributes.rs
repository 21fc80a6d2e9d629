//! Attributes of the user's own, and where they go.

use std::future::ready;

/// It has a doc comment.
#[runtime_matrix::test]
async fn documented() {
    ready(()).await;
}

#[runtime_matrix::test]
#[expect(unused_variables, reason = "lint levels stay on the function")]
async fn with_a_lint_level() {
    let unused = ready(()).await;
}

#[runtime_matrix::test]
#[ignore = "for the user's reason"]
async fn ignored() {
    ready(()).await;
    panic!("an ignored test must not run");
}

#[ignore = "for the user's reason"]
#[runtime_matrix::test]
async fn ignored_above() {
    ready(()).await;
    panic!("an ignored test must not run");
}

#[runtime_matrix::test]
#[cfg_attr(all(), ignore = "for the user's conditional reason")]
async fn ignored_on_a_condition() {
    ready(()).await;
    panic!("an ignored test must not run");
}

#[runtime_matrix::test]
#[cfg_attr(any(), ignore)]
async fn ignored_on_a_condition_that_does_not_hold() {
    ready(()).await;
}

#[runtime_matrix::test(skip(sim, reason = "for a better reason"))]
#[ignore = "for the user's reason"]
async fn ignored_and_skipped() {
    ready(()).await;
    panic!("an ignored test must not run");
}

#[runtime_matrix::test(skip(sim, reason = "for a better reason"))]
#[cfg_attr(all(), cfg_attr(all(), ignore = "for the user's reason"))]
async fn ignored_on_conditions_and_skipped() {
    ready(()).await;
    panic!("an ignored test must not run");
}

#[runtime_matrix::test]
#[should_panic(expected = "as it should")]
async fn panics() {
    ready(()).await;
    panic!("as it should");
}

#[runtime_matrix::test]
#[cfg_attr(
    all(),
    should_panic(expected = "as it should"),
    expect(unused_variables, reason = "both in one")
)]
async fn panics_on_a_condition() {
    let unused = ready(()).await;
    panic!("as it should");
}

#[runtime_matrix::test]
#[cfg_attr(any(), should_panic(expected = "as it should"))]
async fn does_not_panic() {
    ready(()).await;
}

#[runtime_matrix::test]
#[cfg_attr(all(), cfg_attr(any(), should_panic(expected = "as it should")))]
async fn does_not_panic_on_nested_conditions() {
    ready(()).await;
}

#[runtime_matrix::test(only(smol))]
#[should_panic(expected = "smol")]
async fn panics_where_nothing_runs() {
    ready(()).await;
    panic!("smol");
}

#[runtime_matrix::test]
#[cfg(any())]
async fn configured_out() {
    this_does_not_exist().await;
}

#[cfg(any())]
#[runtime_matrix::test]
async fn configured_out_above() {
    this_does_not_exist().await;
}

#[runtime_matrix::test]
#[cfg_attr(all(), cfg(any()))]
async fn configured_out_on_a_condition() {
    this_does_not_exist().await;
}

#[runtime_matrix::test]
#[cfg(not(any()))]
async fn configured_in() {
    ready(()).await;
}
