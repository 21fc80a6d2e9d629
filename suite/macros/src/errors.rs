use std::fmt::Display;

use quote::ToTokens;
use syn::Error;

/// The errors of one attribute, which are reported all at once.
#[derive(Default)]
pub(crate) struct Errors(Option<Error>);

impl Errors {
    /// Adds an error that points at `culprit`.
    pub(crate) fn at(&mut self, culprit: impl ToTokens, message: impl Display) {
        self.push(Error::new_spanned(culprit, message));
    }

    pub(crate) fn push(&mut self, error: Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    /// Returns all errors, with one that ends the search for more.
    pub(crate) fn and(mut self, error: Error) -> Error {
        self.push(error.clone());
        self.0.unwrap_or(error)
    }

    pub(crate) fn finish(self) -> syn::Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}
