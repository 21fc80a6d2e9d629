use crate::Failure;

/// What the program is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Args {
    /// All there is.
    All(Use),
    /// Those cases on those faults.
    Part { fault: String, case: String },
    /// Those cases on those runtimes that are odd but legal.
    Odd { pattern: String, case: String },
}

/// What becomes of the matrix that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// It says what has to be found.
    Check,
    /// It is written anew.
    Bless,
    /// More runs are added to those that it is made of.
    More,
}

impl Args {
    /// # Errors
    ///
    /// Fails on words that it does not know, and on such as do not go together.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Args, Failure> {
        let (mut kept, mut fault, mut case, mut odd) = (Use::Check, None, None, None);
        while let Some(word) = words.next() {
            let pattern = match word.as_str() {
                "--bless" => {
                    kept = Use::Bless;
                    continue;
                }
                "--more" => {
                    kept = Use::More;
                    continue;
                }
                "--fault" => &mut fault,
                "--case" => &mut case,
                "--odd" => &mut odd,
                _ => return Err(format!("`{word}` is not known: see the top of the file").into()),
            };
            let given = words.next();
            *pattern = Some(given.ok_or_else(|| format!("`{word}` needs a pattern"))?);
        }
        let any = || "*".to_owned();
        match (kept, fault, case, odd) {
            (kept, None, None, None) => Ok(Args::All(kept)),
            (Use::Bless | Use::More, ..) => {
                Err("`--bless` and `--more` write all of the matrix: leave the patterns out".into())
            }
            (_, Some(_), _, Some(_)) => Err("either `--fault` or `--odd`".into()),
            (_, None, case, Some(pattern)) => Ok(Args::Odd {
                pattern,
                case: case.unwrap_or_else(any),
            }),
            (_, fault, case, None) => Ok(Args::Part {
                fault: fault.unwrap_or_else(any),
                case: case.unwrap_or_else(any),
            }),
        }
    }
}

/// Tells whether `text` is what the pattern says, in which a star at the end is any text.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => text.starts_with(beginning),
        None => text == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Result<Args, String> {
        let words = words.split_whitespace().map(str::to_owned);
        Args::read(words).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_asked_for_is_all_or_a_part() {
        let part = |fault: &str, case: &str| Args::Part {
            fault: fault.to_owned(),
            case: case.to_owned(),
        };
        assert_eq!(read(""), Ok(Args::All(Use::Check)));
        assert_eq!(read("--bless"), Ok(Args::All(Use::Bless)));
        assert_eq!(read("--more"), Ok(Args::All(Use::More)));
        assert_eq!(read("--fault a*"), Ok(part("a*", "*")));
        assert_eq!(read("--case b --fault a"), Ok(part("a", "b")));
        let odd = Args::Odd {
            pattern: "late*".to_owned(),
            case: "*".to_owned(),
        };
        assert_eq!(read("--odd late*"), Ok(odd));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for words in [
            "--bles",
            "fault",
            "--fault",
            "--bless --fault a",
            "--more --fault a",
            "--bless --odd a",
            "--odd a --fault b",
        ] {
            assert!(read(words).is_err(), "{words}");
        }
    }
}
