use std::path::PathBuf;

/// Which packages are run, and how cargo builds them: the same for each command that builds.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Selection {
    /// Package to run; may be given more than once
    #[arg(short, long = "package", value_name = "NAME")]
    pub(crate) packages: Vec<String>,

    /// All packages of the workspace that depend on runtime-matrix
    #[arg(long, conflicts_with = "packages")]
    pub(crate) workspace: bool,

    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    pub(crate) manifest_path: Option<PathBuf>,

    /// Features of the packages to switch on; those of runtime-matrix come by themselves
    #[arg(short = 'F', long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) features: Vec<String>,

    /// All features of the packages
    #[arg(long)]
    pub(crate) all_features: bool,

    /// Not the packages' default features
    #[arg(long)]
    pub(crate) no_default_features: bool,

    /// Builds with optimisations
    #[arg(short, long)]
    pub(crate) release: bool,

    /// Asserts that Cargo.lock is up to date
    #[arg(long)]
    pub(crate) locked: bool,

    /// Does without the network
    #[arg(long)]
    pub(crate) offline: bool,

    /// Both --locked and --offline
    #[arg(long)]
    pub(crate) frozen: bool,
}

impl Selection {
    /// Returns the features of the user's that are named, without the commas and spaces between them.
    pub(crate) fn feature_names(&self) -> Vec<&str> {
        let lists = self.features.iter();
        lists.flat_map(|list| list.split_whitespace()).collect()
    }

    /// Returns the options that each call of cargo gets.
    pub(crate) fn cargo_options(&self) -> Vec<&'static str> {
        let options = [
            (self.locked, "--locked"),
            (self.offline, "--offline"),
            (self.frozen, "--frozen"),
        ];
        let given = options.into_iter().filter(|(given, _)| *given);
        given.map(|(_, option)| option).collect()
    }
}
