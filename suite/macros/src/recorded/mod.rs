//! What a mock keeps of a signature: the arguments as owned values, and the output without lifetimes.
//!
//! `#[mock]` and `#[patchable]` have it in common.

mod output;
mod parameter;
mod signature;
mod types;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{FnArg, GenericParam, Generics, Signature, Type};

pub(crate) use self::{
    output::{Output, Shape},
    parameter::{Parameter, is_snapshot},
    signature::plain_signature,
    types::{Part, borrows, each_part, mentions, without_lifetimes},
};
use crate::{
    errors::Errors,
    tokens::{located_at, shown_at},
};

/// How many arguments a mock takes.
const MOST: usize = 12;

/// What a mock keeps of the calls of one function.
pub(crate) struct Recorded {
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) output: Output,
    /// Where errors are shown that are about the whole.
    span: Span,
}

/// What is to be known besides the signature.
pub(crate) struct Surroundings<'a> {
    /// The type parameters in scope, of which nothing is known but their bounds.
    pub(crate) unknown: Vec<Ident>,
    /// Puts what is known in the place of `Self::Error` and the like.
    pub(crate) resolve: &'a dyn Fn(&mut Type),
}

impl Recorded {
    pub(crate) fn of(
        signature: &Signature,
        around: &Surroundings<'_>,
        errors: &mut Errors,
    ) -> Recorded {
        let typed = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(parameter) => Some(parameter),
            FnArg::Receiver(_) => None,
        });
        let parameters: Vec<_> = typed
            .enumerate()
            .map(|(index, parameter)| Parameter::of(parameter, index, around, errors))
            .collect();
        if parameters.len() > MOST {
            errors.at(
                &signature.inputs,
                format!(
                    "a mock takes {MOST} arguments at most, and there are {}: put some of them into a struct",
                    parameters.len()
                ),
            );
        }
        if let Some(dots) = &signature.variadic {
            errors.at(dots, "a mock cannot keep a variable number of arguments");
        }
        Recorded {
            parameters,
            output: Output::of(signature, around, errors),
            span: located_at(&signature.ident),
        }
    }

    /// Returns the arguments' type: a tuple.
    pub(crate) fn args(&self) -> TokenStream {
        let types = self.parameters.iter().map(|parameter| &parameter.recorded);
        quote_spanned!(self.span=> (#(#types,)*))
    }

    /// Returns the call of a mock.
    pub(crate) fn call(&self, krate: &TokenStream, mock: &TokenStream) -> TokenStream {
        let function = match self.output.shape {
            Shape::Plain => quote!(finish),
            Shape::Async | Shape::Opaque | Shape::Boxed => quote!(start),
        };
        let function = quote!(#krate::mock::__private::#function);
        self.call_by(&function, mock)
    }

    /// Returns the call of a mock by way of that function.
    pub(crate) fn call_by(&self, function: &TokenStream, mock: &TokenStream) -> TokenStream {
        let function = shown_at(self.span, function);
        let snapshots = self.parameters.iter().map(|parameter| &parameter.snapshot);
        quote_spanned!(self.span=> #function(&#mock, (#(#snapshots,)*)))
    }

    /// Returns the names that failures tell.
    pub(crate) fn labels(&self) -> TokenStream {
        let labels = self.parameters.iter().map(|parameter| &parameter.label);
        quote!(&[#(#labels),*])
    }

    /// Returns the type of the mock.
    pub(crate) fn mock(&self, krate: &TokenStream) -> TokenStream {
        let krate = shown_at(self.span, krate);
        let (args, output) = (self.args(), &self.output.kept);
        match self.output.shape {
            Shape::Plain => quote_spanned!(self.span=> #krate::mock::SyncMock<#args, #output>),
            Shape::Async | Shape::Opaque | Shape::Boxed => {
                quote_spanned!(self.span=> #krate::mock::AsyncMock<#args, #output>)
            }
        }
    }
}

/// Returns the names of the type parameters.
pub(crate) fn type_parameters(generics: &Generics) -> Vec<Ident> {
    let parameters = generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => Some(parameter.ident.clone()),
            _ => None,
        });
    parameters.collect()
}

/// Takes the snapshot attributes out, which no compiler knows.
pub(crate) fn strip_snapshots(signature: &mut Signature) {
    for input in &mut signature.inputs {
        if let FnArg::Typed(parameter) = input {
            parameter.attrs.retain(|attribute| !is_snapshot(attribute));
        }
    }
}
