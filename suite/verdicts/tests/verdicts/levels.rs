//! Tests of each level. All fail, and none by its level.

use std::io::{Error, Result};

#[runtime_matrix::test]
async fn unsaid() -> Result<()> {
    Err(Error::other("no such user"))
}

#[runtime_matrix::test(level = "must")]
async fn must() -> Result<()> {
    Err(Error::other("no such user"))
}

#[runtime_matrix::test(level = "should")]
async fn should() -> Result<()> {
    Err(Error::other("no such user"))
}

#[runtime_matrix::test(level = "may")]
async fn may() -> Result<()> {
    Err(Error::other("no such user"))
}

#[runtime_matrix::tests(level = "may")]
mod handed_down {
    use super::{Error, Result};

    #[test]
    async fn unsaid() -> Result<()> {
        Err(Error::other("no such user"))
    }

    #[runtime_matrix::test(level = "should")]
    async fn should() -> Result<()> {
        Err(Error::other("no such user"))
    }
}

#[runtime_matrix::test(level = "should")]
#[should_panic(expected = "no voice")]
async fn panics() {
    panic!("no voice");
}

#[runtime_matrix::test(level = "should", forbid(ambient))]
async fn has_a_process_of_its_own() -> Result<()> {
    Err(Error::other("no such user"))
}

#[runtime_matrix::test(
    level = "may",
    skip(sim, tokio, smol, futures, reason = "it sings on none of them")
)]
async fn skipped() {}

/// On each of them there is a build where it is off.
#[runtime_matrix::test(level = "may", only(async_std, smol, tokio))]
async fn only_some() {}
