#[runtime_matrix::test(only(tokoi), skip(smool, reason = "a typo"))]
async fn unknown() {}

#[runtime_matrix::test(only(sim, smol, sim))]
async fn named_twice() {}

#[runtime_matrix::test(only(tokio, tokio_multi_thread))]
async fn named_by_its_family_too() {}

#[runtime_matrix::test(skip(smol, reason = "one"), skip(smol, reason = "two"))]
async fn skipped_twice() {}

#[runtime_matrix::test(only(), skip(), skip(reason = "why not"))]
async fn none() {}

#[runtime_matrix::test(skip(smol))]
async fn without_a_reason() {}

#[runtime_matrix::test(skip(smol, "a reason"))]
async fn with_a_reason_that_is_not_named() {}

#[runtime_matrix::test(skip(smol, reason = " "), skip(futures, reason = ""))]
async fn with_an_empty_reason() {}

#[runtime_matrix::test(skip(smol, reason = "one", reason = "two"))]
async fn with_two_reasons() {}

#[runtime_matrix::test(only("sim"))]
async fn in_quotes() {}

fn main() {}
