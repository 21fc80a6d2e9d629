//! Tables that runs have written, as one.

use anyhow::Result;

use crate::{
    args::ReportArgs,
    merge::merge,
    reports::Format,
    table::Table,
    tables,
    text::{self, Paint},
    width,
};

/// Reads the tables and puts them together.
///
/// # Errors
///
/// Fails on a file that is no table.
pub(crate) fn run(args: &ReportArgs) -> Result<Table> {
    let tables = args.tables.iter().map(|path| tables::read(path));
    let tables = tables.collect::<Result<Vec<_>>>()?;
    Ok(merge(tables, args.matrix.as_ref()))
}

/// Returns the table in the format that is asked for.
///
/// # Errors
///
/// Fails on what a format cannot hold, which is a fault of ours.
pub(crate) fn text(table: &Table, args: &ReportArgs, paint: Paint) -> Result<String> {
    match args.format {
        Some(format) => format.render(table),
        None if args.json => Format::Json.render(table),
        None => Ok(text::render_within(table, paint, width::width(None))),
    }
}
