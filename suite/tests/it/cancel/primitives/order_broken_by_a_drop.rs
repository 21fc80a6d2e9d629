//! The last waiter takes the place of one that leaves the queue.

use std::sync::Arc;

use runtime_matrix::{
    Runtime,
    cancel::{Sweep, sweep},
};

use super::{
    parts::{Shared, Variant},
    semaphore::{Flaw, Semaphore},
};

pub(crate) struct Queue {
    semaphore: Arc<Semaphore>,
    served: Arc<Shared<Vec<usize>>>,
}

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Queue, ()> {
    let flaw = if variant.is_faulty() {
        Flaw::BreaksTheOrder
    } else {
        Flaw::None
    };
    sweep(
        move |rt| async move { queue(&rt, flaw) },
        |_, queue: &mut Queue| {
            Box::pin(async move {
                queue.semaphore.acquire().await;
                queue.semaphore.release();
            })
        },
    )
    .check(|_, queue, _| {
        Box::pin(async move {
            let served = queue.served.look(Clone::clone);
            if served.is_sorted() {
                Ok(())
            } else {
                Err(format!("served in the order {served:?}"))
            }
        })
    })
}

/// Three come to wait one after the other, behind the operation; then a permit is there for each in turn.
fn queue(rt: &Runtime, flaw: Flaw) -> Queue {
    let semaphore = Semaphore::new(0, flaw);
    let served = Arc::new(Shared::new(Vec::new()));
    for place in 1..=3 {
        let (semaphore, served) = (semaphore.clone(), served.clone());
        rt.spawn(async move {
            semaphore.has_waited(place).await;
            semaphore.acquire().await;
            served.change(|served| served.push(place));
            semaphore.release();
        })
        .detach();
    }
    let releasing = semaphore.clone();
    rt.spawn(async move {
        releasing.has_waited(4).await;
        releasing.release();
    })
    .detach();
    Queue { semaphore, served }
}
