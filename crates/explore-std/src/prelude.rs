//! What every program imports without saying so: real std's preludes with the macros of this crate.
//!
//! The compiler looks bare names up in `std::prelude::rust_20xx` of the crate called `std`; a macro
//! defined only at the root (`thread_local!`, `println!`) would still be real std's.

macro_rules! prelude {
    ($(#[doc = $doc:literal] $name:ident)*) => {$(
        #[doc = $doc]
        pub mod $name {
            pub use crate::{dbg, eprint, eprintln, print, println, thread_local};
            pub use ::std::prelude::$name::*;
        }
    )*};
}

prelude! {
    /// The prelude of every edition.
    v1
    /// The prelude of the 2015 edition.
    rust_2015
    /// The prelude of the 2018 edition.
    rust_2018
    /// The prelude of the 2021 edition.
    rust_2021
    /// The prelude of the 2024 edition.
    rust_2024
}
