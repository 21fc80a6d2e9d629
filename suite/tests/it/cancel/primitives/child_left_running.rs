//! A task is spawned and its native handle held, on the belief that dropping it ends the task.

use std::sync::Arc;

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::{Shared, Undo, Variant};

use runtime_matrix::Event;

pub(crate) struct Work {
    running: Arc<Shared<usize>>,
    never: Event,
}

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Work, ()> {
    sweep(
        |_| async {
            Work {
                running: Arc::default(),
                never: Event::new(),
            }
        },
        move |rt, work: &mut Work| {
            Box::pin(async move {
                let (running, counted) = (work.running.clone(), work.running.clone());
                let (stop, stopped) = (work.never.clone(), work.never.clone());
                let child = rt.spawn_native(async move {
                    running.change(|running| *running += 1);
                    let _counted = Undo::new(move || counted.change(|running| *running -= 1));
                    stopped.wait().await;
                });
                let stopping = Undo::new(|| stop.set());
                if variant.is_faulty() {
                    stopping.keep();
                    rt.sleep(std::time::Duration::from_secs(1)).await;
                    work.never.set();
                    return drop(child.join().await);
                }
                rt.sleep(std::time::Duration::from_secs(1)).await;
                drop(stopping);
                drop(child.join().await);
            })
        },
    )
    .check(|_, work, _| {
        Box::pin(async move {
            let running = work.running.look(|running| *running);
            // Whatever was found, the cell is to end well.
            work.never.set();
            if running == 0 {
                Ok(())
            } else {
                Err(format!("{running} task still runs"))
            }
        })
    })
}
