#[runtime_matrix::test]
#[test]
async fn plain() {}

#[runtime_matrix::test]
#[tokio::test(flavor = "multi_thread")]
async fn of_tokio() {}

#[runtime_matrix::test]
#[runtime_matrix::test]
async fn twice() {}

#[runtime_matrix::test]
#[cfg_attr(all(), core::prelude::v1::test)]
async fn on_a_condition() {}

#[runtime_matrix::test]
#[rstest]
#[case(1)]
async fn rstest_below<T>(#[case] number: T, other: u32) {}

#[runtime_matrix::test]
#[rstest::rstest]
fn rstest_below_by_its_path() {}

fn main() {}
