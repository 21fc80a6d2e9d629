use proc_macro2::Ident;

use crate::{
    errors::Errors,
    keys::Keys,
    paths::Also,
    runtimes::{self, CELLS},
};

/// The cells of a test, as far as its keys decide.
pub(crate) struct Selection {
    /// The only cells there are; `None` means all.
    pub(crate) only: Option<Vec<String>>,
    /// The cells that are skipped, with the reason.
    pub(crate) skips: Vec<(String, String)>,
    /// The cells that are not built in.
    pub(crate) also: Vec<Also>,
}

impl Selection {
    /// Resolves the names, of which those that mean nothing are left out: [`check`] has refused them.
    pub(crate) fn new(keys: &mut Keys) -> Selection {
        let mut also = keys.also.take().unwrap_or_default();
        let only: Option<Vec<_>> = keys.only.as_ref().map(|only| {
            let cells = only.names.iter().flat_map(|name| cells(name, &also));
            cells.collect()
        });
        let mut skips = Vec::new();
        for skip in &keys.skips {
            for cell in skip.names.iter().flat_map(|name| cells(name, &also)) {
                skips.push((cell, skip.reason.value()));
            }
        }
        if let Some(only) = &only {
            also.retain(|also| only.iter().any(|cell| also.id == cell));
        }
        Selection { only, skips, also }
    }

    /// Returns the ids of the built-in cells on which the test runs, if they are on.
    pub(crate) fn kinds(&self) -> Vec<&'static str> {
        let is_there = |cell: &&str| {
            let only = self.only.as_ref();
            only.is_none_or(|only| only.iter().any(|id| id == cell)) && self.skip(cell).is_none()
        };
        CELLS.into_iter().filter(is_there).collect()
    }

    /// Returns the reason for which the cell is skipped.
    pub(crate) fn skip(&self, cell: &str) -> Option<&str> {
        self.skips
            .iter()
            .find(|(id, _)| id == cell)
            .map(|(_, reason)| reason.as_str())
    }
}

/// Checks the names in the keys that stand on the item itself.
pub(crate) fn check(keys: &Keys, errors: &mut Errors) {
    check_paths(keys, errors);
    check_also(keys, errors);
    let module = keys.defaults.as_deref();
    let inherited = module.and_then(|module| module.also.as_deref());
    let also = keys.also.as_deref().or(inherited).unwrap_or_default();

    let only = keys.only.iter().flat_map(|only| &only.names);
    let only = resolve(only, also, errors);
    let skips = keys.skips.iter().flat_map(|skip| &skip.names);
    let skips = resolve(skips, also, errors);
    if !only.is_empty() {
        check_left_out(keys, &only, &skips, errors);
    }
    check_something_is_left(keys, also, &only, &skips, errors);
}

/// Only `#[tests]` itself may rename.
fn check_paths(keys: &Keys, errors: &mut Errors) {
    let also = keys.also.iter().flatten().map(|also| &also.path);
    for rename in also
        .chain(&keys.krate)
        .filter_map(|path| path.rename.as_ref())
    {
        errors.at(rename, "expected a path alone: take `as` and the name out");
    }
}

fn check_also(keys: &Keys, errors: &mut Errors) {
    let mut seen: Vec<&Ident> = Vec::new();
    for Also { path, id } in keys.also.iter().flatten() {
        if !runtimes::cells_of(&id.to_string()).is_empty() {
            errors.at(
                &path.tokens,
                format!("`{id}` is built in: take it out, or name the type otherwise"),
            );
        }
        if seen.contains(&id) {
            errors.at(&path.tokens, named_twice(id));
        }
        seen.push(id);
    }
}

/// Resolves names to cells, each with the name that it comes from.
fn resolve<'a>(
    names: impl Iterator<Item = &'a Ident>,
    also: &[Also],
    errors: &mut Errors,
) -> Vec<(&'a Ident, String)> {
    let mut resolved: Vec<(&Ident, String)> = Vec::new();
    for name in names {
        let cells = cells(name, also);
        if cells.is_empty() {
            errors.at(
                name,
                format!(
                    "unknown runtime `{name}`: the runtimes are {}, and what `also` adds",
                    runtimes::known()
                ),
            );
        } else if resolved.iter().any(|(_, cell)| cells.contains(cell)) {
            errors.at(name, named_twice(name));
        } else {
            resolved.extend(cells.into_iter().map(|cell| (name, cell)));
        }
    }
    resolved
}

fn check_left_out(
    keys: &Keys,
    only: &[(&Ident, String)],
    skips: &[(&Ident, String)],
    errors: &mut Errors,
) {
    let is_left_out = |cell: &str| !only.iter().any(|(_, id)| id == cell);
    for name in keys.skips.iter().flat_map(|skip| &skip.names) {
        let mut cells = skips.iter().filter(|(from, _)| std::ptr::eq(*from, name));
        if cells.any(|(_, cell)| is_left_out(cell)) {
            errors.at(
                name,
                format!("`only` already leaves `{name}` out: take it out of `skip`"),
            );
        }
    }
    for Also { path, id } in keys.also.iter().flatten() {
        if is_left_out(&id.to_string()) {
            errors.at(
                &path.tokens,
                format!("`only` leaves `{id}` out: name it there, or take it out of `also`"),
            );
        }
    }
}

fn check_something_is_left(
    keys: &Keys,
    also: &[Also],
    only: &[(&Ident, String)],
    skips: &[(&Ident, String)],
    errors: &mut Errors,
) {
    let built_in = CELLS.map(str::to_owned).into_iter();
    let cells: Vec<_> = match &keys.only {
        Some(_) => only.iter().map(|(_, cell)| cell.clone()).collect(),
        None => built_in
            .chain(also.iter().map(|also| also.id.to_string()))
            .collect(),
    };
    let is_skipped = |cell: &String| skips.iter().any(|(_, skipped)| skipped == cell);
    // Where `only` has nothing but unknown names, enough has been said.
    if cells.is_empty() || !cells.iter().all(is_skipped) {
        return;
    }
    if let Some((name, _)) = skips.last() {
        errors.at(
            name,
            "no runtime is left to run on: take a `skip` out, or mark the test `#[ignore]`",
        );
    }
}

fn named_twice(name: &Ident) -> String {
    format!("`{name}` is named twice: once is enough")
}

/// Returns the cells that a name stands for.
fn cells(name: &Ident, also: &[Also]) -> Vec<String> {
    let name = name.to_string();
    if also.iter().any(|also| also.id == name) {
        return vec![name];
    }
    let cells = runtimes::cells_of(&name).into_iter();
    cells.map(str::to_owned).collect()
}
