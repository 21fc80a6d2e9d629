//! The attributes of `runtime-matrix`.

mod attributes;
mod cells;
mod errors;
mod expand;
mod function;
mod keys;
mod module;
mod paths;
mod runtimes;
mod selection;
mod tokens;
mod values;

use proc_macro::TokenStream;
use syn::parse::Parse;

use crate::{cells::Matrix, errors::Errors, function::Function, keys::Keys};

/// Runs an `async fn` on every runtime
#[proc_macro_attribute]
pub fn test(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute(args, item, Function::check, |function, keys| {
        expand::test(&function, keys)
    })
}

/// tests
#[proc_macro_attribute]
pub fn tests(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute(args, item, |_, _| (), module::tests)
}

/// Not public API. The suite's `__cells!` calls it with its table of cells.
#[doc(hidden)]
#[proc_macro]
pub fn __expand(input: TokenStream) -> TokenStream {
    match syn::parse::<Matrix>(input) {
        Ok(matrix) => matrix.expand().into(),
        Err(error) => error.into_compile_error().into(),
    }
}

/// Parses, validates and expands.
fn attribute<T: Parse>(
    args: TokenStream,
    item: TokenStream,
    check: fn(&T, &mut Errors),
    expand: fn(T, Keys) -> proc_macro2::TokenStream,
) -> TokenStream {
    let mut errors = Errors::default();
    let keys = Keys::parse(args.into(), &mut errors);
    selection::check(&keys, &mut errors);
    let item = syn::parse(item).inspect(|item| check(item, &mut errors));
    let expanded = match item {
        Ok(item) => errors.finish().map(|()| expand(item, keys)),
        Err(error) => Err(errors.and(error)),
    };
    expanded
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
