//! Checks of byte streams: what code that reads and writes leans on, rule by rule.
//!
//! A check takes a maker of fresh pairs of streams, and looks at each rule with a pair of its own. Streams are
//! read and written with the traits of futures-io. After trio's generic stream tests.
//!
//! ```
//! # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
//! use runtime_matrix::{Address, stream_checks::check_half_closeable_stream};
//!
//! let listener = rt.listen(Address::local_tcp()).await.unwrap();
//! let address = listener.address().unwrap();
//! let checked = check_half_closeable_stream(&rt, async || {
//!     let ours = rt.connect(address.clone()).await?;
//!     Ok::<_, std::io::Error>((ours, listener.accept().await?))
//! });
//! let checked = checked.await.unwrap();
//! assert!(checked.held().any(|rule| rule == "bytes_arrive_whole_and_in_order"));
//! # }).unwrap();
//! ```
//!
//! A rule that a stream breaks on purpose is [excepted](StreamCheck::except) by its name, with the reason. A
//! rule that hangs is broken rather than hanging the test, and so is one in which the stream panics.
//!
//! # The rules
//!
//! A one-way stream keeps these; a two-way stream in either direction:
//!
//! | rule | what holds |
//! |---|---|
//! | `bytes_arrive_whole_and_in_order` | each byte that was written is read once, and in its place |
//! | `a_read_gives_no_end_before_the_end` | while the writer is open, a read waits or gives at least one byte |
//! | `a_read_fills_no_more_than_its_buffer` | a read says at most as many bytes as its buffer has room for |
//! | `a_write_takes_no_more_than_it_is_given` | a write says at most as many bytes as it was given |
//! | `an_empty_write_writes_nothing` | a write of no bytes gives 0, and the reader sees neither bytes nor an end |
//! | `an_empty_read_takes_nothing` | a read into an empty buffer gives 0, and no byte is lost by it |
//! | `flush_delivers_what_was_written` | what was written and flushed can be read, though nothing is written after it |
//! | `flush_can_be_called_any_time` | a flush with nothing to be flushed completes, before the first write and after another flush |
//! | `a_vectored_write_is_a_write_of_its_buffers` | what a vectored write takes are the first bytes of its buffers, one after the other |
//! | `a_vectored_read_fills_its_buffers_in_order` | what a vectored read gives stands in its buffers, each filled before the next |
//! | `close_delivers_what_was_written` | what was written before a close is read, though it was not flushed |
//! | `close_ends_the_reader` | after what was written before a close, a read gives the end |
//! | `close_without_a_write_ends_the_reader` | where nothing was written before a close, the first read gives the end |
//! | `the_end_stays_the_end` | after the end each further read gives the end |
//! | `close_can_be_called_twice` | a second close does nothing and succeeds |
//! | `a_write_after_close_fails` | a write after a close, or its flush, is an error, and the reader sees nothing of it |
//! | `a_dropped_reader_fails_the_writer` | when the reader was dropped, a write fails at once or after some more |
//! | `a_broken_writer_stays_broken` | when a write has failed since the reader was dropped, each further one fails |
//! | `a_broken_writer_can_be_closed` | when the reader was dropped, a close completes, with or without an error |
//! | `a_dropped_writer_ends_the_reader` | when the writer was dropped without a close, a read gives the end or an error |
//! | `a_dropped_writer_invents_nothing` | when the writer was dropped without a close, what is read is the beginning of what was written |
//! | `what_was_closed_outlasts_the_writer` | what was written and closed is read whole, though the writer was dropped before |
//! | `a_read_that_was_given_up_takes_nothing` | a read that waited and was given up has taken no byte: the next ones read all |
//! | `a_write_that_was_given_up_wrote_nothing` | a write that waited and was given up has written no byte, and the stream can be closed |
//! | `a_close_that_was_given_up_can_be_done_again` | after a close that was given up another one completes, and all bytes and the end are read |
//! | `a_close_that_was_given_up_ends_with_the_writer` | after a close that was given up a drop of the writer ends the reader, which got nothing but what was written |
//! | `a_write_wakes_a_read_that_waits` | a read that waits is woken by a write, each time |
//! | `a_close_wakes_a_read_that_waits` | a read that waits is woken by a close of the writer |
//! | `a_drop_of_the_writer_wakes_a_read_that_waits` | a read that waits is woken by a drop of the writer |
//! | `the_latest_waker_of_a_read_is_woken` | of several wakers that a waiting read was polled with, the last one is woken |
//! | `a_clogged_stream_loses_nothing` | what was written up to a write that had to wait, and after it, is read whole and in order |
//! | `a_read_wakes_a_write_that_waits` | a write that waits is woken when the other end is read, each time |
//! | `a_drop_of_the_reader_wakes_a_write_that_waits` | a write that waits is woken by a drop of the reader |
//! | `the_latest_waker_of_a_write_is_woken` | of several wakers that a waiting write was polled with, the last one is woken |
//! | `a_dropped_clogged_writer_ends_the_reader` | when a writer was dropped that had to wait, the reader gets the beginning of what was written, and then the end or an error |
//!
//! A two-way stream keeps these too, with either end as the first:
//!
//! | rule | what holds |
//! |---|---|
//! | `both_directions_carry_at_a_time` | much that is sent both ways at a time, by a task at each end, arrives whole and in order |
//! | `a_clogged_direction_leaves_the_other_open` | when one direction takes no more, the other one still carries |
//! | `a_read_and_a_write_that_wait_are_both_woken` | a read and a write that wait at the same end are each woken by what they wait for |
//! | `a_peer_that_has_read_the_end_can_be_closed` | when one end was closed and the other has read that, it can be closed too |
//!
//! And one whose directions are closed one by one:
//!
//! | rule | what holds |
//! |---|---|
//! | `what_came_before_a_close_is_still_read` | what the peer wrote before an end was closed is read there after the close |
//! | `what_comes_after_a_close_is_still_read` | what the peer writes after an end was closed is read there |
//! | `a_peer_that_has_read_the_end_still_writes` | when one end was closed and the other has read that, it can still write, and that is read |
//! | `a_read_outlasts_a_close_of_its_own_end` | a read that waits while its own end is closed goes on waiting, and is woken by what the peer writes |
//! | `both_ends_read_the_end` | when both ends were closed, each reads the other's end |
//!
//! # What is looked at, and how
//!
//! * Several rules need another one. If that one is broken, they are not applicable, and say so: the cause is
//!   told once.
//! * An operation is polled again by and by, woken or not, except where a rule asks for the wake. So a lost wake
//!   breaks the rules about wakes alone.
//! * Rules about a stream that takes no more write until a write has to wait. A stream that takes 64 MiB without
//!   a reader never clogs: these rules are not applicable.
//! * An end is used by one task at a time, as `&mut` has it. A cancelled operation is one that is not polled again.
//!
//! # Known limitations
//!
//! * A hang is told by the cell's clock. On virtual time, streams that are woken by threads or sockets which the
//!   suite does not know look as if they hung: use them on the machine's clock.
//! * A poll that never returns is nothing that a check can end.

mod case;
mod check;
mod end;
mod finding;
mod flag;
mod half_closeable;
mod maker;
mod one_way;
mod pattern;
mod progress;
mod rule;
mod steps;
mod two_way;
mod watch;

use std::fmt::Display;

use futures_io::{AsyncRead, AsyncWrite};

use crate::{
    runtime::Runtime,
    stream_checks::maker::{OneWay, TwoWay},
};

pub use check::StreamCheck;
pub use finding::{BrokenRules, Checked, Finding, Standing};
pub use rule::Rule;

/// Checks a stream that is written at one end and read at the other.
///
/// The maker makes a writer and its reader, anew for each rule.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use std::io::Error;
/// use runtime_matrix::stream_checks::check_one_way_stream;
///
/// // What is written to the one is not what is read from the other.
/// let check = check_one_way_stream(&rt, async || {
///     Ok::<_, Error>((Vec::new(), &b"other bytes"[..]))
/// });
/// let broken = check.only(["bytes_arrive_whole_and_in_order"]).await.unwrap_err();
/// assert!(broken.to_string().contains("expected the bytes as they were written"), "{broken}");
/// # }).unwrap();
/// ```
///
/// # Errors
///
/// Awaiting it fails with the [`BrokenRules`], if there are any, and if an exception is not needed or a pair
/// cannot be made.
///
/// # Cancellation
///
/// Dropping it drops the pair of streams in use.
pub fn check_one_way_stream<'a, M, W, R, E>(rt: &Runtime, maker: M) -> StreamCheck<'a>
where
    M: AsyncFnMut() -> Result<(W, R), E> + 'a,
    W: AsyncWrite + Send + 'static,
    R: AsyncRead + Send + 'static,
    E: Display,
{
    StreamCheck::new(rt, OneWay(maker), one_way::rules(), false)
}

/// Checks a stream that is written and read at both ends.
///
/// The maker makes both ends, anew for each rule. Each rule is looked at a second time with the ends exchanged,
/// and those of a one-way stream hold in both directions.
///
/// # Errors
///
/// As [`check_one_way_stream`].
///
/// # Cancellation
///
/// Dropping it drops the streams in use, but for a task at each end in one of the rules: the cell tells that as a
/// leak.
pub fn check_two_way_stream<'a, M, A, B, E>(rt: &Runtime, maker: M) -> StreamCheck<'a>
where
    M: AsyncFnMut() -> Result<(A, B), E> + 'a,
    A: AsyncRead + AsyncWrite + Send + 'static,
    B: AsyncRead + AsyncWrite + Send + 'static,
    E: Display,
{
    let rules = [one_way::rules(), two_way::RULES.to_vec()].concat();
    StreamCheck::new(rt, TwoWay(maker), rules, true)
}

/// Checks a two-way stream of which each end closes its own direction alone.
///
/// The rules are those of [`check_two_way_stream`], and that one direction goes on when the other is closed.
///
/// # Errors
///
/// As [`check_one_way_stream`].
///
/// # Cancellation
///
/// As [`check_two_way_stream`].
pub fn check_half_closeable_stream<'a, M, A, B, E>(rt: &Runtime, maker: M) -> StreamCheck<'a>
where
    M: AsyncFnMut() -> Result<(A, B), E> + 'a,
    A: AsyncRead + AsyncWrite + Send + 'static,
    B: AsyncRead + AsyncWrite + Send + 'static,
    E: Display,
{
    let rules = [
        one_way::rules(),
        two_way::RULES.to_vec(),
        half_closeable::RULES.to_vec(),
    ]
    .concat();
    StreamCheck::new(rt, TwoWay(maker), rules, true)
}

#[cfg(test)]
mod tests {
    use super::{half_closeable, one_way, two_way};

    #[test]
    fn the_documentation_has_each_rule() {
        let documentation = include_str!("mod.rs");
        let one_way = one_way::rules();
        let rules = one_way.iter().chain(two_way::RULES);
        for rule in rules.chain(half_closeable::RULES) {
            let line = format!("//! | `{}` | {} |", rule.name(), rule.says());
            assert!(documentation.contains(&line), "{line}");
        }
    }
}
