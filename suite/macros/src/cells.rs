use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, format_ident, quote, quote_spanned};
use syn::{
    LitStr, Result, Token, braced, bracketed,
    ext::IdentExt,
    parenthesized,
    parse::{Parse, ParseStream},
};

use crate::{left_out::LeftOut, tokens::located_at};

/// What decides on the built-in cells of a test.
pub(crate) struct Plan {
    /// The only cells there are; none means all.
    pub(crate) only: Vec<String>,
    /// The cells that are skipped, with the reason.
    pub(crate) skips: Vec<(String, String)>,
    pub(crate) requires: Vec<String>,
    pub(crate) marks: Marks,
    /// The test's name, whose place is that of its cells.
    pub(crate) name: Ident,
}

/// The attributes that the user has set for each cell.
#[derive(Default)]
pub(crate) struct Marks {
    pub(crate) ignore: TokenStream,
    pub(crate) should_panic: TokenStream,
}

/// Returns the test of one cell whose runtime is on.
pub(crate) fn cell(
    id: &Ident,
    left_out: Option<LeftOut>,
    marks: &Marks,
    name: &Ident,
    (krate, factory): (&impl ToTokens, &TokenStream),
) -> TokenStream {
    // A reason for not running it takes the place of the user's `#[ignore]`: two of them are too many.
    let ignore = left_out
        .as_ref()
        .map_or_else(|| marks.ignore.clone(), LeftOut::ignore);
    let body = match left_out.or_else(|| LeftOut::by_user(&marks.ignore)) {
        Some(LeftOut { verdict, reason }) => quote! {
            #krate::__private::left_out(&TEST, #factory, __body, #krate::Verdict::#verdict, #reason)
        },
        None => {
            let cell = id.unraw().to_string();
            quote!(#krate::__private::run(&TEST, #cell, #factory, __body))
        }
    };
    libtest(id, (&ignore, &marks.should_panic), name, &body)
}

/// Returns the test of one cell whose runtime is off.
fn cell_that_is_off(id: &Ident, feature: &str, name: &Ident, krate: &TokenTree) -> TokenStream {
    let reason = format!("needs the feature `{feature}` of runtime-matrix");
    let runtime = id.to_string();
    let body = quote!(#krate::__private::needs(&TEST, #runtime, #reason, __body));
    let ignore = quote!(#[ignore = #reason]);
    // Whoever runs it all the same shall not see it pass by its panic.
    libtest(id, (&ignore, &TokenStream::new()), name, &body)
}

/// Returns a function that libtest takes for a test.
fn libtest(
    id: &Ident,
    (ignore, should_panic): (&TokenStream, &TokenStream),
    name: &Ident,
    body: &TokenStream,
) -> TokenStream {
    // libtest and editors take the cell to be where the test's name stands, not in the suite's table.
    let at = located_at(name);
    let mut id = id.clone();
    id.set_span(at);
    quote_spanned! {at=>
        #[::core::prelude::v1::test] #ignore #should_panic fn #id() { #body }
    }
}

/// A plan with the suite's table of built-in cells: what its macro `__cells!` puts together.
pub(crate) struct Matrix {
    krate: TokenTree,
    rows: Vec<Row>,
    plan: Plan,
}

struct Row {
    id: Ident,
    state: State,
}

enum State {
    On {
        factory: Ident,
        capabilities: Vec<String>,
    },
    Off {
        feature: String,
    },
}

impl Matrix {
    pub(crate) fn expand(&self) -> TokenStream {
        let only = &self.plan.only;
        let rows = self.rows.iter();
        rows.filter(|row| only.is_empty() || only.iter().any(|id| row.id == id))
            .map(|row| self.row(row))
            .collect()
    }

    fn row(&self, row: &Row) -> TokenStream {
        let Matrix { krate, plan, .. } = self;
        let Row { id, state } = row;
        match state {
            State::On {
                factory,
                capabilities,
            } => {
                let factory = quote!(&#krate::__private::factory::#factory);
                let left_out = plan.left_out(id, capabilities);
                cell(id, left_out, &plan.marks, &plan.name, (krate, &factory))
            }
            State::Off { feature } if !plan.only.is_empty() => {
                cell_that_is_off(id, feature, &plan.name, krate)
            }
            State::Off { .. } => TokenStream::new(),
        }
    }
}

impl Plan {
    /// Tells why a cell with these capabilities is not run, if it is not.
    fn left_out(&self, id: &Ident, capabilities: &[String]) -> Option<LeftOut> {
        if let Some((_, reason)) = self.skips.iter().find(|(cell, _)| id == cell) {
            return Some(LeftOut::skipped(reason));
        }
        let missing = self
            .requires
            .iter()
            .find(|name| !capabilities.contains(name))?;
        Some(LeftOut::unsupported(id, missing))
    }
}

/// Writes `name [only …] [cell "reason" …] [capability …] [#[ignore] …] [#[should_panic] …]`.
impl ToTokens for Plan {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let ident = |name: &String| format_ident!("{name}");
        let only = self.only.iter().map(ident);
        let (skipped, reasons): (Vec<_>, Vec<_>) = self
            .skips
            .iter()
            .map(|(cell, reason)| (ident(cell), reason))
            .unzip();
        let requires = self.requires.iter().map(ident);
        let Marks {
            ignore,
            should_panic,
        } = &self.marks;
        let name = &self.name;
        tokens.append_all(quote! {
            #name [#(#only)*] [#(#skipped #reasons)*] [#(#requires)*] [#ignore] [#should_panic]
        });
    }
}

impl Parse for Plan {
    fn parse(input: ParseStream<'_>) -> Result<Plan> {
        Ok(Plan {
            name: input.call(Ident::parse_any)?,
            only: bracketed_all(input, name)?,
            skips: bracketed_all(input, |input| {
                Ok((name(input)?, input.parse::<LitStr>()?.value()))
            })?,
            requires: bracketed_all(input, name)?,
            marks: Marks {
                ignore: input.parse::<Group>()?.stream(),
                should_panic: input.parse::<Group>()?.stream(),
            },
        })
    }
}

/// Reads `$crate { row … } plan`.
impl Parse for Matrix {
    fn parse(input: ParseStream<'_>) -> Result<Matrix> {
        let krate = input.parse()?;
        let table;
        braced!(table in input);
        Ok(Matrix {
            krate,
            rows: all(&table, Row::parse)?,
            plan: input.parse()?,
        })
    }
}

/// Reads `id(factory: capability …)` or `id(off "feature")`.
impl Parse for Row {
    fn parse(input: ParseStream<'_>) -> Result<Row> {
        let id = input.parse()?;
        let state;
        parenthesized!(state in input);
        let is_off = state.peek2(LitStr);
        let state = if is_off {
            state.parse::<Ident>()?;
            State::Off {
                feature: state.parse::<LitStr>()?.value(),
            }
        } else {
            let factory = state.parse()?;
            state.parse::<Token![:]>()?;
            State::On {
                factory,
                capabilities: all(&state, name)?,
            }
        };
        Ok(Row { id, state })
    }
}

fn name(input: ParseStream<'_>) -> Result<String> {
    Ok(input.call(Ident::parse_any)?.to_string())
}

fn bracketed_all<T>(
    input: ParseStream<'_>,
    parse: impl Fn(ParseStream<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let content;
    bracketed!(content in input);
    all(&content, parse)
}

fn all<T>(input: ParseStream<'_>, parse: impl Fn(ParseStream<'_>) -> Result<T>) -> Result<Vec<T>> {
    let mut entries = Vec::new();
    while !input.is_empty() {
        entries.push(parse(input)?);
    }
    Ok(entries)
}
