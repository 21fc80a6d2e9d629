//! A mock by call has no awaits that could be asserted on, and no answers that take time.

use runtime_matrix::mock::SyncMock;

fn asserts() {
    let parse = SyncMock::<(String,), u32>::new("parse");
    parse.assert_awaited();
    parse.pends();
    parse.answers_async(|_| async { 7 });
    parse.gate().open();
}

fn main() {}
