use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use crate::{patch::Patchable, recorded::Shape};

impl Patchable {
    /// Returns what `patch!` finds the function by: beside a function a type of the same name, which is imported
    /// with it; in an `impl` one more function.
    pub(crate) fn companion(&self) -> TokenStream {
        let (name, vis) = (&self.signature.ident, &self.visibility);
        let (ty, made) = (self.target_type(), self.target());
        if self.is_associated {
            let companion = self.companion_name();
            return quote! {
                #[doc(hidden)]
                #[allow(
                    dead_code, private_interfaces, clippy::type_complexity,
                    reason = "generated: for `patch!`"
                )]
                #[must_use]
                #vis fn #companion() -> #ty { #made }
            };
        }
        quote! {
            #[doc(hidden)]
            #[allow(dead_code, non_camel_case_types, reason = "generated: it is found by the name of the function")]
            #[derive(::core::fmt::Debug)]
            #vis struct #name {}

            #[allow(
                dead_code, private_interfaces, clippy::type_complexity,
                reason = "generated: for `patch!`"
            )]
            impl #name {
                #[doc(hidden)]
                #[must_use]
                #vis fn __patchable() -> #ty { #made }
            }
        }
    }

    fn target_type(&self) -> TokenStream {
        let (krate, args, output) = (
            &self.krate,
            self.recorded.args(),
            &self.recorded.output.kept,
        );
        let kind = match self.recorded.output.shape {
            Shape::Plain => quote!(ByCall),
            Shape::Async | Shape::Opaque | Shape::Boxed => quote!(ByAwait),
        };
        quote!(#krate::mock::__private::Target<#args, #output, #krate::mock::#kind>)
    }

    fn target(&self) -> TokenStream {
        let (krate, labels) = (&self.krate, self.recorded.labels());
        let name = self.signature.ident.unraw().to_string();
        let owner = if self.is_associated {
            quote!(method(::core::any::type_name::<Self>(), #name))
        } else {
            quote!(function(::core::module_path!(), #name))
        };
        quote! {
            #krate::mock::__private::Target::#owner
                .at(::core::file!(), ::core::line!(), ::core::column!())
                .with_parameters(#labels)
        }
    }
}
