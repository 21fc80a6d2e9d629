use std::{fmt, num::NonZeroUsize, str::FromStr};

use runtime_matrix_sim::{Config, Disturbances, NotAScript, Schedule, Script};

/// What replays one run exactly: the choices of its schedule, and what besides the order was done to it.
///
/// ```
/// use runtime_matrix::explore::Replay;
///
/// let replay: Replay = "fp:0x3.2".parse()?;
/// assert_eq!(replay.to_string(), "fp:0x3.2");
/// assert_eq!(replay.script().to_string(), "0x3.2");
/// # Ok::<(), runtime_matrix::explore::NotAReplay>(())
/// ```
///
/// Before the colon, if there is one: `f` for a fresh waker at each poll, `p` for spurious polls, `l` for late wakes, `s` for
/// wake storms, `w3` for three workers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replay {
    pub(super) setting: Setting,
    pub(super) script: Script,
}

/// What besides the order of tasks is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) fresh_wakers: bool,
    pub(super) disturbances: Disturbances,
    pub(super) workers: Option<NonZeroUsize>,
}

/// How rare a disturbance is does not matter to a script, which says when it comes.
const ON: u32 = 8;

impl Replay {
    pub(super) fn new(mut setting: Setting, script: Script) -> Replay {
        let disturbances = &mut setting.disturbances;
        for rarity in [
            &mut disturbances.spurious_polls,
            &mut disturbances.late_wakes,
            &mut disturbances.wake_storms,
        ] {
            if *rarity > 0 {
                *rarity = ON;
            }
        }
        Replay { setting, script }
    }

    /// Returns what is chosen at each decision.
    #[must_use]
    pub fn script(&self) -> &Script {
        &self.script
    }

    pub(super) fn config(&self) -> Config {
        self.setting.config(Schedule::Scripted(self.script.clone()))
    }

    fn flag(&mut self, flags: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<()> {
        let Setting {
            fresh_wakers,
            disturbances,
            workers,
        } = &mut self.setting;
        match flags.next()? {
            'f' => *fresh_wakers = true,
            'p' => disturbances.spurious_polls = ON,
            'l' => disturbances.late_wakes = ON,
            's' => disturbances.wake_storms = ON,
            'w' => {
                let mut number = String::new();
                while let Some(digit) = flags.next_if(char::is_ascii_digit) {
                    number.push(digit);
                }
                *workers = Some(number.parse().ok()?);
            }
            _ => return None,
        }
        Some(())
    }
}

impl Setting {
    pub(super) fn config(self, schedule: Schedule) -> Config {
        Config {
            schedule,
            disturbances: self.disturbances,
            workers: self.workers,
        }
    }
}

impl fmt::Display for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Setting {
            fresh_wakers,
            disturbances,
            workers,
        } = self.setting;
        let flags = [
            (fresh_wakers, "f"),
            (disturbances.spurious_polls > 0, "p"),
            (disturbances.late_wakes > 0, "l"),
            (disturbances.wake_storms > 0, "s"),
        ];
        let mut text: String = flags
            .iter()
            .filter_map(|(on, flag)| on.then_some(*flag))
            .collect();
        if let Some(workers) = workers {
            text.push_str(&format!("w{workers}"));
        }
        if !text.is_empty() {
            text.push(':');
        }
        write!(f, "{text}{}", self.script)
    }
}

/// The reason why a text is not a [`Replay`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAReplay {
    /// What stands before the colon.
    Setting(String),
    /// What stands after it, or all of it.
    Script(NotAScript),
}

impl fmt::Display for NotAReplay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotAReplay::Setting(text) => write!(
                f,
                "`{text}` is not how a run is disturbed: write letters of `f`, `p`, `l`, `s` and `w` with a number before \
                 the colon, or copy the whole line of the report"
            ),
            NotAReplay::Script(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for NotAReplay {}

impl FromStr for Replay {
    type Err = NotAReplay;

    fn from_str(text: &str) -> Result<Replay, NotAReplay> {
        let (flags, script) = text.split_once(':').unwrap_or(("", text));
        let mut replay = Replay::default();
        let mut rest = flags.chars().peekable();
        while rest.peek().is_some() {
            let read = replay.flag(&mut rest);
            read.ok_or_else(|| NotAReplay::Setting(flags.to_owned()))?;
        }
        replay.script = script.parse().map_err(NotAReplay::Script)?;
        Ok(replay)
    }
}
