use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{
    Error, Path, Result, Token, Type, bracketed,
    ext::IdentExt,
    parse::{Parse, ParseStream},
};

use crate::{patch::companion_name, tokens::located_at};

/// `[$crate] path::of::function`
struct Target {
    krate: TokenStream,
    function: Function,
}

/// What is to be patched.
enum Function {
    Free(Path),
    /// The type, and the name.
    Associated(TokenStream, Ident),
}

impl Parse for Target {
    fn parse(input: ParseStream<'_>) -> Result<Target> {
        let krate;
        bracketed!(krate in input);
        Ok(Target {
            krate: krate.parse()?,
            function: syn::parse2(ungrouped(input.parse()?))?,
        })
    }
}

/// Takes out the invisible delimiters that a macro puts around a path.
fn ungrouped(tokens: TokenStream) -> TokenStream {
    let trees = tokens.into_iter().flat_map(|tree| match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            ungrouped(group.stream())
        }
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), ungrouped(group.stream()));
            inner.set_span(group.span());
            TokenTree::Group(inner).into()
        }
        tree => tree.into(),
    });
    trees.collect()
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> Result<Function> {
        if input.peek(Token![<]) {
            return of_type(input);
        }
        let path: Path = input.parse()?;
        let segments: Vec<_> = path.segments.iter().collect();
        let Some((last, owner)) = segments.split_last() else {
            return Err(input.error("expected the path of a function"));
        };
        if !last.arguments.is_empty() {
            return Err(Error::new_spanned(
                last,
                "a generic function cannot be patched: patch one that is not generic, or mock a trait",
            ));
        }
        if owner.last().is_some_and(|segment| is_type(&segment.ident)) {
            let colon = &path.leading_colon;
            return Ok(Function::Associated(
                quote!(#colon #(#owner)::*),
                last.ident.clone(),
            ));
        }
        Ok(Function::Free(path))
    }
}

/// Reads `<Type>::function`.
fn of_type(input: ParseStream<'_>) -> Result<Function> {
    input.parse::<Token![<]>()?;
    let ty: Type = input.parse()?;
    input.parse::<Token![>]>()?;
    input.parse::<Token![::]>()?;
    let name = input.parse()?;
    Ok(Function::Associated(quote!(<#ty>), name))
}

/// Types start with a capital letter, and modules do not.
fn is_type(name: &Ident) -> bool {
    name.unraw().to_string().starts_with(char::is_uppercase)
}

/// Expands to the target of a patch. Where there is none, the name that stands in for it does not implement what
/// a patch asks for, and that is what the compiler tells.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let Target { krate, function } = match syn::parse2(input) {
        Ok(target) => target,
        Err(error) => return error.into_compile_error(),
    };
    match function {
        Function::Free(path) => {
            let span = located_at(&path);
            let found = quote_spanned!(span=> __RuntimeMatrixTarget::__patchable());
            quote! {{
                #[allow(unused_imports, reason = "generated: one of them is there")]
                use #path as __RuntimeMatrixTarget;
                #[allow(unused_imports, reason = "generated: for want of a patchable function")]
                use #krate::mock::__private::not_patchable::*;
                #found
            }}
        }
        Function::Associated(ty, name) => {
            let companion = companion_name(&name);
            let span = located_at(&name);
            let found = quote_spanned!(span=> #ty::#companion());
            quote! {{
                #[allow(dead_code, reason = "generated: for want of a patchable function")]
                trait __NotPatchable {
                    fn #companion() -> #krate::mock::__private::not_patchable::__RuntimeMatrixTarget {
                        #krate::mock::__private::not_patchable::__RuntimeMatrixTarget {}
                    }
                }
                impl<T: ?::core::marker::Sized> __NotPatchable for T {}
                #found
            }}
        }
    }
}
