//! Texts that came from tests, as a page can hold them: nothing in them is markup, and nothing hides.

use std::fmt::{self, Write};

use crate::compile::plain;

/// A text that is written escaped, into an element or between the quotes of an attribute.
///
/// The colours of a terminal are taken out. What cannot be seen, or would turn the text around it, is shown by
/// its number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a>(pub(super) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.contains('\u{1b}') {
            write(f, &plain(self.0))
        } else {
            write(f, self.0)
        }
    }
}

/// Returns a text of ours, in which backticks go in pairs around code.
pub(super) fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(index, part)| match index % 2 {
        0 => Text(part).to_string(),
        _ => format!("<code>{}</code>", Text(part)),
    });
    parts.collect()
}

fn write(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let mut rest = text;
    // Nearly every text is plain, and bytes are found much faster than characters.
    while let Some(index) = rest.bytes().position(|byte| !is_plain(byte)) {
        let (plain, special) = rest.split_at(index);
        f.write_str(plain)?;
        let mut letters = special.chars();
        if let Some(letter) = letters.next() {
            let ends_line = letter == '\r' && special[1..].starts_with('\n');
            if !ends_line {
                write_letter(f, letter)?;
            }
        }
        rest = letters.as_str();
    }
    f.write_str(rest)
}

/// Tells whether a byte is an ASCII character that means nothing to HTML.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\n' | b'\t') && !b"&<>\"'".contains(&byte)
}

fn write_letter(f: &mut fmt::Formatter<'_>, letter: char) -> fmt::Result {
    match letter {
        '&' => f.write_str("&amp;"),
        '<' => f.write_str("&lt;"),
        '>' => f.write_str("&gt;"),
        '"' => f.write_str("&quot;"),
        '\'' => f.write_str("&#39;"),
        letter if is_hidden(letter) => write!(f, "⟨U+{:04X}⟩", u32::from(letter)),
        letter => f.write_char(letter),
    }
}

/// Tells whether a character shows nothing, breaks a line, turns the text, or is none at all.
fn is_hidden(letter: char) -> bool {
    let turns = matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let breaks = matches!(letter, '\u{2028}' | '\u{2029}');
    let empty = matches!(
        letter,
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
    );
    let is_none = u32::from(letter) & 0xfffe == 0xfffe || matches!(letter, '\u{fdd0}'..='\u{fdef}');
    letter.is_control() || turns || breaks || empty || is_none
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        Text(text).to_string()
    }

    #[test]
    fn nothing_is_markup() {
        assert_eq!(
            text(r#"</pre><script>"it's" & so</script>"#),
            "&lt;/pre&gt;&lt;script&gt;&quot;it&#39;s&quot; &amp; so&lt;/script&gt;"
        );
    }

    #[test]
    fn colours_are_taken_out_and_other_controls_are_shown() {
        assert_eq!(text("\u{1b}[1;31mred\u{1b}[0m"), "red");
        assert_eq!(
            text("a\0b\u{1b}]0;c\u{7f}"),
            "a⟨U+0000⟩b⟨U+001B⟩]0;c⟨U+007F⟩"
        );
        assert_eq!(text("a\r\nb\rc\td\u{85}"), "a\nb⟨U+000D⟩c\td⟨U+0085⟩");
    }

    #[test]
    fn what_hides_or_turns_the_text_is_told_by_its_number() {
        assert_eq!(text("a\u{202e}b\u{200b}c"), "a⟨U+202E⟩b⟨U+200B⟩c");
        assert_eq!(
            text("\u{ffff}\u{1fffe}\u{fdd0}"),
            "⟨U+FFFF⟩⟨U+1FFFE⟩⟨U+FDD0⟩"
        );
        assert_eq!(
            text("\u{fffd} äλ漢 👩\u{200d}🚀"),
            "\u{fffd} äλ漢 👩\u{200d}🚀"
        );
    }
}
