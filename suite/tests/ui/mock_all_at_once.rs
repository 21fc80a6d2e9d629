// All errors of one attribute are reported together, and the trait is there all the same.
use std::{borrow::Cow, fmt::Display};

#[runtime_matrix::mock(
    type Unknown = u8,
    type Item = u8,
    type Item = u16,
    const WRONG: u8 = 1,
    name = "Fake",
    timeout = "5s",
    crate = runtime_matrix,
    crate = runtime_matrix,
)]
trait Hopeless {
    type Item;
    type Error;
    type Of<T>;
    const LIMIT: usize;

    async fn get<T: Send>(&self, key: &str) -> T;
    fn printed(&self, text: impl Display, other: &dyn Display);
    fn borrowed(&self, text: Cow<'_, str>, list: &[Cow<'_, str>]);
    fn snapshots(
        &self,
        #[snapshot] a: u8,
        #[snapshot(u8)] b: u8,
        #[snapshot(u8 = c)] #[snapshot(u8 = c)] c: u8,
        #[snapshot(u8 = d)] (d, _): (u8, u8),
    ) {
        drop((a, b, c, d));
    }
    fn thirteen(&self, a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8, i: u8, j: u8, k: u8, l: u8, m: u8);
    fn iterator(&self) -> impl Iterator<Item = u8>;
    async fn opaque(&self) -> impl Display;
}

fn is_there<H: Hopeless>(_: H) {}

fn main() {}
