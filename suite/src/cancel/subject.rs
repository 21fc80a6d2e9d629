use std::{any::Any, pin::Pin, sync::Arc};

use runtime_matrix_core::{BoxFuture, BoxFutureOf};

use crate::{cancel::control::Control, runtime::Runtime};

/// A state of the user's, whatever its type: all but thin shells is compiled once.
pub(super) type State = Box<dyn Any + Send>;
/// What an operation returned.
pub(super) type Output = Box<dyn Any + Send>;

/// What became of the items that a test sends: all of them are accounted for, or some were lost or doubled.
///
/// ```
/// use runtime_matrix::cancel::Count;
///
/// let count = Count { sent: 3, received: 1, inside: 1, returned: 0 };
/// assert_eq!(count.to_string(), "sent 3, received 1, inside 1, returned 0");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many there were.
    pub sent: usize,
    /// How many others have taken.
    pub received: usize,
    /// How many can still be taken.
    pub inside: usize,
    /// How many the operation itself returned.
    pub returned: usize,
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Count {
            sent,
            received,
            inside,
            returned,
        } = self;
        write!(
            f,
            "sent {sent}, received {received}, inside {inside}, returned {returned}"
        )
    }
}

pub(super) type Make = Box<dyn Fn(Runtime) -> BoxFuture<State> + Send + Sync>;
/// It gives nothing if it was told to drop the operation before its first poll.
pub(super) type Operate = Box<dyn Fn(Runtime, Lent) -> BoxFuture<Option<Output>> + Send + Sync>;
pub(super) type Checking<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + 'a>>;
pub(super) type Check = Box<
    dyn for<'a> Fn(&'a Runtime, &'a mut State, Option<&'a Output>) -> Checking<'a> + Send + Sync,
>;
pub(super) type Counting = Box<dyn Fn(&mut State, Option<&Output>) -> Count + Send + Sync>;
pub(super) type Capacity = Box<dyn Fn(&mut State) -> usize + Send + Sync>;

/// What is swept, without its types.
pub(super) struct Subject {
    pub(super) make: Make,
    pub(super) operate: Operate,
    pub(super) checks: Vec<Check>,
    pub(super) counts: Vec<Counting>,
    pub(super) capacities: Vec<Capacity>,
    /// Fresh operations, each with the most polls that it may take.
    pub(super) fresh: Vec<(usize, Operate)>,
}

/// A state that goes back to where it came from, however the operation ends that borrows it.
pub(super) struct Lent {
    state: Option<State>,
    control: Arc<Control>,
}

impl Lent {
    pub(super) fn new(state: State, control: &Arc<Control>) -> Lent {
        Lent {
            state: Some(state),
            control: Arc::clone(control),
        }
    }

    pub(super) fn state<S: 'static>(&mut self) -> &mut S {
        typed_mut(
            self.state
                .as_mut()
                .expect("it is given back by the drop alone"),
        )
    }

    pub(super) fn control(&self) -> Arc<Control> {
        Arc::clone(&self.control)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.control.give_back(self.state.take());
    }
}

/// Returns a state as what it is.
pub(super) fn typed_mut<S: 'static>(state: &mut State) -> &mut S {
    state
        .downcast_mut()
        .expect("a state has the type that it was made with")
}

/// Makes an operation of one that borrows the state.
pub(super) fn lending<S, T, O>(operation: O) -> Operate
where
    S: Send + 'static,
    T: Send + 'static,
    O: for<'a> Fn(&'a Runtime, &'a mut S) -> BoxFutureOf<'a, T> + Send + Sync + 'static,
{
    let operation = Arc::new(operation);
    Box::new(move |rt, mut lent| {
        let operation = Arc::clone(&operation);
        Box::pin(async move {
            let control = lent.control();
            let future = operation(&rt, lent.state());
            if control.drops_unpolled() {
                drop(future);
                return None;
            }
            Some(Box::new(future.await) as Output)
        })
    })
}
