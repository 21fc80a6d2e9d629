//! The key `reuse` of the attribute.

use std::cell::Cell;

use runtime_matrix::Runtime;

thread_local! {
    /// Counts the runs of one cell: each is driven by the thread that libtest gives it.
    static RUNS: Cell<u32> = const { Cell::new(0) };
}

/// Returns how many runs there have been, with this one.
fn run() -> u32 {
    RUNS.set(RUNS.get() + 1);
    RUNS.get()
}

#[runtime_matrix::test(reuse)]
#[should_panic(expected = "the third run")]
async fn a_test_runs_three_times(_rt: Runtime) {
    assert_ne!(run(), 3, "the third run");
}

#[runtime_matrix::test(reuse, only(sim))]
async fn a_test_with_one_cell_runs_twice(_rt: Runtime) {
    assert_ne!(run(), 3, "there is no other kind");
}

#[runtime_matrix::test(reuse, only(sim))]
#[should_panic(expected = "the second run")]
async fn a_test_with_one_cell_runs_no_less_than_twice(_rt: Runtime) {
    assert_ne!(run(), 2, "the second run");
}

#[runtime_matrix::test(
    reuse,
    skip(sim, futures, reason = "to see what comes after the others")
)]
async fn the_other_kind_is_among_the_cells_of_the_test(rt: Runtime) {
    run();
    let left_out = ["sim", "futures_local", "futures_pool"];
    assert!(
        !left_out.contains(&rt.name()),
        "the test does not run on `{}`",
        rt.name()
    );
}

#[runtime_matrix::test(reuse, requires(net))]
async fn the_other_kind_has_what_is_required(rt: Runtime) {
    let has_net = rt.capabilities().has(runtime_matrix::Capability::Net);
    assert!(has_net, "`{}` has no sockets", rt.name());
}

#[runtime_matrix::tests(reuse, only(sim))]
mod of_a_module {
    use runtime_matrix::Runtime;

    #[test]
    #[should_panic(expected = "the second run")]
    async fn the_key_is_handed_down(_rt: Runtime) {
        assert_ne!(super::run(), 2, "the second run");
    }
}
