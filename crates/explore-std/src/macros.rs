//! The macros of std that do something the explorer must know of: printing and thread-locals.
//!
//! They refer to this crate by `$crate` only: `::std` in a macro means the `std` of the crate that
//! uses it.

/// Prints to the captured standard output.
#[macro_export]
macro_rules! print {
    ($($arg:tt)*) => { $crate::io::_print($crate::format_args!($($arg)*)) };
}

/// Prints to the captured standard output, with a newline.
#[macro_export]
macro_rules! println {
    () => { $crate::io::_print($crate::format_args!("\n")) };
    ($($arg:tt)*) => { $crate::io::_println($crate::format_args!($($arg)*)) };
}

/// Prints to the captured standard error.
#[macro_export]
macro_rules! eprint {
    ($($arg:tt)*) => { $crate::io::_eprint($crate::format_args!($($arg)*)) };
}

/// Prints to the captured standard error, with a newline.
#[macro_export]
macro_rules! eprintln {
    () => { $crate::io::_eprint($crate::format_args!("\n")) };
    ($($arg:tt)*) => { $crate::io::_eprintln($crate::format_args!($($arg)*)) };
}

/// Prints an expression with its value and returns the value.
#[macro_export]
macro_rules! dbg {
    () => { $crate::eprintln!("[{}:{}:{}]", $crate::file!(), $crate::line!(), $crate::column!()) };
    ($value:expr $(,)?) => {
        match $value {
            value => {
                $crate::eprintln!(
                    "[{}:{}:{}] {} = {:#?}",
                    $crate::file!(), $crate::line!(), $crate::column!(), $crate::stringify!($value), &value
                );
                value
            }
        }
    };
    ($($value:expr),+ $(,)?) => { ($($crate::dbg!($value)),+,) };
}

/// Declares variables of which every model thread has its own.
#[macro_export]
macro_rules! thread_local {
    () => {};
    ($(#[$attr:meta])* $vis:vis static $name:ident : $t:ty = const $init:block $(; $($rest:tt)*)?) => {
        $crate::__thread_local_key!([$(#[$attr])*] [$vis] $name, $t, { const INIT: $t = $init; INIT });
        $($crate::thread_local!($($rest)*);)?
    };
    ($(#[$attr:meta])* $vis:vis static $name:ident : $t:ty = const $init:expr $(; $($rest:tt)*)?) => {
        $crate::__thread_local_key!([$(#[$attr])*] [$vis] $name, $t, { const INIT: $t = $init; INIT });
        $($crate::thread_local!($($rest)*);)?
    };
    ($(#[$attr:meta])* $vis:vis static $name:ident : $t:ty = $init:expr $(; $($rest:tt)*)?) => {
        $crate::__thread_local_key!([$(#[$attr])*] [$vis] $name, $t, { $init });
        $($crate::thread_local!($($rest)*);)?
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __thread_local_key {
    ([$(#[$attr:meta])*] [$vis:vis] $name:ident, $t:ty, $init:block) => {
        $(#[$attr])*
        $vis const $name: $crate::thread::LocalKey<$t> = {
            // Its address tells this variable from all others.
            static IDENTITY: $crate::thread::LocalIdentity<$t> = $crate::thread::LocalIdentity::new();
            fn init() -> $t $init
            $crate::thread::LocalKey::declare(&IDENTITY, init)
        };
    };
}
