//! What Python finds true: a call that is asserted on without an await.

use runtime_matrix::mock::AsyncMock;

async fn herd(cats: &[&str]) -> bool {
    cats.is_empty()
}

async fn asserts() {
    let is_here = AsyncMock::<(u32,), bool>::new("is_here");
    assert!(is_here.call(1));
    assert!(herd(&[]));
    assert_eq!(is_here.call(1), true);
    if is_here.call(2) {}
}

fn main() {}
