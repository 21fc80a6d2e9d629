// Patching what is not patchable, and what is, with the wrong types.
use runtime_matrix::{patch, patch_while};

mod library {
    pub async fn plain(_text: &str) {}

    #[runtime_matrix::patchable]
    pub async fn send(text: &str) -> Result<usize, String> {
        Ok(text.len())
    }

    pub struct Cat;

    impl Cat {
        pub fn walk(&self) {}

        #[runtime_matrix::patchable]
        pub fn sit(&self) -> u8 {
            1
        }
    }
}

use library::{Cat, plain, send};


pub async fn not_patchable() {
    let _a = patch!(plain);
    let _b = patch!(library::plain);
    let _c = patch!(Cat::walk);
    let _d = patch!(<Cat>::walk);
    let _e = patch!(Cat::unknown);
    let _f = patch!(unknown);
    patch_while!(plain, |_| async {}).await;
    let _g = patch!(Vec::<u8>::new);
    let _h = patch!(std::mem::size_of::<u8>);
}


pub async fn wrong_types() {
    let send_mock = patch!(send);
    send_mock.returns(7);
    send_mock.assert_awaited_once_with(7);
    let sit = patch!(Cat::sit);
    sit.assert_awaited();
    patch!(send);
}

fn main() {}
