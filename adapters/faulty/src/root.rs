use std::{
    cell::Cell,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    sync::{Arc, Mutex, atomic::Ordering::SeqCst},
    task::{Context, Poll},
    thread,
};

use runtime_matrix_core::Executor;

use crate::{
    fault::Defect,
    life::Life,
    shared::{Shared, hang, lock},
    waker,
};

/// Held while a root is driven, whichever instance's.
static ONE_ROOT: Mutex<()> = Mutex::new(());

/// A root is polled that many times in a row where it starves its tasks.
const GREED: usize = 20_000;
thread_local! {
    /// Which instance's context this thread is in for good.
    static ENTERED: Cell<usize> = const { Cell::new(0) };
}

/// The root that the base is given in place of the one that is to be driven.
struct Root<'a> {
    inner: Pin<&'a mut dyn Future<Output = ()>>,
    life: Arc<Life>,
    shared: Arc<Shared>,
}

/// Drives a root on the base.
pub(crate) fn drive(
    base: &dyn Executor,
    root: Pin<&mut dyn Future<Output = ()>>,
    shared: &Arc<Shared>,
) {
    match shared.defect {
        Defect::RunsOneRoot => assert!(
            !shared.has_driven.load(SeqCst),
            "`block_on` has been called before"
        ),
        Defect::RootsKeepTheirThread => assert!(
            thread::current().id() == shared.home,
            "`block_on` belongs to another thread"
        ),
        Defect::NestedSpoils | Defect::RootPanicSpoils => {
            assert!(!shared.is_spoilt.load(SeqCst), "the instance is spoilt");
        }
        Defect::NestedHangs if shared.is_driven.load(SeqCst) => hang(),
        Defect::ContextLeftInDestructors if shared.drops_task.load(SeqCst) => return,
        Defect::ContextStays => {
            let me = Arc::as_ptr(shared) as usize;
            let entered = ENTERED.replace(me);
            assert!(
                entered == 0 || entered == me,
                "the context of another instance is entered"
            );
        }
        _ => {}
    }
    let _only = shared.is(Defect::OneRootAtATime).then(|| lock(&ONE_ROOT));
    let is_nested = shared.is_driven.load(SeqCst);
    if is_nested && shared.is(Defect::NestedSpoils) {
        shared.is_spoilt.store(true, SeqCst);
    }
    shared.has_driven.store(true, SeqCst);
    shared.is_driven.store(true, SeqCst);
    let life = Life::new();
    let mut root = Root {
        inner: root,
        life,
        shared: Arc::clone(shared),
    };
    let pinned = Pin::new(&mut root);
    let driven = catch_unwind(AssertUnwindSafe(|| base.block_on(pinned)));
    root.life.end();
    shared.is_driven.store(false, SeqCst);
    shared.wake_held();
    if let Err(payload) = driven {
        if !is_nested && shared.is(Defect::RootPanicSpoils) {
            shared.is_spoilt.store(true, SeqCst);
        }
        resume_unwind(payload);
    }
}

impl Future for Root<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let me = &mut *self;
        me.life.keep(cx.waker());
        if me.shared.has_stray_panic.swap(false, SeqCst) {
            resume_unwind(Box::new("a detached task panicked"));
        }
        me.shared.make_room(&me.life);
        let waker = waker::of(cx.waker(), &me.life, &me.shared);
        let mut context = Context::from_waker(&waker);
        me.life.is_polled.store(true, SeqCst);
        let mut poll = || catch_unwind(AssertUnwindSafe(|| me.inner.as_mut().poll(&mut context)));
        let mut polled = poll();
        match (me.shared.defect, &polled) {
            // What comes of it is the root's own affair.
            (Defect::RootsPolledAfterReady, Ok(Poll::Ready(()))) => drop(poll()),
            (Defect::RootStarves, _) => {
                for _ in 0..GREED {
                    if !matches!(polled, Ok(Poll::Pending)) {
                        break;
                    }
                    polled = poll();
                }
            }
            _ => {}
        }
        me.life.is_polled.store(false, SeqCst);
        let polled = match (me.shared.defect, polled) {
            (Defect::RootPanicSwallowed, Err(_)) | (Defect::ReturnsEarly, Ok(_)) => Poll::Ready(()),
            (Defect::RootPayloadsLost, Err(_)) => resume_unwind(Box::new("a root panicked")),
            (_, Err(payload)) => resume_unwind(payload),
            (_, Ok(polled)) => polled,
        };
        if me.shared.is(Defect::DropsAfterJoin) {
            me.shared.empty_grave();
        }
        polled
    }
}
