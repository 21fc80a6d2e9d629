use std::{
    num::{NonZeroU32, NonZeroUsize},
    time::Duration,
};

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use runtime_matrix_core::Capability;
use syn::{Attribute, ReturnType, Signature, Type};

use crate::{
    attributes::Attributes,
    cells::{Marks, Plan, cell},
    function::Function,
    keys::{Clock, Keys},
    left_out::LeftOut,
    parameters::Parameters,
    paths::{Aliases, Also, ItemPath},
    runtimes::CELLS,
    selection::Selection,
    tokens::located_at,
    transports::Transport,
};

/// Expands `#[test]`: the function as it was, and beside it a module with the cells.
pub(crate) fn test(function: &Function, keys: Keys) -> TokenStream {
    let mut keys = keys.with_defaults();
    let selection = Selection::new(&mut keys);
    let attributes = Attributes::sort(&function.attributes);
    let name = &function.signature.ident;
    let mut aliases = Aliases::new(name);
    let krate = match &keys.krate {
        Some(path) => inner(path, &mut aliases),
        None => quote!(::runtime_matrix),
    };
    let parameters = Parameters::of(&function.signature, keys.over_transports());
    let kinds = keys.reuse.then(|| selection.kinds());
    let constant = constant(name, &keys, kinds, &attributes, &krate);
    let cells = cells(name, selection, &keys, &attributes, &krate, &mut aliases);
    let content = match &keys.transports {
        Some(transports) if parameters.ctx.is_some() => {
            let body = over(function, parameters, &krate);
            let modules = transports.list.iter();
            let modules = modules.map(|transport| module(*transport, name, &cells, &krate));
            // By them, what stands one module further down finds the same under the same path.
            let imports = aliases.inherited();
            quote!(#imports const TEST: #krate::__private::Test = #constant; #body #(#modules)*)
        }
        _ => {
            let body = body(function, parameters, &krate);
            quote!(static TEST: #krate::__private::Test = #constant; #body #cells)
        }
    };

    let function = plain(function, &attributes);
    // A lint about the name is for the function alone.
    let mut module = name.clone();
    module.set_span(located_at(name));
    quote! {
        #[cfg(test)] #function
        #aliases
        #[cfg(test)] mod #module { #content }
    }
}

/// Returns the path as the module beside the function writes it.
fn inner(path: &ItemPath, aliases: &mut Aliases) -> TokenStream {
    match aliases.add(path, quote!(#[cfg(test)])) {
        Some(alias) => quote_spanned!(alias.span()=> super::#alias),
        None => path.tokens.clone(),
    }
}

/// Returns the function without the attributes that go elsewhere.
fn plain(function: &Function, attributes: &Attributes<'_>) -> TokenStream {
    let Function {
        visibility,
        signature,
        body,
        ..
    } = function;
    let attributes = &attributes.function;
    quote!(#(#attributes)* #visibility #signature #body)
}

/// Returns what all cells of the test have in common, as a value.
fn constant(
    name: &Ident,
    keys: &Keys,
    kinds: Option<Vec<&str>>,
    attributes: &Attributes<'_>,
    krate: &TokenStream,
) -> TokenStream {
    // The place is where the outermost expansion began, and the name is in none.
    let here = name.span();
    let file = quote_spanned!(here=> ::core::file!());
    let line = quote_spanned!(here=> ::core::line!());
    let column = quote_spanned!(here=> ::core::column!());
    let timeout = option(keys.timeout.map(duration));
    let max_poll = option(keys.max_poll.map(|max_poll| {
        let limit = duration(max_poll.limit);
        let variant = Ident::new(
            if max_poll.is_strict { "Strict" } else { "Told" },
            Span::call_site(),
        );
        quote!(#krate::__private::MaxPoll::#variant(#limit))
    }));
    let workers = Literal::usize_unsuffixed(keys.workers.map_or(0, NonZeroUsize::get));
    let seeds = Literal::u32_unsuffixed(keys.seeds.map_or(1, NonZeroU32::get));
    let requires = keys.requires.iter().flatten().map(|capability| {
        let variant = format_ident!("{capability:?}");
        quote!(#krate::Capability::#variant)
    });
    let forbids_ambient = keys.forbids_ambient;
    let reuse = option(kinds.map(|kinds| quote!(&[#(#kinds),*])));
    let explore = option(keys.explore.map(|explore| {
        let variant = format_ident!("{explore:?}");
        quote!(#krate::__private::Explore::#variant)
    }));
    let virtual_clock = keys.clock == Some(Clock::Virtual);
    let level = keys.level.unwrap_or_default();
    let level = format_ident!("{level:?}");
    let should_panic = option(attributes.expected_panic());
    quote! {
        #krate::__private::Test {
            package: ::core::env!("CARGO_PKG_NAME"),
            module: ::core::module_path!(),
            file: #file,
            line: #line,
            column: #column,
            timeout: #timeout,
            workers: #workers,
            seeds: #seeds,
            max_poll: #max_poll,
            forbids_ambient: #forbids_ambient,
            explore: #explore,
            reuse: #reuse,
            virtual_clock: #virtual_clock,
            level: #krate::__private::Level::#level,
            requires: &[#(#requires),*],
            should_panic: #should_panic,
        }
    }
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

fn duration(duration: Duration) -> TokenStream {
    // What was read as `u64` milliseconds fits them again.
    let millis = Literal::u128_unsuffixed(duration.as_millis());
    quote!(::core::time::Duration::from_millis(#millis))
}

/// Returns the function that starts the test's; where its types are wrong, the error is at them.
fn body(function: &Function, parameters: Parameters<'_>, krate: &TokenStream) -> TokenStream {
    let rt = parameters.rt.map(|ty| Ident::new("rt", located_at(ty)));
    let parameter = rt.as_ref().map_or(quote!(_), ToTokens::to_token_stream);
    let boxed = boxed(&function.signature, &rt.to_token_stream(), krate);
    quote! {
        fn __body(#parameter: #krate::Runtime) -> #krate::__private::Body { #boxed }
    }
}

/// Returns the function that starts the test's over a transport: the one place where its future is boxed.
fn over(function: &Function, parameters: Parameters<'_>, krate: &TokenStream) -> TokenStream {
    let at =
        |ty: Option<&Type>, name| Ident::new(name, ty.map_or_else(Span::call_site, located_at));
    let (rt, ctx) = (at(parameters.rt, "rt"), at(parameters.ctx, "ctx"));
    let arguments = match parameters.rt {
        Some(_) => quote!(#rt, #ctx),
        None => ctx.to_token_stream(),
    };
    let boxed = boxed(&function.signature, &arguments, krate);
    quote! {
        fn __over(#rt: #krate::Runtime, transport: #krate::Transport) -> #krate::__private::Body {
            let #ctx = #krate::Ctx::new(&#rt, transport);
            #boxed
        }
    }
}

/// Returns the module with the cells of one transport.
fn module(
    transport: Transport,
    name: &Ident,
    cells: &TokenStream,
    krate: &TokenStream,
) -> TokenStream {
    let mut module = transport.module();
    module.set_span(located_at(name));
    let variant = transport.variant();
    quote! {
        mod #module {
            static TEST: #krate::__private::Test = #krate::__private::Test {
                module: ::core::module_path!(),
                ..super::TEST
            };
            fn __body(rt: #krate::Runtime) -> #krate::__private::Body {
                super::__over(rt, #krate::Transport::#variant)
            }
            #cells
        }
    }
}

/// Returns the call of the function, boxed.
fn boxed(signature: &Signature, arguments: &TokenStream, krate: &TokenStream) -> TokenStream {
    let name = &signature.ident;
    let span = match &signature.output {
        ReturnType::Default => located_at(name),
        ReturnType::Type(_, ty) => located_at(ty),
    };
    let call = quote_spanned!(span=> super::#name(#arguments));
    match &signature.output {
        // As it is: a wrapper would be one more future to compile for each test.
        ReturnType::Default => {
            quote!(#krate::__private::Body::Plain(::std::boxed::Box::pin(#call)))
        }
        ReturnType::Type(..) => quote!(#krate::__private::boxed(#call)),
    }
}

/// Returns the cells: the built-in ones by way of the suite, which knows what its features switch on.
fn cells(
    name: &Ident,
    selection: Selection,
    keys: &Keys,
    attributes: &Attributes<'_>,
    krate: &TokenStream,
    aliases: &mut Aliases,
) -> TokenStream {
    let marks = Marks {
        ignore: tokens(&attributes.ignore),
        should_panic: tokens(&attributes.should_panic),
    };
    let mut cells = TokenStream::new();
    for Also { path, id } in &selection.also {
        let left_out = selection.skip(&id.to_string()).map(LeftOut::skipped);
        let span = located_at(&path.tokens);
        let factory = inner(path, aliases);
        let factory = quote_spanned!(span=> &#factory);
        cells.extend(cell(id, left_out, &marks, name, (krate, &factory)));
    }
    let is_built_in = |cell: &String| CELLS.contains(&cell.as_str());
    let only: Option<Vec<_>> = selection
        .only
        .map(|only| only.into_iter().filter(is_built_in).collect());
    if only.as_ref().is_none_or(|only| !only.is_empty()) {
        let requires = keys.requires.iter().flatten();
        let plan = Plan {
            name: name.clone(),
            only: only.unwrap_or_default(),
            skips: selection.skips,
            requires: requires
                .copied()
                .map(Capability::name)
                .map(str::to_owned)
                .collect(),
            marks,
        };
        cells.extend(quote!(#krate::__cells! { [#krate::__private::expand] #plan }));
    }
    cells
}

fn tokens(attributes: &[&Attribute]) -> TokenStream {
    quote!(#(#attributes)*)
}
