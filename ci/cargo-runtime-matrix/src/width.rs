use std::{
    env,
    io::{self, IsTerminal},
    num::NonZeroUsize,
};

/// Returns where lines are to be broken: where the user says, or at the width of the terminal.
///
/// What does not go to a terminal is read by a program or kept in a file, and stays whole.
pub(crate) fn width(asked: Option<NonZeroUsize>) -> Option<usize> {
    let terminal = || {
        if !io::stdout().is_terminal() {
            return None;
        }
        let (width, _) = terminal_size::terminal_size()?;
        Some(usize::from(width.0))
    };
    chosen(asked, env::var("COLUMNS").ok().as_deref(), terminal)
}

/// On a terminal, COLUMNS says how wide it is to be taken for.
fn chosen(
    asked: Option<NonZeroUsize>,
    columns: Option<&str>,
    terminal: impl Fn() -> Option<usize>,
) -> Option<usize> {
    if let Some(asked) = asked {
        return Some(asked.get());
    }
    let terminal = terminal()?;
    let columns = columns.and_then(|columns| columns.trim().parse().ok());
    columns.filter(|columns| *columns > 0).or(Some(terminal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_is_asked_first_then_the_environment_then_the_terminal() {
        let terminal = || Some(80);
        let asked = NonZeroUsize::new(60);
        assert_eq!(chosen(asked, Some("70"), terminal), Some(60));
        assert_eq!(chosen(None, Some("70"), terminal), Some(70));
        assert_eq!(chosen(None, Some("wide"), terminal), Some(80));
        assert_eq!(chosen(None, Some("0"), terminal), Some(80));
        assert_eq!(chosen(None, None, terminal), Some(80));
    }

    #[test]
    fn what_goes_to_no_terminal_stays_whole() {
        assert_eq!(chosen(None, Some("70"), || None), None);
    }
}
