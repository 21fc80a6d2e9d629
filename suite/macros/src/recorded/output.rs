use quote::ToTokens;
use syn::{
    GenericArgument, Path, PathArguments, ReturnType, Signature, Type, TypeParamBound, parse_quote,
    punctuated::Punctuated,
};

use crate::{
    errors::Errors,
    recorded::{Surroundings, borrows, without_lifetimes},
};

/// How a function gives its output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// It is not async.
    Plain,
    /// It is an `async fn`.
    Async,
    /// It returns an `impl Future`.
    Opaque,
    /// It returns a `Pin<Box<dyn Future>>`, by whatever name.
    Boxed,
}

/// What comes out of a call.
pub(crate) struct Output {
    pub(crate) shape: Shape,
    /// The type as the function has it; if that gives a future, the type that the future gives.
    pub(crate) declared: Type,
    /// The type as the mock has it: without lifetimes.
    pub(crate) kept: Type,
    /// Whether the two differ in their lifetimes.
    pub(crate) borrows: bool,
}

impl Output {
    pub(crate) fn of(
        signature: &Signature,
        around: &Surroundings<'_>,
        errors: &mut Errors,
    ) -> Output {
        let returned = match &signature.output {
            ReturnType::Default => parse_quote!(()),
            ReturnType::Type(_, ty) => (**ty).clone(),
        };
        let (shape, declared) = if signature.asyncness.is_some() {
            (Shape::Async, returned)
        } else if let Some(output) = of_opaque(&returned) {
            (Shape::Opaque, output)
        } else if let Some(output) = of_boxed(&returned) {
            (Shape::Boxed, output)
        } else {
            (Shape::Plain, returned)
        };
        if let Type::ImplTrait(opaque) = &declared {
            errors.at(
                opaque,
                "a mock cannot be told to answer with a type that has no name: return a named type, a `Box<dyn …>`, \
                 or an `impl Future<Output = …>`",
            );
        }
        let mut resolved = declared.clone();
        (around.resolve)(&mut resolved);
        Output {
            shape,
            kept: without_lifetimes(&resolved),
            borrows: borrows(&resolved),
            declared,
        }
    }
}

/// Returns `T` of `impl Future<Output = T> + …`.
fn of_opaque(ty: &Type) -> Option<Type> {
    match ty {
        Type::ImplTrait(opaque) => of_bounds(&opaque.bounds),
        Type::Paren(paren) => of_opaque(&paren.elem),
        Type::Group(group) => of_opaque(&group.elem),
        _ => None,
    }
}

/// Returns `T` of `Pin<Box<dyn Future<Output = T> + …>>`, of `BoxFuture<'_, T>`, and of `LocalBoxFuture<'_, T>`.
fn of_boxed(ty: &Type) -> Option<Type> {
    let path = match ty {
        Type::Path(path) => &path.path,
        Type::Paren(paren) => return of_boxed(&paren.elem),
        Type::Group(group) => return of_boxed(&group.elem),
        _ => return None,
    };
    let name = path.segments.last()?.ident.to_string();
    match name.as_str() {
        "BoxFuture" | "LocalBoxFuture" => last_type(path).cloned(),
        "Pin" => match last_type(path)? {
            Type::Path(boxed) if boxed.path.segments.last()?.ident == "Box" => {
                match last_type(&boxed.path)? {
                    Type::TraitObject(object) => of_bounds(&object.bounds),
                    _ => None,
                }
            }
            _ => None,
        },
        _ => None,
    }
}

/// Returns the last type in the angle brackets at the path's end.
fn last_type(path: &Path) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &path.segments.last()?.arguments else {
        return None;
    };
    arguments
        .args
        .iter()
        .rev()
        .find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}

/// Returns `T` of the bound `Future<Output = T>`.
fn of_bounds<P: ToTokens>(bounds: &Punctuated<TypeParamBound, P>) -> Option<Type> {
    bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let last = bound.path.segments.last()?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else {
            return None;
        };
        if last.ident != "Future" {
            return None;
        }
        arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(output) if output.ident == "Output" => {
                Some(output.ty.clone())
            }
            _ => None,
        })
    })
}
