use std::fmt;

/// A power that a runtime may have and a test may require.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Capability {
    /// A timer of its own ([`Executor::timer`](crate::Executor::timer)).
    Timer,
    /// A pool for blocking jobs ([`Executor::blocking`](crate::Executor::blocking)).
    Blocking,
    /// TCP and Unix sockets of its own ([`Executor::net`](crate::Executor::net)).
    Net,
    /// Tasks that are not `Send`.
    Local,
    /// Tasks that run in parallel, on more than one thread.
    Threads,
    /// A time that is not the machine's ([`Executor::native_clock`](crate::Executor::native_clock)).
    NativeClock,
}

impl Capability {
    /// All capabilities, in the order in which they are listed everywhere.
    pub const ALL: [Capability; 6] = [
        Capability::Timer,
        Capability::Blocking,
        Capability::Net,
        Capability::Local,
        Capability::Threads,
        Capability::NativeClock,
    ];

    /// Returns the name that attributes and reports use.
    ///
    /// ```
    /// # use runtime_matrix_core::Capability;
    /// assert_eq!(Capability::NativeClock.name(), "native_clock");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Capability::Timer => "timer",
            Capability::Blocking => "blocking",
            Capability::Net => "net",
            Capability::Local => "local",
            Capability::Threads => "threads",
            Capability::NativeClock => "native_clock",
        }
    }

    /// Returns the capability of that name.
    ///
    /// ```
    /// # use runtime_matrix_core::Capability;
    /// assert_eq!(Capability::from_name("net"), Some(Capability::Net));
    /// assert_eq!(Capability::from_name("gpu"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Capability> {
        Capability::ALL
            .into_iter()
            .find(|capability| capability.name() == name)
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of [`Capability`]s.
///
/// ```
/// # use runtime_matrix_core::{Capabilities, Capability};
/// const MINE: Capabilities = Capabilities::of(&[Capability::Timer, Capability::Threads]);
/// assert!(MINE.has(Capability::Timer));
/// assert_eq!(MINE.to_string(), "timer, threads");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Capabilities(u8);

impl Capabilities {
    /// Returns the set that holds exactly `capabilities`.
    #[must_use]
    pub const fn of(capabilities: &[Capability]) -> Capabilities {
        let mut bits = 0;
        let mut index = 0;
        while index < capabilities.len() {
            bits |= 1 << capabilities[index] as u8;
            index += 1;
        }
        Capabilities(bits)
    }

    /// Tells whether `capability` is in the set.
    #[must_use]
    pub const fn has(self, capability: Capability) -> bool {
        self.0 & (1 << capability as u8) != 0
    }

    /// Iterates over the set, in the order of [`Capability::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Capability> {
        Capability::ALL
            .into_iter()
            .filter(move |capability| self.has(*capability))
    }

    /// Returns what is in `self` but not in `other`.
    #[must_use]
    pub const fn without(self, other: Capabilities) -> Capabilities {
        Capabilities(self.0 & !other.0)
    }
}

impl fmt::Display for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, capability) in self.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{capability}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
