use super::*;

/// From a test of a library on `sim`, with the frames before and after, and with some of each kind left out.
const TOKIO_ON_SIM: &str = "\
   0: std::backtrace::Backtrace::create
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/backtrace.rs:331:13
   1: runtime_matrix::tracking::trace::Trace::capture
             at /home/me/repo/suite/src/tracking/trace.rs:22:24
   2: core::ops::function::FnOnce::call_once{{vtable.shim}}
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/ops/function.rs:250:5
   3: <alloc::boxed::Box<F,A> as core::ops::function::Fn<Args>>::call
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/alloc/src/boxed.rs:2220:9
   4: __rustc::rust_begin_unwind
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:689:5
   5: core::panicking::panic_fmt
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/panicking.rs:80:14
   6: <tokio::time::sleep::Sleep as core::future::future::Future>::poll
             at /home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/tokio-1.54.1/src/time/sleep.rs:420:9
      tokio::time::sleep::sleep
             at /home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/tokio-1.54.1/src/time/sleep.rs:126:30
   7: chat::client::connect::{{closure}}
             at ./src/client.rs:12:5
   8: it::ping::{{closure}}
             at ./tests/it/main.rs:40:22
   9: runtime_matrix::run::root::Body::poll
             at /home/me/repo/suite/src/run/root.rs:35:48
  10: test::__rust_begin_short_backtrace
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/test/src/lib.rs:663:18
";

fn folders() -> Folders {
    Folders {
        here: "/home/me/repo/chat".into(),
        root: "/home/me/repo".into(),
    }
}

fn frame(text: &str) -> Option<String> {
    Frame::first_outside(text, &folders()).map(|frame| frame.to_string())
}

/// Reads a stack of one frame between the standard library's and the suite's.
#[track_caller]
fn between(frame_lines: &str) -> Option<String> {
    frame(&format!(
        "   0: std::panicking::begin\n{frame_lines}\n   9: runtime_matrix::run::root::Body::poll\n  10: it::x\n"
    ))
}

#[test]
fn the_frame_is_the_first_one_that_is_tested() {
    assert_eq!(
        frame(TOKIO_ON_SIM).as_deref(),
        Some("chat::client::connect at chat/src/client.rs:12"),
    );
}

#[test]
fn without_lines_there_is_the_function_alone() {
    let bare: Vec<_> = TOKIO_ON_SIM
        .lines()
        .filter(|line| !is_place(line))
        .collect();
    assert_eq!(
        frame(&bare.join("\n")).as_deref(),
        Some("chat::client::connect"),
    );
}

#[test]
fn without_symbols_there_is_none() {
    assert_eq!(frame("   0: <unknown>\n   1: <unknown>\n"), None);
    assert_eq!(frame(""), None);
    assert_eq!(frame("disabled backtrace"), None);
}

#[test]
fn what_runs_a_future_of_the_runtime_itself_is_not_looked_at() {
    for border in [
        "runtime_matrix::run::root::Root::advance::{{closure}}",
        "<runtime_matrix::tracking::tracked::Tracked as core::future::future::Future>::poll",
        "runtime_matrix::job::Job::run",
    ] {
        let text =
            format!("   0: tokio::time::sleep::sleep\n   1: {border}\n   2: it::ping::sim\n");
        assert_eq!(frame(&text), None, "{border}");
    }
}

#[test]
fn what_the_suite_calls_on_behalf_of_a_test_is_passed_over() {
    let text = "   0: tokio::time::sleep::sleep
   1: runtime_matrix::runtime::Runtime::timeout::{{closure}}
   2: it::ping::{{closure}}";
    assert_eq!(frame(text).as_deref(), Some("it::ping"));
}

#[test]
fn a_function_is_told_without_closures_and_hashes() {
    for (symbol, told) in [
        ("chat::connect", "chat::connect"),
        ("chat::connect::{{closure}}::{{closure}}", "chat::connect"),
        ("chat::connect::{closure#0}", "chat::connect"),
        ("chat::connect::h0123456789abcdef", "chat::connect"),
        ("chat::connect::<u32>::{closure#0}", "chat::connect::<u32>"),
        (
            "<chat::Client as core::future::future::Future>::poll",
            "<chat::Client as core::future::future::Future>::poll",
        ),
    ] {
        assert_eq!(between(&format!("   1: {symbol}")).as_deref(), Some(told));
    }
}

#[test]
fn an_implementation_belongs_to_its_type_or_to_its_trait() {
    for (symbol, is_tested) in [
        ("<chat::Client as tokio::io::AsyncRead>::poll_read", true),
        ("<tokio::net::TcpStream as chat::Connect>::connect", true),
        ("<F as chat::Connect>::connect", true),
        ("<&mut [chat::Client] as chat::Connect>::connect", true),
        (
            "<chat::client::connect::{closure#0} as core::ops::FnOnce<()>>::call_once",
            true,
        ),
        (
            "<&dyn core::ops::Fn<(), Output = i32> as core::ops::FnOnce<()>>::call_once",
            false,
        ),
        (
            "<alloc::boxed::Box<F,A> as core::ops::FnOnce<Args>>::call_once",
            false,
        ),
        (
            "<core::pin::Pin<<T as chat::Connect>::Out> as core::future::Future>::poll",
            false,
        ),
        (
            "<fn() -> chat::Client as core::ops::FnOnce<()>>::call_once",
            false,
        ),
        ("std::panicking::catch_unwind::<chat::Client>", false),
        ("futures_util::future::FutureExt::now_or_never", false),
        ("__libc_start_main_impl", false),
        ("main", false),
    ] {
        assert_eq!(
            between(&format!("   1: {symbol}")).is_some(),
            is_tested,
            "{symbol}"
        );
    }
}

#[test]
fn a_crate_that_is_only_called_like_a_runtime_is_tested() {
    for name in [
        "tokio_postgres",
        "smoltcp",
        "futures_timer",
        "mionic",
        "stdx",
    ] {
        let frame = between(&format!("   1: {name}::connect"));
        assert_eq!(frame, Some(format!("{name}::connect")));
    }
}

#[test]
fn a_file_of_the_runtime_tells_where_the_symbol_does_not() {
    // The method of a trait of somebody else's, in tokio.
    let text = "   1: <tokio::io::Take<R> as bytes::Buf>::advance
             at /home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/tokio-1.54.1/src/io/take.rs:9:1";
    assert_eq!(between(text), None);
    // libtest, which a crate may be called like.
    let text = "   1: test::run
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/test/src/lib.rs:663:18";
    assert_eq!(between(text), None);
    assert_eq!(between("   1: test::run").as_deref(), Some("test::run"));
}

#[test]
fn files_are_told_without_the_machines_folders() {
    for (file, told) in [
        ("./src/client.rs", "chat/src/client.rs"),
        ("/home/me/repo/net/src/lib.rs", "net/src/lib.rs"),
        ("/elsewhere/lib.rs", "/elsewhere/lib.rs"),
        (
            "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/wire-1.2.3/src/lib.rs",
            "wire-1.2.3/src/lib.rs",
        ),
    ] {
        let text = format!("   1: chat::connect\n             at {file}:12:5");
        assert_eq!(between(&text), Some(format!("chat::connect at {told}:12")));
    }
}

/// A dependency that needs a runtime that is not there, called by the crate under test.
const DEPENDENCY: &str = "\
   1: wire::dial::{{closure}}
             at /home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/wire-1.2.3/src/dial.rs:9:1
   2: hub::forked::{{closure}}
             at /home/me/.cargo/git/checkouts/hub-0a1b/2c3d/src/lib.rs:5:1
   3: tokio::time::timeout
             at /home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/tokio-1.54.1/src/time/timeout.rs:7:1
   4: chat::client::connect::{{closure}}
             at ./src/client.rs:12:5";

#[test]
fn a_frame_of_a_dependency_has_its_caller() {
    let wire = "wire::dial at wire-1.2.3/src/dial.rs:9";
    let told = format!("{wire}, called from chat::client::connect at chat/src/client.rs:12");
    assert_eq!(between(DEPENDENCY), Some(told));
    // Behind the border, whoever calls runs the test.
    let (alone, _) = DEPENDENCY.split_once("\n   4").expect("there are four");
    assert_eq!(between(alone).as_deref(), Some(wire));

    let frame = |text: &str| Frame::first_outside(text, &folders()).expect("it has symbols");
    let in_wire =
        "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/wire-1.2.3/src/dial.rs:9:1";
    assert!(frame(DEPENDENCY).adds_to(in_wire), "it tells who called");
    assert!(!frame(alone).adds_to(in_wire));
}

#[test]
fn a_frame_in_the_file_of_the_panic_adds_nothing() {
    let adds = |text: &str, place: &str| {
        let frame = Frame::first_outside(text, &folders()).expect("it has symbols");
        frame.adds_to(place)
    };
    let in_tokio = "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/tokio-1.54.1/src/time/sleep.rs:420:9";
    assert!(adds(TOKIO_ON_SIM, in_tokio));
    assert!(adds(TOKIO_ON_SIM, "chat/tests/it/main.rs:40:22"));
    assert!(!adds(TOKIO_ON_SIM, "chat/src/client.rs:13:9"));

    let bare = "   7: chat::client::connect::{{closure}}";
    assert!(adds(bare, in_tokio));
    assert!(
        !adds(bare, "chat/src/client.rs:13:9"),
        "that it differs is not known"
    );
}

#[test]
fn the_root_is_found_by_a_file_that_the_compiler_named() {
    let Folders { here, root } = Folders::of(file!());
    assert!(root.join(file!()).is_file(), "{root:?}");
    assert!(here.starts_with(&root));
    let Folders { here, root } = Folders::of("no/such/file.rs");
    assert_eq!(here, root);
}
