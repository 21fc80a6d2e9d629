//! What a page says in words and symbols.

use std::time::Duration;

use runtime_matrix_report::{Level, Verdict};

use crate::{
    exit::Exit,
    table::{Row, Table},
};

/// Returns the symbol of a verdict, which stands before its word, and alone where there is no room for words.
pub(super) fn symbol(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✓",
        Verdict::Fail => "✗",
        Verdict::Panic => "‼",
        Verdict::Timeout => "◷",
        Verdict::Stalled => "‖",
        Verdict::Deadlock => "⊗",
        Verdict::Hang => "∞",
        Verdict::Crash => "✸",
        Verdict::Interrupted => "⊘",
        Verdict::Leak => "≋",
        Verdict::Unsupported => "∅",
        Verdict::Skipped => "»",
        Verdict::Xfail => "≈",
        Verdict::Xpass => "±",
        Verdict::Flaky => "~",
        Verdict::BuildFailed => "▦",
        _ => "?",
    }
}

/// Returns what stands after the name of a test that is no must.
pub(super) fn level(row: &Row) -> String {
    match row.level {
        Level::Must => String::new(),
        level => format!(" <small>{level}</small>"),
    }
}

/// Returns what the exit code of a table says, as the help has it.
pub(super) fn exit(table: &Table) -> &'static str {
    let has_failed = table.tests.iter().any(Row::has_failed);
    match table.exit {
        Exit::Failures if !has_failed && !table.missing.is_empty() => {
            "a part of the run is missing"
        }
        Exit::Ok => "every cell that ran passed, and at least one did",
        Exit::Usage => "the arguments or the packages did not allow a run",
        Exit::Failures => "a cell failed",
        Exit::Hangs => "a cell hung, or took its process down",
        Exit::NothingRan => "nothing ran",
        Exit::BuildFailed => "a cell did not build; the others have run",
        Exit::Interrupted => "it was interrupted: what had not ended is not told",
        Exit::Internal => "the fault is of runtime-matrix, or of the machine",
    }
}

/// Returns a time with three digits at most behind the point, in the unit that suits it.
pub(super) fn duration(micros: u64) -> String {
    match micros {
        0..1_000 => format!("{micros} µs"),
        1_000..1_000_000 => format!(
            "{:.1} ms",
            Duration::from_micros(micros).as_secs_f64() * 1e3
        ),
        _ => format!("{:.2} s", Duration::from_micros(micros).as_secs_f64()),
    }
}

/// Returns a number with its noun.
pub(super) fn count(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// Returns a name with places where a line may break: after an underscore or a colon.
pub(super) fn breakable(escaped: &str) -> String {
    escaped.replace('_', "_<wbr>").replace("::", "::<wbr>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_verdict_has_a_symbol_of_its_own() {
        let mut symbols = Verdict::ALL.map(symbol);
        symbols.sort_unstable();
        assert!(
            symbols.windows(2).all(|two| two[0] != two[1]),
            "{symbols:?}"
        );
        assert!(!symbols.contains(&"?"));
    }

    #[test]
    fn a_code_says_what_it_came_from() {
        let mut table = Table::new();
        table.exit = Exit::Failures;
        assert_eq!(exit(&table), "a cell failed");
        table.missing.push("shard 2/3 of `chat`".to_owned());
        assert_eq!(exit(&table), "a part of the run is missing");
    }

    #[test]
    fn a_time_has_the_unit_that_suits_it() {
        assert_eq!(duration(0), "0 µs");
        assert_eq!(duration(1_500), "1.5 ms");
        assert_eq!(duration(61_234_567), "61.23 s");
    }
}
