#[runtime_matrix::test(requires(gpu))]
async fn unknown() {}

#[runtime_matrix::test(requires(net, timer, net))]
async fn repeated() {}

#[runtime_matrix::test(requires())]
async fn none() {}

fn main() {}
