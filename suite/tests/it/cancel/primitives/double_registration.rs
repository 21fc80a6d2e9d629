//! Each poll queues the waiter once more, and a later permit goes to one that has long gone.

use runtime_matrix::cancel::Sweep;

use super::{
    parts::Variant,
    semaphore::{Contended, Flaw, acquired_and_released},
};

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Contended, ()> {
    acquired_and_released(variant, Flaw::RegistersTwice)
}
