//! kit: std
//! expect: out-of-resources
//! says: did not come to an end: stopped by the clock
pub fn answer() -> u64 {
    loop {
        std::hint::black_box(1);
    }
}
