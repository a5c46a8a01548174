//! A stand-in for `std` whose locks, channels, atomics, threads and clock are those of the schedule
//! explorer.
//!
//! A program is compiled against it unchanged, with `--extern std=libexplore_std.rlib`: its
//! `use std::sync::Mutex` then names [`sync::Mutex`] here. Whatever concerns threads, waiting or time
//! is modelled; whatever is pure is real std's own item, so its types are the very ones other crates
//! use. What a program could use to escape the explorer (files, sockets, processes, environment) is
//! absent, and every item is listed by name so that nothing of std slips in unseen.
//!
//! # What carries over from real programs
//!
//! - Every operation another thread could notice is a scheduling point, placed before the operation.
//! - Atomics are sequentially consistent whatever ordering is asked for.
//! - `Arc` is real std's: its reference count is not a scheduling point.
//! - A static is as at program start in every execution (see `statics`).
//!
//! # Soundness
//!
//! The stand-ins keep their state in plain cells although they are `Sync`. All model threads of a
//! process are run by one operating-system thread at a time, and control changes hands only inside
//! `explore::rt`; the program cannot start a thread in any other way, as the real `std` is not there.
//!
//! # Differences
//!
//! Each module lists where it differs from real std. For the crate as a whole: `fs`, `net` (but for
//! the address types), `process`, `env` and `os` do not exist, nor does anything unstable.

#![expect(
    clippy::declare_interior_mutable_const,
    clippy::new_without_default,
    clippy::legacy_numeric_constants,
    reason = "the interface is that of std, old parts included"
)]

mod macros;
mod statics;

pub mod collections;
pub mod hash;
pub mod hint;
pub mod io;
pub mod net;
pub mod panic;
pub mod prelude;
pub mod sync;
pub mod thread;
pub mod time;

#[doc(hidden)]
pub mod internal;

// Pure modules: real std's own.
pub use ::std::{
    alloc, any, arch, array, ascii, backtrace, borrow, boxed, cell, char, clone, cmp, convert, default, error, ffi,
    fmt, future, iter, marker, mem, num, ops, option, path, pin, primitive, ptr, rc, result, slice, str, string, task,
    vec,
};
// The modules named like primitive types.
pub use ::std::{f32, f64, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize};

// Macros: real std's own, except those in `macros`.
#[expect(deprecated, reason = "`r#try` is part of std")]
pub use ::std::r#try;
pub use ::std::{
    assert, assert_eq, assert_ne, cfg, cfg_select, column, compile_error, concat, debug_assert, debug_assert_eq,
    debug_assert_ne, file, format, format_args, include, include_bytes, include_str, line, matches, module_path,
    option_env, stringify, todo, unimplemented, unreachable, write, writeln,
};
// `::std::env` would bring the module along.
pub use ::core::env;
pub use panic_macro::panic;
/// The macro `panic!` without the module of that name.
mod panic_macro {
    // Shadows the module in the glob import; private, so that only the macro is passed on.
    #[expect(hidden_glob_reexports, reason = "that is the purpose")]
    mod panic {}
    pub use ::std::*;
}
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
pub use ::std::is_x86_feature_detected;
