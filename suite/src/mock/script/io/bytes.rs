/// A message shows that many bytes at most.
const MOST: usize = 64;

/// So many bytes are shown before the one that a message is about.
const BEFORE: usize = 16;

/// Tells bytes as an escaped string: those around `at`, if they are many.
pub(super) fn told(bytes: &[u8], at: usize) -> String {
    if bytes.len() <= MOST {
        return format!("b\"{}\"", bytes.escape_ascii());
    }
    let first = at.saturating_sub(BEFORE).min(bytes.len() - MOST);
    let last = first + MOST;
    let (before, after) = (
        if first > 0 { "…" } else { "" },
        if last < bytes.len() { "…" } else { "" },
    );
    let (shown, all) = (bytes[first..last].escape_ascii(), bytes.len());
    format!("{before}b\"{shown}\"{after} ({all} bytes)")
}

/// Returns where two strings of bytes differ first, within the shorter one.
pub(super) fn first_difference(expected: &[u8], actual: &[u8]) -> Option<usize> {
    expected
        .iter()
        .zip(actual)
        .position(|(expected, actual)| expected != actual)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_escaped() {
        assert_eq!(told(b"a\"\r\n\xff", 0), r#"b"a\"\r\n\xff""#);
    }

    #[test]
    fn of_many_bytes_those_are_told_that_it_is_about() {
        let mut bytes = vec![b'a'; 200];
        bytes[150] = b'!';
        let told_at = told(&bytes, 150);
        assert!(told_at.starts_with("…b\"aaaaaaaaaaaaaaaa!"), "{told_at}");
        assert!(told_at.ends_with("a\"… (200 bytes)"), "{told_at}");
        let last = told(&bytes, 199);
        assert!(last.ends_with("aa\" (200 bytes)"), "{last}");
        assert!(told(&bytes, 0).ends_with("a\"… (200 bytes)"));
    }

    #[test]
    fn a_prefix_does_not_differ() {
        assert_eq!(first_difference(b"ping", b"pi"), None);
        assert_eq!(first_difference(b"ping", b"pong"), Some(1));
    }
}
