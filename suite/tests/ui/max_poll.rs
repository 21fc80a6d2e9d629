#[runtime_matrix::test(max_poll = "5")]
async fn without_a_unit() {}

#[runtime_matrix::test(max_poll = "0s")]
async fn zero() {}

#[runtime_matrix::test(max_poll = 5)]
async fn a_number() {}

#[runtime_matrix::test(max_poll)]
async fn alone() {}

#[runtime_matrix::test(max_poll("5ms"))]
async fn in_parentheses() {}

#[runtime_matrix::test(max_poll("5ms", lax))]
async fn another_word() {}

#[runtime_matrix::test(max_poll("0ms", strct), timeout = "5")]
async fn all_at_once() {}

#[runtime_matrix::tests(max_poll = "5ms", strict)]
mod strict_outside {}

fn main() {}
