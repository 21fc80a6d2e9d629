use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::pin,
};

use runtime_matrix_core::RuntimeFactory;

use crate::{
    parts::{Count, Flag, block_on, turn, turns},
    seen::{Program, build},
};

pub(crate) const PROGRAMS: &[(&str, Program)] = &[
    (
        "a_panic_of_the_root_is_swallowed",
        a_panic_of_the_root_unwinds,
    ),
    ("block_on_returns_early", a_root_that_waits_is_waited_for),
    ("block_on_works_once", two_roots_one_after_the_other),
    ("tasks_wait_for_the_root", a_task_runs_while_the_root_waits),
    ("tasks_before_the_root_are_lost", a_task_from_before_runs),
    ("a_nested_block_on_hangs", a_nested_block_on_ends),
];

fn a_panic_of_the_root_unwinds(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let root = pin!(async { resume_unwind(Box::new(7_u64)) });
    let driven = catch_unwind(AssertUnwindSafe(|| executor.block_on(root)));
    let payload = driven.expect_err("it panicked");
    assert_eq!(payload.downcast_ref::<u64>(), Some(&7));
}

fn a_root_that_waits_is_waited_for(factory: &dyn RuntimeFactory) {
    block_on(&*build(factory), turn());
}

fn two_roots_one_after_the_other(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, turn());
    block_on(&*executor, turn());
}

fn a_task_runs_while_the_root_waits(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let flag = Flag::default();
    let sets = flag.clone();
    executor.spawn(Box::pin(async move { sets.set() })).detach();
    block_on(&*executor, flag.wait());
}

fn a_task_from_before_runs(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let ran = Count::default();
    let counted = ran.clone();
    executor
        .spawn(Box::pin(async move { counted.add() }))
        .detach();
    block_on(&*executor, turns(5));
    assert_eq!(ran.get(), 1);
}

fn a_nested_block_on_ends(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let nested = catch_unwind(AssertUnwindSafe(|| block_on(&*executor, turn())));
        // Refused or not: it is over.
        drop(nested);
    });
}
