//! The built-in runtimes, and which of them are to be run.

use anyhow::Result;

use crate::{
    exit::Stop,
    nearest::{distance, nearest},
};

/// The ids of the built-in cells with the feature that switches each on, in the order of the vocabulary.
const BUILT_IN: [(&str, Option<&str>); 7] = [
    ("sim", None),
    ("tokio_current_thread", Some("tokio")),
    ("tokio_multi_thread", Some("tokio")),
    ("async_std", Some("async-std")),
    ("smol", Some("smol")),
    ("futures_local", Some("futures")),
    ("futures_pool", Some("futures")),
];

/// The names that stand for several cells: those of one feature.
const FAMILIES: [&str; 2] = ["tokio", "futures"];

/// Returns the ids of the built-in cells.
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    BUILT_IN.into_iter().map(|(id, _)| id)
}

/// Returns the features that add cells, in the order of the vocabulary.
pub(crate) fn features() -> Vec<&'static str> {
    let mut features: Vec<_> = BUILT_IN
        .into_iter()
        .filter_map(|(_, feature)| feature)
        .collect();
    features.dedup();
    features
}

/// Tells whether the cell is a built-in one.
pub(crate) fn is_built_in(cell: &str) -> bool {
    ids().any(|id| id == cell)
}

/// Returns the feature that switches a cell on; `sim` and third-party runtimes need none.
pub(crate) fn feature_of(cell: &str) -> Option<&'static str> {
    let (_, feature) = BUILT_IN.into_iter().find(|(id, _)| *id == cell)?;
    feature
}

/// Returns the cell's place in the order of the vocabulary; third-party runtimes follow.
pub(crate) fn order_of(cell: &str) -> usize {
    ids().position(|id| id == cell).unwrap_or(BUILT_IN.len())
}

/// The runtimes that are to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Runtimes {
    /// All that there are.
    All,
    /// These cells, built-in or not.
    Only(Vec<String>),
}

impl Runtimes {
    /// Reads the names that the user gave: cells or families.
    ///
    /// # Errors
    ///
    /// Fails on a cell that is named twice, and on a name that looks like a slip of the pen. Any other name
    /// may be a third-party runtime's, which only the tests know.
    pub(crate) fn parse(names: &[String]) -> Result<Runtimes> {
        if names.is_empty() {
            return Ok(Runtimes::All);
        }
        let mut cells: Vec<String> = Vec::new();
        for name in names {
            for cell in cells_of(name)? {
                if cells.contains(&cell) {
                    return Err(named_twice(name, &cell));
                }
                cells.push(cell);
            }
        }
        Ok(Runtimes::Only(cells))
    }

    pub(crate) fn has(&self, cell: &str) -> bool {
        match self {
            Runtimes::All => true,
            Runtimes::Only(cells) => cells.iter().any(|id| id == cell),
        }
    }

    /// Returns the features that the chosen cells need, of those that there are.
    ///
    /// # Errors
    ///
    /// Fails if a cell was asked for whose feature `available` lacks.
    pub(crate) fn features(
        &self,
        available: &[&'static str],
        version: &str,
    ) -> Result<Vec<&'static str>> {
        let mut wanted = features();
        wanted.retain(|feature| ids().any(|id| feature_of(id) == Some(feature) && self.has(id)));
        match self {
            Runtimes::All => wanted.retain(|feature| available.contains(feature)),
            Runtimes::Only(cells) => {
                for cell in cells {
                    if let Some(feature) = feature_of(cell).filter(|f| !available.contains(f)) {
                        return Err(Stop::usage(format!(
                            "runtime-matrix {version} has no `{cell}`, which needs its feature `{feature}`: \
                             update runtime-matrix, or leave the runtime off"
                        )));
                    }
                }
            }
        }
        Ok(wanted)
    }

    /// Returns the cells that were asked for by name and are not built in.
    pub(crate) fn third_party(&self) -> Vec<&str> {
        match self {
            Runtimes::All => Vec::new(),
            Runtimes::Only(cells) => cells
                .iter()
                .map(String::as_str)
                .filter(|cell| !is_built_in(cell))
                .collect(),
        }
    }
}

/// Returns the error for a runtime that neither we nor the tests know.
pub(crate) fn unknown<'a>(
    name: &str,
    third_party: impl IntoIterator<Item = &'a str>,
) -> anyhow::Error {
    let mut known: Vec<&str> = names().collect();
    known.extend(third_party);
    let hint = match nearest(name, known.iter().copied(), 1).first() {
        Some(near) => format!("did you mean `{near}`? "),
        None => String::new(),
    };
    Stop::usage(format!(
        "there is no runtime `{name}`: {hint}--runtimes takes {}",
        known.join(", ")
    ))
}

/// Returns the cells that a name stands for: those of a family, or the cell of that name.
pub(crate) fn stands_for(name: &str) -> Vec<String> {
    if FAMILIES.contains(&name) {
        let family = ids().filter(|id| feature_of(id) == Some(name));
        return family.map(str::to_owned).collect();
    }
    vec![name.to_owned()]
}

/// Returns the cell or family that a name is likely to be a slip of the pen for.
pub(crate) fn meant(name: &str) -> Option<&'static str> {
    if names().any(|known| known == name) {
        return None;
    }
    let near = names().min_by_key(|known| distance(known, name))?;
    (distance(near, name) <= 2).then_some(near)
}

/// Returns the names that stand for several cells.
pub(crate) fn families() -> [&'static str; 2] {
    FAMILIES
}

/// Returns the names of the built-in cells and of the families.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ids().chain(FAMILIES)
}

fn cells_of(name: &str) -> Result<Vec<String>> {
    match meant(name) {
        Some(_) => Err(unknown(name, [])),
        None => Ok(stands_for(name)),
    }
}

fn named_twice(name: &str, cell: &str) -> anyhow::Error {
    let families = if name == cell {
        String::new()
    } else {
        format!(", as `{name}` stands for it too")
    };
    Stop::usage(format!(
        "--runtimes names `{cell}` twice{families}: name each runtime once"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(names: &[&str]) -> Result<Runtimes, String> {
        let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
        Runtimes::parse(&names).map_err(|error| error.to_string())
    }

    #[test]
    fn a_family_stands_for_its_cells() {
        let runtimes = parse(&["sim", "tokio"]).unwrap();
        let chosen: Vec<_> = ids().filter(|id| runtimes.has(id)).collect();
        assert_eq!(
            chosen,
            ["sim", "tokio_current_thread", "tokio_multi_thread"]
        );
        assert_eq!(
            runtimes.features(&["tokio", "smol"], "0.1.0").unwrap(),
            ["tokio"]
        );
    }

    #[test]
    fn no_name_means_all_that_there_are() {
        let runtimes = parse(&[]).unwrap();
        assert_eq!(runtimes.features(&["smol"], "0.1.0").unwrap(), ["smol"]);
    }

    #[test]
    fn a_runtime_is_named_once() {
        assert_eq!(
            parse(&["smol", "smol"]).unwrap_err(),
            "--runtimes names `smol` twice: name each runtime once"
        );
        assert_eq!(
            parse(&["tokio_multi_thread", "tokio"]).unwrap_err(),
            "--runtimes names `tokio_multi_thread` twice, as `tokio` stands for it too: name each runtime once"
        );
    }

    #[test]
    fn a_slip_of_the_pen_is_told_at_once() {
        let error = parse(&["smoll"]).unwrap_err();
        assert!(
            error.starts_with("there is no runtime `smoll`: did you mean `smol`? "),
            "{error}"
        );
    }

    #[test]
    fn a_name_unlike_any_may_be_a_third_party_runtime() {
        assert_eq!(
            parse(&["sim", "my_runtime"]).unwrap().third_party(),
            ["my_runtime"]
        );
    }

    #[test]
    fn a_runtime_whose_feature_is_missing_cannot_be_asked_for() {
        let runtimes = parse(&["smol"]).unwrap();
        assert_eq!(
            runtimes
                .features(&["tokio"], "0.1.0")
                .unwrap_err()
                .to_string(),
            "runtime-matrix 0.1.0 has no `smol`, which needs its feature `smol`: update runtime-matrix, or \
             leave the runtime off"
        );
    }
}
