//! Checks of `async/task_group`: concurrent, in order, all or nothing, and nobody left behind.

use exercise::all_or_nothing;
use explore::Diagnosis;
use explore::harness::fail;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use tokio::time::{Duration, Instant, sleep};

/// What the tasks of all checks look like.
type Task = Pin<Box<dyn Future<Output = Result<u32, &'static str>> + Send>>;

/// A time no task gets to: whoever waits for it has not cancelled.
const AN_HOUR: u64 = 60 * 60 * 1_000;

/// Timers of tokio fire at whole milliseconds; the one after is still in time.
const LATE: Duration = Duration::from_millis(2);

/// Counts the tasks that exist: each owns a clone of its `Arc` until it is dropped.
#[derive(Default)]
struct Census(Arc<()>);

impl Census {
    fn one(&self) -> Arc<()> {
        Arc::clone(&self.0)
    }

    fn count(&self) -> usize {
        Arc::strong_count(&self.0) - 1
    }
}

/// How a task ends.
#[derive(Clone, Copy)]
enum End {
    Returns(u32),
    Fails(&'static str),
    Panics(&'static str),
}

/// A task that ends after so many milliseconds; after none, at its first poll.
fn task(census: &Census, after: u64, end: End) -> Task {
    let alive = census.one();
    Box::pin(async move {
        let _alive = alive;
        if after > 0 {
            sleep(ms(after)).await;
        }
        match end {
            End::Returns(value) => Ok(value),
            End::Fails(error) => Err(error),
            End::Panics(message) => std::panic::panic_any(message),
        }
    })
}

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// A plural, or not.
fn tasks(n: usize) -> String {
    if n == 1 { "1 task".to_owned() } else { format!("{n} tasks") }
}

pub async fn results_come_in_task_order() {
    let census = Census::default();
    let delays = [30, 10, 0, 20, 10];
    let group = delays.iter().zip(0..).map(|(&after, i)| task(&census, after, End::Returns(i))).collect();
    let results = all_or_nothing(group).await;
    assert_eq!(results, Ok(vec![0, 1, 2, 3, 4]), "task 0 to 4 return their own numbers, after {delays:?} milliseconds");

    let nothing = all_or_nothing(Vec::<Task>::new()).await;
    assert_eq!(nothing, Ok(vec![]), "the results of no tasks");

    let one = all_or_nothing(vec![task(&census, 0, End::Returns(7))]).await;
    assert_eq!(one, Ok(vec![7]), "the results of one task that is done at once");
}

pub async fn tasks_run_at_the_same_time() {
    let census = Census::default();
    let start = Instant::now();
    let results = all_or_nothing((0..20).map(|i| task(&census, 100, End::Returns(i))).collect()).await;
    let took = start.elapsed();
    assert_eq!(results, Ok((0..20).collect()), "twenty tasks return their own numbers");
    if took > ms(100) + LATE {
        let message = format!("twenty tasks that sleep 100 ms each took {} ms together", took.as_millis());
        fail(Diagnosis::NotConcurrent, message);
    }
}

/// Runs a group in which task `failing` fails after 50 ms and the others would take an hour.
async fn failing_at(failing: usize) {
    let census = Census::default();
    let group = (0..4)
        .map(|i| {
            if i == failing {
                task(&census, 50, End::Fails("out of stock"))
            } else {
                task(&census, AN_HOUR, End::Returns(0))
            }
        })
        .collect();
    let start = Instant::now();
    let result = all_or_nothing(group).await;
    let took = start.elapsed();
    assert_eq!(result, Err("out of stock"), "task {failing} of four failed after 50 ms");
    assert!(
        took <= ms(50) + LATE,
        "task {failing} of four failed after 50 ms, the others take an hour; expected the error after 50 ms, got it after {} ms",
        took.as_millis()
    );
}

pub async fn the_first_error_ends_the_rest() {
    for failing in [0, 3, 1] {
        failing_at(failing).await;
    }

    let census = Census::default();
    let group = vec![
        task(&census, 80, End::Fails("late")),
        task(&census, 10, End::Returns(1)),
        task(&census, 40, End::Fails("early")),
        task(&census, 60, End::Panics("too late to matter")),
    ];
    let result = all_or_nothing(group).await;
    assert_eq!(result, Err("early"), "one task failed after 40 ms; the next ones would have failed after 60 and 80 ms");

    let group = ["one", "two"].map(|error| task(&census, 20, End::Fails(error)));
    let result = all_or_nothing(group.into()).await;
    assert!(
        result == Err("one") || result == Err("two"),
        "two tasks failed at the same instant with \"one\" and \"two\"; expected either, got {result:?}"
    );
}

pub async fn nothing_outlives_an_error() {
    for after in [0, 10] {
        let census = Census::default();
        let group = vec![
            task(&census, AN_HOUR, End::Returns(0)),
            task(&census, after, End::Fails("out of stock")),
            task(&census, 0, End::Returns(2)),
            task(&census, AN_HOUR, End::Returns(3)),
        ];
        let result = all_or_nothing(group).await;
        let left = census.count();
        assert_eq!(result, Err("out of stock"), "one task of four failed after {after} ms");
        if left > 0 {
            let message = format!(
                "one task of four failed after {after} ms; when the error was returned {} had not ended",
                tasks(left)
            );
            fail(Diagnosis::LeakedTask, message);
        }
    }
}

/// Dropped while a panic passes by: notes how many tasks there were at that moment.
struct AtPanic {
    census: Census,
    left: Arc<AtomicUsize>,
}

impl Drop for AtPanic {
    fn drop(&mut self) {
        self.left.store(self.census.count(), Ordering::SeqCst);
    }
}

pub async fn a_panic_ends_the_rest_and_reaches_the_caller() {
    for after in [0, 10] {
        let census = Census::default();
        let left = Arc::new(AtomicUsize::new(0));
        let group = vec![
            task(&census, AN_HOUR, End::Returns(0)),
            task(&census, after, End::Panics("paper jam")),
            task(&census, AN_HOUR, End::Returns(2)),
        ];
        let at_panic = AtPanic { census, left: Arc::clone(&left) };
        let start = Instant::now();
        let caller = tokio::spawn(async move {
            let _at_panic = at_panic;
            all_or_nothing(group).await
        });
        let joined = caller.await;
        let took = start.elapsed();
        let error = match joined {
            Err(error) if error.is_panic() => error,
            Err(_) => {
                panic!("one task of three panicked; expected its panic in the caller, but the caller was cancelled")
            }
            Ok(result) => panic!("one task of three panicked; expected its panic in the caller, got {result:?}"),
        };
        let payload = error.into_panic();
        let seen = payload.downcast_ref::<&str>().copied();
        assert_eq!(seen, Some("paper jam"), "a task panicked with \"paper jam\"; the caller's panic carries that text");
        assert!(
            took <= ms(after) + LATE,
            "a task panicked after {after} ms, the others take an hour; expected the panic after {after} ms, got it after {} ms",
            took.as_millis()
        );
        let left = left.load(Ordering::SeqCst);
        if left > 0 {
            let message =
                format!("one task of three panicked; when the panic reached the caller {} had not ended", tasks(left));
            fail(Diagnosis::LeakedTask, message);
        }
    }
}

pub async fn dropping_cancels_everything() {
    // Before the first poll, between any two, and while the others end because one failed.
    for polls in 0..6 {
        let census = Census::default();
        let group = vec![
            task(&census, AN_HOUR, End::Returns(0)),
            task(&census, 1, End::Returns(1)),
            task(&census, 4, End::Fails("out of stock")),
            task(&census, AN_HOUR, End::Returns(3)),
        ];
        let mut future = Box::pin(all_or_nothing(group));
        for _ in 0..polls {
            if poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx).is_ready())).await {
                break;
            }
            sleep(ms(1)).await;
        }
        drop(future);
        // Time passes only when nothing else is left to do.
        sleep(ms(1)).await;
        let left = census.count();
        if left > 0 {
            let message = format!(
                "the future was polled {}, then dropped; a millisecond later {} had not ended",
                match polls {
                    0 => "not once".to_owned(),
                    1 => "once".to_owned(),
                    _ => format!("{polls} times, a millisecond apart"),
                },
                tasks(left)
            );
            fail(Diagnosis::LeakedTask, message);
        }
    }
}
