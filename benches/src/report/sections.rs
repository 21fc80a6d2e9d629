//! What the report says, in the order in which it is read; Markdown and HTML are made of it.

use super::{
    circumstances::Circumstances,
    figure::Figure,
    growth,
    line::By,
    model::{Group, Growth, Measured, Point, Report, Run, Timed, WayMeasured},
    plot::{Mark, Series, Strip},
    table::Table,
    words,
};

/// A part of the report.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) text: Vec<String>,
    pub(crate) plot: Option<Plot>,
    pub(crate) table: Option<Table>,
    /// Whether what follows up to the next one of these belongs to it.
    pub(crate) is_chapter: bool,
}

/// What is drawn beside a table.
#[derive(Debug)]
pub(crate) enum Plot {
    Strips(Vec<Strip>),
    Curves(Vec<Series>),
}

/// Returns all that the report says.
pub(crate) fn of(report: &Report) -> Vec<Section> {
    let mut all = Vec::new();
    if let Some(run) = &report.timed {
        all.push(chapter("What each workload takes", run));
        all.push(runtimes(&run.found));
        for id in ids(&run.found) {
            all.extend(workload(&run.found, id));
        }
        all.extend(curves(&run.found));
    }
    let others = [
        (
            "Whole processes: binaries of empty tests",
            &report.process,
            "what runs",
        ),
        ("What tests cost to build", &report.compile, "what is built"),
    ];
    for (title, run, what) in others {
        if let Some(run) = run {
            all.push(chapter(title, run));
            all.extend(run.found.iter().map(|group| self::group(group, what)));
            all.extend(group_growth(&run.found));
        }
    }
    all
}

fn chapter<T>(title: &str, run: &Run<T>) -> Section {
    let mut text = circumstances(&run.circumstances);
    if !run.complete {
        text.insert(
            0,
            "This run was ended before it had measured all.".to_owned(),
        );
    }
    Section {
        title: title.to_owned(),
        text,
        plot: None,
        table: None,
        is_chapter: true,
    }
}

/// Returns what the figures depend on, as sentences.
pub(crate) fn circumstances(of: &Circumstances) -> Vec<String> {
    let load = |load: Option<f64>| load.map_or("unknown".to_owned(), |load| format!("{load:.2}"));
    let crates: Vec<String> = of
        .crates
        .iter()
        .map(|(name, version)| format!("{name} {version}"))
        .collect();
    let busy = of.busy().map(|_| {
        "The machine was busy with other things: a quiet one gives lower figures, and less noise.".to_owned()
    });
    let text = [
        format!(
            "Measured on {} in {} s, at commit {}, by `{}`.",
            of.day(),
            of.seconds,
            of.commit.as_deref().unwrap_or("unknown"),
            of.command
        ),
        format!(
            "{}, {} cores, {}, kernel {}; load average {} at the beginning and {} at the end; {}.",
            of.cpu,
            of.cores,
            of.os,
            of.kernel,
            load(of.load[0]),
            load(of.load[1]),
            of.rustc
        ),
        format!("Crates: {}.", crates.join(", ")),
    ];
    text.into_iter().chain(busy).collect()
}

fn runtimes(timed: &Timed) -> Section {
    let mut table = Table::of(["runtime", "version", "workers", "kept on one core"]);
    for runtime in &timed.runtimes {
        table.rows.push(vec![
            format!("`{}`", runtime.id),
            runtime.version.clone().unwrap_or_else(|| "–".to_owned()),
            runtime.workers.to_string(),
            runtime
                .core
                .map_or("no".to_owned(), |core| format!("core {core}")),
        ]);
    }
    Section {
        title: "The runtimes".to_owned(),
        text: vec![format!(
            "Each was measured in a process of its own, started anew in each of {} passes. \
             The noise is how far the medians of these processes' thirds lie apart, as a share of the median.",
            timed.repeats
        )],
        plot: None,
        table: Some(table),
        is_chapter: false,
    }
}

/// Returns the ids of what was measured, each once.
pub(crate) fn ids(timed: &Timed) -> Vec<&str> {
    let mut ids: Vec<&str> = timed.workloads.iter().map(|one| one.id.as_str()).collect();
    // The runtimes of a workload come one after the other.
    ids.dedup();
    ids
}

fn workload(timed: &Timed, id: &str) -> Option<Section> {
    let all: Vec<&Measured> = timed.workloads.iter().filter(|one| one.id == id).collect();
    let unit = &all.first()?.unit;
    let mut table = Table::of([
        "runtime and way",
        "p50 (p10 – p90)",
        "noise",
        "added",
        "times the first way",
    ]);
    let mut strips = Vec::new();
    let names = way_names(&all);
    for measured in &all {
        for way in &measured.ways {
            let label = label(measured, way);
            table.rows.push(row(format!("`{label}`"), way));
            strips.push(Strip {
                label,
                figure: way.time,
                mark: Mark::of(names.iter().position(|name| *name == way.way).unwrap_or(0)),
            });
        }
    }
    Some(Section {
        title: id.to_owned(),
        text: vec![format!("What one takes: {unit}.")],
        plot: Some(Plot::Strips(strips)),
        table: Some(table),
        is_chapter: false,
    })
}

/// Returns the names of the ways, each at the place that gives it the same mark in all plots.
fn way_names<'a>(all: &[&'a Measured]) -> Vec<&'a str> {
    let mut names = vec!["native", "executor", "suite"];
    for way in all.iter().flat_map(|measured| &measured.ways) {
        if !names.contains(&&*way.way) {
            names.push(&way.way);
        }
    }
    names
}

fn label(measured: &Measured, way: &WayMeasured) -> String {
    let Measured {
        runtime, profile, ..
    } = measured;
    match profile.as_str() {
        "release" => format!("{runtime}/{}", way.way),
        _ => format!("{runtime}/{}, {profile}", way.way),
    }
}

fn row(name: String, way: &WayMeasured) -> Vec<String> {
    let (added, ratio) = way.beside.as_ref().map_or_else(
        || ("–".to_owned(), "–".to_owned()),
        |beside| {
            (
                words::spread(&beside.added, words::time),
                words::spread(&beside.ratio, words::number),
            )
        },
    );
    let time = words::spread(&way.time, words::time);
    vec![name, time, words::percent(way.time.noise), added, ratio]
}

fn curves(timed: &Timed) -> Vec<Section> {
    let mut groups: Vec<Vec<&Growth>> = Vec::new();
    let key = |curve: &Growth| (curve.id.clone(), curve.profile.clone(), curve.by as u8);
    for curve in timed.curves.iter().filter(|curve| !curve.points.is_empty()) {
        match groups.iter_mut().find(|group| key(group[0]) == key(curve)) {
            Some(group) => group.push(curve),
            None => groups.push(vec![curve]),
        }
    }
    let section = |all: &Vec<&Growth>| {
        let Growth {
            id, profile, unit, ..
        } = all[0];
        let by = match all[0].by {
            By::Clock => "by the clock",
            By::Processor => "in processor time, with what is prepared",
        };
        Section {
            title: format!("Growth of {id}, {profile}, {by}"),
            text: vec![format!(
                "What one takes when there are more and more: {unit}. The slope is that of a line through the \
                 points on log axes: 0 is a cost that stays, 1 one that grows as the count does. On a busy machine, \
                 what takes longer than a time slice is kept waiting, which the clock shows and processor time does not."
            )],
            plot: Some(Plot::Curves(
                all.iter().map(|curve| series(curve)).collect(),
            )),
            table: Some(growth_table(all)),
            is_chapter: false,
        }
    };
    groups.iter().map(section).collect()
}

fn series(curve: &Growth) -> Series {
    Series {
        panel: curve.runtime.clone(),
        label: curve.way.clone(),
        points: curve
            .points
            .iter()
            .map(|point| (point.count as f64, point.time))
            .collect(),
    }
}

fn growth_table(curves: &[&Growth]) -> Table {
    let mut table = Table::of(["runtime and way", "slope"]);
    let mut counts: Vec<u64> = curves
        .iter()
        .flat_map(|curve| curve.points.iter().map(|point| point.count))
        .collect();
    counts.sort_unstable();
    counts.dedup();
    table
        .head
        .extend(counts.iter().map(|count| format!("× {count}")));
    for curve in curves {
        let slope = curve
            .slope
            .map_or("–".to_owned(), |slope| format!("{slope:+.3}"));
        let mut row = vec![format!("`{}/{}`", curve.runtime, curve.way), slope];
        row.extend(counts.iter().map(|count| {
            let point = curve.points.iter().find(|point| point.count == *count);
            point.map_or("–".to_owned(), |point| words::time(point.time.p50))
        }));
        table.rows.push(row);
    }
    table
}

/// Returns the table and the strips of a group of things beside each other.
fn group(group: &Group, what: &str) -> Section {
    let mut table = Table::of([
        what,
        "measure",
        "p50 (p10 – p90)",
        "noise",
        "times the first",
    ]);
    let mut strips = Vec::new();
    for (number, variant) in group.variants.iter().enumerate() {
        for (measure, figure) in &variant.figures {
            let word = measure_in_words(measure);
            table.rows.push(vec![
                format!("`{}`", variant.name),
                word.0.to_owned(),
                words::spread(figure, word.1),
                words::percent(figure.noise),
                variant.ratios.get(measure).map_or("–".to_owned(), |ratio| {
                    words::spread(ratio, words::number)
                }),
            ]);
        }
        if let Some(figure) = variant.figures.get("wall_ns") {
            strips.push(Strip {
                label: variant.name.clone(),
                figure: *figure,
                mark: Mark::of(number),
            });
        }
    }
    Section {
        title: format!("{}, {} tests, {}", group.name, group.size, group.profile),
        text: vec!["The plot is of the time by the clock.".to_owned()],
        plot: Some(Plot::Strips(strips)),
        table: Some(table),
        is_chapter: false,
    }
}

/// Returns how the time by the clock grows with the number of tests, where there are several numbers.
fn group_growth(groups: &[Group]) -> Option<Section> {
    let mut curves: Vec<Growth> = Vec::new();
    for group in groups {
        for variant in &group.variants {
            let Some(figure) = variant.figures.get("wall_ns") else {
                continue;
            };
            let runtime = format!("{}, {}", group.name, group.profile);
            let known = curves
                .iter_mut()
                .find(|curve| curve.runtime == runtime && curve.way == variant.name);
            let point = Point {
                count: group.size,
                time: *figure,
            };
            match known {
                Some(known) => known.points.push(point),
                None => curves.push(Growth {
                    by: By::Clock,
                    profile: group.profile.clone(),
                    runtime,
                    id: group.name.clone(),
                    unit: String::new(),
                    way: variant.name.clone(),
                    points: vec![point],
                    slope: None,
                }),
            }
        }
    }
    curves.retain(|curve| curve.points.len() > 1);
    for curve in &mut curves {
        let line: Vec<_> = curve.points.iter().map(Point::place).collect();
        curve.slope = growth::slope(&line);
    }
    let all: Vec<&Growth> = curves.iter().collect();
    (!all.is_empty()).then(|| Section {
        title: "Growth with the number of tests".to_owned(),
        text: vec![
            "All of it by the clock, not one test's share: a slope below 1 on log axes is less than twice for twice \
             the tests."
                .to_owned(),
        ],
        plot: Some(Plot::Curves(all.iter().map(|curve| series(curve)).collect())),
        table: Some(growth_table(&all)),
        is_chapter: false,
    })
}

/// Returns what is measured in words, and how such a figure is written.
fn measure_in_words(measure: &str) -> (&str, fn(f64) -> String) {
    match measure {
        "wall_ns" => ("time by the clock", words::time),
        "cpu_ns" => ("processor time", words::time),
        "rustc_ns" => ("time of rustc", words::time),
        "memory_bytes" => ("peak memory of rustc", words::bytes),
        "binary_bytes" => ("size of the binary", words::bytes),
        _ => (measure, words::number),
    }
}

/// Returns a figure with its noise, in a few letters.
pub(crate) fn short(figure: &Figure) -> String {
    format!(
        "{} ± {}",
        words::time(figure.p50),
        words::percent(figure.noise)
    )
}
