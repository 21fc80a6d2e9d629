//! `#[mock]` on a trait: the trait as it is, and a type that implements it with a mock for each method.

mod accessor;
mod associated;
mod implementation;
mod keys;
mod method;
mod structure;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{
    Attribute, Error, GenericParam, ItemTrait, Token, TraitItem, Visibility,
    ext::IdentExt,
    parse::{Parse, ParseStream},
};

use self::{associated::Associated, keys::Keys, method::Method};
use crate::{
    errors::Errors,
    recorded::{Surroundings, strip_snapshots, type_parameters},
};

/// A trait, and what is made of it.
pub(crate) struct Mocked<'a> {
    item: &'a ItemTrait,
    /// The name of the mock.
    name: Ident,
    krate: TokenStream,
    associated: Associated<'a>,
    methods: Vec<Method>,
}

/// The trait under the attribute.
struct Trait(ItemTrait);

impl Parse for Trait {
    fn parse(input: ParseStream<'_>) -> syn::Result<Trait> {
        let start = input.fork();
        start.call(Attribute::parse_outer)?;
        start.parse::<Visibility>()?;
        start.parse::<Option<Token![unsafe]>>()?;
        if !start.peek(Token![trait]) && !start.peek(syn::Ident) {
            return Err(not_a_trait(&start));
        }
        input.parse().map(Trait).map_err(|error| {
            if start.peek(Token![trait]) {
                error
            } else {
                not_a_trait(&start)
            }
        })
    }
}

fn not_a_trait(start: ParseStream<'_>) -> Error {
    start.error("`#[runtime_matrix::mock]` goes on a trait: `trait Client { … }`")
}

/// Expands `#[mock]`.
pub(crate) fn expand(args: &TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let keys = Keys::parse(args.clone(), &mut errors);
    let Trait(mut item) = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => return errors.and(error).into_compile_error(),
    };
    let krate = match &keys.krate {
        Some(path) => path.to_token_stream(),
        None => quote!(::runtime_matrix),
    };
    // What `async_trait` makes of the signatures is what the mock has to implement.
    if let Some(position) = item.attrs.iter().position(is_async_trait) {
        let first = item.attrs.remove(position);
        return quote!(#first #[#krate::mock(#args)] #item);
    }
    let made = Mocked::of(&item, &keys, krate, &mut errors).expand();
    strip(&mut item);
    match errors.finish() {
        Ok(()) => quote!(#item #made),
        Err(errors) => {
            // The trait is there all the same, so that nothing else is reported for want of it.
            let errors = errors.into_compile_error();
            quote!(#item #errors)
        }
    }
}

fn is_async_trait(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|segment| segment.ident == "async_trait")
}

fn strip(item: &mut ItemTrait) {
    for item in &mut item.items {
        if let TraitItem::Fn(method) = item {
            strip_snapshots(&mut method.sig);
        }
    }
}

impl<'a> Mocked<'a> {
    fn of(
        item: &'a ItemTrait,
        keys: &'a Keys,
        krate: TokenStream,
        errors: &mut Errors,
    ) -> Mocked<'a> {
        if let Some(word) = &item.unsafety {
            errors.at(
                word,
                "a mock keeps no unsafe promises: write the mock of this trait by hand",
            );
        }
        if let Some(word) = &item.modifiers.auto_token {
            errors.at(word, "an auto trait has nothing to mock");
        }
        let associated = Associated::of(item, keys, errors);
        let resolve = |ty: &mut syn::Type| associated.resolve(ty);
        let around = Surroundings {
            unknown: type_parameters(&item.generics),
            resolve: &resolve,
        };
        let mut methods = Vec::new();
        for entry in &item.items {
            match entry {
                TraitItem::Fn(function) => {
                    methods.push(Method::of(function, &item.ident, &around, errors));
                }
                TraitItem::Type(_) | TraitItem::Const(_) => {}
                other => errors.at(
                    other,
                    "`#[runtime_matrix::mock]` sees methods, types and constants alone: write this one out",
                ),
            }
        }
        let name = keys.name.clone();
        Mocked {
            name: name.unwrap_or_else(|| {
                format_ident!("Mock{}", item.ident.unraw(), span = item.ident.span())
            }),
            item,
            krate,
            associated,
            methods,
        }
    }

    fn expand(&self) -> TokenStream {
        let (structure, accessors) = (self.structure(), self.accessors());
        let implementation = self.implementation();
        quote!(#structure #accessors #implementation)
    }

    /// Returns the parameters of the trait that the mock has as well: all but lifetimes.
    fn parameters(&self) -> Vec<&GenericParam> {
        let parameters = self.item.generics.params.iter();
        parameters
            .filter(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
            .collect()
    }

    /// Returns the arguments by which the mock is named.
    fn arguments(&self) -> TokenStream {
        let names = self.parameters().into_iter().map(name_of);
        quote!(<#(#names),*>)
    }
}

/// Returns a parameter's name, as an argument.
fn name_of(parameter: &GenericParam) -> TokenStream {
    match parameter {
        GenericParam::Lifetime(parameter) => parameter.lifetime.to_token_stream(),
        GenericParam::Type(parameter) => parameter.ident.to_token_stream(),
        GenericParam::Const(parameter) => parameter.ident.to_token_stream(),
    }
}
