//! Reports: the table in the formats that other programs read. Each is a function of the table alone.

mod badge;
mod clean;
mod ctrf;
mod github;
mod html;
mod junit;
mod markdown;
mod marks;
mod write;

use anyhow::Result;
use clap::ValueEnum;

pub(crate) use self::write::{Outputs, Request};
use crate::table::Table;

/// A format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The table itself
    Json,
    /// JUnit's XML, a suite for each runtime
    Junit,
    /// Common Test Report Format
    Ctrf,
    /// A page for people: the matrix, the differences, the failures
    Markdown,
    /// An annotation for each failure, which GitHub shows in the code; as --report also that page in the step's summary
    Github,
    /// A page for a browser: the matrix with filters, a part for each failure, the runtimes
    Html,
    /// What shields.io makes a badge of
    Badge,
    /// The badge as a picture
    BadgeSvg,
}

impl Format {
    /// The formats that a folder of reports holds: each that is a file.
    const FILES: [Format; 7] = [
        Format::Json,
        Format::Junit,
        Format::Ctrf,
        Format::Markdown,
        Format::Html,
        Format::Badge,
        Format::BadgeSvg,
    ];

    /// Returns the name that the command line has for it.
    fn name(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Junit => "junit",
            Format::Ctrf => "ctrf",
            Format::Markdown => "markdown",
            Format::Github => "github",
            Format::Html => "html",
            Format::Badge => "badge",
            Format::BadgeSvg => "badge-svg",
        }
    }

    /// Returns the name of its file where the user gives none.
    fn file_name(self) -> &'static str {
        match self {
            Format::Json => "matrix.json",
            Format::Junit => "junit.xml",
            Format::Ctrf => "ctrf.json",
            Format::Markdown | Format::Github => "matrix.md",
            Format::Html => "matrix.html",
            Format::Badge => "badge.json",
            Format::BadgeSvg => "badge.svg",
        }
    }

    /// Returns the report.
    ///
    /// # Errors
    ///
    /// Fails on what a format cannot hold, which is a fault of ours.
    pub(crate) fn render(self, table: &Table) -> Result<String> {
        Ok(match self {
            Format::Json => serde_json::to_string_pretty(table)? + "\n",
            Format::Junit => junit::report(table)?,
            Format::Ctrf => ctrf::report(table)?,
            Format::Markdown => markdown::page(table),
            Format::Github => github::annotations(table),
            Format::Html => html::page(table),
            Format::Badge => badge::endpoint(table)?,
            Format::BadgeSvg => badge::picture(table),
        })
    }
}

#[cfg(test)]
mod tests;
