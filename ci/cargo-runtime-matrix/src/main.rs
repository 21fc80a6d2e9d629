//! Runs a package's tests on every async runtime and says where they differ, and why.

fn main() {}
