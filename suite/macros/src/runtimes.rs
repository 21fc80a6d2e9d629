/// The ids of the built-in cells, whether their features are on or not.
pub(crate) const CELLS: [&str; 7] = [
    "sim",
    "tokio_current_thread",
    "tokio_multi_thread",
    "async_std",
    "smol",
    "futures_local",
    "futures_pool",
];

/// The names that stand for several cells.
const FAMILIES: [(&str, [&str; 2]); 2] = [
    ("tokio", ["tokio_current_thread", "tokio_multi_thread"]),
    ("futures", ["futures_local", "futures_pool"]),
];

/// Returns the ids of the built-in cells that `name` stands for; none if it is not a built-in name.
pub(crate) fn cells_of(name: &str) -> Vec<&'static str> {
    for (family, cells) in FAMILIES {
        if family == name {
            return cells.to_vec();
        }
    }
    CELLS.into_iter().filter(|cell| *cell == name).collect()
}

/// Returns the names that `only` and `skip` take, as error messages list them.
pub(crate) fn known() -> String {
    let cells = CELLS.join(", ");
    let families = FAMILIES.map(|(family, _)| family).join(" and ");
    format!("{cells}, the families {families}")
}
