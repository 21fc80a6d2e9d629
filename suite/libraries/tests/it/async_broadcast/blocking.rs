use ::async_broadcast::RecvError;
use runtime_matrix::Runtime;

use super::channel::{Channel, OPEN, Receiver, Sender};

pub(super) async fn a_job_broadcasts_to_tasks<C: Channel>(rt: Runtime, channel: C) {
    let (sender, receiver) = channel.broadcast(2);
    let mut receivers = [receiver.clone(), receiver];
    let job = rt.spawn_blocking(move || {
        let mut messages = 0..20;
        messages.try_for_each(|n| sender.broadcast_blocking(n).map(drop))
    });
    for n in 0..20 {
        for receiver in &mut receivers {
            assert_eq!(
                receiver.recv().await,
                Ok(n),
                "each message that a job broadcasts must reach every receiver, in order"
            );
        }
    }
    for receiver in &mut receivers {
        assert_eq!(
            receiver.recv().await,
            Err(RecvError::Closed),
            "the channel must end with the job"
        );
    }
    let sent = job.await.expect("the job must end once all is received");
    assert_eq!(sent, Ok(()), "{OPEN}");
}

pub(super) async fn a_job_receives_from_a_task<C: Channel>(rt: Runtime, channel: C) {
    let (sender, mut receiver) = channel.broadcast(2);
    let job =
        rt.spawn_blocking(move || std::iter::from_fn(|| receiver.recv_blocking().ok()).collect());
    for n in 0..20 {
        sender
            .broadcast(n)
            .await
            .expect("the channel must stay open while the job receives");
    }
    // Not by a drop: a job that waits for ever would outlive the cell.
    sender.close();
    let received: Vec<_> = job.await.expect("the job must end with the channel");
    let sent: Vec<_> = (0..20).collect();
    assert_eq!(
        received, sent,
        "a job must receive each message that a task broadcasts, in order"
    );
}
