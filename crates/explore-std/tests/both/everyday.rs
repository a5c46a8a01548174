//! What programs use without importing it: macros, derives, the prelude.

use std::error::Error;
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
struct Wrong {
    code: u8,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "wrong: {}", self.code)
    }
}

impl Error for Wrong {}

#[derive(Debug)]
enum Failure {
    Io(std::io::Error),
    Wrong(Wrong),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Io(error)
    }
}

impl From<Wrong> for Failure {
    fn from(wrong: Wrong) -> Self {
        Failure::Wrong(wrong)
    }
}

fn question_marks(fails: bool) -> Result<u8, Failure> {
    std::io::copy(&mut std::io::empty(), &mut std::io::sink())?;
    if fails {
        Err(Wrong { code: 3 })?;
    }
    Ok(1)
}

fn boxed() -> Result<u8, Box<dyn Error + Send + Sync>> {
    let number: u8 = "7".parse()?;
    if number == 7 {
        return Err("text is an error".into());
    }
    Ok(number)
}

thread_local! {
    static NUMBER: std::cell::Cell<u8> = const { std::cell::Cell::new(1) };
    pub static LIST: std::cell::RefCell<Vec<u8>> = std::cell::RefCell::new(Vec::new());
    #[allow(dead_code)]
    pub(crate) static LAST: u8 = 9
}

std::thread_local!(static QUALIFIED: u8 = const { 4 });

mod inner {
    pub fn print() {
        println!("in a module");
        let list: Vec<u8> = vec![1; 3];
        assert_eq!(list.len(), 3);
    }
}

macro_rules! twice {
    ($e:expr) => {
        $e + $e
    };
}

pub fn everyday() {
    println!("plain");
    println!("formatted {}", 3);
    std::println!("qualified");
    print!("no newline");
    println!();
    eprintln!("to stderr");
    inner::print();
    NUMBER.with(|number| number.set(twice!(2)));
    assert_eq!(std::thread::spawn(|| NUMBER.with(|number| number.get())).join().unwrap(), 1);
    LIST.with(|list| list.borrow_mut().push(1));
    assert_eq!(QUALIFIED.with(|n| *n) + LAST.with(|n| *n), 13);
    assert!(matches!(question_marks(true), Err(Failure::Wrong(wrong)) if wrong.to_string() == "wrong: 3"));
    assert!(question_marks(false).is_ok());
    assert_ne!(boxed().unwrap_err().to_string(), "");
    let text = format!("{:?} {:>4}", Wrong::default(), 'x');
    debug_assert!(text.contains("code"), "{}", text);
    let boxed: Box<dyn Fn(u8) -> u8> = Box::new(|n| n.max(2));
    assert_eq!(Some(boxed(1)).into_iter().chain(std::iter::once(3)).sum::<u8>(), 5);
    assert!(std::panic::catch_unwind(|| panic!("with {}", "text")).is_err());
    assert!(std::panic::catch_unwind(|| -> u8 { unreachable!() }).is_err());
    assert!(std::panic::catch_unwind(|| -> u8 { todo!() }).is_err());
    assert!(cfg!(debug_assertions) || !cfg!(debug_assertions));
    assert_eq!(concat!("a", 1, stringify!(b)), "a1b");
    assert!(option_env!("THIS_IS_NOT_SET").is_none() && line!() > 1 && file!().len() > 1 && module_path!().len() > 1);
    assert_eq!(std::mem::size_of::<u8>() + std::u8::MAX as usize, 256);
    assert_eq!(std::f64::consts::PI.floor(), 3.0);
    assert_eq!(1, 2, "the end, so that the output is kept");
}
