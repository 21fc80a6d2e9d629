//! `cargo runtime-matrix`: runs a package's tests on every async runtime and says where they differ, and why.
//!
//! It builds the package's test binaries with all runtimes switched on, runs them, one process per binary
//! and runtime, and reads the records that each cell writes (see `runtime-matrix-report`); output that is
//! made for people is never read. A test whose process died is run again alone, and only one that dies
//! alone is called a crash.
//!
//! # The table as data
//!
//! `--json` prints one object:
//!
//! | key | holds |
//! |---|---|
//! | `version` | the version of this format, 1; keys may be added to it |
//! | `tool` | the version of cargo-runtime-matrix |
//! | `exit` | the exit code |
//! | `runtimes` | for each runtime that has a cell: `id`, `version`, `workers` (what most cells had), `note`, `card` (a list of `name` and `value`) |
//! | `tests` | for each test: `package`, `target`, `test` (its path), `place`, `cells`, `diagnosis` |
//! | `tests[].cells` | in the order of the runtimes: `runtime`, `verdict`, `message`, `output` (the last lines that the process wrote, where they are all that is known), `place`, `frame`, `threads`, `native_drops`, `workers`, `seed`, `duration_us`, `rerun` |
//! | `tests[].diagnosis` | `sentence`, `evidence` (a list), `advice`; or null |
//! | `verdicts` | for each package: `package`, `verdict` (in words), `findings` (`finding`, `tests`, `runtimes`, `frame`, `is_own`, `advice`), `limits` (what was not looked at) |
//! | `restrictions` | what was left out of the run on purpose, as sentences; left out if nothing was |
//! | `builds` | for each build that failed: `package`, `feature` (null if nothing builds), `error` |
//! | `plain_tests` | how many tests have no cells; they are not run |
//! | `notes` | what happened besides, as sentences |
//!
//! What is not known is null: `threads` without `--census`, for one. The verdicts are those of
//! `runtime-matrix-report`. `cargo runtime-matrix --help` lists the exit codes.
//!
//! # Known limitations
//!
//! * A test with cells is known by its built-in ones: a test that runs on third-party runtimes alone is
//!   taken for a plain one.
//! * A runner that cargo's configuration names (`target.….runner`) is not used.
//! * Where the build with a runtime fails, it is not known which tests leave that runtime out. Those that
//!   have all cells that were built are taken to have its cells too.

mod args;
mod assembly;
mod builds;
mod cargo;
mod compare;
mod compile;
mod completions;
mod crew;
mod diagnosis;
mod doctor;
mod environment;
mod exit;
mod explain;
mod faults;
mod init;
mod list;
mod listing;
mod nearest;
mod package;
mod page;
mod pattern;
mod plan;
mod process;
mod records;
mod rerun;
mod rounds;
mod run;
mod runtimes;
mod self_check;
mod split;
mod table;
mod table_file;
mod text;
mod verdict_of_package;
mod width;
mod wrap;

use std::{
    env,
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use runtime_matrix::{RuntimeFactory, conformance::serve};
use runtime_matrix_faulty::Fault;

use crate::{
    args::{Args, Color, Command, FaultsArgs, SelfCheckArgs},
    exit::Exit,
    faults::empty,
    table::Table,
};

fn main() -> ExitCode {
    // As a worker of `self-check`, and as an empty test of `faults`, this program starts itself.
    let faults: Vec<&dyn RuntimeFactory> = Fault::all().iter().map(|fault| fault as _).collect();
    serve(&faults);
    if let Some(exit) = empty::asked_for(env::args()) {
        return exit;
    }
    exit::guarded(|| match Args::read(env::args()) {
        Ok(args) => match &args.command {
            None => subcommand(&args),
            Some(Command::Compare(args)) => told(printed(compare::run(args))),
            Some(Command::Completions(args)) => told(printed(completions::completions(args))),
            Some(Command::Doctor(args)) => told(printed(doctor::run(args))),
            Some(Command::Explain(args)) => told(printed(explain::run(args))),
            Some(Command::Faults(faults)) => told(faults_of(faults)),
            Some(Command::Init(args)) => told(printed(init::run(args))),
            Some(Command::List(args)) => told(printed(list::run(args, &say))),
            Some(Command::Man(args)) => told(printed(completions::man(args))),
            Some(Command::SelfCheck(args)) => told(self_check(args)),
        },
        Err(error) => {
            // A pipe that is closed is not worth a word.
            let _ = error.print();
            if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Ok
            }
        }
    })
    .into()
}

fn subcommand(args: &Args) -> Exit {
    let outcome = run::run(args, colors(args.color, io::stderr().is_terminal()), &say);
    told(outcome.and_then(|table| {
        print(&table, args)?;
        Ok(table.exit)
    }))
}

/// Tells of an error, which has an exit code.
fn told(outcome: anyhow::Result<Exit>) -> Exit {
    outcome.unwrap_or_else(|error| {
        say(&format!("error: {error:#}"));
        exit::of_error(&error)
    })
}

/// Prints what a command has found out.
fn printed(outcome: anyhow::Result<(String, Exit)>) -> anyhow::Result<Exit> {
    let (text, exit) = outcome?;
    write_out(&text)?;
    Ok(exit)
}

fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

fn faults_of(args: &FaultsArgs) -> anyhow::Result<Exit> {
    if args.list {
        write_out(&faults::list(args)?)?;
        return Ok(Exit::Ok);
    }
    let findings = faults::run(args, &say, &progress("faults"))?;
    write_out(&if args.json {
        serde_json::to_string_pretty(&findings)? + "\n"
    } else {
        findings.text()
    })?;
    Ok(findings.exit)
}

fn self_check(args: &SelfCheckArgs) -> anyhow::Result<Exit> {
    let check = self_check::run(args, &progress("faults checked"))?;
    write_out(&if args.json {
        serde_json::to_string_pretty(&check)? + "\n"
    } else {
        check.text()
    })?;
    Ok(check.exit)
}

/// Returns what tells on a terminal how far it has got, and nothing anywhere else.
fn progress(what: &'static str) -> impl Fn(usize, usize) + Sync {
    let is_terminal = io::stderr().is_terminal();
    move |done, all| {
        if is_terminal {
            let end = if done == all { '\n' } else { '\r' };
            let _ = write!(io::stderr(), "   {done} of {all} {what}{end}");
        }
    }
}

/// Prints the table to the standard output.
fn print(table: &Table, args: &Args) -> anyhow::Result<()> {
    let text = if args.json {
        serde_json::to_string_pretty(table)? + "\n"
    } else {
        let colors = colors(args.color, io::stdout().is_terminal());
        text::render_within(table, text::Paint { colors }, width::width(args.width))
    };
    write_out(&text)
}

/// Writes to the standard output; whoever reads no further, as `head`, has seen enough.
fn write_out(text: &str) -> anyhow::Result<()> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

fn colors(when: Color, is_terminal: bool) -> bool {
    match when {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => is_terminal && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}
