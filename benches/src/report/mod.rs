//! The program, a subject a file.

mod args;
mod beside;
mod child;
mod circumstances;
mod compare;
mod compile;
#[cfg(test)]
mod example;
mod figure;
mod generated;
mod glob;
mod growth;
mod html;
mod interrupt;
mod line;
mod markdown;
mod model;
mod output;
mod pin;
mod plot;
mod process;
mod profile;
mod progress;
mod readme;
mod runner;
mod samples;
mod sections;
mod table;
mod timed;
mod usage;
mod words;

use std::{
    env,
    io::{self, Write},
    process::ExitCode,
};

use anyhow::Result;
use clap::Parser;

use args::{Cli, Command};

/// What the program ends with, besides an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Ok = 0,
    /// Something is slower than it may be, or not as it should be.
    Found = 1,
    Interrupted = 130,
}

/// Does what the arguments say.
pub(crate) fn main() -> ExitCode {
    if let Some(stood_in) = usage::stand_in() {
        return exited(stood_in.map(ExitCode::from));
    }
    let cli = match Cli::try_parse_from(env::args()) {
        Ok(cli) => cli,
        Err(error) => {
            // A pipe that is closed is not worth a word.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    exited(run(&cli.command).map(|exit| ExitCode::from(exit as u8)))
}

fn exited(outcome: Result<ExitCode>) -> ExitCode {
    outcome.unwrap_or_else(|error| {
        say(&format!("error: {error:#}"));
        ExitCode::from(2)
    })
}

fn run(command: &Command) -> Result<Exit> {
    match command {
        Command::Compile(args) => compile::run(args),
        Command::Process(args) => process::run(args),
        Command::Report(args) => timed::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Measure(args) => child::run(args).map(|()| Exit::Ok),
    }
}

fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Writes to the standard output; whoever reads no further, as `head`, has seen enough.
fn print(text: &str) -> Result<()> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
