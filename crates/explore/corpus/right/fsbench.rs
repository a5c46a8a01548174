//! right
//! The block is claimed by the very step that finds it free.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

fn claim(blocks: &[AtomicBool], wanted: usize) -> usize {
    let mut block = wanted;
    while blocks[block].swap(true, Ordering::SeqCst) {
        block = (block + 1) % blocks.len();
    }
    block
}

fn main() {
    let blocks: Vec<AtomicBool> = (0..4).map(|_| AtomicBool::new(false)).collect();
    thread::scope(|scope| {
        let claims: Vec<_> = (0..3).map(|_| scope.spawn(|| claim(&blocks, 1))).collect();
        let mut claimed: Vec<_> = claims.into_iter().map(|claim| claim.join().unwrap()).collect();
        claimed.sort_unstable();
        assert_eq!(claimed, [1, 2, 3]);
    });
}
