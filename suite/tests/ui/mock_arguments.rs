//! Arguments of the wrong types, and too few or too many of them.

use runtime_matrix::mock::AsyncMock;

async fn calls() {
    let send = AsyncMock::<(String, u32), ()>::new("send");
    send.call("text", 1).await;
    send.call("text".to_owned()).await;
    send.call("text".to_owned(), 1, 2).await;
    send.call_ref(&7, &1).await;
}

fn main() {}
