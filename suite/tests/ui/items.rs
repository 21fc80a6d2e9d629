#[runtime_matrix::test]
struct Struct;

#[runtime_matrix::test]
mod module {}

#[runtime_matrix::test]
const CONSTANT: u32 = 7;

#[runtime_matrix::test]
pub use std::fmt;

#[runtime_matrix::tests]
async fn function() {}

#[runtime_matrix::tests]
pub(crate) struct Other;

#[runtime_matrix::tests]
mod elsewhere;

fn main() {}
