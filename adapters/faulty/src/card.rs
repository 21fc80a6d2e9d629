//! What a factory with a defect says of itself.

use std::time::Duration;

use runtime_matrix_core::{
    BlockingAtShutdown, Capabilities, Capability, Card, HandleDrop, Instances, NestedBlockOn,
    PanicAtJoin, PendingAtExit, RuntimeFactory, SelfWake, TaskThread,
};
use runtime_matrix_sim::Sim;

use crate::fault::Defect;

/// Returns the card of the base, or one that lies in one entry.
pub(crate) fn card(defect: Defect) -> Card {
    let mut card = Sim.card();
    match defect {
        _ if defect.is_of_sockets() => {
            card.capabilities = with(card.capabilities, Capability::Net);
        }
        Defect::ClaimsSockets => card.capabilities = with(card.capabilities, Capability::Net),
        Defect::ClaimsLocal => card.capabilities = with(card.capabilities, Capability::Local),
        Defect::ClaimsThreads => card.capabilities = with(card.capabilities, Capability::Threads),
        Defect::HidesTimer => {
            let timer = Capabilities::of(&[Capability::Timer]);
            card.capabilities = card.capabilities.without(timer);
        }
        Defect::SaysGlobal => card.instances = Instances::Global,
        Defect::SaysDropCancels => card.handle_drop = HandleDrop::Cancels,
        Defect::SaysJoinUnwinds => card.panic_at_join = PanicAtJoin::Unwinds,
        Defect::SaysNestedWorks => card.nested_block_on = NestedBlockOn::Works,
        Defect::SaysTasksRunAlone => card.progress_outside_block_on = true,
        Defect::SaysNeverDropped => card.pending_at_exit = PendingAtExit::NeverDropped,
        Defect::SaysJobsAreLeft => card.blocking_at_shutdown = BlockingAtShutdown::Leaves,
        Defect::SaysWorkers => card.task_thread = TaskThread::Workers,
        Defect::SaysRepolls => card.self_wake = SelfWake::Repolls,
        Defect::SaysZeroIsReady => card.zero_sleep_yields = false,
        Defect::SaysTimerIsCoarse => card.timer_grain = Duration::from_secs(36_000),
        _ => {}
    }
    card
}

fn with(capabilities: Capabilities, another: Capability) -> Capabilities {
    let all: Vec<Capability> = capabilities.iter().chain([another]).collect();
    Capabilities::of(&all)
}
