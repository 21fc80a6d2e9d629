//! What a whole test inside a test does, on the same thread: the entry `nested_block_on`, as users meet it.

use runtime_matrix::{Cell, Runtime, Verdict};
use runtime_matrix_core::NestedBlockOn;

use super::card;
use crate::on::factory;

/// Never a deadlock, and never the end of the outer test.
#[runtime_matrix::test]
async fn a_cell_inside_a_cell_works_or_is_refused_as_the_card_says(rt: Runtime) {
    let outcome = Cell::new(factory(&rt)).run(|rt: Runtime| async move {
        assert_eq!(rt.spawn(async { 1 }).await.unwrap(), 1);
    });
    match card(&rt).nested_block_on {
        NestedBlockOn::Works => outcome.unwrap(),
        _ => {
            assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
            let message = outcome.message().unwrap_or_default();
            let expected = "the runtime panicked in `block_on`: ";
            assert!(message.starts_with(expected), "{message}");
        }
    }
    assert_eq!(rt.spawn(async { 2 }).await.unwrap(), 2);
}
