use std::collections::HashMap;

use crate::{pattern, runtimes::is_built_in};

/// The tests of a binary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    /// The tests that have cells.
    pub(crate) tests: Vec<Test>,
    /// How many tests have none.
    pub(crate) plain: usize,
}

/// A test with its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Test {
    /// The path of the test, without the cell.
    pub(crate) path: String,
    pub(crate) cells: Vec<String>,
}

impl Listing {
    /// Reads what `BINARY --list --format terse` prints.
    ///
    /// The last segment of a path is a cell if it, or one beside it, is the id of a built-in cell. So
    /// third-party runtimes are found next to the built-in ones.
    pub(crate) fn parse(text: &str) -> Listing {
        let mut parents: Vec<Test> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut listing = Listing::default();
        for name in text.lines().filter_map(|line| line.strip_suffix(": test")) {
            let Some((path, cell)) = name.rsplit_once("::") else {
                listing.plain += 1;
                continue;
            };
            let place = *places.entry(path).or_insert_with(|| {
                parents.push(Test {
                    path: path.to_owned(),
                    cells: Vec::new(),
                });
                parents.len() - 1
            });
            parents[place].cells.push(cell.to_owned());
        }
        for parent in parents {
            if parent.cells.iter().any(|cell| is_built_in(cell)) {
                listing.tests.push(parent);
            } else {
                listing.plain += parent.cells.len();
            }
        }
        listing
    }

    /// Keeps the tests whose path holds one of the filters; without a filter, all.
    pub(crate) fn retain(&mut self, filters: &[String]) {
        if filters.is_empty() {
            return;
        }
        self.tests
            .retain(|test| filters.iter().any(|filter| test.path.contains(filter)));
    }

    /// Keeps the tests whose whole path is one of the patterns; without a pattern, all.
    pub(crate) fn retain_globs(&mut self, globs: &[String]) {
        if globs.is_empty() {
            return;
        }
        self.tests
            .retain(|test| globs.iter().any(|glob| pattern::matches(glob, &test.path)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(path: &str, cells: &[&str]) -> Test {
        Test {
            path: path.to_owned(),
            cells: cells.iter().map(|&cell| cell.to_owned()).collect(),
        }
    }

    const LIST: &str = "\
chat::ping::my_runtime: test
chat::ping::sim: test
chat::ping::tokio_multi_thread: test
chat::case_1::sim: test
chat::parses_an_address: test
chat::parses_a_name: test
sim: test
benches::fast: benchmark
";

    #[test]
    fn cells_are_the_children_of_a_test_with_a_built_in_one() {
        let listing = Listing::parse(LIST);
        let expected = [
            test("chat::ping", &["my_runtime", "sim", "tokio_multi_thread"]),
            test("chat::case_1", &["sim"]),
        ];
        assert_eq!(listing.tests, expected);
        assert_eq!(
            listing.plain, 3,
            "a test at the root has no cell, whatever it is called"
        );
    }

    #[test]
    fn a_filter_is_a_part_of_the_path_without_the_cell() {
        let matching = |filter: &str| {
            let mut listing = Listing::parse(LIST);
            listing.retain(&[filter.to_owned()]);
            listing.tests.len()
        };
        assert_eq!(matching("pin"), 1);
        assert_eq!(matching("chat"), 2);
        assert_eq!(matching("sim"), 0, "the cell is no part of it");
    }

    #[test]
    fn a_glob_is_the_whole_path() {
        let matching = |glob: &str| {
            let mut listing = Listing::parse(LIST);
            listing.retain_globs(&[glob.to_owned()]);
            listing.tests.len()
        };
        assert_eq!(matching("chat::*"), 2);
        assert_eq!(matching("chat::ping"), 1);
        assert_eq!(matching("*ping*"), 1);
        assert_eq!(matching("ping"), 0, "a part of it is not enough");
    }
}
