//! Stand-ins for what the code under test calls and talks to.

mod answer;
mod answering;
mod args;
mod asking;
mod assertions;
mod calling;
mod core;
mod diff;
mod ending;
mod future;
mod gate;
mod handle;
mod journal;
mod log;
mod matcher;
mod patch;
mod pattern;
mod script;
mod shelf;
mod spying;
mod tell;
mod times;
mod waiting;
mod within;

pub use answering::When;
pub use args::Args;
pub use future::MockFuture;
pub use gate::Gate;
pub use handle::{AsyncMock, ByAwait, ByCall, Kind, Mock, SyncMock};
pub use journal::{Attach, Expected, Journal};
pub use log::{CallState, Record};
pub use matcher::{Any, Contains, Eq, Matcher, Not, Predicate, any, contains, eq, not, predicate};
pub use patch::{Patch, PatchWhile};
pub use pattern::{Pattern, Text};
pub use script::{
    io::{IoProbe, IoScript, MockIo},
    sink::{MockSink, SinkProbe, mock_sink},
    stream::{MockStream, StreamProbe, StreamScript, mock_stream},
};
pub use times::{IntoTimes, Times};

#[doc(inline)]
pub use crate::__matching as matching;

/// Not public API.
#[doc(hidden)]
pub use journal::{Attached, Event};

/// Not public API. Used by generated code.
#[doc(hidden)]
pub mod __private {
    pub use super::{
        calling::{finish, start},
        patch::{
            Answering, Call, Either, InForce, Patchable, Target, finish_patched, not_patchable,
            patch, patch_while, start_patched,
        },
        shelf::{Shelf, label, of_test},
    };
}
