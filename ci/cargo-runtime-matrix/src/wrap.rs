//! Breaks long lines between words.

use crate::compile::plain;

/// Returns the lines of `text`, each no wider than `width` where words allow it; what is broken off goes on behind
/// `indent`. Without a width, or where there is hardly any, the lines stay as they are.
pub(crate) fn wrapped(text: &str, indent: &str, width: Option<usize>) -> String {
    // So narrow a terminal breaks words as well as we would.
    const LEAST: usize = 20;
    let width = width.filter(|width| *width >= LEAST).unwrap_or(usize::MAX);
    let mut wrapped = String::with_capacity(text.len());
    for line in text.lines() {
        wrapped += &broken(line, indent, width);
        wrapped.push('\n');
    }
    wrapped
}

/// Breaks one line.
fn broken(line: &str, indent: &str, width: usize) -> String {
    if columns(line) <= width {
        return line.to_owned();
    }
    let start = line.len() - line.trim_start().len();
    let mut broken = line[..start].to_owned();
    let mut column = columns(&broken);
    let mut is_first = true;
    for word in line[start..].split(' ') {
        let wide = columns(word);
        if !is_first && column + 1 + wide > width {
            broken = broken.trim_end().to_owned();
            broken += "\n";
            broken += indent;
            column = columns(indent);
        } else if !is_first {
            broken.push(' ');
            column += 1;
        }
        broken += word;
        column += wide;
        is_first = false;
    }
    broken
}

/// Returns how many columns a text takes, without the codes that colour it.
pub(crate) fn columns(text: &str) -> usize {
    plain(text).chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        let text = "  one two three four five six\n";
        assert_eq!(
            wrapped(text, "    ", Some(20)),
            "  one two three four\n    five six\n"
        );
        assert_eq!(wrapped(text, "    ", None), text);
        assert_eq!(wrapped(text, "    ", Some(5)), text, "nobody reads that");
    }

    #[test]
    fn a_word_is_never_broken_and_never_lost() {
        let text = "a_name_that_is_much_longer_than_the_line b";
        assert_eq!(
            wrapped(text, "  ", Some(20)),
            "a_name_that_is_much_longer_than_the_line\n  b\n"
        );
    }

    #[test]
    fn colours_take_no_room() {
        let text = "\u{1b}[1;31mred\u{1b}[0m and then some";
        assert_eq!(wrapped(text, "", Some(20)), format!("{text}\n"));
    }
}
