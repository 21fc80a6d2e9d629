use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{GenericParam, WherePredicate, parse_quote};

use crate::{
    mock::{
        Mocked,
        method::{Method, Place},
    },
    recorded::mentions,
};

impl Mocked<'_> {
    /// Returns the type, and how it is made, copied and printed.
    pub(crate) fn structure(&self) -> TokenStream {
        let (definition, constructor) = (self.definition(), self.constructor());
        let traits = self.std_traits();
        quote!(#definition #constructor #traits)
    }

    fn definition(&self) -> TokenStream {
        let (vis, name, krate) = (&self.item.vis, &self.name, &self.krate);
        let (parameters, clause) = (self.parameters(), self.clause());
        let doc = format!(
            " A mock of `{}`, with a mock for each of its methods.",
            self.item.ident
        );
        let fields = self.fields().map(|method| {
            let (conditions, field) = (&method.conditions, &method.signature.ident);
            let (mock, doc) = (
                method.recorded.mock(krate),
                format!(" The mock of `{}`.", method.label),
            );
            quote!(#(#conditions)* #[doc = #doc] #vis #field: #mock)
        });
        let (generic, marker) = (generic(), self.marker());
        quote! {
            #[doc = #doc]
            #[allow(
                dead_code, clippy::struct_field_names, clippy::type_complexity,
                reason = "generated: the names are those of the methods, and not each is used"
            )]
            #vis struct #name<#(#parameters),*> #clause {
                #(#fields,)*
                #generic: #krate::mock::__private::Shelf,
                __marker: #marker,
            }
        }
    }

    fn constructor(&self) -> TokenStream {
        let (vis, name, krate) = (&self.item.vis, &self.name, &self.krate);
        let (parameters, arguments, clause) =
            (self.bare_parameters(), self.arguments(), self.clause());
        let fields = self.fields().map(|method| {
            let (conditions, field) = (&method.conditions, &method.signature.ident);
            let (label, labels) = (&method.label, method.recorded.labels());
            quote!(#(#conditions)* #field: #krate::mock::Mock::with_parameters(#label, #labels))
        });
        let generic = generic();
        quote! {
            #[allow(dead_code, clippy::new_without_default, reason = "generated: not each part of a mock is used")]
            impl<#(#parameters),*> #name #arguments #clause {
                /// Makes the mock. It belongs to the test that runs on this thread.
                ///
                /// # Panics
                ///
                /// Panics if the test has ended.
                #[track_caller]
                #[must_use]
                #vis fn new() -> Self {
                    Self {
                        #(#fields,)*
                        #generic: ::core::default::Default::default(),
                        __marker: ::core::marker::PhantomData,
                    }
                }
            }
        }
    }

    fn std_traits(&self) -> TokenStream {
        let name = &self.name;
        let (parameters, arguments, clause) =
            (self.bare_parameters(), self.arguments(), self.clause());
        let copies = self.fields().map(|method| {
            let (conditions, field) = (&method.conditions, &method.signature.ident);
            quote!(#(#conditions)* #field: ::core::clone::Clone::clone(&self.#field))
        });
        let (generic, text) = (generic(), name.to_string());
        quote! {
            impl<#(#parameters),*> ::core::clone::Clone for #name #arguments #clause {
                fn clone(&self) -> Self {
                    Self {
                        #(#copies,)*
                        #generic: ::core::clone::Clone::clone(&self.#generic),
                        __marker: ::core::marker::PhantomData,
                    }
                }
            }

            impl<#(#parameters),*> ::core::default::Default for #name #arguments #clause {
                #[track_caller]
                fn default() -> Self {
                    Self::new()
                }
            }

            impl<#(#parameters),*> ::core::fmt::Debug for #name #arguments #clause {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.debug_struct(#text).finish_non_exhaustive()
                }
            }
        }
    }

    fn fields(&self) -> impl Iterator<Item = &Method> {
        let methods = self.methods.iter();
        methods.filter(|method| method.place == Place::Field)
    }

    /// Returns a type that mentions all parameters and owns nothing.
    fn marker(&self) -> TokenStream {
        let parameters = self.parameters().into_iter();
        let types = parameters.filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => {
                let name = &parameter.ident;
                Some(quote!(::core::marker::PhantomData<#name>))
            }
            _ => None,
        });
        quote!(::core::marker::PhantomData<fn() -> (#(#types,)*)>)
    }

    /// Returns the parameters without their defaults, as an `impl` has them.
    pub(crate) fn bare_parameters(&self) -> Vec<GenericParam> {
        let parameters = self.parameters().into_iter().cloned();
        parameters
            .map(|mut parameter| {
                match &mut parameter {
                    GenericParam::Type(parameter) => parameter.default = None,
                    GenericParam::Const(parameter) => parameter.default = None,
                    GenericParam::Lifetime(_) => {}
                }
                parameter
            })
            .collect()
    }

    /// Returns the conditions of the trait, and those under which mocks can keep what they are called with.
    pub(crate) fn clause(&self) -> TokenStream {
        let own = self.item.generics.where_clause.iter();
        let own = own
            .flat_map(|clause| &clause.predicates)
            .filter(|predicate| {
                let itself = Ident::new("Self", Span::call_site());
                matches!(predicate, WherePredicate::Type(_))
                    && !mentions(predicate, &[itself])
                    && !self.mentions_lifetime(predicate)
            });
        let own: Vec<_> = own.map(ToTokens::to_token_stream).collect();
        let kept = self
            .parameters()
            .into_iter()
            .filter_map(|parameter| match parameter {
                GenericParam::Type(parameter) => Some(self.conditions(&parameter.ident)),
                _ => None,
            });
        quote!(where #(#own,)* #(#kept,)*)
    }

    fn mentions_lifetime(&self, predicate: &WherePredicate) -> bool {
        let lifetimes = self.item.generics.lifetimes();
        let names: Vec<_> = lifetimes
            .map(|known| known.lifetime.ident.clone())
            .collect();
        mentions(predicate, &names)
    }

    /// Returns what a type parameter has to be: printed as an argument, copied behind a reference.
    fn conditions(&self, name: &Ident) -> TokenStream {
        let names = [name.clone()];
        let parameters = || {
            self.methods
                .iter()
                .flat_map(|method| &method.recorded.parameters)
        };
        let is_kept = parameters().any(|parameter| mentions(&parameter.recorded, &names));
        let is_copied = parameters().any(|parameter| {
            mentions(&parameter.recorded, &names)
                && mentions(&parameter.snapshot, &[parse_quote!(to_owned)])
        });
        let is_given = self
            .methods
            .iter()
            .any(|method| mentions(&method.recorded.output.kept, &names));
        let kept = is_kept
            .then(|| quote!(+ ::core::fmt::Debug + ::core::marker::Send + ::core::marker::Sync));
        let copied = is_copied.then(|| quote!(+ ::core::clone::Clone));
        let given = (is_given && !is_kept).then(|| quote!(+ ::core::marker::Send));
        quote!(#name: 'static #kept #copied #given)
    }
}

/// The field in which the mocks of generic methods are kept.
pub(crate) fn generic() -> Ident {
    Ident::new("__generic", Span::call_site())
}
