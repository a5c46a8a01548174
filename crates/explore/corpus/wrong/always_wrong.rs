//! wrong: wrong-result
//! Wrong with one thread already.

fn main() {
    let sum: u32 = (1..10).sum();
    assert_eq!(sum, 55);
}
