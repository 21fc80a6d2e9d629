/// Not public API. Returns how many letters have to be put in, taken out or replaced (Levenshtein's distance).
///
/// It stands here because the macros, the suite and the subcommand all depend on this crate already, and each of
/// them says "did you mean".
#[doc(hidden)]
#[must_use]
pub fn __distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::__distance as distance;

    #[test]
    fn letters_are_counted() {
        assert_eq!(distance("smol", "smol"), 0);
        assert_eq!(distance("smoll", "smol"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "sim"), 3);
    }
}
