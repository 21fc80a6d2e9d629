use std::{
    fmt,
    ops::{Bound, RangeBounds},
};

/// How often something may happen, from `least` to `most`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) least: usize,
    pub(crate) most: Option<usize>,
}

impl Expected {
    /// Returns `None` if no count is in the range.
    pub(crate) fn of(range: &impl RangeBounds<usize>) -> Option<Expected> {
        let least = match range.start_bound() {
            Bound::Included(&least) => least,
            Bound::Excluded(&before) => before.checked_add(1)?,
            Bound::Unbounded => 0,
        };
        let most = match range.end_bound() {
            Bound::Included(&most) => Some(most),
            Bound::Excluded(&after) => Some(after.checked_sub(1)?),
            Bound::Unbounded => None,
        };
        most.is_none_or(|most| least <= most)
            .then_some(Expected { least, most })
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (0, Some(0)) => f.write_str("never"),
            (0, None) => f.write_str("any number of times"),
            (least, Some(most)) if least == most => write!(f, "exactly {}", times(least)),
            (least, None) => write!(f, "at least {}", times(least)),
            (0, Some(most)) => write!(f, "at most {}", times(most)),
            (least, Some(most)) => write!(f, "{least} to {}", times(most)),
        }
    }
}

/// Returns "once", "3 times" and so on.
pub(crate) fn times(count: usize) -> String {
    match count {
        0 => "0 times".to_owned(),
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_range_is_told_in_words() {
        let told = [
            (Expected::of(&(2..=2)), "exactly 2 times"),
            (Expected::of(&(1..2)), "exactly once"),
            (Expected::of(&(1..=3)), "1 to 3 times"),
            (Expected::of(&(1..)), "at least once"),
            (Expected::of(&(..4)), "at most 3 times"),
            (Expected::of(&(0..=0)), "never"),
            (Expected::of(&(..)), "any number of times"),
        ];
        for (expected, words) in told {
            assert_eq!(expected.expect("it is not empty").to_string(), words);
        }
    }

    #[test]
    fn an_excluded_start_counts_from_the_next() {
        let range = (Bound::Excluded(2), Bound::Included(3));
        let expected = Expected::of(&range).expect("3 is in it");
        assert_eq!((expected.least, expected.most), (3, Some(3)));
    }

    #[test]
    fn a_range_without_a_count_is_none() {
        assert_eq!(Expected::of(&(0..0)), None);
        let inverted = (Bound::Included(5), Bound::Included(4));
        assert_eq!(Expected::of(&inverted), None);
        let past_the_last = (Bound::Excluded(usize::MAX), Bound::<usize>::Unbounded);
        assert_eq!(Expected::of(&past_the_last), None);
    }
}
