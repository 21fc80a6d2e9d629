//! What the optional powers promise.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    time::Duration,
};

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use runtime_matrix::{Address, Runtime};
use runtime_matrix_core::Executor;
use tempfile::TempDir;

use super::turn;
use crate::on::{block_on, raw};

#[runtime_matrix::test(requires(timer))]
async fn a_native_sleep_may_be_made_outside_and_never_ends_early(rt: Runtime) {
    raw(&rt, |executor| {
        let timer = executor.timer().expect("the card declares a timer");
        let now = |start: std::time::Instant| match executor.native_clock() {
            Some(clock) => clock.now(),
            None => start.elapsed(),
        };
        let start = std::time::Instant::now();
        let before = now(start);
        let sleep = timer.sleep(Duration::from_millis(5));
        block_on(executor, sleep);
        assert!(now(start) - before >= Duration::from_millis(5));
    })
    .await;
}

#[runtime_matrix::test(requires(blocking))]
async fn a_native_job_runs_beside_the_tasks(rt: Runtime) {
    raw(&rt, |executor| {
        let blocking = executor.blocking().expect("the card declares it");
        let (sender, receiver) = mpsc::channel();
        let ended = Arc::new(AtomicBool::new(false));
        let end = Arc::clone(&ended);
        block_on(executor, async {
            blocking.run(Box::new(move || {
                let number: u32 = receiver.recv().expect("the task sends");
                assert_eq!(number, 7);
                end.store(true, SeqCst);
            }));
            executor
                .spawn(Box::pin(
                    async move { sender.send(7).expect("the job waits") },
                ))
                .join_native()
                .await;
            while !ended.load(SeqCst) {
                turn().await;
            }
        });
    })
    .await;
}

/// One question and its answer, over the executor's own sockets.
fn asks_and_answers(executor: &Arc<dyn Executor>, address: Address) {
    let answer = block_on(executor, async {
        let net = executor.net().expect("the card declares it");
        let listener = net.listen(address).await.expect("the address is free");
        let at = listener.local_address().expect("it knows its address");
        let server = executor.spawn(Box::pin(async move {
            let mut stream = listener.accept().await.expect("somebody connects");
            let mut question = String::new();
            let read = stream.read_to_string(&mut question).await;
            read.expect("the peer closes its half");
            let answer = format!("{question}? yes");
            stream.write_all(answer.as_bytes()).await.expect("it reads");
            stream.close().await.expect("it can be closed");
        }));
        let mut stream = net.connect(at).await.expect("it is open");
        stream.write_all(b"native").await.expect("it reads");
        stream.close().await.expect("it can be closed");
        let mut answer = String::new();
        let read = stream.read_to_string(&mut answer).await;
        read.expect("the peer closes");
        server.join_native().await;
        answer
    });
    assert_eq!(answer, "native? yes");
}

#[runtime_matrix::test(requires(net))]
async fn native_tcp_streams_can_be_closed_half(rt: Runtime) {
    raw(&rt, |executor| {
        asks_and_answers(executor, Address::local_tcp());
    })
    .await;
}

#[cfg(unix)]
#[runtime_matrix::test(requires(net))]
async fn native_unix_streams_can_be_closed_half(rt: Runtime) {
    raw(&rt, |executor| {
        let folder = TempDir::new().expect("a temporary folder");
        asks_and_answers(executor, Address::unix(folder.path().join("socket")));
    })
    .await;
}
