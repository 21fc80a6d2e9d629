//! What a check tells, and what is wrong with the check itself.

use std::convert::Infallible;

use runtime_matrix::{
    Cell, Runtime,
    stream_checks::{Standing, StreamCheck, check_one_way_stream, check_two_way_stream},
};

use super::{
    fault::Fault::{self, *},
    wire::{pair, unlike},
};
use crate::on;

fn check(rt: &Runtime, fault: impl Into<Option<Fault>>) -> StreamCheck<'static> {
    let fault = fault.into();
    check_one_way_stream(rt, async move || Ok::<_, Infallible>(pair(fault)))
}

/// Returns what a check that fails prints, on a clock that makes nobody wait for a hang.
async fn told(
    rt: &Runtime,
    fault: impl Into<Option<Fault>>,
    rules: &'static [&'static str],
) -> String {
    let (fault, (sender, receiver)) = (fault.into(), std::sync::mpsc::channel());
    let checking = on::outcome_of(rt, Cell::virtual_clock, move |rt| async move {
        let checked = check(&rt, fault).only(rules.iter().copied()).await;
        let broken = checked.expect_err("the stream has a fault");
        sender.send(format!("{broken:?}")).expect("the test waits");
    });
    checking.await.unwrap();
    receiver.recv().expect("the cell has passed")
}

#[runtime_matrix::test]
async fn a_broken_rule_is_told_with_what_came_and_what_to_do(rt: Runtime) {
    let told = told(&rt, SecondCloseFails, &["close_can_be_called_twice"]).await;
    let expected = "broken rules: 1 of 1\n  \
        close_can_be_called_twice: at the second close: expected a close to succeed, but an error came: not connected\n    \
        the rule: a second close does nothing and succeeds\n\
        mend the stream; a rule that it breaks on purpose is left out by its name: \
        `.except(\"the_rule\", \"the reason\")`";
    assert_eq!(told, expected);
}

#[runtime_matrix::test]
async fn a_hang_is_told_with_what_is_awaited(rt: Runtime) {
    let told = told(&rt, EndComesOnce, &["the_end_stays_the_end"]).await;
    let expected = "the_end_stays_the_end: it hangs: no operation ended within 10s (awaited: a read; \
                    0 bytes were written and 0 read)";
    // The rule that it needs was left out, and is no excuse.
    assert!(told.contains(expected), "{told}");
}

#[runtime_matrix::test]
async fn a_lost_wake_is_told(rt: Runtime) {
    let told = told(
        &rt,
        WriteForgetsReader,
        &["a_write_wakes_a_read_that_waits"],
    )
    .await;
    let expected = "awaited: the wake of a read that waits; 10 bytes were written and 0 read";
    assert!(told.contains(expected), "{told}");
}

#[runtime_matrix::test]
async fn a_stream_that_spins_is_told(rt: Runtime) {
    let told = told(&rt, CloseSpins, &["close_ends_the_reader"]).await;
    let expected = "(awaited: a close and a read; 10 bytes were written and 10 read)";
    assert!(
        told.contains("it spins: in 50000 polls no operation ended"),
        "{told}"
    );
    assert!(told.contains(expected), "{told}");
}

#[runtime_matrix::test]
async fn a_panic_is_told_with_its_place(rt: Runtime) {
    let told = told(&rt, EmptyWritePanics, &["an_empty_write_writes_nothing"]).await;
    assert!(
        told.contains("an_empty_write_writes_nothing: the stream panicked at "),
        "{told}"
    );
    assert!(
        told.contains("writing.rs:") && told.contains(": an empty write\n"),
        "{told}"
    );
}

#[runtime_matrix::test]
async fn a_rule_that_needs_a_broken_one_is_not_applicable(rt: Runtime) {
    let broken = check(&rt, ErrorInsteadOfEnd)
        .await
        .expect_err("it has a fault");
    let mut findings = broken.findings().iter();
    let needing = findings.find(|finding| finding.rule().name() == "the_end_stays_the_end");
    let reason = "it needs `close_without_a_write_ends_the_reader`, which is broken";
    assert_eq!(
        needing.expect("it is looked at").standing(),
        &Standing::NotApplicable(reason.to_owned())
    );
}

#[runtime_matrix::test]
async fn rules_about_a_clogged_stream_say_nothing_of_one_that_never_clogs(rt: Runtime) {
    let checked = check(&rt, NeverClogs).await.unwrap();
    let clogged = [
        "a_write_that_was_given_up_wrote_nothing",
        "a_clogged_stream_loses_nothing",
        "a_read_wakes_a_write_that_waits",
        "a_drop_of_the_reader_wakes_a_write_that_waits",
        "the_latest_waker_of_a_write_is_woken",
        "a_dropped_clogged_writer_ends_the_reader",
    ];
    assert_eq!(checked.not_applicable().collect::<Vec<_>>(), clogged);
    let told = checked.to_string();
    assert!(
        told.contains(
            "not applicable: the stream never clogs: it took 67174400 bytes without a reader"
        ),
        "{told}"
    );
}

#[runtime_matrix::test]
async fn an_exception_lets_a_broken_rule_pass_and_is_told(rt: Runtime) {
    let check =
        check(&rt, SecondCloseFails).except("close_can_be_called_twice", "as it always was");
    let checked = check.await.unwrap();
    let told = checked.to_string();
    assert!(
        told.contains(
            "close_can_be_called_twice: excepted (as it always was): at the second close: "
        ),
        "{told}"
    );
    assert_eq!(checked.held().count(), checked.findings().len() - 1);
}

#[runtime_matrix::test]
async fn an_exception_that_is_not_needed_is_an_error(rt: Runtime) {
    let check = check(&rt, None).except("close_can_be_called_twice", "to be sure");
    let broken = check.await.expect_err("the rule holds");
    assert_eq!(broken.broken().count(), 0);
    let expected = "`close_can_be_called_twice` is excepted (to be sure), but it holds: take the exception away";
    assert_eq!(broken.complaints(), [expected]);
}

#[runtime_matrix::test]
async fn a_name_that_no_rule_has_is_an_error(rt: Runtime) {
    let rules = ["close_can_be_called_twice", "closes"];
    let broken = check(&rt, None)
        .only(rules)
        .except("ends", "")
        .await
        .expect_err("no rule is called so");
    let [closes, ends] = broken.complaints() else {
        panic!("{broken}");
    };
    assert!(
        closes.starts_with(
            "no rule of this check is called `closes`; they are bytes_arrive_whole_and_in_order, "
        ),
        "{closes}"
    );
    assert!(
        ends.starts_with("no rule of this check is called `ends`; "),
        "{ends}"
    );
}

#[runtime_matrix::test]
async fn a_check_of_no_rule_is_an_error(rt: Runtime) {
    let broken = check(&rt, None)
        .only([])
        .await
        .expect_err("nothing is looked at");
    assert_eq!(broken.complaints(), ["no rule is left to look at"]);
}

#[runtime_matrix::test]
async fn a_maker_that_fails_ends_the_check(rt: Runtime) {
    let mut made = 0;
    let check = check_two_way_stream(&rt, async || {
        made += 1;
        if made > 3 {
            Err("no more cable")
        } else {
            Ok(pair(None))
        }
    });
    let broken = check
        .await
        .expect_err("there is a pair for three looks alone");
    let expected = "there was no pair of streams for `a_read_gives_no_end_before_the_end` and the rules after it: \
                    the maker failed: no more cable";
    assert_eq!(broken.complaints(), [expected]);
    assert_eq!((broken.findings().len(), broken.broken().count()), (1, 0));
}

#[runtime_matrix::test]
async fn a_rule_that_breaks_one_way_only_is_told_with_the_way(rt: Runtime) {
    let check = check_two_way_stream(&rt, async || {
        Ok::<_, Infallible>(unlike(None, Some(SecondCloseFails)))
    });
    let broken = check.await.expect_err("one end has a fault");
    assert_eq!(
        broken.broken().collect::<Vec<_>>(),
        ["close_can_be_called_twice"]
    );
    let told = broken.to_string();
    assert!(
        told.contains("close_can_be_called_twice: with the ends exchanged: at the second close: "),
        "{told}"
    );
}
