//! Where the report goes: the folder, the terminal and the README.

use anyhow::Result;

use super::{args::OutputArgs, html, markdown, model, model::Report, print, readme, say};

/// Returns what is in the folder already, to be added to, having seen that all can be written.
///
/// # Errors
///
/// Fails if what is there is no report of this version, or if nothing can be written there.
pub(crate) fn open(args: &OutputArgs) -> Result<Report> {
    let path = args.out.join("report.json");
    let report = if path.exists() {
        Report::read(&path)?
    } else {
        Report::new()
    };
    report.write(&path)?;
    if args.readme {
        readme::seen()?;
    }
    Ok(report)
}

/// Writes the report in all its forms, and prints it.
pub(crate) fn write(report: &Report, args: &OutputArgs) -> Result<()> {
    report.write(&args.out.join("report.json"))?;
    render(report, args)
}

/// Writes and prints what is made of the report.
pub(crate) fn render(report: &Report, args: &OutputArgs) -> Result<()> {
    let text = markdown::of(report);
    model::replace(&args.out.join("report.md"), &text)?;
    let page = args.out.join("report.html");
    model::replace(&page, &html::of(report))?;
    if args.readme {
        readme::replace(report)?;
    }
    say(&format!(
        "the report with its plots is in {}",
        page.display()
    ));
    if args.json {
        print(&(serde_json::to_string_pretty(report)? + "\n"))
    } else {
        print(&text)
    }
}
