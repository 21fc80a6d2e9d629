//! Mocks of traits: what is generated keeps to the user's lints.

use std::fmt;

use runtime_matrix::mock::any;

#[runtime_matrix::mock]
pub(crate) trait Store<K: Eq, V = String>: fmt::Debug {
    async fn get(&self, key: &K) -> Option<V>;
    async fn lend(&self) -> &str;
    fn default(&self, value: V) -> usize {
        drop(value);
        0
    }
}

mod nested {
    #[runtime_matrix::mock]
    pub(super) trait r#Inner {
        #[expect(clippy::wrong_self_convention, reason = "it is to clash")]
        async fn new(self) -> u8;
        fn clone(&self) -> u8;
        async fn call(&self, call: u8, f: u8, krate: u8) -> u8;
    }

    /// Is not used at all.
    #[runtime_matrix::mock(name = Unused)]
    #[expect(dead_code, reason = "it is not to be used")]
    trait Other {
        fn unused(&self);
        fn generic<T: 'static>(&self);
        fn connect();
    }
}

use nested::{Inner, MockInner};

#[runtime_matrix::test]
async fn a_generic_trait_has_one_too() {
    let mock = MockStore::<u8>::new();
    mock.get.returns(None);
    assert_eq!(mock.get(&1).await, None);
    mock.lend.returns("x");
    assert_eq!(mock.lend().await, "x");
    mock.default.returns(1);
    assert_eq!(mock.default("x".to_owned()), 1);
    mock.get.assert_awaited_once_with(any());
}

#[runtime_matrix::test]
async fn names_do_not_clash() {
    let mock = MockInner::new();
    mock.new.returns(1);
    mock.clone.returns(2);
    mock.call.returns(3);
    assert_eq!(Inner::clone(&mock), 2);
    assert_eq!(mock.call(1, 2, 3).await, 3);
    assert_eq!(Inner::new(mock).await, 1);
}
