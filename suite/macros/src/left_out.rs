use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, MetaNameValue, parse::Parser};

/// Why a cell is not run: what its record says if one is asked for.
pub(crate) struct LeftOut {
    /// A variant of `Verdict`.
    pub(crate) verdict: Ident,
    pub(crate) reason: String,
}

impl LeftOut {
    pub(crate) fn skipped(reason: &str) -> LeftOut {
        LeftOut {
            verdict: Ident::new("Skipped", Span::call_site()),
            reason: reason.to_owned(),
        }
    }

    pub(crate) fn unsupported(cell: &Ident, capability: &str) -> LeftOut {
        LeftOut {
            verdict: Ident::new("Unsupported", Span::call_site()),
            reason: format!("unsupported: {cell} has no `{capability}`"),
        }
    }

    /// Reads the user's own `#[ignore]`, which stays as it is.
    pub(crate) fn by_user(ignore: &TokenStream) -> Option<LeftOut> {
        let attributes = Attribute::parse_outer.parse2(ignore.clone()).ok()?;
        let reason = text(&attributes.first()?.meta);
        let reason = reason.unwrap_or_else(|| "ignored, and no reason is given".to_owned());
        Some(LeftOut::skipped(&reason))
    }

    /// Returns the attribute by which libtest leaves the cell out.
    pub(crate) fn ignore(&self) -> TokenStream {
        let reason = &self.reason;
        quote!(#[ignore = #reason])
    }
}

/// Returns the text in `name = "text"`.
pub(crate) fn text(meta: &Meta) -> Option<String> {
    match meta {
        Meta::NameValue(MetaNameValue {
            value:
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}
