use std::path::PathBuf;

/// The arguments of `compare`.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CompareArgs {
    /// A runtime, or the table of an earlier run
    #[arg(value_name = "A")]
    pub(crate) one: String,

    /// Another runtime, or the table of a later run
    #[arg(value_name = "B")]
    pub(crate) other: String,

    /// The table of a run, which has the cards of its runtimes and how they did
    #[arg(long, value_name = "FILE")]
    pub(crate) table: Option<PathBuf>,

    /// Prints the differences as JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Breaks lines at this width; on a terminal at its own
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<std::num::NonZeroUsize>,
}

const EXAMPLES: &str = "\
Examples:
  cargo runtime-matrix compare smol tokio_multi_thread               what a move between them changes
  cargo runtime-matrix compare smol my_runtime --table matrix.json   the same of a run's runtimes, and where tests differ
  cargo runtime-matrix compare old.json new.json                     what has become worse from one run to the next

Tables are what `cargo runtime-matrix --json` prints. The cards of the built-in runtimes are known without one, as they
were when this program was built.

Exit codes:
   0  runtimes were compared; or nothing has become worse
   1  wrong usage: a runtime that there is not, a file that is no table
   2  something has become worse
  70  our own fault";
