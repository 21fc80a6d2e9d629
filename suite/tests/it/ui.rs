//! What the attributes refuse, and what they say then.

// The texts are those of one compiler; `TRYBUILD=overwrite` writes them anew.
#[test]
fn errors_are_clear() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
