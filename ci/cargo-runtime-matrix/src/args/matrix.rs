use super::{Args, Selection};
use crate::shard::MOST;

/// The arguments of `matrix`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct MatrixArgs {
    #[command(flatten)]
    pub(crate) selection: Selection,

    /// Runtimes, by cell (`smol`) or family (`tokio`); all built-in ones of the dependency by default. Third-party
    /// ones have to be named, as only the tests know them
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) runtimes: Vec<String>,

    /// How many shards each runtime has
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST)))]
    pub(crate) shards: u32,

    /// Prints one line of JSON, which is a `strategy.matrix` of GitHub's
    #[arg(long)]
    pub(crate) json: bool,
}

impl MatrixArgs {
    /// Returns the arguments of the run that the jobs share.
    pub(crate) fn run(&self) -> Args {
        Args {
            selection: self.selection.clone(),
            runtimes: self.runtimes.clone(),
            ..Args::default()
        }
    }
}
