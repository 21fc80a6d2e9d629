use std::{iter, time::Duration};

use ::flume::{RecvError, RecvTimeoutError, SendTimeoutError};
use runtime_matrix::Runtime;

use super::channel::{CONNECTED, Channel, Receiver, Sender};

pub(super) async fn a_job_sends_to_a_task<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(2);
    let job = rt.spawn_blocking(move || (0..20).try_for_each(|n| sender.send(n)));
    for n in 0..20 {
        assert_eq!(
            receiver.recv_async().await,
            Ok(n),
            "each message that a job sends must arrive, in order"
        );
    }
    assert_eq!(
        receiver.recv_async().await,
        Err(RecvError::Disconnected),
        "the channel must end with the job"
    );
    let sent = job.await.expect("the job must end once all is received");
    assert_eq!(sent, Ok(()), "{CONNECTED}");
}

pub(super) async fn a_job_receives_from_a_task<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(2);
    let job = rt.spawn_blocking(move || iter::from_fn(|| receiver.recv().ok()).collect());
    for n in 0..20 {
        sender
            .send_async(n)
            .await
            .expect("the channel must stay connected while the job receives");
    }
    drop(sender);
    let received: Vec<_> = job.await.expect("the job must end with the channel");
    let sent: Vec<_> = (0..20).collect();
    assert_eq!(
        received, sent,
        "a job must receive each message that a task sends, in order"
    );
}

pub(super) async fn a_timeout_gives_the_message_back<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(1);
    let waited = rt.spawn_blocking(move || {
        let now = Duration::ZERO;
        let empty = receiver.recv_timeout(now);
        let sent = [1, 2].map(|n| sender.send_timeout(n, now));
        let received = [(); 2].map(|()| receiver.recv_timeout(now));
        (empty, sent, received)
    });
    let (empty, sent, received) = waited.await.expect("a wait with a limit must end");
    assert_eq!(
        empty,
        Err(RecvTimeoutError::Timeout),
        "a receive from an empty channel must end by its limit"
    );
    assert_eq!(
        sent,
        [Ok(()), Err(SendTimeoutError::Timeout(2))],
        "a send into a full channel must give its message back at its limit"
    );
    assert_eq!(
        received,
        [Ok(1), Err(RecvTimeoutError::Timeout)],
        "a message that was given back must not arrive"
    );
}
