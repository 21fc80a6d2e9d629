//! Mocks of generic traits and generic methods, associated types and constants.

use std::{collections::HashMap, fmt::Debug, io};

use runtime_matrix::{
    Runtime, Verdict,
    mock::{AsyncMock, SyncMock},
};

use crate::on;

#[derive(Clone, Debug, PartialEq)]
struct User(u32);

#[runtime_matrix::mock]
trait Repository {
    async fn get<T: Send + Debug + 'static>(&self, key: &str) -> Option<T>;
    async fn put<T>(&self, value: T)
    where
        T: Clone + Send + Sync + Debug + 'static;
    fn both<K: 'static, V: Send + 'static>(&self, #[snapshot(() = ())] key: K) -> V;
    fn read<const N: usize>(&self) -> [u8; N];
    fn lent<'a, T: Send + Sync + 'static>(&'a self, key: &'a str) -> Option<&'a T>;
}

#[runtime_matrix::test]
async fn a_generic_method_has_a_mock_for_each_type() {
    let repository = MockRepository::new();
    repository.on_get::<User>().returns(Some(User(7)));
    repository.on_get::<String>().returns(None);
    let clone = repository.clone();
    assert_eq!(clone.get::<User>("u").await, Some(User(7)));
    assert_eq!(clone.get::<String>("s").await, None);
    let users: AsyncMock<(String,), Option<User>> = repository.on_get::<User>();
    users.assert_awaited_once_with("u");
    repository.on_get::<String>().assert_awaited_once_with("s");
    assert_eq!(users.name(), "Repository::get::<User>");

    repository.put(User(1)).await;
    repository.on_put().assert_awaited_once_with(User(1));
}

#[runtime_matrix::test]
async fn types_and_constants_tell_instantiations_apart() {
    let repository = MockRepository::new();
    repository.on_both::<u8, u8>().returns(1);
    repository.on_both::<u16, u8>().returns(2);
    assert_eq!(repository.both::<_, u8>(0_u8), 1);
    assert_eq!(repository.both::<_, u8>(0_u16), 2);

    repository.on_read::<2>().returns([1, 2]);
    assert_eq!(repository.read(), [1, 2]);
    assert_eq!(repository.on_read::<2>().name(), "Repository::read::<2>");
    repository.on_lent::<u8>().returns(Some(&3));
    assert_eq!(repository.lent("key"), Some(&3_u8));
}

mod other {
    #[derive(Clone, Debug, PartialEq)]
    pub(super) struct User(pub(super) u32);
}

#[runtime_matrix::test]
async fn types_of_one_name_have_a_mock_each() {
    let repository = MockRepository::new();
    repository.on_both::<User, u8>().returns(1);
    repository.on_both::<other::User, u8>().returns(2);
    assert_eq!(repository.both::<_, u8>(User(0)), 1);
    assert_eq!(repository.both::<_, u8>(other::User(0)), 2);
}

#[runtime_matrix::test]
async fn an_instantiation_without_an_answer_is_told_by_its_type(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        MockRepository::new().get::<User>("u").await;
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic);
    let report = outcome.report();
    assert!(
        report.contains("`Repository::get::<User>` has no answer"),
        "{report}"
    );
}

#[runtime_matrix::mock]
trait Store<K: std::hash::Hash + Eq, V = String>
where
    V: Clone,
{
    async fn get(&self, key: &K) -> Option<V>;
    async fn put(&mut self, key: K, value: V) -> Option<V>;
    fn all(&self) -> HashMap<K, V>;
    fn keys(&self, keys: &[K]) -> usize;
}

async fn move_over(from: &impl Store<u8, User>, to: &mut impl Store<u8, User>, key: u8) {
    if let Some(value) = from.get(&key).await {
        to.put(key, value).await;
    }
}

#[runtime_matrix::test]
async fn a_generic_trait_has_a_generic_mock() {
    let (from, mut to) = (MockStore::<u8, User>::new(), MockStore::new());
    from.get.returns(Some(User(7)));
    to.put.returns(None);
    move_over(&from, &mut to, 3).await;
    to.put.assert_awaited_once_with((3, User(7)));
    to.keys.returns(2);
    assert_eq!(to.keys(&[1, 2]), 2);
    to.all.returns(HashMap::from([(1, User(1))]));
    assert_eq!(to.all().len(), 1);
    let _: MockStore<u8> = MockStore::default();
}

#[runtime_matrix::mock(type Error = io::Error, type Key = str, type Row<'a> = &'a [u8], const LIMIT: usize = 3)]
trait Database {
    type Error: std::error::Error;
    type Key: ?Sized;
    type Row<'a>
    where
        Self: 'a;
    const LIMIT: usize;
    const NAME: &'static str = "database";

    async fn query(&self, key: &Self::Key) -> Result<u32, Self::Error>;
    fn last_error(&self) -> Option<<Self as Database>::Error>;
    fn rows(&self) -> Vec<Self::Row<'_>>;
    fn fork(&self) -> Self
    where
        Self: Sized;
}

#[runtime_matrix::test]
async fn associated_types_and_constants_are_given() {
    let database = MockDatabase::new();
    let _: &AsyncMock<(String,), Result<u32, io::Error>> = &database.query;
    let _: &SyncMock<(), Option<io::Error>> = &database.last_error;
    database
        .query
        .returns_each([Ok(1), Err(io::ErrorKind::NotFound.into())]);
    assert_eq!(database.query("a").await.unwrap(), 1);
    assert_eq!(
        database.query("b").await.unwrap_err().kind(),
        io::ErrorKind::NotFound
    );
    database.last_error.returns_once(None);
    assert!(database.last_error().is_none());
    database.rows.returns(vec![b"row"]);
    assert_eq!(database.rows(), [b"row"]);
    database.fork.returns(MockDatabase::new());
    assert_eq!(format!("{:?}", database.fork()), "MockDatabase { .. }");
    assert_eq!((MockDatabase::LIMIT, MockDatabase::NAME), (3, "database"));
}

#[runtime_matrix::mock]
trait Parser<'a, const N: usize> {
    fn parse(&self, text: &'a str) -> [&'a str; N];
}

#[runtime_matrix::test]
async fn a_trait_has_lifetimes_and_constants() {
    let parser = MockParser::<2>::new();
    parser.parse.returns(["a", "b"]);
    let text = String::from("a b");
    assert_eq!(parser.parse(&text), ["a", "b"]);
}
