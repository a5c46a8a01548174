//! Programs with their answers: name, program, every answer under the explorer, and the answer of
//! real std where it is another (`*` if it may be any).

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::{Relaxed, SeqCst}};
use std::sync::mpsc::{self, TryRecvError};
use std::sync::{Arc, Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock, RwLockWriteGuard};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub type Program = (&'static str, fn() -> String, &'static [&'static str], Option<&'static str>);

pub const ALL: &[Program] = &[
    ("a pipeline", pipeline, &["0 4 16"], None),
    ("a bounded queue", bounded_queue, &["[1, 2, 3]"], None),
    ("a shared map", shared_map, &["[(0, 1), (1, 2), (2, 3)]"], None),
    ("statics", statics, &["1 1 [1] lazy 2"], None),
    ("poison", poison, &["true 2 on purpose"], None),
    ("text of locks", text_of_locks, &["Mutex { data: 1, poisoned: false, .. } Mutex { data: \"<locked>\", poisoned: false, .. } RwLock { data: 2, poisoned: false, .. } OnceLock(<uninit>) OnceLock(3) LazyLock(<uninit>) LazyLock(4) Condvar { .. } Barrier { .. } Once { .. }"], None),
    ("text of threads", text_of_threads, &["Thread { id: ThreadId(1), name: Some(\"main\"), .. } JoinHandle { .. } Sender { .. } Receiver { .. }"], None),
    ("text of errors", text_of_errors, &["sending on a closed channel | receiving on a closed channel | receiving on an empty channel | poisoned lock: another task failed inside | AccessError"], None),
    ("order of destructors", order_of_destructors, &["second first"], None),
    ("a destructor uses a local", destructor_uses_local, &["2 destroyed"], None),
    ("set skips the initialiser", set_skips_initialiser, &["5 0"], None),
    ("scopes", scopes, &["12 a scoped thread panicked"], None),
    ("nested scopes", nested_scopes, &["6"], None),
    ("a panic's payload", payloads, &["&str String i32 7"], None),
    ("a disconnected channel", disconnected, &["1 disconnected 2"], None),
    ("downgrade", downgrade, &["1 true"], None),
    ("leaders", leaders, &["1"], None),
    ("once", once, &["1 true"], None),
    ("a timed wait that nobody ends", timed_wait, &["true"], None),
    ("sleeping", sleeping, &["true true"], None),
    ("park tokens", park_tokens, &["unparked"], None),
    ("sets", sets, &["[1, 2, 3] [2] [1] true"], None),
    ("a waker", waker, &["1 done"], None),
    ("core's atomics", core_atomics, &["2"], None),
    ("unwinding", unwinding, &["true false"], None),
    ("arcs", arcs, &["1 2 true"], None),

    // The differences, as documented.
    ("threads that can run at once", parallelism, &["4"], Some("*")),
    ("maps have one order", map_order, &["the same"], Some("different")),
    ("a map's type", map_type, &["other"], Some("std")),
    ("standard input", input, &["0"], Some("1")),
    ("a panic hook", hook, &["forgotten"], Some("called")),
    ("computing takes no time", computing, &["no time"], Some("time")),
    ("the day", day, &["2026-01-01"], Some("*")),
    ("size of an atomic", size, &["larger"], Some("4")),
    ("identities", identities, &["ThreadId(2)"], Some("*")),
    ("parking without reason", parking, &["early", "in time"], Some("in time")),
    ("a weak exchange", weak_exchange, &["failed", "made"], Some("*")),
    ("store buffering", store_buffering, &["0 1", "1 0", "1 1"], Some("*")),
    ("counts of an arc", counts, &["1", "2"], Some("*")),
    #[cfg(target_os = "linux")]
    ("two mutexes", two_mutexes, &["attempted to use a condition variable with two mutexes"], Some("fine")),
];

fn pipeline() -> String {
    let (tx, rx) = mpsc::sync_channel::<u32>(0);
    let (out, results) = mpsc::channel();
    thread::spawn(move || (0..5).filter(|n| n % 2 == 0).for_each(|n| tx.send(n).unwrap()));
    thread::spawn(move || rx.into_iter().for_each(|n| out.send(n * n).unwrap()));
    results.iter().map(|n| n.to_string()).collect::<Vec<_>>().join(" ")
}

fn bounded_queue() -> String {
    struct Queue {
        items: Mutex<Vec<u8>>,
        not_full: Condvar,
        not_empty: Condvar,
    }
    let queue = Arc::new(Queue { items: Mutex::default(), not_full: Condvar::new(), not_empty: Condvar::new() });
    let theirs = Arc::clone(&queue);
    let producer = thread::Builder::new().name("producer".into()).spawn(move || {
        for n in 1..=3 {
            let mut items = theirs.not_full.wait_while(theirs.items.lock().unwrap(), |items| items.len() == 1).unwrap();
            items.push(n);
            theirs.not_empty.notify_one();
        }
    });
    let taken: Vec<u8> = (0..3)
        .map(|_| {
            let mut items = queue.items.lock().unwrap();
            while items.is_empty() {
                items = queue.not_empty.wait(items).unwrap();
            }
            let item = items.remove(0);
            drop(items);
            queue.not_full.notify_one();
            item
        })
        .collect();
    producer.unwrap().join().unwrap();
    format!("{taken:?}")
}

fn shared_map() -> String {
    let map = Arc::new(RwLock::new(HashMap::new()));
    let threads: Vec<_> = (0..3)
        .map(|n| {
            let map = Arc::clone(&map);
            thread::spawn(move || map.write().unwrap().insert(n, n + 1))
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), None);
    }
    let mut all: Vec<_> = map.read().unwrap().iter().map(|(k, v)| (*k, *v)).collect();
    all.sort();
    format!("{all:?}")
}

fn statics() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    static LIST: Mutex<Vec<u8>> = Mutex::new(Vec::new());
    static CELL: OnceLock<u8> = OnceLock::new();
    static LAZY: LazyLock<String> = LazyLock::new(|| "lazy".to_owned());
    static NESTED: RwLock<Option<Mutex<u8>>> = RwLock::new(None);
    COUNT.fetch_add(1, SeqCst);
    LIST.lock().unwrap().push(1);
    let cell = *CELL.get_or_init(|| 1);
    *NESTED.write().unwrap() = Some(Mutex::new(1));
    *NESTED.read().unwrap().as_ref().unwrap().lock().unwrap() += 1;
    let nested = *NESTED.read().unwrap().as_ref().unwrap().lock().unwrap();
    format!("{} {cell} {:?} {} {nested}", COUNT.load(SeqCst), LIST.lock().unwrap(), *LAZY)
}

fn quietly<T>(f: impl FnOnce() -> T) -> Result<T, Box<dyn std::any::Any + Send>> {
    std::panic::set_hook(Box::new(|_| {}));
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(f));
    drop(std::panic::take_hook());
    result
}

fn poison() -> String {
    let lock = Arc::new(Mutex::new(1));
    let theirs = Arc::clone(&lock);
    let payload = quietly(|| {
        thread::spawn(move || {
            *theirs.lock().unwrap() = 2;
            let _guard = theirs.lock();
            panic!("on purpose");
        })
        .join()
        .unwrap_err()
    });
    let payload = payload.unwrap().downcast::<&str>().unwrap();
    format!("{} {} {payload}", lock.is_poisoned(), lock.lock().unwrap_or_else(|error| error.into_inner()))
}

fn text_of_locks() -> String {
    let lock = Mutex::new(1);
    let free = format!("{lock:?}");
    let guard = lock.lock().unwrap();
    let locked = format!("{lock:?}");
    drop(guard);
    let lazy = LazyLock::new(|| 4);
    let uninit = format!("{lazy:?}");
    assert_eq!(*lazy, 4);
    format!(
        "{free} {locked} {:?} {:?} {:?} {uninit} {lazy:?} {:?} {:?} {:?}",
        RwLock::new(2), OnceLock::<u8>::new(), OnceLock::from(3), Condvar::new(), Barrier::new(1), Once::new()
    )
}

fn text_of_threads() -> String {
    // Real std's main thread is the first of the process.
    let handle = thread::spawn(|| ());
    let (tx, rx) = mpsc::channel::<u8>();
    let text = format!("{:?} {handle:?} {tx:?} {rx:?}", thread::current());
    handle.join().unwrap();
    text
}

fn text_of_errors() -> String {
    thread_local!(static GONE: Reports = const { Reports });
    struct Reports;
    impl Drop for Reports {
        fn drop(&mut self) {
            let error = GONE.try_with(|_| ()).unwrap_err();
            TEXT.set(format!("{error:?}")).unwrap();
        }
    }
    static TEXT: OnceLock<String> = OnceLock::new();
    thread::spawn(|| GONE.with(|_| ())).join().unwrap();
    let (tx, rx) = mpsc::channel::<u8>();
    let empty = rx.try_recv().unwrap_err();
    drop(rx);
    let sending = tx.send(1).unwrap_err();
    let (tx, rx) = mpsc::channel::<u8>();
    drop(tx);
    let lock = Mutex::new(1);
    let _ = quietly(|| {
        let _guard = lock.lock().unwrap();
        panic!()
    });
    let poisoned = lock.lock().unwrap_err();
    format!("{sending} | {} | {empty} | {poisoned} | {}", rx.recv().unwrap_err(), TEXT.get().unwrap())
}

fn order_of_destructors() -> String {
    static LOG: Mutex<Vec<&str>> = Mutex::new(Vec::new());
    struct Logs(&'static str);
    impl Drop for Logs {
        fn drop(&mut self) {
            LOG.lock().unwrap().push(self.0);
        }
    }
    thread_local! {
        static SECOND: Logs = const { Logs("second") };
        static FIRST: Logs = Logs("first");
    }
    thread::spawn(|| {
        FIRST.with(|_| ());
        SECOND.with(|_| ());
    })
    .join()
    .unwrap();
    LOG.lock().unwrap().join(" ")
}

fn destructor_uses_local() -> String {
    static SEEN: OnceLock<String> = OnceLock::new();
    struct Looks;
    impl Drop for Looks {
        fn drop(&mut self) {
            let gone = if LOOKS.try_with(|_| ()).is_err() { "destroyed" } else { "there" };
            SEEN.set(format!("{} {gone}", NUMBER.get())).unwrap();
        }
    }
    thread_local! {
        static NUMBER: std::cell::Cell<u8> = const { std::cell::Cell::new(1) };
        static LOOKS: Looks = const { Looks };
    }
    thread::spawn(|| {
        LOOKS.with(|_| ());
        NUMBER.set(2);
    })
    .join()
    .unwrap();
    SEEN.get().unwrap().clone()
}

fn set_skips_initialiser() -> String {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static VALUE: std::cell::Cell<u8> = {
            RUNS.fetch_add(1, SeqCst);
            std::cell::Cell::new(1)
        };
    }
    thread::spawn(|| {
        VALUE.set(5);
        format!("{} {}", VALUE.get(), RUNS.load(SeqCst))
    })
    .join()
    .unwrap()
}

fn scopes() -> String {
    let mut numbers = [1, 2, 3];
    let more = thread::scope(|s| {
        for number in &mut numbers {
            s.spawn(|| *number += 1);
        }
        s.spawn(|| 3).join().unwrap()
    });
    let unseen = quietly(|| {
        thread::scope(|s| {
            s.spawn(|| panic!("unseen"));
        });
    });
    let message = unseen.unwrap_err().downcast::<&str>().unwrap();
    format!("{} {message}", numbers.iter().sum::<i32>() + more)
}

fn nested_scopes() -> String {
    let total = AtomicUsize::new(0);
    thread::scope(|s| {
        for n in 1..=3 {
            let total = &total;
            s.spawn(move || {
                s.spawn(move || total.fetch_add(n, SeqCst));
            });
        }
    });
    total.into_inner().to_string()
}

fn payloads() -> String {
    quietly(|| {
        let text = thread::spawn(|| panic!("text")).join().unwrap_err();
        let formatted = thread::spawn(|| panic!("{}", 1)).join().unwrap_err();
        let number = thread::spawn(|| std::panic::panic_any(7)).join().unwrap_err();
        let resumed = quietly(|| std::panic::resume_unwind(number)).unwrap_err();
        format!(
            "{} {} i32 {}",
            if text.is::<&str>() { "&str" } else { "?" },
            if formatted.is::<String>() { "String" } else { "?" },
            resumed.downcast::<i32>().unwrap()
        )
    })
    .unwrap()
}

fn disconnected() -> String {
    let (tx, rx) = mpsc::channel();
    tx.send(1).unwrap();
    drop(tx);
    let first = rx.recv().unwrap();
    let second = if rx.try_recv() == Err(TryRecvError::Disconnected) { "disconnected" } else { "?" };
    let (tx, rx) = mpsc::sync_channel(1);
    drop(rx);
    format!("{first} {second} {}", tx.send(2).unwrap_err().0)
}

fn downgrade() -> String {
    let lock = RwLock::new(0);
    let mut guard = lock.write().unwrap();
    *guard += 1;
    let guard = RwLockWriteGuard::downgrade(guard);
    let others = thread::scope(|s| s.spawn(|| lock.try_write().is_err()).join().unwrap());
    format!("{guard} {others}")
}

fn leaders() -> String {
    let barrier = Arc::new(Barrier::new(3));
    let threads: Vec<_> = (0..3)
        .map(|_| {
            let barrier = Arc::clone(&barrier);
            thread::spawn(move || barrier.wait().is_leader())
        })
        .collect();
    threads.into_iter().filter(|_| true).map(|thread| thread.join().unwrap()).filter(|leads| *leads).count().to_string()
}

fn once() -> String {
    let (once, runs) = (Once::new(), AtomicUsize::new(0));
    thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| once.call_once(|| _ = runs.fetch_add(1, SeqCst)));
        }
    });
    format!("{} {}", runs.load(SeqCst), once.is_completed())
}

fn timed_wait() -> String {
    let (lock, condvar) = (Mutex::new(()), Condvar::new());
    let start = Instant::now();
    let mut guard = lock.lock().unwrap();
    loop {
        let Some(left) = Duration::from_millis(2).checked_sub(start.elapsed()) else { break };
        guard = condvar.wait_timeout(guard, left).unwrap().0;
    }
    let result = condvar.wait_timeout_while(guard, Duration::from_millis(1), |()| true).unwrap().1;
    (result.timed_out() && start.elapsed() >= Duration::from_millis(3)).to_string()
}

fn sleeping() -> String {
    let (start, day) = (Instant::now(), SystemTime::now());
    thread::sleep(Duration::from_millis(2));
    let long = Duration::from_millis(2);
    format!("{} {}", start.elapsed() >= long, day.elapsed().is_ok_and(|elapsed| elapsed >= Duration::from_millis(1)))
}

fn park_tokens() -> String {
    thread::current().unpark();
    thread::park();
    let ready = Arc::new(AtomicBool::new(false));
    let (theirs, main) = (Arc::clone(&ready), thread::current());
    let thread = thread::spawn(move || {
        theirs.store(true, SeqCst);
        main.unpark();
    });
    while !ready.load(SeqCst) {
        thread::park();
    }
    thread.join().unwrap();
    "unparked".to_owned()
}

fn sets() -> String {
    let (a, b) = (HashSet::from([1, 2]), HashSet::from([2, 3]));
    let sorted = |set: HashSet<u8>| {
        let mut all: Vec<_> = set.into_iter().collect();
        all.sort();
        all
    };
    format!("{:?} {:?} {:?} {}", sorted(&a | &b), sorted(&a & &b), sorted(&a - &b), a.union(&b).count() == 3)
}

fn waker() -> String {
    struct Counts(AtomicUsize);
    impl std::task::Wake for Counts {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, SeqCst);
        }
    }
    let counts = Arc::new(Counts(AtomicUsize::new(0)));
    let waker = std::task::Waker::from(Arc::clone(&counts));
    let mut polled = false;
    let mut future = std::pin::pin!(std::future::poll_fn(|context| {
        if polled {
            return std::task::Poll::Ready("done");
        }
        polled = true;
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    }));
    let mut context = std::task::Context::from_waker(&waker);
    loop {
        if let std::task::Poll::Ready(text) = future.as_mut().poll(&mut context) {
            return format!("{} {text}", counts.0.load(SeqCst));
        }
    }
}

fn core_atomics() -> String {
    let count = core::sync::atomic::AtomicUsize::new(0);
    thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                let mut seen = count.load(core::sync::atomic::Ordering::SeqCst);
                while let Err(other) = count.compare_exchange_weak(seen, seen + 1, SeqCst, SeqCst) {
                    core::hint::spin_loop();
                    seen = other;
                }
            });
        }
    });
    count.load(SeqCst).to_string()
}

fn unwinding() -> String {
    struct Looks(Arc<AtomicBool>);
    impl Drop for Looks {
        fn drop(&mut self) {
            self.0.store(thread::panicking(), SeqCst);
        }
    }
    let seen = Arc::new(AtomicBool::new(false));
    let looks = Looks(Arc::clone(&seen));
    let _ = quietly(move || {
        let _looks = looks;
        panic!("on purpose");
    });
    format!("{} {}", seen.load(SeqCst), thread::panicking())
}

fn arcs() -> String {
    let value = Arc::new(Mutex::new(1));
    let weak = Arc::downgrade(&value);
    let theirs = Arc::clone(&value);
    let count = Arc::strong_count(&value);
    drop(theirs);
    let inner = Arc::try_unwrap(value).unwrap().into_inner().unwrap();
    format!("{inner} {count} {}", weak.upgrade().is_none())
}

fn parallelism() -> String {
    thread::available_parallelism().unwrap().to_string()
}

fn map_order() -> String {
    let order = || HashMap::<u32, u32>::from_iter((0..200).map(|n| (n, n))).into_keys().collect::<Vec<_>>();
    if order() == order() { "the same" } else { "different" }.to_owned()
}

fn map_type() -> String {
    let name = std::any::type_name::<HashMap<u8, u8>>();
    if name.starts_with("std::") { "std" } else { "other" }.to_owned()
}

fn input() -> String {
    static LINES: OnceLock<usize> = OnceLock::new();
    LINES.get_or_init(|| std::io::stdin().lines().count()).to_string()
}

fn hook() -> String {
    static CALLED: AtomicBool = AtomicBool::new(false);
    std::panic::set_hook(Box::new(|_| CALLED.store(true, SeqCst)));
    assert!(std::panic::catch_unwind(|| panic!("on purpose")).is_err());
    drop(std::panic::take_hook());
    if CALLED.load(SeqCst) { "called" } else { "forgotten" }.to_owned()
}

fn computing() -> String {
    let start = Instant::now();
    let sum: u64 = (0..200_000u64).map(std::hint::black_box).sum();
    assert_ne!(sum, 0);
    if start.elapsed().is_zero() { "no time" } else { "time" }.to_owned()
}

fn day() -> String {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 86_400;
    // 56 years with 14 leap days.
    if days == 56 * 365 + 14 { "2026-01-01" } else { "another day" }.to_owned()
}

fn size() -> String {
    match size_of::<AtomicU32>() {
        4 => "4".to_owned(),
        _ => "larger".to_owned(),
    }
}

fn identities() -> String {
    let thread = thread::spawn(|| format!("{:?}", thread::current().id()));
    thread.join().unwrap()
}

fn parking() -> String {
    let parked = thread::spawn(|| {
        let start = Instant::now();
        thread::park_timeout(Duration::from_millis(1));
        if start.elapsed() < Duration::from_millis(1) { "early" } else { "in time" }
    });
    parked.join().unwrap().to_owned()
}

fn weak_exchange() -> String {
    let made = AtomicU32::new(0).compare_exchange_weak(0, 1, SeqCst, SeqCst).is_ok();
    if made { "made" } else { "failed" }.to_owned()
}

fn store_buffering() -> String {
    let (x, y) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|s| {
        let one = s.spawn(|| {
            x.store(1, Relaxed);
            y.load(Relaxed)
        });
        let two = s.spawn(|| {
            y.store(1, Relaxed);
            x.load(Relaxed)
        });
        format!("{} {}", one.join().unwrap(), two.join().unwrap())
    })
}

fn counts() -> String {
    let value = Arc::new(());
    let theirs = Arc::clone(&value);
    let thread = thread::spawn(move || drop(Arc::clone(&theirs)));
    // Somewhere the thread may run or not.
    drop(Mutex::new(()).lock());
    let count = Arc::strong_count(&value);
    thread.join().unwrap();
    count.to_string()
}

#[cfg(target_os = "linux")]
fn two_mutexes() -> String {
    let (one, two, condvar) = (Mutex::new(()), Mutex::new(()), Condvar::new());
    let short = Duration::from_millis(1);
    drop(condvar.wait_timeout(one.lock().unwrap(), short));
    match quietly(|| drop(condvar.wait_timeout(two.lock().unwrap(), short))) {
        Ok(()) => "fine".to_owned(),
        Err(payload) => payload.downcast::<&str>().unwrap().to_string(),
    }
}
