//! wrong: race
//! Two files claim a disk block: each finds it free before either marks it as taken.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

fn claim(blocks: &[AtomicBool], wanted: usize) -> usize {
    let mut block = wanted;
    loop {
        if !blocks[block].load(Ordering::SeqCst) {
            blocks[block].store(true, Ordering::SeqCst);
            return block;
        }
        block = (block + 1) % blocks.len();
    }
}

fn main() {
    let blocks: Vec<AtomicBool> = (0..4).map(|_| AtomicBool::new(false)).collect();
    thread::scope(|scope| {
        let first = scope.spawn(|| claim(&blocks, 1));
        let second = scope.spawn(|| claim(&blocks, 1));
        assert_ne!(first.join().unwrap(), second.join().unwrap(), "one block for two files");
    });
}
