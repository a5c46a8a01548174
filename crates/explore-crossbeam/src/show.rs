//! What a trace shows of a message.
//!
//! A message's type need not implement `Debug`, so only the types of this list are shown; a message
//! of another type appears in a trace without its value.

use explore::rt;
use std::any::TypeId;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::mem;

/// Adds the message to the operation just made, if its type is one that can be shown.
pub(crate) fn note<T>(message: &T) {
    if let Some(show) = shower::<T>() {
        rt::value(|| show(message));
    }
}

fn shower<T>() -> Option<fn(&T) -> String> {
    macro_rules! one_of {
        ($($shown:ty),* $(,)?) => {
            $(if is::<T, $shown>() {
                return Some(|message| {
                    // SAFETY: `is` has established that `T` is `$shown`, apart from lifetimes,
                    // which the reference made here does not outlive.
                    let message: &$shown = unsafe { &*std::ptr::from_ref(message).cast::<$shown>() };
                    text(message)
                });
            })*
        };
    }
    one_of!(
        (),
        bool,
        char,
        u8,
        u16,
        u32,
        u64,
        u128,
        usize,
        i8,
        i16,
        i32,
        i64,
        i128,
        isize,
        f32,
        f64,
        String,
        &'static str,
        Option<u32>,
        Option<u64>,
        Option<i32>,
        Option<usize>,
        Option<String>,
        (u32, u32),
        (u64, u64),
        (i32, i32),
        (usize, usize),
        (usize, u64),
        (usize, i32),
        (usize, u32),
        (usize, String),
        (&'static str, u32),
        (&'static str, i32),
        (&'static str, u64),
        (&'static str, usize),
        Vec<u8>,
        Vec<u32>,
        Vec<u64>,
        Vec<i32>,
        Vec<usize>,
    );
    None
}

/// At most so many characters of a message are shown.
const LONGEST: usize = 60;

fn text(message: &dyn Debug) -> String {
    let mut text = format!("{message:?}");
    if let Some((cut, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(cut);
        text.push('…');
    }
    text
}

/// Whether `T` and `U` are the same type, lifetimes aside.
fn is<T, U: 'static>() -> bool {
    trait Identity {
        fn id(&self) -> TypeId
        where
            Self: 'static;
    }
    impl<T> Identity for PhantomData<T> {
        fn id(&self) -> TypeId
        where
            Self: 'static,
        {
            TypeId::of::<T>()
        }
    }
    let identity: &dyn Identity = &PhantomData::<T>;
    // SAFETY: `id` reads nothing through the reference, it only names the type; lifetimes play no
    // part in a `TypeId`, so the code is the same for any.
    let identity = unsafe { mem::transmute::<&dyn Identity, &(dyn Identity + 'static)>(identity) };
    identity.id() == TypeId::of::<U>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<T>(message: &T) -> Option<String> {
        shower::<T>().map(|show| show(message))
    }

    #[test]
    fn types_of_the_list_are_shown() {
        assert_eq!(value(&7_u64).as_deref(), Some("7"));
        assert_eq!(value(&"seven").as_deref(), Some("\"seven\""));
        let short_lived = String::from("seven");
        assert_eq!(value(&short_lived.as_str()).as_deref(), Some("\"seven\""));
        assert_eq!(value(&(1_usize, 2_u64)).as_deref(), Some("(1, 2)"));
    }

    #[test]
    fn other_types_are_not() {
        struct Seven(#[expect(dead_code, reason = "only its type matters")] u64);
        assert_eq!(value(&Seven(7)), None);
        assert_eq!(value(&Box::new(7_u64)), None);
    }

    #[test]
    fn long_messages_are_cut() {
        let shown = value(&"x".repeat(1000)).expect("strings are shown");
        assert_eq!(shown.chars().count(), LONGEST + 1);
    }
}
