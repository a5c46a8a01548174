//! Hashing as in std, with a [`RandomState`] that is always the same.
//!
//! # Differences
//!
//! Real std seeds every `RandomState` differently, so that a map's order differs from run to run and
//! from map to map. Here all have the same seed: a schedule must do the same whenever it is replayed.

#[expect(deprecated, reason = "still part of std")]
pub use ::std::hash::SipHasher;
pub use ::std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher};

/// The default hasher of `HashMap` and `HashSet`; every one hashes alike.
#[derive(Clone, Default)]
pub struct RandomState(());

impl RandomState {
    /// A new one, equal to all others.
    #[must_use]
    pub fn new() -> RandomState {
        RandomState(())
    }
}

impl BuildHasher for RandomState {
    type Hasher = DefaultHasher;

    fn build_hasher(&self) -> DefaultHasher {
        DefaultHasher::new()
    }
}

impl ::std::fmt::Debug for RandomState {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.debug_struct("RandomState").finish_non_exhaustive()
    }
}
