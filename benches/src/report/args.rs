//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::{
    compile::Flavor,
    glob::Glob,
    profile::{Build, Profile},
};

/// Measures what tests cost on each runtime.
#[derive(Debug, Parser)]
#[command(name = "runtime-matrix-benches", max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Times the workloads, each runtime in a process of its own, and writes report.json, .md and .html.
    ///
    /// On two cores it takes about half an hour, most of it for the curves; with `--no-growth --seconds 0.4` three minutes.
    Report(ReportArgs),
    /// Runs whole test binaries of empty tests, by hand and by the suite.
    Process(ProcessArgs),
    /// Builds tests, by hand for one runtime and by the suite for four and `sim`.
    Compile(CompileArgs),
    /// Says what differs between two reports beyond the noise that both state.
    Compare(CompareArgs),
    #[command(hide = true)]
    Measure(MeasureArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// Fewer rounds and short curves: whether it works, rather than figures.
    #[arg(long)]
    pub(crate) quick: bool,
    /// The workloads whose ids match, as `task/*`.
    #[arg(long, value_name = "GLOB")]
    pub(crate) only: Option<Glob>,
    /// These runtimes alone.
    #[arg(long, value_delimiter = ',', value_name = "IDS")]
    pub(crate) runtimes: Vec<String>,
    /// How the code that is timed was built; what this program was not built as, cargo builds.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "release")]
    pub(crate) profiles: Vec<Profile>,
    /// How often each process is run; how far its figures agree is the noise.
    #[arg(long, default_value = "2", value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) repeat: u16,
    /// For how long each workload is timed in each process [default: 1, with --quick 0.05].
    #[arg(long, value_name = "N", value_parser = seconds)]
    pub(crate) seconds: Option<f64>,
    /// Leaves out the curves of growing counts.
    #[arg(long)]
    pub(crate) no_growth: bool,
    /// Lets the system choose the cores of single-threaded runtimes too.
    #[arg(long)]
    pub(crate) no_pin: bool,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// Measures nothing, and renders that report.json again.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["quick", "only", "runtimes"])]
    pub(crate) from: Option<PathBuf>,
    /// Measures nothing, and says whether the README's table has the rows and commands of the list.
    #[arg(long, conflicts_with_all = ["readme", "json", "from"])]
    pub(crate) check: bool,
}

/// Where the report goes.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// The folder of the report, which keeps what the other subcommands have put there.
    #[arg(long, default_value = "target/benches", value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Prints the report as JSON instead of as Markdown.
    #[arg(long)]
    pub(crate) json: bool,
    /// Puts the table into the README, between `<!-- benches -->` and `<!-- /benches -->`.
    #[arg(long)]
    pub(crate) readme: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ProcessArgs {
    /// These runtimes alone.
    #[arg(long, value_delimiter = ',', value_name = "IDS")]
    pub(crate) runtimes: Vec<String>,
    /// How many tests a binary has; several numbers show how it grows.
    #[arg(long, value_delimiter = ',', default_value = "1000", value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub(crate) tests: Vec<u64>,
    /// How the binaries are built; `dev-deps` is `dev` with dependencies that have `opt-level = 1`.
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "dev,dev-deps,release"
    )]
    pub(crate) profiles: Vec<Build>,
    /// How often each binary is run.
    #[arg(long, default_value = "20", value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) rounds: u16,
    /// Leaves the generated crates behind and says where they are.
    #[arg(long)]
    pub(crate) keep: bool,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CompileArgs {
    /// How many tests are built; several numbers show how it grows.
    #[arg(long, value_delimiter = ',', default_value = "50,250,1000", value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub(crate) tests: Vec<u64>,
    /// How often each is built.
    #[arg(long, default_value = "3", value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) rounds: u16,
    /// How the tests are written by hand.
    #[arg(long, value_enum, default_value = "plain")]
    pub(crate) flavor: Flavor,
    /// Ends with exit code 1 if the suite's tests take more than this times what those by hand take, by the clock.
    #[arg(long, value_name = "X", value_parser = ratio)]
    pub(crate) limit: Option<f64>,
    /// Leaves the generated crates behind and says where they are.
    #[arg(long)]
    pub(crate) keep: bool,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// The report.json of the earlier run.
    #[arg(value_name = "OLD.json")]
    pub(crate) old: PathBuf,
    /// That of the later one.
    #[arg(value_name = "NEW.json")]
    pub(crate) new: PathBuf,
    /// Prints JSON instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
    /// Shows what is within the noise, too.
    #[arg(long)]
    pub(crate) all: bool,
    /// Ends with exit code 1 if something is slower.
    #[arg(long)]
    pub(crate) fail: bool,
}

#[derive(Debug, Args)]
pub(crate) struct MeasureArgs {
    #[arg(long)]
    pub(crate) runtime: String,
    #[arg(long)]
    pub(crate) only: Option<Glob>,
    #[arg(long, default_value = "1", value_parser = seconds)]
    pub(crate) seconds: f64,
    #[arg(long)]
    pub(crate) growth: bool,
    #[arg(long)]
    pub(crate) quick: bool,
    #[arg(long)]
    pub(crate) no_pin: bool,
    /// Does this workload once, as the first that the process does.
    #[arg(long)]
    pub(crate) once: Option<String>,
    #[arg(long, default_value = "0")]
    pub(crate) way: usize,
}

/// A ratio that something may be up to.
fn ratio(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(ratio) if ratio > 0.0 && ratio.is_finite() => Ok(ratio),
        _ => Err("a number above 0 is wanted, as 0.4".to_owned()),
    }
}

/// A while that is neither nothing nor forever.
fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds <= 3_600.0 => Ok(seconds),
        _ => Err("a number of seconds, above 0 and up to 3600, is wanted, as 0.5".to_owned()),
    }
}
