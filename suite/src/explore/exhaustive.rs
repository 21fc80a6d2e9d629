//! Runs all orders, depth first: each run follows a prefix and then takes the simplest choices; the last choice that can be
//! is raised for the next one.

use std::{collections::HashSet, time::Instant};

use runtime_matrix_sim::{Decision, DecisionKind, Script};

use crate::{
    explore::{
        replay::{Replay, Setting},
        subject::{Ran, Subject},
    },
    tracking::course::{State, Told},
};

/// What came of it.
#[derive(Default)]
pub(super) struct Searched {
    pub(super) runs: u64,
    pub(super) steps: u64,
    pub(super) orders: HashSet<u64>,
    /// How often it did not go on from a state since it had been there before.
    pub(super) pruned: u64,
    /// Whether all orders have been run.
    pub(super) is_complete: bool,
    pub(super) failed: Option<Ran>,
    /// Where two runs differed that should be the same.
    pub(super) differs: Option<(Ran, String)>,
    pub(super) out_of_time: bool,
}

/// A choice that has been made, and how many there are.
struct Branch {
    chosen: u32,
    choices: u32,
}

pub(super) fn search(
    subject: &Subject<'_>,
    setting: Setting,
    most: u64,
    until: Option<Instant>,
) -> Searched {
    let mut searched = Searched::default();
    let mut states = HashSet::new();
    let mut path: Vec<Branch> = Vec::new();
    let mut before: Option<(Told, Vec<Decision>)> = None;
    loop {
        let script = Script::new(path.iter().map(|branch| branch.chosen).collect());
        let ran = subject.replay_comparing(&Replay::new(setting, script));
        searched.runs += 1;
        searched.steps += ran.told.turns.len() as u64;
        searched.orders.insert(ran.told.order());
        if let Some((told, decisions)) = &before {
            if let Some(what) = differs(&ran, told, decisions, path.len()) {
                searched.differs = Some((ran, what));
                return searched;
            }
        }
        if ran.outcome.verdict().is_failure() {
            searched.failed = Some(ran);
            return searched;
        }
        let known = path.len();
        let states_met = met(&ran);
        for (position, decision) in ran.decisions.iter().enumerate().skip(known) {
            if let Some(Some(state)) = states_met.get(position) {
                if !states.insert(*state) {
                    searched.pruned += 1;
                    break;
                }
            }
            path.push(Branch {
                chosen: decision.chosen,
                choices: decision.choices,
            });
        }
        before = Some((ran.told, ran.decisions));
        if !raise(&mut path) {
            searched.is_complete = true;
            return searched;
        }
        if searched.runs >= most {
            return searched;
        }
        if until.is_some_and(|until| Instant::now() >= until) {
            searched.out_of_time = true;
            return searched;
        }
    }
}

/// Raises the last choice that can be, and forgets those after it; `false` if there is none.
fn raise(path: &mut Vec<Branch>) -> bool {
    while let Some(last) = path.last_mut() {
        if last.chosen + 1 < last.choices {
            last.chosen += 1;
            return true;
        }
        path.pop();
    }
    false
}

/// Returns the state in which each decision was made, as far as turns and decisions are surely the same: a turn that the
/// suite does not know of is a decision that no turn belongs to.
fn met(ran: &Ran) -> Vec<Option<State>> {
    let turns = ran.told.turns.iter().filter(|turn| turn.ready > 1);
    let pairs = turns.zip(&ran.decisions);
    pairs
        .take_while(|(turn, decision)| {
            decision.kind == DecisionKind::Task && decision.choices as usize == turn.ready
        })
        .map(|(turn, _)| turn.state)
        .collect()
}

/// Says where a run differs from the one before it, although all but the last choice of its prefix is the same.
fn differs(ran: &Ran, told: &Told, decisions: &[Decision], prefix: usize) -> Option<String> {
    let shared = prefix.saturating_sub(1);
    // As many turns as surely come before the choice that is another one.
    let turns = ran
        .told
        .turns
        .iter()
        .enumerate()
        .filter(|(_, turn)| turn.ready > 1)
        .map(|(position, _)| position)
        .nth(shared)?;
    let aligned = met(ran).len() > shared;
    if aligned {
        if let Some(what) = ran.told.differs_from(told, turns) {
            return Some(what);
        }
    }
    let same = ran.decisions.iter().zip(decisions).take(shared);
    let mut differing = same.enumerate().filter(|(_, (one, two))| one != two);
    differing.next().map(|(position, (one, two))| {
        let (one, two, decision) = (one.choices, two.choices, position + 1);
        format!("decision {decision} had {two} choices in one run and {one} in the other")
    })
}
