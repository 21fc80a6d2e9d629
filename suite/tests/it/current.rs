//! `Runtime::current()`, which the fixture `rt` leans on.

use std::{panic::catch_unwind, thread};

use runtime_matrix::Runtime;

#[runtime_matrix::test]
async fn is_known_in_the_body(rt: Runtime) {
    assert_eq!(Runtime::current().name(), rt.name());
    rt.yield_now().await;
    assert_eq!(Runtime::current().name(), rt.name());
}

#[runtime_matrix::test]
async fn is_known_in_a_task(rt: Runtime) {
    let name = rt.spawn(async {
        Runtime::current()
            .spawn(async { Runtime::current().name() })
            .await
    });
    assert_eq!(name.await.unwrap().unwrap(), rt.name());
}

#[runtime_matrix::test(requires(blocking))]
async fn is_known_in_a_job(rt: Runtime) {
    let name = rt.spawn_blocking(|| Runtime::current().name());
    assert_eq!(name.await.unwrap(), rt.name());
}

#[runtime_matrix::test]
async fn is_known_while_a_future_is_dropped(rt: Runtime) {
    struct AsksWhenDropped(std::sync::mpsc::Sender<&'static str>);
    impl Drop for AsksWhenDropped {
        fn drop(&mut self) {
            let _ = self.0.send(Runtime::current().name());
        }
    }
    let (sender, receiver) = std::sync::mpsc::channel();
    let guard = AsksWhenDropped(sender);
    let task = rt.spawn(async move {
        let _guard = guard;
        std::future::pending::<()>().await;
    });
    task.cancel().await;
    assert_eq!(receiver.recv(), Ok(rt.name()));
}

#[runtime_matrix::test]
async fn is_unknown_on_a_foreign_thread() {
    let asked = thread::spawn(|| catch_unwind(|| Runtime::current().name().to_owned()));
    let payload = asked
        .join()
        .expect("the panic is caught")
        .expect_err("no cell runs there");
    let message = payload.downcast_ref::<String>().cloned();
    let message = message.or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string));
    assert!(
        message.is_some_and(|message| message.starts_with("no cell is running on this thread"))
    );
}
