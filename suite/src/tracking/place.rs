use std::{fmt, panic::Location};

/// A place in the code under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: &'static str,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl From<&'static Location<'static>> for Place {
    fn from(location: &'static Location<'static>) -> Place {
        Place {
            file: location.file(),
            line: location.line(),
            column: location.column(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Places, each with how often it was met, in the order in which they were first met.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    met: Vec<(Place, usize)>,
}

impl Places {
    /// A report names that many, and says how many it left out.
    const MOST: usize = 5;

    pub(crate) fn add(&mut self, place: Place) {
        match self.met.iter_mut().find(|(known, _)| *known == place) {
            Some((_, times)) => *times += 1,
            None => self.met.push((place, 1)),
        }
    }

    /// Takes back one meeting of a place.
    pub(crate) fn remove(&mut self, place: Place) {
        if let Some(position) = self.met.iter().position(|(known, _)| *known == place) {
            self.met[position].1 -= 1;
            if self.met[position].1 == 0 {
                self.met.remove(position);
            }
        }
    }

    /// Returns how often any place was met.
    pub(crate) fn count(&self) -> usize {
        self.met.iter().map(|(_, times)| times).sum()
    }
}

impl fmt::Display for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (place, times)) in self.met.iter().take(Places::MOST).enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(f, "{comma}{place}")?;
            if *times > 1 {
                write!(f, " ({times} times)")?;
            }
        }
        match self.met.len().saturating_sub(Places::MOST) {
            0 => Ok(()),
            left_out => write!(f, " and {left_out} more"),
        }
    }
}
