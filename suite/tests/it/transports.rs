//! The attribute's key `transports`: a cell for each transport and runtime. What it refuses is under `tests/ui`.

use std::{collections::BTreeSet, env, process::Command, sync::Mutex};

use runtime_matrix::{Ctx, Runtime, Transport, factories};

/// The name of the thread, which libtest calls like the test, where it runs each on a thread of its own.
fn test_name() -> String {
    let thread = std::thread::current();
    thread.name().unwrap_or_default().to_owned()
}

#[runtime_matrix::test(transports(tcp, unix, memory))]
async fn a_cell_is_called_after_its_transport(ctx: Ctx) {
    let (transport, runtime) = (ctx.transport(), ctx.runtime().name());
    let cell = format!("::a_cell_is_called_after_its_transport::{transport}::{runtime}");
    let name = test_name();
    assert!(name == "main" || name.ends_with(&cell), "{name} is {cell}");
}

#[runtime_matrix::test(transports)]
async fn without_names_it_is_all_of_them(ctx: Ctx) {
    assert!(Transport::ALL.contains(&ctx.transport()));
}

#[runtime_matrix::test(transports(memory, tcp))]
async fn what_is_not_named_has_no_cell(ctx: Ctx) {
    assert_ne!(ctx.transport(), Transport::Unix);
}

#[runtime_matrix::test(transports(memory))]
async fn the_runtime_comes_along(rt: Runtime, ctx: Ctx) {
    assert_eq!(rt.spawn(async { 7 }).await.unwrap(), 7);
    assert_eq!(rt.name(), ctx.runtime().name());
}

#[runtime_matrix::test(transports(unix), requires(threads), seeds = 2, timeout = "5s")]
async fn other_keys_go_with_it(rt: Runtime, _ctx: Ctx) {
    assert!(rt.capabilities().has(runtime_matrix::Capability::Threads));
}

#[runtime_matrix::test(transports(memory))]
async fn a_result_may_be_returned(ctx: Ctx) -> Result<(), String> {
    match ctx.transport() {
        Transport::Memory => Ok(()),
        other => Err(format!("{other} was not named")),
    }
}

#[runtime_matrix::test(transports(tcp, memory))]
#[should_panic(expected = "over a transport")]
async fn a_panic_may_be_expected(ctx: Ctx) {
    panic!("over a transport: {}", ctx.transport());
}

#[runtime_matrix::test(transports(tcp), only(sim))]
async fn tcp(ctx: Ctx) {
    assert_eq!(ctx.transport(), Transport::Tcp, "a test may be called so");
}

#[runtime_matrix::test(transports(memory), only(sim))]
async fn r#match(ctx: Ctx) {
    assert_eq!(ctx.transport(), Transport::Memory);
}

/// One future serves all transports: it is compiled once.
#[runtime_matrix::test(transports, only(sim))]
async fn the_body_is_one_function(_ctx: Ctx) {
    static PLACES: Mutex<BTreeSet<usize>> = Mutex::new(BTreeSet::new());
    let mut places = PLACES.lock().expect("nobody panics");
    // A copy of the body would have a static of its own.
    let _ = places.insert(std::ptr::from_ref(&PLACES) as usize);
    assert_eq!(places.len(), 1);
}

/// Keys for a whole module.
#[runtime_matrix::tests(transports(unix, memory), only(sim))]
mod a_module {
    use runtime_matrix::{Ctx, Runtime, Transport};

    #[runtime_matrix::test]
    async fn hands_them_down(ctx: Ctx) {
        assert_ne!(ctx.transport(), Transport::Tcp);
    }

    #[runtime_matrix::test(transports(tcp))]
    async fn a_key_of_a_test_takes_their_place(ctx: Ctx) {
        assert_eq!(ctx.transport(), Transport::Tcp);
    }

    #[test]
    async fn a_test_without_a_context_has_none_of_them(ctx: Runtime) {
        assert_eq!(ctx.name(), "sim");
    }

    /// Further down they hold too.
    mod deeper {
        use runtime_matrix::{Ctx, Transport};

        #[test]
        async fn hands_them_down(ctx: Ctx) {
            assert_ne!(ctx.transport(), Transport::Tcp);
        }
    }
}

/// Returns the names of the tests below `path` in this very binary, without the path.
fn listed(path: &str) -> BTreeSet<String> {
    let mut command = Command::new(env::current_exe().expect("this is a binary"));
    let output = command.args([path, "--list", "--format=terse"]).output();
    let text = String::from_utf8(output.expect("it ran before").stdout).expect("names are text");
    let prefix = format!("{path}::");
    let names = text.lines().filter_map(|line| line.strip_suffix(": test"));
    let names = names.filter_map(|name| name.strip_prefix(&prefix));
    names.map(str::to_owned).collect()
}

/// Returns what is expected of [`listed`] for these transports on these runtimes.
fn cells(transports: &[Transport], runtimes: &[&str]) -> BTreeSet<String> {
    let cells = transports.iter().flat_map(|transport| {
        let cells = runtimes.iter();
        cells.map(move |runtime| format!("{transport}::{runtime}"))
    });
    cells.collect()
}

#[test]
fn each_transport_has_a_cell_on_each_runtime() {
    let runtimes: Vec<_> = factories().iter().map(|factory| factory.id()).collect();
    for path in [
        "transports::a_cell_is_called_after_its_transport",
        "transports::without_names_it_is_all_of_them",
    ] {
        assert_eq!(listed(path), cells(&Transport::ALL, &runtimes), "{path}");
    }
    let two = [Transport::Tcp, Transport::Memory];
    let path = "transports::what_is_not_named_has_no_cell";
    assert_eq!(listed(path), cells(&two, &runtimes));
}

#[test]
fn a_module_hands_them_down_to_the_tests_with_a_context() {
    let two = [Transport::Unix, Transport::Memory];
    for test in ["hands_them_down", "deeper::hands_them_down"] {
        let path = format!("transports::a_module::{test}");
        assert_eq!(listed(&path), cells(&two, &["sim"]), "{path}");
    }
    let own = listed("transports::a_module::a_key_of_a_test_takes_their_place");
    assert_eq!(own, cells(&[Transport::Tcp], &["sim"]));
    let none = listed("transports::a_module::a_test_without_a_context_has_none_of_them");
    assert_eq!(none, BTreeSet::from(["sim".to_owned()]));
}

#[test]
fn the_attribute_knows_the_suites_transports() {
    let known = Transport::ALL.map(Transport::name).join(", ");
    let errors = include_str!("../ui/transports.stderr");
    assert!(errors.contains(&format!("the transports are {known}, and")));
}
