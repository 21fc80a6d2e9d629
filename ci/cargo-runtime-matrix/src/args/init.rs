use std::path::PathBuf;

use super::{Args, Selection};

const AFTER: &str = "\
It adds the dev-dependency to Cargo.toml, a first test in tests/runtime_matrix.rs, and a workflow in
.github/workflows/runtime-matrix.yml, and shows what it has written as a diff. A file that is there is left as it is;
in Cargo.toml nothing is changed but the lines that are added.

Exit codes:
   0  it is done, or there was nothing to do
   1  wrong usage, or a file that cannot be read or written
  70  our own fault";

/// The arguments of `init`.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct InitArgs {
    /// Package to set up
    #[arg(short, long, value_name = "NAME")]
    pub(crate) package: Option<String>,

    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    pub(crate) manifest_path: Option<PathBuf>,

    /// Takes runtime-matrix from this folder, in place of the registry
    #[arg(long, value_name = "DIR")]
    pub(crate) path: Option<PathBuf>,

    /// Shows what would be written, and writes nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

impl InitArgs {
    /// Returns the arguments that choose the package.
    pub(crate) fn run(&self) -> Args {
        Args {
            selection: Selection {
                packages: self.package.iter().cloned().collect(),
                manifest_path: self.manifest_path.clone(),
                ..Selection::default()
            },
            ..Args::default()
        }
    }
}
