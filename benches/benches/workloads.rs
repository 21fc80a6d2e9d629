//! What is timed, with criterion: `<area>/<name>/<way>/<runtime>`, as [`workloads`] lists it.
//!
//! `cargo bench --features all-runtimes --bench workloads -- task/` runs an area, and `-- /smol$` a runtime. For figures
//! to go by, have one runtime a process: idle threads of a global executor are not idle at once.
//! `critcmp base -g '(.+)/\w+'` compares runtimes within one baseline.
//!
//! In test mode (`-- --test`, or `cargo test --benches`) each way does its work once.

use std::{env, process::Command, time::Duration};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use runtime_matrix::RuntimeFactory;
use runtime_matrix_benches::{Way, Workload, runtimes, workloads};

/// Asks a process to do one thing once and to print the nanoseconds.
const FRESH: &str = "--fresh";

fn main() {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if let [fresh, id] = &arguments[..]
        && fresh == FRESH
    {
        println!("{}", first_in_this_process(id).as_nanos());
        return;
    }
    let is_test = is_test_mode(&arguments);
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(500))
        .configure_from_args();
    for factory in runtimes() {
        for workload in workloads(*factory) {
            bench(&mut criterion, *factory, &workload, is_test);
        }
    }
    criterion.final_summary();
}

/// As criterion sees it: `cargo bench` says `--bench`, and `cargo test` says nothing.
fn is_test_mode(arguments: &[String]) -> bool {
    let has = |flag| arguments.iter().any(|argument| argument == flag);
    has("--test") || !has("--bench")
}

/// Gives a workload on a runtime to criterion, batch by batch where it comes in such.
fn bench(
    criterion: &mut Criterion,
    factory: &dyn RuntimeFactory,
    workload: &Workload,
    is_test: bool,
) {
    let mut group = criterion.benchmark_group(workload.id);
    let batch = if is_test { 1 } else { workload.batch };
    if batch > 1 {
        group.throughput(Throughput::Elements(batch));
        group.sampling_mode(SamplingMode::Flat);
    }
    for way in &workload.ways {
        let id = BenchmarkId::new(way.name, factory.id());
        group.bench_function(id, |bencher| {
            bencher.iter_custom(|count| {
                if way.once_per_process {
                    let id = format!("{}/{}/{}", workload.id, way.name, factory.id());
                    (0..count).map(|_| in_a_fresh_process(&id)).sum()
                } else {
                    way.run(count * batch)
                }
            });
        });
    }
    group.finish();
}

/// Has a process of its own do it, and returns what that measured.
fn in_a_fresh_process(id: &str) -> Duration {
    let this = env::current_exe().expect("this file has a path");
    let output = Command::new(this).args([FRESH, id]).output();
    let output = output.expect("it can be run again");
    let printed = String::from_utf8_lossy(&output.stdout);
    let nanoseconds = printed.trim().parse();
    Duration::from_nanos(nanoseconds.unwrap_or_else(|_| {
        let said = String::from_utf8_lossy(&output.stderr);
        panic!("{id}: it printed {printed:?} and not its time\n{said}")
    }))
}

fn first_in_this_process(id: &str) -> Duration {
    find(id)
        .unwrap_or_else(|| panic!("{id}: nothing is called so"))
        .run(1)
}

fn find(id: &str) -> Option<Way> {
    runtimes().iter().find_map(|factory| {
        let id = id.strip_suffix(factory.id())?.strip_suffix('/')?;
        workloads(*factory).into_iter().find_map(|workload| {
            let name = id.strip_prefix(workload.id)?.strip_prefix('/')?;
            workload.ways.into_iter().find(|way| way.name == name)
        })
    })
}
