//! Arguments are printed in failures, shared between threads, and a tuple.

use std::rc::Rc;

use runtime_matrix::mock::AsyncMock;

struct Silent;

fn mocks() {
    let _ = AsyncMock::<(Silent,), ()>::new("send");
    let _ = AsyncMock::<(Rc<u32>,), ()>::new("send");
    let _ = AsyncMock::<u32, ()>::new("send");
}

fn main() {}
