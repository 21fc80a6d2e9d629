//! Sockets. No fault breaks one of these rules yet, so that they are provisional.

use std::{future::poll_fn, io, pin::Pin};

use futures_io::{AsyncRead, AsyncWrite};
use runtime_matrix_core::{Address, ByteStream, Capability, Listener};

use crate::conformance::{
    case::{Case, case},
    instance::Instance,
    lab::Lab,
};

const NET: &[Capability] = &[Capability::Net];

pub(super) const CASES: &[Case] = &[
    case!(
        "network",
        port_zero_is_a_free_one,
        Must,
        "A listener on port zero MUST tell the port that it was given."
    )
    .with_source("`Net::listen`")
    .requiring(NET)
    .provisional(),
    case!(
        "network",
        bytes_arrive_in_order,
        Must,
        "Bytes MUST arrive whole and in order."
    )
    .with_source("`ByteStream`")
    .requiring(NET)
    .provisional(),
    case!(
        "network",
        half_a_close_leaves_the_answer,
        Must,
        "After a close the peer MUST read an end of file, and its answer MUST still be readable."
    )
    .with_source("`ByteStream`")
    .requiring(NET)
    .provisional(),
    case!(
        "network",
        a_dropped_end_is_read_as_the_end,
        Must,
        "When an end is dropped, the peer MUST read an end of file."
    )
    .with_source("`ByteStream`")
    .requiring(NET)
    .provisional(),
    case!(
        "network",
        a_dropped_accept_loses_no_connection,
        Must,
        "Dropping the future of an accept MUST NOT lose a connection."
    )
    .with_source("`Listener::accept`")
    .requiring(NET)
    .provisional(),
];

type Stream = Box<dyn ByteStream>;

fn told<T>(lab: &Lab, what: &str, result: io::Result<T>) -> T {
    result.unwrap_or_else(|error| lab.fail(format!("{what} to work"), format!("an error: {error}")))
}

async fn listen(lab: &Lab, instance: &Instance) -> Box<dyn Listener> {
    let listener = instance.net_of().listen(Address::local_tcp()).await;
    told(lab, "a listen on port zero", listener)
}

async fn pair(lab: &Lab, instance: &Instance) -> (Stream, Stream) {
    let listener = listen(lab, instance).await;
    let address = told(lab, "the listener's address", listener.local_address());
    let client = instance.net_of().connect(address).await;
    let server = listener.accept().await;
    (
        told(lab, "a connect", client),
        told(lab, "an accept", server),
    )
}

async fn write_all(stream: &mut Stream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = poll_fn(|cx| Pin::new(&mut *stream).poll_write(cx, bytes)).await?;
        bytes = &bytes[written..];
    }
    poll_fn(|cx| Pin::new(&mut *stream).poll_flush(cx)).await
}

async fn close(stream: &mut Stream) -> io::Result<()> {
    poll_fn(|cx| Pin::new(&mut *stream).poll_close(cx)).await
}

async fn read_to_end(stream: &mut Stream) -> io::Result<Vec<u8>> {
    let (mut all, mut part) = (Vec::new(), [0; 997]);
    loop {
        match poll_fn(|cx| Pin::new(&mut *stream).poll_read(cx, &mut part)).await? {
            0 => return Ok(all),
            read => all.extend_from_slice(&part[..read]),
        }
    }
}

fn port_zero_is_a_free_one(lab: &Lab) {
    let instance = lab.instance();
    let address = instance.block_on("a listen", async {
        listen(lab, &instance).await.local_address()
    });
    match told(lab, "the listener's address", address) {
        Address::Tcp(address) if address.port() != 0 => {}
        other => lab.fail("the port that the listener has", other),
    }
    instance.end();
}

fn bytes_arrive_in_order(lab: &Lab) {
    let instance = lab.instance();
    let sent: Vec<u8> = (0..=250).cycle().take(100_003).collect();
    let bytes = sent.clone();
    let came = instance.block_on("the reading of what a task writes", async {
        let (mut client, mut server) = pair(lab, &instance).await;
        let writer = instance.start(async move {
            // What fails here is read as an early end.
            let _ = write_all(&mut client, &bytes).await;
            let _ = close(&mut client).await;
        });
        let came = read_to_end(&mut server).await;
        let _ = writer.join_native().await;
        came
    });
    let came = told(lab, "a read", came);
    lab.equal("the number of bytes that came", came.len(), sent.len());
    lab.holds(
        came == sent,
        "bytes to arrive in the order in which they were written",
        "others",
    );
    instance.end();
}

fn half_a_close_leaves_the_answer(lab: &Lab) {
    let instance = lab.instance();
    let (asked, answered) = instance.block_on("a question and an answer", async {
        let (mut client, mut server) = pair(lab, &instance).await;
        told(lab, "a write", write_all(&mut client, b"who?").await);
        told(lab, "a close", close(&mut client).await);
        let asked = read_to_end(&mut server).await;
        told(lab, "a write", write_all(&mut server, b"me").await);
        told(lab, "a close", close(&mut server).await);
        (asked, read_to_end(&mut client).await)
    });
    lab.equal("the question", told(lab, "a read", asked), b"who?".to_vec());
    lab.equal("the answer", told(lab, "a read", answered), b"me".to_vec());
    instance.end();
}

fn a_dropped_end_is_read_as_the_end(lab: &Lab) {
    let instance = lab.instance();
    let came = instance.block_on("the end of what a dropped end sent", async {
        let (client, mut server) = pair(lab, &instance).await;
        drop(client);
        read_to_end(&mut server).await
    });
    lab.equal("what came", told(lab, "a read", came), Vec::new());
    instance.end();
}

fn a_dropped_accept_loses_no_connection(lab: &Lab) {
    let instance = lab.instance();
    instance.block_on("an accept after one that was dropped", async {
        let listener = listen(lab, &instance).await;
        let address = told(lab, "the listener's address", listener.local_address());
        let mut dropped = listener.accept();
        poll_fn(|cx| std::task::Poll::Ready(dropped.as_mut().poll(cx).is_pending())).await;
        let client = instance.net_of().connect(address).await;
        drop(dropped);
        let server = listener.accept().await;
        told(lab, "an accept", server);
        told(lab, "a connect", client);
    });
    instance.end();
}
