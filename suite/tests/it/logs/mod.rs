//! The log of a test, captured: on every cell.

#[cfg(feature = "log")]
mod apart;
#[cfg(feature = "log")]
mod assertions;
#[cfg(feature = "tracing")]
mod events;
#[cfg(feature = "log")]
mod key_values;
#[cfg(feature = "log")]
mod levels;
#[cfg(feature = "log")]
mod parts;
#[cfg(feature = "log")]
mod reentrant;
#[cfg(feature = "log")]
mod reports;
#[cfg(all(feature = "log", feature = "tracing"))]
mod sources;
#[cfg(feature = "tracing")]
mod spans;
#[cfg(not(all(feature = "log", feature = "tracing")))]
mod switched_off;
#[cfg(all(feature = "log", feature = "tracing"))]
mod taken;
#[cfg(feature = "log")]
mod tasks;
#[cfg(feature = "log")]
mod waiting;
