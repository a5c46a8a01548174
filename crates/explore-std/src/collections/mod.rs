//! Collections: real std's, with maps and sets whose order is the same in every run.
//!
//! # Differences
//!
//! - [`HashMap`] and [`HashSet`] are types of their own, around real std's, because their default
//!   hasher is another; they dereference to real std's.

pub mod hash_map;
pub mod hash_set;

pub use ::std::collections::{
    BTreeMap, BTreeSet, BinaryHeap, Bound, LinkedList, TryReserveError, VecDeque, binary_heap, btree_map, btree_set,
    linked_list, vec_deque,
};
pub use hash_map::HashMap;
pub use hash_set::HashSet;
