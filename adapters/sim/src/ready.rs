use std::{collections::VecDeque, num::NonZeroUsize, sync::Arc};

use crate::{DecisionKind, decider::Decider, task::Task};

/// Up to that many ready tasks are kept exactly in the order in which they became ready. Beyond, the latest takes the
/// place of one that is drawn from the middle: moving all that come after it would take too long.
const EXACT: usize = 1_024;

/// The tasks to be drawn from, each once: one queue, or one for each simulated worker. One that was shut down
/// meanwhile has nothing to do.
pub(crate) struct Ready {
    queues: Vec<VecDeque<Arc<Task>>>,
    /// Whether there are no workers: any task may be next, not only the front of a worker's queue.
    is_pool: bool,
    /// The worker that has the turn; what is woken during it goes to its queue.
    at_work: Option<usize>,
    /// The worker that gets what comes from outside next.
    next: usize,
}

/// What a worker can do next: the task at that position of that queue, its own or another worker's.
#[derive(Clone, Copy)]
struct Offer {
    worker: usize,
    queue: usize,
    position: usize,
}

impl Ready {
    pub(crate) fn new(workers: Option<NonZeroUsize>) -> Ready {
        let queues = workers.map_or(1, NonZeroUsize::get);
        Ready {
            queues: (0..queues).map(|_| VecDeque::new()).collect(),
            is_pool: workers.is_none(),
            at_work: None,
            next: 0,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.queues.iter().all(VecDeque::is_empty)
    }

    /// Adds a task. What no worker wakes or spawns goes to the workers in turn, the root always to the first.
    pub(crate) fn push(&mut self, task: Arc<Task>) {
        let worker = match self.at_work {
            _ if task.is_root() || self.queues.len() == 1 => 0,
            Some(worker) => worker,
            None => {
                let worker = self.next;
                self.next = (worker + 1) % self.queues.len();
                worker
            }
        };
        self.queues[worker].push_back(task);
    }

    /// Says that no worker has the turn.
    pub(crate) fn end_turn(&mut self) {
        self.at_work = None;
    }

    /// Draws the task that has the next turn.
    pub(crate) fn draw(&mut self, decider: &mut Decider) -> Option<Arc<Task>> {
        let drawn = if self.is_pool {
            let queue = &self.queues[0];
            let position =
                decider.task(DecisionKind::Task, queue.len(), |position| &queue[position]);
            Offer {
                worker: 0,
                queue: 0,
                position,
            }
        } else {
            let offers = self.offers();
            let of = |offer: usize| {
                let Offer {
                    queue, position, ..
                } = offers[offer];
                &*self.queues[queue][position]
            };
            let chosen = decider.task(DecisionKind::Worker, offers.len(), of);
            *offers.get(chosen)?
        };
        let task = take(&mut self.queues[drawn.queue], drawn.position)?;
        self.at_work = Some(drawn.worker);
        Some(task)
    }

    /// Returns what the workers can do: each takes the front of its own queue. If one has nothing, it may steal what
    /// the busiest one would come to next.
    fn offers(&self) -> Vec<Offer> {
        let queues = self.queues.iter().enumerate();
        let own = queues.clone().filter(|(_, queue)| !queue.is_empty());
        let mut offers: Vec<Offer> = own
            .map(|(worker, _)| Offer {
                worker,
                queue: worker,
                position: 0,
            })
            .collect();
        let idle = queues.clone().find(|(_, queue)| queue.is_empty());
        let busiest = queues.rev().max_by_key(|(_, queue)| queue.len());
        if let (Some((worker, _)), Some((queue, tasks))) = (idle, busiest) {
            // The root stays where it is: no other thread may poll it.
            if tasks.get(1).is_some_and(|task| !task.is_root()) {
                offers.push(Offer {
                    worker,
                    queue,
                    position: 1,
                });
            }
        }
        offers
    }
}

fn take(queue: &mut VecDeque<Arc<Task>>, position: usize) -> Option<Arc<Task>> {
    if position > 0 && queue.len() > EXACT {
        queue.swap_remove_back(position)
    } else {
        queue.remove(position)
    }
}
