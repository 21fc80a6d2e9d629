/// How near a frame is to the library of the package that is tested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    /// In the sources of the package.
    Library,
    /// In its tests.
    Tests,
    /// In another package.
    Elsewhere,
    /// There is no frame.
    #[default]
    Unknown,
}

/// The folders of a package that cargo finds tests in, without being told.
const TESTS: [&str; 3] = ["tests", "benches", "examples"];

impl Nearness {
    /// Returns how near a frame is, `function at file:line`, or a place. `test` is where a test of the package stands:
    /// the compiler tells both from the folder of the workspace.
    pub(crate) fn of(frame: &str, test: Option<&str>) -> Nearness {
        let file = frame.rsplit_once(" at ").map_or(frame, |(_, file)| file);
        let mut folders = file.split(['/', '\\']);
        let is_below = test
            .into_iter()
            .flat_map(package)
            .all(|folder| folders.next() == Some(folder));
        match folders.next() {
            Some("src") if is_below => Nearness::Library,
            Some(folder) if is_below && TESTS.contains(&folder) => Nearness::Tests,
            _ => Nearness::Elsewhere,
        }
    }
}

/// Returns the folders that lead to the package in which a test stands there.
fn package(test: &str) -> impl Iterator<Item = &str> {
    let folders = || test.split(['/', '\\']);
    let last = |is_one: &dyn Fn(&str) -> bool| {
        let ones = folders().enumerate().filter(|(_, folder)| is_one(folder));
        ones.last().map(|(index, _)| index)
    };
    // A library may have a `src/tests`, and a workspace an `examples/chat/tests`.
    let end = last(&|folder| folder == "src").or_else(|| last(&|folder| TESTS.contains(&folder)));
    folders().take(end.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_as_near_as_its_folder_is_to_the_tests() {
        use Nearness::{Elsewhere, Library, Tests};

        for (frame, test, nearness) in [
            ("chat::dial at src/net.rs:3", None, Library),
            (
                "chat::dial at src/net.rs:3",
                Some("tests/it.rs:1:1"),
                Library,
            ),
            ("it::dials at tests/it.rs:3", Some("tests/it.rs:1:1"), Tests),
            ("src/net.rs:3:9", Some("src/net/tests.rs:1:1"), Library),
            (
                "wire::x at wire-1.0.0/src/lib.rs:3",
                Some("tests/it.rs:1:1"),
                Elsewhere,
            ),
            (
                "chat::dial at crates/chat/src/net.rs:3",
                Some("crates/chat/tests/it/main.rs:1:1"),
                Library,
            ),
            (
                "chat::dial at crates/chat/src/net.rs:3",
                Some("crates/chat/src/net/tests/dial.rs:1:1"),
                Library,
            ),
            (
                "it::dials at crates/chat/tests/it.rs:3",
                Some("crates/chat/tests/it.rs:1:1"),
                Tests,
            ),
            (
                "other::x at crates/other/src/lib.rs:3",
                Some("crates/chat/tests/it.rs:1:1"),
                Elsewhere,
            ),
            (
                "chat::dial at examples/chat/src/net.rs:3",
                Some("examples/chat/tests/it.rs:1:1"),
                Library,
            ),
            (
                "chat::dial at crates\\chat\\src\\net.rs:3",
                Some("crates\\chat\\tests\\it.rs:1:1"),
                Library,
            ),
            (
                "wire::x at wire-1.0.0/src/lib.rs:3, called from chat::dial at chat/src/net.rs:3",
                Some("chat/tests/it.rs:1:1"),
                Library,
            ),
            ("chat::dial", None, Elsewhere),
        ] {
            assert_eq!(Nearness::of(frame, test), nearness, "{frame} {test:?}");
        }
    }
}
