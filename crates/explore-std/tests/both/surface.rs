//! Names the stable interface of what is modelled, with its types; never run.

#![allow(deprecated, dead_code, unused_must_use, clippy::all)]

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet, hash_map, hash_set};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher, RandomState};
use std::io::{BufRead, Read, Write};
use std::num::NonZero;
use std::sync::atomic::*;
use std::sync::mpsc::*;
use std::sync::*;
use std::thread::{self, AccessError, Builder, JoinHandle, LocalKey, Scope, ScopedJoinHandle, Thread, ThreadId};
use std::time::{Duration, Instant, SystemTime, SystemTimeError, UNIX_EPOCH};

type G<'a> = MutexGuard<'a, u8>;

static IN_A_CONST: (Mutex<u8>, RwLock<u8>, Condvar, Once, OnceLock<u8>, Barrier, AtomicPtr<u8>) = (
    Mutex::new(1),
    RwLock::new(1),
    Condvar::new(),
    Once::new(),
    OnceLock::new(),
    Barrier::new(1),
    AtomicPtr::new(std::ptr::null_mut()),
);
static LAZY: LazyLock<String> = LazyLock::new(|| "lazy".to_string());
const HASHED: HashMap<u8, u8, BuildHasherDefault<DefaultHasher>> = HashMap::with_hasher(BuildHasherDefault::new());

fn mutexes(m: &mut Mutex<u8>, w: &mut RwLock<u8>) {
    let _: fn(&Mutex<u8>) -> LockResult<G<'_>> = Mutex::lock;
    let _: fn(&Mutex<u8>) -> TryLockResult<G<'_>> = Mutex::try_lock;
    let _: fn(Mutex<u8>) -> LockResult<u8> = Mutex::into_inner;
    let _: fn(&mut Mutex<u8>) -> LockResult<&mut u8> = Mutex::get_mut;
    let _: (bool, ()) = (m.is_poisoned(), m.clear_poison());
    let _: Mutex<u8> = Mutex::from(1);
    let _: Mutex<u8> = Default::default();
    let _: Arc<Mutex<[u8]>> = Arc::new(Mutex::new([1, 2]));
    let _: Box<Mutex<dyn Fn()>> = Box::new(Mutex::new(|| ()));
    let _: LockResult<RwLockReadGuard<'_, u8>> = w.read();
    let _: TryLockResult<RwLockReadGuard<'_, u8>> = w.try_read();
    let _: TryLockResult<RwLockWriteGuard<'_, u8>> = w.try_write();
    let g: RwLockWriteGuard<'_, u8> = w.write().unwrap();
    let r: RwLockReadGuard<'_, u8> = RwLockWriteGuard::downgrade(g);
    drop(format!("{r} {r:?} {m:?}"));
    drop(r);
    let _: LockResult<&mut u8> = w.get_mut();
    let _: (bool, ()) = (w.is_poisoned(), w.clear_poison());
    let _: LockResult<u8> = RwLock::from(1).into_inner();
    let _: RwLock<u8> = Default::default();
    let e: PoisonError<u8> = PoisonError::new(1);
    let _: TryLockError<u8> = e.into();
}

/// A reader's guard may be used for a shorter lifetime inside, too.
fn covariant<'a>(guard: RwLockReadGuard<'a, &'static str>) -> RwLockReadGuard<'a, &'a str> {
    guard
}

fn condvars(c: &Condvar, g: G<'_>, d: Duration) {
    let g: LockResult<G<'_>> = c.wait(g);
    let g: LockResult<G<'_>> = c.wait_while(g.unwrap(), |n: &mut u8| *n == 0);
    let (g, r): (G<'_>, WaitTimeoutResult) = c.wait_timeout(g.unwrap(), d).unwrap();
    let _: (bool, WaitTimeoutResult) = (r.timed_out(), r);
    let (g, _) = c.wait_timeout_while(g, d, |n| *n == 0).unwrap();
    let _: LockResult<(G<'_>, bool)> = c.wait_timeout_ms(g, 1);
    (c.notify_one(), c.notify_all(), Condvar::default());
    let _: BarrierWaitResult = Barrier::new(1).wait();
    let _: bool = Barrier::new(1).wait().is_leader();
}

fn onces(o: &Once, c: &mut OnceLock<u8>, l: &mut LazyLock<u8>) {
    o.call_once(|| ());
    o.call_once_force(|s: &OnceState| drop(s.is_poisoned()));
    (o.is_completed(), o.wait(), o.wait_force());
    let _: (Option<&u8>, &u8) = (c.get(), c.wait());
    let _: Result<(), u8> = c.set(1);
    let _: &u8 = c.get_or_init(|| 1);
    let _: Option<&mut u8> = c.get_mut();
    let _: Option<u8> = c.take();
    let _: (bool, OnceLock<u8>) = (*c == OnceLock::default(), c.clone());
    let _: Option<u8> = OnceLock::from(1).into_inner();
    let _: &u8 = LazyLock::force(l);
    let _: Option<&u8> = LazyLock::get(l);
    let _: Option<&mut u8> = LazyLock::get_mut(l);
    let _: &mut u8 = LazyLock::force_mut(l);
    let _: (u8, ()) = (**l, **l = 2);
    let _: LazyLock<u8> = Default::default();
    let _: usize = LAZY.len();
    let _: Once = ONCE_INIT;
}

macro_rules! integers {
    ($($name:ident $atomic:ident $int:ty;)*) => {$(
        fn $name(a: &mut $atomic, o: Ordering) {
            let _: [$int; 10] = [
                a.load(o), a.swap(1, o), a.fetch_add(1, o), a.fetch_sub(1, o), a.fetch_and(1, o), a.fetch_nand(1, o),
                a.fetch_or(1, o), a.fetch_xor(1, o), a.fetch_max(1, o), a.fetch_min(1, o),
            ];
            let _: ((), $int) = (a.store(1, o), a.compare_and_swap(1, 2, o));
            let _: [Result<$int, $int>; 4] = [
                a.compare_exchange(1, 2, o, o), a.compare_exchange_weak(1, 2, o, o),
                a.fetch_update(o, o, |n| Some(n)), a.try_update(o, o, |n| Some(n)),
            ];
            let _: $int = a.update(o, o, |n| n);
            let _: &mut $int = a.get_mut();
            let _: *mut $int = a.as_ptr();
            let _: $int = $atomic::from(1).into_inner();
            let _: (String, $atomic) = (format!("{a:?}"), Default::default());
        }
    )*};
}

integers! {
    i8s AtomicI8 i8; u8s AtomicU8 u8; i16s AtomicI16 i16; u16s AtomicU16 u16; i32s AtomicI32 i32; u32s AtomicU32 u32;
    i64s AtomicI64 i64; u64s AtomicU64 u64; isizes AtomicIsize isize; usizes AtomicUsize usize;
}

fn other_atomics(b: &mut AtomicBool, p: &mut AtomicPtr<u8>, o: Ordering, q: *mut u8) {
    let _: [bool; 7] =
        [b.load(o), b.swap(true, o), b.fetch_and(true, o), b.fetch_nand(true, o), b.fetch_or(true, o), b.fetch_xor(true, o), b.fetch_not(o)];
    let _: (bool, Result<bool, bool>, *mut bool) = (b.update(o, o, |b| !b), b.compare_exchange(true, false, o, o), b.as_ptr());
    let _: [*mut u8; 9] = [
        p.load(o), p.swap(q, o), p.fetch_ptr_add(1, o), p.fetch_ptr_sub(1, o), p.fetch_byte_add(1, o),
        p.fetch_byte_sub(1, o), p.fetch_or(1, o), p.fetch_and(1, o), p.fetch_xor(1, o),
    ];
    let _: (Result<*mut u8, *mut u8>, String) = (p.compare_exchange_weak(q, q, o, o), format!("{p:?} {p:p}"));
    let _: (&mut *mut u8, AtomicPtr<u8>) = (p.get_mut(), AtomicPtr::from(q));
    (fence(o), compiler_fence(o), spin_loop_hint(), std::hint::spin_loop(), core::hint::spin_loop());
    let _: (AtomicBool, AtomicIsize, AtomicUsize) = (ATOMIC_BOOL_INIT, ATOMIC_ISIZE_INIT, ATOMIC_USIZE_INIT);
    let _: core::sync::atomic::AtomicBool = AtomicBool::new(true);
    let _: core::sync::atomic::Ordering = std::sync::atomic::Ordering::SeqCst;
}

fn channels(d: Duration) {
    let (tx, rx): (Sender<u8>, Receiver<u8>) = channel();
    let (stx, srx): (SyncSender<u8>, Receiver<u8>) = sync_channel(1);
    let _: Result<(), SendError<u8>> = tx.clone().send(1);
    let _: Result<(), SendError<u8>> = stx.clone().send(1);
    let _: Result<(), TrySendError<u8>> = stx.try_send(1);
    let _: Result<u8, RecvError> = rx.recv();
    let _: Result<u8, TryRecvError> = rx.try_recv();
    let _: Result<u8, RecvTimeoutError> = rx.recv_timeout(d);
    let _: (Iter<'_, u8>, TryIter<'_, u8>) = (rx.iter(), rx.try_iter());
    for _ in &rx {}
    let _: IntoIter<u8> = srx.into_iter();
    format!("{tx:?} {stx:?} {rx:?}");
}

thread_local! {
    static CELL: Cell<u8> = const { Cell::new(1) };
    static REF: RefCell<Vec<u8>> = RefCell::new(vec![]);
}

fn threads(d: Duration) {
    let h: JoinHandle<u8> = thread::spawn(|| 1);
    let _: (&Thread, bool, ThreadId) = (h.thread(), h.is_finished(), h.thread().id());
    let _: thread::Result<u8> = h.join();
    let b: Builder = Builder::new().name("x".to_string()).stack_size(1 << 20);
    let _: std::io::Result<JoinHandle<()>> = b.spawn(|| ());
    let n: u8 = thread::scope(|s: &Scope<'_, '_>| {
        let h: ScopedJoinHandle<'_, u8> = s.spawn(|| 1);
        let _: std::io::Result<ScopedJoinHandle<'_, ()>> = Builder::new().spawn_scoped(s, || ());
        s.spawn(move || s.spawn(|| ()).join());
        (h.thread().name(), h.is_finished());
        h.join().unwrap()
    });
    let t: Thread = thread::current();
    (t.unpark(), t.id() == t.clone().id(), t.name(), n);
    (thread::park(), thread::park_timeout(d), thread::park_timeout_ms(1), thread::sleep(d), thread::sleep_ms(1));
    (thread::yield_now(), thread::panicking());
    let _: std::io::Result<NonZero<usize>> = thread::available_parallelism();
    let _: (u8, (), u8, u8) = (CELL.get(), CELL.set(1), CELL.take(), CELL.replace(1));
    let _: (usize, (), Vec<u8>, Vec<u8>) = (REF.with_borrow(|v| v.len()), REF.set(vec![]), REF.take(), REF.replace(vec![]));
    REF.with_borrow_mut(|v| v.push(1));
    let _: Result<u8, AccessError> = CELL.try_with(Cell::get);
    let _: &'static LocalKey<Cell<u8>> = &CELL;
}

fn times(i: Instant, s: SystemTime, d: Duration) {
    let _: [Instant; 3] = [Instant::now(), i + d, i - d];
    let _: [Duration; 4] = [i - i, i.duration_since(i), i.saturating_duration_since(i), i.elapsed()];
    let _: (Option<Duration>, [Option<Instant>; 2]) = (i.checked_duration_since(i), [i.checked_add(d), i.checked_sub(d)]);
    let (mut i, mut s) = (i, s);
    (i += d, i -= d, s += d, s -= d);
    let _: [SystemTime; 5] = [SystemTime::now(), UNIX_EPOCH, SystemTime::UNIX_EPOCH, s + d, s - d];
    let _: [Result<Duration, SystemTimeError>; 2] = [s.duration_since(s), s.elapsed()];
    let _: [Option<SystemTime>; 2] = [s.checked_add(d), s.checked_sub(d)];
}

fn maps(m: &mut HashMap<String, u8>) {
    let _: [HashMap<String, u8>; 3] = [HashMap::new(), HashMap::with_capacity(1), HashMap::from([("a".to_string(), 1)])];
    let _: HashMap<String, u8> = vec![("a".to_string(), 1)].into_iter().collect();
    let _: hash_map::Entry<'_, String, u8> = m.entry("a".to_string());
    *m.entry("a".to_string()).or_insert(0) += 1;
    m.entry("b".to_string()).and_modify(|n| *n += 1).or_default();
    let _: (Option<&u8>, Option<&mut u8>) = (HASHED.get(&1), HashMap::get_mut(m, "a"));
    let _: (u8, bool, Option<u8>, usize) = (m["a"], m.contains_key("a"), m.insert("c".to_string(), 1), m.len());
    let _: (Option<u8>, Option<(String, u8)>, Option<(&String, &u8)>) = (m.remove("a"), m.remove_entry("b"), None);
    let _: Option<(&String, &u8)> = m.get_key_value("a");
    let _: [Option<&mut u8>; 2] = m.get_disjoint_mut(["a", "b"]);
    (m.reserve(1), m.try_reserve(1), m.shrink_to_fit(), m.shrink_to(1), m.capacity(), m.is_empty());
    (m.retain(|_, n| *n > 1), m.values_mut().for_each(|n| *n += 1), m.iter_mut().for_each(|(_, n)| *n += 1));
    let _: Vec<(String, u8)> = m.extract_if(|_, n| *n > 1).collect();
    let _: (Vec<&String>, Vec<&u8>) = (m.keys().collect(), m.values().collect());
    m.extend([("a".to_string(), 1)]);
    m.extend(HashMap::from([("b".to_string(), 2)]));
    for (k, n) in &mut *m {
        *n += k.len() as u8;
    }
    for (_, _) in &*m {}
    let _: &RandomState = m.hasher();
    let _: (hash_map::IntoKeys<String, u8>, hash_map::IntoValues<String, u8>) = (m.clone().into_keys(), m.clone().into_values());
    let _: (bool, String) = (*m == Default::default(), format!("{m:?}"));
    (m.drain().count(), m.clear());
    let mut c: HashMap<u8, u8> = HashMap::default();
    c.extend(&HashMap::from([(1, 2)]));
}

fn sets(a: &mut HashSet<u8>, b: &HashSet<u8>) {
    let _: [HashSet<u8>; 5] = [HashSet::new(), HashSet::with_capacity(1), HashSet::from([1]), (0..3).collect(), Default::default()];
    let _: [HashSet<u8>; 4] = [&*a | b, &*a & b, &*a ^ b, &*a - b];
    let _: [Vec<&u8>; 4] = [
        a.union(b).collect(), a.intersection(b).collect(), a.difference(b).collect(),
        a.symmetric_difference(b).collect(),
    ];
    let _: [bool; 7] =
        [a.insert(1), a.remove(&1), a.contains(&1), a.is_subset(b), a.is_superset(b), a.is_disjoint(b), a == b];
    let _: [Option<u8>; 3] = [a.take(&1), a.replace(1), a.get(&1).copied()];
    a.extend([1, 2]);
    a.extend(b);
    for _ in &*a {}
    (a.retain(|n| *n > 1), a.drain().count(), a.clear(), a.len(), a.is_empty(), a.iter().count());
    let _: hash_set::IntoIter<u8> = a.clone().into_iter();
    let h: u64 = RandomState::new().hash_one(1);
    let mut hasher = DefaultHasher::new();
    h.hash(&mut hasher);
    hasher.finish();
}

fn streams() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_line(&mut text)?;
    std::io::stdin().lock().read_to_string(&mut text)?;
    for line in std::io::stdin().lines() {
        writeln!(std::io::stdout(), "{}", line?)?;
    }
    let mut out = std::io::stdout().lock();
    write!(out, "x")?;
    out.flush()?;
    std::io::stderr().write_all(b"x")?;
    let buffered = std::io::BufWriter::new(out);
    drop(buffered);
    let _ = std::io::BufReader::new(std::io::stdin()).lines().next();
    std::io::copy(&mut std::io::stdin(), &mut std::io::stdout())?;
    Ok(())
}

/// What other crates exchange with a program is real std's own.
fn exchanged() {
    let _: Duration = core::time::Duration::ZERO;
    extern crate alloc;
    let _: alloc::sync::Arc<u8> = std::sync::Arc::new(1);
    let _: core::task::Poll<()> = std::task::Poll::Ready(());
    let _: core::net::IpAddr = std::net::Ipv4Addr::LOCALHOST.into();
    struct Wakes;
    impl std::task::Wake for Wakes {
        fn wake(self: Arc<Self>) {}
    }
    let waker: std::task::Waker = Arc::new(Wakes).into();
    let mut future = std::pin::pin!(async { 1 });
    let _ = std::future::Future::poll(future.as_mut(), &mut std::task::Context::from_waker(&waker));
    std::panic::set_hook(Box::new(|info: &std::panic::PanicHookInfo<'_>| drop(info.location())));
    drop(std::panic::take_hook());
}
