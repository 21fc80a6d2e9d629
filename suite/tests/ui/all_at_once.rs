// All errors of one attribute are reported together, and nothing besides.
#[runtime_matrix::test(
    only(tokoi),
    skip(smol),
    requires(gpu),
    timeout = "5",
    seeds = 0,
    workers = 0,
    also(),
    threads = 4,
)]
#[test]
fn hopeless<T>(first: T, second: T) {}

fn main() {}
