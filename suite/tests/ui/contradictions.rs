#[runtime_matrix::test(only(smol), skip(smol, reason = "nothing is left"))]
async fn only_and_skip() {}

#[runtime_matrix::test(only(tokio), skip(tokio_current_thread, tokio_multi_thread, reason = "nothing is left"))]
async fn only_a_family_and_skip() {}

#[runtime_matrix::test(skip(sim, tokio, async_std, smol, futures, reason = "nothing is left"))]
async fn skip_all() {}

#[runtime_matrix::test(only(smol), skip(tokio, reason = "it is left out anyway"))]
async fn skip_what_only_leaves_out() {}

#[runtime_matrix::test(only(sim), also(MyRuntime))]
async fn also_what_only_leaves_out() {}

// Of what only unknown names leave nothing more is said.
#[runtime_matrix::test(only(tokoi), skip(smol, reason = "who knows"))]
async fn only_unknown_names() {}

fn main() {}
