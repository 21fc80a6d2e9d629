/// Which of the tests are run, how often, and by how much at a time.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct How {
    /// Runs the tests whose whole path is this, in which `*` is any text; may be given more than once, and narrows FILTER
    #[arg(long = "test", value_name = "GLOB")]
    pub(crate) tests: Vec<String>,
}
