//! Texts that came from tests, as reports can hold them.

/// Returns the text without the colours of a terminal and without what cannot be shown.
pub(super) fn clean(text: &str) -> String {
    let text = crate::compile::plain(text).replace('\t', "    ");
    let is_shown = |letter: &char| match letter {
        '\n' => true,
        // No XML holds these two.
        '\u{fffe}' | '\u{ffff}' => false,
        letter => !letter.is_control(),
    };
    text.chars().filter(is_shown).collect()
}

/// Returns the first line of a text, cleaned.
pub(super) fn first_line(text: &str) -> String {
    let text = clean(text);
    let mut lines = text.lines().map(str::trim);
    lines
        .find(|line| !line.is_empty())
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_shown_is_left_out() {
        assert_eq!(
            clean("a\u{1b}[31mred\u{1b}[0m\u{0}\r\n\tb\u{ffff}"),
            "ared\n    b"
        );
        assert_eq!(first_line("\n  first\u{7} \nsecond"), "first");
        assert_eq!(first_line(""), "");
    }

    #[test]
    fn what_was_no_utf8_stays_visible() {
        assert_eq!(clean("a\u{fffd}b"), "a\u{fffd}b");
    }
}
