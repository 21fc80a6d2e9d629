use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Result, Token, parse::ParseStream, spanned::Spanned};

/// Takes what stands before the next comma.
pub(crate) fn up_to_comma(input: ParseStream<'_>) -> Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    Ok(tokens)
}

/// Returns a span for generated code whose errors are to be shown at `tokens`.
pub(crate) fn located_at(tokens: &impl Spanned) -> Span {
    Span::call_site().located_at(tokens.span())
}

/// Returns the tokens as they are, with their errors shown at `span`.
pub(crate) fn shown_at(span: Span, tokens: &impl ToTokens) -> TokenStream {
    let trees = tokens.to_token_stream().into_iter().map(|mut tree| {
        tree.set_span(tree.span().located_at(span));
        tree
    });
    trees.collect()
}
