use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{
    Attribute, Path, Result, Safety, Signature, Visibility,
    parse::{Parse, ParseStream},
};

use crate::{errors::Errors, keys::Keys, parameters};

/// The function under the attribute. Its body is left alone.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: TokenStream,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> Result<Function> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        if !starts_function(&input.fork()) {
            return Err(input.error("`#[runtime_matrix::test]` goes on an `async fn`"));
        }
        Ok(Function {
            attributes,
            visibility,
            signature: input.parse()?,
            body: input.parse()?,
        })
    }
}

pub(crate) fn starts_function(input: ParseStream<'_>) -> bool {
    loop {
        match input.parse() {
            Ok(TokenTree::Ident(word)) if word == "fn" => return true,
            Ok(TokenTree::Ident(word)) if is_qualifier(&word) => {}
            Ok(TokenTree::Literal(_abi)) => {}
            _ => return false,
        }
    }
}

fn is_qualifier(word: &Ident) -> bool {
    ["const", "async", "safe", "unsafe", "extern"]
        .iter()
        .any(|qualifier| word == qualifier)
}

impl Function {
    pub(crate) fn check(&self, keys: &Keys, errors: &mut Errors) {
        let paths = self.attributes.iter().map(Attribute::path);
        let (rstest, others): (Vec<_>, Vec<_>) = paths.partition(|path| last_is(path, "rstest"));
        for path in others.iter().filter(|path| last_is(path, "test")) {
            errors.at(
                path,
                "`#[runtime_matrix::test]` makes the tests: take this attribute out",
            );
        }
        for path in &rstest {
            errors.at(
                path,
                "`#[rstest]` has to expand first: put it above `#[runtime_matrix::test]`",
            );
        }
        // What `#[rstest]` would take away is not worth a word.
        if rstest.is_empty() {
            self.check_qualifiers(errors);
            self.check_generics(errors);
            parameters::check(&self.signature, keys, errors);
        }
    }

    fn check_qualifiers(&self, errors: &mut Errors) {
        let signature = &self.signature;
        if signature.asyncness.is_none() {
            let fn_token = &signature.fn_token;
            errors.at(fn_token, "a test is an `async fn`: put `async` before `fn`");
        }
        if let Some(word) = &signature.constness {
            errors.at(word, "a test cannot be `const`: take it out");
        }
        if let Safety::Unsafe(word) = &signature.safety {
            errors.at(word, "a test cannot be `unsafe`: take it out");
        }
        if let Some(abi) = &signature.abi {
            errors.at(abi, "a test cannot be `extern`: take it out");
        }
    }

    fn check_generics(&self, errors: &mut Errors) {
        let generics = &self.signature.generics;
        if !generics.params.is_empty() {
            errors.at(
                &generics.params,
                "a test cannot be generic, since its body is compiled once for all runtimes: take this out",
            );
        }
        if let Some(clause) = &generics.where_clause {
            errors.at(
                clause,
                "a test cannot be generic: take the `where` clause out",
            );
        }
    }
}

fn last_is(path: &Path, name: &str) -> bool {
    let last = path.segments.last();
    last.is_some_and(|segment| segment.ident == name)
}
