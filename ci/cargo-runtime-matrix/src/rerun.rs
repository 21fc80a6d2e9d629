use crate::{
    args::Args,
    compile::{Binary, feature_options, profile_options},
    package::Subject,
    runtimes::feature_of,
};

/// Returns the command that runs one cell again.
pub(crate) fn rerun(
    args: &Args,
    subject: &Subject,
    binary: &Binary,
    test: &str,
    cell: &str,
    seed: Option<u64>,
) -> String {
    let mut words: Vec<String> = Vec::new();
    words.extend(seed.map(|seed| format!("RUNTIME_MATRIX_SEED={seed}")));
    words.extend(["cargo".to_owned(), "test".to_owned()]);
    if let Some(path) = &args.selection.manifest_path {
        words.extend([
            "--manifest-path".to_owned(),
            quoted(&path.to_string_lossy()),
        ]);
    }
    words.extend(["-p".to_owned(), subject.name().to_owned()]);
    words.extend(binary.selector.iter().cloned());
    let own = subject.config.own(cell);
    let options = profile_options(args)
        .into_iter()
        .chain(feature_options(args, &own));
    words.extend(options.map(str::to_owned));
    let features = subject.all_features(&own, feature_of(cell).as_slice());
    if !features.is_empty() {
        words.extend(["--features".to_owned(), features.join(",")]);
    }
    words.push(format!("{test}::{cell}"));
    words.push("-- --exact --include-ignored".to_owned());
    words.join(" ")
}

/// Returns a word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./+:@".contains(letter);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_where_the_shell_would_split_it() {
        assert_eq!(quoted("a/b.toml"), "a/b.toml");
        assert_eq!(quoted("my chat/it's"), r"'my chat/it'\''s'");
    }
}
