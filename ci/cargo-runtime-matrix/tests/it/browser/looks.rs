//! How the page looks: in the dark, on a small screen, on paper, and with more tests than anybody reads.

use std::fs;

use serde_json::json;

use super::{SAMPLE, SHOWN, page_of, sample};
use crate::{chromium::Browser, fixture::CELLS};

#[test]
fn it_is_dark_where_the_reader_is() {
    let Some((mut browser, _page)) = sample() else {
        return;
    };
    let back = "getComputedStyle(document.body).backgroundColor";
    let light = browser.screenshot();
    assert_eq!(browser.eval(back), "rgb(250, 250, 248)");
    let dark = json!({"features": [{"name": "prefers-color-scheme", "value": "dark"}]});
    browser.call("Emulation.setEmulatedMedia", dark);
    assert_eq!(browser.eval(back), "rgb(20, 22, 26)");
    assert_ne!(browser.screenshot(), light);
    browser.click("label:has(#theme-light)");
    assert_eq!(
        browser.eval(back),
        "rgb(250, 250, 248)",
        "the reader has the last word"
    );
}

#[test]
fn there_is_something_to_see_on_each_screen() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let page = page_of(SAMPLE);
    for (width, height) in [(1400, 900), (420, 800)] {
        browser.resize(width, height);
        browser.go("about:blank");
        let blank = browser.screenshot();
        browser.open(&page.path);
        let full = browser.screenshot();
        assert!(
            full.len() > 5 * blank.len(),
            "{} and {} bytes",
            full.len(),
            blank.len()
        );
        let wide = browser.eval("document.documentElement.scrollWidth");
        assert_eq!(wide, width, "it fits");
    }
    browser.assert_calm();
}

#[test]
fn heads_and_names_stay_in_sight() {
    let Some((mut browser, _page)) = sample() else {
        return;
    };
    browser.resize(420, 500);
    browser.eval("document.querySelector('.m').style.minWidth = '900px'");
    browser.eval(
        "document.querySelector('#row-14').scrollIntoView({block: 'center'}); scrollBy(200, 0)",
    );
    let top = browser.eval("document.querySelector('.heads').getBoundingClientRect().top");
    assert_eq!(top, 0);
    let left = browser
        .eval("[scrollX > 100, document.querySelector('#row-14 th').getBoundingClientRect().left]");
    assert_eq!(left, json!([true, 0]));
}

/// A table of that many tests with seven cells each, of which every tenth fails on one.
fn many(tests: usize) -> String {
    let runtimes = CELLS.map(|id| json!({"id": id, "card": []}));
    let tests = (0..tests).map(|index| {
        let cells = CELLS.map(|runtime| match index % 10 == 0 && runtime == "smol" {
            true => {
                json!({"runtime": runtime, "verdict": "panic", "message": format!("no {index}")})
            }
            false => json!({"runtime": runtime, "verdict": "pass"}),
        });
        let test = format!("module_{}::receives_what_was_sent_{index}", index / 50);
        json!({"package": "chat", "target": "it", "test": test, "cells": cells})
    });
    json!({
        "version": 1, "tool": "0.1.0", "exit": 2, "runtimes": runtimes, "tests": tests.collect::<Vec<_>>(),
        "builds": [], "plain_tests": 0, "crashes": [], "notes": [],
    })
    .to_string()
}

#[test]
fn five_thousand_tests_are_filtered() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let page = page_of(&many(5_000));
    browser.open(&page.path);
    let loaded = browser.eval("performance.getEntriesByType('navigation')[0].loadEventEnd");
    // A frame after the next one, all is painted.
    let took = "(async step => { const began = performance.now(); step(); \
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))); \
        return performance.now() - began; })";
    let filters = browser.eval(&format!(
        "{took}(() => document.querySelector('#show-fails').click())"
    ));
    let shown = browser.eval(SHOWN);
    assert_eq!(shown, 500);
    let search = "(() => { const search = document.querySelector('#search'); search.value = 'sent_4990'; \
        search.dispatchEvent(new Event('input', {bubbles: true})); })";
    let searches = browser.eval(&format!("{took}({search})"));
    assert_eq!(browser.eval(SHOWN), 1);
    let size = fs::metadata(&page.path).unwrap().len();
    println!("{size} bytes; ms to load {loaded}, to filter {filters}, to search {searches}");
    browser.assert_calm();
}

#[test]
fn on_paper_nothing_is_closed() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let page = page_of(&many(200));
    browser.open(&page.path);
    browser.click("#close");
    assert_eq!(browser.eval(SHOWN), 0);
    browser.call("Emulation.setEmulatedMedia", json!({"media": "print"}));
    assert_eq!(browser.eval(SHOWN), 200);
    let is_seen = "document.querySelector('.bar').checkVisibility()";
    assert_eq!(browser.eval(is_seen), false, "nobody clicks on paper");
}
