//! What arguments are held against has to fit their types.

use runtime_matrix::mock::{AsyncMock, any, contains};

fn asserts() {
    let send = AsyncMock::<(String, u32), ()>::new("send");
    send.assert_awaited_with((1, 1));
    send.assert_awaited_with(("text", 1..2_u8));
    send.assert_awaited_with((any(), contains("1")));
    send.assert_awaited_with(("text", 1, 2));
    send.assert_awaited_with("text");
    send.when(("text", "1")).returns(());
}

fn main() {}
