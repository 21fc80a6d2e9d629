//! A rate limiter books a turn, sleeps until it is due, and never takes back the booking of who left.

use std::{sync::Arc, time::Duration};

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::{Shared, Undo, Variant};

type Booked = Arc<Shared<usize>>;

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Booked, ()> {
    sweep(
        |_| async { Arc::new(Shared::new(0)) },
        move |rt, booked: &mut Booked| {
            Box::pin(async move {
                booked.change(|booked| *booked += 1);
                let turn = Undo::new(|| booked.change(|booked| *booked -= 1));
                if variant.is_faulty() {
                    turn.keep();
                    rt.sleep(Duration::from_millis(10)).await;
                    booked.change(|booked| *booked -= 1);
                } else {
                    rt.sleep(Duration::from_millis(10)).await;
                }
            })
        },
    )
    .restores(|booked| booked.look(|booked| *booked))
}
