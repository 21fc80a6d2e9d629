use std::mem;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{
    Attribute, FnArg, GenericParam, Lifetime, PredicateType, Safety, Signature, Token, TraitItemFn,
    Type, TypeParam, TypeParamBound, WherePredicate, ext::IdentExt, punctuated::Punctuated,
};

use crate::{
    errors::Errors,
    recorded::{Recorded, Surroundings, mentions},
};

/// A method of the trait, and its mock.
pub(crate) struct Method {
    pub(crate) signature: Signature,
    /// The `#[cfg]`s, which the mock has as well.
    pub(crate) conditions: Vec<Attribute>,
    /// What failures call it: `Client::send`.
    pub(crate) label: String,
    pub(crate) recorded: Recorded,
    pub(crate) place: Place,
}

/// Where the mock of a method is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a field.
    Field,
    /// With the object, one for each instantiation.
    Generic,
    /// With the running test, for want of an object.
    Test,
}

impl Method {
    pub(crate) fn of(
        function: &TraitItemFn,
        owner: &Ident,
        around: &Surroundings<'_>,
        errors: &mut Errors,
    ) -> Method {
        let signature = &function.sig;
        check_qualifiers(signature, errors);
        let generics = parameters(signature);
        let mut unknown = around.unknown.clone();
        for parameter in &generics {
            if let GenericParam::Type(parameter) = parameter {
                unknown.push(parameter.ident.clone());
            }
        }
        let around = Surroundings { unknown, ..*around };
        let recorded = Recorded::of(signature, &around, errors);
        let place = match signature.receiver() {
            None => Place::Test,
            Some(_) if generics.is_empty() => Place::Field,
            Some(_) => Place::Generic,
        };
        for parameter in generics {
            check_parameter(parameter, signature, errors);
        }
        let conditions = function.attrs.iter();
        let conditions = conditions.filter(|attribute| attribute.path().is_ident("cfg"));
        Method {
            label: format!("{}::{}", owner.unraw(), signature.ident.unraw()),
            conditions: conditions.cloned().collect(),
            signature: signature.clone(),
            recorded,
            place,
        }
    }

    /// Returns the function that gives the mock where it is not in a field.
    pub(crate) fn accessor(&self) -> Ident {
        let name = &self.signature.ident;
        format_ident!("on_{}", name.unraw(), span = name.span())
    }

    /// Returns the parameters that tell instantiations apart: types and constants. What they have to do with
    /// the lifetimes of a call is left out.
    pub(crate) fn parameters(&self) -> Vec<GenericParam> {
        let mut parameters: Vec<_> = parameters(&self.signature).into_iter().cloned().collect();
        for parameter in &mut parameters {
            if let GenericParam::Type(parameter) = parameter {
                self.forget_lifetimes(&mut parameter.bounds);
            }
        }
        parameters
    }

    /// Returns the conditions on those parameters.
    pub(crate) fn predicates(&self) -> Vec<PredicateType> {
        let clause = self.signature.generics.where_clause.iter();
        let predicates = clause.flat_map(|clause| &clause.predicates);
        predicates
            .filter_map(|predicate| match predicate {
                WherePredicate::Type(predicate) if !is_self(&predicate.bounded_ty) => {
                    let mut predicate = predicate.clone();
                    self.forget_lifetimes(&mut predicate.bounds);
                    let is_of_call = mentions(&predicate.bounded_ty, &self.lifetimes());
                    (!is_of_call && !predicate.bounds.is_empty()).then_some(predicate)
                }
                _ => None,
            })
            .collect()
    }

    fn forget_lifetimes(&self, bounds: &mut Punctuated<TypeParamBound, Token![+]>) {
        let lifetimes = self.lifetimes();
        let kept = mem::take(bounds).into_iter();
        *bounds = kept.filter(|bound| !mentions(bound, &lifetimes)).collect();
    }

    fn lifetimes(&self) -> Vec<Ident> {
        let lifetimes = self.signature.generics.lifetimes();
        lifetimes
            .map(|known| known.lifetime.ident.clone())
            .collect()
    }

    /// Returns what a call of the mock is in the implementation.
    pub(crate) fn mock(&self) -> TokenStream {
        let (name, accessor) = (&self.signature.ident, self.accessor());
        let arguments = parameters(&self.signature).into_iter().map(super::name_of);
        match self.place {
            Place::Field => quote!(self.#name),
            Place::Generic => quote!(self.#accessor::<#(#arguments),*>()),
            Place::Test => quote!(Self::#accessor::<#(#arguments),*>()),
        }
    }
}

fn is_self(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("Self"))
}

fn parameters(signature: &Signature) -> Vec<&GenericParam> {
    let parameters = signature.generics.params.iter();
    parameters
        .filter(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
        .collect()
}

fn check_qualifiers(signature: &Signature, errors: &mut Errors) {
    if let Safety::Unsafe(word) = &signature.safety {
        errors.at(
            word,
            "a mock keeps no unsafe promises: write the mock of this trait by hand",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.at(
            abi,
            "a mock has no `extern` methods: write the mock of this trait by hand",
        );
    }
    if let Some(FnArg::Receiver(receiver)) = signature.inputs.first() {
        for attribute in &receiver.attrs {
            if crate::recorded::is_snapshot(attribute) {
                errors.at(attribute, "a mock does not keep `self`: take this out");
            }
        }
    }
}

/// A mock for each type is found by that type's id.
fn check_parameter(parameter: &GenericParam, signature: &Signature, errors: &mut Errors) {
    let GenericParam::Type(parameter) = parameter else {
        return;
    };
    if !is_static(parameter, signature) {
        let name = &parameter.ident;
        errors.at(
            parameter,
            format!("there is a mock for each `{name}`, so it has to be `'static`: write `{name}: … + 'static`"),
        );
    }
}

fn is_static(parameter: &TypeParam, signature: &Signature) -> bool {
    let is_static = |bound: &TypeParamBound| matches!(bound, TypeParamBound::Lifetime(Lifetime { ident, .. }) if ident == "static");
    let clause = signature.generics.where_clause.iter();
    let mut predicates = clause.flat_map(|clause| &clause.predicates);
    parameter.bounds.iter().any(is_static)
        || predicates.any(|predicate| match predicate {
            WherePredicate::Type(predicate) => {
                let bounded = predicate.bounded_ty.to_token_stream().to_string();
                parameter.ident == bounded && predicate.bounds.iter().any(is_static)
            }
            _ => false,
        })
}
