use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{
    Attribute, Expr, GenericArgument, Meta, MetaList, Pat, PatType, PathArguments, Result, Token,
    Type,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    spanned::Spanned,
};

use crate::{
    errors::Errors,
    recorded::{Surroundings, borrows, mentions},
    tokens::located_at,
};

/// A parameter, with what is kept of it.
pub(crate) struct Parameter {
    /// What the generated function calls it: its own name, or one for want of any.
    pub(crate) name: Ident,
    /// Whether that is its own name.
    pub(crate) is_named: bool,
    /// What failures call it.
    pub(crate) label: String,
    /// The type of what is kept.
    pub(crate) recorded: TokenStream,
    /// Makes what is kept, and may use up the parameter.
    pub(crate) snapshot: TokenStream,
}

/// `#[snapshot(Type = expression)]`
struct Snapshot {
    ty: Type,
    expression: Expr,
}

impl Parse for Snapshot {
    fn parse(input: ParseStream<'_>) -> Result<Snapshot> {
        let ty = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Snapshot {
            ty,
            expression: input.parse()?,
        })
    }
}

/// A type that is kept, and the expression that makes it.
type Kept = (TokenStream, TokenStream);

pub(crate) fn is_snapshot(attribute: &Attribute) -> bool {
    snapshot_of(attribute).is_some()
}

/// Returns `snapshot(…)`, which may stand in a `#[cfg_attr(test, …)]`: where there is a mock, there is a test.
fn snapshot_of(attribute: &Attribute) -> Option<Meta> {
    if attribute.path().is_ident("snapshot") {
        return Some(attribute.meta.clone());
    }
    if !attribute.path().is_ident("cfg_attr") {
        return None;
    }
    let metas = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    let mut metas = metas.ok()?.into_iter().skip(1);
    metas.find(|meta| meta.path().is_ident("snapshot"))
}

impl Parameter {
    pub(crate) fn of(
        parameter: &PatType,
        index: usize,
        around: &Surroundings<'_>,
        errors: &mut Errors,
    ) -> Parameter {
        let (name, is_named) = name(&parameter.pat, index);
        let mut ty = (*parameter.ty).clone();
        (around.resolve)(&mut ty);
        let kept = match snapshot(parameter, is_named, errors) {
            Some(kept) => kept,
            None => Keeper { around }
                .keep(&ty, name.to_token_stream())
                .unwrap_or_else(|why| {
                    let label = name.unraw();
                    errors.at(
                        &parameter.ty,
                        format!(
                            "{why}: say what to keep with `#[snapshot(Type = expression)]` before `{label}`, or \
                             `#[snapshot(() = ())]` to keep nothing"
                        ),
                    );
                    (quote!(()), quote!(()))
                }),
        };
        Parameter {
            label: label(&parameter.pat, &name),
            name,
            is_named,
            recorded: kept.0,
            snapshot: kept.1,
        }
    }
}

fn name(pattern: &Pat, index: usize) -> (Ident, bool) {
    match pattern {
        Pat::Ident(pattern) if pattern.by_ref.is_none() && pattern.subpat.is_none() => {
            (pattern.ident.clone(), true)
        }
        _ => {
            let span = Span::mixed_site().located_at(pattern.span());
            (format_ident!("__{index}", span = span), false)
        }
    }
}

fn label(pattern: &Pat, name: &Ident) -> String {
    match pattern {
        Pat::Ident(_) => name.unraw().to_string(),
        pattern => pattern.to_token_stream().to_string(),
    }
}

/// Reads the attribute of a parameter, if it has one.
fn snapshot(parameter: &PatType, is_named: bool, errors: &mut Errors) -> Option<Kept> {
    let mut attributes = parameter.attrs.iter().filter_map(snapshot_of);
    let attribute = attributes.next()?;
    if let Some(second) = attributes.next() {
        errors.at(
            second,
            "a parameter is kept once: put several parts into a tuple",
        );
    }
    let nothing = Some((quote!(()), quote!(())));
    let read = attribute.require_list().and_then(MetaList::parse_args);
    let Ok(Snapshot { ty, expression }) = read else {
        errors.at(
            attribute,
            "write the type and the value of what is kept: `#[snapshot(u64 = user.id)]`",
        );
        return nothing;
    };
    let is_unit = matches!(&expression, Expr::Tuple(tuple) if tuple.elems.is_empty());
    if !is_named && !is_unit {
        errors.at(
            &parameter.pat,
            "a snapshot is taken of a parameter with a name: write a plain name here, and take it apart in the body",
        );
        return nothing;
    }
    // Where the expression is of another type, the error is at the expression.
    let span = located_at(&expression);
    let made = quote_spanned!(span=> { let __kept: #ty = #expression; __kept });
    Some((ty.to_token_stream(), made))
}

/// Finds out how values of a type are kept.
struct Keeper<'a, 'b> {
    around: &'a Surroundings<'b>,
}

impl Keeper<'_, '_> {
    /// Returns what is kept of a value; else why it cannot be.
    fn keep(&self, ty: &Type, value: TokenStream) -> std::result::Result<Kept, &'static str> {
        match ty {
            Type::Group(group) => self.keep(&group.elem, value),
            Type::Paren(paren) => self.keep(&paren.elem, value),
            Type::Reference(reference) => self.keep_borrowed(&reference.elem, value),
            Type::ImplTrait(_) => Err("a mock keeps values of types that have a name"),
            ty => match optional(ty) {
                Some(inner) => {
                    let item = item();
                    let (ty, kept) = self.keep(inner, item.to_token_stream())?;
                    Ok((
                        quote!(::core::option::Option<#ty>),
                        quote!(::core::option::Option::map(#value, |#item| #kept)),
                    ))
                }
                None if borrows(ty) => Err("a mock keeps values that are owned"),
                None => Ok((ty.to_token_stream(), value)),
            },
        }
    }

    /// Returns what is kept of a value behind a reference.
    fn keep_borrowed(
        &self,
        ty: &Type,
        reference: TokenStream,
    ) -> std::result::Result<Kept, &'static str> {
        let owned = |ty| {
            let kept = quote_spanned! {located_at(&ty)=>
                ::std::borrow::ToOwned::to_owned(&*#reference)
            };
            Ok((ty, kept))
        };
        match ty {
            Type::Group(group) => self.keep_borrowed(&group.elem, reference),
            Type::Paren(paren) => self.keep_borrowed(&paren.elem, reference),
            Type::Reference(inner) => self.keep_borrowed(&inner.elem, quote!((*#reference))),
            Type::ImplTrait(_) => Err("a mock keeps values of types that have a name"),
            Type::TraitObject(_) => Err("a mock keeps copies, and of a trait object there is none"),
            Type::Slice(slice) if matches!(*slice.elem, Type::Reference(_)) => {
                let item = item();
                let (ty, kept) = self.keep(&slice.elem, quote!((*#item)))?;
                let kept = quote! {
                    ::core::iter::Iterator::collect::<::std::vec::Vec<#ty>>(
                        ::core::iter::Iterator::map(#reference.iter(), |#item| #kept)
                    )
                };
                Ok((quote!(::std::vec::Vec<#ty>), kept))
            }
            ty if borrows(ty) => Err("a mock keeps values that are owned"),
            Type::Slice(slice) => {
                let elem = &slice.elem;
                owned(quote_spanned!(located_at(ty)=> ::std::vec::Vec<#elem>))
            }
            Type::Path(path) if path.path.is_ident("str") => {
                owned(quote_spanned!(located_at(ty)=> ::std::string::String))
            }
            ty if mentions(ty, &self.around.unknown) => owned(ty.to_token_stream()),
            ty => owned(quote_spanned!(located_at(ty)=> <#ty as ::std::borrow::ToOwned>::Owned)),
        }
    }
}

fn item() -> Ident {
    Ident::new("__item", Span::mixed_site())
}

/// Returns `&T` of `Option<&T>`.
fn optional(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(inner @ Type::Reference(_)) if last.ident == "Option" => Some(inner),
        _ => None,
    }
}
