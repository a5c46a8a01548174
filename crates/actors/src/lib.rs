//! Actors: lessons in `lessons/`, the programs they quote in `examples/`, exercises in `exercises/`.
//! There is nothing to call here; the package exists so that the programs are compiled and run.
