//! The HTML page in a real browser: opened, clicked, typed into and looked at.

mod looks;

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::{
    chromium::Browser,
    fixture::{CELLS, within},
};

const SAMPLE: &str = include_str!("../../src/reports/html/sample.json");

/// How many rows of the matrix are to be seen.
const SHOWN: &str =
    "[...document.querySelectorAll('.m tbody tr')].filter(row => row.checkVisibility()).length";

/// A page and the folder that it is in.
struct Page {
    path: PathBuf,
    _folder: tempfile::TempDir,
}

/// Returns the page of a table.
fn page_of(table: &str) -> Page {
    let folder = tempfile::tempdir().unwrap();
    let (json, path) = (
        folder.path().join("table.json"),
        folder.path().join("page.html"),
    );
    fs::write(&json, table).unwrap();
    let args = [
        "report",
        text(&json),
        "--format",
        "html",
        "--output",
        text(&path),
    ];
    let outcome = within(folder.path(), &args).run();
    assert!(path.is_file(), "{outcome:?}");
    Page {
        path,
        _folder: folder,
    }
}

fn text(path: &Path) -> &str {
    path.to_str()
        .expect("the folder for temporary files has a plain name")
}

/// Opens the page of the sample; none where there is no browser.
fn sample() -> Option<(Browser, Page)> {
    let mut browser = Browser::start()?;
    let page = page_of(SAMPLE);
    browser.open(&page.path);
    Some((browser, page))
}

/// Returns how many rows each filter shows, by the name of its input.
fn shown_by_each_filter(browser: &mut Browser) -> Vec<(String, Value)> {
    let mut filters = vec!["show-differs".to_owned(), "show-fails".to_owned()];
    filters.extend((0..CELLS.len()).map(|index| format!("on-{index}")));
    filters.push("show-all".to_owned());
    let counts = filters.into_iter().map(|filter| {
        browser.click(&format!("label:has(#{filter})"));
        let is_chosen = browser.eval(&format!("document.querySelector('#{filter}').checked"));
        assert_eq!(is_chosen, true, "{filter}");
        let count = browser.eval(SHOWN);
        (filter, count)
    });
    counts.collect()
}

/// Returns how many rows of the sample each filter has to show: those by the table and not by the page.
fn to_be_shown() -> Vec<(String, Value)> {
    let table: Value = serde_json::from_str(SAMPLE).unwrap();
    let tests = table["tests"].as_array().unwrap();
    let verdicts = |test: &Value, runtime: Option<&str>| -> Vec<String> {
        let cells = test["cells"].as_array().unwrap().iter();
        let cells = cells.filter(|cell| runtime.is_none_or(|runtime| cell["runtime"] == runtime));
        cells
            .map(|cell| cell["verdict"].as_str().unwrap().to_owned())
            .collect()
    };
    let is_green = |verdict: &String| ["pass", "xfail"].contains(&verdict.as_str());
    let others = ["unsupported", "skipped", "build-failed", "interrupted"];
    let has_not_run = |verdict: &String| others.contains(&verdict.as_str());
    let is_red = |verdict: &String| !is_green(verdict) && !has_not_run(verdict);
    let fails = |test: &&Value, runtime: Option<&str>| verdicts(test, runtime).iter().any(is_red);
    let count = |count: usize| Value::from(count);
    let differ = tests
        .iter()
        .filter(|test| fails(test, None) && verdicts(test, None).iter().any(is_green));
    let mut shown = vec![
        ("show-differs".to_owned(), count(differ.count())),
        (
            "show-fails".to_owned(),
            count(tests.iter().filter(|test| fails(test, None)).count()),
        ),
    ];
    for (index, cell) in CELLS.iter().enumerate() {
        let red = tests.iter().filter(|test| fails(test, Some(cell)));
        shown.push((format!("on-{index}"), count(red.count())));
    }
    shown.push(("show-all".to_owned(), count(tests.len())));
    shown
}

/// Asserts that the page of a run opens, has a row for each test, and tells why it is red.
#[track_caller]
pub(crate) fn assert_opens(page: &Path, tests: u64, cause: &str) {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    browser.open(page);
    assert_eq!(browser.eval(SHOWN), tests);
    let causes = browser.eval("document.querySelector('.causes').textContent");
    assert!(causes.as_str().unwrap().contains(cause), "{causes}");
    browser.assert_calm();
}

#[test]
fn it_opens_and_filters_without_a_complaint() {
    let Some((mut browser, _page)) = sample() else {
        return;
    };
    assert_eq!(browser.eval(SHOWN), 23);
    assert_eq!(shown_by_each_filter(&mut browser), to_be_shown());
    browser.click("label:has(#show-fails)");
    assert_eq!(
        browser.eval("document.querySelector('#count').textContent"),
        "13 of 23 tests"
    );
    browser.assert_calm();
}

#[test]
fn it_filters_without_scripts() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    browser.call(
        "Emulation.setScriptExecutionDisabled",
        json!({"value": true}),
    );
    let page = page_of(SAMPLE);
    browser.open(&page.path);
    assert_eq!(
        browser.eval("document.documentElement.className"),
        "",
        "the script did not run"
    );
    assert_eq!(shown_by_each_filter(&mut browser), to_be_shown());
    let search = "document.querySelector('#search').checkVisibility()";
    assert_eq!(
        browser.eval(search),
        false,
        "what needs the script is not to be seen"
    );
    browser.click("label:has(#theme-dark)");
    assert_eq!(
        browser.eval("getComputedStyle(document.body).backgroundColor"),
        "rgb(20, 22, 26)"
    );
}

#[test]
fn a_cell_leads_to_its_part() {
    let Some((mut browser, _page)) = sample() else {
        return;
    };
    let links = browser.eval("document.querySelectorAll('.m td a').length");
    assert!(links.as_u64() > Some(40), "{links}");
    let lost = "[...document.querySelectorAll('a')].map(link => link.hash.slice(1))\
        .filter(id => !document.getElementById(id))";
    assert_eq!(browser.eval(lost), json!([]));

    browser.click("a[href='#cell-9-async_std']");
    assert_eq!(browser.eval("location.hash"), "#cell-9-async_std");
    let part = browser.eval("document.querySelector(':target').closest('section').textContent");
    let part = part.as_str().unwrap();
    assert!(
        part.contains("the process was killed by signal 6 (SIGABRT)"),
        "{part}"
    );
    let is_in_view = "(() => { const box = document.querySelector(':target').getBoundingClientRect(); \
        return box.top >= 0 && box.bottom <= innerHeight; })()";
    assert_eq!(browser.eval(is_in_view), true);
    browser.assert_calm();
}

#[test]
fn a_part_that_a_link_leads_to_is_shown_whatever_the_filter() {
    let Some((mut browser, _page)) = sample() else {
        return;
    };
    let part = "document.querySelector('#test-18').checkVisibility()";
    browser.click("label:has(#show-fails)");
    assert_eq!(browser.eval(part), false, "it fails nowhere");
    browser.eval("location.hash = 'test-18'");
    assert_eq!(browser.eval(part), true);
}

#[test]
fn the_search_finds_tests_and_what_they_say() {
    let Some((mut browser, _page)) = sample() else {
        return;
    };
    let mut search = |words: &str| {
        browser.eval("document.activeElement.blur()");
        browser.press("/");
        browser.write(words);
        let count = browser.eval(SHOWN);
        browser.press("Escape");
        assert_eq!(browser.eval(SHOWN), 23, "Escape ends the search");
        count
    };
    assert_eq!(search("closes_twice"), 1);
    assert_eq!(search("NET DIALS"), 1, "each word, in whatever case");
    assert_eq!(
        search("there is no reactor running"),
        2,
        "what a test has said"
    );
    assert_eq!(search("nothing has this name"), 0);
    assert_eq!(search("<script>"), 1);
    browser.assert_calm();
}

#[test]
fn a_search_opens_what_is_closed() {
    let Some((mut browser, _page)) = sample() else {
        return;
    };
    browser.click("#close");
    assert_eq!(browser.eval(SHOWN), 0);
    browser.press("/");
    browser.write("pings");
    assert_eq!(
        browser.eval(SHOWN),
        1,
        "the module of the one that is found is open"
    );
    assert_eq!(
        browser.eval("document.querySelector('#count').textContent"),
        "1 of 23 tests"
    );
}

#[test]
fn arrows_lead_from_cell_to_cell() {
    let Some((mut browser, _page)) = sample() else {
        return;
    };
    let place = "(() => { const cell = document.activeElement.closest('td, th'); \
        return [cell.parentElement.cells[0].textContent, cell.cellIndex]; })()";
    browser.eval("document.querySelector('a[href=\"#cell-1-sim\"]').focus()");
    for (key, test, column) in [
        ("ArrowRight", "dials", 2),
        ("ArrowDown", "listens", 2),
        ("ArrowDown", "closes_twice", 2),
        ("ArrowDown", "drops_the_handle", 2),
        ("ArrowUp", "closes_twice", 2),
        ("ArrowLeft", "closes_twice", 1),
        ("ArrowLeft", "closes_twice", 0),
        ("ArrowLeft", "closes_twice", 0),
    ] {
        browser.press(key);
        assert_eq!(browser.eval(place), json!([test, column]), "{key}");
    }
    browser.eval("document.querySelector('a[href=\"#cell-1-sim\"]').focus()");
    browser.press("Enter");
    assert_eq!(browser.eval("location.hash"), "#cell-1-sim");
}

#[test]
fn the_first_tab_skips_to_the_matrix() {
    let Some((mut browser, _page)) = sample() else {
        return;
    };
    browser.press("Tab");
    let link = "document.activeElement.getBoundingClientRect().left >= 0 && document.activeElement.textContent";
    assert_eq!(browser.eval(link), "Skip to the matrix");
    browser.press("Enter");
    assert_eq!(browser.eval("document.activeElement.id"), "matrix");
    browser.press("Tab");
    assert_eq!(browser.eval("document.activeElement.id"), "show-all");
    browser.press("ArrowRight");
    assert_eq!(browser.eval("document.activeElement.id"), "show-differs");
    let ring = browser.eval("getComputedStyle(document.activeElement.parentElement).outlineStyle");
    assert_eq!(ring, "solid", "the focus is to be seen");
}

#[test]
fn a_command_is_copied() {
    let Some((mut browser, _page)) = sample() else {
        return;
    };
    let grant = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]});
    browser.call("Browser.grantPermissions", grant);
    browser.call("Page.bringToFront", json!({}));
    // It says so for a moment only.
    browser.eval(
        "window.told = new Promise(done => { const button = document.querySelector('#cell-1-sim button'); \
        new MutationObserver(() => done(button.textContent)).observe(button, {childList: true}); }); 0",
    );
    browser.click("#cell-1-sim button");
    assert_eq!(browser.eval("window.told"), "copied");
    let copied = browser.eval("navigator.clipboard.readText()");
    let copied = copied.as_str().unwrap();
    assert!(
        copied.starts_with("RUNTIME_MATRIX_SEED=7 cargo test -p chat"),
        "{copied}"
    );
}
