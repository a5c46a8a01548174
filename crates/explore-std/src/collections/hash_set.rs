//! A hash set whose order is the same in every run.

pub use ::std::collections::hash_set::{
    Difference, Drain, ExtractIf, Intersection, IntoIter, Iter, SymmetricDifference, Union,
};

use crate::hash::RandomState;
use ::std::borrow::Borrow;
use ::std::collections::{TryReserveError, hash_set as real};
use ::std::fmt;
use ::std::hash::{BuildHasher, Hash};
use ::std::ops::{BitAnd, BitOr, BitXor, Deref, DerefMut, Sub};

/// A hash set: as [`std::collections::HashSet`](real::HashSet).
pub struct HashSet<T, S = RandomState>(real::HashSet<T, S>);

impl<T> HashSet<T, RandomState> {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        HashSet(real::HashSet::with_hasher(RandomState::new()))
    }

    /// An empty set with room for `capacity` values.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        HashSet(real::HashSet::with_capacity_and_hasher(capacity, RandomState::new()))
    }
}

impl<T, S> HashSet<T, S> {
    /// An empty set that hashes with `hasher`.
    pub const fn with_hasher(hasher: S) -> Self {
        HashSet(real::HashSet::with_hasher(hasher))
    }

    /// An empty set with room for `capacity` values that hashes with `hasher`.
    pub fn with_capacity_and_hasher(capacity: usize, hasher: S) -> Self {
        HashSet(real::HashSet::with_capacity_and_hasher(capacity, hasher))
    }

    /// How many values it has room for.
    pub fn capacity(&self) -> usize {
        self.0.capacity()
    }

    /// The values.
    pub fn iter(&self) -> Iter<'_, T> {
        self.0.iter()
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes out all values.
    pub fn drain(&mut self) -> Drain<'_, T> {
        self.0.drain()
    }

    /// Takes out the values for which `pred` is true.
    pub fn extract_if<F>(&mut self, pred: F) -> ExtractIf<'_, T, F>
    where
        F: FnMut(&T) -> bool,
    {
        self.0.extract_if(pred)
    }

    /// Keeps the values for which `f` is true.
    pub fn retain<F>(&mut self, f: F)
    where
        F: FnMut(&T) -> bool,
    {
        self.0.retain(f);
    }

    /// Removes all values.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// What it hashes with.
    pub fn hasher(&self) -> &S {
        self.0.hasher()
    }
}

impl<T: Eq + Hash, S: BuildHasher> HashSet<T, S> {
    /// Makes room for `additional` more values.
    ///
    /// # Panics
    /// If that is too many.
    pub fn reserve(&mut self, additional: usize) {
        self.0.reserve(additional);
    }

    /// Makes room for `additional` more values.
    ///
    /// # Errors
    /// If that is too many.
    pub fn try_reserve(&mut self, additional: usize) -> Result<(), TryReserveError> {
        self.0.try_reserve(additional)
    }

    /// Gives up room that is not needed.
    pub fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }

    /// Gives up room that is not needed, but for `min_capacity` values.
    pub fn shrink_to(&mut self, min_capacity: usize) {
        self.0.shrink_to(min_capacity);
    }

    /// The values that are not in `other`.
    pub fn difference<'a>(&'a self, other: &'a HashSet<T, S>) -> Difference<'a, T, S> {
        self.0.difference(&other.0)
    }

    /// The values in one of both only.
    pub fn symmetric_difference<'a>(&'a self, other: &'a HashSet<T, S>) -> SymmetricDifference<'a, T, S> {
        self.0.symmetric_difference(&other.0)
    }

    /// The values in both.
    pub fn intersection<'a>(&'a self, other: &'a HashSet<T, S>) -> Intersection<'a, T, S> {
        self.0.intersection(&other.0)
    }

    /// The values in either.
    pub fn union<'a>(&'a self, other: &'a HashSet<T, S>) -> Union<'a, T, S> {
        self.0.union(&other.0)
    }

    /// Whether `value` is in it.
    pub fn contains<Q: ?Sized + Hash + Eq>(&self, value: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.contains(value)
    }

    /// The value equal to `value`.
    pub fn get<Q: ?Sized + Hash + Eq>(&self, value: &Q) -> Option<&T>
    where
        T: Borrow<Q>,
    {
        self.0.get(value)
    }

    /// Whether no value is in both.
    pub fn is_disjoint(&self, other: &HashSet<T, S>) -> bool {
        self.0.is_disjoint(&other.0)
    }

    /// Whether every value is in `other`.
    pub fn is_subset(&self, other: &HashSet<T, S>) -> bool {
        self.0.is_subset(&other.0)
    }

    /// Whether every value of `other` is in it.
    pub fn is_superset(&self, other: &HashSet<T, S>) -> bool {
        self.0.is_superset(&other.0)
    }

    /// Adds `value`; false if it was there.
    pub fn insert(&mut self, value: T) -> bool {
        self.0.insert(value)
    }

    /// Adds `value` in place of one equal to it, which is returned.
    pub fn replace(&mut self, value: T) -> Option<T> {
        self.0.replace(value)
    }

    /// Removes `value`; false if it was not there.
    pub fn remove<Q: ?Sized + Hash + Eq>(&mut self, value: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.remove(value)
    }

    /// Removes and returns the value equal to `value`.
    pub fn take<Q: ?Sized + Hash + Eq>(&mut self, value: &Q) -> Option<T>
    where
        T: Borrow<Q>,
    {
        self.0.take(value)
    }
}

impl<T, S> Deref for HashSet<T, S> {
    type Target = real::HashSet<T, S>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T, S> DerefMut for HashSet<T, S> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<T: Clone, S: Clone> Clone for HashSet<T, S> {
    fn clone(&self) -> Self {
        HashSet(self.0.clone())
    }

    fn clone_from(&mut self, source: &Self) {
        self.0.clone_from(&source.0);
    }
}

impl<T: Eq + Hash, S: BuildHasher> PartialEq for HashSet<T, S> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: Eq + Hash, S: BuildHasher> Eq for HashSet<T, S> {}

impl<T: fmt::Debug, S> fmt::Debug for HashSet<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T, S: Default> Default for HashSet<T, S> {
    fn default() -> Self {
        HashSet(real::HashSet::default())
    }
}

impl<T: Eq + Hash, const N: usize> From<[T; N]> for HashSet<T, RandomState> {
    fn from(arr: [T; N]) -> Self {
        HashSet::from_iter(arr)
    }
}

impl<T: Eq + Hash, S: BuildHasher + Default> FromIterator<T> for HashSet<T, S> {
    fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Self {
        HashSet(real::HashSet::from_iter(iter))
    }
}

impl<T: Eq + Hash, S: BuildHasher> Extend<T> for HashSet<T, S> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, iter: I) {
        self.0.extend(iter);
    }
}

impl<'a, T: Eq + Hash + Copy + 'a, S: BuildHasher> Extend<&'a T> for HashSet<T, S> {
    fn extend<I: IntoIterator<Item = &'a T>>(&mut self, iter: I) {
        self.0.extend(iter);
    }
}

impl<T, S> IntoIterator for HashSet<T, S> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        self.0.into_iter()
    }
}

impl<'a, T, S> IntoIterator for &'a HashSet<T, S> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.0.iter()
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident;)*) => {$(
        impl<T: Eq + Hash + Clone, S: BuildHasher + Default> $trait<&HashSet<T, S>> for &HashSet<T, S> {
            type Output = HashSet<T, S>;

            fn $method(self, rhs: &HashSet<T, S>) -> HashSet<T, S> {
                HashSet($trait::$method(&self.0, &rhs.0))
            }
        }
    )*};
}

operators! {
    BitOr bitor;
    BitAnd bitand;
    BitXor bitxor;
    Sub sub;
}
