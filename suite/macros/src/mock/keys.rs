use proc_macro2::{Ident, TokenStream};
use syn::{
    Error, Expr, Generics, Path, Result, Token, Type,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

use crate::{errors::Errors, tokens::up_to_comma};

/// What stands in the parentheses of `#[mock(…)]`.
#[derive(Default)]
pub(crate) struct Keys {
    pub(crate) types: Vec<AssociatedType>,
    pub(crate) constants: Vec<AssociatedConstant>,
    pub(crate) name: Option<Ident>,
    pub(crate) krate: Option<Path>,
}

/// `type Error = io::Error`
pub(crate) struct AssociatedType {
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    pub(crate) ty: Type,
}

/// `const LIMIT: usize = 3`
pub(crate) struct AssociatedConstant {
    pub(crate) name: Ident,
    pub(crate) ty: Option<Type>,
    pub(crate) value: Expr,
}

const SHAPES: &str = "the keys are `type Name = Type`, `const NAME: Type = value`, `name = MockName` and \
                      `crate = path`";

impl Keys {
    /// Reads the keys; what is wrong goes to `errors`.
    pub(crate) fn parse(args: TokenStream, errors: &mut Errors) -> Keys {
        let mut keys = Keys::default();
        let read = |input: ParseStream<'_>| {
            while !input.is_empty() {
                if let Err(error) = keys.read(input, errors) {
                    errors.push(error);
                    up_to_comma(input)?;
                }
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        if let Err(error) = read.parse2(args) {
            errors.push(error);
        }
        keys
    }

    fn read(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> Result<()> {
        if input.peek(Token![type]) {
            return self.read_type(input, errors);
        }
        if input.peek(Token![const]) {
            return self.read_constant(input, errors);
        }
        let key = Ident::parse_any(input)
            .map_err(|error| Error::new(error.span(), format!("expected a key: {SHAPES}")))?;
        match key.to_string().as_str() {
            "name" => {
                let written = |_| Error::new_spanned(&key, "`name` is written `name = MockName`");
                let name = input.call(assigned).map_err(written)?;
                set(&mut self.name, &key, name, errors);
            }
            "crate" => {
                input.parse::<Token![=]>()?;
                set(&mut self.krate, &key, Path::parse_mod_style(input)?, errors);
            }
            _ => {
                let message = format!("unknown key `{key}`: {SHAPES}");
                return Err(Error::new_spanned(key, message));
            }
        }
        Ok(())
    }

    fn read_type(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> Result<()> {
        input.parse::<Token![type]>()?;
        let name: Ident = input.parse()?;
        let generics = input.parse()?;
        input.parse::<Token![=]>()?;
        let ty = input.parse()?;
        if self.types.iter().any(|known| known.name == name) {
            errors.at(&name, format!("`{name}` is set twice: keep one of the two"));
            return Ok(());
        }
        self.types.push(AssociatedType { name, generics, ty });
        Ok(())
    }

    fn read_constant(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> Result<()> {
        input.parse::<Token![const]>()?;
        let name: Ident = input.parse()?;
        let ty = match input.parse::<Option<Token![:]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        input.parse::<Token![=]>()?;
        let value = input.parse()?;
        if self.constants.iter().any(|known| known.name == name) {
            errors.at(&name, format!("`{name}` is set twice: keep one of the two"));
            return Ok(());
        }
        self.constants.push(AssociatedConstant { name, ty, value });
        Ok(())
    }

    /// Returns what was given for an associated type.
    pub(crate) fn associated_type(&self, name: &Ident) -> Option<&AssociatedType> {
        self.types.iter().find(|known| known.name == *name)
    }

    /// Returns what was given for an associated constant.
    pub(crate) fn constant(&self, name: &Ident) -> Option<&AssociatedConstant> {
        self.constants.iter().find(|known| known.name == *name)
    }
}

fn assigned(input: ParseStream<'_>) -> Result<Ident> {
    input.parse::<Token![=]>()?;
    input.parse()
}

fn set<T>(slot: &mut Option<T>, key: &Ident, value: T, errors: &mut Errors) {
    if slot.replace(value).is_some() {
        errors.at(key, format!("`{key}` is set twice: keep one of the two"));
    }
}
