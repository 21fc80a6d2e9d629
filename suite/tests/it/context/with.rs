//! What `with` gives: the value, the errors, the panics; and that the causes are told in order.

use std::panic::panic_any;

use runtime_matrix::{
    JoinError, Runtime,
    context::{AsyncContextManager, BoxError, ContextError, Exit, ExitCause},
};

use super::probe::{Does, Log, Probe};

#[runtime_matrix::test]
async fn the_value_is_what_entering_gave_and_the_output_the_bodys(rt: Runtime) {
    let log = Log::default();
    let length = rt.with(Probe::new("door", Does::Passes, &log), |name| async move {
        Ok(name.len())
    });
    assert_eq!(length.await.expect("nothing fails"), Some(4));
    log.assert(&["enter door", "exit door: it returned"]);
}

#[runtime_matrix::test]
async fn an_error_of_the_body_comes_first_and_keeps_its_type(rt: Runtime) {
    let log = Log::default();
    let failed = rt
        .with(Probe::new("door", Does::Fails, &log), |_| async {
            Ok("six".parse::<u8>()?)
        })
        .await
        .expect_err("six is no digit");
    assert!(failed.downcast_ref::<std::num::ParseIntError>().is_some());
    let told: Vec<_> = failed.errors().map(ToString::to_string).collect();
    assert_eq!(told, ["invalid digit found in string", "door is stuck"]);
    let told = failed.to_string();
    assert!(
        told.starts_with("invalid digit found in string; then the exit of `door`, entered at ")
            && told.contains("with.rs:")
            && told.ends_with(", failed: door is stuck"),
        "{told}"
    );
}

#[runtime_matrix::test]
async fn the_payload_of_a_panic_comes_out_whole(rt: Runtime) {
    struct Payload(u8);
    let log = Log::default();
    let with = rt.with(Probe::new("door", Does::Passes, &log), |_| async {
        panic_any(Payload(7));
        #[expect(unreachable_code, reason = "it says what the body returns")]
        Ok(())
    });
    let Err(JoinError::Panicked(panic)) = rt.spawn(with).await else {
        panic!("the body panics");
    };
    let payload = panic.into_payload().downcast::<Payload>();
    assert!(payload.is_ok_and(|payload| payload.0 == 7));
}

#[runtime_matrix::test]
async fn each_exit_is_told_the_cause_as_it_stands(rt: Runtime) {
    let log = Log::default();
    let probe = |name, does| Probe::new(name, does, &log);
    let (one, two, three) = (
        probe("one", Does::Passes),
        probe("two", Does::Swallows),
        probe("three", Does::Fails),
    );
    let outer = rt.with(one, |_| async {
        let middle = rt.with(two, |_| async {
            rt.with(three, |_| async { Err::<(), _>("no bread".into()) })
                .await?;
            Ok(())
        });
        assert_eq!(middle.await?, None, "it was swallowed");
        Ok(())
    });
    assert_eq!(outer.await.expect("it was swallowed"), Some(()));
    let lines = log.lines();
    assert_eq!(lines[3], "exit three: it failed: no bread");
    assert!(lines[4].starts_with("exit two: it failed: no bread; then the exit of `three`"));
    assert_eq!(lines[5], "exit one: it returned");
}

struct Closed;

impl AsyncContextManager for Closed {
    type Value = ();
    type Error = std::io::Error;

    async fn enter(&mut self) -> std::io::Result<()> {
        Err(std::io::Error::new(
            std::io::ErrorKind::AddrInUse,
            "the port is taken",
        ))
    }

    async fn exit(&mut self, _: &ExitCause) -> std::io::Result<Exit> {
        unreachable!("it was never entered")
    }

    fn exit_now(&mut self, _: &ExitCause) {
        unreachable!("it was never entered")
    }
}

#[runtime_matrix::test]
async fn what_cannot_be_entered_is_named_and_neither_used_nor_left(rt: Runtime) {
    let body = |()| async { unreachable!("it was never entered") };
    let failed: ContextError = rt
        .with::<_, _, _, ()>(Closed, body)
        .await
        .expect_err("it is closed");
    let told = failed.to_string();
    assert!(told.starts_with("entering `Closed` at "), "{told}");
    assert!(told.ends_with("failed: the port is taken"), "{told}");
    let kind = failed
        .downcast_ref::<std::io::Error>()
        .map(std::io::Error::kind);
    assert_eq!(kind, Some(std::io::ErrorKind::AddrInUse));
}

#[runtime_matrix::test]
async fn a_future_that_is_never_polled_enters_nothing(rt: Runtime) {
    let log = Log::default();
    drop(rt.with(Probe::new("door", Does::Passes, &log), |_| async { Ok(()) }));
    log.assert(&[]);
}

#[runtime_matrix::test]
async fn errors_within_errors_are_told_once(rt: Runtime) {
    let log = Log::default();
    let (outer, inner) = (
        Probe::new("outer", Does::Fails, &log),
        Probe::new("inner", Does::Fails, &log),
    );
    let failed = rt
        .with(outer, |_| async {
            rt.with(inner, |_| async { Err::<(), BoxError>("no bread".into()) })
                .await?;
            Ok(())
        })
        .await
        .expect_err("all of it fails");
    let told = failed.to_string();
    for once in ["no bread", "inner is stuck", "outer is stuck"] {
        assert_eq!(told.matches(once).count(), 1, "{told}");
    }
}
