//! kit: std
//! expect: does-not-compile
//! says: compiles, but its public items are not those the task asks for
//! says: cannot find function `answer`
//! says: the checks say: assert_eq!(exercise::answer(), 2, "the answer");
//! says: The task at the top of the starter gives every name and signature.
pub fn anwser() -> u64 {
    2
}
