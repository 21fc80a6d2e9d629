//! Many tests.

use crate::fixture::on;

#[test]
fn five_thousand_tests_on_seven_runtimes_are_no_more_trouble_than_five() {
    let outcome = on("thousands", &[]).run();
    outcome.assert_code(0);
    let told = "5000 tests identical on all 7 runtimes\n";
    assert!(outcome.stdout.starts_with(told), "{}", outcome.stdout);
    let result = "ok: 5000 tests; cells: 35000 pass\n";
    assert!(outcome.stdout.ends_with(result), "{}", outcome.stdout);

    let outcome = on("thousands", &["--test", "module_7::*", "--json"]).run();
    outcome.assert_code(0);
    let table: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(table["tests"].as_array().unwrap().len(), 125);
}
