//! What a test may assert of its log, and how it waits for a record. Each failure shows the log.

use std::{
    future::{self, Future},
    panic::Location,
    task::Poll,
};

use crate::{
    logs::{
        handle::{Logs, described},
        level::Level,
        record::Record,
        transcript,
    },
    mock::{IntoTimes, Matcher},
    sync::Waiting,
    times::{Times, count},
};

/// What a record is held against: a level and a message, each a value or another matcher.
struct Wanted<L, M> {
    level: L,
    message: M,
}

impl<L: Matcher<Level>, M: Matcher<String>> Wanted<L, M> {
    fn matches(&self, record: &Record) -> bool {
        self.level.matches(&record.level()) && self.message.matches(&record.message().to_owned())
    }

    fn described(&self) -> String {
        format!(
            "a record of level {} with message {}",
            described::<Level>(&self.level),
            described::<String>(&self.message)
        )
    }
}

/// Level and message are matchers, as those of the [mocks](mod@crate::mock): a value stands for itself, a text for the
/// whole message; beside them there are [`contains`](crate::mock::contains), [`any`](crate::mock::any),
/// [`predicate`](crate::mock::predicate) and ranges as `Level::Warn..`.
impl Logs {
    /// Asserts that there is a record of that level with that message.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// # #[cfg(feature = "log")] {
    /// use runtime_matrix::{logs::Level, mock::{any, contains}};
    ///
    /// let logs = rt.logs();
    /// log::warn!("lost peer 7");
    /// logs.assert_logged(Level::Warn, "lost peer 7");
    /// logs.assert_logged(Level::Warn.., contains("peer"));
    /// logs.assert_not_logged(Level::Error, any());
    /// # }
    /// # }).unwrap();
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if there is none.
    #[track_caller]
    pub fn assert_logged(&self, level: impl Matcher<Level>, message: impl Matcher<String>) {
        let at_least_once = Times {
            least: 1,
            most: usize::MAX,
        };
        self.assert_found(at_least_once, &Wanted { level, message });
    }

    /// Asserts that there is no record of that level with that message.
    ///
    /// # Panics
    ///
    /// Panics if there is one.
    #[track_caller]
    pub fn assert_not_logged(&self, level: impl Matcher<Level>, message: impl Matcher<String>) {
        self.assert_found(exactly(0), &Wanted { level, message });
    }

    /// Asserts that there is exactly one record of that level with that message.
    ///
    /// # Panics
    ///
    /// Panics if there is none, or several.
    #[track_caller]
    pub fn assert_logged_once(&self, level: impl Matcher<Level>, message: impl Matcher<String>) {
        self.assert_found(exactly(1), &Wanted { level, message });
    }

    /// Asserts that there are so many records of that level with that message: `2`, `1..`, `..=3`.
    ///
    /// # Panics
    ///
    /// Panics if there are more or fewer, or if no count is in the range.
    #[track_caller]
    pub fn assert_logged_times(
        &self,
        level: impl Matcher<Level>,
        message: impl Matcher<String>,
        times: impl IntoTimes,
    ) {
        let times = times
            .bounds()
            .expect("no count is in the range: no log could be so");
        self.assert_found(times, &Wanted { level, message });
    }

    #[track_caller]
    fn assert_found<L: Matcher<Level>, M: Matcher<String>>(
        &self,
        times: Times,
        wanted: &Wanted<L, M>,
    ) {
        let records = self.records();
        let found = records.iter().filter(|record| wanted.matches(record));
        let found = found.count();
        if found < times.least || found > times.most {
            self.fail(&wanted.described(), times, found, &records);
        }
    }

    #[track_caller]
    fn fail(&self, wanted: &str, times: Times, found: usize, records: &[Record]) -> ! {
        let expected = match times {
            Times {
                least: 1,
                most: usize::MAX,
            } => "to have been logged".to_owned(),
            Times { most: 0, .. } => "not to have been logged".to_owned(),
            times => format!("to have been logged {times}"),
        };
        let found = match found {
            0 => "never was".to_owned(),
            found => format!("was logged {}", count(found)),
        };
        panic!(
            "expected {wanted} {expected}, but it {found}\n{}",
            self.told(records)
        );
    }

    /// Returns what this handle shows, in words, and how much it does not.
    fn told(&self, records: &[Record]) -> String {
        let described = self.described();
        let mut text = match records.len() {
            0 => format!("  there is nothing in {described}"),
            1 => transcript::whole(&format!("the one record in {described}"), records),
            all => transcript::whole(&format!("the {all} records in {described}"), records),
        };
        match self.capture.records().len().saturating_sub(records.len()) {
            0 => {}
            1 => text.push_str("\n  1 record of the test is not in that part"),
            others => text.push_str(&format!(
                "\n  {others} records of the test are not in that part"
            )),
        }
        text
    }

    /// Waits until there is a record of that level with that message, and returns the first; one that has been
    /// logged already is one. The limit is that of the test: if it is over, or if nothing can happen any more, the
    /// report tells what was waited for and the end of the log.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// # #[cfg(feature = "log")] {
    /// use runtime_matrix::logs::Level;
    ///
    /// let logs = rt.logs();
    /// let server = rt.spawn(async { log::info!("listening") });
    /// logs.wait_until_logged(Level::Info, "listening").await;
    /// server.await.unwrap();
    /// # }
    /// # }).unwrap();
    /// ```
    ///
    /// # Cancellation
    ///
    /// Dropping the future forgets the wait.
    #[track_caller]
    pub fn wait_until_logged<L, M>(
        &self,
        level: L,
        message: M,
    ) -> impl Future<Output = Record> + Send + use<L, M>
    where
        L: Matcher<Level> + Send,
        M: Matcher<String> + Send,
    {
        let (logs, wanted) = (self.clone(), Wanted { level, message });
        let wait = format!(
            "for {} in {}, since {}",
            wanted.described(),
            self.described(),
            Location::caller()
        );
        async move {
            let _said = logs.capture.say(wait);
            let mut waiting = Waiting::new(&logs.capture.log);
            let mut known = 0;
            let (logs, wanted) = (&logs, wanted);
            future::poll_fn(move |cx| {
                // Known before it looks, so that no record is missed: what it asks is not to run under the lock.
                let _ = waiting.poll(cx, |_| None::<()>);
                let fresh = logs.capture.records_after(known);
                known = fresh.last().map_or(known, Record::number);
                let mut fresh = fresh.into_iter();
                match fresh.find(|record| logs.shows(record) && wanted.matches(record)) {
                    Some(found) => Poll::Ready(found),
                    None => Poll::Pending,
                }
            })
            .await
        }
    }
}

fn exactly(times: usize) -> Times {
    Times {
        least: times,
        most: times,
    }
}
