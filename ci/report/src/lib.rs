//! The records that a test cell writes and a reader outside of it reads: JSON lines, with a version.
//!
//! With `RUNTIME_MATRIX_REPORT=<dir>` each cell writes a [`Start`] before its body runs and an [`End`]
//! with its [`Verdict`] after it. A start without an end means that the process died. Before the first
//! start on a runtime, each process writes what it knows of that [`Runtime`]. Whoever wants to know what
//! became of a run reads these records, never the output that is made for people; [`Symptom`] tells what
//! a failure's message betrays.
//!
//! ```
//! use std::time::Duration;
//! use runtime_matrix_report::{
//!     CardEntry, CellId, End, Leak, Level, LongPoll, Record, Runtime, Start, Verdict,
//! };
//!
//! let runtime = Record::Runtime(Runtime {
//!     runtime: "tokio_multi_thread".into(),
//!     version: Some("1.48.0".into()),
//!     note: None,
//!     card: vec![CardEntry { name: "handle_drop".into(), value: "Detaches".into() }],
//!     pid: 4242,
//! });
//! assert_eq!(
//!     runtime.to_line(),
//!     concat!(
//!         r#"{"v":1,"kind":"runtime","runtime":"tokio_multi_thread","version":"1.48.0","#,
//!         r#""card":[{"name":"handle_drop","value":"Detaches"}],"pid":4242}"#,
//!         "\n",
//!     ),
//! );
//!
//! let id = CellId {
//!     package: "chat".into(),
//!     target: "it".into(),
//!     test: "tests::ping".into(),
//!     cell: "tokio_multi_thread".into(),
//! };
//! let start = Record::Start(Start {
//!     id: id.clone(),
//!     runtime: "tokio_multi_thread".into(),
//!     version: Some("1.48.0".into()),
//!     workers: 2,
//!     seed: 7,
//!     place: "tests/it/tests.rs:12:1".into(),
//!     level: Level::Should,
//!     pid: 4242,
//!     time_us: 1_767_225_600_000_000,
//! });
//! assert_eq!(
//!     start.to_line(),
//!     concat!(
//!         r#"{"v":1,"kind":"start","package":"chat","target":"it","test":"tests::ping","#,
//!         r#""cell":"tokio_multi_thread","runtime":"tokio_multi_thread","version":"1.48.0","#,
//!         r#""workers":2,"seed":7,"place":"tests/it/tests.rs:12:1","level":"should","#,
//!         r#""pid":4242,"time_us":1767225600000000}"#,
//!         "\n",
//!     ),
//! );
//!
//! let end = Record::End(End {
//!     id,
//!     runtime: "tokio_multi_thread".into(),
//!     version: Some("1.48.0".into()),
//!     workers: 2,
//!     seed: 7,
//!     verdict: Verdict::Leak,
//!     message: Some("1 task was still running when the body ended".into()),
//!     place: None,
//!     frame: None,
//!     duration: Duration::from_micros(1_250),
//!     tasks: 3,
//!     polls: 11,
//!     untracked: Some(0),
//!     native_drops: 0,
//!     leaks: vec![Leak { task: "reader".into(), place: "src/lib.rs:40:9".into() }],
//!     threads: Some(vec!["async-io".into()]),
//!     long_polls: Some(vec![LongPoll {
//!         task: "reader".into(),
//!         place: "src/lib.rs:40:9".into(),
//!         longest: Duration::from_micros(120_500),
//!         limit: Duration::from_millis(100),
//!         times: 2,
//!     }]),
//!     pid: 4242,
//! });
//! assert_eq!(
//!     end.to_line(),
//!     concat!(
//!         r#"{"v":1,"kind":"end","package":"chat","target":"it","test":"tests::ping","#,
//!         r#""cell":"tokio_multi_thread","runtime":"tokio_multi_thread","version":"1.48.0","#,
//!         r#""workers":2,"seed":7,"verdict":"leak","#,
//!         r#""message":"1 task was still running when the body ended","duration_us":1250,"#,
//!         r#""tasks":3,"polls":11,"untracked":0,"native_drops":0,"#,
//!         r#""leaks":[{"task":"reader","place":"src/lib.rs:40:9"}],"#,
//!         r#""threads":["async-io"],"#,
//!         r#""long_polls":[{"task":"reader","place":"src/lib.rs:40:9","longest_us":120500,"#,
//!         r#""limit_us":100000,"times":2}],"pid":4242}"#,
//!         "\n",
//!     ),
//! );
//! ```
//!
//! # The format
//!
//! A folder holds any number of `*.jsonl` files, one for each [`Writer`]; a line of a file is one
//! record. `v` and `kind` come first, the other keys in the order above; what is not known is left out, and so is
//! the level of a test where it is `must`.
//! Within a version the format is append-only: keys may be added, and a reader ignores those that it
//! does not know. Numbers are whole and use all 64 bits, which a reader that makes floating-point
//! numbers of them would round.
//!
//! # The protocol
//!
//! Whoever runs test binaries on somebody's behalf, as the subcommand does, talks to them by these
//! variables. A value that is not listed fails every cell.
//!
//! | variable | what cells do |
//! |---|---|
//! | `RUNTIME_MATRIX_REPORT=<dir>` | They write records there. It may be shared by any number of processes. |
//! | `RUNTIME_MATRIX_LEFT_OUT=record` | With `--include-ignored`, a cell that libtest would ignore does not run: it writes a start and an end, `skipped` or `unsupported`, with the reason as the message. So does one whose feature is off, if its test names it in `only`. Its runtime is then not told. |
//! | `RUNTIME_MATRIX_LEVEL=must` | A cell whose test has a level below that one does not run: it leaves the records of a skipped one, with [`Level::left_out`] as the message. |
//! | `RUNTIME_MATRIX_CENSUS=1` | A cell counts the threads that the code under test has started behind its runtime, if it is the only one that its process runs, and the system can tell (Linux): [`End::threads`]. In any other cell they stay unknown. |
//!
//! # Features
//!
//! Writing needs no dependency. `read` adds reading (`read_line`, `read_dir`), with serde and
//! serde_json.

mod error;
mod json;
mod level;
#[cfg(feature = "read")]
mod read;
mod record;
mod runtime;
mod symptom;
mod verdict;
mod writer;

pub use error::Error;
pub use level::Level;
#[cfg(feature = "read")]
pub use read::{Folder, read_dir, read_line};
pub use record::{CellId, End, Leak, LongPoll, Record, Start, VERSION};
pub use runtime::{CardEntry, Runtime};
pub use symptom::Symptom;
pub use verdict::Verdict;
pub use writer::Writer;
