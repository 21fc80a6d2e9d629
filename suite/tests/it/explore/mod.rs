//! Explorations of orders: what they find, what they prove, and what they say. Only `sim` explores, so these are plain tests;
//! histories and fresh wakers are for each cell.

mod attribute;
mod bugs;
mod exhaustive;
mod explorer;
mod history;
mod settings;
mod wakers;
