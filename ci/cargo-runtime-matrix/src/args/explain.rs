/// The arguments of `explain`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ExplainArgs {
    /// A verdict (`leak`), a symptom (`tokio-reactor`), a case of the catalogue or an area of it, a fault, a runtime, an
    /// entry of a card (`handle_drop`), a power or an exit code; all names without it
    #[arg(value_name = "WHAT")]
    pub(crate) what: Option<String>,

    /// Prints what there is to say as JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Breaks lines at this width; on a terminal at its own
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<std::num::NonZeroUsize>,
}
