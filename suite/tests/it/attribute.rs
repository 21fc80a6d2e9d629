//! What the attribute's keys do to a cell. What they refuse is under `tests/ui`.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use rstest::{fixture, rstest};
use runtime_matrix::{Runtime, factories, rt};
use runtime_matrix_core::{BuildError, Card, Executor, Options, RuntimeFactory};
use runtime_matrix_sim::Sim;

/// A runtime of this crate's own, as a user would add theirs: `sim` under another name.
#[derive(Debug)]
struct MyRuntime;

impl RuntimeFactory for MyRuntime {
    fn id(&self) -> &'static str {
        "my_runtime"
    }

    fn card(&self) -> Card {
        Sim.card()
    }

    fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        Sim.build(options)
    }
}

#[runtime_matrix::test(also(MyRuntime))]
async fn further_runtimes_join(rt: Runtime) {
    let known = factories().iter().any(|factory| factory.id() == rt.name());
    assert!(known || rt.name() == "my_runtime", "{}", rt.name());
    assert_eq!(rt.spawn(async { 7 }).await.unwrap(), 7);
}

#[runtime_matrix::test(only(sim, my_runtime), also(MyRuntime))]
async fn only_names_what_runs(rt: Runtime) {
    assert!(["sim", "my_runtime"].contains(&rt.name()));
}

/// That it has no sockets is found out when it is run, and libtest takes nothing but these words for an answer.
#[runtime_matrix::test(only(my_runtime), also(MyRuntime), requires(net))]
#[should_panic(expected = "the port is taken")]
async fn what_lacks_a_power_is_no_failure_where_a_panic_is_expected() {}

#[runtime_matrix::test(requires(threads))]
async fn what_is_required_is_there(rt: Runtime) {
    assert!(rt.capabilities().has(runtime_matrix::Capability::Threads));
}

#[runtime_matrix::test(seeds = 32)]
async fn each_seed_is_another_order(rt: Runtime) {
    static ORDERS: Mutex<Option<HashSet<Vec<u32>>>> = Mutex::new(None);
    if rt.name() != "sim" {
        return;
    }
    let order: Arc<Mutex<Vec<u32>>> = Arc::default();
    let tasks: Vec<_> = (0..6)
        .map(|number| {
            let order = Arc::clone(&order);
            rt.spawn(async move { order.lock().expect("no task panics").push(number) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let mut orders = ORDERS.lock().expect("no run panics");
    let orders = orders.get_or_insert_default();
    orders.insert(std::mem::take(&mut *order.lock().expect("no task panics")));
    // 720 orders are possible; the last of 32 runs has seen nearly as many as there were runs.
    static RUNS: Mutex<u32> = Mutex::new(0);
    let mut runs = RUNS.lock().expect("no run panics");
    *runs += 1;
    assert!(
        *runs < 32 || orders.len() >= 28,
        "{} orders in {runs} runs",
        orders.len()
    );
}

#[runtime_matrix::test]
async fn a_result_may_be_returned() -> Result<(), std::num::ParseIntError> {
    let number: u32 = "7".parse()?;
    assert_eq!(number, 7);
    Ok(())
}

#[runtime_matrix::test]
#[should_panic(expected = "boom")]
async fn a_panic_may_be_expected(rt: Runtime) {
    rt.yield_now().await;
    panic!("boom");
}

#[fixture]
async fn base() -> u32 {
    Runtime::current().yield_now().await;
    40
}

#[rstest]
#[case::two(2, 42)]
#[case::three(3, 43)]
#[runtime_matrix::test]
async fn cases_and_fixtures_compose(
    #[case] more: u32,
    #[case] sum: u32,
    #[future(awt)] base: u32,
    rt: Runtime,
) {
    assert_eq!(rt.spawn(async move { base + more }).await.unwrap(), sum);
}

#[rstest]
#[runtime_matrix::test]
async fn values_compose(#[values(1, 2)] number: u32, #[values("x", "y")] text: &str) {
    assert!(number < 3 && text.len() == 1);
}

/// Keys for a whole module.
#[runtime_matrix::tests(only(sim), timeout = "5s")]
mod a_module {
    use runtime_matrix::Runtime;

    #[runtime_matrix::test]
    async fn hands_its_keys_down(rt: Runtime) {
        assert_eq!(rt.name(), "sim");
    }

    #[test]
    async fn turns_plain_async_tests_into_cells() {
        assert_eq!(Runtime::current().name(), "sim");
    }

    #[test]
    fn leaves_other_tests_alone() {
        assert!(std::panic::catch_unwind(|| Runtime::current().name()).is_err());
    }
}
