use std::path::PathBuf;

use crate::reports::Request;

/// Which reports are written: the same for each command that has a table.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ReportsArgs {
    /// Writes a report: json, junit, ctrf, markdown, html, github, badge or badge-svg; may be given more than once
    #[arg(long, value_name = "FORMAT[=PATH]")]
    pub(crate) report: Vec<Request>,

    /// Writes all reports that are files into this folder: matrix.json, junit.xml, ctrf.json, matrix.md,
    /// matrix.html, badge.json, badge.svg
    #[arg(long, value_name = "DIR")]
    pub(crate) reports: Option<PathBuf>,
}
