//! Which property each breakage must fail, and with which words: what all libraries have in common.

use std::{fmt::Debug, time::Duration};

use runtime_matrix::{Cell, Outcome, RuntimeFactory, Sim, Verdict, factories};

use crate::{death::Death, property::Property};

/// A property by its name, a breakage that it must find, and how it must say so.
pub(crate) type Kill<B> = (&'static str, B, Death);

/// What a library's breakages do to its properties.
pub(crate) struct Table<B: 'static> {
    pub(crate) properties: &'static [Property<B>],
    pub(crate) breakages: &'static [B],
    pub(crate) kills: &'static [Kill<B>],
    /// For each breakage, the properties that it fails on `sim`.
    pub(crate) matrix: &'static str,
}

impl<B: Copy + Debug + PartialEq> Table<B> {
    fn property(&self, name: &str) -> &Property<B> {
        let found = self
            .properties
            .iter()
            .find(|property| property.name == name);
        found.unwrap_or_else(|| {
            panic!("no property is called `{name}`: the table of kills is out of date")
        })
    }

    pub(crate) fn each_breakage_fails_its_property_with_its_words(&self) {
        let mut wrong = Vec::new();
        for factory in factories() {
            for &(name, breakage, death) in self.kills {
                let property = self.property(name);
                if !property.runs_on(*factory) {
                    continue;
                }
                let outcome = run(*factory, property, Some(breakage));
                if let Err(error) = death.check(&outcome) {
                    wrong.push(format!("{name} on {breakage:?}, {}: {error}", factory.id()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    }

    pub(crate) fn the_wrapper_without_a_breakage_passes_each_property(&self) {
        for factory in factories() {
            let properties = self.properties.iter();
            for property in properties.filter(|property| property.runs_on(*factory)) {
                run(*factory, property, None).unwrap();
            }
        }
    }

    pub(crate) fn each_property_and_each_breakage_has_a_kill(&self) {
        let properties = self.properties.iter().map(|property| property.name);
        let alive: Vec<_> = properties
            .filter(|name| self.kills.iter().all(|kill| kill.0 != *name))
            .collect();
        assert!(
            alive.is_empty(),
            "these properties are not shown to fail: {alive:?}"
        );
        let breakages = self.breakages.iter();
        let unused: Vec<_> = breakages
            .filter(|breakage| self.kills.iter().all(|kill| kill.1 != **breakage))
            .collect();
        assert!(
            unused.is_empty(),
            "these breakages fail nothing: {unused:?}"
        );
    }

    /// A breakage that fails more or less than it did has changed its meaning, and so may its kill.
    ///
    /// Without the blocking jobs: one that waits for ever is no standstill, so its cell ends by its time
    /// limit.
    pub(crate) fn each_breakage_fails_what_the_matrix_says(&self) {
        let properties = || {
            self.properties
                .iter()
                .filter(|property| property.module != "blocking")
        };
        let mut matrix = String::new();
        for &breakage in self.breakages {
            matrix.push_str(&format!("{breakage:?}\n"));
            for property in properties() {
                let verdict = run(&Sim, property, Some(breakage)).verdict();
                if verdict != Verdict::Pass {
                    matrix.push_str(&format!("    {}: {verdict}\n", property.name));
                }
            }
        }
        assert!(
            matrix == self.matrix,
            "the matrix has changed: matrix.txt should be\n{matrix}"
        );
    }
}

fn run<B: Debug>(
    factory: &dyn RuntimeFactory,
    property: &Property<B>,
    breakage: Option<B>,
) -> Outcome {
    let name = match &breakage {
        Some(breakage) => format!("{} on {breakage:?}", property.name),
        None => property.name.to_owned(),
    };
    // What stands still does so at once: nothing outside of the cell could wake it.
    let cell = Cell::new(factory)
        .named(&name)
        .grace(Duration::from_millis(10));
    cell.run(|rt| (property.run)(rt, breakage))
}

/// Makes the tests of a `Table`.
macro_rules! kill_tests {
    ($table:ident) => {
        #[test]
        fn each_breakage_fails_its_property_with_its_words() {
            $table.each_breakage_fails_its_property_with_its_words();
        }

        #[test]
        fn the_wrapper_without_a_breakage_passes_each_property() {
            $table.the_wrapper_without_a_breakage_passes_each_property();
        }

        #[test]
        fn each_property_and_each_breakage_has_a_kill() {
            $table.each_property_and_each_breakage_has_a_kill();
        }

        #[test]
        fn each_breakage_fails_what_the_matrix_says() {
            $table.each_breakage_fails_what_the_matrix_says();
        }
    };
}
pub(crate) use kill_tests;

/// Makes the list of the things that a library may get wrong, `ALL` of them, and the library with one.
macro_rules! breakages {
    ($($(#[$doc:meta])+ $name:ident,)+) => {
        /// One thing that the library may get wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in super::super) enum Breakage {
            $($(#[$doc])+ $name,)+
        }

        impl Breakage {
            /// All of them, in the order above.
            pub(in super::super) const ALL: &[Breakage] = &[$(Breakage::$name),+];
        }

        /// The library with one breakage; with none it has to pass everything.
        #[derive(Clone, Copy, Debug)]
        pub(in super::super) struct Broken {
            pub(in super::super) breakage: Option<Breakage>,
        }

        impl Broken {
            pub(in super::super) fn has(self, breakage: Breakage) -> bool {
                self.breakage == Some(breakage)
            }
        }
    };
}
pub(crate) use breakages;
