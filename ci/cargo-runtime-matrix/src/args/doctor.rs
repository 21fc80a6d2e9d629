use super::{Args, Selection};

const CODES: &str = "\
Exit codes:
   0  there is nothing that makes runs impossible, though there may be warnings
   1  wrong usage, or a problem that makes runs impossible
  70  our own fault";

/// The arguments of `doctor`.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_help = CODES)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub(crate) selection: Selection,

    /// Prints the findings as JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Breaks lines at this width; on a terminal at its own
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<std::num::NonZeroUsize>,
}

impl DoctorArgs {
    /// Returns the arguments of the run that is looked into.
    pub(crate) fn run(&self) -> Args {
        Args {
            selection: self.selection.clone(),
            ..Args::default()
        }
    }
}
