//! kit: std
//! expect: out-of-resources
//! says: ran out of memory
pub fn answer() -> u64 {
    let mut all = Vec::new();
    loop {
        all.push(vec![1u8; 16 << 20]);
        std::hint::black_box(&all);
    }
}
