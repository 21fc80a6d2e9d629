//! A table, as Markdown and as HTML.

/// The texts of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table with those columns.
    pub(crate) fn of<const N: usize>(head: [&str; N]) -> Table {
        Table {
            head: head.map(str::to_owned).into(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn markdown(&self) -> String {
        let line = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let rows: String = self.rows.iter().map(|row| line(row)).collect();
        line(&self.head) + &"|---".repeat(self.head.len()) + "|\n" + &rows
    }

    /// The first column names the row.
    pub(crate) fn html(&self) -> String {
        let head = self
            .head
            .iter()
            .map(|cell| format!("<th scope=\"col\">{}</th>", inline(cell)));
        let rows = self.rows.iter().map(|row| {
            let cells = row.iter().enumerate().map(|(column, cell)| match column {
                0 => format!("<th scope=\"row\">{}</th>", inline(cell)),
                _ => format!("<td>{}</td>", inline(cell)),
            });
            format!("<tr>{}</tr>\n", cells.collect::<String>())
        });
        format!(
            "<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table></div>\n",
            head.collect::<String>(),
            rows.collect::<String>()
        )
    }
}

/// Returns text with what HTML takes for its own escaped.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Escapes the text, and makes code of what is between backticks.
pub(crate) fn inline(text: &str) -> String {
    let pieces = text.split('`').enumerate().map(|(number, piece)| {
        if number % 2 == 1 {
            format!("<code>{}</code>", escaped(piece))
        } else {
            escaped(piece)
        }
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_text_in_both() {
        let mut table = Table::of(["a", "b"]);
        table.rows.push(vec!["`x|y`".to_owned(), "<&>".to_owned()]);
        assert_eq!(
            table.markdown(),
            "| a | b |\n|---|---|\n| `x\\|y` | <&> |\n"
        );
        assert!(table.html().contains("<td>&lt;&amp;&gt;</td>"));
        assert!(table.html().contains("<code>x|y</code>"));
    }
}
