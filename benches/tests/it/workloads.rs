use std::{collections::BTreeSet, time::Duration};

use runtime_matrix_benches::{Workload, runtimes, workloads};

/// Calls `check` with each workload of each runtime, and the runtime's id.
fn each(mut check: impl FnMut(&Workload, &str)) {
    for factory in runtimes() {
        for workload in workloads(*factory) {
            check(&workload, factory.id());
        }
    }
}

#[test]
fn each_way_does_its_work() {
    each(|workload, runtime| {
        for way in &workload.ways {
            // A workload checks itself that what was to be done has been done.
            let time = way.run(3);
            let id = format!("{}/{}/{runtime}", workload.id, way.name);
            assert!(time > Duration::ZERO, "{id}: 3 took no time");
        }
    });
}

#[test]
fn ids_are_an_area_and_a_name_and_there_once() {
    let mut ids = BTreeSet::new();
    each(|workload, runtime| {
        let (area, name) = workload.id.split_once('/').expect("a slash");
        for part in [area, name] {
            let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(part.chars().all(is_word), "{}", workload.id);
        }
        for way in &workload.ways {
            let id = format!("{}/{}/{runtime}", workload.id, way.name);
            assert!(ids.insert(id.clone()), "{id} is there twice");
        }
    });
}

#[test]
fn the_first_way_is_the_runtimes_own() {
    each(|workload, runtime| {
        // `sim` has none, and a part of the suite's is compared with something else.
        if runtime != "sim" && workload.area() != "part" {
            assert_eq!(workload.ways[0].name, "native", "{}", workload.id);
        }
    });
}

#[test]
fn a_count_of_zero_is_nothing_to_do() {
    each(|workload, _| {
        for way in &workload.ways {
            let _ = way.run(0);
        }
    });
}

#[test]
fn the_last_batch_has_the_rest() {
    let mut ways = 0;
    each(|workload, _| {
        // The larger ones take their time in debug, and are split by the same function.
        if (2..=1_000).contains(&workload.batch) {
            for way in &workload.ways {
                let _ = way.run(workload.batch + 1);
                ways += 1;
            }
        }
    });
    assert!(ways > 0, "some work comes in batches");
}
