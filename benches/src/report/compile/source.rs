//! The two crates: which dependencies they have, and how a body reaches its runtime.

use anyhow::Result;
use clap::ValueEnum;

use super::bodies::BODIES;
use crate::report::{
    circumstances::repository,
    generated::{Generated, Workshop},
};

const TESTS_PER_MODULE: u64 = 25;

/// How the tests are written by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Flavor {
    /// `#[tokio::test]`, with the features of Tokio that the suite builds with, too.
    Plain,
    /// `#[tokio::test]` without `rt-multi-thread`: less code for each spawn.
    CurrentThread,
    /// `#[tokio::test(flavor = "multi_thread", worker_threads = 2)]`.
    MultiThread,
}

/// What differs between the two crates.
struct Dialect {
    prelude: &'static str,
    attribute: &'static str,
    parameter: &'static str,
    marks: [(&'static str, &'static str); 5],
}

/// Writes the crate whose tests are written by hand.
pub(super) fn hand(workshop: &Workshop, size: u64, flavor: Flavor) -> Result<Generated> {
    let runtime = match flavor {
        Flavor::Plain | Flavor::MultiThread => "rt-multi-thread",
        Flavor::CurrentThread => "rt",
    };
    let dependencies = format!(
        "tokio = {{ version = \"1\", features = [\"macros\", \"{runtime}\", \"sync\", \"time\"] }}\n"
    );
    let dialect = Dialect {
        prelude: "",
        attribute: match flavor {
            Flavor::Plain | Flavor::CurrentThread => "#[tokio::test]",
            Flavor::MultiThread => "#[tokio::test(flavor = \"multi_thread\", worker_threads = 2)]",
        },
        parameter: "",
        marks: [
            ("@SPAWN@", "tokio::spawn"),
            ("@TIMEOUT_@", "tokio::time::timeout"),
            ("@TIMEOUT@", "tokio::time::timeout"),
            ("@SLEEP@", "tokio::time::sleep"),
            ("@CLONE@", ""),
        ],
    };
    workshop.write(
        &format!("hand_{size}"),
        &dependencies,
        &files(size, &dialect),
    )
}

/// Writes the crate whose tests are the suite's.
pub(super) fn matrix(workshop: &Workshop, size: u64) -> Result<Generated> {
    let suite = repository().join("suite").display().to_string();
    let dependencies = format!(
        "runtime-matrix = {{ path = {suite:?}, features = [\"async-std\", \"smol\", \"tokio\"] }}\n\
         tokio = {{ version = \"1\", features = [\"sync\"] }}\n"
    );
    let dialect = Dialect {
        prelude: "use runtime_matrix::Runtime;",
        attribute: "#[runtime_matrix::test]",
        parameter: "rt: Runtime",
        marks: [
            ("@SPAWN@", "rt.spawn"),
            ("@TIMEOUT_@", "timer.timeout"),
            ("@TIMEOUT@", "rt.timeout"),
            ("@SLEEP@", "sleeper.sleep"),
            // For what is handed to a task.
            (
                "@CLONE@",
                "let (timer, sleeper) = (rt.clone(), rt.clone());",
            ),
        ],
    };
    workshop.write(
        &format!("matrix_{size}"),
        &dependencies,
        &files(size, &dialect),
    )
}

fn files(size: u64, dialect: &Dialect) -> Vec<(String, String)> {
    let modules = size.div_ceil(TESTS_PER_MODULE);
    let mods = (0..modules).map(|module| format!("mod group_{module};\n"));
    let main = "#![allow(unused_imports)]\n".to_owned() + &mods.collect::<String>();
    let mut files = vec![("tests/it/main.rs".to_owned(), main)];
    for module in 0..modules {
        let first = module * TESTS_PER_MODULE;
        let tests = first..(first + TESTS_PER_MODULE).min(size);
        let tests: String = tests.map(|number| test(number, dialect)).collect();
        let text = format!(
            "use std::{{collections::HashMap, sync::{{Arc, atomic::{{AtomicUsize, Ordering}}}}, time::Duration}};\n\
             use tokio::sync::{{Mutex, Notify, RwLock, Semaphore, mpsc, oneshot, watch}};\n{}\n{tests}",
            dialect.prelude
        );
        files.push((format!("tests/it/group_{module}.rs"), text));
    }
    files
}

fn test(number: u64, dialect: &Dialect) -> String {
    let body = BODIES[(number % BODIES.len() as u64) as usize];
    let mut body = body.replace("@N@", &number.to_string());
    for (mark, meaning) in dialect.marks {
        body = body.replace(mark, meaning);
    }
    format!(
        "\n{}\nasync fn case_{number}({}) {{\n    {body}\n}}\n",
        dialect.attribute, dialect.parameter
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_test_is_written_once_and_no_mark_is_left() {
        let dialect = Dialect {
            prelude: "",
            attribute: "#[test]",
            parameter: "",
            marks: ["@SPAWN@", "@TIMEOUT_@", "@TIMEOUT@", "@SLEEP@", "@CLONE@"]
                .map(|mark| (mark, "")),
        };
        let files = files(60, &dialect);
        let text: String = files.iter().map(|file| file.1.as_str()).collect();
        assert_eq!((files.len(), text.matches("#[test]").count()), (4, 60));
        assert!(!text.contains('@'));
    }
}
