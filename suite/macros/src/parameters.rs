use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, Pat, PatType, Signature, Type};

use crate::{errors::Errors, keys::Keys};

/// What a test takes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Parameters<'a> {
    /// The type of the runtime.
    pub(crate) rt: Option<&'a Type>,
    /// The type of the context, if the test runs over transports.
    pub(crate) ctx: Option<&'a Type>,
}

impl<'a> Parameters<'a> {
    /// Tells the parameters apart, which have been checked; `over_transports` if the keys name any.
    pub(crate) fn of(signature: &'a Signature, over_transports: bool) -> Parameters<'a> {
        let mut parameters = Parameters::default();
        for parameter in &signature.inputs {
            match parameter {
                FnArg::Typed(parameter) if over_transports && is_ctx(parameter) => {
                    parameters.ctx = Some(&parameter.ty);
                }
                FnArg::Typed(parameter) => parameters.rt = Some(&parameter.ty),
                FnArg::Receiver(_) => {}
            }
        }
        parameters
    }
}

/// Reports what is wrong with the parameters of a test that has these keys.
pub(crate) fn check(signature: &Signature, keys: &Keys, errors: &mut Errors) {
    let over_transports = keys.over_transports();
    let last = signature.inputs.len().saturating_sub(1);
    let mut has_ctx = false;
    for (index, parameter) in signature.inputs.iter().enumerate() {
        let typed = match parameter {
            FnArg::Typed(typed) => typed,
            FnArg::Receiver(receiver) => {
                errors.at(receiver, "a test has no `self`: move it out of the `impl`");
                continue;
            }
        };
        if over_transports && is_ctx(typed) {
            has_ctx = true;
            check_one(typed, "ctx: Ctx", errors);
            if index < last {
                errors.at(
                    typed,
                    "the context is the last parameter: write `rt: Runtime, ctx: Ctx`, or `ctx: Ctx` alone",
                );
                return;
            }
        } else if is_called(&typed.ty, "Ctx") {
            errors.at(
                &typed.ty,
                "a `Ctx` is made for a transport: add `transports(tcp, unix, memory)` to the attribute, \
                 or `transports` alone for all",
            );
        } else if index > 0 {
            errors.at(
                parameter,
                if over_transports {
                    TWO_AT_MOST
                } else {
                    ONE_AT_MOST
                },
            );
        } else {
            check_one(typed, "rt: Runtime", errors);
        }
    }
    if let (Some(transports), false) = (&keys.transports, has_ctx) {
        errors.at(
            &transports.key,
            "`transports` is for a test with the parameter `ctx: Ctx`: add it, or take `transports` out; \
             with `#[rstest]` above, write `#[values(Transport::Tcp, Transport::Unix)] transport: Transport`",
        );
    }
}

const TWO_AT_MOST: &str =
    "a test over transports has two parameters at most, `rt: Runtime, ctx: Ctx`: take this one out";

const ONE_AT_MOST: &str = "a test has one parameter at most, `rt: Runtime`: with `#[rstest]` above, it has as many as \
                        you like";

fn check_one(parameter: &PatType, shape: &str, errors: &mut Errors) {
    if name(parameter).is_none() {
        errors.at(
            &parameter.pat,
            format!("the parameter of a test is a plain name: write `{shape}`"),
        );
    }
    if is_impl(&parameter.ty) {
        let ty = shape.rsplit(' ').next().unwrap_or(shape);
        errors.at(
            &parameter.ty,
            format!(
                "a test cannot be generic, since its body is compiled once for all runtimes: write `{ty}`"
            ),
        );
    }
}

/// Tells whether it takes the context: by its type, or, as that may have another name, by its own.
fn is_ctx(parameter: &PatType) -> bool {
    let is_named = name(parameter).is_some_and(|name| name == "ctx");
    is_called(&parameter.ty, "Ctx") || (is_named && !is_called(&parameter.ty, "Runtime"))
}

/// Returns the parameter's name if it is a plain one.
fn name(parameter: &PatType) -> Option<&Ident> {
    match &*parameter.pat {
        Pat::Ident(pattern) if pattern.by_ref.is_none() && pattern.subpat.is_none() => {
            Some(&pattern.ident)
        }
        _ => None,
    }
}

/// Tells whether the type's path ends like that; one that a macro hands on stands in a group of its own.
fn is_called(ty: &Type, name: &str) -> bool {
    last(ty.to_token_stream()).is_some_and(|last| last == name)
}

fn last(tokens: TokenStream) -> Option<Ident> {
    match tokens.into_iter().last()? {
        TokenTree::Ident(ident) => Some(ident),
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => last(group.stream()),
        _ => None,
    }
}

fn is_impl(ty: &Type) -> bool {
    match ty {
        Type::ImplTrait(_) => true,
        Type::Reference(reference) => is_impl(&reference.elem),
        Type::Paren(inner) => is_impl(&inner.elem),
        _ => false,
    }
}
