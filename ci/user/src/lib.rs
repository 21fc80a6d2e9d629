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
}
