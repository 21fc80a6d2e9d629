//! A run with one test of each verdict, as text and as each report of it.

use std::fs;

use crate::{browser, fixture::on};

/// Compares a report with a snapshot, but for what is not ours: versions, times, seeds of real runtimes.
macro_rules! assert_report {
    ($name:literal, $text:expr) => {
        insta::with_settings!({
            prepend_module_to_snapshot => false,
            omit_expression => true,
            filters => vec![
                (r#"(?m)("(?:tool|version)": |name="version" value=|cargo-runtime-matrix )"?\d+\.\d+\.\d+"?"#, "$1[version]"),
                (r"(?m)^(\w+) \d+\.\d+\.\d+(, \d+ workers?) {2,}", "$1 [version]$2  "),
                (r"(?m)^(\| `\w+` \|) \d+\.\d+\.\d+ \|", "$1 [version] |"),
                (r#"("(?:duration|stop|duration_us)": )\d+"#, "$1[time]"),
                (r#" time="[\d.]+""#, ""),
                (r"\(\d+\.\d+s\)|\d+(\.\d+)?(ms|µs)", "[time]"),
                (r"(thread '\S+') \(\d+\)", "$1"),
                (r"(<small>|<td>)\d+\.\d+\.\d+", "$1[version]"),
                (r"[\d.]+ (?:µs|ms|s) ·", "[time] ·"),
                (r"sha256-[^']+", "sha256-[hash]"),
            ],
        }, {
            insta::assert_snapshot!($name, $text);
        });
    };
}

#[test]
fn each_report_tells_each_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let summary = folder.path().join("summary");
    let once = folder.path().join("once");
    fs::write(&once, "").unwrap();
    let args = [
        "--runtimes",
        "sim,smol",
        "--reports",
        path,
        "--report",
        "github",
    ];
    let outcome = on("verdicts", &args)
        .env("GITHUB_STEP_SUMMARY", &summary)
        .env("FAILS_ONCE", &once)
        .env("RUNTIME_MATRIX_GRACE", "200ms")
        .run();
    outcome.assert_code(3);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_report!("verdicts", outcome.stdout);
    assert_report!("verdicts.json", read("matrix.json"));
    assert_report!("verdicts.junit.xml", read("junit.xml"));
    assert_report!("verdicts.ctrf.json", read("ctrf.json"));
    assert_report!("verdicts.md", read("matrix.md"));
    assert_report!("verdicts.html", without_code(&read("matrix.html")));
    let page = folder.path().join("matrix.html");
    browser::assert_opens(&page, 14, "differs: green on sim, red on smol");
    assert_report!("verdicts.badge.json", read("badge.json"));
    assert_eq!(
        read("summary"),
        read("matrix.md"),
        "there is room for all of it"
    );
    let annotations = outcome.stderr.lines().filter(|line| line.starts_with("::"));
    assert_report!(
        "verdicts.annotations",
        annotations.collect::<Vec<_>>().join("\n")
    );
}

/// Returns a page without its style and its script, which have tests of their own.
fn without_code(page: &str) -> String {
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let (body, _) = rest.split_once("<script>").unwrap();
    format!("{head}{body}")
}
