use runtime_matrix::Runtime;

use super::mpsc::{Mpsc, OPEN, Receiver, Sender};

pub(super) async fn a_job_sends_to_a_task<M: Mpsc>(rt: Runtime, mpsc: M) {
    let (sender, mut receiver) = mpsc.channel(2);
    let job = rt.spawn_blocking(move || (0..20).try_for_each(|n| sender.blocking_send(n)));
    for n in 0..20 {
        assert_eq!(
            receiver.recv().await,
            Some(n),
            "each message that a job sends must arrive, in order"
        );
    }
    assert_eq!(
        receiver.recv().await,
        None,
        "the channel must end with the job"
    );
    let sent = job.await.expect("the job must end once all is received");
    assert_eq!(sent, Ok(()), "{OPEN}");
}

pub(super) async fn a_job_receives_from_a_task<M: Mpsc>(rt: Runtime, mpsc: M) {
    let (sender, mut receiver) = mpsc.channel(2);
    let job = rt.spawn_blocking(move || std::iter::from_fn(|| receiver.blocking_recv()).collect());
    for n in 0..20 {
        sender
            .send(n)
            .await
            .expect("the channel must stay open while the job receives");
    }
    drop(sender);
    let received: Vec<_> = job.await.expect("the job must end with the channel");
    let sent: Vec<_> = (0..20).collect();
    assert_eq!(
        received, sent,
        "a job must receive each message that a task sends, in order"
    );
}
