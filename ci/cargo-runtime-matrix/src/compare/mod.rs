//! Two runtimes, or two runs, side by side.

mod runs;
mod runtimes;

use std::path::Path;

use anyhow::Result;

use crate::{
    args::CompareArgs,
    exit::{Exit, Stop},
    runtimes::is_built_in,
    tables,
    width::width,
};

/// Compares what the arguments name.
///
/// # Errors
///
/// Fails on a runtime that there is not, on a file that is no table, and on one of each.
pub(crate) fn run(args: &CompareArgs) -> Result<(String, Exit)> {
    let width = width(args.width);
    match (is_file(&args.one), is_file(&args.other)) {
        (true, true) => {
            if args.table.is_some() {
                return Err(Stop::usage(
                    "--table goes with two runtimes: two files are tables themselves",
                ));
            }
            let old = tables::read(Path::new(&args.one))?.table;
            let new = tables::read(Path::new(&args.other))?.table;
            let changes = runs::Changes::between(&old, &new);
            let exit = changes.exit;
            let text = if args.json {
                json(&changes)?
            } else {
                changes.text(width)
            };
            Ok((text, exit))
        }
        (false, false) => {
            let table = args
                .table
                .as_deref()
                .map(tables::read)
                .transpose()?
                .map(|named| named.table);
            let sides = runtimes::Sides::of(&args.one, &args.other, table.as_ref())?;
            let text = if args.json {
                json(&sides)?
            } else {
                sides.text(width)
            };
            Ok((text, Exit::Ok))
        }
        (one, _) => {
            let (runtime, file) = match one {
                true => (&args.other, &args.one),
                false => (&args.one, &args.other),
            };
            Err(Stop::usage(format!(
                "a runtime and a file cannot be compared: `{runtime}` needs another runtime (with `--table {file}` for the \
                 cards of that run), or `{file}` another table"
            )))
        }
    }
}

/// Tells whether a name means a file: no runtime's id has a dot or a slash, and a built-in one is never a file.
fn is_file(name: &str) -> bool {
    name.contains(['.', '/', '\\']) || (!is_built_in(name) && Path::new(name).is_file())
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
