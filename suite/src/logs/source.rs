use std::fmt;

/// What a record was logged with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// The crate `log`; its records are captured with the feature `log`.
    Log,
    /// The crate `tracing`; its events are captured with the feature `tracing`.
    Tracing,
}

impl Source {
    /// What there is in this build.
    pub(crate) const ALL: &'static [Source] = &[
        #[cfg(feature = "log")]
        Source::Log,
        #[cfg(feature = "tracing")]
        Source::Tracing,
    ];

    /// Returns the source as one bit of a set.
    pub(crate) fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Source::Log => "log",
            Source::Tracing => "tracing",
        })
    }
}
