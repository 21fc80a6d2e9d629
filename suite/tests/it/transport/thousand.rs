//! Servers one after the other, counted in a process of their own: none leaves anything behind.

use std::{env, fs, io, process::Command, time::Duration};

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use runtime_matrix::{Ctx, Stream, TempFolder};

use crate::on;

/// Debug builds have the same paths and take longer.
const SERVERS: usize = if cfg!(debug_assertions) { 250 } else { 1_000 };

/// Says that the process runs one test alone.
const ALONE: &str = "COUNTED_ALONE";

/// What a process holds: descriptors, threads, and files in its temporary folder.
#[derive(Debug, PartialEq, Eq, PartialOrd)]
struct Held {
    descriptors: usize,
    threads: usize,
    files: usize,
}

impl Held {
    /// Counts, where the system tells.
    fn now() -> Option<Held> {
        let entries = |path| Some(fs::read_dir(path).ok()?.count());
        Some(Held {
            descriptors: entries("/proc/self/fd")?,
            threads: entries("/proc/self/task")?,
            files: fs::read_dir(env::temp_dir()).ok()?.count(),
        })
    }

    fn is_within(&self, before: &Held) -> bool {
        self.descriptors <= before.descriptors
            && self.threads <= before.threads
            && self.files <= before.files
    }
}

async fn greet(mut stream: Stream) -> io::Result<()> {
    stream.write_all(b"hello").await?;
    stream.close().await
}

async fn serve_once(ctx: &Ctx) -> io::Result<()> {
    let mut client = ctx.start_server_and_connect(greet).await?;
    let mut said = String::new();
    client.read_to_string(&mut said).await?;
    assert_eq!(said, "hello");
    drop(client);
    ctx.close_server().await.map_err(io::Error::other)
}

async fn serve_many(ctx: &Ctx) -> io::Result<()> {
    // What a runtime makes at its first use, and keeps.
    for _ in 0..20 {
        serve_once(ctx).await?;
    }
    ctx.runtime().sleep(Duration::from_millis(1)).await;
    let before = Held::now();
    for _ in 0..SERVERS {
        serve_once(ctx).await?;
    }
    let Some(before) = before else { return Ok(()) };
    let mut after = Held::now().expect("the system told before");
    // A runtime may close what is dropped a moment later.
    for _ in 0..100 {
        if after.is_within(&before) {
            break;
        }
        ctx.runtime().sleep(Duration::from_millis(20)).await;
        after = Held::now().expect("the system told before");
    }
    assert!(
        after.is_within(&before),
        "{after:?} is more than {before:?}"
    );
    Ok(())
}

#[runtime_matrix::test(transports, timeout = "180s")]
async fn servers_leave_no_descriptor_thread_or_file(ctx: Ctx) -> io::Result<()> {
    if env::var_os(ALONE).is_some() {
        return serve_many(&ctx).await;
    }
    let name = format!(
        "{}::servers_leave_no_descriptor_thread_or_file::{}::{}",
        module_path!()
            .split_once("::")
            .expect("it is in a module")
            .1,
        ctx.transport(),
        ctx.runtime().name()
    );
    let ended = on::aside(ctx.runtime(), move || {
        let folder = TempFolder::new()?;
        let mut command = Command::new(env::current_exe()?);
        command.args([&name, "--exact", "--test-threads=1"]);
        command.env(ALONE, "1").env("TMPDIR", folder.path());
        command.output()
    })
    .await?;
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(
        ended.status.success() && said.contains("1 passed"),
        "{said}"
    );
    Ok(())
}
