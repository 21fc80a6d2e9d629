//! How two texts differ.

/// Returns where two lines begin to differ, in characters.
pub(crate) fn first_difference(left: &str, right: &str) -> usize {
    let same = left.chars().zip(right.chars());
    same.take_while(|(left, right)| left == right).count()
}

/// How many lines that are the same are shown before and after one that is not.
const AROUND: usize = 3;

/// How many lines are shown at most.
const MOST: usize = 200;

/// How many pairs of lines are compared at most.
const PAIRS: usize = 1_000_000;

/// Returns the lines in which two texts differ, those of `expected` alone behind `-` and those of `actual`
/// alone behind `+`, with some of those around them.
pub(crate) fn lines(expected: &str, actual: &str) -> Vec<String> {
    let (expected, actual): (Vec<_>, Vec<_>) =
        (expected.lines().collect(), actual.lines().collect());
    let (head, tail) = ends(&expected, &actual);
    let mut all: Vec<_> = expected[..head].iter().map(|line| (' ', *line)).collect();
    all.extend(differing(
        &expected[head..expected.len() - tail],
        &actual[head..actual.len() - tail],
    ));
    let same = &expected[expected.len() - tail..];
    all.extend(same.iter().map(|line| (' ', *line)));
    shown(&all)
}

/// Returns how many lines at the beginning and at the end are the same.
fn ends(expected: &[&str], actual: &[&str]) -> (usize, usize) {
    let pairs = expected.iter().zip(actual);
    let head = pairs.take_while(|(left, right)| left == right).count();
    let pairs = expected[head..]
        .iter()
        .rev()
        .zip(actual[head..].iter().rev());
    (
        head,
        pairs.take_while(|(left, right)| left == right).count(),
    )
}

/// Returns the lines near to those that differ, as many as somebody would read.
fn shown(all: &[(char, &str)]) -> Vec<String> {
    let (mut lines, mut next) = (Vec::new(), 0);
    for (index, line) in all.iter().enumerate() {
        let near = &all[index.saturating_sub(AROUND)..all.len().min(index + AROUND + 1)];
        if lines.len() < MOST && near.iter().any(|(sign, _)| *sign != ' ') {
            lines.extend(between(&all[next..index]));
            lines.push(text(line));
            next = index + 1;
        }
    }
    lines.extend(between(&all[next..]));
    lines
}

/// Returns what stands for lines that are left out.
fn between(left_out: &[(char, &str)]) -> Option<String> {
    match left_out {
        [] => None,
        [one] => Some(text(one)),
        more => Some(format!("… {} more lines", more.len())),
    }
}

fn text((sign, line): &(char, &str)) -> String {
    format!("{sign} {line}")
}

fn differing<'a>(expected: &[&'a str], actual: &[&'a str]) -> Vec<(char, &'a str)> {
    let (removed, added) = (
        expected.iter().map(|line| ('-', *line)),
        actual.iter().map(|line| ('+', *line)),
    );
    if expected.len().saturating_mul(actual.len()) > PAIRS {
        return removed.chain(added).collect();
    }
    let common = lengths(expected, actual);
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < expected.len() || j < actual.len() {
        match (expected.get(i), actual.get(j)) {
            (Some(left), Some(right)) if left == right => {
                lines.push((' ', *left));
                (i, j) = (i + 1, j + 1);
            }
            (Some(left), right) if right.is_none() || common[i + 1][j] >= common[i][j + 1] => {
                lines.push(('-', *left));
                i += 1;
            }
            (_, Some(right)) => {
                lines.push(('+', *right));
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
    fn what_is_far_from_a_difference_is_left_out() {
        let text =
            |number: u32| (0..20).map(move |n| format!("{}\n", n + number * u32::from(n == 10)));
        let diff = lines(&text(0).collect::<String>(), &text(5).collect::<String>());
        let expected = [
            "… 7 more lines",
            "  7",
            "  8",
            "  9",
            "- 10",
            "+ 15",
            "  11",
            "  12",
            "  13",
            "… 6 more lines",
        ];
        assert_eq!(diff, expected);
    }

    #[test]
    fn what_is_long_and_differs_everywhere_is_cut() {
        let text = |offset: u32| (0..50_000).map(move |n| format!("{}\n", n * 2 + offset));
        let diff = lines(&text(0).collect::<String>(), &text(1).collect::<String>());
        assert_eq!(diff.len(), MOST + 1);
        assert_eq!(diff[MOST], "… 99800 more lines");
    }

    #[test]
    fn the_first_difference_is_counted_in_characters() {
        assert_eq!(first_difference("träge", "trägt"), 4);
        assert_eq!(first_difference("a", "a"), 1);
    }
}
