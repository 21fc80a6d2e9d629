//! Mocks: on every cell, passing and failing.

mod async_trait;
mod beside_mockall;
mod generics;
mod states;
mod statics;
mod trait_mock;
