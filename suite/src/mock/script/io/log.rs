use std::{sync::Arc, thread};

use crate::{
    mock::script::{
        breaches::{Breaches, failure},
        io::{play::Play, step::What},
    },
    sync::Monitor,
    tracking::{failure::Failure, title::Title, waits::Known, witness::Witness},
};

/// All that is known of a scripted connection.
#[derive(Debug)]
pub(super) struct Log {
    pub(super) title: Title,
    pub(super) play: Monitor<Play>,
    pub(super) breaches: Breaches,
    known: Known,
}

/// A message names that many of the steps that are left.
const MOST: usize = 5;

impl Log {
    pub(super) fn new(title: Title, play: Play) -> Arc<Log> {
        let log = Arc::new(Log {
            title,
            play: Monitor::new(play),
            breaches: Breaches::default(),
            known: Known::default(),
        });
        log.introduce();
        log
    }

    /// Sees to it that the cell that runs here knows of the connection.
    pub(super) fn introduce(self: &Arc<Log>) {
        self.known.call(|| Arc::clone(self) as Arc<dyn Witness>);
    }

    /// Goes past a pending point, if the script is at one. Nobody is woken if it is not.
    pub(super) fn pend_once(&self) -> bool {
        let is_pending = |play: &Play| matches!(play.front(), Some(What::Pending));
        if !self.play.look(|play| is_pending(play)) {
            return false;
        }
        self.play.change(|play| {
            let is_still = is_pending(play);
            if is_still {
                play.advance();
            }
            is_still
        })
    }

    /// Says what the code under test has left undone: a sentence, and the steps.
    pub(super) fn unfinished(&self) -> Option<(String, Vec<String>)> {
        self.play.look(|play| {
            let (first, title) = (play.owed().next()?, &self.title);
            let begun = match play.offset {
                0 => String::new(),
                bytes => format!(", of which {bytes} bytes are done"),
            };
            let (total, left) = (play.total, play.owed().count());
            let message = format!("{title}: the script is unfinished at {first}{begun}");
            let mut details = vec![format!("steps: {total}, not done: {left}")];
            details.extend(
                play.owed()
                    .skip(1)
                    .take(MOST)
                    .map(|step| format!("then {step}")),
            );
            Some((message, details))
        })
    }

    /// Outside of any cell, checks what the end of a test would.
    ///
    /// # Panics
    ///
    /// Panics if the script is unfinished, except while a panic unwinds already.
    #[track_caller]
    pub(super) fn check_unless_known(&self) {
        if self.known.was_called() || thread::panicking() {
            return;
        }
        if let Some((message, details)) = self.unfinished() {
            panic!("{message}\n{}", details.join("\n"));
        }
    }
}

impl Witness for Log {
    fn at_end(&self) -> Vec<Failure> {
        let breaches = self.breaches.failures(&self.title);
        if !breaches.is_empty() {
            return breaches;
        }
        let unfinished = self.unfinished().map(|(message, details)| Failure {
            details,
            ..failure(&self.title, message)
        });
        unfinished.into_iter().collect()
    }

    /// What was cancelled may have written in its drop.
    fn after_sweep(&self) -> Vec<Failure> {
        self.at_end()
    }

    fn waits(&self) -> Option<String> {
        let waiting = self.play.look(|play| play.waiting.clone());
        let waiting: Vec<String> = waiting.into_iter().flatten().collect();
        (!waiting.is_empty()).then(|| format!("{}: {}", self.title, waiting.join("; ")))
    }
}
