use std::fmt::{Debug, Write};

/// So many equal items are shown on either side of what differs.
const AROUND: usize = 3;

/// Tells where a list differs from what was expected, item by item; `None` if it does not.
///
/// Both ends that are equal are left alone, and what is between them is told as missing (`-`) and as there
/// instead (`+`).
pub(super) fn difference<T: PartialEq + Debug>(expected: &[T], actual: &[T]) -> Option<String> {
    let both = expected.iter().zip(actual);
    let before = both
        .take_while(|(expected, actual)| expected == actual)
        .count();
    if before == expected.len() && before == actual.len() {
        return None;
    }
    let (missing, there) = (&expected[before..], &actual[before..]);
    let both = missing.iter().rev().zip(there.iter().rev());
    let after = both
        .take_while(|(expected, actual)| expected == actual)
        .count();
    let (missing, there) = (
        &missing[..missing.len() - after],
        &there[..there.len() - after],
    );
    let (counts, first) = (
        (expected.len(), actual.len()),
        before.saturating_sub(AROUND),
    );
    let mut text = format!(
        "expected {} and got {}; the first difference is at index {before}",
        counted(counts.0),
        counted(counts.1)
    );
    left_out(&mut text, first);
    lines(&mut text, ' ', first, &expected[first..before]);
    lines(&mut text, '-', before, missing);
    lines(&mut text, '+', before, there);
    let shown = after.min(AROUND);
    let tail = actual.len() - after;
    lines(&mut text, ' ', tail, &actual[tail..tail + shown]);
    left_out(&mut text, after - shown);
    Some(text)
}

fn lines<T: Debug>(text: &mut String, sign: char, first: usize, items: &[T]) {
    for (index, item) in (first..).zip(items) {
        let _ = write!(text, "\n{sign} [{index}] {item:?}");
    }
}

fn left_out(text: &mut String, count: usize) {
    if count > 0 {
        let _ = write!(text, "\n  … {} that are equal", counted(count));
    }
}

fn counted(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} item{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_equal_has_no_difference() {
        assert_eq!(difference::<u8>(&[], &[]), None);
        assert_eq!(difference(&[1, 2], &[1, 2]), None);
    }

    #[test]
    fn an_item_that_is_missing_leaves_those_around_it_alone() {
        let told = difference(&["a", "b", "c"], &["a", "c"]).expect("they differ");
        let lines = "expected 3 items and got 2 items; the first difference is at index 1\n  [0] \"a\"\n- [1] \
                     \"b\"\n  [1] \"c\"";
        assert_eq!(told, lines);
    }

    #[test]
    fn an_item_that_is_another_is_told_both_ways() {
        let told = difference(&[1, 2], &[1, 3]).expect("they differ");
        assert!(told.ends_with("\n  [0] 1\n- [1] 2\n+ [1] 3"), "{told}");
    }

    #[test]
    fn equal_items_that_are_repeated_are_not_counted_twice() {
        let told = difference(&[1, 1], &[1, 1, 1]).expect("they differ");
        assert!(told.ends_with("\n  [0] 1\n  [1] 1\n+ [2] 1"), "{told}");
    }

    #[test]
    fn long_equal_parts_are_left_out() {
        let expected: Vec<u8> = (0..20).collect();
        let mut actual = expected.clone();
        actual[10] = 99;
        let told = difference(&expected, &actual).expect("they differ");
        let parts = [
            "\n  … 7 items that are equal\n  [7] 7",
            "\n  [13] 13\n  … 6 items",
        ];
        for part in parts {
            assert!(told.contains(part), "{told}");
        }
    }
}
