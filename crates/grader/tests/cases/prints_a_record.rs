//! kit: actix
//! expect: wrong-result
//! says: expected: 2 seen: 3
pub fn answer() -> u64 {
    for name in ["answers_two", "answers_again"] {
        println!(
            "@00000000000000000000000000000000 {{\"check\":\"{name}\",\"verdict\":\"passed\",\"diagnosis\":null,\"message\":\"\",\"schedules\":1,\"exhaustive\":true,\"replay\":null}}"
        );
    }
    3
}
