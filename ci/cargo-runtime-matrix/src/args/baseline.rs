use std::path::PathBuf;

use crate::baseline::Date;

/// What is expected of a run.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct BaselineArgs {
    /// What is known to be red, and why; `runtime-matrix.toml` beside Cargo.toml if there is one
    #[arg(long, value_name = "PATH")]
    pub(crate) baseline: Option<PathBuf>,

    /// Judges the baseline as on that day, to see what ends by then; today by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) today: Option<Date>,

    /// Whether the baseline is written anew: it need not be there, and what is for nothing is no error.
    #[arg(skip)]
    pub(crate) is_blessed: bool,
}
