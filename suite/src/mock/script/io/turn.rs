use std::{
    sync::Arc,
    task::{Context, Poll},
};

use crate::mock::script::{
    io::{log::Log, play::Play, step::What},
    pause::Pause,
};

/// What one direction of a connection waits for: that the script goes on, and what its first step waits for
/// itself.
#[derive(Debug)]
pub(super) struct Turn {
    /// How many steps are left.
    pub(super) left: usize,
    log: Arc<Log>,
    own: Option<Pause>,
    past: Pause,
}

impl Turn {
    pub(super) fn new(log: &Arc<Log>, left: usize) -> Turn {
        let past = {
            let log = Arc::clone(log);
            Pause::new(async move {
                let is_past = |play: &mut Play| (play.steps.len() != left).then_some(());
                log.play.until(is_past).await;
            })
        };
        Turn {
            left,
            log: Arc::clone(log),
            own: own(log, left),
            past,
        }
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Turn {
            left,
            log,
            own,
            past,
        } = self;
        if own.as_mut().is_some_and(|own| own.poll(cx).is_ready()) {
            log.play.change(|play| {
                if play.steps.len() == *left {
                    play.advance();
                }
            });
            return Poll::Ready(());
        }
        past.poll(cx)
    }
}

/// Returns what the first step waits for itself.
fn own(log: &Log, left: usize) -> Option<Pause> {
    let (duration, event) = log.play.look(|play| {
        let step = play.steps.front().filter(|_| play.steps.len() == left);
        match step.map(|step| (&step.what, step.place)) {
            Some((What::Wait(duration), _)) => (Some(*duration), None),
            Some((What::Until(event), place)) => (None, Some((event.clone(), place))),
            _ => (None, None),
        }
    });
    let sleep = duration.map(|duration| Pause::sleep(duration, &log.title));
    sleep.or_else(|| event.map(|(event, place)| Pause::until(&event, place)))
}
