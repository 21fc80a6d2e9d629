//! How far it has got: a bar in a terminal, a line for each step anywhere else.

use std::{
    io::{self, IsTerminal},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

use super::say;

/// So many parts of a step are told apart.
const PARTS: u64 = 1_000;

/// Tells how far it has got.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    steps: u64,
    done: u64,
}

impl Progress {
    /// Begins with that many steps ahead.
    pub(crate) fn new(steps: usize) -> Progress {
        let steps = steps as u64;
        let bar = io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(steps * PARTS);
            let template = "{bar:30} {percent:>3} % {elapsed} of about {duration}: {msg}";
            let style = ProgressStyle::with_template(template);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.enable_steady_tick(Duration::from_millis(250));
            bar
        });
        Progress {
            bar,
            steps,
            done: 0,
        }
    }

    /// Begins a step.
    pub(crate) fn step(&mut self, what: &str) {
        self.done += 1;
        match &self.bar {
            Some(bar) => {
                bar.set_position((self.done - 1) * PARTS);
                bar.set_message(what.to_owned());
            }
            None => say(&format!("{} of {}: {what}", self.done, self.steps)),
        }
    }

    /// Tells that so much of the step is done, and what comes next.
    pub(crate) fn part(&self, done: u64, all: u64, what: &str) {
        if let Some(bar) = &self.bar {
            let part = PARTS * done.min(all) / all.max(1);
            bar.set_position(self.done.saturating_sub(1) * PARTS + part);
            bar.set_message(what.to_owned());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
