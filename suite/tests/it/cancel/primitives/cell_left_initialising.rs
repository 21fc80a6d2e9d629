//! A once-cell stays in its state of being initialised when the one who does it is dropped.

use std::sync::Arc;

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::{Shared, Undo, Variant};

use runtime_matrix::Runtime;

#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum State {
    #[default]
    Empty,
    Initialising,
    Full,
}

type Once = Arc<Shared<State>>;

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Once, ()> {
    sweep(
        |_| async { Arc::default() },
        move |rt, once: &mut Once| Box::pin(initialise(rt, once, variant)),
    )
    .then(2, |rt, once| {
        Box::pin(initialise(rt, once, Variant::Correct))
    })
}

async fn initialise(rt: &Runtime, once: &Shared<State>, variant: Variant) {
    let is_mine = once
        .when(|state| match state {
            State::Empty => {
                *state = State::Initialising;
                Some(true)
            }
            State::Initialising => None,
            State::Full => Some(false),
        })
        .await;
    if !is_mine {
        return;
    }
    let begun = Undo::new(|| once.change(|state| *state = State::Empty));
    if variant.is_faulty() {
        begun.keep();
        rt.yield_now().await;
    } else {
        rt.yield_now().await;
        begun.keep();
    }
    once.change(|state| *state = State::Full);
}
