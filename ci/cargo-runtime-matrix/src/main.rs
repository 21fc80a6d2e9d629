//! `cargo runtime-matrix`: runs a package's tests on every async runtime and says where they differ, and why.
//!
//! It builds the package's test binaries with all runtimes switched on, runs them, one process per binary
//! and runtime and several at a time, and reads the records that each cell writes (see `runtime-matrix-report`);
//! output that is made for people is never read. A test whose process died is run again alone, and only one that
//! dies alone is called a crash. A process that gives no sign of life is ended from outside: while cells run, the
//! suite's watchdog gives one twice a second, so that a test that takes long is left to it.
//!
//! Ctrl-C, and what else asks a program to end, ends the processes with all that they have started. What is known by
//! then is told, and all that is not known is `interrupted`; a second one ends it all at once, without a word.
//!
//! With `--stress` and `--seeds` a cell runs more than once, and is red if one of its runs is. What hung, crashed or
//! ran out of time is not run again. On `sim`, each run of `--stress` has the same seed, so that what it finds there
//! comes from outside of `sim`; `--seeds` is for the rest.
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
//! | `shard` | the share of the tests that ran, as `index` and `count`; not there if all did |
//! | `runtimes` | for each runtime that has a cell: `id`, `version`, `workers` (what most cells had), `note`, `card` (a list of `name` and `value`) |
//! | `tests` | for each test: `package`, `target`, `test` (its path), `place`, `level` (if it is not `must`), `cells`, `diagnosis` |
//! | `tests[].cells` | in the order of the runtimes: `runtime`, `verdict`, `message`, `runs` (`all`, `failed` and, with `--seeds`, the first `seed` that failed; there if it ran more than once), `output` (the last lines that the process wrote, where they are all that is known), `place`, `frame`, `threads`, `native_drops`, `workers`, `seed`, `duration_us`, `rerun`, `expected` (what a baseline says of it, if it does: `verdict`, `was`, `reason`, `link`, `until`, `entry`) |
//! | `tests[].diagnosis` | `sentence`, `evidence` (a list), `advice`; or null |
//! | `builds` | for each build that failed: `package`, `feature` (null if it does not build without one), `own_features` (if its Cargo.toml names some), `error` |
//! | `verdicts` | for each package: `package`, `verdict` (in words), `findings` (`finding`, `tests`, `runtimes`, `frame`, `is_own`, `advice`), `limits` (what was not looked at) |
//! | `restrictions` | what was left out of the run on purpose, as sentences; left out if nothing was |
//! | `plain_tests` | how many tests have no cells; they are not run |
//! | `missing` | shards whose tables were not there when `report` put them together; not there if none is |
//! | `notes` | what happened besides, as sentences |
//!
//! What is not known is null: `threads` without `--census`, for one. The verdicts are those of
//! `runtime-matrix-report`. `cargo runtime-matrix --help` lists the exit codes.
//!
//! `schema/table-v1.json` is its JSON Schema.
//!
//! # Reports
//!
//! `--report FORMAT=PATH` writes the table in another format, and `--reports DIR` in all of them. Whether they can be
//! written is tried before anything is built, and each is there as a whole or not at all.
//!
//! | format | file in `DIR` | holds |
//! |---|---|---|
//! | `json` | `matrix.json` | the table itself, which `report` reads |
//! | `junit` | `junit.xml` | a suite for each runtime; what did not build, hung or crashed is an error, what is unsupported, skipped or failed as expected is skipped |
//! | `ctrf` | `ctrf.json` | a test for each cell; as the table has no dates, the run begins at 0 |
//! | `markdown` | `matrix.md` | the matrix, the differences and the failures |
//! | `html` | `matrix.html` | a page for a browser, which loads nothing: the matrix with filters, each failure, the runtimes |
//! | `github` | none | the same page in the summary of a GitHub step, cut to what GitHub takes, and at most ten annotations |
//! | `badge` | `badge.json` | what shields.io makes a badge of: runtimes without a failure, and cells; where tests are of several levels, how many of each are green wherever they ran |
//! | `badge-svg` | `badge.svg` | that badge as a picture |
//!
//! # Shards
//!
//! `--shard 1/3` runs a third of the tests, dealt out by name, and `--runtimes` some of the runtimes; `matrix --json`
//! lists the jobs of such a run, and `report` puts their tables together. Rows are joined cell by cell, and diagnosed
//! anew. Of a cell that is in two tables the worse one counts. A shard of which others are there, or a job that
//! `--matrix` names, is missing if its table is not there, and then the exit code is 2 at least. `workflow.yml` does all
//! that on GitHub.
//! # What is known beforehand
//!
//! `[package.metadata.runtime-matrix]` in a package's Cargo.toml says which of its features a runtime wants (see
//! `config.rs`), and `runtime-matrix.toml` beside it what is red on which runtime, and why (see `baseline/mod.rs`).
//!
//! # Known limitations
//!
//! * A test with cells is known by its built-in ones: a test that runs on third-party runtimes alone is
//!   taken for a plain one.
//! * `list` asks the test binaries, which know their tests by name alone: it tells no levels, and no `--level` narrows it.
//! * A runner that cargo's configuration names (`target.….runner`) is used with `--nextest` alone.
//! * A terminal's Ctrl-Z stops the subcommand, and not the processes that run tests: they have groups of their own.
//! * Where the build with a runtime fails, it is not known which tests leave that runtime out. Those that
//!   have all cells that were built are taken to have its cells too.

mod args;
mod assembly;
mod baseline;
mod bless;
mod builds;
mod cargo;
mod compare;
mod compile;
mod completions;
mod config;
mod crew;
mod diagnosis;
mod doctor;
mod engine;
mod environment;
mod exit;
mod explain;
mod faults;
mod follow;
mod init;
mod interrupt;
mod list;
mod listing;
mod matrix;
mod merge;
mod nearest;
mod oversight;
mod package;
mod page;
mod passes;
mod pattern;
mod plan;
mod process;
mod progress;
mod records;
mod report;
mod reports;
mod rerun;
mod rounds;
mod run;
mod runtimes;
mod self_check;
mod shard;
mod signal;
mod split;
mod table;
mod tables;
mod text;
mod threads;
mod toml_file;
mod verdict_of_package;
mod width;
mod wrap;

use std::{
    env,
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use runtime_matrix::{RuntimeFactory, conformance::serve};
use runtime_matrix_faulty::{Fault, Oddity};

use crate::{
    args::{Args, BlessArgs, Cli, Color, Command, FaultsArgs, ReportArgs, SelfCheckArgs},
    exit::Exit,
    faults::empty,
    reports::Outputs,
    table::Table,
};

fn main() -> ExitCode {
    // As a worker of `self-check`, and as an empty test of `faults`, this program starts itself.
    let faults = Fault::all()
        .iter()
        .map(|fault| fault as &dyn RuntimeFactory);
    let oddities = Oddity::all().iter().map(|oddity| oddity as _);
    serve(&faults.chain(oddities).collect::<Vec<_>>());
    if let Some(exit) = empty::asked_for(env::args()) {
        return exit;
    }
    exit::guarded(|| match Cli::read(env::args()) {
        Ok(cli) => match &cli.into_command() {
            Command::Run(args) => subcommand(args),
            Command::Report(args) => told(report_of(args)),
            Command::Matrix(args) => {
                told(matrix::run(args).and_then(|text| write_out(&text).map(|()| Exit::Ok)))
            }
            Command::Bless(args) => told(bless(args)),
            Command::Compare(args) => told(printed(compare::run(args))),
            Command::Completions(args) => told(printed(completions::completions(args))),
            Command::Doctor(args) => told(printed(doctor::run(args))),
            Command::Explain(args) => told(printed(explain::run(args))),
            Command::Init(args) => told(printed(init::run(args))),
            Command::List(args) => told(printed(list::run(args, &say))),
            Command::Man(args) => told(printed(completions::man(args))),
            Command::Faults(faults) => told(faults_of(faults)),
            Command::SelfCheck(args) => told(self_check(args)),
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
    let is_terminal = io::stderr().is_terminal();
    let say = |line: &str| {
        if !args.effort.quiet {
            say(line);
        }
    };
    told(Outputs::open(&args.reports).and_then(|outputs| {
        let table = run::run(args, colors(args.color, is_terminal), is_terminal, &say)?;
        print(&table, args)?;
        let _ = write!(io::stderr(), "{}", outputs.write(&table, &say)?);
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

fn report_of(args: &ReportArgs) -> anyhow::Result<Exit> {
    let outputs = Outputs::open(&args.outputs())?;
    let table = report::run(args)?;
    if args.output.is_none() {
        let colors = colors(args.color, io::stdout().is_terminal());
        write_out(&report::text(&table, args, text::Paint { colors })?)?;
    }
    let _ = write!(io::stderr(), "{}", outputs.write(&table, &say)?);
    Ok(table.exit)
}

fn bless(args: &BlessArgs) -> anyhow::Result<Exit> {
    let blessed = bless::run(args, io::stderr().is_terminal(), &say)?;
    write_out(&blessed.text)?;
    Ok(blessed.exit)
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
    let check = self_check::run(args, &progress("faults and oddities checked"))?;
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
