use super::{Args, Selection};

/// The arguments of `list`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ListArgs {
    /// Lists the tests whose path holds one of these
    #[arg(value_name = "FILTER")]
    pub(crate) filters: Vec<String>,

    #[command(flatten)]
    pub(crate) selection: Selection,

    /// Runtimes that would run, by cell (`smol`) or family (`tokio`, `futures`); all by default
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) runtimes: Vec<String>,

    /// Prints the list as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl ListArgs {
    /// Returns the arguments of the run whose cells are listed.
    pub(crate) fn run(&self) -> Args {
        let args = self.clone();
        Args {
            filters: args.filters,
            selection: args.selection,
            runtimes: args.runtimes,
            ..Args::default()
        }
    }
}
