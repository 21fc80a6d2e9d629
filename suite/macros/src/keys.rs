use std::{
    num::{NonZeroU32, NonZeroUsize},
    time::Duration,
};

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, TokenStreamExt, format_ident, quote};
use runtime_matrix_core::Capability;
use runtime_matrix_report::Level;
use syn::{
    LitStr, Result, Token, parenthesized,
    parse::{ParseStream, Parser},
    punctuated::Punctuated,
};

use crate::{
    errors::Errors,
    paths::{Also, ItemPath},
    transports::Transports,
    values::{self, Entry},
};

/// The keys of an attribute.
#[derive(Default)]
pub(crate) struct Keys {
    pub(crate) only: Option<Only>,
    pub(crate) skips: Vec<Skip>,
    pub(crate) requires: Option<Vec<Capability>>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) seeds: Option<NonZeroU32>,
    pub(crate) workers: Option<NonZeroUsize>,
    pub(crate) max_poll: Option<MaxPoll>,
    pub(crate) forbids_ambient: bool,
    pub(crate) explore: Option<Explore>,
    pub(crate) reuse: bool,
    pub(crate) clock: Option<Clock>,
    pub(crate) level: Option<Level>,
    pub(crate) transports: Option<Transports>,
    pub(crate) also: Option<Vec<Also>>,
    pub(crate) krate: Option<ItemPath>,
    /// The keys of the module around, which `#[tests]` hands down as `__defaults(…)`.
    pub(crate) defaults: Option<Box<Keys>>,
}

/// `only(smol, …)`
pub(crate) struct Only {
    pub(crate) names: Vec<Ident>,
}

/// `skip(smol, …, reason = "…")`
pub(crate) struct Skip {
    pub(crate) names: Vec<Ident>,
    pub(crate) reason: LitStr,
}

/// `max_poll = "100ms"` or `max_poll("100ms", strict)`
#[derive(Clone, Copy)]
pub(crate) struct MaxPoll {
    pub(crate) limit: Duration,
    pub(crate) is_strict: bool,
}

/// `explore` or `explore(exhaustive)`
#[derive(Clone, Copy, Debug)]
pub(crate) enum Explore {
    Seeds,
    Exhaustive,
}

/// `clock = "virtual"` or `clock = "real"`
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    Real,
    Virtual,
}

const DEFAULTS: &str = "__defaults";

impl Keys {
    /// Reads what stands in the attribute's parentheses; what is wrong goes to `errors`.
    pub(crate) fn parse(args: TokenStream, errors: &mut Errors) -> Keys {
        let mut keys = Keys::default();
        let mut seen = Vec::new();
        match Punctuated::<Entry, Token![,]>::parse_terminated.parse2(args) {
            Ok(entries) => {
                for entry in entries {
                    keys.read(entry, &mut seen, errors);
                }
            }
            Err(error) => errors.push(error),
        }
        keys
    }

    fn read(&mut self, entry: Entry, seen: &mut Vec<String>, errors: &mut Errors) {
        let Entry { key, tokens } = entry;
        let name = key.to_string();
        if seen.contains(&name) {
            errors.at(&key, format!("`{name}` is set twice: keep one of the two"));
            return;
        }
        let value = |input: ParseStream<'_>| self.read_value(&key, input, errors);
        if let Err(error) = value.parse2(tokens) {
            errors.push(error);
        }
        // Each reason has a `skip` of its own.
        if name != "skip" {
            seen.push(name);
        }
    }

    fn read_value(
        &mut self,
        key: &Ident,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> Result<()> {
        match key.to_string().as_str() {
            "only" => self.only = values::only(key, input, errors)?,
            "skip" => self.skips.extend(values::skip(key, input, errors)?),
            "requires" => self.requires = Some(values::requires(key, input, errors)?),
            "timeout" => self.timeout = values::timeout(key, input, errors)?,
            "seeds" => self.seeds = values::number(key, input, errors)?,
            "workers" => self.workers = values::number(key, input, errors)?,
            "max_poll" => self.max_poll = values::max_poll(key, input, errors)?,
            "forbid" => self.forbids_ambient = values::forbid(key, input, errors)?,
            "explore" => self.explore = values::explore(key, input, errors)?,
            "reuse" => self.reuse = values::word(key, input)?,
            "clock" => self.clock = values::named(key, input, errors, Clock::from_name)?,
            "level" => self.level = values::named(key, input, errors, Level::of_test)?,
            "transports" => {
                // That they are said counts for the parameters, whatever is wrong with them.
                let transports = self.transports.insert(Transports {
                    key: key.clone(),
                    list: Vec::new(),
                });
                transports.list = values::transports(key, input, errors)?;
            }
            "also" => self.also = values::also(key, input, errors)?,
            "crate" => self.krate = Some(values::assigned(key, input)?),
            DEFAULTS => self.defaults = Some(Box::new(defaults(input)?)),
            _ => return Err(values::unknown(key, input)),
        }
        Ok(())
    }

    /// Tells whether the test runs over transports if it takes a context.
    pub(crate) fn over_transports(&self) -> bool {
        let module = self.defaults.as_deref();
        self.transports.is_some() || module.is_some_and(Keys::over_transports)
    }

    /// Lets the keys of the module around stand where these say nothing.
    pub(crate) fn with_defaults(mut self) -> Keys {
        let Some(module) = self.defaults.take() else {
            return self;
        };
        let Keys {
            only,
            skips,
            requires,
            timeout,
            seeds,
            workers,
            max_poll,
            forbids_ambient,
            explore,
            reuse,
            clock,
            level,
            transports,
            also,
            krate,
            defaults: _,
        } = *module;
        // A test that says where it runs has the last word on it.
        if self.only.is_none() && self.skips.is_empty() {
            self.skips = skips;
        }
        let added = self.also.as_deref().unwrap_or_default();
        self.only = self.only.or(only.map(|only| only.with(added)));
        self.requires = self.requires.or(requires);
        self.timeout = self.timeout.or(timeout);
        self.seeds = self.seeds.or(seeds);
        self.workers = self.workers.or(workers);
        self.max_poll = self.max_poll.or(max_poll);
        self.forbids_ambient |= forbids_ambient;
        self.explore = self.explore.or(explore);
        self.reuse |= reuse;
        self.clock = self.clock.or(clock);
        self.level = self.level.or(level);
        self.transports = self.transports.or(transports);
        self.also = self.also.or(also);
        self.krate = self.krate.or(krate);
        self
    }
}

impl Clock {
    /// Returns what stands between the quotes.
    fn name(self) -> &'static str {
        match self {
            Clock::Real => "real",
            Clock::Virtual => "virtual",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Clock> {
        let all = [Clock::Real, Clock::Virtual];
        all.into_iter().find(|clock| clock.name() == name)
    }
}

impl Only {
    /// Returns the names with those of the runtimes that a test adds itself.
    fn with(mut self, added: &[Also]) -> Only {
        self.names.extend(added.iter().map(|also| also.id.clone()));
        self
    }
}

/// Reads `(keys…)`. The module's own attribute has reported what is wrong with them.
fn defaults(input: ParseStream<'_>) -> Result<Keys> {
    let content;
    parenthesized!(content in input);
    Ok(Keys::parse(content.parse()?, &mut Errors::default()))
}

/// Writes the keys as `__defaults(…)` holds them.
impl ToTokens for Keys {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Keys {
            only,
            skips,
            requires,
            timeout,
            seeds,
            workers,
            max_poll,
            forbids_ambient,
            explore,
            reuse,
            clock,
            level,
            transports,
            also,
            krate,
            defaults: _,
        } = self;
        if let Some(Only { names }) = only {
            tokens.append_all(quote!(only(#(#names),*),));
        }
        for Skip { names, reason } in skips {
            tokens.append_all(quote!(skip(#(#names,)* reason = #reason),));
        }
        if let Some(capabilities) = requires {
            let names = capabilities
                .iter()
                .map(|capability| format_ident!("{}", capability.name()));
            tokens.append_all(quote!(requires(#(#names),*),));
        }
        if let Some(timeout) = timeout {
            let millis = format!("{}ms", timeout.as_millis());
            tokens.append_all(quote!(timeout = #millis,));
        }
        if let Some(seeds) = seeds.map(NonZeroU32::get) {
            tokens.append_all(quote!(seeds = #seeds,));
        }
        if let Some(workers) = workers.map(NonZeroUsize::get) {
            tokens.append_all(quote!(workers = #workers,));
        }
        if let Some(MaxPoll { limit, is_strict }) = max_poll {
            let millis = format!("{}ms", limit.as_millis());
            tokens.append_all(match is_strict {
                true => quote!(max_poll(#millis, strict),),
                false => quote!(max_poll = #millis,),
            });
        }
        if *forbids_ambient {
            tokens.append_all(quote!(forbid(ambient),));
        }
        match explore {
            Some(Explore::Seeds) => tokens.append_all(quote!(explore,)),
            Some(Explore::Exhaustive) => tokens.append_all(quote!(explore(exhaustive),)),
            None => {}
        }
        if *reuse {
            tokens.append_all(quote!(reuse,));
        }
        if let Some(clock) = clock {
            let name = clock.name();
            tokens.append_all(quote!(clock = #name,));
        }
        if let Some(level) = level {
            let name = level.name();
            tokens.append_all(quote!(level = #name,));
        }
        if let Some(Transports { key, list }) = transports {
            tokens.append_all(quote!(#key(#(#list),*),));
        }
        if let Some(also) = also {
            let paths = also.iter().map(|also| &also.path);
            tokens.append_all(quote!(also(#(#paths),*),));
        }
        if let Some(path) = krate {
            tokens.append_all(quote!(crate = #path,));
        }
    }
}
