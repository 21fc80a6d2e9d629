//! A permit that was handed over dies with the waiter that was woken for it.

use runtime_matrix::cancel::Sweep;

use super::{
    parts::Variant,
    semaphore::{Contended, Flaw, acquired_and_released},
};

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Contended, ()> {
    acquired_and_released(variant, Flaw::KeepsWhatWasGranted)
}
