//! A library whose tests stand among its code.

use std::{error::Error, pin::Pin};

#[cfg(test)]
#[runtime_matrix::test]
async fn a_test_stands_before_the_code() {
    assert_eq!(twice(later(4).await), 8);
}

/// Returns twice the number.
#[must_use]
pub fn twice(number: u32) -> u32 {
    number * 2
}

/// Returns the number, when it is polled.
pub async fn later(number: u32) -> u32 {
    std::future::ready(number).await
}

/// A module with a documented test that is public.
pub mod nested {
    /// Only a test knows it.
    #[cfg(test)]
    #[runtime_matrix::test]
    pub async fn public() {
        super::later(1).await;
    }

    #[cfg(test)]
    #[runtime_matrix::test]
    pub(crate) async fn public_in_the_crate() {
        assert_eq!(crate::later(1).await, 1);
    }

    /// Code goes on after the tests.
    pub mod deeper {
        #[cfg(test)]
        #[runtime_matrix::test]
        async fn deep() -> Result<(), std::convert::Infallible> {
            assert_eq!(crate::later(1).await, 1);
            Ok(())
        }
    }

    /// Returns three times the number.
    #[must_use]
    pub fn thrice(number: u32) -> u32 {
        number * 3
    }
}

/// A user of the service.
pub struct User {
    /// Its number.
    pub id: u64,
}

/// A public trait, with all that has to be told apart.
#[cfg_attr(test, runtime_matrix::mock(type Error = std::io::Error, const LIMIT: usize = 3))]
pub trait Service: Send + Sync {
    /// What goes wrong.
    type Error: Error;
    /// How much there may be.
    const LIMIT: usize;

    /// Sends.
    fn send(
        &self,
        to: &str,
        bytes: Vec<u8>,
    ) -> impl Future<Output = Result<u32, Self::Error>> + Send;
    /// Has raw names.
    #[must_use]
    fn r#type(
        &self,
        r#in: u8,
        #[cfg_attr(test, snapshot(u64 = r#struct.id))] r#struct: &User,
    ) -> u8;
    /// Changes what it is given.
    fn change(&mut self, list: &mut Vec<u8>, #[cfg_attr(test, snapshot(() = ()))] user: &User);
    /// Is boxed.
    fn boxed<'a>(
        &'a self,
        key: &'a str,
    ) -> Pin<Box<dyn Future<Output = Option<&'a str>> + Send + 'a>>;
    /// Is generic.
    fn get<T: Send + 'static>(&self, keys: &[&str]) -> Option<T>;
    /// Has no object.
    fn connect(address: Option<&str>) -> u8;
    /// Has a condition.
    #[cfg(any())]
    fn not_there(&self, what: NotThere);
    /// Lends.
    fn text(&self) -> &str;
}

/// Where what is sent goes.
pub struct Connection {
    id: u64,
}

impl Connection {
    /// Makes one.
    #[cfg_attr(test, runtime_matrix::patchable)]
    #[must_use]
    pub fn new(id: u64) -> Self {
        Connection { id }
    }

    /// Sends, and returns what was sent.
    ///
    /// # Errors
    ///
    /// Fails for want of anything to send.
    #[cfg_attr(test, runtime_matrix::patchable)]
    pub async fn send<'a>(&self, text: &'a str) -> Result<&'a str, String> {
        if text.is_empty() {
            return Err(format!("nothing to send by {}", self.id));
        }
        later(1).await;
        Ok(text)
    }

    /// Has raw names.
    #[cfg_attr(test, runtime_matrix::patchable)]
    #[must_use]
    pub fn r#type(&mut self, r#in: u64) -> u64 {
        self.id += r#in;
        self.id
    }

    #[cfg_attr(test, runtime_matrix::patchable(associated))]
    async fn count(connections: &[u64], _: u8) -> usize {
        later(1).await;
        connections.len()
    }
}

/// Answers a message.
///
/// # Errors
///
/// Fails if the answer cannot be sent.
pub async fn receive(connection: &Connection, message: &str) -> Result<usize, String> {
    let answer = connection.send(r#match(message)).await?;
    Ok(send_to_client(connection, answer).await + Connection::count(&[1], 0).await)
}

/// Sends to a client.
#[cfg_attr(test, runtime_matrix::patchable)]
pub async fn send_to_client(
    #[cfg_attr(test, snapshot(u64 = connection.id))] connection: &Connection,
    mut text: &str,
) -> usize {
    if connection.id == 0 {
        text = "";
    }
    later(1).await;
    text.len()
}

/// Has a body of one expression, whose braces are nobody's to take away.
#[cfg_attr(test, runtime_matrix::patchable)]
pub async fn blanks(text: &str) -> u32 { later(u32::from(text.is_empty())).await }

/// Finds the answer.
#[cfg_attr(test, runtime_matrix::patchable)]
#[must_use]
pub fn r#match(message: &str) -> &str {
    if message == "PING" { "PONG" } else { message }
}

/// Is a future by another name.
#[cfg_attr(test, runtime_matrix::patchable)]
pub fn soon(number: &u32, (a, b): (u32, u32)) -> impl Future<Output = u32> + Send + use<'_> {
    let sum = number + a + b;
    async move { later(sum).await }
}

/// Is boxed.
#[must_use]
#[cfg_attr(test, runtime_matrix::patchable)]
pub fn boxed(number: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
    Box::pin(later(number))
}

#[cfg(test)]
mod tests {
    use runtime_matrix::Runtime;

    use super::*;

    #[runtime_matrix::test]
    async fn sees_the_code_by_its_glob(rt: Runtime) {
        rt.yield_now().await;
        assert_eq!(twice(2), 4);
    }

    #[runtime_matrix::test]
    async fn a_public_trait_has_a_public_mock() {
        let mut mock = MockService::new();
        mock.send.returns_once(Ok(1));
        assert_eq!(mock.send("ann", vec![1]).await.ok(), Some(1));
        mock.r#type.returns(2);
        assert_eq!(mock.r#type(1, &User { id: 7 }), 2);
        mock.r#type.assert_called_once_with((1, 7_u64));
        mock.change(&mut vec![1], &User { id: 7 });
        mock.boxed.returns(Some("x"));
        assert_eq!(mock.boxed("key").await, Some("x"));
        mock.on_get::<u8>().returns(None);
        assert_eq!(mock.get::<u8>(&["a"]), None);
        MockService::on_connect().returns(3);
        assert_eq!(MockService::connect(None), 3);
        mock.text.returns("text");
        assert_eq!(mock.text(), "text");
        assert_eq!(MockService::LIMIT, 3);
    }

    #[runtime_matrix::test]
    async fn the_real_functions_do_what_they_did() {
        let mut connection = Connection::new(7);
        assert_eq!(receive(&connection, "PING").await, Ok(5));
        assert!(receive(&connection, "").await.is_err());
        assert_eq!(connection.r#type(1), 8);
        assert_eq!((soon(&1, (2, 3)).await, boxed(2).await), (6, 2));
    }

    #[runtime_matrix::test]
    async fn functions_are_patched() {
        let connection = Connection::new(7);
        let (send, reply) = (
            runtime_matrix::patch!(Connection::send),
            runtime_matrix::patch!(send_to_client),
        );
        let (matched, count) = (
            runtime_matrix::patch!(r#match),
            runtime_matrix::patch!(Connection::count),
        );
        send.returns(Ok("sent"));
        reply.returns(40);
        matched.returns("matched");
        count.returns(2);
        assert_eq!(receive(&connection, "PING").await, Ok(42));
        matched.assert_called_once_with("PING");
        send.assert_awaited_once_with("matched");
        reply.assert_awaited_once_with((7_u64, "sent"));
        assert_eq!(
            (matched.name(), count.name()),
            ("match", "Connection::count")
        );
    }

    #[runtime_matrix::test]
    async fn functions_are_patched_while_a_future_is_polled() {
        let seen = runtime_matrix::patch_while!(Connection::r#type, |mock| async move {
            mock.returns(9);
            Connection::new(1).r#type(1)
        })
        .await;
        assert_eq!((seen, Connection::new(1).r#type(1)), (9, 2));
        let soon_mock = runtime_matrix::patch!(soon);
        soon_mock.returns(1);
        assert_eq!(soon(&1, (2, 3)).await, 1);
    }
}
