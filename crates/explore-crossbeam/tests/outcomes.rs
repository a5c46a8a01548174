//! Everything that can happen with the real crates happens under the explorer, and nothing else.

mod common;

use common::{on_both, these_results};
use explore::Diagnosis;

these_results! {
    fn two_senders_in_any_order() -> Vec<u32>: [[1, 2], [2, 1]] {
        let (tx, rx) = cb::channel::bounded(1);
        let senders: Vec<_> = [1, 2].into_iter().map(|i| {
            let tx = tx.clone();
            thread::spawn(move || tx.send(i).unwrap())
        }).collect();
        drop(tx);
        let got = rx.iter().collect();
        for sender in senders {
            sender.join().unwrap();
        }
        got
    }

    fn two_senders_at_a_rendezvous() -> Vec<u32>: [[1, 2], [2, 1]] {
        let (tx, rx) = cb::channel::bounded(0);
        let senders: Vec<_> = [1, 2].into_iter().map(|i| {
            let tx = tx.clone();
            thread::spawn(move || tx.send(i).unwrap())
        }).collect();
        drop(tx);
        let got = rx.iter().collect();
        for sender in senders {
            sender.join().unwrap();
        }
        got
    }

    fn any_ready_arm() -> u32: [1_u32, 2_u32, 3_u32] {
        let (tx1, rx1) = cb::channel::bounded(1);
        let (tx2, rx2) = cb::channel::bounded(1);
        let (tx3, _rx3) = cb::channel::bounded(1);
        tx1.send(1).unwrap();
        tx2.send(2).unwrap();
        cb::select! {
            recv(rx1) -> msg => msg.unwrap(),
            recv(rx2) -> msg => msg.unwrap(),
            send(tx3, 0) -> res => res.map(|()| 3).unwrap(),
        }
    }

    fn a_time_out_or_a_message() -> String: ["Ok(1)", "Err(Timeout)"] {
        let (tx, rx) = cb::channel::bounded(1);
        let sender = thread::spawn(move || {
            thread::sleep(Duration::from_millis(1));
            // The receiver may be gone.
            let _ = tx.send(1);
            tx
        });
        let got = rx.recv_timeout(Duration::from_millis(1));
        drop(rx);
        drop(sender.join());
        format!("{got:?}")
    }

    fn a_try_at_a_rendezvous() -> String: [
        "Ok(1) Ok(())", "Err(Empty) Err(\"Disconnected(..)\")", "Err(Empty) Err(\"Full(..)\")",
    ] {
        let (tx, rx) = cb::channel::bounded(0);
        let other = thread::spawn(move || {
            let got = rx.recv_timeout(Duration::from_micros(1)).map_err(|_| cb::channel::TryRecvError::Empty);
            drop(rx);
            got
        });
        let sent = tx.try_send(1);
        let got = other.join().unwrap();
        format!("{got:?} {sent:?}")
    }

    fn who_gets_it() -> Vec<Option<u32>>: [[Some(1), None], [None, Some(1)]] {
        let (tx, rx) = cb::channel::bounded(1);
        let readers: Vec<_> = (0..2).map(|_| {
            let rx = rx.clone();
            thread::spawn(move || rx.recv().ok())
        }).collect();
        tx.send(1).unwrap();
        drop(tx);
        readers.into_iter().map(|reader| reader.join().unwrap()).collect()
    }

    fn the_last_sender_may_be_any() -> Vec<u32>: [vec![1], vec![1, 2], vec![2, 1], vec![2]] {
        let (tx, rx) = cb::channel::unbounded();
        let tx2 = tx.clone();
        let a = thread::spawn(move || tx.send(1).unwrap());
        let b = thread::spawn(move || tx2.send(2).unwrap());
        let first = rx.recv().unwrap();
        let got: Vec<u32> = [first].into_iter().chain(rx.try_iter()).collect();
        a.join().unwrap();
        b.join().unwrap();
        got
    }

    fn selecting_from_two_that_fill() -> Vec<u32>: [[1, 2], [2, 1]] {
        let (tx1, rx1) = cb::channel::bounded(0);
        let (tx2, rx2) = cb::channel::bounded(0);
        let a = thread::spawn(move || tx1.send(1).unwrap());
        let b = thread::spawn(move || tx2.send(2).unwrap());
        let mut got = Vec::new();
        let (mut open1, mut open2) = (true, true);
        while open1 || open2 {
            let never = cb::channel::never();
            cb::select! {
                recv(if open1 { &rx1 } else { &never }) -> msg => match msg { Ok(i) => got.push(i), Err(_) => open1 = false },
                recv(if open2 { &rx2 } else { &never }) -> msg => match msg { Ok(i) => got.push(i), Err(_) => open2 = false },
            }
        }
        a.join().unwrap();
        b.join().unwrap();
        got
    }
}

/// Programs that go wrong.
mod wrong {
    use super::common::fails;
    use super::{Diagnosis, common};
    use explore_crossbeam::channel::{bounded, unbounded};
    use explore_crossbeam::select;
    use explore_std::thread;

    #[test]
    fn a_sender_kept_alive_keeps_the_channel_open() {
        fails(Diagnosis::Deadlock, || {
            let (tx, rx) = unbounded();
            tx.send(1).unwrap();
            assert_eq!(rx.iter().count(), 1);
            drop(tx);
        });
    }

    #[test]
    fn two_threads_that_send_to_each_other_first() {
        fails(Diagnosis::Deadlock, || {
            let (tx1, rx1) = bounded::<u32>(0);
            let (tx2, rx2) = bounded::<u32>(0);
            let other = thread::spawn(move || {
                tx1.send(1).unwrap();
                rx2.recv().unwrap();
            });
            tx2.send(2).unwrap();
            rx1.recv().unwrap();
            other.join().unwrap();
        });
    }

    #[test]
    fn a_thread_nobody_reads_from_is_leaked() {
        fails(Diagnosis::LeakedThread, || {
            let (tx, rx) = bounded::<u32>(0);
            thread::spawn(move || {
                let _keeps_it_open = &rx;
                let _ = tx.send(1);
            });
        });
    }

    #[test]
    fn a_message_may_come_before_the_stop_signal_or_not() {
        fails(Diagnosis::Race, || {
            let (tx, rx) = bounded::<u32>(1);
            let (stop, stopped) = bounded::<()>(1);
            let worker = thread::spawn(move || {
                select! {
                    recv(rx) -> msg => msg.ok(),
                    recv(stopped) -> _ => None,
                }
            });
            tx.send(1).unwrap();
            stop.send(()).unwrap();
            assert_eq!(worker.join().unwrap(), Some(1));
        });
    }

    #[test]
    fn an_unwrapped_send_fails_when_the_receiver_is_gone() {
        let report = common::fails(Diagnosis::Race, || {
            let (tx, rx) = bounded::<u32>(1);
            thread::spawn(move || tx.send(1).unwrap());
            drop(rx);
        });
        assert!(report.message.contains("SendError"), "{}", report.message);
    }

    /// What the trace of a failing schedule shows of channels.
    #[test]
    fn a_trace_names_places_and_values() {
        let report = fails(Diagnosis::Deadlock, || {
            let (tx, rx) = bounded(2);
            let other = tx.clone();
            tx.send(41_u64).unwrap();
            drop(tx);
            assert_eq!(rx.iter().map(|i| i + 1).next(), Some(42));
            rx.recv().unwrap();
            drop(other);
        });
        let events = report.failing.expect("there is a failing execution").events;
        let shown: Vec<(&str, Option<&str>)> = events.iter().map(|event| (event.op, event.value.as_deref())).collect();
        assert_eq!(
            shown,
            [("send", Some("41")), ("close", Some("1 sender is left")), ("receive", Some("41")), ("receive", None),]
        );
        for event in &events {
            let place = event.place.expect("a channel operation stands in a line");
            assert!(place.file().ends_with("outcomes.rs"), "{place}");
        }
    }
}
