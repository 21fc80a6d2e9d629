//! What a worker and the process that started it say to each other: lines of fields.

use std::{borrow::Cow, time::Duration};

use runtime_matrix_report::Verdict;

use crate::conformance::{case::Case, lab::Finding, trial::Trial};

/// How an answer begins; a runtime may print other lines between.
pub(crate) const ANSWER: &str = "@runtime-matrix-case";
/// No more bytes than that of a text are told: a panic can say anything.
const LONGEST: usize = 16 << 10;

/// A case to be run on a runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) runtime: String,
    pub(crate) case: String,
    pub(crate) limit: Option<Duration>,
}

impl Order {
    pub(crate) fn to_line(&self) -> String {
        let limit = self.limit.map(|limit| limit.as_millis().to_string());
        line(&[&self.runtime, &self.case, limit.as_deref().unwrap_or("")])
    }

    pub(crate) fn read(line: &str) -> Option<Order> {
        let [runtime, case, limit] = fields(line)?;
        let limit = match &*limit {
            "" => None,
            millis => Some(Duration::from_millis(millis.parse().ok()?)),
        };
        Some(Order {
            runtime,
            case,
            limit,
        })
    }
}

/// Returns the line that tells of a trial.
pub(crate) fn answer(trial: &Trial) -> String {
    let micros = trial.duration.as_micros().to_string();
    let (expected, came, place) = trial.finding.as_ref().map_or(("", "", ""), |finding| {
        (&*finding.expected, &*finding.came, &*finding.place)
    });
    line(&[
        ANSWER,
        trial.verdict.name(),
        &micros,
        trial.observed.unwrap_or(""),
        trial.note.as_deref().unwrap_or(""),
        expected,
        came,
        place,
    ])
}

/// Reads such a line; `None` if it is another one.
pub(crate) fn read_answer(case: &Case, line: &str) -> Option<Trial> {
    let [
        answer,
        verdict,
        micros,
        observed,
        note,
        expected,
        came,
        place,
    ] = fields(line)?;
    if answer != ANSWER {
        return None;
    }
    let finding = Finding {
        expected,
        came,
        place,
    };
    Some(Trial {
        verdict: Verdict::from_name(&verdict)?,
        finding: (!finding.place.is_empty()).then_some(finding),
        note: (!note.is_empty()).then_some(note),
        observed: case
            .outcomes()
            .iter()
            .copied()
            .find(|name| *name == observed),
        duration: Duration::from_micros(micros.parse().ok()?),
    })
}

fn line(fields: &[&str]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|field| escaped(&shortened(field)))
        .collect();
    fields.join("\t") + "\n"
}

fn fields<const N: usize>(line: &str) -> Option<[String; N]> {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let fields: Vec<String> = line.split('\t').map(unescaped).collect();
    fields.try_into().ok()
}

fn shortened(field: &str) -> Cow<'_, str> {
    if field.len() <= LONGEST {
        return field.into();
    }
    let ends = (0..=LONGEST).rev();
    let end = ends.into_iter().find(|end| field.is_char_boundary(*end));
    let kept = &field[..end.unwrap_or_default()];
    format!("{kept} … and {} bytes more", field.len() - kept.len()).into()
}

fn escaped(field: &str) -> String {
    field
        .replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\r', "\\r")
        .replace('\t', "\\t")
}

fn unescaped(field: &str) -> String {
    let mut text = String::new();
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        text.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some(other) => other,
                None => '\\',
            },
            other => other,
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_survives_the_way() {
        for limit in [None, Some(Duration::from_millis(1_500))] {
            let order = Order {
                runtime: "my_runtime".to_owned(),
                case: "cancel::x".to_owned(),
                limit,
            };
            assert_eq!(Order::read(&order.to_line()), Some(order));
        }
        assert_eq!(Order::read("two\tfields\n"), None);
        assert_eq!(Order::read("a\tb\tsoon\n"), None);
    }

    #[test]
    fn an_answer_survives_the_way_whatever_it_says() {
        let case = Case::named("block_on::returns_after_its_root").expect("it is in the catalogue");
        let trial = Trial {
            finding: Some(Finding {
                expected: "a\tb\\n\nc".to_owned(),
                came: "\\".to_owned(),
                place: "x.rs:1".to_owned(),
            }),
            duration: Duration::from_micros(7),
            ..Trial::new(Verdict::Fail, Some("two\r\nlines".to_owned()))
        };
        assert_eq!(read_answer(case, &answer(&trial)), Some(trial));

        let endless = Trial::new(Verdict::Panic, Some("äh".repeat(LONGEST)));
        let read = read_answer(case, &answer(&endless)).expect("it is an answer");
        let note = read.note.expect("it says something");
        let says = format!("h … and {} bytes more", 3 * LONGEST - (LONGEST - 1));
        assert!(note.ends_with(&says), "{}", &note[note.len() - 40..]);
        assert_eq!(read_answer(case, "running 1 test\n"), None);
    }
}
