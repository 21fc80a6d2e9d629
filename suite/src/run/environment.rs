use std::{env, ffi::OsString, path::PathBuf, sync::OnceLock, time::Duration};

use runtime_matrix_core::parse_duration;
use runtime_matrix_report::Level;

use crate::{cancel::Rerun, explore::Replay, run::stand_in::StandIn};

const PREFIX: &str = "RUNTIME_MATRIX_";
const KNOWN: &str = "RUNTIME_MATRIX_SEED, RUNTIME_MATRIX_TIMEOUT, RUNTIME_MATRIX_GRACE, \
                     RUNTIME_MATRIX_TEARDOWN, RUNTIME_MATRIX_MAX_POLL, RUNTIME_MATRIX_LEVEL, \
                     RUNTIME_MATRIX_SWEEP, RUNTIME_MATRIX_REPLAY, RUNTIME_MATRIX_FAULT and RUNTIME_MATRIX_REPORT";

/// What the environment says, read once for the process.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Environment {
    pub(crate) seed: Option<u64>,
    /// The schedule that cells of `sim` follow.
    pub(crate) replay: Option<Replay>,
    pub(crate) timeout: Option<TimeLimit>,
    pub(crate) grace: Option<Duration>,
    pub(crate) teardown: Option<Duration>,
    /// For a single poll, of which a longer one is told.
    pub(crate) max_poll: Option<Duration>,
    /// The level below which no test is run.
    pub(crate) level: Option<Level>,
    /// The one replay that sweeps of cancellations are restricted to.
    pub(crate) sweep: Option<Rerun>,
    /// The faulty runtime that the cells of `sim` run on.
    pub(crate) fault: Option<StandIn>,
    pub(crate) report: Option<PathBuf>,
    /// Whether threads are counted that a cell leaves behind its runtime.
    pub(crate) census: bool,
    /// Whether this process runs one cell on behalf of another one, and of which.
    pub(crate) alone: Option<u32>,
    /// Whether cells that are left out say so in records instead of running.
    pub(crate) records_left_out: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeLimit {
    After(Duration),
    Off,
}

impl Environment {
    /// Returns what the process's environment says.
    ///
    /// # Errors
    ///
    /// Names the first variable of ours that is unknown or cannot be read.
    pub(crate) fn get() -> Result<&'static Environment, &'static str> {
        static ENVIRONMENT: OnceLock<Result<Environment, String>> = OnceLock::new();
        let environment = ENVIRONMENT.get_or_init(|| Environment::read(env::vars_os()));
        environment.as_ref().map_err(String::as_str)
    }

    fn read(vars: impl Iterator<Item = (OsString, OsString)>) -> Result<Environment, String> {
        let mut environment = Environment::default();
        for (name, value) in vars {
            let Some(key) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else {
                continue;
            };
            // A template of a workflow that leaves a variable empty means that it is not set.
            if value.is_empty() {
                continue;
            }
            if key == "REPORT" {
                environment.report = Some(PathBuf::from(value));
                continue;
            }
            let text = value
                .to_str()
                .ok_or_else(|| format!("{PREFIX}{key} is not UTF-8"))?;
            environment.set(key, text)?;
        }
        Ok(environment)
    }

    fn set(&mut self, key: &str, text: &str) -> Result<(), String> {
        let duration = || match parse_duration(text) {
            Ok(Duration::ZERO) => Err(format!(
                "{PREFIX}{key}: a limit of zero leaves no time for anything"
            )),
            other => other.map_err(|error| format!("{PREFIX}{key}: {error}")),
        };
        match key {
            "SEED" => {
                let seed = text.parse().map_err(|_| {
                    format!(
                        "{PREFIX}SEED: `{text}` is not a seed: write a whole number from 0 to {}",
                        u64::MAX
                    )
                })?;
                self.seed = Some(seed);
            }
            "REPLAY" => {
                let replay = text.parse();
                self.replay = Some(replay.map_err(|error| format!("{PREFIX}REPLAY: {error}"))?);
            }
            "TIMEOUT" if text == "off" => self.timeout = Some(TimeLimit::Off),
            "TIMEOUT" => {
                let limit = duration().map_err(|error| format!("{error} (`off` sets no limit)"))?;
                self.timeout = Some(TimeLimit::After(limit));
            }
            "GRACE" => self.grace = Some(duration()?),
            "TEARDOWN" => self.teardown = Some(duration()?),
            "MAX_POLL" => self.max_poll = Some(duration()?),
            "LEVEL" => {
                let level = Level::of_test(text).ok_or_else(|| {
                    format!(
                        "{PREFIX}LEVEL: `{text}` is not a level: write `must`, `should` or `may`"
                    )
                });
                self.level = Some(level?);
            }
            "SWEEP" => {
                let rerun = Rerun::parse(text).map_err(|error| format!("{PREFIX}SWEEP: {error}"));
                self.sweep = Some(rerun?);
            }
            "FAULT" => {
                let fault = StandIn::named(text);
                self.fault = Some(fault.map_err(|error| format!("{PREFIX}FAULT: {error}"))?);
            }
            // The subcommand's own, which people have no use for.
            "CENSUS" if text == "1" => self.census = true,
            "CENSUS" => return Err(format!("{PREFIX}CENSUS: `{text}` is not `1`")),
            "ALONE" => {
                let pid = text.parse();
                let pid = pid.map_err(|_| format!("{PREFIX}ALONE: `{text}` is not a process"))?;
                self.alone = Some(pid);
            }
            "LEFT_OUT" if text == "record" => self.records_left_out = true,
            "LEFT_OUT" => return Err(format!("{PREFIX}LEFT_OUT: `{text}` is not `record`")),
            _ => return Err(format!("{PREFIX}{key} is not known: there are {KNOWN}")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, value: &str) -> Result<Environment, String> {
        Environment::read([(OsString::from(name), OsString::from(value))].into_iter())
    }

    #[test]
    fn reads_each_variable() {
        let second = Duration::from_secs(1);
        assert_eq!(read("RUNTIME_MATRIX_SEED", "7").unwrap().seed, Some(7));
        assert_eq!(
            read("RUNTIME_MATRIX_TIMEOUT", "1s").unwrap().timeout,
            Some(TimeLimit::After(second))
        );
        assert_eq!(
            read("RUNTIME_MATRIX_TIMEOUT", "off").unwrap().timeout,
            Some(TimeLimit::Off)
        );
        assert_eq!(
            read("RUNTIME_MATRIX_GRACE", "1s").unwrap().grace,
            Some(second)
        );
        assert_eq!(
            read("RUNTIME_MATRIX_TEARDOWN", "1s").unwrap().teardown,
            Some(second)
        );
        assert_eq!(
            read("RUNTIME_MATRIX_MAX_POLL", "1s").unwrap().max_poll,
            Some(second)
        );
        assert_eq!(
            read("RUNTIME_MATRIX_LEVEL", "should").unwrap().level,
            Some(Level::Should)
        );
        let sweep = read("RUNTIME_MATRIX_SWEEP", "P2@3 on sim").unwrap().sweep;
        assert_eq!(
            sweep.map(|sweep| sweep.to_string()).as_deref(),
            Some("P2@3 on sim")
        );
        assert_eq!(
            read("RUNTIME_MATRIX_REPORT", "there").unwrap().report,
            Some(PathBuf::from("there"))
        );
        assert!(read("RUNTIME_MATRIX_CENSUS", "1").unwrap().census);
        assert_eq!(read("RUNTIME_MATRIX_ALONE", "7").unwrap().alone, Some(7));
        let left_out = read("RUNTIME_MATRIX_LEFT_OUT", "record").unwrap();
        assert!(left_out.records_left_out && !left_out.census);
        assert_eq!(
            read("RUNTIME_MATRIX_SEED", "").unwrap(),
            Environment::default()
        );
        assert_eq!(read("PATH", "whatever").unwrap(), Environment::default());
    }

    #[test]
    fn names_what_it_cannot_read() {
        let error = |name, value| read(name, value).unwrap_err();
        assert!(
            error("RUNTIME_MATRIX_SEED", "-1").contains("RUNTIME_MATRIX_SEED: `-1` is not a seed")
        );
        assert!(
            error("RUNTIME_MATRIX_REPLAY", "0x")
                .starts_with("RUNTIME_MATRIX_REPLAY: `0x` is not a step of a schedule")
        );
        assert!(error("RUNTIME_MATRIX_TIMEOUT", "5").contains("`5` is not a duration"));
        assert!(error("RUNTIME_MATRIX_TIMEOUT", "0s").contains("a limit of zero"));
        assert!(error("RUNTIME_MATRIX_MAX_POLL", "0ms").contains("a limit of zero"));
        assert!(error("RUNTIME_MATRIX_MAX_POLL", "off").contains("`off` is not a duration"));
        assert!(
            error("RUNTIME_MATRIX_GRACE", "off")
                .contains("RUNTIME_MATRIX_GRACE: `off` is not a duration")
        );
        for name in ["info", "Must", "all"] {
            assert_eq!(
                error("RUNTIME_MATRIX_LEVEL", name),
                format!(
                    "RUNTIME_MATRIX_LEVEL: `{name}` is not a level: write `must`, `should` or `may`"
                )
            );
        }
        assert!(error("RUNTIME_MATRIX_FAULT", "none").starts_with("RUNTIME_MATRIX_FAULT: "));
        assert_eq!(
            error("RUNTIME_MATRIX_CENSUS", "0"),
            "RUNTIME_MATRIX_CENSUS: `0` is not `1`"
        );
        assert_eq!(
            error("RUNTIME_MATRIX_ALONE", "no"),
            "RUNTIME_MATRIX_ALONE: `no` is not a process"
        );
        assert!(
            error("RUNTIME_MATRIX_SWEEP", "P2@3")
                .starts_with("RUNTIME_MATRIX_SWEEP: `P2@3` names no cell")
        );
        assert_eq!(
            error("RUNTIME_MATRIX_LEFT_OUT", "run"),
            "RUNTIME_MATRIX_LEFT_OUT: `run` is not `record`"
        );
        assert!(
            error("RUNTIME_MATRIX_TIMEOUTS", "1s")
                .contains("RUNTIME_MATRIX_TIMEOUTS is not known: there are")
        );
    }
}
