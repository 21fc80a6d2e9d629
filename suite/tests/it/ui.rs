//! What the attributes refuse, and what they say then.

use std::{fs, path::Path};

/// Where another `Debug` is in sight, a level of the log, rustc writes the trait's path out: there are two of these.
const WITHOUT_LOGS: &str = "mock_not_debug.rs";
const WITH_LOGS: &str = "mock_not_debug_beside_logs.rs";

/// What the macro of the catalogue refuses, where there is a catalogue.
const CATALOGUE: &str = "conformance.rs";

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
        let other = if has_logs { WITHOUT_LOGS } else { WITH_LOGS };
        let is_there = name != CATALOGUE || cfg!(feature = "conformance");
        if name.ends_with(".rs") && name != other && is_there {
            cases.compile_fail(folder.join(&*name));
            number += 1;
        }
    }
    assert!(number > 20, "{number} cases are too few");
}
