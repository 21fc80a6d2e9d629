use std::{
    fmt,
    future::Future,
    task::{Context, Poll},
    time::Duration,
};

use runtime_matrix_core::BoxFuture;

use crate::{
    clock::sleep::Sleep,
    events::event::Event,
    tracking::{current::Current, place::Place, title::Title},
};

/// Something that a scripted object waits for itself.
pub(super) struct Pause(BoxFuture<()>);

impl Pause {
    pub(super) fn new(waiting: impl Future<Output = ()> + Send + 'static) -> Pause {
        Pause(Box::pin(waiting))
    }

    /// Waits for an event, in the name of the step that says so.
    pub(super) fn until(event: &Event, step: Place) -> Pause {
        Pause::new(event.wait_since(step))
    }

    /// Sleeps on the clock of the cell that runs here.
    ///
    /// # Panics
    ///
    /// Panics where none does.
    #[track_caller]
    pub(super) fn sleep(duration: Duration, title: &Title) -> Pause {
        let Some(tracker) = Current::tracker() else {
            panic!(
                "{title} is to wait for {duration:?} on the cell's clock, but no cell is running on this thread: \
                 poll it inside a `#[runtime_matrix::test]` or a task spawned with `Runtime::spawn`"
            );
        };
        Pause::new(Sleep::new(tracker, duration, Some(title.place)))
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(cx)
    }
}

/// Waits for what is there to be waited for, and forgets it then.
pub(super) fn poll_through(pause: &mut Option<Pause>, cx: &mut Context<'_>) -> Poll<()> {
    if let Some(waiting) = pause {
        std::task::ready!(waiting.poll(cx));
        *pause = None;
    }
    Poll::Ready(())
}

impl fmt::Debug for Pause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pause").finish_non_exhaustive()
    }
}

/// Says that a future's task gets another turn: `Pending` once, with a wake.
pub(super) fn once_pending<T>(cx: &Context<'_>) -> Poll<T> {
    cx.waker().wake_by_ref();
    Poll::Pending
}
