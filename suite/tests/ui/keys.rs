#[runtime_matrix::test(tmeout = "5s")]
async fn unknown() {}

#[runtime_matrix::test(timeout = "5s", seeds = 2, timeout = "6s")]
async fn repeated() {}

#[runtime_matrix::test("5s")]
async fn not_a_key() {}

#[runtime_matrix::test(timeout = 5)]
async fn timeout_of_a_number() {}

#[runtime_matrix::test(timeout("5s"), seeds = "32", workers, only = sim, skip, requires = net)]
async fn malformed() {}

#[runtime_matrix::test(timeout = "5s" seeds = 2)]
async fn without_a_comma() {}

#[runtime_matrix::test(only(sim) smol, also(,), crate = "matrix")]
async fn with_a_rest() {}

#[runtime_matrix::test = "5s"]
async fn assigned() {}

fn main() {}
