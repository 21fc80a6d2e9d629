use ::async_channel::RecvError;
use runtime_matrix::Runtime;

use super::channel::{Channel, OPEN, Receiver, Sender};

pub(super) async fn a_job_sends_to_a_task<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(2);
    let job = rt.spawn_blocking(move || (0..20).try_for_each(|n| sender.send_blocking(n)));
    for n in 0..20 {
        assert_eq!(
            receiver.recv().await,
            Ok(n),
            "each message that a job sends must arrive, in order"
        );
    }
    assert_eq!(
        receiver.recv().await,
        Err(RecvError),
        "the channel must end with the job"
    );
    let sent = job.await.expect("the job must end once all is received");
    assert_eq!(sent, Ok(()), "{OPEN}");
}

pub(super) async fn a_job_receives_from_a_task<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.bounded(2);
    let job =
        rt.spawn_blocking(move || std::iter::from_fn(|| receiver.recv_blocking().ok()).collect());
    for n in 0..20 {
        sender
            .send(n)
            .await
            .expect("the channel must stay open while the job receives");
    }
    // Not by a drop: a job that waits for ever would outlive the cell.
    sender.close();
    let received: Vec<_> = job.await.expect("the job must end with the channel");
    let sent: Vec<_> = (0..20).collect();
    assert_eq!(
        received, sent,
        "a job must receive each message that a task sends, in order"
    );
}
