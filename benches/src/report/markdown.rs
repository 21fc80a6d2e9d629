//! The report as Markdown.

use super::{model::Report, sections};

/// Returns all of it.
pub(crate) fn of(report: &Report) -> String {
    let mut text = "# What tests cost on each runtime\n".to_owned();
    for section in sections::of(report) {
        let level = if section.is_chapter { "##" } else { "###" };
        text += &format!("\n{level} {}\n", section.title);
        for paragraph in &section.text {
            text += &format!("\n{paragraph}\n");
        }
        if let Some(table) = &section.table {
            text += &format!("\n{}", table.markdown());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example;

    #[test]
    fn a_report_as_markdown() {
        let mut report = example::report();
        report.compile.as_mut().unwrap().complete = false;
        insta::assert_snapshot!(of(&report));
    }
}
