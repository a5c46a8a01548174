//! kit: std
//! expect: wrong-result
//! says: the answer expected: 2 seen: 3
//! says: rustc also warns: unused variable: `unused`
pub fn answer() -> u64 {
    let unused = 1;
    3
}
