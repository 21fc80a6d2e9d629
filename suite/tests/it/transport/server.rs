//! A test's server: one handler for each connection, closed whatever happens, with nothing swallowed.

use std::{
    io::{self, ErrorKind},
    sync::mpsc,
    time::Duration,
};

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use runtime_matrix::{Cell, Ctx, Event, Outcome, Runtime, Stream, Transport, Verdict, duplex};

use crate::on;

async fn echo(mut stream: Stream) -> io::Result<()> {
    let mut line = [0; 4];
    while stream.read(&mut line[..1]).await? == 1 {
        stream.read_exact(&mut line[1..]).await?;
        stream.write_all(&line).await?;
        stream.flush().await?;
    }
    Ok(())
}

async fn ask(stream: &mut Stream, line: [u8; 4]) -> io::Result<[u8; 4]> {
    stream.write_all(&line).await?;
    stream.flush().await?;
    let mut answer = [0; 4];
    stream.read_exact(&mut answer).await?;
    Ok(answer)
}

/// Runs a test of a context in a cell of its own.
async fn outcome<F, T>(ctx: &Ctx, test: F) -> Outcome
where
    F: FnOnce(Ctx) -> T + Send + 'static,
    T: Future<Output = io::Result<()>> + 'static,
{
    let transport = ctx.transport();
    on::outcome(ctx.runtime(), move |rt| test(Ctx::new(&rt, transport))).await
}

#[track_caller]
fn assert_told(outcome: &Outcome, verdict: Verdict, parts: &[&str]) {
    let report = outcome.report();
    assert_eq!(outcome.verdict(), verdict, "{report}");
    for part in parts {
        assert!(report.contains(part), "no `{part}` in {report}");
    }
}

#[runtime_matrix::test(transports)]
async fn each_connection_has_a_handler(ctx: Ctx) -> io::Result<()> {
    ctx.start_server(echo).await?;
    let (mut one, mut two) = (ctx.connect().await?, ctx.connect().await?);
    assert_eq!(ask(&mut two, *b"two!").await?, *b"two!");
    assert_eq!(ask(&mut one, *b"one!").await?, *b"one!");
    Ok(())
}

#[runtime_matrix::test(transports)]
async fn a_server_that_is_closed_is_gone_and_another_may_follow(ctx: Ctx) -> io::Result<()> {
    let client = ctx.start_server_and_connect(echo).await?;
    let address = ctx.address().expect("a server runs");
    drop(client);
    ctx.close_server().await.expect("the handler ends");
    assert_eq!(ctx.address(), None);
    ctx.runtime()
        .connect(address)
        .await
        .expect_err("it is gone");
    let mut client = ctx.start_server_and_connect(echo).await?;
    assert_eq!(ask(&mut client, *b"more").await?, *b"more");
    Ok(())
}

#[runtime_matrix::test(transports)]
async fn a_handler_that_panics_ends_the_test_by_its_connection(ctx: Ctx) {
    let outcome = outcome(&ctx, |ctx| async move {
        let handler = |_| async { panic!("no such command") };
        let _client = ctx.start_server_and_connect(handler).await?;
        std::future::pending().await
    })
    .await;
    let parts = [
        "the handler of connection 1 to ",
        ", started at suite/tests/it/transport/server.rs:",
        "panicked: no such command",
    ];
    assert_told(&outcome, Verdict::Panic, &parts);
}

#[runtime_matrix::test(transports)]
async fn a_handler_that_fails_ends_the_test_with_its_error(ctx: Ctx) {
    let outcome = outcome(&ctx, |ctx| async move {
        let mut client = ctx.start_server_and_connect(echo).await?;
        client.write_all(b"cut").await?;
        client.close().await?;
        std::future::pending().await
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Fail,
        &[
            "the handler of connection 1 to ",
            "failed: ",
            "UnexpectedEof",
        ],
    );
}

#[runtime_matrix::test(transports)]
async fn a_handler_that_does_not_end_is_cancelled_and_told(ctx: Ctx) {
    let (gone, was_dropped) = mpsc::channel::<()>();
    let transport = ctx.transport();
    let outcome = on::outcome_of(ctx.runtime(), Cell::virtual_clock, move |rt| async move {
        let ctx = Ctx::new(&rt, transport).draining_within(Duration::from_millis(1500));
        let begun = Event::new();
        let told = begun.clone();
        let client = ctx.start_server_and_connect(move |_| {
            let (gone, told) = (gone.clone(), told.clone());
            async move {
                told.set();
                std::future::pending::<()>().await;
                drop(gone);
            }
        });
        let _client = client.await?;
        begun.wait().await;
        io::Result::Ok(())
    })
    .await;
    let parts = [
        "the handler of connection 1 still ran 1.5s after the server was closed",
        "draining_within",
    ];
    assert_told(&outcome, Verdict::Fail, &parts);
    assert!(was_dropped.recv().is_err(), "the handler was dropped");
}

#[runtime_matrix::test(transports)]
async fn a_test_that_has_failed_does_not_wait_for_handlers(ctx: Ctx) {
    let outcome = outcome(&ctx, |ctx| async move {
        let _client = ctx
            .start_server_and_connect(|_| std::future::pending::<()>())
            .await?;
        Err(io::Error::other("no bread"))
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Fail,
        &["the test returned an error: Custom", "no bread"],
    );
    assert!(
        !outcome.report().contains("still ran"),
        "{}",
        outcome.report()
    );
}

#[runtime_matrix::test(transports)]
async fn a_peer_that_vanishes_ends_its_handler_alone(ctx: Ctx) -> io::Result<()> {
    let mut one = ctx.start_server_and_connect(echo).await?;
    let mut two = ctx.connect().await?;
    assert_eq!(ask(&mut one, *b"one!").await?, *b"one!");
    drop(one);
    assert_eq!(ask(&mut two, *b"two!").await?, *b"two!");
    Ok(())
}

#[runtime_matrix::test(transports)]
async fn a_second_server_and_a_connection_to_none_are_refused_by_name(ctx: Ctx) -> io::Result<()> {
    let none = ctx.connect().await.expect_err("there is none");
    assert_eq!(none.kind(), ErrorKind::ConnectionRefused);
    let told = format!(
        "{}: there is no server to connect to: call `Ctx::start_server` first",
        ctx.transport()
    );
    assert_eq!(none.to_string(), told);
    ctx.start_server(echo).await?;
    let second = ctx.start_server(echo).await.expect_err("one runs");
    assert_eq!(second.kind(), ErrorKind::AddrInUse);
    assert!(
        second
            .to_string()
            .contains("a server of this context runs there: close it first"),
        "{second}"
    );
    Ok(())
}

#[runtime_matrix::test(transports(memory))]
async fn lock_step_and_faults_come_with_the_context(ctx: Ctx) -> io::Result<()> {
    let ctx = ctx.with_duplex(duplex().capacity(0));
    let mut client = ctx.start_server_and_connect(echo).await?;
    assert_eq!(ask(&mut client, *b"step").await?, *b"step");
    client.close().await
}

#[runtime_matrix::test(transports(tcp, unix))]
async fn faults_of_a_transport_that_has_none_are_refused(ctx: Ctx) {
    let ctx = ctx.with_duplex(duplex().capacity(1));
    let refused = ctx
        .start_server(echo)
        .await
        .expect_err("only memory has them");
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
    assert!(
        refused.to_string().contains("use `Transport::Memory`"),
        "{refused}"
    );
}

#[runtime_matrix::test]
async fn sixty_clients_are_answered_at_once(rt: Runtime) -> io::Result<()> {
    let ctx = Ctx::new(&rt, Transport::Tcp);
    ctx.start_server(echo).await?;
    let clients: Vec<_> = (0..60_u32)
        .map(|n| {
            let ctx = ctx.clone();
            rt.spawn(async move {
                let mut stream = ctx.connect().await?;
                let line = n.to_be_bytes();
                io::Result::Ok(ask(&mut stream, line).await? == line)
            })
        })
        .collect();
    for client in clients {
        assert!(client.await.expect("no panic")?);
    }
    Ok(())
}
