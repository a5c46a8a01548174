//! What a check can see of channels.

mod common;

use explore_crossbeam::channel::{bounded, select, unbounded};
use explore_crossbeam::observe::most_messages;
use explore_std::thread;

#[test]
fn the_busiest_channel_counts() {
    common::passes(|| {
        assert_eq!(most_messages(), 0, "nothing carries over from the schedule before");
        let (tx, rx) = unbounded();
        let (tx2, rx2) = bounded(0);
        tx.send(1).unwrap();
        tx.send(2).unwrap();
        assert_eq!(most_messages(), 2);
        assert_eq!(rx.iter().take(2).sum::<u32>(), 3);
        let sender = thread::spawn(move || {
            for i in 0..3 {
                if i == 1 {
                    select! { send(tx2, i) -> res => res.unwrap() }
                } else {
                    tx2.send(i).unwrap();
                }
            }
        });
        assert_eq!(rx2.iter().count(), 3);
        sender.join().unwrap();
        assert_eq!(most_messages(), 3);
    });
}

#[test]
fn a_message_waiting_to_be_sent_counts() {
    for capacity in [0, 1] {
        common::passes(move || {
            let (tx, rx) = bounded(capacity);
            let sender = thread::spawn(move || (0..3).try_for_each(|i| tx.send(i)));
            explore::harness::settle();
            assert_eq!(most_messages(), capacity + 1);
            assert_eq!(rx.recv(), Ok(0));
            explore::harness::settle();
            assert_eq!(most_messages(), capacity + 2);
            drop(rx);
            assert!(sender.join().unwrap().is_err());
            assert_eq!(most_messages(), capacity + 2);
        });
    }
}
