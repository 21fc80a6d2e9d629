//! A mock of a trait: native async methods, futures by another name, sync methods, receivers, arguments.

use std::{
    fmt::{self, Display},
    path::{Path, PathBuf},
    pin::Pin,
    rc::Rc,
    sync::Arc,
};

use runtime_matrix::{
    Runtime, Verdict,
    mock::{AsyncMock, SyncMock, any},
};
use runtime_matrix_core::BoxFuture;

use crate::on;

struct User {
    id: u64,
}

#[derive(Clone, Debug, PartialEq)]
enum Failed {
    Closed,
}

#[runtime_matrix::mock]
trait Client {
    async fn send(&self, to: &str, bytes: Vec<u8>) -> Result<u32, Failed>;
    fn fetch(&mut self, key: u32) -> impl Future<Output = String> + Send;
    fn fetch_boxed<'a>(&'a self, key: &'a str) -> BoxFuture<String>;
    fn pinned(&self) -> Pin<Box<dyn Future<Output = u8> + Send + '_>>;
    fn name(&self) -> String;
    async fn ping(&self) {
        panic!("a default method is mocked like the rest");
    }
}

async fn greet(client: &impl Client, name: &str) -> Result<u32, Failed> {
    client.ping().await;
    client.send(name, b"hello".to_vec()).await
}

#[runtime_matrix::test]
async fn each_method_has_a_mock() {
    let client = MockClient::new();
    client.send.returns_each([Ok(5), Err(Failed::Closed)]);
    assert_eq!(greet(&client, "ann").await, Ok(5));
    assert_eq!(greet(&client, "bob").await, Err(Failed::Closed));
    client.ping.assert_awaited_times(2);
    client
        .send
        .assert_has_awaits(&[&("ann", any()), &("bob", any())]);

    client.name.returns("me".to_owned());
    assert_eq!(client.name(), "me");
    client.name.assert_called_once();
}

#[runtime_matrix::test]
async fn fields_have_the_types_of_the_methods() {
    let client = MockClient::default();
    let _: &AsyncMock<(String, Vec<u8>), Result<u32, Failed>> = &client.send;
    let _: &AsyncMock<(u32,), String> = &client.fetch;
    let _: &AsyncMock<(String,), String> = &client.fetch_boxed;
    let _: &AsyncMock<(), u8> = &client.pinned;
    let _: &SyncMock<(), String> = &client.name;
    assert_eq!(client.send.name(), "Client::send");
    assert_eq!(format!("{client:?}"), "MockClient { .. }");
}

#[runtime_matrix::test]
async fn futures_go_by_several_names(rt: Runtime) {
    let mut client = MockClient::new();
    client.fetch.returns("seven".to_owned());
    client.fetch_boxed.returns("eight".to_owned());
    client.pinned.returns(9);
    assert_eq!(rt.spawn(client.fetch_boxed("k")).await.unwrap(), "eight");
    assert_eq!(client.fetch(7).await, "seven");
    assert_eq!(client.pinned().await, 9);
    client.fetch.assert_awaited_once_with(7);
    client.fetch_boxed.assert_awaited_once_with("k");
}

#[runtime_matrix::test]
async fn a_call_is_noted_before_the_first_poll() {
    let mut client = MockClient::new();
    client.send.returns(Ok(1));
    client.fetch.returns(String::new());
    client.fetch_boxed.returns(String::new());
    client.pinned.returns(0);

    let call = client.send("ann", Vec::new());
    client.send.assert_called_once_with(("ann", Vec::new()));
    client.send.assert_not_awaited();
    call.await.unwrap();

    let fetch = client.fetch.clone();
    let call = client.fetch(1);
    fetch.assert_called_once();
    call.await;
    let call = client.fetch_boxed("k");
    client.fetch_boxed.assert_called_once();
    call.await;
    let call = client.pinned();
    client.pinned.assert_called_once();
    call.await;
}

#[runtime_matrix::test]
async fn the_place_of_a_call_is_the_callers() {
    async fn by_generic(client: &impl Client) -> (u32, Result<u32, Failed>) {
        let line = line!() + 1;
        (line, client.send("ann", Vec::new()).await)
    }
    let client = MockClient::new();
    client.send.returns(Ok(1));
    client.name.returns(String::new());
    let (line, _) = by_generic(&client).await;
    let place = client.send.last_call().place();
    assert!(place.file().ends_with("trait_mock.rs"), "{place}");
    assert_eq!(place.line(), line);

    let (_, line) = (client.name(), line!());
    assert_eq!(client.name.last_call().place().line(), line);
}

#[runtime_matrix::test]
async fn clones_share_their_mocks(rt: Runtime) {
    let client = MockClient::new();
    client.send.returns(Ok(3));
    let other = client.clone();
    rt.spawn(async move { greet(&other, "ann").await })
        .await
        .unwrap()
        .unwrap();
    client.send.assert_awaited_once();
}

#[runtime_matrix::test]
async fn a_failure_tells_the_method_the_parameter_and_the_place(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let client = MockClient::new();
        client.send.returns(Ok(1));
        let _ = client.send("ann", b"x".to_vec()).await;
        client.send.assert_awaited_once_with(("bob", b"x".to_vec()));
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic);
    let report = outcome.report();
    for told in [
        "Client::send(\"ann\", ",
        "argument 1, `to`",
        "trait_mock.rs",
    ] {
        assert!(report.contains(told), "{told}: {report}");
    }
}

#[runtime_matrix::test]
async fn a_call_that_is_never_awaited_fails_the_test(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let client = MockClient::new();
        drop(client.send("ann", Vec::new()));
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Fail);
    let report = outcome.report();
    assert!(report.contains("was called and never awaited"), "{report}");
}

#[runtime_matrix::mock]
trait Receivers {
    fn by_ref(&self) -> u8;
    fn by_mut(&mut self) -> u8;
    fn by_value(self) -> u8;
    fn by_box(self: Box<Self>) -> u8;
    fn by_arc(self: Arc<Self>) -> u8;
    fn by_rc(self: &Rc<Self>) -> u8;
    fn by_pin(self: Pin<&mut Self>) -> u8;
    async fn close(self) -> u8;
    async fn poll_me(self: Pin<&mut Self>) -> u8;
    async fn later(mut self: Box<Self>) -> u8
    where
        Self: Sized,
    {
        self.by_mut()
    }
}

#[runtime_matrix::test]
async fn receivers_are_of_all_kinds() {
    let mut mock = MockReceivers::new();
    for (number, answer) in [&mock.by_ref, &mock.by_mut, &mock.by_value, &mock.by_box]
        .iter()
        .zip(1..)
    {
        number.returns(answer);
    }
    mock.by_arc.returns(5);
    mock.by_rc.returns(6);
    mock.by_pin.returns(7);
    mock.close.returns(8);
    mock.poll_me.returns(9);
    mock.later.returns(10);
    assert_eq!((mock.by_ref(), mock.by_mut()), (1, 2));
    assert_eq!(mock.clone().by_value(), 3);
    assert_eq!(Box::new(mock.clone()).by_box(), 4);
    assert_eq!(Arc::new(mock.clone()).by_arc(), 5);
    assert_eq!(Rc::new(mock.clone()).by_rc(), 6);
    assert_eq!(Pin::new(&mut mock).by_pin(), 7);
    assert_eq!(mock.clone().close().await, 8);
    assert_eq!(Pin::new(&mut mock).poll_me().await, 9);
    assert_eq!(Box::new(mock).later().await, 10);
}

#[runtime_matrix::mock]
trait Arguments {
    fn borrowed(&self, text: &str, list: &[u8], path: &Path, pair: &(u8, String), twice: &&u8);
    fn changed(&self, list: &mut Vec<u8>, text: &mut str);
    fn optional(&self, text: Option<&str>, list: Option<&mut Vec<u8>>);
    fn texts(&self, texts: &[&str]);
    fn snapshots(
        &self,
        #[snapshot(u64 = user.id)] user: &User,
        #[snapshot(() = ())] shown: &dyn Display,
        #[snapshot(String = shown.to_string())] again: impl Display,
        #[snapshot(usize = f())] f: &dyn Fn() -> usize,
    );
    #[expect(clippy::too_many_arguments, reason = "it is as many as a mock takes")]
    async fn many(
        &self,
        a: u8,
        b: u8,
        c: u8,
        d: u8,
        e: u8,
        f: u8,
        g: u8,
        h: u8,
        i: u8,
        j: u8,
        k: u8,
        l: u8,
    );
    fn patterns(&self, (a, b): (u8, u8), mut c: u8, _: u8) -> u8 {
        c += 1;
        a + b + c
    }
}

#[runtime_matrix::test]
async fn what_is_borrowed_is_kept_as_a_copy() {
    let mock = MockArguments::new();
    let (mut list, mut text) = (vec![1], "text".to_owned());
    mock.borrowed("text", &[1, 2], Path::new("a/b"), &(1, "x".to_owned()), &&7);
    let (text_kept, list_kept, path, pair, twice) = (*mock.borrowed.last_call().args).clone();
    assert_eq!((text_kept.as_str(), list_kept), ("text", vec![1, 2]));
    assert_eq!(
        (path, pair, twice),
        (PathBuf::from("a/b"), (1, "x".to_owned()), 7)
    );

    mock.changed(&mut list, &mut text);
    list.push(2);
    mock.changed.assert_called_once_with((vec![1], "text"));

    mock.optional(Some("x"), Some(&mut list));
    mock.optional(None, None);
    let calls = mock.optional.calls();
    assert_eq!(*calls[0].args, (Some("x".to_owned()), Some(vec![1, 2])));
    assert_eq!(*calls[1].args, (None, None));

    mock.texts(&["a", "b"]);
    assert_eq!(mock.texts.last_call().args.0, ["a", "b"]);
}

#[runtime_matrix::test]
async fn a_snapshot_is_kept_of_what_cannot_be_copied() {
    let mock = MockArguments::new();
    mock.snapshots(&User { id: 7 }, &"shown", "again", &|| 3);
    mock.snapshots
        .assert_called_once_with((7_u64, (), "shown", 3_usize));
}

#[runtime_matrix::test]
async fn twelve_arguments_are_taken_and_patterns_too() {
    let mock = MockArguments::new();
    mock.many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12).await;
    assert_eq!(mock.many.last_call().args.11, 12);
    mock.patterns.answers(|((a, b), c, d)| a + b + c + d);
    assert_eq!(mock.patterns((1, 2), 3, 4), 10);
}

#[runtime_matrix::mock]
trait Borrows {
    fn text(&self) -> &str;
    fn find(&self, key: &str) -> Option<&User>;
    async fn title(&self) -> &str;
    fn soon<'a>(&'a self, key: &'a str) -> impl Future<Output = Option<&'a str>> + 'a;
    fn boxed<'a>(&'a self, _key: &'a str) -> Pin<Box<dyn Future<Output = &'a str> + Send + 'a>>;
}

#[runtime_matrix::test]
async fn an_output_with_lifetimes_is_one_that_lives_for_ever() {
    let mock = MockBorrows::new();
    let _: &SyncMock<(String,), Option<&'static User>> = &mock.find;
    mock.text.returns("text");
    mock.title.returns("title");
    mock.soon.returns(Some("soon"));
    mock.boxed.returns("boxed");
    mock.find.returns(Some(&User { id: 7 }));
    assert_eq!((mock.text(), mock.title().await), ("text", "title"));
    assert_eq!(mock.find("x").map(|user| user.id), Some(7));
    let key = String::from("key");
    assert_eq!(mock.soon(&key).await, Some("soon"));
    assert_eq!(mock.boxed(&key).await, "boxed");
}

impl Display for MockClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mock")
    }
}

#[runtime_matrix::mock(name = FakeShown)]
trait Shown: Display + Send + Sync + fmt::Debug + Clone {
    fn r#type(&self, r#in: u8) -> u8;
}

/// Supertraits that are not of the standard derives are for the user to implement.
impl Display for FakeShown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("shown")
    }
}

#[runtime_matrix::test]
async fn names_can_be_chosen_and_raw() {
    let shown = FakeShown::new();
    shown.r#type.returns(1);
    assert_eq!(shown.r#type(7), 1);
    assert_eq!(shown.to_string(), "shown");
    assert_eq!(shown.r#type.name(), "Shown::type");
}

trait Object {
    fn run(&self);
}

const LINE: u32 = line!() + 2;

#[runtime_matrix::mock]
trait Dynamic {
    fn run(&self, number: u8) -> BoxFuture<u8>;
}

impl Object for MockDynamic {
    fn run(&self) {}
}

#[runtime_matrix::test]
async fn a_trait_object_notes_the_attribute_as_the_place() {
    let mock = MockDynamic::new();
    mock.run.returns(3);
    let object: Box<dyn Dynamic> = Box::new(mock.clone());
    assert_eq!(object.run(1).await, 3);
    // Through a table of methods, the caller's place does not get here.
    assert_eq!(mock.run.last_call().place().line(), LINE);
    Object::run(&mock);
}
