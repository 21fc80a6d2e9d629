use syn::{Attribute, Meta, MetaNameValue, Token, punctuated::Punctuated};

use crate::left_out::text;

/// The attributes of a test function, sorted by where they go.
///
/// What a `#[cfg_attr]` sets stands among them, and what a `#[cfg]` takes away is gone: the compiler
/// sees to both before it calls any attribute macro.
#[derive(Default)]
pub(crate) struct Attributes<'a> {
    /// For each cell: `#[ignore]`.
    pub(crate) ignore: Vec<&'a Attribute>,
    /// For each cell: `#[should_panic]`.
    pub(crate) should_panic: Vec<&'a Attribute>,
    /// For the function: all the others.
    pub(crate) function: Vec<&'a Attribute>,
}

impl<'a> Attributes<'a> {
    pub(crate) fn sort(attributes: &'a [Attribute]) -> Attributes<'a> {
        let mut sorted = Attributes::default();
        for attribute in attributes {
            let place = if attribute.path().is_ident("ignore") {
                &mut sorted.ignore
            } else if attribute.path().is_ident("should_panic") {
                &mut sorted.should_panic
            } else {
                &mut sorted.function
            };
            place.push(attribute);
        }
        sorted
    }

    /// Returns the words that a panic is expected to say, if one is expected; any will do for none.
    pub(crate) fn expected_panic(&self) -> Option<String> {
        let meta = &self.should_panic.first()?.meta;
        Some(text(meta).or_else(|| expected(meta)).unwrap_or_default())
    }
}

/// Returns the text in `should_panic(expected = "text")`. What is wrong with it, the compiler says.
fn expected(meta: &Meta) -> Option<String> {
    let Meta::List(list) = meta else {
        return None;
    };
    let entries = list.parse_args_with(Punctuated::<MetaNameValue, Token![,]>::parse_terminated);
    let entry = entries.ok()?.into_iter().next()?;
    text(&Meta::NameValue(entry))
}
