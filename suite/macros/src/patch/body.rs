use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, FnArg, Receiver, ReceiverKind, Signature, ext::IdentExt};

use crate::{
    patch::Patchable,
    recorded::{Shape, plain_signature, strip_snapshots},
};

impl Patchable {
    /// Returns the function: it calls the mock of the patch in force, or else does what it always did.
    pub(crate) fn function(&self) -> TokenStream {
        let (visibility, signature) = (
            &self.visibility,
            plain_signature(&self.signature, &self.recorded),
        );
        let attributes = self.attributes.iter().filter(|attribute| {
            let is_expectation = attribute.path().is_ident("expect");
            // What is expected of the body is expected where the body has gone.
            !(is_expectation && self.has_sibling())
        });
        let track_caller = (!self.tracks_caller()).then(|| quote!(#[track_caller]));
        let body = match self.recorded.output.shape {
            Shape::Async => self.body_of_async(),
            Shape::Plain | Shape::Boxed => self.body_of_plain(),
            Shape::Opaque => self.body_of_opaque(),
        };
        let sibling = self.has_sibling().then(|| self.real());
        quote! {
            #(#attributes)*
            #track_caller
            #[allow(
                unused_braces, clippy::double_must_use, clippy::manual_async_fn, clippy::needless_lifetimes,
                clippy::redundant_async_block, clippy::used_underscore_items,
                reason = "generated: the call is noted before the first poll"
            )]
            #visibility #signature { #body }
            #sibling
        }
    }

    /// Returns what finds the patch that is in force.
    fn lookup(&self) -> TokenStream {
        if self.is_associated {
            let companion = self.companion_name();
            quote!(Self::#companion().in_force())
        } else {
            let name = &self.signature.ident;
            quote!(#name::__patchable().in_force())
        }
    }

    /// An async block has the real body, so that all in it is as it was, and what is dropped is dropped in order.
    fn body_of_async(&self) -> TokenStream {
        let (krate, lookup, body) = (&self.krate, self.lookup(), &self.body);
        let call = self.patched_call("start_patched");
        let names = self
            .recorded
            .parameters
            .iter()
            .map(|parameter| &parameter.name);
        let arguments = hidden("__arguments");
        let patterns = self.patterns(&arguments);
        let receiver = self.receiver_by_value().map(|receiver| {
            let itself = &receiver.self_token;
            quote!(let _ = &#itself;)
        });
        quote! {
            let __call = match #lookup {
                ::core::option::Option::Some(__patch) => {
                    #krate::mock::__private::Call::Patched(#call)
                }
                ::core::option::Option::None => #krate::mock::__private::Call::Real((#(#names,)*)),
            };
            async move {
                match __call {
                    #krate::mock::__private::Call::Patched(__answer) => __answer.await,
                    #krate::mock::__private::Call::Real(#arguments) => {
                        #receiver
                        #patterns
                        #body
                    }
                }
            }
        }
    }

    /// Binds the parameters as an `async fn` does, one after the other.
    fn patterns(&self, arguments: &Ident) -> TokenStream {
        let typed = self
            .signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                FnArg::Typed(parameter) => Some(&parameter.pat),
                FnArg::Receiver(_) => None,
            });
        let parameters = self.recorded.parameters.iter().zip(typed).enumerate();
        let bound = parameters.map(|(index, (parameter, pattern))| {
            let index = Literal::usize_unsuffixed(index);
            if parameter.is_named {
                return quote!(let #pattern = #arguments.#index;);
            }
            let name = &parameter.name;
            quote!(let #name = #arguments.#index; let #pattern = #name;)
        });
        let unused = self
            .recorded
            .parameters
            .is_empty()
            .then(|| quote!(let () = #arguments;));
        quote!(#(#bound)* #unused)
    }

    fn body_of_plain(&self) -> TokenStream {
        let (lookup, real) = (self.lookup(), self.call_of_real());
        let function = match self.recorded.output.shape {
            Shape::Plain => "finish_patched",
            _ => "start_patched",
        };
        let patched = self.recorded.answer(&self.patched_call(function));
        let nested = self.nested();
        quote! {
            #nested
            match #lookup {
                ::core::option::Option::Some(__patch) => { #patched }
                ::core::option::Option::None => #real,
            }
        }
    }

    fn body_of_opaque(&self) -> TokenStream {
        let (krate, lookup, real) = (&self.krate, self.lookup(), self.call_of_real());
        let patched = self.recorded.answer(&self.patched_call("start_patched"));
        let nested = self.nested();
        quote! {
            #nested
            match #lookup {
                ::core::option::Option::Some(__patch) => {
                    #krate::mock::__private::Either::patched({ #patched })
                }
                ::core::option::Option::None => #krate::mock::__private::Either::real(#real),
            }
        }
    }

    fn patched_call(&self, function: &str) -> TokenStream {
        let (krate, function) = (&self.krate, Ident::new(function, Span::call_site()));
        let function = quote!(#krate::mock::__private::#function);
        self.recorded.call_by(&function, &quote!(__patch))
    }

    // --- the real body of a function that is not async ------------------------------------------------

    /// It is a function of its own, since the one around knows its caller, and the places of its panics would be
    /// the caller's. In an `impl` it stands beside, for the sake of `self`.
    fn has_sibling(&self) -> bool {
        self.is_associated && self.recorded.output.shape != Shape::Async
    }

    fn nested(&self) -> Option<TokenStream> {
        (!self.is_associated).then(|| self.real())
    }

    fn real_name(&self) -> Ident {
        let name = &self.signature.ident;
        format_ident!("__real_{}", name.unraw(), span = name.span())
    }

    fn real(&self) -> TokenStream {
        let mut signature: Signature = self.signature.clone();
        strip_snapshots(&mut signature);
        signature.ident = self.real_name();
        let lints = self
            .attributes
            .iter()
            .filter(|attribute| is_for_body(attribute));
        let lints = lints
            .filter(|attribute| self.is_associated || attribute.path().is_ident("track_caller"));
        let body = &self.body;
        quote!(#(#lints)* #signature #body)
    }

    fn call_of_real(&self) -> TokenStream {
        let name = self.real_name();
        let arguments = self
            .recorded
            .parameters
            .iter()
            .map(|parameter| &parameter.name);
        if !self.is_associated {
            return quote!(#name(#(#arguments),*));
        }
        let receiver = self.signature.receiver().map(|receiver| {
            let itself = &receiver.self_token;
            quote!(#itself,)
        });
        quote!(Self::#name(#receiver #(#arguments),*))
    }

    fn tracks_caller(&self) -> bool {
        let mut attributes = self.attributes.iter();
        attributes.any(|attribute| attribute.path().is_ident("track_caller"))
    }

    fn receiver_by_value(&self) -> Option<&Receiver> {
        let receiver = self.signature.receiver()?;
        (!matches!(receiver.kind, ReceiverKind::Reference(..))).then_some(receiver)
    }
}

/// Tells whether the attribute means the body.
fn is_for_body(attribute: &Attribute) -> bool {
    let path = attribute.path().to_token_stream().to_string();
    ["allow", "expect", "warn", "deny", "forbid", "track_caller"].contains(&path.as_str())
}

fn hidden(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
