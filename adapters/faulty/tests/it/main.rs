//! Checks of runtimes that are wrong, hostile or odd. Which case finds which fault is told by the example `kill_matrix`.

mod checks;
mod hostile;
mod odd;
mod one_line;
mod outcomes;
mod parts;
