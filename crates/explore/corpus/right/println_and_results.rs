//! right
//! Prints, and returns a Result from main.

use std::thread;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let worker = thread::Builder::new().name("worker".to_owned()).spawn(|| {
        println!("hello from {}", thread::current().name().unwrap_or("nobody"));
        "42".parse::<u32>()
    })?;
    let number = worker.join().expect("no panic")?;
    assert_eq!(number, 42);
    Ok(())
}
