use std::path::PathBuf;

use super::{Color, ReportsArgs};
use crate::{
    merge::Expected,
    reports::{Format, Request},
};

const REPORT: &str = "\
Examples:
  cargo runtime-matrix report tables/*.json                        one matrix of all tables, as a run prints it
  cargo runtime-matrix report table.json --format junit > out.xml  a report of another format
  cargo runtime-matrix report tables/*.json --reports out          all reports, in a folder

Exit codes: those of a run, of all tables taken together; and
   2  a table is missing: a shard of a run of which others are there, or a job that --matrix names
   1  a file is no table, is cut off, or is of a newer version";

/// The arguments of `report`.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_help = REPORT)]
pub(crate) struct ReportArgs {
    /// Tables, as `--report json=PATH` writes them
    #[arg(required = true, value_name = "TABLE")]
    pub(crate) tables: Vec<PathBuf>,

    /// Prints this format in place of the text
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,

    /// Prints the table as JSON, as `--format json`
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,

    /// Writes the format to this file, and prints nothing
    #[arg(short, long, value_name = "PATH", requires = "format")]
    pub(crate) output: Option<PathBuf>,

    /// Names the jobs that were to leave a table, as `matrix --json` has printed them
    #[arg(long, value_name = "JSON")]
    pub(crate) matrix: Option<Expected>,

    #[command(flatten)]
    pub(crate) reports: ReportsArgs,

    /// Colours; `auto` looks at the terminal and NO_COLOR
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

impl ReportArgs {
    /// Returns all reports that are written to files.
    pub(crate) fn outputs(&self) -> ReportsArgs {
        let mut reports = self.reports.clone();
        if let (Some(format), Some(path)) = (self.format, &self.output) {
            reports.report.push(Request::new(format, path));
        }
        reports
    }
}
