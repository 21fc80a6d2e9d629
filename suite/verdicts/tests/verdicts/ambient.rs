//! Tests in which nothing may be reached past the runtime; some do.

use runtime_matrix::{Capability, Runtime};

use crate::start_reactors;

#[runtime_matrix::test(forbid(ambient))]
async fn keeps_to_its_runtime(rt: Runtime) {
    println!("printed on {}", rt.name());
    rt.spawn(async {}).await.unwrap();
    rt.sleep(std::time::Duration::from_millis(1)).await;
    if rt.capabilities().has(Capability::Blocking) {
        rt.spawn_blocking(|| ()).await.unwrap();
    }
}

#[runtime_matrix::test(forbid(ambient))]
async fn joins_its_threads() {
    for _ in 0..20 {
        std::thread::spawn(|| ()).join().unwrap();
    }
}

#[runtime_matrix::test(forbid(ambient))]
async fn starts_a_thread() {
    start_reactors(&["reactor"]);
}

#[runtime_matrix::test(forbid(ambient))]
async fn starts_two_threads_and_fails() -> Result<(), &'static str> {
    start_reactors(&["reactor", "driver"]);
    Err("no such user")
}

#[runtime_matrix::test(forbid(ambient))]
#[should_panic(expected = "as it should")]
async fn panics_as_it_should() {
    panic!("as it should");
}

#[runtime_matrix::test(forbid(ambient))]
async fn dies() {
    std::process::abort();
}

#[runtime_matrix::test(forbid(ambient), max_poll = "1ms")]
async fn r#match() {
    crate::block();
}

#[runtime_matrix::tests(forbid(ambient), only(sim))]
mod a_module {
    #[test]
    async fn hands_it_down() {
        crate::start_reactors(&["reactor"]);
    }
}

#[cfg(feature = "smol")]
#[runtime_matrix::test(forbid(ambient))]
async fn spawns_on_smol() {
    smol::spawn(std::future::pending::<()>()).detach();
}

#[cfg(feature = "async-std")]
#[runtime_matrix::test(forbid(ambient))]
async fn spawns_on_async_std() {
    drop(async_std::task::spawn(std::future::pending::<()>()));
}

#[cfg(feature = "tokio")]
#[runtime_matrix::test(forbid(ambient))]
async fn builds_a_tokio() {
    std::mem::forget(tokio::runtime::Runtime::new().unwrap());
}

#[cfg(feature = "tokio")]
#[runtime_matrix::test(forbid(ambient), only(tokio))]
async fn spawns_past_the_suite() {
    drop(tokio::spawn(std::future::pending::<()>()));
}
