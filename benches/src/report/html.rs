//! The report as one page that loads nothing.

use super::{
    model::Report,
    plot,
    sections::{self, Plot, Section},
    table::inline,
};

const STYLE: &str = include_str!("page.css");

/// Returns the page.
pub(crate) fn of(report: &Report) -> String {
    let all = sections::of(report);
    let parts: String = all
        .iter()
        .enumerate()
        .map(|(number, section)| part(number, section))
        .collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>What tests cost on each runtime</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <h1>What tests cost on each runtime</h1>\n{}<main>\n{parts}</main>\n</body>\n</html>\n",
        contents(&all)
    )
}

fn contents(all: &[Section]) -> String {
    let entries = all.iter().enumerate().map(|(number, section)| {
        let class = if section.is_chapter {
            "chapter"
        } else {
            "part"
        };
        format!(
            "<li class=\"{class}\"><a href=\"#s{number}\">{}</a></li>\n",
            inline(&section.title)
        )
    });
    format!(
        "<nav aria-label=\"Contents\"><ul>\n{}</ul></nav>\n",
        entries.collect::<String>()
    )
}

fn part(number: usize, section: &Section) -> String {
    let level = if section.is_chapter { 2 } else { 3 };
    let title = inline(&section.title);
    let mut html = format!("<section>\n<h{level} id=\"s{number}\">{title}</h{level}>\n");
    for paragraph in &section.text {
        html += &format!("<p>{}</p>\n", inline(paragraph));
    }
    let id = format!("p{number}");
    match &section.plot {
        Some(Plot::Strips(rows)) => html += &plot::strips(&id, &section.title, rows),
        Some(Plot::Curves(all)) => html += &plot::curves(&id, &section.title, all),
        None => {}
    }
    if let Some(table) = &section.table {
        html += &table.html();
    }
    html + "</section>\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example;

    #[test]
    fn the_page_loads_nothing_and_has_a_plot_for_each_table_of_figures() {
        let page = of(&example::report());
        for word in ["<link", "<script", "src=", "url(", "@import"] {
            assert!(!page.contains(word), "{word}");
        }
        // The table of the runtimes has no plot.
        assert_eq!(
            page.matches("<svg").count(),
            page.matches("<table").count() - 1
        );
    }

    #[test]
    fn ids_and_links_agree() {
        let page = of(&example::report());
        let links = page.split("href=\"#").skip(1);
        let links: Vec<&str> = links.filter_map(|rest| rest.split('"').next()).collect();
        assert!(links.len() > 5);
        for link in links {
            assert_eq!(page.matches(&format!("id=\"{link}\"")).count(), 1, "{link}");
        }
    }

    #[test]
    fn each_colour_has_one_for_the_dark() {
        let (light, dark) = STYLE.split_once("prefers-color-scheme: dark").unwrap();
        for name in ["--back:", "--text:", "--rule:", "--way0:", "--way5:"] {
            assert!(light.contains(name) && dark.contains(name), "{name}");
        }
    }
}
