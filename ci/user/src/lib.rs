//! A library whose tests stand among its code.

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

#[cfg(test)]
mod tests {
    use runtime_matrix::Runtime;

    use super::*;

    #[runtime_matrix::test]
    async fn sees_the_code_by_its_glob(rt: Runtime) {
        rt.yield_now().await;
        assert_eq!(twice(2), 4);
    }
}
