#[runtime_matrix::test(transports(tcp, unx))]
async fn unknown(ctx: Ctx) {}

#[runtime_matrix::test(transports(all))]
async fn not_like_any(ctx: Ctx) {}

#[runtime_matrix::test(transports(tcp, memory, tcp))]
async fn named_twice(ctx: Ctx) {}

#[runtime_matrix::test(transports())]
async fn none(ctx: Ctx) {}

#[runtime_matrix::test(transports = tcp)]
async fn malformed(ctx: Ctx) {}

#[runtime_matrix::test(transports("tcp"))]
async fn in_quotes(ctx: Ctx) {}

#[runtime_matrix::test(transports(tcp), transports(unix))]
async fn set_twice(ctx: Ctx) {}

#[runtime_matrix::test(transports(tcp))]
async fn without_a_context(rt: Runtime) {}

#[runtime_matrix::test(transports)]
async fn without_a_parameter() {}

#[runtime_matrix::test]
async fn without_the_key(ctx: Ctx) {}

#[runtime_matrix::test(timeout = "5s")]
async fn without_the_key_and_with_a_runtime(rt: Runtime, ctx: runtime_matrix::Ctx) {}

#[runtime_matrix::test(transports(tcp))]
async fn in_another_order(ctx: Ctx, rt: Runtime) {}

#[runtime_matrix::test(transports(tcp))]
async fn with_more(rt: Runtime, number: u32, ctx: Ctx) {}

#[runtime_matrix::test(transports(tcp))]
async fn a_wildcard(_: Ctx) {}

#[runtime_matrix::test(transports(memroy, unix, unix), only(smool), timeout = "5")]
async fn all_at_once(rt: Runtime) {}

#[runtime_matrix::tests(transports(udp))]
mod a_module {}

fn main() {}
