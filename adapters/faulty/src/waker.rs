use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Wake, Waker},
    thread::{self, ThreadId},
};

use crate::{
    fault::Defect,
    jobs::IS_A_JOB,
    life::Life,
    shared::{Shared, hang},
};

/// So many may be woken and not polled yet, where there is an end to it.
const ROOM: usize = 256;

/// The waker that a task is polled with where the defect is one of wakers.
struct FaultyWaker {
    inner: Waker,
    life: Arc<Life>,
    shared: Arc<Shared>,
    home: ThreadId,
    is_used: AtomicBool,
    /// How many polls there were before the one that it is for.
    polls: u64,
}

/// Returns the waker for a poll of that task.
pub(crate) fn of(inner: &Waker, life: &Arc<Life>, shared: &Arc<Shared>) -> Waker {
    Waker::from(Arc::new(FaultyWaker {
        inner: inner.clone(),
        life: Arc::clone(life),
        shared: Arc::clone(shared),
        home: thread::current().id(),
        is_used: AtomicBool::new(false),
        polls: life.polls.load(SeqCst),
    }))
}

impl FaultyWaker {
    fn works(&self) -> bool {
        match self.shared.defect {
            Defect::LosesWakes => !self.shared.is_third(),
            Defect::JobsWakeNobody => !IS_A_JOB.get(),
            Defect::IgnoresForeignWakes => thread::current().id() == self.home,
            Defect::LosesWakesDuringPoll => !self.life.is_polled.load(SeqCst),
            Defect::ShutdownLocksWakers if self.shared.is_closing.load(SeqCst) => hang(),
            Defect::WakersWorkOnce => !self.is_used.swap(true, SeqCst),
            Defect::WakePanicsAfterEnd => {
                assert!(!self.life.has_ended(), "a task was woken after its end");
                true
            }
            Defect::WakesAnother => match self.shared.sibling(&self.life) {
                Some(sibling) => {
                    sibling.wake();
                    false
                }
                None => true,
            },
            Defect::OldWakersDie => self.life.polls.load(SeqCst) <= self.polls + 1,
            Defect::LosesWakesInDrop => !self.shared.drops_task.load(SeqCst),
            Defect::LosesWakesWithoutRoot => self.shared.is_driven.load(SeqCst),
            Defect::LosesWakesOfSiblings => {
                self.life.is_polled.load(SeqCst) || !self.shared.polls_task.load(SeqCst)
            }
            Defect::QueueOverflows => self.life.is_woken.load(SeqCst) || self.has_room(),
            _ => true,
        }
    }

    /// Takes a place among those that are woken, if there is one left.
    fn has_room(&self) -> bool {
        let has_room = self.shared.woken.load(SeqCst) < ROOM;
        if has_room && !self.life.is_woken.swap(true, SeqCst) {
            self.shared.woken.fetch_add(1, SeqCst);
        }
        has_room
    }
}

impl Wake for FaultyWaker {
    fn wake(self: Arc<Self>) {
        if !self.shared.is(Defect::LosesWakesByValue) && self.works() {
            self.inner.wake_by_ref();
        }
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.shared.is(Defect::LosesWakesByReference) && self.works() {
            self.inner.wake_by_ref();
        }
    }
}
