use super::{Mark, axis::Axis, line, svg, text};
use crate::report::{figure::Figure, words};

/// A curve: what one takes, by how many there are.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    /// The panel that it is drawn in.
    pub(crate) panel: String,
    pub(crate) label: String,
    pub(crate) points: Vec<(f64, Figure)>,
}

const COLUMNS: usize = 3;
/// The size of a panel with its margins, and the margins.
const PANEL: (f64, f64) = (272.0, 210.0);
const LEFT: f64 = 62.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 30.0;
const RIGHT: f64 = 10.0;
const LEGEND: f64 = 26.0;

/// Draws curves on two logarithmic axes that all panels share.
pub(crate) fn curves(id: &str, title: &str, all: &[Series]) -> String {
    let panels = distinct(all.iter().map(|series| series.panel.as_str()));
    let labels = distinct(all.iter().map(|series| series.label.as_str()));
    let points = || all.iter().flat_map(|series| &series.points);
    let counts: Vec<f64> = points().map(|point| point.0).collect();
    let times: Vec<f64> = points()
        .flat_map(|point| [point.1.p10, point.1.p90])
        .collect();
    let mut body = legend(&labels);
    for (number, panel) in panels.iter().enumerate() {
        let left = PANEL.0 * (number % COLUMNS) as f64;
        let top = LEGEND + PANEL.1 * (number / COLUMNS) as f64;
        let across = Axis::of(counts.iter().copied(), left + LEFT, left + PANEL.0 - RIGHT);
        let up = Axis::of(times.iter().copied(), top + PANEL.1 - BOTTOM, top + TOP);
        body += &format!(
            "<g class=\"panel\">\n{}",
            frame(panel, left, top, across, up)
        );
        for series in all.iter().filter(|series| series.panel == *panel) {
            let way = labels.iter().position(|label| *label == series.label);
            body += &curve(series, Mark::of(way.unwrap_or_default()), across, up);
        }
        body += "</g>\n";
    }
    let rows = panels.len().div_ceil(COLUMNS) as f64;
    let size = (PANEL.0 * COLUMNS as f64, LEGEND + PANEL.1 * rows);
    let description = format!(
        "{} panels, one for each runtime: what one takes, upwards, by how many there are, to the right, on logarithmic \
         axes. The table after it has the same figures and each curve's slope.",
        panels.len()
    );
    svg(id, title, &description, size, &body)
}

fn distinct<'a>(all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for one in all {
        if !seen.contains(&one) {
            seen.push(one);
        }
    }
    seen
}

fn legend(labels: &[&str]) -> String {
    let mut x = LEFT;
    let mut body = String::new();
    for (number, label) in labels.iter().enumerate() {
        let mark = Mark::of(number);
        let (class, shape) = (mark.class(), mark.at(x, 12.0));
        body += &format!("<g class=\"{class}\">{shape}</g>\n");
        body += &text("label", (x + 10.0, 16.0), label);
        x += 34.0 + 7.5 * label.chars().count() as f64;
    }
    body
}

fn frame(name: &str, left: f64, top: f64, across: Axis, up: Axis) -> String {
    let (foot, edge) = (top + PANEL.1 - BOTTOM, left + PANEL.0 - RIGHT);
    let mut body = text("label", (left + LEFT, top + 16.0), name);
    for tick in up.ticks() {
        let y = up.at(tick);
        body += &line("grid", (left + LEFT, y), (edge, y));
        body += &text("tick end", (left + LEFT - 6.0, y + 4.0), words::time(tick));
    }
    for tick in across.ticks() {
        let x = across.at(tick);
        body += &line("grid", (x, top + TOP), (x, foot));
        body += &text("tick middle", (x, foot + 16.0), count(tick));
    }
    body
}

fn count(count: f64) -> String {
    match count {
        _ if count >= 1e6 => format!("{}M", count / 1e6),
        _ if count >= 1e3 => format!("{}k", count / 1e3),
        _ => format!("{count}"),
    }
}

fn curve(series: &Series, mark: Mark, across: Axis, up: Axis) -> String {
    let places: Vec<(f64, f64)> = series
        .points
        .iter()
        .map(|(count, time)| (across.at(*count), up.at(time.p50)))
        .collect();
    let points: Vec<String> = places
        .iter()
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    let mut body = format!(
        "<g class=\"{}\">\n<polyline class=\"curve\" points=\"{}\"/>\n",
        mark.class(),
        points.join(" ")
    );
    for ((x, y), (_, time)) in places.iter().zip(&series.points) {
        body += &line("whisker", (*x, up.at(time.p10)), (*x, up.at(time.p90)));
        body += &mark.at(*x, *y);
        body.push('\n');
    }
    body + "</g>\n"
}
