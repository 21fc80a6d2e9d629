//! A watch channel marks a change as seen when somebody begins to wait for it.

use std::sync::Arc;

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::{Shared, Variant};

pub(crate) struct Watch {
    version: Arc<Shared<u64>>,
    seen: u64,
}

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Watch, ()> {
    sweep(
        |rt| async move {
            let version = Arc::new(Shared::new(0));
            let changing = version.clone();
            rt.clone()
                .spawn(async move {
                    rt.sleep(std::time::Duration::from_secs(1)).await;
                    changing.change(|version| *version += 1);
                })
                .detach();
            Watch { version, seen: 0 }
        },
        move |_, watch: &mut Watch| {
            Box::pin(async move {
                let Watch { version, seen } = watch;
                let known = *seen;
                if variant.is_faulty() {
                    *seen = known + 1;
                }
                *seen = version
                    .when(|version| (*version > known).then_some(*version))
                    .await;
            })
        },
    )
    .check(|_, watch, returned| {
        Box::pin(async move {
            let is_unseen = watch.version.look(|version| *version > watch.seen);
            assert_ne!(returned.is_some(), is_unseen, "a change is seen once");
        })
    })
}
