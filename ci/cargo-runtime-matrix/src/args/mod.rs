mod compare;
mod completions;
mod doctor;
mod explain;
mod faults;
mod init;
mod list;
mod selection;
mod self_check;

use std::{num::NonZeroUsize, path::PathBuf};

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};

pub(crate) use self::{
    compare::CompareArgs,
    completions::{CompletionsArgs, ManArgs},
    doctor::DoctorArgs,
    explain::ExplainArgs,
    faults::FaultsArgs,
    init::InitArgs,
    list::ListArgs,
    selection::Selection,
    self_check::SelfCheckArgs,
};
use crate::exit::Stop;

const EXAMPLES: &str = "\
Examples:
  cargo runtime-matrix                               this package's tests on every runtime
  cargo runtime-matrix receive                       those whose path holds `receive`
  cargo runtime-matrix --runtimes sim,tokio          on `sim` and both flavours of Tokio alone
  cargo runtime-matrix -p chat --census              also tells what starts threads of its own
  cargo runtime-matrix --json > matrix.json          the table as data, and nothing else
  cargo runtime-matrix -- --test-threads 1           an argument for the test binaries
  cargo runtime-matrix faults                        which faults of a runtime this package's tests would notice

Exit codes:
   0  every cell passed, and at least one ran
   1  wrong usage: an argument, a package without the dependency, no package
   2  a cell failed
   3  a cell hung, or took its process down
   4  nothing ran: there is no such test
   5  a cell did not build; the others have run
  70  our own fault: records that are missing or cannot be written, a bug
The worst of what happened decides: 70, 1, 5, 3, 2, 4, 0.";

/// Runs a package's tests on every async runtime and says where they differ, and why
#[derive(Clone, Debug, Default, Parser)]
#[command(
    name = "cargo-runtime-matrix",
    bin_name = "cargo runtime-matrix",
    version,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    after_help = EXAMPLES
)]
pub(crate) struct Args {
    /// What else can be done. As the first argument such a name is no filter; write a part of it to filter by it
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// Runs the tests whose path holds one of these, as with libtest; the cell is no part of it
    #[arg(value_name = "FILTER")]
    pub(crate) filters: Vec<String>,

    #[command(flatten)]
    pub(crate) selection: Selection,

    /// Runtimes to run, by cell (`smol`) or family (`tokio`, `futures`); all by default
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) runtimes: Vec<String>,

    /// Runs each test in a process of its own, where hidden threads can be counted
    #[arg(long)]
    pub(crate) census: bool,

    /// Prints the table as JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Keeps the records and the output of each process in this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) records: Option<PathBuf>,

    /// Breaks lines at this width; on a terminal at its own
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<NonZeroUsize>,

    /// Colours; `auto` looks at the terminal and NO_COLOR
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,

    /// Arguments for the test binaries
    #[arg(last = true, value_name = "ARGS")]
    pub(crate) binary_args: Vec<String>,
}

/// What there is beside a run on all runtimes.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
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

impl Args {
    /// Reads the arguments of the process, the program's name first.
    ///
    /// Cargo puts the name of the subcommand in between; an alias does not. No filter can be confused with
    /// it, as no path of a test holds a hyphen.
    pub(crate) fn read(args: impl IntoIterator<Item = String>) -> Result<Args, clap::Error> {
        let mut args: Vec<String> = args.into_iter().collect();
        if args.get(1).is_some_and(|first| first == "runtime-matrix") {
            args.remove(1);
        }
        Args::try_parse_from(args)
    }

    /// Returns in words what a run leaves out: a verdict on the whole is one as far as that.
    pub(crate) fn restrictions(&self) -> Vec<String> {
        if self.filters.is_empty() {
            return Vec::new();
        }
        let quoted: Vec<_> = self
            .filters
            .iter()
            .map(|filter| format!("`{filter}`"))
            .collect();
        vec![format!("tests that match {}", quoted.join(" or "))]
    }

    /// Fails on arguments for the test binaries that change which tests run.
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
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn read(args: &[&str]) -> Args {
        Args::read(args.iter().map(|&arg| arg.to_owned())).unwrap()
    }

    #[test]
    fn the_arguments_fit_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn cargos_own_argument_is_no_filter() {
        assert_eq!(read(&["x", "runtime-matrix", "ping"]).filters, ["ping"]);
        assert_eq!(read(&["x", "ping"]).filters, ["ping"]);
    }

    #[test]
    fn a_subcommand_comes_first_and_is_no_filter_then() {
        let args = read(&[
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
            read(&["x", "self-check"]).command,
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
