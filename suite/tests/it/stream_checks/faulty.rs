//! Each fault breaks exactly the rules that speak of it.

use std::{collections::BTreeSet, convert::Infallible};

use runtime_matrix::{
    Cell, Runtime,
    stream_checks::{
        BrokenRules, Checked, Rule, check_half_closeable_stream, check_one_way_stream,
        check_two_way_stream,
    },
};

use super::{
    fault::Fault::{self, *},
    wire::{Wire, pair},
};
use crate::on;

/// Faults, and the names of the rules that each of them breaks.
type Table = &'static [(Fault, &'static [&'static str])];

const BYTES: Table = &[
    (DoublesAChunk, &["bytes_arrive_whole_and_in_order"]),
    (SwapsTwoChunks, &["bytes_arrive_whole_and_in_order"]),
    (EndsEarlyOnce, &["a_read_gives_no_end_before_the_end"]),
    (
        ReadSaysMoreThanFits,
        &["a_read_fills_no_more_than_its_buffer"],
    ),
    (
        WriteSaysMoreThanGiven,
        &["a_write_takes_no_more_than_it_is_given"],
    ),
    (EmptyWriteEnds, &["an_empty_write_writes_nothing"]),
    (EmptyWritePanics, &["an_empty_write_writes_nothing"]),
    (EmptyReadTakesAByte, &["an_empty_read_takes_nothing"]),
    (KeepsAByteBackAtFlush, &["flush_delivers_what_was_written"]),
    (SecondFlushFails, &["flush_can_be_called_any_time"]),
    (
        VectoredWriteSkipsABuffer,
        &["a_vectored_write_is_a_write_of_its_buffers"],
    ),
    (
        VectoredReadFillsBackwards,
        &["a_vectored_read_fills_its_buffers_in_order"],
    ),
];

const ENDS: Table = &[
    (
        LosesUnflushedAtClose,
        &[
            "close_delivers_what_was_written",
            "a_write_that_was_given_up_wrote_nothing",
            "a_close_that_was_given_up_can_be_done_again",
        ],
    ),
    (
        ErrorInsteadOfEnd,
        &[
            "close_ends_the_reader",
            "close_without_a_write_ends_the_reader",
        ],
    ),
    (
        EndNeverComes,
        &[
            "close_ends_the_reader",
            "close_without_a_write_ends_the_reader",
            "a_close_wakes_a_read_that_waits",
        ],
    ),
    (EndComesOnce, &["the_end_stays_the_end"]),
    (SecondCloseFails, &["close_can_be_called_twice"]),
    (WriteAfterCloseSucceeds, &["a_write_after_close_fails"]),
];

const DROPS: Table = &[
    (WritesSucceedForEver, &["a_dropped_reader_fails_the_writer"]),
    (WriteFailsOnce, &["a_broken_writer_stays_broken"]),
    (BrokenWriterNeverCloses, &["a_broken_writer_can_be_closed"]),
    (
        DropNeverEnds,
        &[
            "a_dropped_writer_ends_the_reader",
            "a_drop_of_the_writer_wakes_a_read_that_waits",
        ],
    ),
    (DropInventsAByte, &["a_dropped_writer_invents_nothing"]),
    (
        DropLosesWhatWasClosed,
        &["what_was_closed_outlasts_the_writer"],
    ),
    (
        DropOfClogInventsBytes,
        &["a_dropped_clogged_writer_ends_the_reader"],
    ),
];

const GIVEN_UP: Table = &[
    (
        GivenUpReadTakesAByte,
        &["a_read_that_was_given_up_takes_nothing"],
    ),
    (
        GivenUpWriteWrites,
        &["a_write_that_was_given_up_wrote_nothing"],
    ),
    (
        CloseKnowsOneWaker,
        &["a_close_that_was_given_up_can_be_done_again"],
    ),
    (
        GivenUpCloseNeverEnds,
        &["a_close_that_was_given_up_ends_with_the_writer"],
    ),
];

const WAKES: Table = &[
    (WriteForgetsReader, &["a_write_wakes_a_read_that_waits"]),
    (CloseForgetsReader, &["a_close_wakes_a_read_that_waits"]),
    (
        DropForgetsReader,
        &["a_drop_of_the_writer_wakes_a_read_that_waits"],
    ),
    (KeepsFirstReader, &["the_latest_waker_of_a_read_is_woken"]),
    (ReadForgetsWriter, &["a_read_wakes_a_write_that_waits"]),
    (
        DropForgetsWriter,
        &["a_drop_of_the_reader_wakes_a_write_that_waits"],
    ),
    (KeepsFirstWriter, &["the_latest_waker_of_a_write_is_woken"]),
    (ClogLosesAByte, &["a_clogged_stream_loses_nothing"]),
    // It is slow, and keeps the rules.
    (ReadIsRestless, &[]),
];

const TWO_WAY: Table = &[
    (DoublesWhileReading, &["both_directions_carry_at_a_time"]),
    (
        ReadWaitsForWrite,
        &[
            "both_directions_carry_at_a_time",
            "a_clogged_direction_leaves_the_other_open",
            "a_read_and_a_write_that_wait_are_both_woken",
        ],
    ),
    (
        OneWakerForBoth,
        &["a_read_and_a_write_that_wait_are_both_woken"],
    ),
    (
        PeerCannotClose,
        &["a_peer_that_has_read_the_end_can_be_closed"],
    ),
];

const HALF_CLOSEABLE: Table = &[
    (
        CloseDropsWhatCame,
        &["what_came_before_a_close_is_still_read"],
    ),
    (
        CloseEndsBoth,
        &[
            "what_came_before_a_close_is_still_read",
            "what_comes_after_a_close_is_still_read",
            "a_read_outlasts_a_close_of_its_own_end",
        ],
    ),
    (EndEndsBoth, &["a_peer_that_has_read_the_end_still_writes"]),
    (
        CloseForgetsOwnReader,
        &["a_read_outlasts_a_close_of_its_own_end"],
    ),
    (ClosedEndReadsErrorAsEnd, &["both_ends_read_the_end"]),
];

fn made(fault: Fault) -> Result<(Wire, Wire), Infallible> {
    Ok(pair(Some(fault)))
}

fn broken(result: Result<Checked, BrokenRules>) -> Vec<&'static str> {
    result.map_or_else(|broken| broken.broken().collect(), |_| Vec::new())
}

/// Which of the checks a fault is looked for by.
#[derive(Clone, Copy)]
enum By {
    OneWay,
    TwoWay,
    HalfCloseable,
}

async fn each_is_found(rt: &Runtime, by: By, faults: Table) {
    let looking = on::outcome_of(rt, Cell::virtual_clock, move |rt| async move {
        for &(fault, rules) in faults {
            let maker = async || made(fault);
            let check = match by {
                By::OneWay => check_one_way_stream(&rt, maker),
                By::TwoWay => check_two_way_stream(&rt, maker),
                By::HalfCloseable => check_half_closeable_stream(&rt, maker),
            };
            assert_eq!(broken(check.await), rules, "{fault:?}");
        }
    });
    looking.await.unwrap();
}

#[runtime_matrix::test]
async fn faults_of_the_bytes_are_found(rt: Runtime) {
    each_is_found(&rt, By::OneWay, BYTES).await;
}

#[runtime_matrix::test]
async fn faults_of_the_end_are_found(rt: Runtime) {
    each_is_found(&rt, By::OneWay, ENDS).await;
}

#[runtime_matrix::test]
async fn faults_of_a_drop_are_found(rt: Runtime) {
    each_is_found(&rt, By::OneWay, DROPS).await;
}

#[runtime_matrix::test]
async fn faults_of_what_is_given_up_are_found(rt: Runtime) {
    each_is_found(&rt, By::OneWay, GIVEN_UP).await;
}

#[runtime_matrix::test]
async fn faults_of_the_wakes_are_found(rt: Runtime) {
    each_is_found(&rt, By::OneWay, WAKES).await;
}

#[runtime_matrix::test]
async fn faults_of_two_directions_are_found(rt: Runtime) {
    each_is_found(&rt, By::TwoWay, TWO_WAY).await;
}

#[runtime_matrix::test]
async fn faults_of_a_half_close_are_found(rt: Runtime) {
    each_is_found(&rt, By::HalfCloseable, HALF_CLOSEABLE).await;
}

#[runtime_matrix::test]
async fn each_rule_is_broken_by_a_fault(rt: Runtime) {
    let tables = [BYTES, ENDS, DROPS, GIVEN_UP, WAKES, TWO_WAY, HALF_CLOSEABLE];
    let faults = tables.into_iter().flatten();
    let broken: BTreeSet<_> = faults
        .flat_map(|(_, rules)| rules.iter().copied())
        .collect();
    let check = check_half_closeable_stream(&rt, async || made(EmptyWriteEnds));
    let rules: BTreeSet<_> = check.rules().iter().map(Rule::name).collect();
    assert_eq!(broken, rules);
}
