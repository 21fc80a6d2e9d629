//! A made-up report, for tests of what is made of reports.

use std::collections::BTreeMap;

use super::{
    circumstances::Circumstances,
    figure::Figure,
    line::{By, Runtime},
    model::{Beside, Group, Growth, Measured, Point, Report, Run, Timed, Variant, WayMeasured},
};

pub(crate) fn report() -> Report {
    let mut report = Report::new();
    report.timed = Some(Run {
        circumstances: circumstances("report"),
        complete: true,
        found: timed(),
    });
    report.process = Some(Run {
        circumstances: circumstances("process"),
        complete: true,
        found: vec![group("smol", 1_000)],
    });
    report.compile = Some(Run {
        circumstances: circumstances("compile"),
        complete: true,
        found: vec![group("build", 50), group("build", 250)],
    });
    report
}

fn timed() -> Timed {
    let workload = |runtime: &str, id: &str, factor: f64| Measured {
        profile: "release".to_owned(),
        runtime: runtime.to_owned(),
        id: id.to_owned(),
        unit: "a thing done".to_owned(),
        count: 1_000,
        ways: vec![
            WayMeasured {
                way: "native".to_owned(),
                time: figure(factor),
                beside: None,
            },
            WayMeasured {
                way: "suite".to_owned(),
                time: figure(factor * 1.5),
                beside: Some(Beside {
                    added: figure(factor * 0.5),
                    ratio: figure(1.5),
                }),
            },
        ],
    };
    Timed {
        repeats: 2,
        runtimes: vec![
            runtime("sim", None, 1, Some(1)),
            runtime("tokio_multi_thread", Some("1.54.1"), 2, None),
        ],
        workloads: vec![
            workload("sim", "task/yield", 21.5),
            workload("tokio_multi_thread", "task/yield", 12_345.0),
            workload("tokio_multi_thread", "net/echo", 3_000_000.0),
        ],
        curves: vec![growth("native"), growth("suite")],
    }
}

fn growth(way: &str) -> Growth {
    Growth {
        by: By::Clock,
        profile: "release".to_owned(),
        runtime: "sim".to_owned(),
        id: "task/yield".to_owned(),
        unit: "a thing done".to_owned(),
        way: way.to_owned(),
        points: [1, 1_000]
            .map(|count| Point {
                count,
                time: figure(20.0),
            })
            .into(),
        slope: Some(0.0123),
    }
}

fn group(name: &str, size: u64) -> Group {
    let figures = |value: f64| {
        BTreeMap::from([
            ("wall_ns".to_owned(), figure(value)),
            ("cpu_ns".to_owned(), figure(value * 2.0)),
        ])
    };
    Group {
        profile: "dev".to_owned(),
        name: name.to_owned(),
        size,
        variants: vec![
            Variant {
                name: "hand".to_owned(),
                figures: figures(4e7),
                ratios: BTreeMap::new(),
            },
            Variant {
                name: "suite".to_owned(),
                figures: figures(4.2e7),
                ratios: BTreeMap::from([
                    ("wall_ns".to_owned(), figure(1.05)),
                    ("cpu_ns".to_owned(), figure(1.02)),
                ]),
            },
        ],
    }
}

fn runtime(id: &str, version: Option<&str>, workers: usize, core: Option<usize>) -> Runtime {
    Runtime {
        id: id.to_owned(),
        version: version.map(str::to_owned),
        workers,
        core,
    }
}

fn figure(p50: f64) -> Figure {
    Figure {
        p10: p50 * 0.9,
        p50,
        p90: p50 * 1.3,
        noise: 0.04,
        samples: 100,
    }
}

fn circumstances(command: &str) -> Circumstances {
    Circumstances {
        command: format!(
            "cargo run --release -p runtime-matrix-benches --features all-runtimes -- {command}"
        ),
        began: 1_795_694_400,
        seconds: 61,
        commit: Some("0123456789".to_owned()),
        cpu: "A Processor".to_owned(),
        cores: 2,
        os: "An OS, linux, x86_64".to_owned(),
        kernel: "6.1".to_owned(),
        load: [Some(0.25), None],
        rustc: "rustc 1.95.0 (abc 2026-04-14)".to_owned(),
        crates: BTreeMap::from([("tokio".to_owned(), "1.54.1".to_owned())]),
    }
}
