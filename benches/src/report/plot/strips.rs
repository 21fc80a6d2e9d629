use super::{Mark, axis::Axis, line, svg, text};
use crate::report::{figure::Figure, words};

/// A row of the plot: a line from p10 to p90, and a mark at the median.
#[derive(Clone, Debug)]
pub(crate) struct Strip {
    pub(crate) label: String,
    pub(crate) figure: Figure,
    pub(crate) mark: Mark,
}

const WIDTH: f64 = 820.0;
const ROW: f64 = 22.0;
const LEFT: f64 = 260.0;
const RIGHT: f64 = 730.0;

/// Draws times on one logarithmic axis, a row each.
pub(crate) fn strips(id: &str, title: &str, rows: &[Strip]) -> String {
    let figures = rows.iter().flat_map(|row| [row.figure.p10, row.figure.p90]);
    let axis = Axis::of(figures, LEFT, RIGHT);
    let foot = ROW * rows.len() as f64 + 8.0;
    let mut body = String::new();
    for tick in axis.ticks() {
        let x = axis.at(tick);
        body += &line("grid", (x, 0.0), (x, foot));
        body += &text("tick middle", (x, foot + 16.0), words::time(tick));
    }
    for (number, row) in rows.iter().enumerate() {
        body += &strip(row, ROW * (number as f64 + 0.5) + 4.0, &axis);
    }
    let description = format!(
        "{} rows: each has a line from p10 to p90 and a mark at the median, on a logarithmic axis. \
         The table after it has the same figures.",
        rows.len()
    );
    svg(id, title, &description, (WIDTH, foot + 24.0), &body)
}

fn strip(row: &Strip, y: f64, axis: &Axis) -> String {
    let Figure { p10, p50, p90, .. } = row.figure;
    format!(
        "{}<g class=\"{}\">\n{}{}\n</g>\n{}",
        text("label end", (LEFT - 12.0, y + 4.0), &row.label),
        row.mark.class(),
        line("range", (axis.at(p10), y), (axis.at(p90), y)),
        row.mark.at(axis.at(p50), y),
        text("value", (RIGHT + 10.0, y + 4.0), words::time(p50)),
    )
}
