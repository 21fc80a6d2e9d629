use syn::{FnArg, GenericParam, Safety, Signature};

use crate::{errors::Errors, recorded::is_snapshot};

/// Refuses what cannot be patched.
pub(crate) fn check(signature: &Signature, errors: &mut Errors) {
    if let Some(word) = &signature.constness {
        errors.at(
            word,
            "a patchable function looks for its patch when it is called, which a `const fn` cannot: take `const` out",
        );
    }
    if let Safety::Unsafe(word) = &signature.safety {
        errors.at(
            word,
            "a mock keeps no unsafe promises: put a safe function around this one, and patch that",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.at(
            abi,
            "a function that is called from outside of Rust cannot be patched: put a plain one around it",
        );
    }
    for parameter in &signature.generics.params {
        if !matches!(parameter, GenericParam::Lifetime(_)) {
            errors.at(
                parameter,
                "a patch has one mock, and a generic function would need one for each type: patch a function that is \
                 not generic, or mock a trait",
            );
        }
    }
    if let Some(FnArg::Receiver(receiver)) = signature.inputs.first() {
        for attribute in receiver
            .attrs
            .iter()
            .filter(|attribute| is_snapshot(attribute))
        {
            errors.at(attribute, "a mock does not keep `self`: take this out");
        }
    }
}
