//! What the attributes have to put up with. That it compiles without a warning is half of the test.

mod attributes;
mod defaults;
mod keys;
mod mocks;
mod names;
mod places;
mod shadows;
mod transports;
mod types;
mod with_rstest;
