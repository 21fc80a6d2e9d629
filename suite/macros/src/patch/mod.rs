//! `#[patchable]` on a function: the function, which asks at each call whether a patch is in force; and what
//! `patch!` finds it by.

mod body;
mod check;
mod companion;
mod target;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{
    Attribute, Path, Result, Signature, Token, Visibility,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
};

pub(crate) use self::target::expand as target;
use crate::{
    errors::Errors,
    recorded::{Recorded, Surroundings, mentions},
};

/// A function that can be patched.
pub(crate) struct Patchable {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    signature: Signature,
    /// In its braces.
    body: TokenStream,
    recorded: Recorded,
    krate: TokenStream,
    /// Whether it stands in an `impl`.
    is_associated: bool,
}

/// What stands in the parentheses of `#[patchable(…)]`.
#[derive(Default)]
struct Keys {
    is_associated: bool,
    krate: Option<Path>,
}

/// The function under the attribute. Its body is left alone.
struct Function {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    signature: Signature,
    body: TokenStream,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> Result<Function> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        if !crate::function::starts_function(&input.fork()) {
            return Err(input.error(
                "`#[runtime_matrix::patchable]` goes on a function: one outside of an `impl`, or each one inside that \
                 is to be patched",
            ));
        }
        Ok(Function {
            attributes,
            visibility,
            signature: input.parse()?,
            body: input.parse()?,
        })
    }
}

impl Keys {
    fn parse(args: TokenStream, errors: &mut Errors) -> Keys {
        let mut keys = Keys::default();
        let read = |input: ParseStream<'_>| {
            while !input.is_empty() {
                let key = Ident::parse_any(input)?;
                match key.to_string().as_str() {
                    "associated" => keys.is_associated = true,
                    "crate" => {
                        input.parse::<Token![=]>()?;
                        keys.krate = Some(Path::parse_mod_style(input)?);
                    }
                    _ => {
                        let message = format!(
                            "unknown key `{key}`: the keys are `associated` and `crate = path`"
                        );
                        errors.at(key, message);
                        crate::tokens::up_to_comma(input)?;
                    }
                }
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        if let Err(error) = read.parse2(args) {
            errors.push(error);
        }
        keys
    }
}

/// Expands `#[patchable]`.
pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let keys = Keys::parse(args, &mut errors);
    let function = match syn::parse2(item) {
        Ok(function) => function,
        Err(error) => return errors.and(error).into_compile_error(),
    };
    let patchable = Patchable::of(function, keys, &mut errors);
    match errors.finish() {
        Ok(()) => patchable.expand(),
        Err(errors) => {
            // The function is there all the same, so that nothing else is reported for want of it.
            let (errors, function) = (errors.into_compile_error(), patchable.as_it_was());
            if patchable.is_associated {
                quote!(#function)
                    .into_iter()
                    .chain(quote!(const __ERRORS: () = { #errors };))
                    .collect()
            } else {
                quote!(#function #errors)
            }
        }
    }
}

impl Patchable {
    fn of(function: Function, keys: Keys, errors: &mut Errors) -> Patchable {
        let Function {
            attributes,
            visibility,
            signature,
            body,
        } = function;
        check::check(&signature, errors);
        let around = Surroundings {
            unknown: Vec::new(),
            resolve: &|_| {},
        };
        let recorded = Recorded::of(&signature, &around, errors);
        let itself = [Ident::new("Self", Span::call_site())];
        let is_associated = keys.is_associated
            || signature.receiver().is_some()
            || mentions(&signature, &itself)
            || mentions(&body, &itself);
        Patchable {
            krate: match keys.krate {
                Some(path) => path.to_token_stream(),
                None => quote!(::runtime_matrix),
            },
            attributes,
            visibility,
            signature,
            body,
            recorded,
            is_associated,
        }
    }

    fn expand(&self) -> TokenStream {
        let (function, companion) = (self.function(), self.companion());
        quote!(#function #companion)
    }

    fn as_it_was(&self) -> TokenStream {
        let (attributes, visibility, body) = (&self.attributes, &self.visibility, &self.body);
        let mut signature = self.signature.clone();
        crate::recorded::strip_snapshots(&mut signature);
        quote!(#(#attributes)* #visibility #signature #body)
    }

    /// Returns the function by which `patch!` finds an associated function.
    fn companion_name(&self) -> Ident {
        companion_name(&self.signature.ident)
    }
}

/// Returns the name of the function by which `patch!` finds a function of a type.
fn companion_name(function: &Ident) -> Ident {
    format_ident!("__patchable_{}", function.unraw(), span = function.span())
}
