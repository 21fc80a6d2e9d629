//! The programs of the articles that this project grew out of, and their tests, on every cell.
//!
//! Each file has the program, its tests as a user would write them, and broken versions of the program that
//! those tests have to catch.

mod cat;
mod events;
mod phoenix;
mod receive;
mod sleeper;
