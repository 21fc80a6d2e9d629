//! The traits of futures-core and futures-sink, by code that knows nothing of the suite.

use std::{
    fmt::Debug,
    future::poll_fn,
    pin::{Pin, pin},
};

use futures_core::Stream;
use futures_sink::Sink;
use runtime_matrix::{
    Runtime,
    mock::{MockSink, mock_sink, mock_stream},
};

/// Sends all items of a stream to a sink, and closes it.
async fn forward<T, E: Debug>(
    stream: impl Stream<Item = T>,
    sink: impl Sink<T, Error = E>,
) -> Result<(), E> {
    let (mut stream, mut sink) = (pin!(stream), pin!(sink));
    loop {
        poll_fn(|cx| sink.as_mut().poll_ready(cx)).await?;
        match poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
            Some(item) => sink.as_mut().start_send(item)?,
            None => break,
        }
        poll_fn(|cx| sink.as_mut().poll_flush(cx)).await?;
    }
    poll_fn(|cx| sink.as_mut().poll_close(cx)).await
}

#[runtime_matrix::test]
async fn a_stream_is_forwarded_to_a_sink(rt: Runtime) {
    let stream = mock_stream([1]).pending().items([2, 3]);
    let sink = mock_sink().accepts(1);
    let probes = (stream.probe(), sink.probe().clone());
    let forwarded = rt.spawn(forward(stream, sink));
    probes.1.drain(3);
    forwarded.await.unwrap().unwrap();
    probes.1.assert_items([1, 2, 3]);
    probes.1.assert_closed();
    assert!(probes.0.has_ended());
}

#[runtime_matrix::test]
async fn a_sink_has_the_errors_of_its_script(_rt: Runtime) {
    let sink = MockSink::<u8, &str>::new().error_at_item(2, "torn");
    let probe = sink.probe().clone();
    let forwarded = forward(mock_stream([1, 2, 3]), sink).await;
    assert_eq!(forwarded, Err("torn"));
    probe.assert_items([1]);
}

#[runtime_matrix::test]
async fn the_reader_of_a_stream_in_general_reads_it(_rt: Runtime) {
    use futures_lite::StreamExt;
    let mut stream = mock_stream([1, 2]).pending().item(3);
    let doubled: Vec<u8> = Pin::new(&mut stream).map(|item| 2 * item).collect().await;
    assert_eq!(doubled, [2, 4, 6]);
}
