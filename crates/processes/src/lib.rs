//! Processes and what they share: lessons with their running examples, and exercises.
//!
//! The lessons' programs are in `examples/`; what the lessons claim of the libraries is in `tests/`.
