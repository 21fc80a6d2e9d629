//! The programs of the articles that this project grew out of, and their tests, on every cell.
//!
//! Each file has the program and its tests as a user would write them; that of the event client stands in
//! `phoenix`. The others also have broken versions of the program, which those tests have to catch.

mod cat;
mod channel;
mod events;
mod herding;
mod phoenix;
mod receive;
mod sleeper;
