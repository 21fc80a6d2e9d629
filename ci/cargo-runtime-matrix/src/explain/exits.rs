//! Exit codes, as the help text has them: there is one table, and this reads it.

use clap::CommandFactory;

use crate::{
    args::Cli,
    explain::{Entry, Kind},
};

pub(super) fn exits() -> Vec<Entry> {
    let help = Cli::command().get_after_help().map(ToString::to_string);
    let help = help.unwrap_or_default();
    let entry = |(code, meaning): (u8, &str)| {
        let (first, rest) = meaning.split_at(1);
        let sentence = format!("{}{rest}.", first.to_uppercase());
        Entry::new(Kind::Exit, code.to_string(), sentence).called(format!("exit {code}"))
    };
    table(&help).map(entry).collect()
}

/// Returns the rows of the help text's table: lines of a code, two spaces and what it means.
fn table(help: &str) -> impl Iterator<Item = (u8, &str)> {
    help.lines().filter_map(|line| {
        let (code, meaning) = line.trim_start().split_once("  ")?;
        Some((code.parse().ok()?, meaning.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    #[test]
    fn the_help_text_has_the_codes_that_there_are_and_no_others() {
        let help = Cli::command().get_after_help().unwrap().to_string();
        let told: Vec<u8> = table(&help).map(|(code, _)| code).collect();
        let known: Vec<u8> = (0..=u8::MAX)
            .filter(|code| Exit::from_code(*code).is_some())
            .collect();
        assert_eq!(told, known, "args/mod.rs and exit.rs have to agree");
    }

    #[test]
    fn the_help_text_has_the_order_in_which_the_worst_decides() {
        let help = Cli::command().get_after_help().unwrap().to_string();
        let line = help.lines().find_map(|line| {
            line.strip_prefix("The worst of what happened decides: ")?
                .strip_suffix('.')
        });
        let order: Vec<Exit> = line
            .expect("the help text says which code wins")
            .split(", ")
            .map(|code| Exit::from_code(code.parse().unwrap()).unwrap())
            .collect();
        for pair in order.windows(2) {
            assert_eq!(pair[1].worst(pair[0]), pair[0], "{order:?}");
        }
    }
}
