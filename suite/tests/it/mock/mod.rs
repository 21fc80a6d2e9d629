//! Mocks: on every cell, passing and failing.

mod answers;
mod assertions;
mod async_trait;
mod bad_input;
mod beside_mockall;
mod contexts;
mod gates;
mod generics;
mod journal;
mod matchers;
mod messages;
mod outside;
mod patch_scope;
mod patching;
mod precedence;
mod records;
mod reentrant;
mod spies;
mod states;
mod statics;
mod strict;
mod sync_mock;
mod threads;
mod trait_mock;
mod waiting;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    task::{Context, Poll, Waker},
};

use runtime_matrix::mock::AsyncMock;

type Fetch = AsyncMock<(u32,), u32>;

/// Returns what `piece` panics with.
#[track_caller]
pub(crate) fn panic_of<T>(piece: impl FnOnce() -> T) -> String {
    match catch_unwind(AssertUnwindSafe(piece)) {
        Ok(_) => panic!("it did not panic"),
        Err(payload) => text_of(&*payload),
    }
}

fn text_of(payload: &(dyn std::any::Any + Send)) -> String {
    match payload.downcast_ref::<String>() {
        Some(text) => text.clone(),
        None => (*payload
            .downcast_ref::<&str>()
            .expect("the panic has a message"))
        .to_owned(),
    }
}

/// Polls a future once, by a waker that wakes nobody.
fn poll_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    std::pin::Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// Asserts that `text` has all of `parts` in it, in that order.
#[track_caller]
fn assert_in_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let Some(at) = rest.find(part) else {
            panic!("`{part}` is missing, or out of order, in:\n{text}")
        };
        rest = &rest[at + part.len()..];
    }
}
