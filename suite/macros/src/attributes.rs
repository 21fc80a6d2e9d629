use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Path, Result, Token, parenthesized,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
};

use crate::tokens::up_to_comma;

/// The attributes of a test function, sorted by where they go.
#[derive(Default)]
pub(crate) struct Attributes {
    /// For the function and for what is put beside it: `#[cfg(…)]`.
    pub(crate) cfg: Vec<TokenStream>,
    /// For each cell: `#[ignore]`.
    pub(crate) ignore: Vec<TokenStream>,
    /// For each cell: `#[should_panic]`.
    pub(crate) should_panic: Vec<TokenStream>,
    /// For the function alone: all the others.
    pub(crate) function: Vec<TokenStream>,
    /// For each `#[should_panic]`, under which predicates it stands.
    panics_if: Vec<Vec<TokenStream>>,
}

impl Attributes {
    pub(crate) fn sort(attributes: &[Attribute]) -> Attributes {
        let mut sorted = Attributes::default();
        for attribute in attributes {
            let leaves = leaves(attribute);
            if leaves.iter().any(Leaf::goes_elsewhere) {
                for leaf in leaves {
                    sorted.push(leaf);
                }
            } else {
                sorted.function.push(attribute.to_token_stream());
            }
        }
        sorted
    }

    fn push(&mut self, leaf: Leaf) {
        let attribute = leaf.attribute();
        if leaf.path.is_ident("cfg") {
            self.cfg.push(attribute);
        } else if leaf.path.is_ident("ignore") {
            self.ignore.push(attribute);
        } else if leaf.path.is_ident("should_panic") {
            self.should_panic.push(attribute);
            self.panics_if.push(leaf.predicates);
        } else {
            self.function.push(attribute);
        }
    }

    /// Returns the expression that tells whether the test is to panic.
    pub(crate) fn expects_panic(&self) -> TokenStream {
        let cases = &self.panics_if;
        if cases.iter().any(Vec::is_empty) {
            quote!(true)
        } else if cases.is_empty() {
            quote!(false)
        } else {
            quote!(::core::cfg!(any(#(all(#(#cases),*)),*)))
        }
    }
}

/// An attribute, or one that a `#[cfg_attr]` sets.
pub(crate) struct Leaf {
    pub(crate) path: Path,
    /// What stands in the brackets.
    tokens: TokenStream,
    /// The predicates of each `#[cfg_attr]` around it.
    predicates: Vec<TokenStream>,
}

impl Leaf {
    fn goes_elsewhere(&self) -> bool {
        ["cfg", "ignore", "should_panic"]
            .iter()
            .any(|name| self.path.is_ident(name))
    }

    fn attribute(&self) -> TokenStream {
        let Leaf {
            tokens, predicates, ..
        } = self;
        match predicates.as_slice() {
            [] => quote!(#[#tokens]),
            [predicate] => quote!(#[cfg_attr(#predicate, #tokens)]),
            predicates => quote!(#[cfg_attr(all(#(#predicates),*), #tokens)]),
        }
    }
}

/// Returns the attributes that one amounts to; none if it is unlike any that matter here.
pub(crate) fn leaves(attribute: &Attribute) -> Vec<Leaf> {
    let meta = attribute.meta.to_token_stream();
    let mut leaves = Vec::new();
    match syn::parse2(meta).and_then(|meta| flatten(meta, &[], &mut leaves)) {
        Ok(()) => leaves,
        Err(_) => Vec::new(),
    }
}

struct Meta {
    path: Path,
    arguments: TokenStream,
}

impl Parse for Meta {
    fn parse(input: ParseStream<'_>) -> Result<Meta> {
        Ok(Meta {
            path: Path::parse_mod_style(input)?,
            arguments: up_to_comma(input)?,
        })
    }
}

fn flatten(meta: Meta, predicates: &[TokenStream], leaves: &mut Vec<Leaf>) -> Result<()> {
    let Meta { path, arguments } = meta;
    if !path.is_ident("cfg_attr") {
        leaves.push(Leaf {
            tokens: quote!(#path #arguments),
            path,
            predicates: predicates.to_vec(),
        });
        return Ok(());
    }
    let (predicate, metas) = conditional.parse2(arguments)?;
    let predicates = [predicates, &[predicate]].concat();
    metas
        .into_iter()
        .try_for_each(|meta| flatten(meta, &predicates, leaves))
}

/// Reads `(predicate, attribute, …)`.
fn conditional(input: ParseStream<'_>) -> Result<(TokenStream, Punctuated<Meta, Token![,]>)> {
    let content;
    parenthesized!(content in input);
    let predicate = up_to_comma(&content)?;
    content.parse::<Option<Token![,]>>()?;
    let metas = Punctuated::parse_terminated(&content)?;
    Ok((predicate, metas))
}
