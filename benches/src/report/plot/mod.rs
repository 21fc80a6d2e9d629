//! Plots as SVG, drawn by few means: lines, marks, words. Their colours come from the page's style sheet, and what
//! a colour tells is told by a mark's shape, too.

mod axis;
mod curves;
mod strips;

use std::fmt::{self, Display};

pub(crate) use curves::{Series, curves};
pub(crate) use strips::{Strip, strips};

/// The shape at a median.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark(usize);

/// So many shapes there are.
const SHAPES: usize = 6;

impl Mark {
    /// The shape of the way of that number; there are six of them.
    pub(crate) fn of(number: usize) -> Mark {
        Mark(number % SHAPES)
    }

    /// Returns the class that has the colour.
    fn class(self) -> String {
        format!("way{}", self.0)
    }

    fn at(self, x: f64, y: f64) -> String {
        let points = |points: &[(f64, f64)]| {
            let points = points
                .iter()
                .map(|(dx, dy)| format!("{:.1},{:.1}", x + dx, y + dy));
            format!(
                "<polygon points=\"{}\"/>",
                points.collect::<Vec<_>>().join(" ")
            )
        };
        match self.0 {
            0 => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\"/>"),
            1 => points(&[(-4.0, -4.0), (4.0, -4.0), (4.0, 4.0), (-4.0, 4.0)]),
            2 => points(&[(0.0, -5.5), (5.0, 4.0), (-5.0, 4.0)]),
            3 => points(&[(0.0, -5.5), (5.5, 0.0), (0.0, 5.5), (-5.5, 0.0)]),
            4 => points(&[(0.0, 5.5), (5.0, -4.0), (-5.0, -4.0)]),
            _ => points(&[(-5.5, -2.0), (5.5, -2.0), (5.5, 2.0), (-5.5, 2.0)]),
        }
    }
}

/// A drawing of that size, which a screen reader calls by the title and describes by the text.
fn svg(id: &str, title: &str, text: &str, size: (f64, f64), body: &str) -> String {
    let (title, text) = (super::table::escaped(title), super::table::escaped(text));
    let (width, height) = size;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
         aria-labelledby=\"{id}-t {id}-d\">\n<title id=\"{id}-t\">{title}</title>\n<desc id=\"{id}-d\">{text}</desc>\n\
         {body}</svg>\n"
    )
}

fn line(class: &str, from: (f64, f64), to: (f64, f64)) -> String {
    format!(
        "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>\n",
        from.0, from.1, to.0, to.1
    )
}

fn text(class: &str, at: (f64, f64), words: impl Display) -> String {
    let words = super::table::escaped(&words.to_string());
    format!(
        "<text class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\">{words}</text>\n",
        at.0, at.1
    )
}

impl Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = ["●", "■", "▲", "◆", "▼", "▬"];
        f.write_str(names[self.0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::figure::Figure;

    fn figure(p50: f64) -> Figure {
        Figure {
            p10: p50 * 0.8,
            p50,
            p90: p50 * 1.5,
            noise: 0.02,
            samples: 10,
        }
    }

    /// Parses the drawing, and returns how many elements of that name it has.
    fn count(svg: &str, name: &str) -> usize {
        let parsed = roxmltree::Document::parse(svg).expect("it is well-formed");
        let all = parsed.descendants();
        all.filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", name)))
            .count()
    }

    #[test]
    fn strips_are_well_formed_and_have_a_mark_each() {
        let strip = |number: usize| Strip {
            label: format!("<{number}> & \"more\""),
            figure: figure(10.0_f64.powi(number as i32)),
            mark: Mark::of(number),
        };
        let drawn = strips("one", "a <title>", &[strip(0), strip(1), strip(2)]);
        assert_eq!(count(&drawn, "circle") + count(&drawn, "polygon"), 3);
        assert_eq!((count(&drawn, "title"), count(&drawn, "desc")), (1, 1));
    }

    #[test]
    fn curves_are_well_formed_and_have_a_panel_for_each_runtime() {
        let series = |panel: &str, label: &str| Series {
            panel: panel.to_owned(),
            label: label.to_owned(),
            points: vec![(1.0, figure(5.0)), (1_000.0, figure(7.0))],
        };
        let all = [
            series("sim", "native"),
            series("sim", "suite"),
            series("smol", "suite"),
        ];
        let drawn = curves("one", "growth", &all);
        assert_eq!(count(&drawn, "polyline"), 3);
        assert!(drawn.matches("class=\"panel\"").count() == 2, "{drawn}");
    }

    #[test]
    fn a_time_of_zero_is_drawn_at_the_edge() {
        let strip = Strip {
            label: "none".to_owned(),
            figure: Figure {
                p10: 0.0,
                p50: 0.0,
                p90: 0.0,
                noise: 1.0,
                samples: 3,
            },
            mark: Mark::of(0),
        };
        let drawn = strips("one", "zero", &[strip]);
        assert!(
            count(&drawn, "circle") == 1 && !drawn.contains("NaN"),
            "{drawn}"
        );
    }
}
