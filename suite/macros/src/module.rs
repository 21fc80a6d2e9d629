use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Error, Item, ItemFn, ItemMod, Meta, Path, Result, Token, UseTree, Visibility,
    parse::{Parse, ParseStream},
    parse_quote,
};

use crate::{keys::Keys, paths::Aliases};

/// The module under `#[tests]`.
pub(crate) struct Module(ItemMod);

impl Parse for Module {
    fn parse(input: ParseStream<'_>) -> Result<Module> {
        let start = input.fork();
        start.call(Attribute::parse_outer)?;
        start.parse::<Visibility>()?;
        if !start.peek(Token![mod]) {
            return Err(
                start.error("`#[runtime_matrix::tests]` goes on a module: `mod name { … }`")
            );
        }
        let module: ItemMod = input.parse()?;
        if module.content.is_none() {
            return Err(Error::new_spanned(
                &module,
                "`#[runtime_matrix::tests]` sees no other file: write the tests here, or the keys at each test",
            ));
        }
        Ok(Module(module))
    }
}

/// Expands `#[tests]`: each attribute inside that can take them gets the keys handed down.
pub(crate) fn tests(module: Module, keys: Keys) -> TokenStream {
    let Module(mut module) = module;
    let mut keys = keys.with_defaults();
    let mut names = vec!["runtime_matrix".to_owned()];
    names.extend(keys.krate.iter().map(|path| path.name.to_string()));

    let mut aliases = Aliases::new(&module.ident);
    for also in keys.also.iter_mut().flatten() {
        aliases.replace(&mut also.path, quote!(#[cfg(test)]));
    }
    if let Some(path) = &mut keys.krate {
        // The attributes inside are found by way of it, and they are there without `cfg(test)` too.
        aliases.replace(path, quote!());
    }
    let heir = Heir {
        names,
        imports: aliases.inherited(),
        test: match &keys.krate {
            Some(path) => {
                let path = &path.tokens;
                quote!(#path::test)
            }
            None => quote!(::runtime_matrix::test),
        },
        keys: keys.into_token_stream(),
    };
    heir.visit_module(&mut module);
    quote!(#aliases #module)
}

/// What is handed down.
struct Heir {
    /// The names under which the suite's attributes are known.
    names: Vec<String>,
    imports: TokenStream,
    /// The path of the attribute that takes the place of a bare `#[test]`.
    test: TokenStream,
    keys: TokenStream,
}

impl Heir {
    fn visit_module(&self, module: &mut ItemMod) {
        let Some((_, items)) = &mut module.content else {
            return;
        };
        let bare = self.bare_test(items);
        for item in items.iter_mut() {
            match item {
                Item::Fn(function) => self.visit_function(function, bare.as_ref()),
                Item::Mod(module) => self.visit_inner(module),
                _ => {}
            }
        }
        if !self.imports.is_empty() {
            items.insert(0, Item::Verbatim(self.imports.clone()));
        }
    }

    /// A module inside that has keys of its own hands them all down itself.
    fn visit_inner(&self, module: &mut ItemMod) {
        let mut attributes = module.attrs.iter_mut();
        match attributes.find(|attribute| self.is_ours(attribute.path(), "tests")) {
            Some(attribute) => {
                let path = attribute.path().to_token_stream();
                self.hand_down(attribute, &path);
            }
            None => self.visit_module(module),
        }
    }

    fn visit_function(&self, function: &mut ItemFn, bare: Option<&TokenStream>) {
        for attribute in &mut function.attrs {
            let path = attribute.path();
            if self.is_ours(path, "test") {
                let path = path.to_token_stream();
                self.hand_down(attribute, &path);
            } else if let (Some(bare), Some(_)) = (bare, &function.sig.asyncness) {
                if path.is_ident("test") {
                    self.hand_down(attribute, bare);
                }
            }
        }
    }

    /// Returns what is to stand for a bare `#[test]`, unless the module has it from someone else.
    fn bare_test(&self, items: &[Item]) -> Option<TokenStream> {
        let origin = items.iter().find_map(|item| match item {
            Item::Use(import) => origin_of_test(&import.tree, None),
            _ => None,
        });
        match origin {
            None => Some(self.test.clone()),
            Some(krate) if self.is_suite(krate) => Some(quote!(test)),
            Some(_) => None,
        }
    }

    /// Tells whether it is the path of our attribute of that name, as in `runtime_matrix::test`.
    fn is_ours(&self, path: &Path, name: &str) -> bool {
        let mut segments = path.segments.iter().rev().map(|segment| &segment.ident);
        let is_named = segments.next().is_some_and(|last| last == name);
        is_named && segments.next().is_some_and(|krate| self.is_suite(krate))
    }

    fn is_suite(&self, krate: &Ident) -> bool {
        self.names.iter().any(|name| krate == name)
    }

    fn hand_down(&self, attribute: &mut Attribute, path: &TokenStream) {
        let keys = &self.keys;
        let own = match &attribute.meta {
            Meta::Path(_) => TokenStream::new(),
            Meta::List(list) => list.tokens.clone(),
            // The attribute itself says what is wrong with it.
            Meta::NameValue(_) => return,
        };
        attribute.meta = parse_quote!(#path(__defaults(#keys), #own));
    }
}

/// Returns the segment before `test`, if the tree imports that name.
fn origin_of_test<'a>(tree: &'a UseTree, parent: Option<&'a Ident>) -> Option<&'a Ident> {
    match tree {
        UseTree::Path(path) => origin_of_test(&path.tree, Some(&path.ident)),
        UseTree::Name(name) if name.ident == "test" => parent,
        UseTree::Rename(name) if name.rename == "test" => parent,
        UseTree::Group(group) => {
            let mut trees = group.items.iter();
            trees.find_map(|tree| origin_of_test(tree, parent))
        }
        _ => None,
    }
}
