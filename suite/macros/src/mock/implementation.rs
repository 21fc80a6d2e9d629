use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, Pat, PatIdent, ReceiverKind, Signature, parse_quote};

use crate::{
    mock::{Mocked, method::Method},
    recorded::{Recorded, Shape, strip_snapshots},
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
        let (conditions, signature) =
            (&self.conditions, signature(&self.signature, &self.recorded));
        let call = self.recorded.call(krate, &self.mock());
        let answer = self.recorded.answer(&call);
        quote! {
            #(#conditions)*
            #[track_caller]
            #signature { #answer }
        }
    }
}

impl Recorded {
    /// Returns the body that makes that call at once, and gives what the function gives.
    pub(crate) fn answer(&self, call: &TokenStream) -> TokenStream {
        // A future whose output borrows is one more type.
        let (made, future) = if self.output.borrows {
            let future = quote!(async move { __call.await });
            (quote!(let __call = #call;), future)
        } else {
            (TokenStream::new(), call.clone())
        };
        match self.output.shape {
            Shape::Plain => call.clone(),
            Shape::Async | Shape::Opaque => quote!(#made #future),
            Shape::Boxed => quote!(#made ::std::boxed::Box::pin(#future)),
        }
    }
}

/// Returns the signature with plain names, and with an `async fn` as a function that returns a future.
pub(crate) fn signature(signature: &Signature, recorded: &Recorded) -> Signature {
    let mut signature = signature.clone();
    strip_snapshots(&mut signature);
    let mut parameters = recorded.parameters.iter();
    for input in &mut signature.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                if !matches!(receiver.kind, ReceiverKind::Reference(..)) {
                    receiver.mutability = None;
                }
            }
            FnArg::Typed(typed) => {
                let Some(parameter) = parameters.next() else {
                    continue;
                };
                typed.attrs.clear();
                *typed.pat = Pat::Ident(PatIdent {
                    attrs: Vec::new(),
                    by_ref: None,
                    mutability: None,
                    ident: parameter.name.clone(),
                    subpat: None,
                });
            }
        }
    }
    if signature.asyncness.take().is_some() {
        let ty = &recorded.output.declared;
        signature.output = parse_quote!(-> impl ::core::future::Future<Output = #ty>);
    }
    signature
}
