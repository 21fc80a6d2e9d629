use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Error, Item, ItemMod, Meta, Path, Result, Token, Visibility,
    parse::{Parse, ParseStream},
    parse_quote,
};

use crate::{attributes::Attributes, keys::Keys, paths::Aliases};

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
    let also = keys.also.iter_mut().flatten().map(|also| &mut also.path);
    for path in also.chain(&mut keys.krate) {
        aliases.replace(path);
    }
    // A module may have no test that needs one.
    let allow = quote!(#[allow(unused_imports, reason = "for the tests inside")]);
    let cfg = Attributes::sort(&module.attrs).cfg;
    let outer = aliases.imports(&quote!(#(#cfg)* #[cfg(test)] #allow));
    let alias = aliases.names();
    let heir = Heir {
        names,
        imports: quote!(#(#[cfg(test)] #allow use super::#alias;)*),
        test: match &keys.krate {
            Some(path) => {
                let path = &path.tokens;
                parse_quote!(#path::test)
            }
            None => parse_quote!(::runtime_matrix::test),
        },
        keys: keys.into_token_stream(),
    };
    heir.visit_module(&mut module);
    quote!(#outer #module)
}

/// What is handed down.
struct Heir {
    /// The names under which the suite's attributes are known.
    names: Vec<String>,
    imports: TokenStream,
    /// The path of the attribute that takes the place of a bare `#[test]`.
    test: Path,
    keys: TokenStream,
}

impl Heir {
    fn visit_module(&self, module: &mut ItemMod) {
        let Some((_, items)) = &mut module.content else {
            return;
        };
        for item in items.iter_mut() {
            match item {
                Item::Fn(function) => {
                    let is_async = function.sig.asyncness.is_some();
                    for attribute in &mut function.attrs {
                        self.visit_test(attribute, is_async);
                    }
                }
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

    fn visit_test(&self, attribute: &mut Attribute, is_async: bool) {
        if self.is_ours(attribute.path(), "test") {
            let path = attribute.path().to_token_stream();
            self.hand_down(attribute, &path);
        } else if is_async && attribute.path().is_ident("test") {
            self.hand_down(attribute, &self.test.to_token_stream());
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
