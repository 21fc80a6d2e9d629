//! What arguments are held against.

use runtime_matrix::mock::{AsyncMock, Matcher, any, contains, eq, matching, not, predicate};

use super::{Fetch, panic_of};

#[derive(Clone, Debug, PartialEq)]
struct User {
    name: String,
    age: u32,
}

#[runtime_matrix::test]
async fn values_and_what_is_borrowed_from_them() {
    let store = AsyncMock::<(String, Vec<u32>, Option<u32>), ()>::new("store");
    store.call("a".to_owned(), vec![1, 2], Some(3)).await;
    store.assert_awaited_once_with(("a", [1, 2], Some(3)));
    store.assert_awaited_once_with(("a".to_owned(), vec![1, 2], Some(3)));
    store.assert_awaited_once_with(("a", &[1, 2], any()));
    store.assert_awaited_once_with(("a", &[1, 2][..], any()));
    panic_of(|| store.assert_awaited_once_with(("a", [1], Some(3))));
}

#[runtime_matrix::test]
async fn ranges_of_every_form() {
    let fetch = Fetch::new("fetch");
    fetch.returns(0);
    fetch.call(7).await;
    fetch.assert_awaited_with(7..8);
    fetch.assert_awaited_with(7..);
    fetch.assert_awaited_with(..8);
    fetch.assert_awaited_with(7..=7);
    fetch.assert_awaited_with(..=7);
    panic_of(|| fetch.assert_awaited_with(..7));
    panic_of(|| fetch.assert_awaited_with(8..));
    panic_of(|| fetch.assert_awaited_with(8..=9));
}

#[runtime_matrix::test]
async fn matchers_within_matchers() {
    let save = AsyncMock::<(User, &str), ()>::new("save");
    let (name, age) = ("Ann".to_owned(), 7);
    save.call(User { name, age }, "no such user").await;
    let grown_up = predicate("a grown-up", |user: &User| user.age >= 18);
    save.assert_awaited_with((not(grown_up), contains("such")));
    save.assert_awaited_with((matching!(User { age: 1..=9, .. }), any()));
    save.assert_awaited_with((
        matching!(User { name, .. } if name == "Ann"),
        not(contains("x")),
    ));
    panic_of(|| save.assert_awaited_with((any(), not(any()))));
    panic_of(|| save.assert_awaited_with((matching!(User { age: 18.., .. }), any())));
}

#[runtime_matrix::test]
async fn equality_across_types() {
    let store = AsyncMock::<(Vec<String>,), ()>::new("store");
    store.call(vec!["a".to_owned()]).await;
    store.assert_awaited_with(eq(["a"]));
    panic_of(|| store.assert_awaited_with(eq(["b"])));
}

#[runtime_matrix::test]
async fn matchers_choose_answers_too() {
    let fetch = Fetch::new("fetch");
    fetch.returns(0);
    fetch
        .when(predicate("even", |n: &u32| n % 2 == 0))
        .returns(2);
    fetch.when(not(..100)).returns(100);
    assert_eq!(fetch.call(3).await, 0);
    assert_eq!(fetch.call(4).await, 2);
    assert_eq!(fetch.call(104).await, 100);
}

#[runtime_matrix::test]
async fn a_matcher_of_ones_own_is_as_good() {
    #[derive(Debug)]
    struct Even;
    impl Matcher<u32> for Even {
        fn matches(&self, argument: &u32) -> bool {
            argument % 2 == 0
        }

        fn describe(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an even number")
        }
    }
    let fetch = Fetch::new("fetch");
    fetch.returns(0);
    fetch.call(4).await;
    fetch.assert_awaited_with(Even);
    fetch.call(5).await;
    let message = panic_of(|| fetch.assert_awaited_with(Even));
    assert!(
        message.contains("expected: fetch(an even number)"),
        "{message}"
    );
}

#[runtime_matrix::test]
async fn matchers_print_what_failures_call_them() {
    let printed = format!(
        "{:?} {:?} {:?} {:?} {:?}",
        any(),
        contains("x"),
        not(1..3),
        eq(7),
        predicate("even", |n: &u32| n % 2 == 0)
    );
    assert_eq!(printed, "any() contains(\"x\") not(1..3) eq(7) even");
}
