//! kit: tokio
//! expect: passed
//! The crates' own macros may use what the file may not.
pub fn answer() -> u64 {
    thread_local! {
        static TWO: std::cell::Cell<u64> = const { std::cell::Cell::new(2) };
    }
    let _polls = async {
        let future = async { 1 };
        tokio::pin!(future);
        tokio::select! {
            one = &mut future => one,
            else => 2,
        }
    };
    TWO.get()
}
