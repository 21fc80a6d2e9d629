use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    GenericArgument, Lifetime, Path, PathArguments, ReturnType, Type, TypeParamBound, parse_quote,
};

/// A part of a type.
pub(crate) enum Part<'a> {
    Type(&'a mut Type),
    /// The lifetime of a reference, which may be left out.
    Reference(&'a mut Option<Lifetime>),
    Lifetime(&'a mut Lifetime),
}

/// Visits a type and all parts of it, outer ones first. The lifetimes of a function's own parameters, as in
/// `Fn(&str)`, are left out: any will do there.
pub(crate) fn each_part(ty: &mut Type, visit: &mut dyn FnMut(Part<'_>)) {
    visit(Part::Type(ty));
    match ty {
        Type::Array(array) => each_part(&mut array.elem, visit),
        Type::FnPtr(function) => {
            let inputs = function.inputs.iter_mut().map(|input| &mut input.ty);
            each_free(inputs, &mut function.output, visit);
        }
        Type::Group(group) => each_part(&mut group.elem, visit),
        Type::ImplTrait(opaque) => each_in_bounds(opaque.bounds.iter_mut(), visit),
        Type::Paren(paren) => each_part(&mut paren.elem, visit),
        Type::Path(path) => {
            if let Some(itself) = &mut path.qself {
                each_part(&mut itself.ty, visit);
            }
            each_in_path(&mut path.path, visit);
        }
        Type::Ptr(pointer) => each_part(&mut pointer.elem, visit),
        Type::Reference(reference) => {
            visit(Part::Reference(&mut reference.lifetime));
            each_part(&mut reference.elem, visit);
        }
        Type::Slice(slice) => each_part(&mut slice.elem, visit),
        Type::TraitObject(object) => each_in_bounds(object.bounds.iter_mut(), visit),
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(|ty| each_part(ty, visit)),
        _ => {}
    }
}

fn each_in_bounds<'a>(
    bounds: impl Iterator<Item = &'a mut TypeParamBound>,
    visit: &mut dyn FnMut(Part<'_>),
) {
    for bound in bounds {
        match bound {
            TypeParamBound::Lifetime(lifetime) => visit(Part::Lifetime(lifetime)),
            TypeParamBound::Trait(bound) if bound.lifetimes.is_none() => {
                each_in_path(&mut bound.path, visit);
            }
            _ => {}
        }
    }
}

fn each_in_path(path: &mut Path, visit: &mut dyn FnMut(Part<'_>)) {
    for segment in &mut path.segments {
        match &mut segment.arguments {
            PathArguments::AngleBracketed(arguments) => {
                for argument in &mut arguments.args {
                    match argument {
                        GenericArgument::Lifetime(lifetime) => visit(Part::Lifetime(lifetime)),
                        GenericArgument::Type(ty) => each_part(ty, visit),
                        GenericArgument::AssocType(ty) => each_part(&mut ty.ty, visit),
                        _ => {}
                    }
                }
            }
            PathArguments::Parenthesized(function) => {
                let inputs = function.inputs.iter_mut().map(|input| &mut input.ty);
                each_free(inputs, &mut function.output, visit);
            }
            PathArguments::None => {}
        }
    }
}

/// Visits the types of a function, without their lifetimes.
fn each_free<'a>(
    inputs: impl Iterator<Item = &'a mut Type>,
    output: &mut ReturnType,
    visit: &mut dyn FnMut(Part<'_>),
) {
    let mut types = |part: Part<'_>| {
        if let Part::Type(_) = part {
            visit(part);
        }
    };
    inputs.for_each(|ty| each_part(ty, &mut types));
    if let ReturnType::Type(_, ty) = output {
        each_part(ty, &mut types);
    }
}

/// Tells whether something of that type may be borrowed.
pub(crate) fn borrows(ty: &Type) -> bool {
    let mut borrows = false;
    each_part(&mut ty.clone(), &mut |part| match part {
        Part::Reference(Some(lifetime)) | Part::Lifetime(lifetime)
            if lifetime.ident == "static" => {}
        Part::Reference(_) | Part::Lifetime(_) => borrows = true,
        Part::Type(_) => {}
    });
    borrows
}

/// Returns the type with `'static` in the place of each lifetime.
pub(crate) fn without_lifetimes(ty: &Type) -> Type {
    let mut ty = ty.clone();
    each_part(&mut ty, &mut |part| match part {
        Part::Reference(lifetime) => *lifetime = Some(parse_quote!('static)),
        Part::Lifetime(lifetime) => *lifetime = parse_quote!('static),
        Part::Type(_) => {}
    });
    ty
}

/// Tells whether one of the names stands there.
pub(crate) fn mentions(tokens: &impl ToTokens, names: &[Ident]) -> bool {
    fn any(tokens: TokenStream, names: &[Ident]) -> bool {
        tokens.into_iter().any(|tree| match tree {
            TokenTree::Ident(ident) => names.contains(&ident),
            TokenTree::Group(group) => any(group.stream(), names),
            _ => false,
        })
    }
    any(tokens.to_token_stream(), names)
}
