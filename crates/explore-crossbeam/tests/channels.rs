//! Channels do what the real ones do.

mod common;

use common::{on_both, same_result};

same_result! {
    fn first_in_first_out() -> Vec<u32> {
        let (tx, rx) = cb::channel::bounded(2);
        let sender = thread::spawn(move || {
            for i in 0..4 {
                tx.send(i).unwrap();
            }
        });
        let got = rx.iter().collect();
        sender.join().unwrap();
        got
    }

    fn a_full_channel_refuses_a_try() -> String {
        let (tx, rx) = cb::channel::bounded(1);
        let first = tx.try_send(1);
        let second = tx.try_send(2);
        let got = rx.try_recv();
        let nothing = rx.try_recv();
        format!("{first:?} {second:?} {got:?} {nothing:?}")
    }

    fn without_receivers_a_send_hands_the_message_back() -> String {
        let (tx, rx) = cb::channel::bounded(1);
        drop(rx);
        let tried = tx.try_send(1).map_err(|e| e.into_inner());
        let sent = tx.send(2).map_err(|e| e.0);
        let timed = tx.send_timeout(3, Duration::from_millis(1));
        format!("{tried:?} {sent:?} {timed:?} {}", timed.as_ref().unwrap_err())
    }

    fn messages_outlive_their_senders() -> String {
        let (tx, rx) = cb::channel::unbounded();
        tx.send(1).unwrap();
        tx.clone().send(2).unwrap();
        drop(tx);
        format!("{:?} {:?} {:?} {:?}", rx.recv(), rx.try_recv(), rx.try_recv(), rx.recv())
    }

    fn the_last_clone_closes() -> String {
        let (tx, rx) = cb::channel::bounded::<u32>(1);
        let other = tx.clone();
        drop(tx);
        let open = rx.try_recv();
        drop(other);
        format!("{open:?} {:?}", rx.try_recv())
    }

    fn a_blocked_sender_hears_that_the_receiver_is_gone() -> String {
        let (tx, rx) = cb::channel::bounded(1);
        tx.send(1).unwrap();
        let sender = thread::spawn(move || tx.send(2));
        drop(rx);
        format!("{:?}", sender.join().unwrap())
    }

    fn a_blocked_receiver_hears_that_the_sender_is_gone() -> String {
        let (tx, rx) = cb::channel::bounded::<u32>(0);
        let receiver = thread::spawn(move || rx.recv());
        drop(tx);
        format!("{:?}", receiver.join().unwrap())
    }

    fn sizes() -> String {
        let (tx, rx) = cb::channel::bounded(2);
        tx.send(1).unwrap();
        let half = (tx.len(), rx.len(), rx.is_empty(), tx.is_full(), rx.capacity());
        tx.send(2).unwrap();
        let full = (tx.len(), rx.is_full());
        let (tx, rx) = cb::channel::unbounded::<u32>();
        let unlimited = (tx.capacity(), rx.capacity(), tx.is_full(), rx.is_empty());
        let (tx, rx) = cb::channel::bounded::<u32>(0);
        let none = (tx.len(), rx.len(), tx.is_full(), rx.is_empty(), rx.is_full(), tx.capacity());
        format!("{half:?} {full:?} {unlimited:?} {none:?}")
    }

    fn who_is_the_same() -> Vec<bool> {
        let (tx, rx) = cb::channel::bounded::<u32>(1);
        let (tx2, rx2) = cb::channel::bounded::<u32>(1);
        let (a, b) = (cb::channel::never::<u32>(), cb::channel::never::<u32>());
        vec![tx.same_channel(&tx.clone()), tx.same_channel(&tx2), rx.same_channel(&rx.clone()),
             rx.same_channel(&rx2), a.same_channel(&b), a.same_channel(&rx)]
    }

    fn iterators() -> String {
        let (tx, rx) = cb::channel::unbounded();
        tx.send(1).unwrap();
        tx.send(2).unwrap();
        let tried: Vec<u32> = rx.try_iter().collect();
        tx.send(3).unwrap();
        drop(tx);
        let mut borrowed = Vec::new();
        for i in &rx {
            borrowed.push(i);
        }
        let owned: Vec<u32> = rx.into_iter().collect();
        format!("{tried:?} {borrowed:?} {owned:?}")
    }

    fn formatting() -> String {
        let (tx, rx) = cb::channel::bounded::<u32>(1);
        format!("{tx:?} {rx:?} {:?} {:?}", rx.iter(), cb::channel::Select::new())
    }

    fn a_rendezvous_needs_both() -> String {
        let (tx, rx) = cb::channel::bounded(0);
        let early = (tx.try_send(1), rx.try_recv());
        let receiver = thread::spawn(move || (rx.recv(), rx.recv(), rx.recv()));
        tx.send(2).unwrap();
        tx.send(3).unwrap();
        drop(tx);
        format!("{early:?} {:?}", receiver.join().unwrap())
    }

    fn a_rendezvous_without_partner_times_out() -> String {
        let (tx, rx) = cb::channel::bounded(0);
        let sent = tx.send_timeout(1, Duration::from_millis(2));
        let got = rx.recv_timeout(Duration::from_millis(2));
        format!("{sent:?} {got:?} {:?}", rx.try_recv())
    }

    fn timeouts() -> String {
        let (tx, rx) = cb::channel::bounded(1);
        let before = Instant::now();
        let empty = rx.recv_timeout(Duration::from_millis(5));
        tx.send(1).unwrap();
        let full = tx.send_timeout(2, Duration::from_millis(5));
        let waited = before.elapsed() >= Duration::from_millis(10);
        let late = rx.recv_deadline(Instant::now());
        drop(tx);
        format!("{empty:?} {full:?} {waited} {late:?} {:?}", rx.recv_timeout(Duration::from_millis(1)))
    }

    fn after_comes_once() -> String {
        let start = Instant::now();
        let timer = cb::channel::after(Duration::from_millis(5));
        let early = timer.try_recv().is_err();
        let empty = timer.len();
        let copy = timer.clone();
        let due = timer.recv().unwrap();
        let on_time = due >= start + Duration::from_millis(5) && Instant::now() >= due;
        let again = copy.recv_timeout(Duration::from_millis(1));
        format!("{early} {empty} {on_time} {again:?} {:?}", timer.capacity())
    }

    fn at_says_the_time_asked_for() -> bool {
        let when = Instant::now() + Duration::from_millis(3);
        cb::channel::at(when).recv() == Ok(when)
    }

    fn ticks_come_again() -> String {
        let start = Instant::now();
        let ticker = cb::channel::tick(Duration::from_millis(4));
        let first = ticker.recv().unwrap();
        let second = ticker.recv().unwrap();
        let apart = second.duration_since(first) >= Duration::from_millis(4);
        format!("{} {apart} {:?}", first.duration_since(start) >= Duration::from_millis(4), ticker.capacity())
    }

    fn missed_ticks_are_not_made_up_for() -> usize {
        let ticker = cb::channel::tick(Duration::from_millis(20));
        thread::sleep(Duration::from_millis(70));
        ticker.try_iter().count()
    }

    fn never_never_comes() -> String {
        let never = cb::channel::never::<u32>();
        format!("{:?} {:?} {}", never.try_recv(), never.recv_timeout(Duration::from_millis(1)), never.len())
    }

    fn many_receivers_share_the_messages() -> (usize, u32) {
        let (tx, rx) = cb::channel::bounded(1);
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let rx = rx.clone();
                thread::spawn(move || rx.iter().collect::<Vec<u32>>())
            })
            .collect();
        drop(rx);
        for i in 1..=3 {
            tx.send(i).unwrap();
        }
        drop(tx);
        let got: Vec<u32> = readers.into_iter().flat_map(|reader| reader.join().unwrap()).collect();
        (got.len(), got.iter().sum())
    }

    fn unread_messages_of_an_unbounded_channel_go_with_the_receiver() -> (usize, usize) {
        let token = std::sync::Arc::new(());
        let (tx, rx) = cb::channel::unbounded();
        tx.send(std::sync::Arc::clone(&token)).unwrap();
        drop(rx);
        let early = std::sync::Arc::strong_count(&token);
        drop(tx);
        (early, std::sync::Arc::strong_count(&token))
    }

    fn unread_messages_of_a_bounded_channel_go_with_the_last_end() -> (usize, usize) {
        let token = std::sync::Arc::new(());
        let (tx, rx) = cb::channel::bounded(1);
        tx.send(std::sync::Arc::clone(&token)).unwrap();
        drop(rx);
        let early = std::sync::Arc::strong_count(&token);
        drop(tx);
        (early, std::sync::Arc::strong_count(&token))
    }

    fn a_channel_may_carry_its_own_sender() -> String {
        let (tx, rx) = cb::channel::unbounded();
        struct Inside(#[allow(dead_code)] cb::channel::Sender<Inside>);
        tx.send(Inside(tx.clone())).unwrap();
        drop(tx);
        let inside = rx.recv().unwrap();
        let open = rx.try_recv().is_err_and(|e| e.is_empty());
        drop(inside);
        format!("{open} {}", rx.try_recv().is_err_and(|e| e.is_disconnected()))
    }
}

/// A polling loop on a timer ends, although the virtual clock moves only when somebody waits.
#[test]
fn polling_a_timer_lets_time_pass() {
    common::passes(|| {
        let timer = explore_crossbeam::channel::after(std::time::Duration::from_secs(3600));
        while timer.try_recv().is_err() {}
    });
}
