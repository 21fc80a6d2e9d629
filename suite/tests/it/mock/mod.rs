//! Mocks: on every cell, passing and failing.

mod states;
