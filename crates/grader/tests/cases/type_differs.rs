//! kit: std
//! expect: does-not-compile
//! says: can't compare `String` with `{integer}`
//! says: the checks say: assert_eq!(exercise::answer(), 2, "the answer");
pub fn answer() -> String {
    "2".to_owned()
}
