//! A crate whose feature is off.

use runtime_matrix::{Runtime, logs::Source};

use crate::mock::panic_of;

#[runtime_matrix::test]
async fn a_crate_whose_feature_is_off_is_refused_by_name(rt: Runtime) {
    let (off, name) = match cfg!(feature = "log") {
        true => (Source::Tracing, "tracing"),
        false => (Source::Log, "log"),
    };
    let expected = format!(
        "the log cannot be captured: for the crate `{name}` turn on the feature `{name}` of `runtime-matrix`"
    );
    assert_eq!(panic_of(|| rt.logs_from(off)), expected);
    assert_eq!(rt.logs().count(), 0);
}
