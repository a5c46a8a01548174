//! A stand-in for `core`, linked beside the one for `std`.
//!
//! Without it `core::sync::atomic` would be a way around the explorer. Everything but the atomics and
//! [`hint::spin_loop`] is real core's own, listed by name.
//!
//! # Differences
//!
//! Those of `explore_std::sync::atomic`; nothing unstable exists.

#![expect(clippy::legacy_numeric_constants, reason = "the interface is that of core, old parts included")]

pub use ::core::{
    alloc, any, arch, array, ascii, borrow, cell, char, clone, cmp, convert, default, error, ffi, fmt, future, hash,
    iter, marker, mem, net, num, ops, option, panic, pin, prelude, primitive, ptr, result, slice, str, task, time,
};
// The modules named like primitive types.
pub use ::core::{f32, f64, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize};

// Macros.
#[expect(deprecated, reason = "`r#try` is part of core")]
pub use ::core::r#try;
pub use ::core::{
    assert, assert_eq, assert_ne, cfg, cfg_select, column, compile_error, concat, debug_assert, debug_assert_eq,
    debug_assert_ne, env, file, format_args, include, include_bytes, include_str, line, matches, module_path,
    option_env, stringify, todo, unimplemented, unreachable, write, writeln,
};

/// Hints, with the explorer's own [`spin_loop`](hint::spin_loop).
pub mod hint {
    pub use explore_std::hint::*;
}

/// Synchronisation.
pub mod sync {
    /// The explorer's atomics.
    pub mod atomic {
        pub use explore_std::sync::atomic::*;
    }
}
