//! Ways to reach a server, on every runtime: what each of them opens, and that nothing of it is left.

mod errors;
mod folder;
mod listening;
mod server;
mod thousand;
