// What cannot be patched.
use std::fmt::Display;

#[runtime_matrix::patchable]
struct Struct;

#[runtime_matrix::patchable(timeout = "5s")]
fn unknown_key() {}

#[runtime_matrix::patchable]
const fn constant(number: u32) -> u32 {
    number
}

#[runtime_matrix::patchable]
unsafe fn promises() {}

#[runtime_matrix::patchable]
extern "C" fn from_outside() {}

#[runtime_matrix::patchable]
async fn generic<T: Display, const N: usize>(what: T, #[snapshot(() = ())] shown: &dyn Display) -> String {
    format!("{what}{shown}{N}")
}

#[runtime_matrix::patchable]
fn shown(what: &dyn Display, f: impl Fn()) -> impl Iterator<Item = u8> {
    f();
    what.to_string().into_bytes().into_iter()
}

impl Struct2 {
    #[runtime_matrix::patchable]
    fn method(&self, what: &dyn Display) -> String {
        what.to_string()
    }

    // It could stand outside of an `impl` for all that can be seen.
    #[runtime_matrix::patchable]
    fn without_a_sign() {}
}

struct Struct2;

fn main() {
    unknown_key();
    let _ = constant(1);
    let _ = generic::<_, 1>(1, &2);
    let _ = shown(&1, || {});
    let _ = Struct2.method(&1);
}
