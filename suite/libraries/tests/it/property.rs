use std::{future::Future, pin::Pin};

use runtime_matrix::{Capability, Runtime, RuntimeFactory};

/// Something that users of a library rely on, as the table of breakages runs it.
pub(crate) struct Property<B> {
    pub(crate) module: &'static str,
    pub(crate) name: &'static str,
    /// Runs it on the wrapper with that breakage; with none on the wrapper as it is.
    pub(crate) run: fn(Runtime, Option<B>) -> Body,
}

pub(crate) type Body = Pin<Box<dyn Future<Output = ()>>>;

impl<B> Property<B> {
    /// Tells whether the runtime has what the property needs: a module `blocking` needs blocking jobs.
    pub(crate) fn runs_on(&self, factory: &dyn RuntimeFactory) -> bool {
        self.module != "blocking" || factory.card().capabilities.has(Capability::Blocking)
    }
}

/// Makes of each property a test of the library itself, and an entry of `PROPERTIES`.
///
/// In scope are `Library`, the library itself, `Broken`, the wrapper with one `Breakage`, and a module for
/// each group of properties: an `async fn(Runtime, L)` over the trait that both of them implement.
macro_rules! properties {
    ($(#[$attribute:meta] $module:ident: $($name:ident),+;)+) => {
        $($(
            #[$attribute]
            async fn $name(rt: runtime_matrix::Runtime) {
                $module::$name(rt, Library).await;
            }
        )+)+

        const PROPERTIES: &[crate::property::Property<Breakage>] = &[$($(crate::property::Property {
            module: stringify!($module),
            name: stringify!($name),
            run: |rt, breakage| Box::pin($module::$name(rt, Broken { breakage })),
        }),+),+];
    };
}
pub(crate) use properties;
