//! A mock by call gives its answer at once: there is nothing to await.

use runtime_matrix::mock::SyncMock;

async fn awaits() {
    let parse = SyncMock::<(String,), u32>::new("parse");
    assert_eq!(parse.call_ref("7").await, 7);
}

fn main() {}
