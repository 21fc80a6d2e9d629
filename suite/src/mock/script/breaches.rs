use std::{sync::Mutex, thread};

use runtime_matrix_report::Verdict;

use crate::{
    sync::lock,
    tracking::{failure::Failure, title::Title},
};

/// What was done to a scripted object against its rules: each panics at once, and fails the test at its end
/// even if somebody has swallowed that panic.
#[derive(Debug, Default)]
pub(super) struct Breaches {
    messages: Mutex<Vec<String>>,
}

impl Breaches {
    /// Notes a breach.
    ///
    /// # Panics
    ///
    /// Always, except while a panic unwinds already.
    #[track_caller]
    pub(super) fn commit(&self, message: &str) {
        lock(&self.messages).push(message.to_owned());
        if !thread::panicking() {
            panic!("{message}");
        }
    }

    /// Returns what the end of a test has to say of them.
    pub(super) fn failures(&self, title: &Title) -> Vec<Failure> {
        let messages = lock(&self.messages).clone();
        messages
            .into_iter()
            .map(|message| failure(title, message))
            .collect()
    }
}

/// Returns a failure of a scripted object, at the place where that was made.
pub(super) fn failure(title: &Title, message: String) -> Failure {
    Failure {
        place: Some(title.place.to_string()),
        ..Failure::new(Verdict::Fail, message)
    }
}
