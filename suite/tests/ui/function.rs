#[runtime_matrix::test]
fn not_async() {}

#[runtime_matrix::test]
const async fn constant() {}

#[runtime_matrix::test]
async unsafe fn not_safe() {}

#[runtime_matrix::test]
async extern "C" fn foreign() {}

#[runtime_matrix::test]
unsafe extern "C" fn all_at_once<T>(self, mut other: (), rt @ _: T) {}

fn main() {}
