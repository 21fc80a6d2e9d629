use super::{Args, BaselineArgs, Selection};
use crate::baseline::Date;

const BLESS: &str = "\
Cells that fail in a new way get an entry with the reason. Entries that no longer hold go, or are narrowed to what
holds; the others stay as they are, comments and all. What no entry can expect stays red: a flaky cell, and what does
not build.

Exit codes:
   0  with the baseline, the run is as expected
   1  wrong usage: an argument, a package without the dependency, a fault in the baseline
   2  a flaky cell stays red
   3  a process went down, and no test alone does that
   4  nothing ran
   5  a cell did not build
  70  our own fault
 130  interrupted, as by Ctrl-C: the baseline stays as it is";

/// The arguments of `bless`.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_help = BLESS)]
pub(crate) struct BlessArgs {
    /// Runs the tests whose path holds one of these
    #[arg(value_name = "FILTER")]
    pub(crate) filters: Vec<String>,

    /// Why the cells are red that get an entry now
    #[arg(long, value_name = "TEXT", required_unless_present = "link", value_parser = text)]
    pub(crate) reason: Option<String>,

    /// Where it says why
    #[arg(long, value_name = "URL", value_parser = link)]
    pub(crate) link: Option<String>,

    /// The last day on which the new entries hold
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) until: Option<Date>,

    /// Shows what would change, and writes nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    #[command(flatten)]
    pub(crate) selection: Selection,

    /// Runtimes to run, by cell or family; what is known of the others stays
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) runtimes: Vec<String>,

    /// Builds each runtime alone, with nothing that another one switches on
    #[arg(long)]
    pub(crate) isolate: bool,

    #[command(flatten)]
    pub(crate) baseline: BaselineArgs,

    /// Arguments for the test binaries
    #[arg(last = true, value_name = "ARGS")]
    pub(crate) binary_args: Vec<String>,
}

impl BlessArgs {
    /// Returns the arguments of the run that is blessed.
    pub(crate) fn run(&self) -> Args {
        let args = self.clone();
        Args {
            filters: args.filters,
            selection: args.selection,
            runtimes: args.runtimes,
            isolate: args.isolate,
            baseline: BaselineArgs {
                is_blessed: true,
                ..args.baseline
            },
            binary_args: args.binary_args,
            ..Args::default()
        }
    }
}

fn text(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("it is empty: say why the cells are red".to_owned()),
        text => Ok(text.to_owned()),
    }
}

fn link(text: &str) -> Result<String, String> {
    if text.starts_with("https://") || text.starts_with("http://") {
        Ok(text.to_owned())
    } else {
        Err("it is no link: begin it with https://, or call it a --reason".to_owned())
    }
}
