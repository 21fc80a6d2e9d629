//! The waker of the first poll is kept, whoever polls now.

use runtime_matrix::cancel::Sweep;

use super::{
    parts::Variant,
    semaphore::{Contended, Flaw, acquired_and_released},
};

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Contended, ()> {
    acquired_and_released(variant, Flaw::KeepsTheFirstWaker)
}
