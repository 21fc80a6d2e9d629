use std::{str::FromStr, time::Duration};

use proc_macro2::{Ident, TokenStream};
use runtime_matrix_core::{Capability, parse_duration};
use syn::{
    Error, LitInt, LitStr, Result, Token,
    ext::IdentExt,
    parenthesized,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
};

use crate::{
    errors::Errors,
    keys::{Explore, MaxPoll, Only, Skip},
    paths::Also,
    tokens::up_to_comma,
    transports::{self, TRANSPORTS, Transport},
};

/// Each key with an example of how it is written.
const SHAPES: [(&str, &str); 15] = [
    ("only", "only(sim, smol)"),
    ("skip", "skip(smol, reason = \"…\")"),
    ("requires", "requires(threads)"),
    ("timeout", "timeout = \"5s\""),
    ("seeds", "seeds = 32"),
    ("workers", "workers = 4"),
    ("transports", "transports(tcp, unix)"),
    (
        "max_poll",
        "max_poll = \"100ms\"`, or `max_poll(\"100ms\", strict)",
    ),
    ("forbid", "forbid(ambient)"),
    ("explore", "explore`, or `explore(exhaustive)"),
    ("reuse", "reuse"),
    ("clock", "clock = \"virtual\"`, or `clock = \"real\""),
    (
        "level",
        "level = \"must\"`, `level = \"should\"`, or `level = \"may\"",
    ),
    ("also", "also(my_crate::MyRuntime)"),
    ("crate", "crate = my_crate::runtime_matrix"),
];

/// One key with what follows it, up to the comma.
pub(crate) struct Entry {
    pub(crate) key: Ident,
    pub(crate) tokens: TokenStream,
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> Result<Entry> {
        let key = Ident::parse_any(input)
            .map_err(|error| Error::new(error.span(), format!("expected a key: {}", keys())))?;
        let tokens = up_to_comma(input)?;
        Ok(Entry { key, tokens })
    }
}

/// Reads `(smol, …)`.
pub(crate) fn only(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Result<Option<Only>> {
    let names = names("runtime", list(key, "runtime", input, errors)?, errors);
    // Without a name nothing is known of what was meant.
    Ok((!names.is_empty()).then_some(Only { names }))
}

/// Reads `(smol, …, reason = "…")`.
pub(crate) fn skip(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Result<Option<Skip>> {
    let (reasons, items): (Vec<_>, Vec<_>) = items(key, input)?
        .into_iter()
        .partition(|item| reason.parse2(item.clone()).is_ok());
    if items.is_empty() {
        refuse_empty(key, "runtime", &items, errors);
        return Ok(None);
    }
    let count = items.len();
    let names = names("runtime, or `reason = \"…\"`", items, errors);
    if let Some(second) = reasons.get(1) {
        errors.at(
            second,
            "`reason` is set twice: each reason has a `skip` of its own",
        );
    }
    let Some(reason) = reasons
        .into_iter()
        .find_map(|item| reason.parse2(item).ok())
    else {
        // What is no name may have been meant as the reason.
        if names.len() == count {
            errors.at(key, format!("`skip` has no reason: write `{}`", shape(key)));
        }
        return Ok(None);
    };
    if reason.value().trim().is_empty() {
        errors.at(
            &reason,
            "the reason is empty: say why the test cannot run there",
        );
    }
    Ok(Some(Skip { names, reason }))
}

/// Reads `(net, …)`.
pub(crate) fn requires(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Result<Vec<Capability>> {
    let mut capabilities = Vec::new();
    for name in names(
        "capability",
        list(key, "capability", input, errors)?,
        errors,
    ) {
        match Capability::from_name(&name.to_string()) {
            None => {
                let known = Capability::ALL.map(Capability::name).join(", ");
                errors.at(
                    &name,
                    format!("unknown capability `{name}`: the capabilities are {known}"),
                );
            }
            Some(capability) if capabilities.contains(&capability) => {
                errors.at(&name, format!("`{name}` is required twice: once is enough"));
            }
            Some(capability) => capabilities.push(capability),
        }
    }
    Ok(capabilities)
}

/// Reads `= "5s"`.
pub(crate) fn timeout(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Result<Option<Duration>> {
    let literal: LitStr = assigned(key, input)?;
    let duration = match parse_duration(&literal.value()) {
        Ok(Duration::ZERO) => {
            errors.at(
                literal,
                "a timeout of zero ends the test before it starts: leave `timeout` out for the default",
            );
            None
        }
        Ok(duration) => Some(duration),
        Err(error) => {
            errors.at(literal, error);
            None
        }
    };
    Ok(duration)
}

/// Reads `= "100ms"` or `("100ms", strict)`.
pub(crate) fn max_poll(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Result<Option<MaxPoll>> {
    let is_strict = !input.peek(Token![=]);
    let literal: LitStr = if is_strict {
        let strict = |input: ParseStream<'_>| {
            let content;
            parenthesized!(content in input);
            let literal = content.parse()?;
            content.parse::<Token![,]>()?;
            Ok((literal, content.parse()?, content.parse()?))
        };
        let strict = strict.parse2(input.parse()?);
        let (literal, word, _): (LitStr, Ident, Option<Token![,]>) =
            strict.map_err(|_| malformed(key))?;
        if word != "strict" {
            errors.at(&word, format!("expected `strict`: write `{}`", shape(key)));
        }
        literal
    } else {
        assigned(key, input)?
    };
    let limit = match parse_duration(&literal.value()) {
        Ok(Duration::ZERO) => {
            errors.at(
                literal,
                "each poll takes longer than zero: leave `max_poll` out to time none",
            );
            None
        }
        Ok(limit) => Some(limit),
        Err(error) => {
            errors.at(literal, error);
            None
        }
    };
    Ok(limit.map(|limit| MaxPoll { limit, is_strict }))
}

/// Reads `(ambient)`, the one thing that can be forbidden.
pub(crate) fn forbid(key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> Result<bool> {
    let names = names(
        "thing to forbid",
        list(key, "thing to forbid", input, errors)?,
        errors,
    );
    for (index, name) in names.iter().enumerate() {
        if name != "ambient" {
            errors.at(
                name,
                format!("`{name}` cannot be forbidden: write `{}`", shape(key)),
            );
        } else if names[..index].contains(name) {
            errors.at(name, "`ambient` is named twice: once is enough");
        }
    }
    Ok(true)
}

/// Reads nothing: the key says all.
pub(crate) fn word(key: &Ident, input: ParseStream<'_>) -> Result<bool> {
    if input.is_empty() {
        return Ok(true);
    }
    input.parse::<TokenStream>()?;
    Err(malformed(key))
}

/// Reads nothing, or `(exhaustive)`.
pub(crate) fn explore(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Result<Option<Explore>> {
    if input.is_empty() {
        return Ok(Some(Explore::Seeds));
    }
    let names = names(
        "way to explore",
        list(key, "way to explore", input, errors)?,
        errors,
    );
    for name in &names {
        if name != "exhaustive" {
            let message = format!("unknown way to explore `{name}`: write `{}`", shape(key));
            errors.at(name, message);
        }
    }
    Ok((!names.is_empty()).then_some(Explore::Exhaustive))
}

/// Reads `= "name"`, as in `= "virtual"`, of the few that there are.
pub(crate) fn named<T>(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
    from_name: fn(&str) -> Option<T>,
) -> Result<Option<T>> {
    let literal: LitStr = assigned(key, input)?;
    let name = literal.value();
    let value = from_name(&name);
    if value.is_none() {
        errors.at(
            literal,
            format!("unknown {key} `{name}`: write `{}`", shape(key)),
        );
    }
    Ok(value)
}

/// Reads `= 32`.
pub(crate) fn number<T: FromStr>(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Result<Option<T>> {
    let literal: LitInt = assigned(key, input)?;
    let number = literal.base10_digits().parse().ok();
    if number.is_none() {
        errors.at(
            &literal,
            format!("`{literal}` does not fit `{key}`, which is a whole number from 1 up"),
        );
    }
    Ok(number)
}

/// Reads `(tcp, …)`, or nothing for all.
pub(crate) fn transports(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Result<Vec<Transport>> {
    if input.is_empty() {
        return Ok(TRANSPORTS.to_vec());
    }
    let items = list(key, "transport", input, errors)?;
    Ok(transports::resolve(
        &names("transport", items, errors),
        errors,
    ))
}

/// Reads `(path::MyRuntime, …)`.
pub(crate) fn also(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Result<Option<Vec<Also>>> {
    let mut entries = Vec::new();
    for item in list(key, "runtime", input, errors)? {
        match syn::parse2(item.clone()) {
            Ok(entry) => entries.push(entry),
            Err(_) => errors.at(
                &item,
                "expected the path of a unit struct that implements `RuntimeFactory`",
            ),
        }
    }
    Ok((!entries.is_empty()).then_some(entries))
}

/// Reads `= value`.
pub(crate) fn assigned<T: Parse>(key: &Ident, input: ParseStream<'_>) -> Result<T> {
    let value = |input: ParseStream<'_>| {
        input.parse::<Token![=]>()?;
        input.parse()
    };
    value.parse2(input.parse()?).map_err(|_| malformed(key))
}

/// Returns the error for a key that nobody knows.
pub(crate) fn unknown(key: &Ident, input: ParseStream<'_>) -> Error {
    match input.parse::<TokenStream>() {
        Ok(_) => Error::new_spanned(key, format!("unknown key `{key}`: {}", keys())),
        Err(error) => error,
    }
}

/// Reads `(entry, …)` with at least one entry.
fn list(
    key: &Ident,
    what: &str,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Result<Vec<TokenStream>> {
    let items = items(key, input)?;
    refuse_empty(key, what, &items, errors);
    Ok(items)
}

fn items(key: &Ident, input: ParseStream<'_>) -> Result<Vec<TokenStream>> {
    let items = |input: ParseStream<'_>| {
        let content;
        parenthesized!(content in input);
        Punctuated::<Item, Token![,]>::parse_terminated(&content)
    };
    match items.parse2(input.parse()?) {
        Ok(items) => Ok(items.into_iter().map(|item| item.0).collect()),
        Err(_) => Err(malformed(key)),
    }
}

/// One entry of a list, whatever it is.
struct Item(TokenStream);

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> Result<Item> {
        let tokens = up_to_comma(input)?;
        if tokens.is_empty() {
            return Err(input.error("expected an entry"));
        }
        Ok(Item(tokens))
    }
}

fn refuse_empty(key: &Ident, what: &str, items: &[TokenStream], errors: &mut Errors) {
    if items.is_empty() {
        let shape = shape(key);
        errors.at(
            key,
            format!("`{key}` names no {what}: write `{shape}`, or leave it out"),
        );
    }
}

fn names(what: &str, items: Vec<TokenStream>, errors: &mut Errors) -> Vec<Ident> {
    let mut names = Vec::new();
    for item in items {
        match syn::parse2(item.clone()) {
            Ok(name) => names.push(name),
            Err(_) => errors.at(item, format!("expected the name of a {what}")),
        }
    }
    names
}

/// Reads `reason = "…"`.
fn reason(input: ParseStream<'_>) -> Result<LitStr> {
    let key: Ident = input.parse()?;
    if key != "reason" {
        return Err(Error::new_spanned(key, "expected `reason`"));
    }
    input.parse::<Token![=]>()?;
    input.parse()
}

fn malformed(key: &Ident) -> Error {
    Error::new_spanned(key, format!("`{key}` is written `{}`", shape(key)))
}

fn shape(key: &Ident) -> &'static str {
    SHAPES
        .iter()
        .find(|(name, _)| key == name)
        .map_or("", |(_, shape)| shape)
}

fn keys() -> String {
    format!("the keys are {}", SHAPES.map(|(name, _)| name).join(", "))
}
