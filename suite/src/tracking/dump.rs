use std::{fmt, sync::Arc};

use crate::{
    run::watchdog,
    tracking::{
        failure::title,
        link::Holder,
        node::{Activity, Kind, Node},
        tracker::Tracker,
    },
};

/// A dump prints that many tasks, and says how many it left out.
const MOST: usize = 20;

/// The tasks of a cell at one moment, for people.
#[derive(Clone, Debug)]
pub(crate) struct Dump {
    rows: Vec<Row>,
    left_out: usize,
    untracked: u64,
    flights: usize,
}

#[derive(Clone, Debug)]
struct Row {
    title: String,
    place: String,
    state: String,
    polls: String,
    holder: &'static str,
    /// What it joins, if it waits for a task.
    joins: Option<String>,
    /// What else it awaits, if that is known.
    awaits: String,
}

impl Dump {
    pub(crate) fn of(tracker: &Tracker) -> Dump {
        let now = watchdog::ticks();
        let (rows, alive) = tracker.with_nodes(|nodes| {
            let joined: Vec<_> = nodes
                .iter()
                .filter_map(|node| Some((node.joiner_data()?, title(node))))
                .collect();
            let row = |node: &Arc<Node>| {
                let joins = joined
                    .iter()
                    .find(|(joiner, _)| node.is_known_by(*joiner))
                    .map(|(_, title)| title.clone());
                Row {
                    joins,
                    ..Row::of(node, now)
                }
            };
            let rows: Vec<Row> = nodes.iter().take(MOST).map(row).collect();
            (rows, nodes.iter().count())
        });
        let left_out = alive - rows.len();
        Dump {
            rows,
            left_out,
            untracked: tracker.untracked().unwrap_or(0),
            flights: tracker.flights(),
        }
    }
}

impl Row {
    fn of(node: &Arc<Node>, now: u64) -> Row {
        let since = format!("{:.2} s", node.polled_for(now).as_secs_f64());
        let state = match node.activity() {
            Activity::Waiting => "waiting".to_owned(),
            Activity::Scheduled => "scheduled".to_owned(),
            Activity::Polling => "in a poll".to_owned(),
            Activity::Blocking => format!("blocking for {since}"),
            Activity::Ended => "ended".to_owned(),
        };
        let holder = match (node.kind, node.holder()) {
            (Kind::Body, _) | (_, Holder::Held | Holder::Cell) => "",
            (_, Holder::Dropped) => ", handle dropped",
            (_, Holder::Detached) => ", detached",
        };
        let polls = match node.polls() {
            0 if node.kind == Kind::Job => String::new(),
            0 => "; never polled".to_owned(),
            1 => format!("; 1 poll, the last {since} ago"),
            polls => format!("; {polls} polls, the last {since} ago"),
        };
        let verb = if node.kind == Kind::Body {
            "defined"
        } else {
            "spawned"
        };
        let place = format!("{verb} at {}", node.place);
        let awaits = node
            .await_point()
            .filter(|_| node.activity() == Activity::Waiting)
            .map(|point| format!(" for {point}"))
            .unwrap_or_default();
        Row {
            title: title(node),
            place,
            state,
            polls,
            holder,
            joins: None,
            awaits,
        }
    }
}

impl fmt::Display for Dump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tasks:")?;
        for row in &self.rows {
            let Row {
                title,
                place,
                state,
                polls,
                holder,
                joins,
                awaits,
            } = row;
            let joins = joins
                .as_ref()
                .map(|joined| format!(" for {joined}"))
                .unwrap_or_default();
            write!(
                f,
                "\n  {title}: {state}{joins}{awaits}{holder}{polls}; {place}"
            )?;
        }
        if self.left_out > 0 {
            write!(f, "\n  … and {} more", self.left_out)?;
        }
        if self.untracked > 0 {
            write!(
                f,
                "\n  and {} that were spawned past the suite, which it cannot see into",
                self.untracked
            )?;
        }
        match self.flights {
            0 => {}
            1 => f.write_str("\n  and 1 operation on a socket is in flight")?,
            flights => write!(f, "\n  and {flights} operations on sockets are in flight")?,
        }
        Ok(())
    }
}
