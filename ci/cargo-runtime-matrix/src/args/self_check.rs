use std::num::NonZeroUsize;

/// The arguments of `self-check`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct SelfCheckArgs {
    /// Faults to check, in which `*` is any text; may be given more than once
    #[arg(long = "fault", value_name = "GLOB")]
    pub(crate) faults: Vec<String>,

    /// Oddities to check, in which `*` is any text; may be given more than once. With faults or oddities given, no
    /// others are checked
    #[arg(long = "odd", value_name = "GLOB")]
    pub(crate) oddities: Vec<String>,

    /// How many processes run at a time
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// Prints the outcome as JSON
    #[arg(long)]
    pub(crate) json: bool,
}
