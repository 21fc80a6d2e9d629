use std::{
    env,
    num::{NonZeroU32, NonZeroUsize},
    thread,
    time::Duration,
};

use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use runtime_matrix_core::{DurationError, parse_duration};
use runtime_matrix_report::Level;

use crate::exit::Stop;

/// For how long a process may give no sign of life, unless the user says otherwise.
const PATIENCE: Duration = Duration::from_secs(120);

/// Which of the tests are run, how often, and how many at a time.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Effort {
    /// Runs the tests whose whole path is this, in which `*` is any text; may be given more than once, and narrows FILTER
    #[arg(long = "test", value_name = "GLOB")]
    pub(crate) tests: Vec<String>,

    /// Runs the tests of this level and above; `must` is the highest, and with `may` all run
    #[arg(long, value_name = "LEVEL", value_parser = level())]
    pub(crate) level: Option<Level>,

    /// Runs each cell so often; one that fails in some of the runs has failed. On `sim` each run has the same seed
    #[arg(long, value_name = "N")]
    pub(crate) stress: Option<NonZeroU32>,

    /// Runs the `sim` cells with the seeds below N, beside those that a test asks for itself
    #[arg(long, value_name = "N")]
    pub(crate) seeds: Option<NonZeroU32>,

    /// How many processes run at a time: as many as there are cores; one with --census
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// Runs the tests by `cargo nextest run`, each in a process of its own; what they record decides all the same
    #[arg(long)]
    pub(crate) nextest: bool,

    /// Ends a process that gives no sign of life for so long: `2m` by default
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) hang_after: Option<Duration>,

    /// Tells nothing while it runs
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

impl Effort {
    /// Returns how many processes run at a time.
    pub(crate) fn jobs(&self, census: bool) -> NonZeroUsize {
        self.jobs.unwrap_or_else(|| {
            if census {
                // Hidden threads show better where nothing else takes the machine.
                return NonZeroUsize::MIN;
            }
            thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
        })
    }

    /// Returns the level below which no test is run, if one is said: what the environment says, the test binaries read.
    pub(crate) fn level(&self) -> Option<Level> {
        let said = || Level::of_test(&env::var("RUNTIME_MATRIX_LEVEL").ok()?);
        self.level.or_else(said)
    }

    /// Returns for how long a process may give no sign of life.
    ///
    /// A debugger stops the watchdog too: where no cell has a limit, there is none here either.
    pub(crate) fn patience(&self) -> Option<Duration> {
        let is_off = || env::var_os("RUNTIME_MATRIX_TIMEOUT").is_some_and(|limit| limit == "off");
        self.hang_after.or_else(|| (!is_off()).then_some(PATIENCE))
    }

    /// Fails on what does not go together.
    pub(super) fn check(&self, binary_args: &[String]) -> Result<()> {
        let seed = env::var_os("RUNTIME_MATRIX_SEED").filter(|seed| !seed.is_empty());
        if self.seeds.is_some() && seed.is_some() {
            return Err(Stop::usage(
                "--seeds chooses the seeds, and so does RUNTIME_MATRIX_SEED: leave one of them off",
            ));
        }
        if self.nextest {
            check_for_nextest(binary_args)?;
        }
        Ok(())
    }
}

/// Fails on arguments by which nextest would run other tests than ours, or run them again.
fn check_for_nextest(args: &[String]) -> Result<()> {
    const OURS: [&str; 8] = [
        "-E",
        "--filterset",
        "--filter-expr",
        "--partition",
        "--retries",
        "--run-ignored",
        "--no-run",
        "--stress-count",
    ];
    for arg in args {
        let name = arg.split('=').next().unwrap_or(arg);
        if OURS.contains(&name) {
            return Err(Stop::usage(format!(
                "`{name}` cannot be handed to nextest, as it decides what runs and how often: use the options of \
                 `cargo runtime-matrix` before `--`"
            )));
        }
    }
    Ok(())
}

fn level() -> impl TypedValueParser<Value = Level> {
    let names = PossibleValuesParser::new(Level::OF_TESTS.map(Level::name));
    names.try_map(|name| Level::of_test(&name).ok_or("it is no level of a test"))
}

fn duration(text: &str) -> Result<Duration, String> {
    match parse_duration(text).map_err(|error: DurationError| error.to_string())? {
        Duration::ZERO => Err("a limit of zero leaves no time for anything".to_owned()),
        duration => Ok(duration),
    }
}
