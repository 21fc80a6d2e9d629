//! A poll spins until something is done elsewhere.

use std::time::{Duration, Instant};

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::Variant;

pub(crate) fn sweep_of(variant: Variant) -> Sweep<(), ()> {
    let spins = variant.is_faulty();
    let sweep = sweep(
        |_| async {},
        move |rt, (): &mut ()| {
            Box::pin(async move {
                rt.yield_now().await;
                let began = Instant::now();
                while spins && began.elapsed() < Duration::from_millis(30) {
                    std::hint::spin_loop();
                }
            })
        },
    );
    if spins {
        sweep.poll_limit(Duration::from_millis(20)).replays(4)
    } else {
        sweep
    }
}
