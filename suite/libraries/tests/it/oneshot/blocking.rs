use std::{sync::Arc, time::Duration};

use ::oneshot::{RecvError, RecvTimeoutError};
use runtime_matrix::Runtime;

use super::channel::{Channel, OPEN, Receiver, Sender};

pub(super) async fn a_job_receives_from_a_task<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.channel();
    let job = rt.spawn_blocking(move || receiver.recv());
    assert_eq!(sender.send(Arc::new(1)), Ok(()), "{OPEN}");
    let received = job.await.expect("the job must end with its message");
    assert_eq!(
        received,
        Ok(Arc::new(1)),
        "a job must receive what a task sends"
    );
}

pub(super) async fn a_task_receives_from_a_job<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.channel();
    let receive = rt.spawn_named("the receiver", receiver.into_future());
    let job = rt.spawn_blocking(move || sender.send(Arc::new(1)));
    let sent = job.await.expect("the job must end");
    assert_eq!(sent, Ok(()), "{OPEN}");
    let received = receive.await.expect("the receiver must end");
    assert_eq!(
        received,
        Ok(Arc::new(1)),
        "a task must receive what a job sends"
    );
}

pub(super) async fn a_job_learns_that_nothing_will_be_sent<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.channel();
    let job = rt.spawn_blocking(move || receiver.recv());
    drop(sender);
    let received = job.await.expect("the job must end with its sender");
    assert_eq!(
        received,
        Err(RecvError),
        "a job must learn that nothing will be sent"
    );
}

pub(super) async fn a_receive_that_timed_out_can_be_repeated<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.channel();
    let job = rt.spawn_blocking(move || {
        let (soon, late) = (Duration::from_millis(1), Duration::from_secs(30));
        let first = receiver.recv_timeout(soon);
        let sent = sender.send(Arc::new(1));
        (first, sent, receiver.recv_timeout(late))
    });
    let (first, sent, second) = job.await.expect("the job must end");
    assert_eq!(
        first,
        Err(RecvTimeoutError::Timeout),
        "a receive must time out while nothing has been sent"
    );
    assert_eq!(sent, Ok(()), "{OPEN}");
    assert_eq!(
        second,
        Ok(Arc::new(1)),
        "a receive that timed out must leave the channel open"
    );
}
