//! Mocks by way of another name of the suite.

#[matrix::mock(crate = matrix)]
trait Client {
    async fn send(&self, #[snapshot(usize = bytes.len())] bytes: &[u8]) -> u8;
    fn get<T: Send + 'static>(&self) -> T;
    async fn connect() -> Self;
}

#[matrix::test(crate = matrix)]
async fn a_mock_is_found_by_another_name() {
    MockClient::on_connect().returns(MockClient::new());
    let mock = MockClient::connect().await;
    mock.send.returns(1);
    assert_eq!(mock.send(b"abc").await, 1);
    mock.send.assert_awaited_once_with(3_usize);
    mock.on_get::<u8>().returns(2);
    assert_eq!(mock.get::<u8>(), 2);
}

#[matrix::patchable(crate = matrix)]
async fn send(text: &str) -> usize {
    text.len()
}

#[matrix::test(crate = matrix)]
async fn a_patch_is_found_by_another_name() {
    let mock = matrix::patch!(send);
    mock.returns(7);
    assert_eq!(send("abc").await, 7);
    let seen = matrix::patch_while!(send, |mock| async move {
        mock.returns(8);
        send("abc").await
    });
    assert_eq!(seen.await, 8);
}
