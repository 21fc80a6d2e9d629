//! The attributes of `runtime-matrix`.
//!
//! They are used by way of that crate, which re-exports them as `runtime_matrix::test` and
//! `runtime_matrix::tests`, and which alone knows what runtimes its features switch on. An attribute is
//! parsed, validated and expanded; whatever is wrong with it is reported at once, where it stands.
//!
//! The expansion is kept small, since it is compiled for each test: the body stays one ordinary
//! `async fn`, and a cell is one call.
//!
//! ```text
//! #[runtime_matrix::test(timeout = "5s")]
//! async fn ping(rt: Runtime) { … }
//! ```
//!
//! becomes, with the feature `tokio`,
//!
//! ```text
//! #[cfg(test)]
//! async fn ping(rt: Runtime) { … }
//!
//! #[cfg(test)]
//! mod ping {
//!     static TEST: Test = Test { module: module_path!(), line: line!(), … };
//!
//!     fn __body(rt: Runtime) -> Body { Body::Plain(Box::pin(super::ping(rt))) }
//!
//!     #[test] fn sim() { run(&TEST, &Sim, __body) }
//!     #[test] fn tokio_current_thread() { run(&TEST, &TokioCurrentThread, __body) }
//!     #[test] fn tokio_multi_thread() { run(&TEST, &TokioMultiThread, __body) }
//! }
//! ```

mod attributes;
mod cells;
mod errors;
mod expand;
mod function;
mod keys;
mod left_out;
mod mock;
mod module;
mod parameters;
mod patch;
mod paths;
mod recorded;
mod runtimes;
mod selection;
mod tokens;
mod transports;
mod values;

use proc_macro::TokenStream;
use syn::parse::Parse;

use crate::{cells::Matrix, errors::Errors, function::Function, keys::Keys};

/// Makes a test of an `async fn` for each runtime that is switched on.
///
/// ```text
/// use runtime_matrix::Runtime;
///
/// #[runtime_matrix::test]
/// async fn ping(rt: Runtime) {
///     assert_eq!(rt.spawn(async { 7 }).await.unwrap(), 7);
/// }
/// ```
///
/// The function takes a `Runtime` or nothing, over [transports](#transports) a `Ctx` too, and returns `()` or
/// a `Result<(), E>` with `E: Debug`. It keeps its name, and a module of the same name is put beside it, which
/// holds a plain `#[test]` for each runtime: `ping::sim`, `ping::tokio_multi_thread` and so on. Neither is
/// there without `cfg(test)`.
///
/// A dev-dependency is not there without `cfg(test)` either. Among a library's code, outside of a
/// `#[cfg(test)] mod`, the test therefore needs a `#[cfg(test)]` above the attribute.
///
/// # Keys
///
/// | key | what it does |
/// |---|---|
/// | `only(sim, tokio)` | The test has no cells but these. |
/// | `skip(smol, reason = "…")` | These cells are ignored, for that reason. There may be a `skip` for each reason. |
/// | `requires(net, threads)` | The test needs these capabilities. |
/// | `timeout = "5s"` | The test's own limit, in whole `ms`, `s`, `m` or `h`. |
/// | `seeds = 32` | How many seeds a deterministic runtime runs the test with; one, if it is not said. |
/// | `workers = 4` | How many worker threads are asked for; otherwise each runtime has its default. |
/// | `max_poll = "100ms"` | A single poll that takes as long or longer is told, with its task; with `max_poll("100ms", strict)` it fails the cell. |
/// | `forbid(ambient)` | What goes past the runtime, a task of `tokio::spawn` or the thread of a global runtime, fails the cell by its name. |
/// | `explore` | The `sim` cell explores the orders in which the test's tasks can run: as many seeds as `seeds` says (1,000, if it says nothing), or all orders with `explore(exhaustive)`. What fails is made short and told step by step. |
/// | `reuse` | The test runs on a fresh instance, on a second one, and on one of another kind among its cells, with the statics kept: what belongs to a runtime that is gone fails the cell. |
/// | `clock = "virtual"` | Time stands still while anything can run, and moves on by itself or by hand (`Runtime::clock`). With `clock = "real"`, the default, each runtime keeps its own time, which is virtual on `sim` all the same. |
/// | `level = "should"` | How binding the test [is](#levels): `"must"`, the default, `"should"` or `"may"`. |
/// | `transports(tcp, unix)` | The test runs over each of these transports; `transports` alone means all. |
/// | `also(path::MyRuntime)` | Further runtimes, by the types of their factories. |
/// | `crate = path` | Where the suite is, if not at `::runtime_matrix`. |
///
/// `only` and `skip` name the cells `sim`, `tokio_current_thread`, `tokio_multi_thread`, `async_std`,
/// `smol`, `futures_local` and `futures_pool`, or with `tokio` and `futures` both of theirs, or what `also`
/// adds. `requires` names `timer`, `blocking`, `net`, `local`, `threads` and `native_clock`.
///
/// A type in `also` is a unit struct that implements `RuntimeFactory`. Its cell is called like the type,
/// in snake case, which is to be the id of the factory as well: `my_runtime` for `path::MyRuntime`. A
/// relative path means what it means where the test stands.
///
/// # Levels
///
/// A test is a `must`, a `should` or a `may`, in the words of RFC 2119: what the package promises on each runtime; what
/// is expected, so that an exception has its reason; what is optional. A level changes no verdict and no exit code.
/// What fails is red at each of them, and what is known to fail stands in the baseline. Levels select:
/// `RUNTIME_MATRIX_LEVEL=should`, or `cargo runtime-matrix --level should`, leaves each `may` out. And they are counted
/// apart, in the badge.
///
/// # Transports
///
/// A test with `transports` takes a `Ctx`, alone or after the `Runtime`, and has cells for each transport
/// and runtime: `echo::tcp::sim`, `echo::unix::smol`, `echo::memory::tokio_multi_thread`. The transports are
/// `tcp`, `unix` and `memory`. To filters, records and reruns it is a test for each, `echo::unix` say; the body
/// is compiled once all the same.
///
/// ```text
/// use runtime_matrix::{Ctx, Runtime};
///
/// #[runtime_matrix::test(transports(tcp, unix, memory))]
/// async fn echo(rt: Runtime, ctx: Ctx) { … }
/// ```
///
/// The context is known by its type, `Ctx`, or by its name, `ctx`. A runtime without sockets has the cells of
/// `tcp` and `unix` too, in memory; `requires(net)` leaves them out.
///
/// # What goes past the runtime
///
/// With `forbid(ambient)` a test fails if, when its body has ended, a thread runs that is neither the runtime's
/// nor the suite's, `smol-1` or `reactor` say, or a task that was started past the suite where the runtime counts
/// them. Since nobody can tell whose a thread is where several tests run, each such cell is run in a process of
/// its own, by the same test binary. Threads are listed on Linux; where it cannot be told, a line on the standard
/// error says so. A second Tokio on Tokio is not told from the first.
///
/// # Cells that are not run
///
/// What is known when the test is compiled becomes an `#[ignore = "…"]` on the cell, so that the test run
/// shows it:
///
/// * a cell that is skipped, with the reason. A runtime that is switched off has no cell, skipped or not;
/// * a cell that `only` names and that is switched off: `needs the feature …`. Run all the same, it fails
///   with that sentence;
/// * a built-in cell that lacks what is required: ``unsupported: sim has no `net` ``. Run all the same, it
///   is recorded as unsupported. Whether a runtime of `also` lacks something is found out when it is run.
///
/// # Other attributes
///
/// `#[ignore]` and `#[should_panic]` go to each cell, in a `#[cfg_attr]` too; where a cell is ignored for
/// a reason of its own, that reason is the one. `#[cfg]` holds for the function and the cells. Doc
/// comments, lint levels and all the rest stay on the function.
///
/// `#[rstest]` stands above, and then the function has any parameters that it can fill in. A `Runtime`
/// comes from the fixture `runtime_matrix::rt`. Since rstest puts cases into a module of their own, a path
/// that starts with `super` or `self` is better imported, and named by its last segment.
///
/// ```text
/// use runtime_matrix::{Runtime, rt};
///
/// #[rstest]
/// #[case(1)]
/// #[case(2)]
/// #[runtime_matrix::test(skip(tokio, reason = "needs no threads"))]
/// async fn doubles(#[case] number: u32, rt: Runtime) { … }
/// ```
///
/// # Errors
///
/// It is an error if the function is not `async`, is `const`, `unsafe`, `extern`, generic or a method; if
/// it has another parameter, a `Ctx` without `transports` or `transports` without a `Ctx`; if another test attribute or a `#[rstest]` stands below; if a key is
/// unknown, repeated or malformed; if a name is unknown or repeated; if a reason is missing; if a number
/// or a time is zero; and if the keys contradict each other or leave no runtime. The type of the
/// parameter and of the output are left to the compiler, which points at them.
///
/// # Known limitations
///
/// The module takes the function's name, so no other module, type or import of that name can be in the
/// same scope, and a test cannot stand inside a function.
#[proc_macro_attribute]
pub fn test(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute(args, item, Function::check, |function, keys| {
        expand::test(&function, keys)
    })
}

/// Sets keys for all tests of a module.
///
/// ```text
/// #[runtime_matrix::tests(timeout = "5s", skip(smol, reason = "…"))]
/// mod tests {
///     #[runtime_matrix::test]
///     async fn has_the_keys_of_the_module() { … }
///
///     #[runtime_matrix::test(timeout = "1m")]
///     async fn has_its_own_timeout() { … }
///
///     #[test]
///     async fn is_on_every_runtime_too() { … }
/// }
/// ```
///
/// The keys are those of [`test`](macro@test). They hold for each `#[runtime_matrix::test]` inside, in
/// inner modules too, and under `#[rstest]`. A plain `#[test]` on an `async fn` becomes one, unless the
/// module imports a `test` from elsewhere. Other functions are left alone. An attribute is known by its
/// path, `runtime_matrix::test` or, with `crate = path::name`, `name::test`.
///
/// A key of the test takes the place of the module's, whole: reasons and requirements are not added up.
/// Beyond that, a test's `only` sets the module's `skip` aside, and a runtime that the test itself adds
/// by `also` joins those of the module's `only`. `transports` holds for the tests that take a `Ctx`. A module inside may have a `#[runtime_matrix::tests]` of its own,
/// which stands to this one as a test does.
///
/// A relative path in the keys means what it means outside of the module, where the attribute stands.
///
/// # Errors
///
/// It is an error if the item is not a module, or if its body is in another file; and if something is
/// wrong with the keys, as it is for a test.
///
/// # Known limitations
///
/// A test attribute that a `#[cfg_attr]` sets, or that a macro inside the module makes, is not seen.
#[proc_macro_attribute]
pub fn tests(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute(args, item, |_, _, _| (), module::tests)
}

/// Makes a mock of a trait: a type that implements it, with a mock for each method.
///
/// ```text
/// #[runtime_matrix::mock]
/// trait Client {
///     async fn send(&self, to: &str, bytes: Vec<u8>) -> Result<u32, Closed>;
///     fn name(&self) -> String;
/// }
///
/// #[runtime_matrix::test]
/// async fn greets_once() {
///     let client = MockClient::new();
///     client.send.returns(Ok(5));
///     greet(&client, "ann").await.unwrap();
///     client.send.assert_awaited_once_with(("ann", b"hello".to_vec()));
/// }
/// ```
///
/// The trait stays as it is. `MockClient` has its visibility, a public field for each method, here
/// `send: AsyncMock<(String, Vec<u8>), Result<u32, Closed>>` and `name: SyncMock<(), String>`, and
/// `new`, `Clone`, `Default` and `Debug`. Clones share the mocks. Failures call them `Client::send`, and the
/// arguments by the names of the parameters. Default methods are mocked like the rest.
///
/// A method is mocked by an `AsyncMock` if it is an `async fn`, returns an `impl Future`, a
/// `Pin<Box<dyn Future>>` or a `BoxFuture`, or if the trait is under `#[async_trait]`, above which or below
/// which this attribute may stand. Its call is noted when it is made, before the first poll, with the place
/// of the caller. Through a `dyn Client` that place is not known, and the place of the attribute is noted
/// instead.
///
/// On a trait that others see, write `#[cfg_attr(test, runtime_matrix::mock)]`, and
/// `#[cfg_attr(test, snapshot(…))]` within.
///
/// # What is kept of the arguments
///
/// | parameter | kept as |
/// |---|---|
/// | `T` | `T`, which is `Debug + Send + Sync + 'static` |
/// | `&str`, `&[T]`, `&Path`, `&T` | `String`, `Vec<T>`, `PathBuf`, `T`: what `ToOwned` makes of it |
/// | `&mut T` | a copy as for `&T`; the mock changes nothing |
/// | `Option<&T>`, `&[&T]` | the same within |
/// | `#[snapshot(u64 = user.id)] user: &User` | the value of that expression |
/// | `#[snapshot(() = ())] show: impl Fn()` | nothing |
///
/// What borrows, what is `dyn` or `impl`, and what cannot be copied or printed needs a snapshot.
///
/// An output that borrows is one that lives for ever: a method `-> Option<&str>` has a mock of
/// `Option<&'static str>`.
///
/// # Generics, associated items, functions without `self`
///
/// * `trait Store<K, V>` has a `MockStore<K, V>`. What methods take of `K` is to be
///   `Debug + Send + Sync + 'static`, and `Clone` if they take `&K`; what they give is to be `Send + 'static`.
/// * `async fn get<T: 'static>(&self, key: &str) -> T` has no field but a mock for each type, which
///   `mock.on_get::<User>()` returns. It is made on first use, shared by clones, and called `Store::get::<User>`.
/// * `fn connect(address: &str) -> Self` has no object that could bring its mock along. `MockClient::on_connect()`
///   returns the mock of the running test, which no other test sees, and panics outside of one.
/// * Associated types and constants are given as keys, and constants may have the trait's default.
/// * Supertraits that `MockClient` does not have are for its user to implement.
///
/// # Keys
///
/// | key | what it does |
/// |---|---|
/// | `type Error = io::Error` | What an associated type is in the mock. |
/// | `const LIMIT: usize = 3` | What an associated constant is in the mock. |
/// | `name = FakeClient` | The name of the mock. |
/// | `crate = path` | Where the suite is, if not at `::runtime_matrix`. |
///
/// # Beside mockall
///
/// mockall's mocks work in a test of ours, on every runtime, and both attributes may stand on one trait, ours
/// above and with another `name`. The same test with each:
///
/// ```text
/// let mut client = mockall::MockClient::new();            let client = MockClient::new();
/// client                                                  client.send.returns(Ok(5));
///     .expect_send()
///     .withf(|to, bytes| to == "ann" && bytes == b"hello")
///     .times(1)
///     .returning(|_, _| Ok(5));
/// greet(&client, "ann").await.unwrap();                   greet(&client, "ann").await.unwrap();
///                                                         client.send.assert_awaited_once_with(("ann", b"hello".to_vec()));
/// ```
///
/// Take mockall for what is not async: expectations that are stated before the code runs, sequences of
/// predicates across calls, mocks of structs, modules and foreign functions. It is mature. It knows of a call
/// whether it was made: for an `async fn`, that the future was polled for the first time.
///
/// Take ours to ask afterwards, and for what happens between a call and its end: a future that was made and never
/// awaited, one that was cancelled, one that pends until the test opens a gate, a wait until a call has
/// been made, the order across mocks, the place of each call, a report that fits the cell. A mock of ours is a
/// handle, so that the test keeps one while the code under test owns another.
///
/// # Errors
///
/// It is an error if the item is not a trait, if a method or the trait is `unsafe`, if there is an item
/// that is no method, type or constant, if a method takes more than twelve arguments or what cannot be kept
/// without a snapshot, if it returns an `impl Trait` other than a future, if a method's type parameter is not
/// `'static`, if an associated item is not given or given without need, and if a key is unknown, repeated or
/// malformed.
///
/// # Known limitations
///
/// A supertrait or a bound that is written with `Self` is checked by the compiler in the implementation alone.
/// A type that hides its lifetime, as `Ref<u8>` for `Ref<'_, u8>`, is taken for one that has none, which the
/// compiler then refuses.
#[proc_macro_attribute]
pub fn mock(args: TokenStream, item: TokenStream) -> TokenStream {
    mock::expand(&args.into(), item.into()).into()
}

/// Lets a test patch a function: put a mock in its place with `runtime_matrix::patch!`.
///
/// ```text
/// #[cfg_attr(test, runtime_matrix::patchable)]
/// async fn send_to_client(
///     #[cfg_attr(test, snapshot(u64 = client.id))] client: &Client,
///     text: &str,
/// ) -> Result<(), Closed> {
///     …
/// }
///
/// impl Cat {
///     #[cfg_attr(test, runtime_matrix::patchable)]
///     pub async fn walk(&mut self, direction: &str) { … }
/// }
/// ```
///
/// As a `#[cfg_attr(test, …)]` it leaves nothing in a build that is no test, where the suite, a dev-dependency, is
/// not even linked. `cfg(test)` holds for the unit tests of a crate: where integration tests are to patch its
/// functions, take a feature of the crate's instead.
///
/// It goes on a function outside of any `impl`, or on a function of a type in an `impl`, with any receiver: on an
/// `async fn`, on one that returns an `impl Future` or a boxed future, and on one that is not async. What a mock
/// keeps of the arguments is said at [`mock`](macro@mock); `self` is not among them.
///
/// Without a patch the function does what it did: parameters are dropped in the same order, panics have their
/// places. An `async fn` becomes a function that returns an `impl Future`, since a call is noted when it is
/// made; whether a patch is in force is settled then, not when the future is polled.
///
/// # Keys
///
/// | key | what it does |
/// |---|---|
/// | `associated` | The function stands in an `impl`. Where it has a `self`, or says `Self`, that is seen without. |
/// | `crate = path` | Where the suite is, if not at `::runtime_matrix`. |
///
/// # Errors
///
/// It is an error if the item is not a function, if the function is `const`, `unsafe`, `extern` or has
/// parameters for types or constants, if it takes more than twelve arguments or what cannot be kept without a
/// snapshot, if it returns an `impl Trait` other than a future, and if a key is unknown. In an `impl` the
/// compiler says ``struct is not supported in `trait`s or `impl`s`` where `associated` is missing.
///
/// # Known limitations
///
/// * A function outside of an `impl` has a type of its name beside it, by which the patch is found. It is
///   imported with the function. A module or a type of that name in the same place clashes.
/// * A function of a trait's implementation cannot be patched, since there is no room for what is put beside
///   it: mock the trait, or call a function of the type's own there.
/// * What calls the function on a thread or in a task that was started past the suite sees the real one.
#[proc_macro_attribute]
pub fn patchable(args: TokenStream, item: TokenStream) -> TokenStream {
    patch::expand(args.into(), item.into()).into()
}

/// Not public API. The suite's `patch!` calls it with the path of a function.
#[doc(hidden)]
#[proc_macro]
pub fn __target(input: TokenStream) -> TokenStream {
    patch::target(input.into()).into()
}

/// Not public API. The suite's `__cells!` calls it with its table of cells.
#[doc(hidden)]
#[proc_macro]
pub fn __expand(input: TokenStream) -> TokenStream {
    match syn::parse::<Matrix>(input) {
        Ok(matrix) => matrix.expand().into(),
        Err(error) => error.into_compile_error().into(),
    }
}

/// Parses, validates and expands.
fn attribute<T: Parse>(
    args: TokenStream,
    item: TokenStream,
    check: fn(&T, &Keys, &mut Errors),
    expand: fn(T, Keys) -> proc_macro2::TokenStream,
) -> TokenStream {
    let mut errors = Errors::default();
    let keys = Keys::parse(args.into(), &mut errors);
    selection::check(&keys, &mut errors);
    let item = syn::parse(item).inspect(|item| check(item, &keys, &mut errors));
    let expanded = match item {
        Ok(item) => errors.finish().map(|()| expand(item, keys)),
        Err(error) => Err(errors.and(error)),
    };
    expanded
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
