//! Which workloads are meant.

use std::{convert::Infallible, fmt, str::FromStr};

/// A pattern in which `*` stands for anything, also for nothing.
#[derive(Clone, Debug)]
pub(crate) struct Glob(String);

impl Glob {
    /// Tells whether all of the text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let mut pieces = self.0.split('*');
        let first = pieces.next().unwrap_or_default();
        let Some(mut rest) = text.strip_prefix(first) else {
            return false;
        };
        let Some(last) = pieces.next_back() else {
            return rest.is_empty();
        };
        for piece in pieces {
            let Some(at) = rest.find(piece) else {
                return false;
            };
            rest = &rest[at + piece.len()..];
        }
        rest.ends_with(last)
    }
}

impl FromStr for Glob {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Glob, Infallible> {
        Ok(Glob(text.to_owned()))
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_anything() {
        let matches = |glob: &str, text: &str| glob.parse::<Glob>().unwrap().matches(text);
        for glob in [
            "task/yield",
            "task/*",
            "*yield",
            "*",
            "t*k*d",
            "task/yield*",
        ] {
            assert!(matches(glob, "task/yield"), "{glob}");
        }
        for glob in ["task", "task/", "*task", "t*yield/*", "task/yield*d", ""] {
            assert!(!matches(glob, "task/yield"), "{glob}");
        }
    }
}
