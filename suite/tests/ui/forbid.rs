#[runtime_matrix::test(forbid(threads))]
async fn something_else() {}

#[runtime_matrix::test(forbid(ambient, ambient))]
async fn twice() {}

#[runtime_matrix::test(forbid())]
async fn nothing() {}

#[runtime_matrix::test(forbid)]
async fn alone() {}

#[runtime_matrix::test(forbid = "ambient")]
async fn assigned() {}

#[runtime_matrix::test(forbid("ambient"))]
async fn in_quotes() {}

fn main() {}
