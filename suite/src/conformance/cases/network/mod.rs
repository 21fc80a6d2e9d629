//! Sockets.

mod listening;
mod parts;
mod streams;

use runtime_matrix_core::Capability;

use self::{
    listening::{
        a_connect_to_a_missing_file_finds_none, a_connect_to_nobody_is_refused,
        a_dropped_accept_loses_no_connection, a_dropped_listener_takes_no_connection,
        a_unix_listener_leaves_its_file, a_unix_listener_makes_its_file,
        an_address_in_use_is_refused, is_there_for_tasks, port_zero_is_a_free_one,
        several_accepts_get_one_each, two_listeners_have_two_ports,
    },
    streams::{
        a_close_is_read_as_the_end, a_close_sends_what_was_written,
        a_dropped_end_is_read_as_the_end, a_read_wakes_a_waiting_write,
        a_write_to_a_dropped_end_fails, a_write_wakes_a_waiting_read,
        a_writer_waits_for_its_reader, both_directions_carry_bytes_at_once, bytes_arrive_in_order,
        bytes_wake_whoever_polled_last, half_a_close_leaves_the_answer, is_dropped_anywhere,
        unix_sockets_carry_bytes,
    },
};
use crate::conformance::case::{Case, Level, case};

const NET: &[Capability] = &[Capability::Net];

pub(super) const CASES: &[Case] = &[
    case!(
        "network",
        port_zero_is_a_free_one,
        Must,
        "A listener on port zero MUST tell the port that it was given."
    )
    .with_source("`Net::listen`")
    .with_hint("tell the address of the open socket, and not the one that was asked for")
    .requiring(NET),
    case!(
        "network",
        two_listeners_have_two_ports,
        Must,
        "Two listeners on port zero MUST have two ports."
    )
    .with_source("`Net::listen`")
    .with_hint("hand port zero to the machine each time")
    .requiring(NET),
    case!(
        "network",
        an_address_in_use_is_refused,
        Must,
        "A listen at an address where somebody listens MUST fail with `AddrInUse`."
    )
    .with_source("`Net::listen`")
    .with_hint("return the machine's error, and do not share the port")
    .requiring(NET),
    case!(
        "network",
        a_connect_to_nobody_is_refused,
        Must,
        "A connect to where nobody listens MUST fail with `ConnectionRefused`."
    )
    .with_source("`Net::connect`")
    .with_hint("ask the socket for its error when it becomes writable: a connect that failed wakes too")
    .requiring(NET),
    case!(
        "network",
        a_dropped_listener_takes_no_connection,
        Must,
        "A connect to a listener that has been dropped MUST fail with `ConnectionRefused`."
    )
    .with_source("`Net`")
    .with_hint("close the socket when the listener is dropped: a registration that owns it may outlive it")
    .requiring(NET),
    case!(
        "network",
        a_dropped_accept_loses_no_connection,
        Must,
        "Dropping the future of an accept MUST NOT lose a connection."
    )
    .with_source("`Listener::accept`")
    .with_hint("accept from the machine only in the poll that returns the connection")
    .requiring(NET),
    case!(
        "network",
        several_accepts_get_one_each,
        Must,
        "Several tasks that wait for a connection MUST each get one."
    )
    .with_source("`Listener::accept`")
    .with_hint("keep a waker for each of those who wait, and not that of the latest")
    .requiring(NET),
    case!(
        "network",
        a_unix_listener_makes_its_file,
        Must,
        "A Unix listener MUST make its file."
    )
    .with_source("`Net::listen`")
    .with_hint("bind the socket to the path that was asked for")
    .requiring(NET),
    case!(
        "network",
        a_unix_listener_leaves_its_file,
        Must,
        "A Unix listener MUST NOT remove its file when it is dropped."
    )
    .with_source("`Net::listen`")
    .with_hint("leave the file to whoever chose its path")
    .requiring(NET),
    case!(
        "network",
        a_connect_to_a_missing_file_finds_none,
        Must,
        "A connect to a Unix socket without a file MUST fail with `NotFound`."
    )
    .with_source("`Net::connect`")
    .with_hint("return the machine's error as it is")
    .requiring(NET),
    case!(
        "network",
        is_there_for_tasks,
        Must,
        "Any task MUST be able to listen and to connect."
    )
    .with_source("`Net`")
    .with_hint("listen and connect from whichever thread polls the task")
    .requiring(NET),
    case!(
        "network",
        bytes_arrive_in_order,
        Must,
        "Bytes MUST arrive whole, once and in order."
    )
    .with_source("`ByteStream`")
    .with_hint("a write returns how many bytes it took, and a read how many it gave")
    .requiring(NET),
    case!(
        "network",
        unix_sockets_carry_bytes,
        Must,
        "Where the platform has Unix sockets they MUST carry bytes in both directions."
    )
    .with_source("`Net`")
    .with_hint("offer `Address::Unix` wherever `cfg(unix)` holds")
    .requiring(NET),
    case!(
        "network",
        both_directions_carry_bytes_at_once,
        Must,
        "A direction MUST carry bytes whatever the other one carries."
    )
    .with_source("`ByteStream`")
    .with_hint("a direction has a buffer, a waker and a lock of its own")
    .requiring(NET),
    case!(
        "network",
        a_writer_waits_for_its_reader,
        Must,
        "A writer whose peer reads nothing MUST wait after a while."
    )
    .with_source("`ByteStream`")
    .with_hint("bound what is kept between the task and the socket")
    .requiring(NET),
    case!(
        "network",
        a_write_wakes_a_waiting_read,
        Must,
        "A read that waits MUST be woken when bytes come."
    )
    .with_source("`futures_io::AsyncRead::poll_read`")
    .with_hint("register the waker before `Pending` is returned, and look again after that")
    .requiring(NET),
    case!(
        "network",
        a_read_wakes_a_waiting_write,
        Must,
        "A write that waits MUST be woken when its peer reads."
    )
    .with_source("`futures_io::AsyncWrite::poll_write`")
    .with_hint("register the waker for room, which is another event than bytes")
    .requiring(NET),
    case!(
        "network",
        bytes_wake_whoever_polled_last,
        Must,
        "Bytes MUST wake the task that has polled the read last."
    )
    .with_source("`futures_io::AsyncRead::poll_read`")
    .with_hint("replace the waker at each poll: a stream may move between tasks")
    .requiring(NET),
    case!(
        "network",
        a_close_is_read_as_the_end,
        Must,
        "After a close the peer MUST read an end of file."
    )
    .with_source("`ByteStream`")
    .with_hint("shut the direction down in `poll_close`: a flush alone tells the peer nothing")
    .requiring(NET),
    case!(
        "network",
        a_close_sends_what_was_written,
        Must,
        "What was written before a close MUST arrive before the end of file."
    )
    .with_source("`ByteStream`")
    .with_hint("flush before the direction is shut down")
    .requiring(NET),
    case!(
        "network",
        half_a_close_leaves_the_answer,
        Must,
        "What has been closed MUST still be readable."
    )
    .with_source("`ByteStream`")
    .with_hint("shut the writing direction down alone")
    .requiring(NET),
    case!(
        "network",
        a_dropped_end_is_read_as_the_end,
        Must,
        "When an end is dropped, the peer MUST read an end of file."
    )
    .with_source("`ByteStream`")
    .with_hint("close the socket when the stream is dropped: a registration that owns it may outlive it")
    .requiring(NET),
    case!(
        "network",
        a_write_to_a_dropped_end_fails,
        Must,
        "When an end has been dropped, writes of the peer MUST fail sooner or later."
    )
    .with_source("`ByteStream`")
    .with_hint("return the machine's errors of a write as they are")
    .requiring(NET),
    case!(
        "network",
        is_dropped_anywhere,
        Must,
        "Dropping a socket MUST work on any thread."
    )
    .with_source("`Net`")
    .with_hint("a drop needs no context of the runtime")
    .requiring(NET),
    Case::untested(
        "network::is_asked_for_no_address_in_memory",
        Level::Must,
        "An executor MUST NOT be asked for an address in memory.",
        "it is a duty of the suite and not of a runtime: whatever one does with such an address, nothing of it is seen",
    )
    .with_source("`Address::Memory`"),
    Case::untested(
        "network::what_the_platform_lacks_is_unsupported",
        Level::Must,
        "A kind of address that the platform lacks MUST be an error of the kind `Unsupported`.",
        "the platforms that the catalogue runs on have both kinds",
    )
    .with_source("`Net`"),
];
