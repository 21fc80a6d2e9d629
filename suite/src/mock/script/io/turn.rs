use std::{
    sync::Arc,
    task::{Context, Poll},
};

use crate::mock::script::{
    io::{log::Log, play::Play, step::What},
    pause::Pause,
};

/// What one direction of a connection waits for at a step: what that step says, or that the other direction goes
/// past it.
#[derive(Debug)]
pub(super) struct Turn {
    /// How many steps are left.
    left: usize,
    log: Arc<Log>,
    wait: Pause,
    is_own: bool,
}

impl Turn {
    /// Returns a wait for what the first step waits for, if it is this direction's to go past it.
    pub(super) fn own(log: &Arc<Log>, left: usize) -> Option<Turn> {
        Some(Turn {
            left,
            log: Arc::clone(log),
            wait: pause(log)?,
            is_own: true,
        })
    }

    /// Returns a wait for the script to go on.
    pub(super) fn until_past(log: &Arc<Log>, left: usize) -> Turn {
        let waits = Arc::clone(log);
        let wait = Pause::new(async move {
            let is_past = |play: &mut Play| (play.steps.len() != left).then_some(());
            waits.play.until(is_past).await;
        });
        Turn {
            left,
            log: Arc::clone(log),
            wait,
            is_own: false,
        }
    }

    /// Tells whether it is a wait of that kind at the step at which so many are left.
    pub(super) fn is_at(&self, left: usize, is_own: bool) -> bool {
        self.left == left && self.is_own == is_own
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let waited = self.wait.poll(cx);
        if waited.is_ready() && self.is_own {
            self.log.play.change(Play::advance);
        }
        waited
    }
}

fn pause(log: &Log) -> Option<Pause> {
    let (duration, event) = log.play.look(|play| match play.steps.front() {
        Some(step) => match &step.what {
            What::Wait(duration) => (Some(*duration), None),
            What::Until(event) => (None, Some((event.clone(), step.place))),
            _ => (None, None),
        },
        None => (None, None),
    });
    let sleep = duration.map(|duration| Pause::sleep(duration, &log.title));
    sleep.or_else(|| event.map(|(event, place)| Pause::until(&event, place)))
}
