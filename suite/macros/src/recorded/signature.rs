use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, Pat, PatIdent, ReceiverKind, Signature, parse_quote};

use crate::recorded::{Recorded, Shape, strip_snapshots};

impl Recorded {
    /// Returns what makes that call of a mock at once, and gives what the function gives.
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
pub(crate) fn plain_signature(signature: &Signature, recorded: &Recorded) -> Signature {
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
