use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{GenericParam, ItemTrait, TraitItem, TraitItemConst, TraitItemType, Type};

use crate::{
    errors::Errors,
    mock::keys::{AssociatedType, Keys},
    recorded::{Part, each_part},
};

/// The types and constants of a trait, with what they are in the mock.
pub(crate) struct Associated<'a> {
    item: &'a ItemTrait,
    keys: &'a Keys,
}

impl<'a> Associated<'a> {
    pub(crate) fn of(item: &'a ItemTrait, keys: &'a Keys, errors: &mut Errors) -> Associated<'a> {
        let associated = Associated { item, keys };
        for ty in associated.types() {
            associated.check_type(ty, errors);
        }
        for constant in associated.constants() {
            let name = &constant.ident;
            if constant.default.is_none() && keys.constant(name).is_none() {
                errors.at(
                    name,
                    format!("the mock has no `{name}`: write `#[runtime_matrix::mock(const {name}: … = …)]`"),
                );
            }
        }
        associated.check_keys(errors);
        associated
    }

    fn check_type(&self, ty: &TraitItemType, errors: &mut Errors) {
        let name = &ty.ident;
        if self.keys.associated_type(name).is_none() {
            errors.at(
                name,
                format!(
                    "the mock has no `{name}`: write `#[runtime_matrix::mock(type {name} = …)]`"
                ),
            );
        }
        for parameter in &ty.generics.params {
            if !matches!(parameter, GenericParam::Lifetime(_)) {
                errors.at(
                    parameter,
                    "a mock has associated types without parameters, or with lifetimes alone: write the mock of this \
                     trait by hand",
                );
            }
        }
    }

    fn check_keys(&self, errors: &mut Errors) {
        let ours = &self.item.ident;
        for AssociatedType { name, .. } in &self.keys.types {
            if !self.types().any(|ty| ty.ident == *name) {
                errors.at(name, format!("`{ours}` has no associated type `{name}`"));
            }
        }
        for constant in &self.keys.constants {
            let name = &constant.name;
            if !self.constants().any(|known| known.ident == *name) {
                errors.at(
                    name,
                    format!("`{ours}` has no associated constant `{name}`"),
                );
            }
        }
    }

    fn types(&self) -> impl Iterator<Item = &'a TraitItemType> {
        self.item.items.iter().filter_map(|item| match item {
            TraitItem::Type(ty) => Some(ty),
            _ => None,
        })
    }

    fn constants(&self) -> impl Iterator<Item = &'a TraitItemConst> {
        self.item.items.iter().filter_map(|item| match item {
            TraitItem::Const(constant) => Some(constant),
            _ => None,
        })
    }

    /// Puts the types of the mock in the place of `Self::Error` and `<Self as Trait>::Error`.
    pub(crate) fn resolve(&self, ty: &mut Type) {
        each_part(ty, &mut |part| {
            let Part::Type(ty) = part else { return };
            let known = of_self(ty, &self.item.ident)
                .and_then(|name| self.keys.associated_type(name))
                .map(|known| known.ty.clone());
            if let Some(known) = known {
                *ty = known;
            }
        });
    }

    /// Returns them as the implementation has them.
    pub(crate) fn items(&self) -> TokenStream {
        let types = self.keys.types.iter().map(|ty| {
            let AssociatedType { name, generics, ty } = ty;
            let clause = &generics.where_clause;
            quote!(type #name #generics = #ty #clause;)
        });
        let constants = self.keys.constants.iter().map(|constant| {
            let (name, value) = (&constant.name, &constant.value);
            let declared = self.constants().find(|known| known.ident == *name);
            let ty = constant.ty.as_ref().or(declared.map(|known| &known.ty));
            quote!(const #name: #ty = #value;)
        });
        quote!(#(#types)* #(#constants)*)
    }
}

/// Returns the last name of `Self::Name` and of `<Self as Trait>::Name`.
fn of_self<'a>(ty: &'a Type, ours: &Ident) -> Option<&'a Ident> {
    let Type::Path(path) = ty else { return None };
    let segments = &path.path.segments;
    let (first, last) = (segments.first()?, segments.last()?);
    match &path.qself {
        None => (segments.len() == 2 && first.ident == "Self").then_some(&last.ident),
        Some(itself) => {
            let is_self = matches!(&*itself.ty, Type::Path(path) if path.path.is_ident("Self"));
            let before = segments.len().checked_sub(2).map(|index| &segments[index]);
            let is_ours = before.is_some_and(|segment| segment.ident == *ours);
            (is_self && is_ours).then_some(&last.ident)
        }
    }
}
