//! What the attributes refuse, and what they say then.

use std::{fs, path::Path};

/// Where another `Debug` is in sight, a level of the log, rustc writes the trait's path out in this one.
const WITHOUT_LOGS: &str = "mock_not_debug.rs";

// The texts are those of one compiler; `TRYBUILD=overwrite` writes them anew.
#[test]
fn errors_are_clear() {
    let cases = trybuild::TestCases::new();
    let has_logs = cfg!(any(feature = "log", feature = "tracing"));
    let folder = Path::new("tests/ui");
    let mut number = 0;
    for entry in fs::read_dir(folder).expect("the cases are there") {
        let name = entry.expect("it can be read").file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".rs") && !(has_logs && name == WITHOUT_LOGS) {
            cases.compile_fail(folder.join(&*name));
            number += 1;
        }
    }
    assert!(number > 20, "{number} cases are too few");
}
