use runtime_matrix_core::{Capability, Options, RuntimeFactory};
use runtime_matrix_sim::Sim;

use crate::world::World;

#[test]
fn an_instance_has_the_declared_powers() {
    let (card, world) = (Sim.card(), World::new());
    let has = |capability| card.capabilities.has(capability);
    assert_eq!(has(Capability::Timer), world.0.timer().is_some());
    assert_eq!(has(Capability::Blocking), world.0.blocking().is_some());
    assert_eq!(
        has(Capability::NativeClock),
        world.0.native_clock().is_some()
    );
}

#[test]
fn the_factory_names_its_runtime() {
    assert_eq!((Sim.id(), Sim.workers(&Options::default())), ("sim", 1));
    assert_eq!(Sim.version(), Some(env!("CARGO_PKG_VERSION")));
}
