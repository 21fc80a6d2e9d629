//! Whoever waits for something of the suite's is woken when it comes, and by nothing else: a poll that wakes its
//! own task would keep a cell busy for ever.

use std::{future::Future, pin::pin};

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use runtime_matrix::{
    Confirmation, Event, JoinQueue, Runtime, Sequencer,
    mock::{MockIo, mock_sink, mock_stream},
    polling::WakeCount,
};

/// Polls what waits again and again, then does what it waits for, and polls it once more.
#[track_caller]
fn assert_woken_once<T>(waits: impl Future<Output = T>, does: impl FnOnce()) {
    let mut waits = pin!(waits);
    let wakes = WakeCount::new();
    let mut poll = || wakes.poll(&mut waits);
    for _ in 0..3 {
        assert!(poll().is_pending(), "it does not wait");
    }
    assert_eq!(wakes.count(), 0, "a poll has woken its own task");
    does();
    assert_eq!(wakes.count(), 1, "wakes by what it waits for");
    assert!(poll().is_ready(), "it waits still");
}

#[runtime_matrix::test]
async fn by_an_event(_rt: Runtime) {
    let event = Event::new();
    assert_woken_once(event.wait(), || event.set());
}

#[runtime_matrix::test]
async fn by_an_item_by_room_and_by_the_last_that_is_done(_rt: Runtime) {
    let queue = JoinQueue::bounded(1);
    assert_woken_once(queue.get(), || queue.try_put(1).unwrap());
    queue.task_done().unwrap();
    assert_woken_once(queue.recv_guard(), || queue.try_put(1).unwrap());
    queue.try_put(1).unwrap();
    assert_woken_once(queue.put(2), || assert_eq!(queue.try_get(), Some(1)));
    queue.try_get();
    queue.task_done().unwrap();
    assert_woken_once(queue.join(), || queue.task_done().unwrap());
}

#[runtime_matrix::test]
async fn by_a_confirmation(_rt: Runtime) {
    let confirmation = Confirmation::new("woken", 1..=1);
    assert_woken_once(confirmation.wait(), || confirmation.confirm());
}

#[runtime_matrix::test]
async fn by_the_end_of_the_step_before(_rt: Runtime) {
    let seq = Sequencer::new();
    let first = seq.step(0).await;
    assert_woken_once(seq.step(1), || drop(first));
}

#[runtime_matrix::test]
async fn by_what_a_stream_is_pending_for(_rt: Runtime) {
    let go = Event::new();
    let mut stream = mock_stream([]).pending_until(&go).item(1);
    assert_woken_once(stream.next(), || go.set());
}

#[runtime_matrix::test]
async fn by_the_room_of_a_sink(_rt: Runtime) {
    let mut sink = mock_sink().accepts(0);
    let probe = sink.probe().clone();
    assert_woken_once(sink.send(1), || probe.drain(1));
}

#[runtime_matrix::test]
async fn by_the_step_before_of_a_connection(_rt: Runtime) {
    let io = MockIo::script().write("a").read("b").build();
    let (mut reader, mut writer) = futures_lite::io::split(io);
    let mut buffer = [0];
    assert_woken_once(reader.read(&mut buffer), || {
        futures_lite::future::block_on(writer.write_all(b"a")).unwrap();
    });
}

#[runtime_matrix::test]
async fn by_what_a_connection_is_pending_for(_rt: Runtime) {
    let go = Event::new();
    let mut io = MockIo::script().pending_until(&go).read("b").build();
    let mut buffer = [0];
    assert_woken_once(io.read(&mut buffer), || go.set());
}
