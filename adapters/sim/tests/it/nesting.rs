use std::thread;

use crate::{
    bounded::bounded,
    gate::Gate,
    world::{World, panic_text},
};

const NESTED: &str = "sim: `block_on` inside `block_on`: await the future instead";

#[test]
fn a_root_may_not_block_on_its_instance() {
    bounded(|| {
        let world = World::new();
        world.block_on(async {
            assert_eq!(panic_text(|| world.block_on(async {})), NESTED);
            world.sleep(1).await;
        });
    });
}

#[test]
fn a_task_may_not_block_on_its_instance() {
    bounded(|| {
        let world = World::new();
        let (mine, gate) = (world.clone(), Gate::default());
        let opened = gate.clone();
        let task = async move {
            assert_eq!(panic_text(|| mine.block_on(async {})), NESTED);
            mine.sleep(1).await;
            opened.open();
        };
        world.spawn(task).detach();
        world.block_on(gate.wait_open());
    });
}

#[test]
fn a_root_may_not_block_on_another_instance() {
    bounded(|| {
        let (world, other) = (World::new(), World::new());
        world.block_on(async {
            assert_eq!(panic_text(|| other.block_on(async {})), NESTED);
            world.sleep(1).await;
        });
        other.block_on(async {});
    });
}

#[test]
fn another_thread_may_not_drive_a_driven_instance() {
    bounded(|| {
        let world = World::new();
        let (mine, gate) = (world.clone(), Gate::default());
        let opened = gate.clone();
        world.block_on(async {
            let thread = thread::spawn(move || {
                let text = panic_text(|| mine.block_on(async {}));
                World::new().block_on(async {});
                opened.open();
                text
            });
            gate.wait_open().await;
            let text = thread.join().unwrap();
            assert!(
                text.starts_with("sim: another thread is in `block_on`"),
                "{text}"
            );
            world.sleep(1).await;
        });
    });
}

#[test]
fn another_thread_may_drive_another_instance() {
    bounded(|| {
        let world = World::new();
        world.block_on(async {
            let thread = thread::spawn(|| World::new().block_on(async { 1 }));
            assert_eq!(thread.join().unwrap(), 1);
        });
    });
}
