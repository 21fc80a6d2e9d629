use crate::{
    doctor::{By, Level, Linked, Patient, Report},
    wrap::wrapped,
};

/// Returns the report for people: what is linked, then what to do.
pub(super) fn text(report: &Report, width: Option<usize>) -> String {
    let mut text = String::new();
    for patient in &report.packages {
        text += &told(patient, report.tool, width);
        text.push('\n');
    }
    text + &verdict(report)
}

fn told(patient: &Patient, tool: &str, width: Option<usize>) -> String {
    let mut text = format!(
        "{} {}, with runtime-matrix {} and cargo-runtime-matrix {tool}\n",
        patient.package, patient.version, patient.runtime_matrix
    );
    for (by, heading) in [
        (By::Library, "what the package links, for its users too"),
        (By::Tests, "what its tests link besides"),
        (
            By::Matrix,
            "what runtime-matrix links besides, for the cells",
        ),
    ] {
        let linked = patient.runtimes.iter().filter(|linked| linked.by == by);
        let lines: Vec<String> = linked.map(line).collect();
        if !lines.is_empty() {
            text += &format!("  {heading}:\n");
            text += &wrapped(&lines.concat(), "      ", width);
        }
    }
    for finding in &patient.findings {
        let level = match finding.level {
            Level::Problem => "PROBLEM",
            Level::Warning => "warning",
            Level::Note => "note",
        };
        text += &wrapped(&format!("{level}: {}", finding.finding), "  ", width);
        text += &wrapped(&format!("  what to do: {}", finding.advice), "    ", width);
    }
    text
}

fn line(linked: &Linked) -> String {
    let features = match linked.features.is_empty() {
        true => String::new(),
        false => format!(" with {}", linked.features.join(", ")),
    };
    let way = linked.path.join(" → ");
    format!("    {} {}{features} ({way})\n", linked.name, linked.version)
}

fn verdict(report: &Report) -> String {
    let count = |level: Level| {
        let findings = report.packages.iter().flat_map(|patient| &patient.findings);
        findings.filter(|finding| finding.level == level).count()
    };
    let counted = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    let (problems, warnings) = (count(Level::Problem), count(Level::Warning));
    let word = if problems == 0 { "ok" } else { "NOT WELL" };
    format!(
        "{word}: {}, {}\n",
        counted(problems, "problem"),
        counted(warnings, "warning")
    )
}
