//! `select!` and `Select` do what the real ones do.

mod common;

use common::{on_both, same_result};

same_result! {
    fn the_ready_arm_is_taken() -> String {
        let (_keep, never) = cb::channel::bounded::<u32>(1);
        let (tx, rx) = cb::channel::bounded(1);
        tx.send(7).unwrap();
        cb::select! {
            recv(never) -> msg => format!("never {msg:?}"),
            recv(rx) -> msg => format!("rx {msg:?}"),
        }
    }

    fn the_default_arm_is_taken_when_none_is_ready() -> Vec<u32> {
        let (tx, rx) = cb::channel::bounded::<u32>(1);
        let mut got = Vec::new();
        cb::select! {
            recv(rx) -> msg => got.push(msg.unwrap()),
            default => got.push(100),
        }
        tx.send(1).unwrap();
        cb::select! {
            recv(rx) -> msg => { got.push(msg.unwrap()) }
            send(tx, 2) -> _ => got.push(200),
            default() => got.push(300)
        }
        got
    }

    fn a_timeout_arm_comes_in_the_end() -> (String, bool) {
        let (_tx, rx) = cb::channel::bounded::<u32>(0);
        let start = Instant::now();
        let text = cb::select! {
            recv(rx) -> msg => format!("{msg:?}"),
            default(Duration::from_millis(3)) => "late".to_owned(),
        };
        (text, start.elapsed() >= Duration::from_millis(3))
    }

    fn a_closed_channel_is_ready() -> String {
        let (tx, rx) = cb::channel::bounded::<u32>(0);
        let (tx2, rx2) = cb::channel::bounded::<u32>(0);
        drop(tx);
        drop(rx2);
        let first = cb::select! { recv(rx) -> msg => format!("{msg:?}"), default => "default".into() };
        let second = cb::select! { send(tx2, 5) -> res => format!("{res:?}"), default => "default".into() };
        format!("{first} {second}")
    }

    fn biased_takes_the_first() -> Vec<u32> {
        let (tx, rx) = cb::channel::bounded(2);
        let (tx2, rx2) = cb::channel::bounded(2);
        for i in 0..2 {
            tx.send(i).unwrap();
            tx2.send(10 + i).unwrap();
        }
        (0..4).map(|_| cb::channel::select_biased! {
            recv(rx2) -> msg => msg.unwrap(),
            recv(rx) -> msg => msg.unwrap(),
        }).collect()
    }

    fn a_message_is_made_only_when_it_is_sent() -> (u32, String) {
        let (tx, rx) = cb::channel::bounded(1);
        let mut made = 0;
        let mut make = || { made += 1; made };
        let mut sent = Vec::new();
        for _ in 0..2 {
            cb::select! {
                send(tx, make()) -> res => sent.push(format!("{res:?}")),
                default => sent.push("full".to_owned()),
            }
        }
        (made, format!("{sent:?} {:?}", rx.recv()))
    }

    fn bodies_may_leave_the_loop() -> Vec<u32> {
        let (tx, rx) = cb::channel::unbounded();
        let (stop, stopped) = cb::channel::bounded::<()>(0);
        let worker = thread::spawn(move || {
            let mut got = Vec::new();
            loop {
                cb::channel::select! {
                    recv(rx) -> msg => match msg {
                        Ok(msg) => got.push(msg),
                        Err(_) => return got,
                    },
                    recv(stopped) -> _ => break,
                }
            }
            got
        });
        tx.send(1).unwrap();
        tx.send(2).unwrap();
        drop(tx);
        let got = worker.join().unwrap();
        drop(stop);
        got
    }

    fn ends_may_be_expressions() -> String {
        let (tx, rx) = cb::channel::bounded(1);
        let ends = [(tx, rx)];
        let others: Vec<cb::channel::Receiver<u32>> = Vec::new();
        cb::select! {
            recv(others.first().unwrap_or(&cb::channel::never())) -> msg => { msg.unwrap(); }
            send(ends[0].0, String::from("x")) -> res => res.unwrap(),
        }
        cb::select! {
            recv(&ends[0].1) -> msg => msg.unwrap(),
        }
    }

    fn ends_may_be_moved_in_a_body() -> String {
        let (tx, rx) = cb::channel::bounded(1);
        tx.send(1).unwrap();
        cb::select! {
            recv(rx) -> msg => {
                drop(rx);
                format!("{msg:?} {:?}", tx.send(2))
            }
        }
    }

    fn only_a_default() -> (u32, bool) {
        let start = Instant::now();
        let a = cb::select! { default => 1 };
        let b = cb::select! { default(Duration::from_millis(2)) => 2 };
        (a + b, start.elapsed() >= Duration::from_millis(2))
    }

    fn a_timer_among_the_arms() -> String {
        let (tx, rx) = cb::channel::bounded::<u32>(0);
        let timeout = cb::channel::after(Duration::from_millis(2));
        let got = cb::select! {
            recv(rx) -> msg => format!("{msg:?}"),
            recv(timeout) -> when => format!("{}", when.is_ok()),
        };
        drop(tx);
        got
    }

    fn two_selects_meet() -> String {
        let (tx, rx) = cb::channel::bounded::<u32>(0);
        let (_keep_tx, never_rx) = cb::channel::bounded::<u32>(0);
        let (never_tx, _keep_rx) = cb::channel::bounded::<u32>(0);
        let other = thread::spawn(move || cb::select! {
            recv(never_rx) -> msg => msg.unwrap(),
            recv(rx) -> msg => msg.unwrap(),
        });
        let sent = cb::select! {
            send(never_tx, 1) -> _ => "never",
            send(tx, 2) -> res => { res.unwrap(); "sent" }
        };
        format!("{sent} {}", other.join().unwrap())
    }

    fn a_select_meets_a_plain_operation() -> String {
        let (tx, rx) = cb::channel::bounded::<u32>(0);
        let (tx2, rx2) = cb::channel::bounded::<u32>(0);
        let other = thread::spawn(move || {
            let got = rx.recv().unwrap();
            tx2.send(got + 1).unwrap();
        });
        let sent = cb::select! { send(tx, 5) -> res => res.is_ok() };
        let got = cb::select! { recv(rx2) -> msg => msg };
        other.join().unwrap();
        format!("{sent} {got:?}")
    }

    fn a_select_does_not_meet_itself() -> &'static str {
        let (tx, rx) = cb::channel::bounded::<u32>(0);
        cb::select! {
            recv(rx) -> _ => "received",
            send(tx, 1) -> _ => "sent",
            default(Duration::from_millis(1)) => "neither",
        }
    }

    fn a_try_finds_a_waiting_select() -> String {
        let (tx, rx) = cb::channel::bounded::<u32>(0);
        let other = thread::spawn(move || cb::select! { recv(rx) -> msg => msg });
        let mut refused = tx.try_send(9);
        while refused.is_err() {
            thread::yield_now();
            refused = tx.try_send(9);
        }
        format!("{:?}", other.join().unwrap())
    }

    fn a_select_that_timed_out_offers_nothing() -> String {
        let (tx, rx) = cb::channel::bounded::<u32>(0);
        let late = cb::select! {
            recv(rx) -> msg => format!("{msg:?}"),
            default(Duration::from_millis(1)) => "late".to_owned(),
        };
        format!("{late} {:?}", tx.try_send(1))
    }

    fn a_list_of_operations() -> String {
        let (tx, rx) = cb::channel::bounded::<u32>(1);
        let (tx2, rx2) = cb::channel::bounded::<u32>(1);
        let mut list = cb::channel::Select::new();
        let empty = list.recv(&rx);
        let send = list.send(&tx2);
        let mut log = format!("{empty} {send} {:?}", list.try_ready());
        let oper = list.select();
        log += &format!(" {} {:?}", oper.index(), oper.send(&tx2, 4));
        log += &format!(" {:?} {:?}", list.try_select().is_err(), list.ready_timeout(Duration::from_millis(1)));
        tx.send(8).unwrap();
        log += &format!(" {}", list.ready());
        list.remove(send);
        let oper = list.select_timeout(Duration::from_millis(1)).unwrap();
        log += &format!(" {} {:?}", oper.index(), oper.recv(&rx));
        log += &format!(" {} {:?}", list.select_timeout(Duration::from_millis(1)).is_err(), rx2.recv());
        log
    }

    fn ready_sees_who_waits_at_a_rendezvous() -> String {
        let (tx, rx) = cb::channel::bounded::<u32>(0);
        let other = thread::spawn(move || tx.send(3).is_ok());
        let mut list = cb::channel::Select::new();
        let index = list.recv(&rx);
        let ready = list.ready();
        let got = rx.try_recv();
        format!("{} {got:?} {}", index == ready, other.join().unwrap())
    }

    fn removing_what_is_not_there() -> bool {
        let (_tx, rx) = cb::channel::bounded::<u32>(1);
        let mut list = cb::channel::Select::new();
        let index = list.recv(&rx);
        list.remove(index);
        std_::panic::catch_unwind(std_::panic::AssertUnwindSafe(|| list.remove(index))).is_err()
    }

    fn an_empty_list_cannot_be_waited_for() -> bool {
        std_::panic::catch_unwind(|| cb::channel::Select::new().ready()).is_err()
    }
}

/// The real crate ends the process here, so there is nothing to compare with.
#[test]
fn a_selected_operation_must_be_completed_on_its_own_end() {
    let report = common::fails(explore::Diagnosis::Panicked, || {
        let (tx, rx) = explore_crossbeam::channel::bounded::<u32>(1);
        let (_tx2, rx2) = explore_crossbeam::channel::bounded::<u32>(1);
        tx.send(1).unwrap();
        let mut list = explore_crossbeam::channel::Select::new();
        list.recv(&rx);
        let oper = list.select();
        let _ = oper.recv(&rx2);
    });
    assert!(report.message.contains("passed a receiver that wasn't selected"), "{}", report.message);
}
