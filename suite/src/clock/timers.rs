use std::{collections::BTreeMap, mem, task::Waker};

use crate::{
    clock::advance::{Advancing, Until},
    tracking::place::{Place, Places},
};

/// A moment of virtual time, in nanoseconds since the cell began. There is none past the largest, after 584 years.
pub(crate) type Moment = u64;

/// A deadline, and the order of making among equal ones, in which they fire.
pub(crate) type Timer = (Moment, u64);

/// What waits for virtual time, and what moves it.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    pub(super) now: Moment,
    /// What to wake when; all deadlines lie ahead of `now`.
    queue: BTreeMap<Timer, Waker>,
    /// Who moves time by hand right now.
    advancing: Option<Advancing>,
    /// Who has said that time moves by hand only.
    by_hand: Places,
    /// From where time has moved to `now`.
    before: Moment,
}

/// What a step of time lets go on.
pub(crate) enum Due {
    /// One waker, which needs no memory.
    One(Waker),
    More(Vec<Waker>),
    /// Whoever moved time by hand has come to its end, and has not begun to wait for that.
    Nobody,
}

impl Timers {
    /// Has `waker` woken at that time; returns the waker that it replaces.
    pub(crate) fn set(&mut self, timer: Timer, waker: Waker) -> Option<Waker> {
        self.queue.insert(timer, waker)
    }

    /// Lets nobody be woken by the timer; returns its waker.
    pub(crate) fn unset(&mut self, timer: Timer) -> Option<Waker> {
        self.queue.remove(&timer)
    }

    pub(crate) fn has_any(&self) -> bool {
        !self.queue.is_empty()
    }

    pub(crate) fn advancing(&mut self) -> &mut Option<Advancing> {
        &mut self.advancing
    }

    pub(crate) fn by_hand(&self) -> &Places {
        &self.by_hand
    }

    /// Returns between which two moments time moved last.
    pub(crate) fn last_jump(&self) -> (Moment, Moment) {
        (self.before, self.now)
    }

    pub(crate) fn go_by_hand(&mut self, place: Place) {
        self.by_hand.add(place);
    }

    pub(crate) fn go_by_itself(&mut self, place: Place) {
        self.by_hand.remove(place);
    }

    /// Tells whether time moves on once nothing else can happen.
    pub(crate) fn can_move(&self) -> bool {
        match &self.advancing {
            Some(advancing) => !advancing.has_arrived(),
            None => self.has_any() && self.by_hand.count() == 0,
        }
    }

    /// Moves time one step on, if anything moves it; returns what goes on then.
    pub(crate) fn step(&mut self) -> Option<Due> {
        if !self.can_move() {
            return None;
        }
        let next = self.queue.first_key_value().map(|((next, _), _)| *next);
        let Some(advancing) = &mut self.advancing else {
            return next.map(|next| self.fire(next));
        };
        match (next, advancing.until()) {
            (Some(next), Until::Idle) => Some(self.fire(next)),
            (Some(next), Until::Moment(end)) if next <= end => Some(self.fire(next)),
            (_, until) => {
                let waker = advancing.arrive();
                if let Until::Moment(end) = until {
                    self.move_to(end);
                }
                Some(waker.map_or(Due::Nobody, Due::One))
            }
        }
    }

    fn move_to(&mut self, moment: Moment) {
        if moment > self.now {
            self.before = mem::replace(&mut self.now, moment);
        }
    }

    /// Moves time to the next deadline, and takes out all that is due then.
    fn fire(&mut self, next: Moment) -> Due {
        self.move_to(next);
        let Some((_, first)) = self.queue.pop_first() else {
            return Due::Nobody;
        };
        if !self.is_due() {
            return Due::One(first);
        }
        let mut due = vec![first];
        while self.is_due() {
            due.extend(self.queue.pop_first().map(|(_, waker)| waker));
        }
        Due::More(due)
    }

    fn is_due(&self) -> bool {
        let next = self.queue.first_key_value();
        next.is_some_and(|((next, _), _)| *next <= self.now)
    }
}
