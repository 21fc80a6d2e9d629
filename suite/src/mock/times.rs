use std::{
    fmt,
    ops::{Range, RangeFrom, RangeInclusive, RangeTo, RangeToInclusive},
};

/// How many calls are expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    pub(crate) least: usize,
    pub(crate) most: usize,
}

/// What says how many calls are expected: a number, or a range of numbers.
pub trait IntoTimes {
    /// Not public API. Returns the bounds; `None` if no number lies within.
    #[doc(hidden)]
    fn bounds(&self) -> Option<Times>;
}

impl Times {
    #[track_caller]
    pub(crate) fn of(times: &impl IntoTimes, name: &str) -> Times {
        times.bounds().unwrap_or_else(|| {
            panic!("mock `{name}`: no number of calls lies in the range that `times` was given")
        })
    }

    fn between(least: usize, most: usize) -> Option<Times> {
        (least <= most).then_some(Times { least, most })
    }
}

impl IntoTimes for usize {
    fn bounds(&self) -> Option<Times> {
        Times::between(*self, *self)
    }
}

impl IntoTimes for Range<usize> {
    fn bounds(&self) -> Option<Times> {
        Times::between(self.start, self.end.checked_sub(1)?)
    }
}

impl IntoTimes for RangeInclusive<usize> {
    fn bounds(&self) -> Option<Times> {
        Times::between(*self.start(), *self.end())
    }
}

impl IntoTimes for RangeFrom<usize> {
    fn bounds(&self) -> Option<Times> {
        Times::between(self.start, usize::MAX)
    }
}

impl IntoTimes for RangeTo<usize> {
    fn bounds(&self) -> Option<Times> {
        Times::between(0, self.end.checked_sub(1)?)
    }
}

impl IntoTimes for RangeToInclusive<usize> {
    fn bounds(&self) -> Option<Times> {
        Times::between(0, self.end)
    }
}

/// Says a number of times in words.
pub(crate) fn count(times: usize) -> String {
    match times {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        times => format!("{times} times"),
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (least, most) if least == most => f.write_str(&count(least)),
            (least, usize::MAX) => write!(f, "{} at least", count(least)),
            (0, most) => write!(f, "{} at most", count(most)),
            (least, most) => write!(f, "{least} to {most} times"),
        }
    }
}
