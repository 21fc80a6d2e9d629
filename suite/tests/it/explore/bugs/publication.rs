//! Something is announced before it is there.

use std::sync::{Arc, Mutex};

use runtime_matrix::{Runtime, Verdict, explore};

#[derive(Clone, Copy, Debug, Default, Hash)]
struct Config {
    is_ready: bool,
    value: Option<u32>,
}

type Shared = Arc<Mutex<Config>>;

async fn broken_publish(rt: Runtime, shared: Shared) {
    shared.lock().unwrap().is_ready = true;
    rt.yield_now().await;
    shared.lock().unwrap().value = Some(1);
}

async fn publish(rt: Runtime, shared: Shared) {
    shared.lock().unwrap().value = Some(1);
    rt.yield_now().await;
    shared.lock().unwrap().is_ready = true;
}

async fn read(rt: Runtime, shared: Shared) {
    rt.yield_now().await;
    let config = *shared.lock().unwrap();
    assert!(
        !config.is_ready || config.value.is_some(),
        "it is announced and not there"
    );
}

async fn all<T: Future<Output = ()> + Send + 'static>(
    rt: Runtime,
    readers: u32,
    publish: fn(Runtime, Shared) -> T,
) {
    let shared = Shared::default();
    let looked_at = Arc::clone(&shared);
    explore::state(move || *looked_at.lock().unwrap());
    let mut tasks = vec![rt.spawn(publish(rt.clone(), Arc::clone(&shared)))];
    tasks.extend((0..readers).map(|_| rt.spawn(read(rt.clone(), Arc::clone(&shared)))));
    super::join(tasks).await;
}

#[test]
fn what_is_announced_too_early_is_found() {
    let says = "it is announced and not there";
    super::assert_found(|rt| all(rt, 1, broken_publish), Verdict::Panic, says, 4);
}

#[test]
fn what_is_announced_at_last_is_proved() {
    super::assert_proved(|rt| all(rt, 1, publish));
    super::assert_proved(|rt| all(rt, 2, publish));
}
