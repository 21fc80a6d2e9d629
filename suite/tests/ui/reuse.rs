#[runtime_matrix::test(reuse = true)]
async fn assigned() {}

#[runtime_matrix::test(reuse(smol))]
async fn of_a_runtime() {}

#[runtime_matrix::test(reuse, reuse)]
async fn twice() {}

fn main() {}
