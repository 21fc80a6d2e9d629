#[runtime_matrix::test(crate = runtime_matrix as matrix)]
async fn renamed() {}

#[runtime_matrix::test(crate = ::runtime_matrix::<u8>)]
async fn with_arguments() {}

fn main() {}
