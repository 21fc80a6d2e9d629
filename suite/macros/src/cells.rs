use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, format_ident, quote, quote_spanned};
use syn::{
    LitStr, Result, Token, braced, bracketed,
    ext::IdentExt,
    parenthesized,
    parse::{Parse, ParseStream},
};

use crate::tokens::located_at;

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

/// Returns the test of one cell.
///
/// A reason for not running it takes the place of the user's `#[ignore]`: two of them are too many.
pub(crate) fn cell(
    id: &Ident,
    reason: Option<&str>,
    marks: &Marks,
    name: &Ident,
    body: &TokenStream,
) -> TokenStream {
    let ignore = match reason {
        Some(reason) => quote!(#[ignore = #reason]),
        None => marks.ignore.clone(),
    };
    let should_panic = &marks.should_panic;
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
                let run = quote!(#krate::__private::run(&TEST, &#krate::__private::factory::#factory, __body));
                let reason = plan.reason(id, capabilities);
                cell(id, reason.as_deref(), &plan.marks, &plan.name, &run)
            }
            State::Off { feature } if !plan.only.is_empty() => {
                let reason = format!("needs the feature `{feature}` of runtime-matrix");
                let fail = quote!(#krate::__private::needs(&TEST, #reason, __body));
                // Whoever runs it all the same shall not see it pass by its panic.
                cell(id, Some(&reason), &Marks::default(), &plan.name, &fail)
            }
            State::Off { .. } => TokenStream::new(),
        }
    }
}

impl Plan {
    /// Returns the reason for which a cell with these capabilities is not run.
    fn reason(&self, id: &Ident, capabilities: &[String]) -> Option<String> {
        if let Some((_, reason)) = self.skips.iter().find(|(cell, _)| id == cell) {
            return Some(reason.clone());
        }
        let missing = self
            .requires
            .iter()
            .find(|name| !capabilities.contains(name))?;
        Some(format!("unsupported: {id} has no `{missing}`"))
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
