use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, TokenStreamExt, format_ident, quote};
use syn::{
    Path, Result, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream},
};

use crate::tokens::located_at;

/// A path without generic arguments, as the user wrote it.
pub(crate) struct ItemPath {
    pub(crate) tokens: TokenStream,
    /// The last segment, or what stands after `as`.
    pub(crate) name: Ident,
    /// Only an alias of `#[tests]` says `as`, to keep the name.
    pub(crate) rename: Option<Token![as]>,
    /// Whether the path means something else in another module.
    is_relative: bool,
}

impl Parse for ItemPath {
    fn parse(input: ParseStream<'_>) -> Result<ItemPath> {
        let path = Path::parse_mod_style(input)?;
        let (Some(first), Some(last)) = (path.segments.first(), path.segments.last()) else {
            return Err(input.error("expected a path"));
        };
        let is_absolute =
            path.leading_colon.is_some() || first.ident == "crate" || first.ident == "$crate";
        let rename: Option<Token![as]> = input.parse()?;
        Ok(ItemPath {
            name: match rename {
                Some(_) => input.parse()?,
                None => last.ident.clone(),
            },
            rename,
            is_relative: !is_absolute,
            tokens: path.to_token_stream(),
        })
    }
}

impl ToTokens for ItemPath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let ItemPath {
            tokens: path, name, ..
        } = self;
        tokens.append_all(match &self.rename {
            Some(rename) => quote!(#path #rename #name),
            None => quote!(#path),
        });
    }
}

/// One entry of `also(path::MyRuntime, …)`.
pub(crate) struct Also {
    pub(crate) path: ItemPath,
    /// The id of the cell: `my_runtime`.
    pub(crate) id: Ident,
}

impl Parse for Also {
    fn parse(input: ParseStream<'_>) -> Result<Also> {
        let path: ItemPath = input.parse()?;
        // A keyword is no identifier, and no name for a test.
        let mut id: Ident = syn::parse_str(&snake_case(&path.name.unraw().to_string()))?;
        id.set_span(path.name.span());
        Ok(Also { path, id })
    }
}

fn snake_case(name: &str) -> String {
    let mut id = String::new();
    let mut previous = '_';
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let ends_word = previous.is_lowercase() || previous.is_ascii_digit();
        let starts_word =
            previous.is_uppercase() && letters.peek().is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && (ends_word || starts_word) {
            id.push('_');
        }
        id.extend(letter.to_lowercase());
        previous = letter;
    }
    id
}

/// The imports through which a relative path means the same in the modules below.
///
/// One that is not used is no concern of the user's, and the compiler does not report it.
pub(crate) struct Aliases {
    /// The name of the item that they belong to.
    owner: Ident,
    imports: Vec<Import>,
}

struct Import {
    /// `#[cfg(test)]`, where the path need not be there without it.
    condition: TokenStream,
    path: TokenStream,
    alias: Ident,
}

impl Aliases {
    pub(crate) fn new(owner: &Ident) -> Aliases {
        Aliases {
            owner: owner.clone(),
            imports: Vec::new(),
        }
    }

    /// Returns the alias of a path; an absolute path needs none.
    pub(crate) fn add(&mut self, path: &ItemPath, condition: TokenStream) -> Option<Ident> {
        if !path.is_relative {
            return None;
        }
        let number = self.imports.len();
        let span = located_at(&path.tokens);
        let alias = format_ident!("__{}_{}", self.owner, number, span = span);
        self.imports.push(Import {
            condition,
            path: path.tokens.clone(),
            alias: alias.clone(),
        });
        Some(alias)
    }

    /// Makes the path one that is valid wherever the alias is in scope.
    pub(crate) fn replace(&mut self, path: &mut ItemPath, condition: TokenStream) {
        if let Some(alias) = self.add(path, condition) {
            path.tokens = alias.into_token_stream();
            path.rename = Some(Token![as](path.name.span()));
        }
    }

    /// Returns the imports that bring the aliases from a module into one inside.
    pub(crate) fn inherited(&self) -> TokenStream {
        let imports = self.imports.iter().map(|import| {
            let Import {
                condition, alias, ..
            } = import;
            quote!(#condition use super::#alias;)
        });
        imports.collect()
    }
}

impl ToTokens for Aliases {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for Import {
            condition,
            path,
            alias,
        } in &self.imports
        {
            tokens.append_all(quote!(#condition use #path as #alias;));
        }
    }
}
