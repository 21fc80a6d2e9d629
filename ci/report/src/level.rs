use std::fmt;

/// How binding a test is, or a case of the catalogue of conformance, in the words of RFC 2119.
///
/// ```
/// # use runtime_matrix_report::Level;
/// assert!(Level::Must < Level::Should, "the most binding one comes first");
/// assert_eq!(Level::May.to_string(), "may");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Level {
    /// It is promised: a package does so on each runtime, and a runtime that fails it is not conformant.
    #[default]
    Must,
    /// It is expected, and there may be reasons to fail it, which the author states.
    Should,
    /// It is a choice; whoever offers it offers all of it.
    May,
    /// Runtimes differ here and all of them are right: the case tells which of the named outcomes it saw. No test has
    /// it.
    Info,
}

impl Level {
    /// All levels, the most binding one first.
    pub const ALL: [Level; 4] = [Level::Must, Level::Should, Level::May, Level::Info];

    /// The levels that a test can have, the most binding one first.
    pub const OF_TESTS: [Level; 3] = [Level::Must, Level::Should, Level::May];

    /// Returns the name that attributes, records, pages and reports use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Level::Must => "must",
            Level::Should => "should",
            Level::May => "may",
            Level::Info => "info",
        }
    }

    /// Returns the level of that name, if a test can have it.
    ///
    /// ```
    /// # use runtime_matrix_report::Level;
    /// assert_eq!(Level::of_test("should"), Some(Level::Should));
    /// assert_eq!(Level::of_test("info"), None);
    /// ```
    #[must_use]
    pub fn of_test(name: &str) -> Option<Level> {
        let mut levels = Level::OF_TESTS.into_iter();
        levels.find(|level| level.name() == name)
    }

    /// Returns why a test of this level is left out where that one is asked for, as its record says it; `None` if it
    /// is run.
    ///
    /// ```
    /// # use runtime_matrix_report::Level;
    /// assert_eq!(Level::Should.left_out(Level::Should), None);
    /// assert_eq!(
    ///     Level::Should.left_out(Level::Must).unwrap(),
    ///     "its level is `should`, and RUNTIME_MATRIX_LEVEL asks for `must`",
    /// );
    /// ```
    #[must_use]
    pub fn left_out(self, asked: Level) -> Option<String> {
        (self > asked)
            .then(|| format!("its level is `{self}`, and RUNTIME_MATRIX_LEVEL asks for `{asked}`"))
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
