//! What is not channels: wait groups, parkers, locks, cells, queues, deques, scopes.

mod common;

use common::{on_both, these_results};
use explore::Diagnosis;
use explore_crossbeam as crossbeam_model;

mod same {
    use super::common::{self, on_both, same_result};

    same_result! {
        fn a_wait_group_waits_for_all() -> usize {
            let group = cb::sync::WaitGroup::new();
            let done = std::sync::Arc::new(cb::atomic::AtomicCell::new(0_usize));
            for _ in 0..2 {
                let (group, done) = (group.clone(), done.clone());
                thread::spawn(move || {
                    done.fetch_add(1);
                    drop(group);
                });
            }
            group.wait();
            done.load()
        }

        fn a_parker_keeps_one_token() -> &'static str {
            let parker = cb::sync::Parker::new();
            let unparker = parker.unparker().clone();
            unparker.unpark();
            unparker.unpark();
            parker.park();
            let other = thread::spawn(move || unparker.unpark());
            parker.park();
            other.join().unwrap();
            parker.park_timeout(Duration::from_millis(1));
            "done"
        }

        fn a_sharded_lock_counts() -> (u32, String) {
            let lock = std::sync::Arc::new(cb::sync::ShardedLock::new(0));
            let writers: Vec<_> = (0..2).map(|_| {
                let lock = lock.clone();
                thread::spawn(move || *lock.write().unwrap() += 1)
            }).collect();
            for writer in writers {
                writer.join().unwrap();
            }
            let readers = (lock.read().unwrap(), lock.read().unwrap());
            let refused = lock.try_write().is_err();
            let sum = *readers.0 + *readers.1;
            drop(readers);
            (sum, format!("{refused} {:?} {}", lock, lock.try_write().is_ok()))
        }

        fn a_panicking_writer_poisons() -> (bool, bool) {
            let lock = std::sync::Arc::new(cb::sync::ShardedLock::new(0));
            let writer = {
                let lock = lock.clone();
                thread::spawn(move || {
                    let _guard = lock.write();
                    panic!("while writing");
                })
            };
            (writer.join().is_err(), lock.is_poisoned() && lock.read().is_err())
        }

        fn a_cell_is_atomic() -> (u64, Result<u64, u64>, Result<u64, u64>) {
            let cell = std::sync::Arc::new(cb::atomic::AtomicCell::new(0_u64));
            let adders: Vec<_> = (0..2).map(|_| {
                let cell = cell.clone();
                thread::spawn(move || {
                    cell.fetch_add(1);
                    cell.fetch_update(|i| Some(i + 10)).unwrap();
                })
            }).collect();
            for adder in adders {
                adder.join().unwrap();
            }
            (cell.load(), cell.compare_exchange(22, 1), cell.compare_exchange(22, 2))
        }

        fn a_cell_of_anything() -> (String, String, bool, bool) {
            let cell = cb::atomic::AtomicCell::new(String::from("a"));
            let old = cell.swap("b".to_owned());
            cell.store("c".to_owned());
            let flag = cb::atomic::AtomicCell::new(true);
            (old, cell.take(), flag.fetch_and(false), flag.load())
        }

        fn queues() -> String {
            let array = cb::queue::ArrayQueue::new(2);
            let pushed = (array.push(1), array.push(2), array.push(3));
            let forced = array.force_push(4);
            let seg = cb::queue::SegQueue::new();
            seg.push('x');
            seg.push('y');
            format!("{pushed:?} {forced:?} {:?} {} {:?} {:?} {:?} {}",
                array.pop(), array.len(), array.into_iter().collect::<Vec<_>>(), seg.pop(),
                seg.pop(), seg.is_empty())
        }

        fn workers_and_thieves() -> String {
            let mut log = String::new();
            let workers: [fn() -> cb::deque::Worker<u32>; 2] =
                [cb::deque::Worker::new_fifo, cb::deque::Worker::new_lifo];
            for from in workers {
                for to in workers {
                    let (source, dest) = (from(), to());
                    for i in 0..7 {
                        source.push(i);
                    }
                    let stolen = source.stealer().steal().success();
                    let batch = source.stealer().steal_batch_with_limit(&dest, 3).is_success();
                    let all: Vec<_> = std::iter::from_fn(|| dest.pop()).collect();
                    log += &format!("{stolen:?} {batch} {all:?} {:?};", source.pop());
                }
            }
            let injector = cb::deque::Injector::new();
            let worker = cb::deque::Worker::new_lifo();
            for i in 0..6 {
                injector.push(i);
            }
            let popped = injector.steal_batch_and_pop(&worker).success();
            let rest: Vec<_> = std::iter::from_fn(|| worker.pop()).collect();
            log + &format!("{popped:?} {rest:?} {:?} {}", injector.steal().success(), injector.len())
        }

        fn scoped_threads_borrow() -> (u32, Vec<u32>) {
            let numbers = [1, 2, 3];
            let mut out = Vec::new();
            let sum = cb::scope(|scope| {
                let sum = scope.spawn(|scope| {
                    let nested = scope.spawn(|_| numbers.len() as u32);
                    numbers.iter().sum::<u32>() + nested.join().unwrap()
                });
                scope.builder().name("pusher".to_owned()).spawn(|_| out.push(7)).unwrap();
                sum.join().unwrap()
            }).unwrap();
            (sum, out)
        }

        fn a_scope_hands_out_panics() -> (bool, usize) {
            let result = cb::thread::scope(|scope| {
                scope.spawn(|_| panic!("nobody joins this one"));
                scope.spawn(|_| panic!("this one is joined")).join().is_err()
            });
            let panics = result.unwrap_err().downcast::<Vec<Box<dyn std::any::Any + Send>>>().unwrap();
            (true, panics.len())
        }

        fn backing_off_ends() -> bool {
            let backoff = cb::utils::Backoff::new();
            backoff.spin();
            while !backoff.is_completed() {
                backoff.snooze();
            }
            backoff.reset();
            backoff.is_completed()
        }

        fn consuming_loads() -> (u32, bool) {
            use cb::atomic::AtomicConsume;
            let (a, b) = (std_::sync::atomic::AtomicU32::new(3), std_::sync::atomic::AtomicBool::new(true));
            (a.load_consume(), b.load_consume())
        }
    }
}

these_results! {
    fn a_cell_is_not_a_lock() -> u32: [1_u32, 2_u32] {
        let cell = std::sync::Arc::new(cb::atomic::AtomicCell::new(0));
        let adders: Vec<_> = (0..2).map(|_| {
            let cell = cell.clone();
            thread::spawn(move || cell.store(cell.load() + 1))
        }).collect();
        for adder in adders {
            adder.join().unwrap();
        }
        cell.load()
    }

    fn thieves_share() -> Vec<Option<u32>>: [vec![Some(1), Some(2)], vec![Some(2), Some(1)]] {
        let worker = cb::deque::Worker::new_fifo();
        worker.push(1);
        worker.push(2);
        let thieves: Vec<_> = (0..2).map(|_| {
            let stealer = worker.stealer();
            thread::spawn(move || loop {
                match stealer.steal() {
                    cb::deque::Steal::Success(task) => break Some(task),
                    cb::deque::Steal::Empty => break None,
                    cb::deque::Steal::Retry => {}
                }
            })
        }).collect();
        thieves.into_iter().map(|thief| thief.join().unwrap()).collect()
    }
}

/// A steal is told to retry when another thread took a task meanwhile, and only then.
#[test]
fn a_steal_may_have_to_be_retried() {
    let steal_once = || {
        let worker = crossbeam_model::deque::Worker::new_fifo();
        worker.push(1);
        worker.push(2);
        let stealer = worker.stealer();
        let thief = explore_std::thread::spawn(move || stealer.steal().is_success());
        worker.pop();
        assert!(thief.join().unwrap(), "a task is left for the thief");
    };
    common::fails(Diagnosis::Race, steal_once);
}

/// The four calls of the documentation.
#[test]
fn backoff_advises_blocking_early() {
    common::passes(|| {
        let backoff = crossbeam_model::utils::Backoff::new();
        let snoozes = std::iter::repeat_with(|| backoff.snooze()).take_while(|()| !backoff.is_completed()).count();
        assert_eq!(snoozes + 1, 4);
    });
    let backoff = crossbeam::utils::Backoff::new();
    let snoozes = std::iter::repeat_with(|| backoff.snooze()).take_while(|()| !backoff.is_completed()).count();
    assert_eq!(snoozes + 1, 11);
}

/// A second reader cannot pass a writer that waits.
#[test]
fn reading_twice_may_deadlock() {
    common::fails(Diagnosis::Deadlock, || {
        let lock = std::sync::Arc::new(crossbeam_model::sync::ShardedLock::new(0));
        let writer = {
            let lock = lock.clone();
            explore_std::thread::spawn(move || *lock.write().unwrap() = 1)
        };
        let first = lock.read().unwrap();
        let second = lock.read().unwrap();
        drop((first, second));
        writer.join().unwrap();
    });
}

/// A queue in a static is empty when an execution begins, and a cell has its initial value.
#[test]
fn statics_start_afresh() {
    static CELL: crossbeam_model::atomic::AtomicCell<Option<String>> = crossbeam_model::atomic::AtomicCell::new(None);
    static QUEUE: crossbeam_model::queue::SegQueue<u32> = crossbeam_model::queue::SegQueue::new();
    common::passes(|| {
        let other = explore_std::thread::spawn(|| QUEUE.push(1));
        QUEUE.push(2);
        other.join().unwrap();
        assert_eq!(QUEUE.len(), 2);
        assert_eq!(CELL.swap(Some("set in every execution".to_owned())), None);
    });
}

#[test]
fn a_token_nobody_hands_out_is_a_lost_wakeup() {
    common::fails(Diagnosis::LostWakeup, || crossbeam_model::sync::Parker::new().park());
}
