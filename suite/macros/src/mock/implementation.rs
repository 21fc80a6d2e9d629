use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    mock::{Mocked, method::Method},
    recorded::plain_signature,
};

impl Mocked<'_> {
    /// Returns the implementation of the trait: each method calls its mock.
    pub(crate) fn implementation(&self) -> TokenStream {
        let (owner, name, arguments) = (&self.item.ident, &self.name, self.arguments());
        let (parameters, of_trait, own) = self.item.generics.split_for_impl();
        let own = own.iter().flat_map(|clause| &clause.predicates);
        let clause = self.clause();
        let (items, methods) = (
            self.associated.items(),
            self.methods
                .iter()
                .map(|method| method.implementation(&self.krate)),
        );
        quote! {
            #[allow(
                unused_variables, clippy::manual_async_fn, clippy::needless_lifetimes, clippy::redundant_async_block,
                clippy::type_complexity, clippy::used_underscore_binding,
                reason = "generated: the signatures are the trait's, and a call is noted before the first poll"
            )]
            impl #parameters #owner #of_trait for #name #arguments #clause #(#own,)* {
                #items
                #(#methods)*
            }
        }
    }
}

impl Method {
    fn implementation(&self, krate: &TokenStream) -> TokenStream {
        let (conditions, signature) = (
            &self.conditions,
            plain_signature(&self.signature, &self.recorded),
        );
        let call = self.recorded.call(krate, &self.mock());
        let answer = self.recorded.answer(&call);
        quote! {
            #(#conditions)*
            #[track_caller]
            #signature { #answer }
        }
    }
}
