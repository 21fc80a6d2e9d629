//! What shells and `man` know of the arguments, made from their parser.

use std::{fs, path::Path};

use anyhow::Result;
use clap::{Command, CommandFactory};

use crate::{
    args::{Cli, CompletionsArgs, ManArgs},
    exit::{Exit, Stop},
};

/// The program that is called: cargo finds it by that name.
const PROGRAM: &str = "cargo-runtime-matrix";

/// Returns a shell's completions for the program.
///
/// # Errors
///
/// Fails if a completion is no text.
pub(crate) fn completions(args: &CompletionsArgs) -> Result<(String, Exit)> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), PROGRAM, &mut script);
    Ok((String::from_utf8(script)?, Exit::Ok))
}

/// Returns the first manual page, or writes all of them into a folder.
///
/// # Errors
///
/// Fails if the folder cannot be written.
pub(crate) fn man(args: &ManArgs) -> Result<(String, Exit)> {
    let pages = pages()?;
    let Some(folder) = &args.dir else {
        let first = pages.into_iter().next().map(|(_, page)| page);
        return Ok((first.unwrap_or_default(), Exit::Ok));
    };
    let cannot = |path: &Path, error: std::io::Error| {
        Stop::usage(format!("`{}` cannot be written: {error}", path.display()))
    };
    fs::create_dir_all(folder).map_err(|error| cannot(folder, error))?;
    let mut text = String::new();
    for (name, page) in pages {
        let path = folder.join(format!("{name}.1"));
        fs::write(&path, page).map_err(|error| cannot(&path, error))?;
        text += &format!("{}\n", path.display());
    }
    Ok((text, Exit::Ok))
}

/// Returns each page by its name, that of the program first.
fn pages() -> Result<Vec<(String, String)>> {
    let mut program = Cli::command();
    program.build();
    let mut pages = vec![page(program.clone(), PROGRAM.to_owned())?];
    for command in program.get_subcommands() {
        let name = format!("{PROGRAM}-{}", command.get_name());
        pages.push(page(command.clone(), name)?);
    }
    Ok(pages)
}

fn page(command: Command, name: String) -> Result<(String, String)> {
    let mut page = Vec::new();
    let command = command.version(env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(command)
        .title(&name)
        .render(&mut page)?;
    Ok((name, String::from_utf8(page)?))
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;
    use clap_complete::Shell;

    use super::*;

    #[test]
    fn each_shell_completes_each_command() {
        for shell in Shell::value_variants() {
            let (script, _) = completions(&CompletionsArgs { shell: *shell }).unwrap();
            for command in Cli::command().get_subcommands() {
                assert!(script.contains(command.get_name()), "{shell}: {command}");
            }
        }
    }

    #[test]
    fn there_is_a_page_for_each_command() {
        let pages = pages().unwrap();
        assert_eq!(pages[0].0, PROGRAM);
        assert!(pages[0].1.contains("Exit codes:"), "{}", pages[0].1);
        for command in Cli::command().get_subcommands() {
            let name = format!("{PROGRAM}-{}", command.get_name());
            let page = pages.iter().find(|(other, _)| *other == name);
            let (_, text) = page.expect("a page");
            assert!(text.starts_with(".ie"), "{text}");
            assert!(text.contains(".SH SYNOPSIS"), "{text}");
        }
    }
}
