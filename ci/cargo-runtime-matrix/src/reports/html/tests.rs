use std::{collections::BTreeSet, time::Instant};

use runtime_matrix_report::Verdict;

use super::*;
use crate::table::{Cell, Column, Row};

/// A table made by hand: each verdict, causes, a build that failed, and names and messages that are odd.
fn sample() -> Table {
    serde_json::from_str(include_str!("sample.json")).unwrap()
}

/// A table of that size in which each test passes, but for one on one runtime.
fn many(tests: usize, runtimes: usize) -> Table {
    let mut table = Table::new();
    table.runtimes = (0..runtimes)
        .map(|index| Column {
            id: format!("runtime_{index}"),
            ..Column::default()
        })
        .collect();
    for index in 0..tests {
        let cells = table
            .runtimes
            .iter()
            .map(|column| Cell::new(&column.id, Verdict::Pass));
        table.tests.push(Row {
            package: "chat".to_owned(),
            target: "it".to_owned(),
            test: format!("module_{}::receives_what_was_sent_{index}", index / 50),
            cells: cells.collect(),
            ..Row::default()
        });
    }
    let cell = &mut table.tests[tests / 2].cells[runtimes - 1];
    cell.verdict = Verdict::Panic;
    cell.message = Some("no".to_owned());
    table
}

/// Returns the values of an attribute, whatever the element.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let mut values = Vec::new();
    for rest in page.split(&format!(" {attribute}=")).skip(1) {
        let end = rest.find([' ', '>']).unwrap_or(rest.len());
        values.push(&rest[..end]);
    }
    values
}

/// Returns the rows of the matrix whose classes hold this one.
fn rows_of<'a>(page: &'a str, class: &str) -> Vec<&'a str> {
    let rows = page
        .split("\n<tr")
        .skip(1)
        .filter_map(|row| row.split_once("<th scope=row>"));
    let has_class = |tag: &str| {
        let classes = tag.split_once("class=\"").map_or("", |(_, rest)| rest);
        let classes = classes.split('"').next().unwrap_or_default();
        classes.split(' ').any(|other| other == class)
    };
    let found = rows.filter(|(tag, _)| has_class(tag));
    found
        .map(|(_, row)| row.split("<td").next().unwrap_or_default())
        .collect()
}

#[test]
fn a_page_has_all_that_the_table_has() {
    let page = page(&sample());
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let (body, _) = rest.split_once("<script>").unwrap();
    insta::with_settings!({
        prepend_module_to_snapshot => false,
        omit_expression => true,
        filters => vec![("sha256-[^']+", "sha256-[hash]")],
    }, {
        insta::assert_snapshot!("page.html", format!("{head}{body}"));
    });
}

#[test]
fn each_link_leads_to_one_part() {
    let page = page(&sample());
    let ids = values(&page, "id");
    let set: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(set.len(), ids.len(), "each is there once");
    let links = values(&page, "href");
    assert!(links.len() > 50, "{links:?}");
    for link in links {
        let id = link.strip_prefix('#').expect("no page links elsewhere");
        assert!(set.contains(id), "{id}");
    }
}

#[test]
fn each_cell_that_is_no_plain_pass_has_a_part() {
    let table = sample();
    let page = page(&table);
    let mut parts = 0;
    for (index, row) in table.tests.iter().enumerate() {
        for cell in &row.cells {
            let id = format!(" id=cell-{}-{} ", index + 1, cell.runtime);
            let has_part = !matches!(cell.verdict, Verdict::Pass | Verdict::BuildFailed);
            parts += usize::from(has_part);
            assert!(!has_part || page.contains(&id), "{id}");
        }
    }
    assert!(parts > 30, "{parts}");
}

#[test]
fn what_tests_say_is_no_markup() {
    let page = page(&sample());
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<img").count(), 0);
    assert!(page.contains("red &lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt; &quot;quoted&quot; &amp; &#39;so&#39;⟨U+0000⟩⟨U+0007⟩"));
    assert!(
        page.chars()
            .all(|letter| letter == '\n' || !letter.is_control())
    );
}

#[test]
fn nothing_is_loaded_and_nothing_runs_but_the_script() {
    let page = page(&sample());
    for outside in [
        "src=", "url(", "@import", "http:", "https:", "onclick", " style=",
    ] {
        let (before, after) = page.split_once("<main>").unwrap();
        let odd = after.replace("src=x", "").replace(".rs:", "");
        assert!(
            !before.contains(outside) && !odd.contains(outside),
            "{outside}"
        );
    }
}

#[test]
fn rows_are_found_by_what_became_of_them() {
    let page = page(&sample());
    assert_eq!(rows_of(&page, "f").len(), 13);
    let all_red = "<a href=#test-17>returns_an_error</a>";
    assert!(rows_of(&page, "f").contains(&all_red));
    assert!(
        !rows_of(&page, "d").contains(&all_red),
        "red everywhere is no difference"
    );
    assert_eq!(
        rows_of(&page, "f2").len(),
        2,
        "tokio_multi_thread, without what was not built"
    );
}

#[test]
fn of_many_groups_those_with_a_failure_are_open() {
    let page = page(&many(500, 3));
    let groups: Vec<&str> = page.split("<details class=\"g ").skip(1).collect();
    let open: Vec<&str> = groups
        .iter()
        .filter(|group| group.contains("\" open>"))
        .copied()
        .collect();
    assert_eq!((groups.len(), open.len()), (10, 1));
    assert!(open[0].contains("50 tests, <b>1 failed</b>"));
}

#[test]
fn all_green_is_told_without_a_cause() {
    let mut table = many(2, 2);
    table.tests.pop();
    let page = page(&table);
    assert!(page.contains("<div class=\"banner good\">"));
    assert!(!page.contains("<h2>Why</h2>"));
    assert!(page.contains("<title>ok: chat</title>"));
}

#[test]
fn an_empty_table_is_a_page() {
    let mut table = Table::new();
    table.exit = crate::exit::Exit::NothingRan;
    let page = page(&table);
    assert!(page.contains("No test has a cell."));
    assert!(page.contains("Exit code 4: nothing ran."));
}

#[test]
fn a_cell_that_passes_costs_few_bytes() {
    let began = Instant::now();
    let page = page(&many(5_000, 7));
    println!(
        "5000 tests on 7 runtimes: {} bytes, made in {:?}",
        page.len(),
        began.elapsed()
    );
    let fixed = super::page(&many(1, 7)).len();
    assert!(
        (page.len() - fixed) / (5_000 * 7) < 32,
        "{} bytes",
        page.len()
    );
}

#[test]
fn a_cause_is_told_once_with_those_that_have_it() {
    let page = page(&sample());
    let (_, causes) = page.split_once("<section class=causes").unwrap();
    let (causes, _) = causes.split_once("</section>").unwrap();
    let told: Vec<&str> = causes.split("<li").skip(1).collect();
    assert!(
        told[0].contains("1 build failed</b></a>: server with tokio"),
        "{told:?}"
    );
    assert!(told[1].contains("<b>missing</b>: shard 2/3"), "{told:?}");
    assert!(told[2].contains("1 process died"), "{told:?}");
    assert!(told[3].contains("<b>needs a Tokio reactor</b>: green on tokio_current_thread"));
    assert!(told[3].contains("net::<wbr>dials</a> and 1 more test: <q>the test panicked"));
    assert!(!told[3].contains("first frame"), "that is the test's own");
    assert_eq!(causes.matches("needs a Tokio reactor").count(), 1);
    assert!(told.last().unwrap().contains("more causes below"));
}

#[test]
fn what_fails_everywhere_is_told_by_its_verdict() {
    let mut table = many(3, 2);
    for cell in &mut table.tests[1].cells {
        cell.verdict = Verdict::Deadlock;
    }
    assert!(page(&table).contains("<b>deadlock wherever it runs</b>"));
}
