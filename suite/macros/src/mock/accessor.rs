use proc_macro2::TokenStream;
use quote::quote;
use syn::GenericParam;

use crate::mock::{
    Mocked,
    method::{Method, Place},
    structure::generic,
};

impl Mocked<'_> {
    /// Returns the functions that give the mocks which are in no field.
    pub(crate) fn accessors(&self) -> TokenStream {
        let methods = self.methods.iter();
        let functions: Vec<_> = methods
            .filter_map(|method| match method.place {
                Place::Field => None,
                Place::Generic => Some(self.of_generic(method)),
                Place::Test => Some(self.of_test(method)),
            })
            .collect();
        if functions.is_empty() {
            return TokenStream::new();
        }
        let name = &self.name;
        let (parameters, arguments, clause) =
            (self.bare_parameters(), self.arguments(), self.clause());
        quote! {
            #[allow(dead_code, clippy::type_complexity, reason = "generated: not each part of a mock is used")]
            impl<#(#parameters),*> #name #arguments #clause { #(#functions)* }
        }
    }

    fn of_generic(&self, method: &Method) -> TokenStream {
        let (generic, key, label) = (generic(), key(method), self.label(method));
        let labels = method.recorded.labels();
        let mock = quote!(self.#generic.mock::<#key, _, _, _>(#label, #labels));
        let doc = format!(
            " Returns the mock of `{}` for those arguments, made on first use and shared by all clones.",
            method.label
        );
        self.accessor(method, &doc, &quote!(&self), &mock)
    }

    fn of_test(&self, method: &Method) -> TokenStream {
        let (krate, key, label) = (&self.krate, key(method), self.label(method));
        let labels = method.recorded.labels();
        let accessor = format!("{}::{}", self.name, method.accessor());
        let mock = quote! {
            #krate::mock::__private::of_test::<(Self, #key), _, _, _>(#accessor, #label, #labels)
        };
        let doc = format!(
            " Returns the mock of `{}` in the test that runs on this thread, made on first use.",
            method.label
        );
        self.accessor(method, &doc, &TokenStream::new(), &mock)
    }

    fn accessor(
        &self,
        method: &Method,
        doc: &str,
        receiver: &TokenStream,
        mock: &TokenStream,
    ) -> TokenStream {
        let (vis, conditions, name) = (&self.item.vis, &method.conditions, method.accessor());
        let (parameters, predicates) = (method.parameters(), method.predicates());
        let ty = method.recorded.mock(&self.krate);
        quote! {
            #(#conditions)*
            #[doc = #doc]
            #[track_caller]
            #[must_use]
            #vis fn #name<#(#parameters),*>(#receiver) -> #ty where #(#predicates),* { #mock }
        }
    }

    /// Returns the expression for what failures call the mock: `Store::get::<User>`.
    fn label(&self, method: &Method) -> TokenStream {
        let (krate, label) = (&self.krate, &method.label);
        let arguments = method
            .parameters()
            .into_iter()
            .map(|parameter| match &parameter {
                GenericParam::Const(parameter) => {
                    let name = &parameter.ident;
                    quote!(::std::string::ToString::to_string(&#name))
                }
                parameter => {
                    let name = super::name_of(parameter);
                    quote!(::std::string::ToString::to_string(::core::any::type_name::<#name>()))
                }
            });
        quote!(#krate::mock::__private::label(#label, &[#(#arguments),*]))
    }
}

/// Returns the type that tells the instantiations of a method apart, as far as types do.
fn key(method: &Method) -> TokenStream {
    let parameters = method.parameters().into_iter();
    let types = parameters.filter_map(|parameter| match parameter {
        GenericParam::Type(parameter) => {
            let name = &parameter.ident;
            Some(quote!(::core::marker::PhantomData<#name>,))
        }
        _ => None,
    });
    quote!((#(#types)*))
}
