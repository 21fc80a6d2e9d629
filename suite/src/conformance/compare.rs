use std::fmt;

use runtime_matrix_core::{Capability, Card, RuntimeFactory};

/// Returns the cards of these runtimes side by side, as a table in Markdown.
///
/// A power has a row of its own. Rows in which all agree come last, in one line each.
///
/// ```
/// use runtime_matrix::{Sim, conformance::compare_cards};
///
/// let table = compare_cards(&[&Sim, &Sim]);
/// assert!(table.contains("- `handle_drop`: `Detaches`"), "{table}");
/// ```
#[must_use]
pub fn compare_cards(factories: &[&dyn RuntimeFactory]) -> String {
    let rows: Vec<Row> = rows(factories);
    let (agreed, differing): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(Row::is_agreed);
    let mut text = String::new();
    if !differing.is_empty() {
        let ids = factories
            .iter()
            .map(|factory| format!(" `{}` |", factory.id()));
        text.push_str(&format!("| entry |{}\n", ids.collect::<String>()));
        text.push_str(&format!("| --- |{}\n", " --- |".repeat(factories.len())));
        differing
            .iter()
            .for_each(|row| text.push_str(&format!("{row}\n")));
        text.push('\n');
    }
    if !agreed.is_empty() {
        text.push_str("All agree on:\n\n");
    }
    for Row { name, values } in agreed {
        let value = values.into_iter().next().unwrap_or_default();
        text.push_str(&format!("- `{name}`: `{value}`\n"));
    }
    text
}

/// One entry on each card.
struct Row {
    name: String,
    values: Vec<String>,
}

impl Row {
    fn is_agreed(&self) -> bool {
        self.values.windows(2).all(|pair| pair[0] == pair[1])
    }
}

fn rows(factories: &[&dyn RuntimeFactory]) -> Vec<Row> {
    let cards: Vec<_> = factories.iter().map(|factory| factory.card()).collect();
    let powers = Capability::ALL.into_iter().map(|power| {
        let has = cards.iter().map(|card| card.capabilities.has(power));
        let values = has.map(|has| if has { "yes" } else { "no" }.to_owned());
        Row {
            name: power.name().to_owned(),
            values: values.collect(),
        }
    });
    let entries: Vec<_> = cards.iter().map(Card::entries).collect();
    let names = entries
        .first()
        .into_iter()
        .flatten()
        .map(|entry| entry.name);
    let others = names.enumerate().map(|(index, name)| Row {
        name: name.to_owned(),
        values: entries.iter().map(|of| of[index].value.clone()).collect(),
    });
    powers
        .chain(others.filter(|row| row.name != "capabilities"))
        .collect()
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "| `{}` |", self.name)?;
        for value in &self.values {
            write!(f, " `{value}` |")?;
        }
        Ok(())
    }
}
