//! kit: std
//! expect: forbidden
//! says: `unsafe` is not allowed
macro_rules! two {
    () => {
        unsafe { std::mem::transmute(2u64) }
    };
}
pub fn answer() -> u64 {
    two!()
}
