use std::time::Duration;

/// The limits of a cell; those of time are all in real time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// For the body; `None` is no limit.
    pub(crate) timeout: Option<Duration>,
    /// What one has to change to give the body more time.
    pub(crate) raised_by: &'static str,
    /// For how long a standstill that is not proved may last; `None` is what the cell's clock calls for.
    pub(crate) grace: Option<Duration>,
    /// For what follows the body, the runtime's shutdown included.
    pub(crate) teardown: Duration,
    /// For one poll; `None` is no limit, and then polls are not timed.
    pub(crate) poll: Option<PollLimit>,
    /// Whether nothing may be reached past the runtime.
    pub(crate) forbids_ambient: bool,
}

/// How long a single poll may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PollLimit {
    pub(crate) limit: Duration,
    /// Whether a longer one fails the cell; it is but told otherwise.
    pub(crate) strict: bool,
}

impl Limits {
    pub(crate) const TIMEOUT: Duration = Duration::from_secs(60);
    /// Under a virtual clock little speaks for waiting. Counted in ticks of the watchdog that are on time: a machine
    /// that has no time for the watchdog may have none for a thread that is to wake the cell either.
    pub(crate) const GRACE_VIRTUAL: u32 = 20;
    /// A native timer or a socket that the suite cannot see may take its time.
    pub(crate) const GRACE: Duration = Duration::from_secs(30);
    pub(crate) const TEARDOWN: Duration = Duration::from_secs(5);
}
