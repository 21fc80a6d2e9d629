use std::num::NonZeroUsize;

use super::{Args, Selection};

const FAULTS: &str = "\
Exit codes:
   0  the faults were run, whatever was noticed
   1  wrong usage: an argument, a fault that there is not, a package without the dependency
   2  the tests fail on `sim` itself, or fewer faults than --fail-under were noticed
   4  nothing ran: there is no such test
   5  the package does not build
  70  our own fault";

/// The arguments of `faults`.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_help = FAULTS)]
pub(crate) struct FaultsArgs {
    /// Runs the tests whose path holds one of these
    #[arg(value_name = "FILTER")]
    pub(crate) filters: Vec<String>,

    #[command(flatten)]
    pub(crate) selection: Selection,

    /// Faults to run, in which `*` is any text; may be given more than once
    #[arg(long = "fault", value_name = "GLOB")]
    pub(crate) faults: Vec<String>,

    /// How many processes run at a time
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// Fails if the tests notice fewer percent of the faults that an empty test does not notice
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) fail_under: Option<u8>,

    /// Names the faults and what they break, and runs nothing
    #[arg(long)]
    pub(crate) list: bool,

    /// Prints the findings as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl FaultsArgs {
    /// Returns the arguments of the run that the faults take part in.
    pub(crate) fn run(&self) -> Args {
        let args = self.clone();
        Args {
            filters: args.filters,
            selection: args.selection,
            ..Args::default()
        }
    }
}
