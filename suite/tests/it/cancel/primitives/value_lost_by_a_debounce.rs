//! A debounce takes the pending value before it waits for silence.

use std::{sync::Arc, time::Duration};

use runtime_matrix::cancel::{Count, Sweep, sweep};

use super::parts::{Shared, Variant};

type Pending = Arc<Shared<Option<u32>>>;

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Pending, u32> {
    sweep(
        |_| async { Arc::new(Shared::new(Some(7))) },
        move |rt, pending: &mut Pending| {
            Box::pin(async move {
                let silence = Duration::from_millis(10);
                if variant.is_faulty() {
                    let value = pending.when(Option::take).await;
                    rt.sleep(silence).await;
                    return value;
                }
                rt.sleep(silence).await;
                pending.when(Option::take).await
            })
        },
    )
    .conserves(|pending, output| Count {
        sent: 1,
        inside: usize::from(pending.look(Option::is_some)),
        returned: output.iter().count(),
        ..Count::default()
    })
}
