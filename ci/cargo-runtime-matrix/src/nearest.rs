pub(crate) use runtime_matrix_core::__distance as distance;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_comes_first() {
        let names = ["chat::connect", "chat::ping", "chat::pong"];
        assert_eq!(nearest("pin", names, 1), ["chat::ping"]);
        assert_eq!(nearest("pnig", names, 2), ["chat::ping", "chat::pong"]);
        assert!(nearest("quarterly", names, 3).is_empty());
    }
}
