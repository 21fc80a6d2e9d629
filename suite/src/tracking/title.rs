use std::fmt;

use crate::tracking::place::Place;

/// What reports call something by: its kind, its name if it has one, and where it was made.
#[derive(Clone, Debug)]
pub(crate) struct Title {
    pub(crate) kind: &'static str,
    pub(crate) name: Option<String>,
    pub(crate) place: Place,
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Title { kind, name, place } = self;
        match name {
            Some(name) => write!(f, "{kind} `{name}` (made at {place})"),
            None => write!(f, "{kind} (made at {place})"),
        }
    }
}
