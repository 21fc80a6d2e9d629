//! What a whole test inside a test does, on the same thread: the card's entry `nested_block_on`, as users meet it.

use runtime_matrix::{Cell, Runtime, Verdict, factories};
use runtime_matrix_core::NestedBlockOn;

use crate::on::factory;

/// Never a deadlock, and never the end of the outer test.
#[runtime_matrix::test]
async fn a_cell_inside_a_cell_works_or_is_refused_as_the_card_says(rt: Runtime) {
    let outcome = Cell::new(factory(&rt)).run(|rt: Runtime| async move {
        assert_eq!(rt.spawn(async { 1 }).await.unwrap(), 1);
    });
    match factory(&rt).card().nested_block_on {
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

#[test]
fn the_table_of_the_macros_agrees_with_the_cards() {
    for factory in factories() {
        let declared = runtime_matrix::__private::declared(factory.id());
        assert_eq!(
            declared,
            Some(factory.card().capabilities),
            "{}",
            factory.id()
        );
    }
}
