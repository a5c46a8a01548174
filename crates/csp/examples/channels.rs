//! What the lesson "Channels" shows, as one program: `cargo run -p learn-csp --example channels`.

use crossbeam::channel::{Receiver, RecvTimeoutError, TrySendError, bounded, select, unbounded};
use std::thread;
use std::time::Duration;

fn main() {
    hand_over();
    close();
    push_back();
    meet();
    end_in_both_directions();
    choose();
}

fn hand_over() {
    // ANCHOR: hand_over
    let (sender, receiver) = unbounded();
    let author = thread::spawn(move || {
        let line = String::from("the quick brown fox");
        sender.send(line).unwrap();
        // `line` is gone from here: it belongs to whoever receives it.
    });
    let line = receiver.recv().unwrap();
    println!("received {line:?}");
    // ANCHOR_END: hand_over
    author.join().unwrap();
    assert_eq!(line, "the quick brown fox");
}

fn close() {
    // ANCHOR: close
    let (sender, receiver) = unbounded();
    let authors: Vec<_> = ["one", "two"]
        .into_iter()
        .map(|line| {
            let sender = sender.clone();
            thread::spawn(move || sender.send(line).unwrap())
        })
        .collect();
    drop(sender); // Without this line the loop below never ends.

    let mut lines = 0;
    for line in &receiver {
        println!("line {line:?}");
        lines += 1;
    }
    println!("{lines} lines, and nobody is left to send another");
    // ANCHOR_END: close
    for author in authors {
        author.join().unwrap();
    }
    assert_eq!(lines, 2);
}

fn push_back() {
    // ANCHOR: push_back
    let (sender, receiver) = bounded(2);
    sender.send("first").unwrap();
    sender.send("second").unwrap();
    // There is no room now: `send` would wait, `try_send` says so and gives the value back.
    let refused = sender.try_send("third");
    assert_eq!(refused, Err(TrySendError::Full("third")));
    assert_eq!(receiver.recv(), Ok("first"));
    assert_eq!(sender.try_send("third"), Ok(()));
    // ANCHOR_END: push_back
}

fn meet() {
    // ANCHOR: meet
    let (sender, receiver) = bounded(0);
    let buyer = thread::spawn(move || receiver.recv().unwrap());
    sender.send("a fish").unwrap();
    // When `send` returns, the buyer has taken the fish out of our hands.
    println!("sold {:?}", buyer.join().unwrap());
    // ANCHOR_END: meet
}

// ANCHOR: stage
/// Starts a thread that passes on the lines that have something in them, without the space around.
fn without_blanks(lines: Receiver<String>) -> Receiver<String> {
    let (output, trimmed) = bounded(1);
    thread::spawn(move || {
        for line in lines {
            let line = line.trim();
            if !line.is_empty() && output.send(line.to_owned()).is_err() {
                return; // Nobody wants any more lines.
            }
        }
        // There are no more lines.
    });
    trimmed
}
// ANCHOR_END: stage

fn end_in_both_directions() {
    // ANCHOR: downstream
    let (sender, lines) = bounded(1);
    let trimmed = without_blanks(lines);
    let author = thread::spawn(move || {
        for line in ["  a", "", "b  "] {
            sender.send(line.to_owned()).unwrap();
        }
    });
    let got: Vec<String> = trimmed.iter().collect();
    assert_eq!(got, ["a", "b"]);
    // ANCHOR_END: downstream
    author.join().unwrap();

    // ANCHOR: upstream
    let (sender, lines) = bounded(1);
    let trimmed = without_blanks(lines);
    let author = thread::spawn(move || {
        let mut written = 0;
        while sender.send(format!("line {written}")).is_ok() {
            written += 1;
        }
        written
    });
    assert_eq!(trimmed.recv().as_deref(), Ok("line 0"));
    drop(trimmed);
    let written = author.join().unwrap();
    println!("the author could pass on {written} lines before noticing");
    // ANCHOR_END: upstream
    assert!(written <= 4);
}

fn choose() {
    // ANCHOR: choose
    let (letter_sender, letters) = bounded(1);
    let (call_sender, calls) = bounded(1);
    letter_sender.send("a letter").unwrap();
    call_sender.send("a call").unwrap();
    for _ in 0..2 {
        select! {
            recv(letters) -> letter => println!("{}", letter.unwrap()),
            recv(calls) -> call => println!("{}", call.unwrap()),
            default(Duration::from_secs(1)) => println!("a quiet second"),
        }
    }
    // ANCHOR_END: choose
    let nothing = letters.recv_timeout(Duration::from_millis(1));
    assert_eq!(nothing, Err(RecvTimeoutError::Timeout));
}
