use anyhow::Result;
use runtime_matrix::RuntimeFactory;
use runtime_matrix_faulty::{Fault, Oddity};

use crate::{exit::Stop, nearest::nearest};

/// Returns the faults that one of the patterns names, in which `*` is any text; all without a pattern.
///
/// # Errors
///
/// Fails on a pattern that names none, with the nearest one.
pub(crate) fn faults(patterns: &[String]) -> Result<Vec<&'static Fault>> {
    let list = "`cargo runtime-matrix faults --list` names them";
    chosen(patterns, Fault::all(), "fault", list)
}

/// Returns the oddities that one of the patterns names, in which `*` is any text; all without a pattern.
///
/// # Errors
///
/// Fails on a pattern that names none, with the nearest one.
pub(crate) fn oddities(patterns: &[String]) -> Result<Vec<&'static Oddity>> {
    let list = "`cargo runtime-matrix self-check --odd '*'` names them";
    chosen(patterns, Oddity::all(), "oddity", list)
}

fn chosen<F: RuntimeFactory>(
    patterns: &[String],
    all: &'static [F],
    kind: &str,
    list: &str,
) -> Result<Vec<&'static F>> {
    let names = |pattern: &str, one: &F| matches(pattern, one.id());
    for pattern in patterns {
        if !all.iter().any(|one| names(pattern, one)) {
            let ids = all.iter().map(RuntimeFactory::id);
            let hint = match nearest(pattern, ids, 1).first() {
                Some(near) => format!("did you mean `{near}`?"),
                None => list.to_owned(),
            };
            return Err(Stop::usage(format!(
                "there is no {kind} `{pattern}`: {hint}"
            )));
        }
    }
    let is_chosen =
        |one: &&F| patterns.is_empty() || patterns.iter().any(|pattern| names(pattern, one));
    Ok(all.iter().filter(is_chosen).collect())
}

/// Tells whether `text` is what the pattern says, in which `*` is any text.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(before) else {
        return false;
    };
    let ends = text.char_indices().map(|(end, _)| end).chain([text.len()]);
    ends.into_iter().any(|begin| matches(rest, &text[begin..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_choose_faults() {
        let ids = |patterns: &[&str]| {
            let patterns: Vec<String> = patterns.iter().map(|&text| text.to_owned()).collect();
            let faults = faults(&patterns).map_err(|error| error.to_string());
            faults.map(|faults| faults.iter().map(|fault| fault.id()).collect::<Vec<_>>())
        };
        assert_eq!(ids(&["cancel_h*s"]).unwrap(), ["cancel_hangs"]);
        assert_eq!(ids(&[]).unwrap().len(), Fault::all().len());
        assert_eq!(
            ids(&["cancel_hang"]).unwrap_err(),
            "there is no fault `cancel_hang`: did you mean `cancel_hangs`?"
        );
        assert_eq!(
            ids(&["quarterly_*"]).unwrap_err(),
            "there is no fault `quarterly_*`: `cargo runtime-matrix faults --list` names them"
        );
    }
}
