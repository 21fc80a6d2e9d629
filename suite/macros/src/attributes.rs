use syn::Attribute;

/// The attributes of a test function, sorted by where they go.
///
/// What a `#[cfg_attr]` sets stands among them, and what a `#[cfg]` takes away is gone: the compiler
/// sees to both before it calls any attribute macro.
#[derive(Default)]
pub(crate) struct Attributes<'a> {
    /// For each cell: `#[ignore]`.
    pub(crate) ignore: Vec<&'a Attribute>,
    /// For each cell: `#[should_panic]`.
    pub(crate) should_panic: Vec<&'a Attribute>,
    /// For the function: all the others.
    pub(crate) function: Vec<&'a Attribute>,
}

impl<'a> Attributes<'a> {
    pub(crate) fn sort(attributes: &'a [Attribute]) -> Attributes<'a> {
        let mut sorted = Attributes::default();
        for attribute in attributes {
            let place = if attribute.path().is_ident("ignore") {
                &mut sorted.ignore
            } else if attribute.path().is_ident("should_panic") {
                &mut sorted.should_panic
            } else {
                &mut sorted.function
            };
            place.push(attribute);
        }
        sorted
    }
}
