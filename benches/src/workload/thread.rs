use std::{sync::mpsc, thread, time::Duration};

use super::ways::{Work, timed};
use crate::means::Means;

/// A thread that the runtime knows nothing of, and that wakes the root.
#[derive(Clone, Copy)]
pub(super) struct WakeFromThread;

impl Work for WakeFromThread {
    async fn run<M: Means>(self, _means: M, count: u64) -> Duration {
        let (question, questions) = mpsc::channel::<u64>();
        let (answer, answers) = async_channel::bounded(1);
        let thread = thread::spawn(move || {
            for number in questions {
                answer.try_send(number + 1).expect("there is room for one");
            }
        });
        let time = timed(async {
            for number in 0..count {
                question.send(number).expect("the thread waits");
                assert_eq!(answers.recv().await, Ok(number + 1));
            }
        });
        let time = time.await;
        drop(question);
        thread.join().expect("the thread ends");
        time
    }
}
