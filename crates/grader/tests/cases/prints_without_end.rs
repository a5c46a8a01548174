//! kit: process
//! expect: out-of-resources
//! says: printed without end and was stopped
pub fn answer() -> u64 {
    loop {
        eprintln!("and again and again and again and again and again and again");
    }
}
