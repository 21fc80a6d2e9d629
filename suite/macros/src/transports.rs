use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident};
use runtime_matrix_core::__distance as distance;

use crate::errors::Errors;

/// A way to reach a server, over which a test has cells of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Transport {
    /// The name of the module that the cells stand in.
    name: &'static str,
    /// The variant of the suite's `Transport`.
    variant: &'static str,
}

/// All of them, in the suite's order.
pub(crate) const TRANSPORTS: [Transport; 3] = [
    Transport {
        name: "tcp",
        variant: "Tcp",
    },
    Transport {
        name: "unix",
        variant: "Unix",
    },
    Transport {
        name: "memory",
        variant: "Memory",
    },
];

/// `transports(tcp, …)`
pub(crate) struct Transports {
    /// Where it is said.
    pub(crate) key: Ident,
    /// None if something is wrong with them, which has been reported.
    pub(crate) list: Vec<Transport>,
}

impl Transport {
    pub(crate) fn module(self) -> Ident {
        format_ident!("{}", self.name)
    }

    pub(crate) fn variant(self) -> Ident {
        format_ident!("{}", self.variant)
    }
}

/// Writes the name, as the key takes it.
impl ToTokens for Transport {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.module().to_tokens(tokens);
    }
}

/// Returns the transports of these names; those that mean nothing are reported and left out.
pub(crate) fn resolve(names: &[Ident], errors: &mut Errors) -> Vec<Transport> {
    let mut list = Vec::new();
    for name in names {
        match TRANSPORTS.iter().find(|known| name == known.name) {
            None => errors.at(name, unknown(name)),
            Some(known) if list.contains(known) => {
                errors.at(name, format!("`{name}` is named twice: once is enough"));
            }
            Some(known) => list.push(*known),
        }
    }
    list
}

fn unknown(name: &Ident) -> String {
    let name = name.to_string();
    let meant = match nearest(&name) {
        Some(nearest) => format!(" did you mean `{nearest}`?"),
        None => String::new(),
    };
    let known = TRANSPORTS.map(|known| known.name).join(", ");
    format!(
        "unknown transport `{name}`:{meant} the transports are {known}, and `transports` alone means all"
    )
}

/// Returns the transport whose name is spelt most like this one, if more than half of the letters agree.
fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let ranked = TRANSPORTS.map(|known| (distance(&name, known.name), known.name));
    let (distance, known) = ranked.into_iter().min()?;
    (distance < name.len().max(known.len()).div_ceil(2)).then_some(known)
}
