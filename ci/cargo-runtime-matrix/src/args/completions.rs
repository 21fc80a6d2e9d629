use std::path::PathBuf;

use clap_complete::Shell;

/// The arguments of `completions`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// Whose completions
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

/// The arguments of `man`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ManArgs {
    /// Writes a page for each command into this folder, in place of the first one to the standard output
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}
