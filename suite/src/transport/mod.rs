//! Ways to reach a server in a test, and the context that starts and ends it.

pub(crate) mod ctx;

use std::fmt;

/// How the two ends of a connection reach each other.
///
/// ```
/// use runtime_matrix::Transport;
/// assert_eq!(Transport::ALL.map(Transport::name), ["tcp", "unix", "memory"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// A TCP socket on this machine, on a port that is free.
    Tcp,
    /// A Unix socket in a short temporary folder of its own.
    Unix,
    /// A pipe in memory, on every runtime.
    Memory,
}

impl Transport {
    /// All of them, in the order in which they are told.
    pub const ALL: [Transport; 3] = [Transport::Tcp, Transport::Unix, Transport::Memory];

    /// Returns the transport's name, as it stands in the name of a test.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Transport::Tcp => "tcp",
            Transport::Unix => "unix",
            Transport::Memory => "memory",
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
