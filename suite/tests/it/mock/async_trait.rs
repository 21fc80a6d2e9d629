//! Traits under `#[async_trait]`, whichever of the attributes stands above.

use std::sync::Arc;

use async_trait::async_trait;
use runtime_matrix::{Runtime, mock::AsyncMock};

#[runtime_matrix::mock]
#[async_trait]
trait Above: Send + Sync {
    async fn send(&self, to: &str, bytes: Vec<u8>) -> Result<u32, String>;
    fn name(&self) -> String;
    async fn default(
        &mut self,
        #[snapshot(usize = texts.len())] texts: &[&str],
        mut more: u8,
    ) -> usize {
        more += 1;
        texts.len() + usize::from(more)
    }
}

#[async_trait]
#[runtime_matrix::mock(type Item = u8)]
trait Below {
    type Item: Send + Sync;
    async fn get<'a>(&'a self, key: &'a str) -> Option<&'a Self::Item>;
    async fn of<T: Send + Sync + std::fmt::Debug + 'static>(&self, value: T) -> T;
    async fn connect(address: &str) -> u8
    where
        Self: Sized;
}

#[runtime_matrix::mock]
#[async_trait(?Send)]
trait Local {
    async fn run(&self, number: u8) -> u8;
}

#[runtime_matrix::test]
async fn the_mock_stands_above(rt: Runtime) {
    let mock = MockAbove::new();
    let _: &AsyncMock<(String, Vec<u8>), Result<u32, String>> = &mock.send;
    mock.send.returns(Ok(1));
    let object: Arc<dyn Above> = Arc::new(mock.clone());
    rt.spawn(async move { object.send("ann", vec![1]).await })
        .await
        .unwrap()
        .unwrap();
    mock.send.assert_awaited_once_with(("ann", vec![1]));
    mock.name.returns("x".to_owned());
    assert_eq!(mock.name(), "x");
    mock.default.returns(5);
    assert_eq!(mock.clone().default(&["a", "b"], 3).await, 5);
    mock.default.assert_awaited_once_with((2_usize, 3));
}

#[runtime_matrix::test]
async fn the_mock_stands_below() {
    let mock = MockBelow::new();
    mock.get.returns(Some(&7));
    assert_eq!(mock.get("key").await, Some(&7));
    mock.on_of::<u8>().returns(2);
    assert_eq!(mock.of(1_u8).await, 2);
    MockBelow::on_connect().returns(3);
    assert_eq!(MockBelow::connect("host").await, 3);
}

#[runtime_matrix::test]
async fn futures_need_not_be_send() {
    let mock = MockLocal::new();
    mock.run.returns(1);
    let object: Box<dyn Local> = Box::new(mock.clone());
    assert_eq!(object.run(3).await, 1);
}

#[runtime_matrix::test]
async fn a_call_is_noted_before_the_first_poll_and_with_its_place() {
    let mock = MockAbove::new();
    mock.send.returns(Ok(1));
    let (call, line) = (mock.send("ann", Vec::new()), line!());
    mock.send.assert_called_once();
    mock.send.assert_not_awaited();
    assert_eq!(mock.send.last_call().place().line(), line);
    call.await.unwrap();
}
