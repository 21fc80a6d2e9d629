//! How two texts differ.

/// Returns where two lines begin to differ, in characters.
pub(crate) fn first_difference(left: &str, right: &str) -> usize {
    let same = left.chars().zip(right.chars());
    same.take_while(|(left, right)| left == right).count()
}

/// Returns the lines of both texts, those of `expected` alone behind `-` and those of `actual` alone behind
/// `+`.
pub(crate) fn lines(expected: &str, actual: &str) -> Vec<String> {
    let (expected, actual): (Vec<_>, Vec<_>) =
        (expected.lines().collect(), actual.lines().collect());
    let common = lengths(&expected, &actual);
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < expected.len() || j < actual.len() {
        let both = (expected.get(i), actual.get(j));
        match both {
            (Some(left), Some(right)) if left == right => {
                lines.push(format!("  {left}"));
                (i, j) = (i + 1, j + 1);
            }
            (Some(left), right) if right.is_none() || common[i + 1][j] >= common[i][j + 1] => {
                lines.push(format!("- {left}"));
                i += 1;
            }
            (_, Some(right)) => {
                lines.push(format!("+ {right}"));
                j += 1;
            }
            (_, None) => break,
        }
    }
    lines
}

/// Returns how many lines the ends of both from each pair of lines on have in common, in order.
fn lengths(expected: &[&str], actual: &[&str]) -> Vec<Vec<usize>> {
    let mut common = vec![vec![0; actual.len() + 1]; expected.len() + 1];
    for i in (0..expected.len()).rev() {
        for j in (0..actual.len()).rev() {
            common[i][j] = if expected[i] == actual[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_changed_stands_twice() {
        let diff = lines(
            "User {\n  name: a,\n  age: 1,\n}",
            "User {\n  name: b,\n  age: 1,\n}",
        );
        assert_eq!(
            diff,
            [
                "  User {",
                "-   name: a,",
                "+   name: b,",
                "    age: 1,",
                "  }"
            ]
        );
    }

    #[test]
    fn what_is_longer_goes_on() {
        assert_eq!(lines("a", "a\nb\nc"), ["  a", "+ b", "+ c"]);
        assert_eq!(lines("a\nb", "b"), ["- a", "  b"]);
        assert_eq!(lines("", "b"), ["+ b"]);
    }

    #[test]
    fn the_first_difference_is_counted_in_characters() {
        assert_eq!(first_difference("träge", "trägt"), 4);
        assert_eq!(first_difference("a", "a"), 1);
    }
}
