//! The key `clock`.

use std::time::{Duration, Instant};

use runtime_matrix::Runtime;

use super::secs;

#[runtime_matrix::test(clock = "virtual")]
async fn virtual_is_virtual_everywhere(rt: Runtime) {
    let start = Instant::now();
    assert!(rt.clock().is_virtual());
    rt.sleep(secs(3600)).await;
    assert_eq!(rt.clock().now(), secs(3600));
    assert_eq!(rt.now(), secs(3600));
    assert!(start.elapsed() < secs(600), "somebody waited");
}

#[runtime_matrix::test(clock = "real")]
async fn real_is_the_runtimes_own(rt: Runtime) {
    assert_eq!(rt.clock().is_virtual(), rt.name() == "sim");
}

#[runtime_matrix::test]
async fn without_the_key_it_is_the_runtimes_own(rt: Runtime) {
    assert_eq!(rt.clock().is_virtual(), rt.name() == "sim");
}

#[runtime_matrix::tests(clock = "virtual")]
mod handed_down {
    use super::*;

    #[runtime_matrix::test]
    async fn the_modules_clock_holds_for_each_test(rt: Runtime) {
        assert!(rt.clock().is_virtual());
    }

    #[runtime_matrix::test(clock = "real")]
    async fn a_test_has_the_last_word(rt: Runtime) {
        assert_eq!(rt.clock().is_virtual(), rt.name() == "sim");
        assert!(rt.now() < Duration::from_secs(3600));
    }
}
