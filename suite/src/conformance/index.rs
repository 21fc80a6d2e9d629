//! The ids of all cases that are run. Generated: `cargo run -p runtime-matrix --features all-runtimes,conformance --example conformance -- --bless`.

/// Not public API. Hands all ids to a macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __conformance_index {
    ($then:ident) => {
        $crate::$then! {
            block_on { returns_after_its_root }
            cancel { completes_after_the_drop }
        }
    };
}
