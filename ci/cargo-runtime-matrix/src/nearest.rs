/// Returns up to `count` of the names that are most like `name`, the most alike first.
///
/// A name that holds `name`, or is held by it, comes before one that is spelt alike; one that has little in
/// common with it is not returned.
pub(crate) fn nearest<'a>(
    name: &str,
    names: impl IntoIterator<Item = &'a str>,
    count: usize,
) -> Vec<&'a str> {
    let mut ranked: Vec<(usize, &str)> = names
        .into_iter()
        .map(|other| (rank(name, other), other))
        .filter(|(rank, other)| *rank <= name.len().max(other.len()) / 2)
        .collect();
    ranked.sort();
    ranked.dedup();
    ranked
        .into_iter()
        .map(|(_, name)| name)
        .take(count)
        .collect()
}

/// Returns how far two names are apart: zero if one holds the other.
fn rank(name: &str, other: &str) -> usize {
    let (name, other) = (name.to_lowercase(), other.to_lowercase());
    if !name.is_empty() && (other.contains(&name) || name.contains(&other)) {
        return 0;
    }
    // A test is mostly named by its last words, without the path.
    let last = other.rsplit("::").next().unwrap_or(&other);
    distance(&name, &other).min(distance(&name, last))
}

/// Returns how many letters have to be put in, taken out or replaced (Levenshtein's distance).
pub(crate) fn distance(from: &str, to: &str) -> usize {
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
    use super::*;

    #[test]
    fn counts_letters() {
        assert_eq!(distance("smol", "smol"), 0);
        assert_eq!(distance("smoll", "smol"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "sim"), 3);
    }

    #[test]
    fn the_most_alike_comes_first() {
        let names = ["chat::connect", "chat::ping", "chat::pong"];
        assert_eq!(nearest("pin", names, 1), ["chat::ping"]);
        assert_eq!(nearest("pnig", names, 2), ["chat::ping", "chat::pong"]);
        assert!(nearest("quarterly", names, 3).is_empty());
    }
}
