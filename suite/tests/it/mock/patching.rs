//! A patch replaces a function for the tasks of one test, and lets it be as it was afterwards.

use std::{
    fmt::Display,
    pin::Pin,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use runtime_matrix::{
    Runtime, Verdict,
    mock::{AsyncMock, ByCall, Journal, Patch, SyncMock},
    patch,
};
use runtime_matrix_core::BoxFuture;

use crate::on;

/// The library under test.
pub(crate) mod client {
    use super::*;

    #[derive(Debug)]
    pub(crate) struct Socket(pub(crate) u32);

    #[runtime_matrix::patchable]
    pub(crate) async fn send(
        #[cfg_attr(test, snapshot(u32 = socket.0))] socket: &Socket,
        text: &str,
        mut copies: u8,
    ) -> Result<usize, String> {
        if text.is_empty() {
            return Err("nothing to send".to_owned());
        }
        copies += 1;
        parse(text).map_err(|error| format!("{error}, {}", socket.0))?;
        Ok(text.len() * usize::from(copies))
    }

    #[runtime_matrix::patchable]
    pub(crate) fn parse(text: &str) -> Result<u32, String> {
        let number: u32 = text.parse().map_err(|_| format!("not a number: {text}"))?;
        if number == 0 {
            return Err("zero".to_owned());
        }
        Ok(number)
    }

    #[runtime_matrix::patchable]
    pub(crate) fn fetch<'a>(key: &'a str) -> impl Future<Output = &'a str> + Send + Unpin + 'a {
        if key.is_empty() {
            return Box::pin(std::future::ready("empty")) as BoxFutureOf<'a>;
        }
        Box::pin(async move { key })
    }

    type BoxFutureOf<'a> = Pin<Box<dyn Future<Output = &'a str> + Send + 'a>>;

    #[runtime_matrix::patchable]
    pub(crate) fn boxed(number: u32) -> BoxFuture<u32> {
        Box::pin(async move { number })
    }

    #[runtime_matrix::patchable]
    pub(crate) fn shown(#[snapshot(String = what.to_string())] what: impl Display) -> usize {
        what.to_string().len()
    }
}

use client::{Socket, boxed, fetch, parse, send, shown};

#[runtime_matrix::test]
async fn without_a_patch_the_function_is_what_it_was() {
    assert_eq!(send(&Socket(1), "7", 1).await, Ok(2));
    assert_eq!(
        send(&Socket(1), "x", 1).await.unwrap_err(),
        "not a number: x, 1"
    );
    assert_eq!(
        send(&Socket(1), "", 1).await.unwrap_err(),
        "nothing to send"
    );
    assert_eq!((parse("7"), parse("0").is_err()), (Ok(7), true));
    assert_eq!((fetch("").await, fetch("key").await), ("empty", "key"));
    assert_eq!((boxed(3).await, shown(12)), (3, 2));
}

#[runtime_matrix::test]
async fn a_patched_function_is_a_mock_until_the_guard_goes(rt: Runtime) {
    {
        let send = patch!(send);
        let _: &AsyncMock<(u32, String, u8), Result<usize, String>> = &send;
        send.returns(Ok(99));
        assert_eq!(client::send(&Socket(7), "hello", 0).await, Ok(99));
        // In a task of the test, on whatever thread.
        let task = rt.spawn(async { client::send(&Socket(8), "there", 1).await });
        assert_eq!(task.await.unwrap(), Ok(99));
        send.assert_has_awaits(&[&(7, "hello", 0), &(8, "there", 1)]);
        assert_eq!(send.name(), "send");
    }
    assert_eq!(send(&Socket(7), "7", 0).await, Ok(1));
}

#[runtime_matrix::test]
async fn functions_of_all_kinds_are_patched() {
    let (parse_mock, fetch_mock) = (patch!(client::parse), patch!(self::fetch));
    let (boxed_mock, shown_mock) = (patch!(boxed), patch!(self::client::shown));
    let _: &SyncMock<(String,), Result<u32, String>> = &parse_mock;
    let _: &AsyncMock<(String,), &'static str> = &fetch_mock;
    parse_mock.returns(Ok(1));
    fetch_mock.returns("mocked");
    boxed_mock.returns(2);
    shown_mock.returns(3);
    assert_eq!((parse("x"), shown("text")), (Ok(1), 3));
    let key = String::from("key");
    assert_eq!((fetch(&key).await, boxed(0).await), ("mocked", 2));
    shown_mock.assert_called_once_with("text");
    fetch_mock.assert_awaited_once_with("key");
}

#[runtime_matrix::test]
async fn a_call_is_noted_before_the_first_poll_with_its_place() {
    let (send_mock, fetch_mock) = (patch!(send), patch!(fetch));
    send_mock.returns(Ok(1));
    fetch_mock.returns("x");
    let (call, line) = (send(&Socket(1), "x", 1), line!());
    send_mock.assert_called_once();
    send_mock.assert_not_awaited();
    assert_eq!(send_mock.last_call().place().line(), line);
    call.await.unwrap();
    let call = fetch("key");
    fetch_mock.assert_called_once();
    call.await;
    let parse_mock = patch!(parse);
    parse_mock.returns(Ok(1));
    let (_, line) = (parse("7"), line!());
    assert_eq!(parse_mock.last_call().place().line(), line);
}

struct Cat {
    name: String,
}

impl Cat {
    #[runtime_matrix::patchable]
    async fn walk(&mut self, direction: &str) -> String {
        self.name.push('!');
        format!("{} walks {direction}", self.name)
    }

    #[runtime_matrix::patchable]
    fn r#move(&self, r#in: &str) -> &str {
        if r#in.is_empty() { &self.name } else { "" }
    }

    #[runtime_matrix::patchable]
    fn soon(&self) -> impl Future<Output = usize> + Send + '_ {
        let name = &self.name;
        async move { name.len() }
    }

    #[runtime_matrix::patchable]
    async fn give_away(self, (a, _): (u8, u8), _: u8) -> String {
        format!("{}{a}", self.name)
    }

    #[runtime_matrix::patchable]
    fn boxed(self: Box<Self>) -> Pin<Box<dyn Future<Output = String>>> {
        Box::pin(async move { self.name })
    }

    #[runtime_matrix::patchable]
    fn named(name: &str) -> Self {
        Cat {
            name: name.to_owned(),
        }
    }

    #[runtime_matrix::patchable(associated)]
    async fn count() -> usize {
        9
    }
}

#[runtime_matrix::test]
async fn methods_are_patched() {
    let mut cat = Cat::named("tom");
    assert_eq!(cat.walk("on").await, "tom! walks on");
    assert_eq!((cat.r#move(""), cat.soon().await), ("tom!", 4));
    assert_eq!(Cat::named("a").give_away((1, 2), 3).await, "a1");
    assert_eq!(Box::new(Cat::named("b")).boxed().await, "b");
    assert_eq!(Cat::count().await, 9);

    let (walk, moved, soon) = (patch!(Cat::walk), patch!(Cat::r#move), patch!(<Cat>::soon));
    walk.returns("nowhere".to_owned());
    moved.returns("still");
    soon.returns(0);
    assert_eq!(cat.walk("forward").await, "nowhere");
    assert_eq!((cat.r#move("x"), cat.soon().await), ("still", 0));
    walk.assert_awaited_once_with("forward");
    assert_eq!((walk.name(), moved.name()), ("Cat::walk", "Cat::move"));

    let (given, boxed) = (patch!(Cat::give_away), patch!(Cat::boxed));
    given.returns("given".to_owned());
    boxed.returns("boxed".to_owned());
    assert_eq!(Cat::named("a").give_away((1, 2), 3).await, "given");
    given.assert_awaited_once_with(((1, 2), 3));
    assert_eq!(Box::new(Cat::named("b")).boxed().await, "boxed");

    let (named, count) = (patch!(Cat::named), patch!(Cat::count));
    named.answers(|(name,)| Cat {
        name: format!("a mocked {name}"),
    });
    count.returns(0);
    assert_eq!(
        (Cat::named("x").name.as_str(), Cat::count().await),
        ("a mocked x", 0)
    );
}

struct Cage<T>(T);

impl<T> Cage<T> {
    #[runtime_matrix::patchable]
    async fn opens(&self, times: u32) -> u32 {
        if times > 2 {
            return times;
        }
        // Recursion is what it is in an `async fn`.
        Box::pin(self.opens(times + 1)).await
    }
}

#[runtime_matrix::test]
async fn a_function_of_a_generic_type_is_patched_for_each_type() {
    assert_eq!(Cage(1_u8).opens(0).await, 3);
    let opens = patch!(Cage::<u8>::opens);
    opens.returns(9);
    assert_eq!(
        (Cage(1_u8).opens(0).await, Cage("x").opens(0).await),
        (9, 3)
    );
    assert_eq!(opens.name(), "Cage<u8>::opens");
}

#[runtime_matrix::test]
async fn patches_are_stacked_and_restored_in_any_order() {
    let first = patch!(parse);
    first.returns(Ok(1));
    let second = patch!(parse);
    second.returns(Ok(2));
    let third = patch!(parse);
    third.returns(Ok(3));
    assert_eq!(parse("7"), Ok(3));
    drop(second);
    assert_eq!(parse("7"), Ok(3));
    drop(third);
    assert_eq!(parse("7"), Ok(1));
    drop(first);
    assert_eq!(parse("7"), Ok(7));
}

#[runtime_matrix::test]
async fn one_journal_tells_the_order_of_two_patches() {
    let (parse_mock, send_mock) = (patch!(parse), patch!(send));
    parse_mock.returns(Ok(1));
    send_mock.returns(Ok(1));
    parse("7").unwrap();
    send(&Socket(1), "x", 0).await.unwrap();
    let journal = Journal::of(&[&send_mock, &parse_mock]);
    journal.assert_has_awaits(&[parse_mock.with("7"), send_mock.with((1, "x", 0))]);
}

#[runtime_matrix::test]
async fn an_answer_can_call_the_real_function() {
    let (parse_mock, send_mock) = (patch!(parse), patch!(send));
    parse_mock.keep_outputs().calls_through(|text| parse(&text));
    send_mock.calls_through(|socket, text, copies| async move {
        send(&Socket(socket), &text, copies).await
    });
    assert_eq!(send(&Socket(1), "7", 1).await, Ok(2));
    assert_eq!(parse_mock.outputs(), [Ok(7)]);
    send_mock.assert_awaited_once();
    // With a patch beneath, it calls that.
    let other = patch!(parse);
    other.answers(|(text,)| parse(text).map(|number| number + 1));
    assert_eq!(parse("7"), Ok(8));
    parse_mock.assert_called_times(2);
}

#[runtime_matrix::test]
async fn another_test_sees_none_of_it(rt: Runtime) {
    let parse_mock = patch!(parse);
    parse_mock.returns(Ok(1));
    let outcome = on::outcome(&rt, |rt| async move {
        assert_eq!(parse("7"), Ok(7));
        let inner = patch!(parse);
        inner.returns(Ok(2));
        assert_eq!(rt.spawn(async { parse("7") }).await.unwrap(), Ok(2));
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
    assert_eq!(parse("7"), Ok(1));
    parse_mock.assert_called_once();
}

#[runtime_matrix::test]
async fn a_thread_of_ones_own_sees_the_real_function() {
    let parse_mock = patch!(parse);
    parse_mock.returns(Ok(1));
    assert_eq!(thread::spawn(|| parse("7")).join().unwrap(), Ok(7));
    parse_mock.assert_not_called();
}

/// Counts what is left of a patch after a cell has ended in some way.
async fn restored_after<T: Future<Output = ()> + 'static>(
    rt: &Runtime,
    end: fn(Runtime) -> T,
) -> Verdict {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let outcome = on::outcome_of(
        rt,
        |cell| cell.timeout(Some(Duration::from_millis(500))),
        move |rt| async move {
            let probe = Probe(kept);
            let parse_mock = patch!(parse);
            parse_mock.returns(Ok(1));
            probe.note();
            end(rt).await;
        },
    )
    .await;
    // While it was patched; and when what was made before the guard was dropped after it.
    assert_eq!(
        *seen.lock().unwrap(),
        [Ok(1), Ok(7)],
        "{}",
        outcome.report()
    );
    assert_eq!(parse("7"), Ok(7));
    outcome.verdict()
}

struct Probe(Arc<Mutex<Vec<Result<u32, String>>>>);

impl Probe {
    fn note(&self) {
        self.0.lock().unwrap().push(parse("7"));
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.note();
    }
}

#[runtime_matrix::test]
async fn a_guard_restores_on_return(rt: Runtime) {
    assert_eq!(restored_after(&rt, |_| async {}).await, Verdict::Pass);
}

#[runtime_matrix::test]
async fn a_guard_restores_on_a_panic(rt: Runtime) {
    let panics = |_| async { panic!("on purpose") };
    assert_eq!(restored_after(&rt, panics).await, Verdict::Panic);
}

#[runtime_matrix::test]
async fn a_guard_restores_on_a_timeout(rt: Runtime) {
    let waits = |rt: Runtime| async move {
        loop {
            rt.yield_now().await;
        }
    };
    assert_eq!(restored_after(&rt, waits).await, Verdict::Timeout);
}

#[runtime_matrix::test]
async fn a_guard_restores_when_its_task_is_cancelled(rt: Runtime) {
    let in_force = patch!(boxed);
    in_force.pends();
    let task = rt.spawn(async {
        let inner = patch!(parse);
        inner.returns(Ok(1));
        assert_eq!(parse("7"), Ok(1));
        boxed(1).await;
    });
    in_force.wait_until_awaited(1).await;
    assert_eq!(parse("7"), Ok(1));
    task.cancel().await;
    assert_eq!(parse("7"), Ok(7));
}

type PatchOfParse = Patch<(String,), Result<u32, String>, ByCall>;

#[runtime_matrix::test]
async fn a_guard_that_outlives_its_test_fails_it(rt: Runtime) {
    static KEPT: Mutex<Vec<PatchOfParse>> = Mutex::new(Vec::new());
    for is_forgotten in [true, false] {
        let outcome = on::outcome(&rt, move |_| async move {
            let guard = patch!(parse);
            guard.returns(Ok(1));
            if is_forgotten {
                std::mem::forget(guard);
            } else {
                KEPT.lock().unwrap().push(guard);
            }
        })
        .await;
        assert_eq!(outcome.verdict(), Verdict::Fail);
        let report = outcome.report();
        for told in [
            "the patch of `parse` has outlived its test",
            "patched at suite/tests/it/mock/patching.rs",
        ] {
            assert!(report.contains(told), "{report}");
        }
    }
    // Later tests see nothing of it.
    let outcome = on::outcome(&rt, |_| async {
        assert_eq!(parse("7"), Ok(7));
        KEPT.lock().unwrap().clear();
        assert_eq!(parse("7"), Ok(7));
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
}

#[test]
fn patching_outside_of_a_test_panics() {
    let panic = thread::spawn(|| drop(patch!(parse))).join().unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(
        message.starts_with(
            "`parse` is patched for the tasks of the running test, and no test runs on this thread"
        ),
        "{message}"
    );
    assert_eq!(parse("7"), Ok(7));
}

#[runtime_matrix::test]
async fn a_call_that_is_never_awaited_fails_the_test(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let _send = patch!(send);
        drop(send(&Socket(1), "x", 1));
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Fail);
    let report = outcome.report();
    assert!(
        report.contains("send(1, \"x\", 1) was called and never awaited"),
        "{report}"
    );
}

static DROPS: Mutex<Vec<&str>> = Mutex::new(Vec::new());

struct Noted(&'static str);

impl Drop for Noted {
    fn drop(&mut self) {
        if let Some(name) = self.0.strip_prefix("noted ") {
            DROPS.lock().unwrap().push(name);
        }
    }
}

impl std::fmt::Debug for Noted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! three {
    ($(#[$attribute:meta])? $name:ident) => {
        $(#[$attribute])?
        #[expect(unused_variables, reason = "that they are dropped is what counts")]
        async fn $name(a: Noted, (b, _): (Noted, Noted), _: Noted, c: Noted) {
            let _local = Noted("noted local");
            std::future::ready(()).await;
        }
    };
}

three!(plain);
three!(
    #[runtime_matrix::patchable]
    patchable
);

#[test]
fn parameters_are_dropped_in_the_order_of_an_async_fn() {
    let noted = |function: &dyn Fn(Noted, (Noted, Noted), Noted, Noted)| {
        DROPS.lock().unwrap().clear();
        function(
            Noted("noted a"),
            (Noted("noted b"), Noted("noted rest")),
            Noted("noted unnamed"),
            Noted("noted c"),
        );
        DROPS.lock().unwrap().clone()
    };
    let expected = noted(&|a, b, c, d| futures_lite::future::block_on(plain(a, b, c, d)));
    assert_eq!(expected.len(), 6);
    let order = noted(&|a, b, c, d| futures_lite::future::block_on(patchable(a, b, c, d)));
    assert_eq!(order, expected);
    // All of them live as long as the future, not as long as the call.
    let dropped = noted(&|a, b, c, d| drop(patchable(a, b, c, d)));
    assert_eq!(dropped.len(), 5);
}

const LINE: u32 = line!() + 4;

#[runtime_matrix::patchable]
fn strict(number: u32) -> u32 {
    assert!(number > 0, "no zero");
    number
}

#[runtime_matrix::test]
async fn the_place_of_a_panic_is_in_the_function(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        strict(0);
    })
    .await;
    let place = format!("panicked at suite/tests/it/mock/patching.rs:{LINE}:");
    assert!(outcome.report().contains(&place), "{}", outcome.report());
}
