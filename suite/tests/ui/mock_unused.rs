//! A call that is thrown away is found before the test runs.

#![deny(unused_must_use)]

use runtime_matrix::mock::{AsyncMock, SyncMock};

fn calls() {
    let send = AsyncMock::<(u32,), ()>::new("send");
    send.call(1);
    send.clone().strict();
    send.wait_until_called(1);
    SyncMock::<(u32,), u32>::new("parse").calls();
}

fn main() {}
