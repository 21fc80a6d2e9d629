mod baseline;
mod bless;
mod compare;
mod completions;
mod doctor;
mod effort;
mod explain;
mod faults;
mod init;
mod list;
mod matrix;
mod report;
mod reports;
mod selection;
mod self_check;

use std::{num::NonZeroUsize, path::PathBuf};

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};
use runtime_matrix_report::Level;

pub(crate) use self::{
    baseline::BaselineArgs,
    bless::BlessArgs,
    compare::CompareArgs,
    completions::{CompletionsArgs, ManArgs},
    doctor::DoctorArgs,
    effort::Effort,
    explain::ExplainArgs,
    faults::FaultsArgs,
    init::InitArgs,
    list::ListArgs,
    matrix::MatrixArgs,
    report::ReportArgs,
    reports::ReportsArgs,
    selection::Selection,
    self_check::SelfCheckArgs,
};
use crate::{exit::Stop, shard::Shard};

const EXAMPLES: &str = "\
Examples:
  cargo runtime-matrix                               this package's tests on every runtime
  cargo runtime-matrix receive                       those whose path holds `receive`
  cargo runtime-matrix --runtimes sim,tokio          on `sim` and both flavours of Tokio alone
  cargo runtime-matrix -p chat --census              also tells what starts threads of its own
  cargo runtime-matrix --test 'net::*' --stress 20   those, 20 times on each runtime
  cargo runtime-matrix --level must                  without what is a `should` or a `may`
  cargo runtime-matrix --json > matrix.json          the table as data, and nothing else
  cargo runtime-matrix -- --test-threads 1           an argument for the test binaries
  cargo runtime-matrix --isolate                     each runtime from a build of its own
  cargo runtime-matrix bless --reason 'issue 12'     what is red now is known: runtime-matrix.toml says so, and why
  cargo runtime-matrix faults                        which faults of a runtime this package's tests would notice

Exit codes:
   0  every cell passed, or failed as the baseline expects, and at least one ran
   1  wrong usage: an argument, a package without the dependency, no package, a fault in the baseline
   2  a cell failed, or passed although the baseline expects a failure
   3  a cell hung, or took its process down
   4  nothing ran: there is no such test
   5  a cell did not build; the others have run
  70  our own fault: records that are missing or cannot be written, a bug
 130  interrupted, as by Ctrl-C: what is known by then has been told
The worst of what happened decides: 70, 1, 130, 5, 3, 2, 4, 0.";

/// Runs a package's tests on every async runtime and says where they differ, and why
#[derive(Clone, Debug, Parser)]
#[command(
    name = "cargo-runtime-matrix",
    bin_name = "cargo runtime-matrix",
    version,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    after_help = EXAMPLES
)]
pub(crate) struct Cli {
    /// What can be done. As the first argument such a name is no filter; write a part of it to filter by it
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    #[command(flatten)]
    run: Args,
}

/// The arguments of a run on all runtimes.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Args {
    /// Runs the tests whose path holds one of these, as with libtest; the cell is no part of it
    #[arg(value_name = "FILTER")]
    pub(crate) filters: Vec<String>,

    #[command(flatten)]
    pub(crate) selection: Selection,

    #[command(flatten)]
    pub(crate) effort: Effort,

    /// Runtimes to run, by cell (`smol`) or family (`tokio`, `futures`); all by default
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) runtimes: Vec<String>,

    /// Builds each runtime alone, with nothing that another one switches on
    #[arg(long)]
    pub(crate) isolate: bool,

    #[command(flatten)]
    pub(crate) baseline: BaselineArgs,

    /// Runs each test in a process of its own, where hidden threads can be counted
    #[arg(long)]
    pub(crate) census: bool,

    /// Prints the table as JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Runs one of several shares of the tests, as in 1/3; `report` puts their tables together
    #[arg(long, value_name = "K/N")]
    pub(crate) shard: Option<Shard>,

    #[command(flatten)]
    pub(crate) reports: ReportsArgs,

    /// Keeps the records and the output of each process in this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) records: Option<PathBuf>,

    /// Breaks lines at this width; on a terminal at its own
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<NonZeroUsize>,

    /// Colours; `auto` looks at the terminal and NO_COLOR
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,

    /// Arguments for the test binaries, or for `cargo nextest run` with --nextest
    #[arg(last = true, value_name = "ARGS")]
    pub(crate) binary_args: Vec<String>,
}

/// What there is to do.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs the tests on all runtimes, as without a command
    #[command(after_help = EXAMPLES)]
    Run(Args),
    /// Puts the tables of several runs together, says which ones are missing, and writes reports
    Report(ReportArgs),
    /// Names the jobs that CI can spread a run over: a runtime and a shard each
    Matrix(MatrixArgs),
    /// Runs the tests, and writes into the baseline what is red
    Bless(BlessArgs),
    /// Tells what a move between two runtimes changes, or what has become worse from one run to the next
    Compare(CompareArgs),
    /// Prints completions for a shell
    Completions(CompletionsArgs),
    /// Tells which runtimes are linked, in which versions, with which features and by whom, and what is wrong with that
    Doctor(DoctorArgs),
    /// Says what a word of the matrix means, and what to do about it
    Explain(ExplainArgs),
    /// Runs the tests on runtimes with one fault each, in place of `sim`, and says which faults no test notices
    Faults(FaultsArgs),
    /// Adds the dev-dependency, a first test and a workflow, and shows what it has written
    Init(InitArgs),
    /// Lists the tests and the cells that would run, and runs none
    List(ListArgs),
    /// Prints the manual page
    Man(ManArgs),
    /// Shows that the catalogue of conformance finds each faulty runtime, for the right reason
    SelfCheck(SelfCheckArgs),
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl Cli {
    /// Reads the arguments of the process, the program's name first.
    ///
    /// Cargo puts the name of the subcommand in between; an alias does not. No filter can be confused with
    /// it, as no path of a test holds a hyphen.
    pub(crate) fn read(args: impl IntoIterator<Item = String>) -> Result<Cli, clap::Error> {
        let mut args: Vec<String> = args.into_iter().collect();
        if args.get(1).is_some_and(|first| first == "runtime-matrix") {
            args.remove(1);
        }
        Cli::try_parse_from(args)
    }

    /// Returns the command; without its name it is a run.
    pub(crate) fn into_command(self) -> Command {
        self.command.unwrap_or(Command::Run(self.run))
    }
}

impl Args {
    /// Returns in words what a run leaves out: a verdict on the whole is one as far as that.
    pub(crate) fn restrictions(&self) -> Vec<String> {
        let quoted = |names: &[String]| {
            let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            quoted.join(" or ")
        };
        let mut restrictions = Vec::new();
        if !self.filters.is_empty() {
            restrictions.push(format!("tests that match {}", quoted(&self.filters)));
        }
        if !self.effort.tests.is_empty() {
            restrictions.push(format!("tests called {}", quoted(&self.effort.tests)));
        }
        match self.effort.level() {
            Some(Level::Must) => restrictions.push("tests of the level `must`".to_owned()),
            Some(Level::Should) => {
                restrictions.push("tests of the levels `must` and `should`".to_owned());
            }
            _ => {}
        }
        if let Some(shard) = self.shard {
            restrictions.push(format!("{}{shard}", Shard::WHAT));
        }
        restrictions
    }

    /// Fails on arguments that do not go together, and on those for the test binaries that change which tests run.
    pub(crate) fn check(&self) -> Result<()> {
        const OURS: [&str; 7] = [
            "--list",
            "--exact",
            "--skip",
            "--ignored",
            "--include-ignored",
            "--help",
            "-h",
        ];
        for arg in &self.binary_args {
            let name = arg.split('=').next().unwrap_or(arg);
            if OURS.contains(&name) {
                return Err(Stop::usage(format!(
                    "`{name}` cannot be handed to the test binaries, as it decides what they run: put \
                     filters before `--`"
                )));
            }
        }
        self.effort.check(&self.binary_args)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn cli(args: &[&str]) -> Cli {
        Cli::read(args.iter().map(|&arg| arg.to_owned())).unwrap()
    }

    fn read(args: &[&str]) -> Args {
        match cli(args).into_command() {
            Command::Run(args) => args,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_arguments_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_run_can_be_called_by_its_name() {
        let args = read(&["x", "run", "ping", "--test", "net::*", "--runtimes", "sim"]);
        assert_eq!(args.filters, ["ping"]);
        assert_eq!(args.effort.tests, ["net::*"]);
        assert_eq!(args.runtimes, ["sim"]);
    }

    #[test]
    fn cargos_own_argument_is_no_filter() {
        assert_eq!(read(&["x", "runtime-matrix", "ping"]).filters, ["ping"]);
        assert_eq!(read(&["x", "ping"]).filters, ["ping"]);
    }

    #[test]
    fn a_subcommand_comes_first_and_is_no_filter_then() {
        let args = cli(&[
            "x",
            "runtime-matrix",
            "faults",
            "ping",
            "--fault",
            "cancel_*",
        ]);
        let Some(Command::Faults(faults)) = args.command else {
            panic!("{args:?}");
        };
        assert_eq!(
            (faults.filters, faults.faults),
            (vec!["ping".to_owned()], vec!["cancel_*".to_owned()])
        );
        assert_eq!(read(&["x", "fault"]).filters, ["fault"]);
        assert!(matches!(
            cli(&["x", "self-check"]).command,
            Some(Command::SelfCheck(_))
        ));
    }

    #[test]
    fn lists_take_commas_and_spaces() {
        let args = read(&[
            "x",
            "-F",
            "a,b c",
            "--runtimes",
            "sim,smol",
            "--",
            "--nocapture",
        ]);
        assert_eq!(args.selection.feature_names(), ["a", "b", "c"]);
        assert_eq!(args.runtimes, ["sim", "smol"]);
        assert_eq!(args.binary_args, ["--nocapture"]);
    }

    #[test]
    fn the_binaries_take_nothing_that_decides_what_runs() {
        read(&["x", "--", "--test-threads=1"]).check().unwrap();
        for arg in ["--list", "--skip=ping", "--ignored"] {
            read(&["x", "--", arg]).check().unwrap_err();
        }
    }
}
