#[runtime_matrix::test(timeout = "5")]
async fn a_duration_without_unit() {}

#[runtime_matrix::test(timeout = "5 seconds")]
async fn a_duration_with_an_unknown_unit() {}

#[runtime_matrix::test(timeout = "0s")]
async fn a_timeout_of_zero() {}

#[runtime_matrix::test(seeds = 0, workers = 0)]
async fn none() {}

#[runtime_matrix::test(seeds = -1, workers = 1.5)]
async fn not_whole() {}

#[runtime_matrix::test(seeds = 4_294_967_296)]
async fn too_many() {}

fn main() {}
