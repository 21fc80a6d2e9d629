//! The workflow that users copy: its commands are run as GitHub runs them.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use saphyr::{LoadableYamlNode, Yaml};
use serde_json::Value;
use tempfile::TempDir;

use crate::fixture::{prepared, target};

const WORKFLOW: &str = include_str!("../../workflow.yml");

fn workflow() -> Yaml<'static> {
    let mut documents = Yaml::load_from_str(WORKFLOW).expect("it is YAML");
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

/// The step of a job that runs our program, with the names of its variables.
struct Step {
    script: String,
    variables: Vec<(String, String)>,
}

fn step(workflow: &Yaml<'_>, job: &str) -> Step {
    let steps = workflow["jobs"][job]["steps"]
        .as_sequence()
        .expect("a job has steps");
    let script = |step: &Yaml<'_>| {
        step.as_mapping_get("run")
            .and_then(Yaml::as_str)
            .map(str::to_owned)
    };
    let mut ours = steps
        .iter()
        .filter(|step| script(step).is_some_and(|script| script.contains("cargo runtime-matrix ")));
    let step = ours.next().expect("a job runs our program");
    assert!(ours.next().is_none(), "once");
    let variables = step.as_mapping_get("env").and_then(Yaml::as_mapping);
    let variables = variables.into_iter().flatten().map(|(name, value)| {
        let text = |node: &Yaml<'_>| node.as_str().expect("a text").to_owned();
        (text(name), text(value))
    });
    Step {
        // As cargo calls it; in this repository it has an alias of that name, which comes first.
        script: script(step).unwrap_or_default().replace(
            "cargo runtime-matrix ",
            "cargo-runtime-matrix runtime-matrix ",
        ),
        variables: variables.collect(),
    }
}

/// A machine of GitHub's, on which our program is installed.
struct Machine {
    folder: TempDir,
    fixture: PathBuf,
}

impl Machine {
    /// Runs a step, in the fixture's folder, with what expressions come to; returns the exit code and the
    /// standard output.
    fn run(&self, step: &Step, expressions: &[(&str, &str)]) -> (Option<i32>, String) {
        let program = Path::new(env!("CARGO_BIN_EXE_cargo-runtime-matrix"));
        let mut paths = vec![program.parent().unwrap().to_owned()];
        paths.extend(env::split_paths(&env::var_os("PATH").unwrap()));
        let mut command = Command::new("bash");
        command
            .args(["-e", "-c", &step.script])
            .current_dir(&self.fixture)
            .env("PATH", env::join_paths(paths).unwrap())
            .env("CARGO_TARGET_DIR", target())
            .env("CARGO_NET_OFFLINE", "true")
            .env("GITHUB_OUTPUT", self.folder.path().join("output"))
            .env("GITHUB_STEP_SUMMARY", self.folder.path().join("summary"))
            .env_remove("CARGO_TERM_COLOR");
        for (name, value) in &step.variables {
            let expression = value.trim_start_matches("${{ ").trim_end_matches(" }}");
            let known = expressions.iter().find(|(known, _)| *known == expression);
            let (_, value) = known.unwrap_or_else(|| panic!("{name} is {value}"));
            command.env(name, value);
        }
        let output = command.output().expect("there is a bash");
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    }
}

#[test]
fn its_commands_make_one_matrix_of_several_jobs() {
    let workflow = workflow();
    let machine = Machine {
        folder: tempfile::tempdir().unwrap(),
        fixture: prepared("green"),
    };
    let folder = machine.folder.path();
    assert_eq!(machine.run(&step(&workflow, "matrix"), &[]).0, Some(0));
    let output = fs::read_to_string(folder.join("output")).unwrap();
    let matrix = output
        .strip_prefix("matrix=")
        .expect("the step has an output")
        .trim_end();
    let jobs: Value = serde_json::from_str(matrix).unwrap();
    let runtimes: Vec<_> = jobs["include"]
        .as_array()
        .unwrap()
        .iter()
        .map(|job| &job["runtime"])
        .collect();
    assert_eq!(runtimes, ["sim", "tokio", "async_std", "smol", "futures"]);

    // One job is enough to see that the others are missed.
    let mut run = step(&workflow, "run");
    run.script = run.script.replace(
        "json=\"table",
        &format!("json=\"{}/tables/table", folder.display()),
    );
    let expressions = [
        ("matrix.runtime", "sim"),
        ("matrix.shard", "1/1"),
        ("strategy.job-index", "0"),
    ];
    assert_eq!(machine.run(&run, &expressions).0, Some(0));

    let mut report = step(&workflow, "report");
    report.script = report
        .script
        .replace("tables/", &format!("{}/tables/", folder.display()));
    let reports = folder.join("reports");
    report.script = report.script.replace(
        "--reports reports",
        &format!("--reports {}", reports.display()),
    );
    let (code, text) = machine.run(&report, &[("needs.matrix.outputs.matrix", matrix)]);
    assert_eq!(code, Some(2), "{text}");
    for runtime in ["tokio", "async_std", "smol", "futures"] {
        assert!(
            text.contains(&format!(
                "missing: shard 1/1 on {runtime}: its job has left no table"
            )),
            "{text}"
        );
    }
    assert!(!text.contains("shard 1/1 on sim"), "{text}");
    assert!(
        fs::read_to_string(folder.join("summary"))
            .unwrap()
            .starts_with("# Runtime matrix\n")
    );
    assert!(reports.join("junit.xml").is_file());
}

#[test]
fn what_one_job_leaves_the_next_one_finds() {
    let workflow = workflow();
    let mut left = Vec::new();
    let mut taken = Vec::new();
    for (job, _) in workflow["jobs"].as_mapping().unwrap() {
        for step in workflow["jobs"][job.as_str().unwrap()]["steps"]
            .as_sequence()
            .unwrap()
        {
            let Some(uses) = step.as_mapping_get("uses").and_then(Yaml::as_str) else {
                continue;
            };
            let key = |key: &str| {
                step["with"]
                    .as_mapping_get(key)
                    .and_then(Yaml::as_str)
                    .map(str::to_owned)
            };
            if uses.starts_with("actions/upload-artifact@") {
                left.push(key("name").unwrap());
            } else if uses.starts_with("actions/download-artifact@") {
                taken.push(key("name").or(key("pattern")).unwrap());
            }
        }
    }
    assert_eq!(left, ["tool", "table-${{ strategy.job-index }}", "reports"]);
    assert_eq!(taken, ["tool", "tool", "table-*"]);
}
