use std::{
    fmt,
    ops::{Bound, Range, RangeBounds, RangeFrom, RangeInclusive, RangeTo, RangeToInclusive},
};

/// How often something is expected, from `least` to `most`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    pub(crate) least: usize,
    /// The largest number stands for no bound.
    pub(crate) most: usize,
}

impl Times {
    /// Returns `None` if no number is in the range.
    pub(crate) fn of(range: &impl RangeBounds<usize>) -> Option<Times> {
        let least = match range.start_bound() {
            Bound::Included(&least) => least,
            Bound::Excluded(&before) => before.checked_add(1)?,
            Bound::Unbounded => 0,
        };
        let most = match range.end_bound() {
            Bound::Included(&most) => most,
            Bound::Excluded(&after) => after.checked_sub(1)?,
            Bound::Unbounded => usize::MAX,
        };
        (least <= most).then_some(Times { least, most })
    }
}

/// What says how many calls are expected: a number, or a range of numbers.
pub trait IntoTimes {
    /// Not public API. Returns the bounds; `None` if no number lies within.
    #[doc(hidden)]
    fn bounds(self) -> Option<Times>;
}

impl IntoTimes for usize {
    fn bounds(self) -> Option<Times> {
        Times::of(&(self..=self))
    }
}

impl IntoTimes for (Bound<usize>, Bound<usize>) {
    fn bounds(self) -> Option<Times> {
        Times::of(&self)
    }
}

/// One for each, since some release of Rust could make a range of a number.
macro_rules! into_times {
    ($($range:ident)*) => {$(
        impl IntoTimes for $range<usize> {
            fn bounds(self) -> Option<Times> {
                Times::of(&self)
            }
        }
    )*};
}

into_times! { Range RangeFrom RangeInclusive RangeTo RangeToInclusive }

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
            (0, usize::MAX) => f.write_str("any number of times"),
            (least, most) if least == most => f.write_str(&count(least)),
            (least, usize::MAX) => write!(f, "{} at least", count(least)),
            (0, most) => write!(f, "{} at most", count(most)),
            (least, most) => write!(f, "{least} to {most} times"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_range_is_told_in_words() {
        let told = [
            (Times::of(&(2..=2)), "twice"),
            (Times::of(&(1..2)), "once"),
            (Times::of(&(1..=3)), "1 to 3 times"),
            (Times::of(&(1..)), "once at least"),
            (Times::of(&(..4)), "3 times at most"),
            (Times::of(&(0..=0)), "never"),
            (Times::of(&(..)), "any number of times"),
            (7.bounds(), "7 times"),
        ];
        for (times, words) in told {
            assert_eq!(times.expect("it is not empty").to_string(), words);
        }
    }

    #[test]
    fn an_excluded_start_counts_from_the_next() {
        let range = (Bound::Excluded(2), Bound::Included(3));
        let times = Times::of(&range).expect("3 is in it");
        assert_eq!((times.least, times.most), (3, 3));
    }

    #[test]
    fn a_range_without_a_number_is_none() {
        assert_eq!(Times::of(&(0..0)), None);
        assert_eq!((..0).bounds(), None);
        let inverted = (Bound::Included(5), Bound::Included(4));
        assert_eq!(Times::of(&inverted), None);
        let past_the_last = (Bound::Excluded(usize::MAX), Bound::<usize>::Unbounded);
        assert_eq!(Times::of(&past_the_last), None);
    }
}
