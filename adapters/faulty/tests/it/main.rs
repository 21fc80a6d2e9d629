//! Each fault is seen: a program that holds on `sim` goes wrong on it, in the way that its sentence says.

mod checks;
mod handles;
mod hostile;
mod jobs;
mod life;
mod odd;
mod parts;
mod roots;
mod seen;
mod sleeps;
mod tasks;
mod waking;

use std::thread;

use runtime_matrix_faulty::Fault;

/// All programs, each with the id of the fault that it shows.
const PROGRAMS: &[&[(&str, seen::Program)]] = &[
    handles::PROGRAMS,
    jobs::PROGRAMS,
    life::PROGRAMS,
    roots::PROGRAMS,
    sleeps::PROGRAMS,
    tasks::PROGRAMS,
    waking::PROGRAMS,
];

#[test]
fn each_fault_has_a_program() {
    let shown: Vec<&str> = PROGRAMS
        .iter()
        .copied()
        .flatten()
        .map(|(id, _)| *id)
        .collect();
    let ids: Vec<&str> = Fault::all()
        .iter()
        .map(|fault| runtime_matrix_core::RuntimeFactory::id(fault))
        .collect();
    for id in &ids {
        assert_eq!(
            shown.iter().filter(|shown| *shown == id).count(),
            1,
            "programs for `{id}`"
        );
        assert_eq!(
            ids.iter().filter(|other| *other == id).count(),
            1,
            "faults called `{id}`"
        );
    }
    assert_eq!(shown.len(), ids.len());
    assert!(ids.len() >= 40, "{}", ids.len());
}

/// One after the other: a thread that a fault leaks would be seen by the programs that hold.
#[test]
fn each_program_holds_without_its_fault_and_fails_with_it() {
    each_program_holds_without_a_fault();
    each_fault_is_seen();
}

fn each_program_holds_without_a_fault() {
    for (id, program) in PROGRAMS.iter().copied().flatten() {
        if let Err(seen) = seen::on_the_good_one(*program) {
            panic!("`{id}` is seen where it is not: {seen}");
        }
    }
}

fn each_fault_is_seen() {
    // All at once: what hangs is waited for.
    let runs = PROGRAMS.iter().copied().flatten().map(|(id, program)| {
        let fault = Fault::named(id).expect("it is in the catalogue");
        thread::spawn(move || (id, seen::on(fault, *program)))
    });
    for run in runs.collect::<Vec<_>>() {
        let (id, outcome) = run.join().expect("it runs on a thread of its own");
        assert!(outcome.is_err(), "`{id}` is not seen");
    }
}
