//! "Advanced asyncio testing" (S. Scherfke): requests and replies over a channel, with a server for each test, on
//! every transport.

use std::io::{self, ErrorKind};

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use runtime_matrix::{Ctx, Outcome, Stream, Verdict};

use crate::on;

/// Frames of text, each behind its length: four bytes, the highest first.
#[derive(Debug)]
struct Channel {
    stream: Stream,
}

/// A request that waits for its reply.
#[derive(Debug)]
struct Request {
    content: String,
    channel: Channel,
}

/// A frame must not be longer; the length of one comes from the peer.
const LONGEST: usize = 1 << 16;

impl Channel {
    fn new(stream: Stream) -> Channel {
        Channel { stream }
    }

    async fn write(&mut self, content: &str) -> io::Result<()> {
        let length = u32::try_from(content.len()).map_err(io::Error::other)?;
        self.stream.write_all(&length.to_be_bytes()).await?;
        self.stream.write_all(content.as_bytes()).await?;
        self.stream.flush().await
    }

    async fn read(&mut self) -> io::Result<String> {
        let mut length = [0; 4];
        self.stream.read_exact(&mut length).await?;
        let length = usize::try_from(u32::from_be_bytes(length)).map_err(io::Error::other)?;
        if length > LONGEST {
            return Err(io::Error::new(
                ErrorKind::InvalidData,
                "the frame is too long",
            ));
        }
        let mut content = vec![0; length];
        self.stream.read_exact(&mut content).await?;
        String::from_utf8(content).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
    }

    async fn recv(mut self) -> io::Result<Request> {
        let content = self.read().await?;
        Ok(Request {
            content,
            channel: self,
        })
    }

    async fn send(&mut self, content: &str) -> io::Result<String> {
        self.write(content).await?;
        self.read().await
    }

    async fn close(mut self) -> io::Result<()> {
        self.stream.close().await
    }
}

impl Request {
    async fn reply(&mut self, content: &str) -> io::Result<()> {
        self.channel.write(content).await
    }
}

// The article's test, in its last version, has 13 lines besides its `ctx` fixture, which has 51.
#[runtime_matrix::test(transports)]
async fn a_request_is_answered(ctx: Ctx) -> io::Result<()> {
    let handle_client = async |stream| {
        let mut request = Channel::new(stream).recv().await?;
        assert_eq!(request.content, "ohai");
        request.reply("cya").await
    };
    let mut client = Channel::new(ctx.start_server_and_connect(handle_client).await?);
    assert_eq!(client.send("ohai").await?, "cya");
    client.close().await
}

/// The test, for broken channels.
async fn outcome<F>(ctx: &Ctx, handler: fn(Stream) -> F) -> Outcome
where
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let transport = ctx.transport();
    on::outcome(ctx.runtime(), move |rt| async move {
        let ctx = Ctx::new(&rt, transport);
        let mut client = Channel::new(ctx.start_server_and_connect(handler).await?);
        assert_eq!(client.send("ohai").await?, "cya");
        client.close().await
    })
    .await
}

#[runtime_matrix::test(transports)]
async fn a_reply_that_is_swallowed_is_caught(ctx: Ctx) {
    let outcome = outcome(&ctx, |stream| async {
        Channel::new(stream).recv().await.map(drop)
    })
    .await;
    let report = outcome.report();
    assert_eq!(outcome.verdict(), Verdict::Fail, "{report}");
    assert!(report.contains("UnexpectedEof"), "{report}");
}

#[runtime_matrix::test(transports)]
async fn a_reply_that_is_another_ones_is_caught(ctx: Ctx) {
    let outcome = outcome(&ctx, |stream| async {
        let mut request = Channel::new(stream).recv().await?;
        let content = request.content.clone();
        request.reply(&content).await
    })
    .await;
    let report = outcome.report();
    assert_eq!(outcome.verdict(), Verdict::Panic, "{report}");
    assert!(
        report.contains("left: \"ohai\"") && report.contains("right: \"cya\""),
        "{report}"
    );
}

#[runtime_matrix::test(transports)]
async fn a_frame_that_is_too_long_is_refused(ctx: Ctx) -> io::Result<()> {
    let mut stream = ctx
        .start_server_and_connect(async |stream| {
            let refused = Channel::new(stream)
                .recv()
                .await
                .expect_err("it is too long");
            assert_eq!(refused.kind(), ErrorKind::InvalidData);
        })
        .await?;
    stream.write_all(&u32::MAX.to_be_bytes()).await?;
    stream.flush().await?;
    let read = stream.read(&mut [0; 1]).await;
    assert!(matches!(read, Ok(0) | Err(_)), "the server has hung up");
    Ok(())
}
