use std::borrow::Cow;

use crate::{json::Object, record::begin};

/// What a process knows of a runtime: written once, before the first start of a cell on it.
///
/// It holds what the runtime declares, and nothing that was measured: a reader who finds that the
/// verdicts of a test differ can look for the entry of the cards that differs in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runtime {
    /// The id of the runtime's factory, by which starts and ends name it.
    pub runtime: Cow<'static, str>,
    /// The version of the runtime's crate, where it is known.
    pub version: Option<Cow<'static, str>>,
    /// What whoever picks the runtime should know, as in `discontinued upstream (RUSTSEC-2025-0052)`.
    pub note: Option<Cow<'static, str>>,
    /// The entries of its semantics card, in the card's order.
    pub card: Vec<CardEntry>,
    /// The process that knows it.
    pub pid: u32,
}

/// One entry of a runtime's semantics card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardEntry {
    /// The entry's name, as in `handle_drop`.
    pub name: Cow<'static, str>,
    /// What the runtime declares, as in `Detaches`.
    pub value: Cow<'static, str>,
}

impl Runtime {
    pub(crate) fn write(&self, line: &mut String) {
        begin(line, "runtime")
            .text("runtime", &self.runtime)
            .known_text("version", self.version.as_deref())
            .known_text("note", self.note.as_deref())
            .objects("card", &self.card, CardEntry::write)
            .number("pid", self.pid.into())
            .end();
    }
}

impl CardEntry {
    fn write<'a>(&self, object: Object<'a>) -> Object<'a> {
        object.text("name", &self.name).text("value", &self.value)
    }
}
