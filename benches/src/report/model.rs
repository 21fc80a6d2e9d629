//! The report as data: what `report.json` holds.

use std::{collections::BTreeMap, fs, io::Write, path::Path};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::{
    circumstances::Circumstances,
    figure::Figure,
    line::{By, Runtime},
};

/// What makes a file one of ours.
const FORMAT: &str = "runtime-matrix-benches";
/// The version of the format. Keys may be added to it.
pub(crate) const VERSION: u32 = 1;

/// What `report`, `process` and `compile` have found out, each at its time.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Report {
    pub(crate) format: String,
    pub(crate) version: u32,
    pub(crate) timed: Option<Run<Timed>>,
    pub(crate) process: Option<Run<Vec<Group>>>,
    pub(crate) compile: Option<Run<Vec<Group>>>,
}

/// What one command has found out.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Run<T> {
    pub(crate) circumstances: Circumstances,
    /// False if it was ended before it had measured all.
    pub(crate) complete: bool,
    pub(crate) found: T,
}

/// The workloads of the list.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Timed {
    /// How often each process was run.
    pub(crate) repeats: usize,
    pub(crate) runtimes: Vec<Runtime>,
    pub(crate) workloads: Vec<Measured>,
    pub(crate) curves: Vec<Growth>,
}

/// A workload on a runtime. Times are those of one of the count, in nanoseconds.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Measured {
    pub(crate) profile: String,
    pub(crate) runtime: String,
    pub(crate) id: String,
    pub(crate) unit: String,
    /// How many were done for one time; 1 in a process of its own.
    pub(crate) count: u64,
    pub(crate) ways: Vec<WayMeasured>,
}

/// A way of a workload.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct WayMeasured {
    pub(crate) way: String,
    pub(crate) time: Figure,
    /// Beside the first way, round by round; not there for the first way itself.
    pub(crate) beside: Option<Beside>,
}

/// The differences from the first way and the ratios to it.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Beside {
    pub(crate) added: Figure,
    pub(crate) ratio: Figure,
}

/// What one costs as the count grows.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Growth {
    pub(crate) by: By,
    pub(crate) profile: String,
    pub(crate) runtime: String,
    pub(crate) id: String,
    pub(crate) unit: String,
    pub(crate) way: String,
    pub(crate) points: Vec<Point>,
    /// Of the line through the points on log axes: 0 is flat.
    pub(crate) slope: Option<f64>,
}

/// A point of a curve.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Point {
    pub(crate) count: u64,
    pub(crate) time: Figure,
}

/// Things that are measured beside each other, as the builds of two crates.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Group {
    pub(crate) profile: String,
    /// What is compared: a runtime, or `build`.
    pub(crate) name: String,
    /// Of how many tests.
    pub(crate) size: u64,
    pub(crate) variants: Vec<Variant>,
}

/// One of several things beside each other.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Variant {
    pub(crate) name: String,
    /// By what was measured, as `wall_ms`.
    pub(crate) figures: BTreeMap<String, Figure>,
    /// The same beside the first variant, round by round.
    pub(crate) ratios: BTreeMap<String, Figure>,
}

impl Report {
    /// A report of nothing yet.
    pub(crate) fn new() -> Report {
        Report {
            format: FORMAT.to_owned(),
            version: VERSION,
            timed: None,
            process: None,
            compile: None,
        }
    }

    /// Reads a report.
    ///
    /// # Errors
    ///
    /// Fails if there is none, if it is none of ours or of another version, or if it is cut off.
    pub(crate) fn read(path: &Path) -> Result<Report> {
        let text = fs::read_to_string(path).with_context(|| {
            format!(
                "the report `{}` cannot be read: name a report.json",
                path.display()
            )
        })?;
        Report::parse(&text).with_context(|| format!("`{}`", path.display()))
    }

    fn parse(text: &str) -> Result<Report> {
        let value: serde_json::Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) if error.is_eof() => {
                bail!("the report is cut off: remove it, or name another one")
            }
            Err(error) => bail!("this is not JSON ({error}): name a report.json"),
        };
        if value["format"] != FORMAT {
            bail!("this is no report of the benches: name a report.json that `report` has written");
        }
        if value["version"] != VERSION {
            bail!(
                "the report has version {} of the format, and this program knows {VERSION}: remove it, or name another one",
                value["version"]
            );
        }
        serde_json::from_value(value).context(
            "the report lacks something that its version has: remove it, or name another one",
        )
    }

    /// Writes the report; whoever looks sees the old one or the new one.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        replace(path, &(serde_json::to_string_pretty(self)? + "\n"))
    }

    /// Returns each median with its noise, by its name.
    pub(crate) fn figures(&self) -> BTreeMap<String, Figure> {
        let mut all = BTreeMap::new();
        if let Some(timed) = &self.timed {
            timed.found.figures(&mut all);
        }
        for (command, run) in [("process", &self.process), ("compile", &self.compile)] {
            let Some(run) = run else { continue };
            for group in &run.found {
                for variant in &group.variants {
                    let name = format!(
                        "{command}/{}/{}/{}/{}",
                        group.name, group.size, variant.name, group.profile
                    );
                    for (what, figure) in &variant.figures {
                        all.insert(format!("{name} {what}"), *figure);
                    }
                    for (what, figure) in &variant.ratios {
                        all.insert(format!("{name} {what}, ratio"), *figure);
                    }
                }
            }
        }
        all
    }
}

impl Point {
    /// Returns where it is on a curve.
    pub(crate) fn place(&self) -> (f64, f64) {
        (self.count as f64, self.time.p50)
    }
}

impl Timed {
    fn figures(&self, all: &mut BTreeMap<String, Figure>) {
        for measured in &self.workloads {
            for way in &measured.ways {
                let Measured {
                    profile,
                    runtime,
                    id,
                    ..
                } = measured;
                let name = format!("{id}/{}/{runtime}/{profile}", way.way);
                all.insert(format!("{name} ns"), way.time);
                if let Some(beside) = &way.beside {
                    all.insert(format!("{name} ratio"), beside.ratio);
                }
            }
        }
        for curve in &self.curves {
            for point in &curve.points {
                let Growth {
                    profile,
                    runtime,
                    id,
                    way,
                    ..
                } = curve;
                let by = match curve.by {
                    By::Clock => "",
                    By::Processor => " by processor",
                };
                let name = format!("{id}/{way}/{runtime}/{profile} × {}{by}", point.count);
                all.insert(format!("{name} ns"), point.time);
            }
        }
    }
}

/// Writes a file as a whole.
pub(crate) fn replace(path: &Path, text: &str) -> Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut draft = tempfile::NamedTempFile::new_in(folder)?;
        draft.write_all(text.as_bytes())?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // A draft is for its owner alone; what it becomes is for all.
            draft
                .as_file()
                .set_permissions(fs::Permissions::from_mode(0o644))?;
        }
        draft.persist(path)?;
        Ok(())
    };
    write().with_context(|| {
        format!(
            "`{}` cannot be written: name another folder with --out",
            path.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        Report::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn what_is_written_is_read() {
        let text = serde_json::to_string(&Report::new()).unwrap();
        assert_eq!(Report::parse(&text).unwrap().version, VERSION);
    }

    #[test]
    fn a_report_that_is_cut_off_is_refused_as_that() {
        let text = serde_json::to_string(&Report::new()).unwrap();
        assert!(refusal(&text[..text.len() - 3]).contains("cut off"));
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        assert!(refusal("{}").contains("no report of the benches"));
        assert!(refusal("hello").contains("not JSON"));
    }

    #[test]
    fn another_version_is_refused() {
        let mut report = Report::new();
        report.version = 7;
        let said = refusal(&serde_json::to_string(&report).unwrap());
        assert!(said.contains("version 7"), "{said}");
    }
}
