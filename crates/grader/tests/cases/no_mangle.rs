//! kit: process
//! expect: forbidden
//! says: `#[no_mangle]` is not allowed
#[unsafe(no_mangle)]
pub extern "C" fn write(_: i32, _: *const u8, n: usize) -> isize {
    n as isize
}
pub fn answer() -> u64 {
    3
}
