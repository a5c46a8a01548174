//! Which of the modelled types are `Send`, `Sync`, unwind-safe and so on.

#![allow(dead_code)]

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::io::{Stderr, StderrLock, Stdin, Stdout, StdoutLock};
use std::marker::PhantomData;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicPtr, AtomicU8, AtomicUsize};
use std::sync::mpsc::{IntoIter, Iter, Receiver, Sender, SyncSender};
use std::sync::{
    Barrier, BarrierWaitResult, Condvar, LazyLock, Mutex, MutexGuard, Once, OnceLock, OnceState, RwLock,
    RwLockReadGuard, RwLockWriteGuard, WaitTimeoutResult,
};
use std::thread::{Builder, JoinHandle, LocalKey, Scope, ScopedJoinHandle, Thread, ThreadId};
use std::time::{Instant, SystemTime};

/// `Probe::<T>::IS` is the inherent constant where the bound holds, else the trait's.
macro_rules! probe {
    ($($probe:ident: $bound:ident),*) => {$(
        struct $probe<T: ?Sized>(PhantomData<T>);
        impl<T: ?Sized + $bound> $probe<T> {
            const IS: char = '+';
        }
        impl<T: ?Sized> Otherwise for $probe<T> {}
    )*};
}

trait Otherwise {
    const IS: char = '-';
}

probe! {
    PSend: Send, PSync: Sync, PUnwind: UnwindSafe, PRefUnwind: RefUnwindSafe, PUnpin: Unpin, PCopy: Copy,
    PClone: Clone, PDefault: DefaultSized, PEq: Eq, POrd: Ord, PHash: Hash, PDebug: Debug
}

use std::fmt::Debug;
use std::hash::Hash;

trait DefaultSized {}
impl<T: Default> DefaultSized for T {}

macro_rules! rows {
    ($out:ident: $($t:ty),* $(,)?) => {$(
        writeln!(
            $out,
            "{:45} send{} sync{} unwind{} ref-unwind{} unpin{} copy{} clone{} default{} eq{} ord{} hash{} debug{}",
            stringify!($t).split_whitespace().collect::<String>(),
            PSend::<$t>::IS, PSync::<$t>::IS, PUnwind::<$t>::IS, PRefUnwind::<$t>::IS, PUnpin::<$t>::IS,
            PCopy::<$t>::IS, PClone::<$t>::IS, PDefault::<$t>::IS, PEq::<$t>::IS, POrd::<$t>::IS, PHash::<$t>::IS,
            PDebug::<$t>::IS,
        )
        .unwrap();
    )*};
}

/// Not unwind-safe, but `Send`.
type Unsafe = Cell<u8>;
type Fun = fn() -> u8;

pub fn table() -> String {
    let mut out = String::new();
    rows! { out:
        Mutex<u8>, Mutex<Cell<u8>>, Mutex<Rc<u8>>, Mutex<[u8]>, Mutex<dyn Fn()>,
        MutexGuard<'static, u8>, MutexGuard<'static, Cell<u8>>, MutexGuard<'static, Rc<u8>>,
        RwLock<u8>, RwLock<Cell<u8>>, RwLock<Rc<u8>>, RwLock<str>,
        RwLockReadGuard<'static, u8>, RwLockReadGuard<'static, Cell<u8>>, RwLockReadGuard<'static, Rc<u8>>,
        RwLockWriteGuard<'static, u8>, RwLockWriteGuard<'static, Cell<u8>>,
        Condvar, WaitTimeoutResult, Once, OnceState, Barrier, BarrierWaitResult,
        OnceLock<u8>, OnceLock<Unsafe>, OnceLock<Rc<u8>>, OnceLock<&'static mut u8>, OnceLock<*const u8>,
        LazyLock<u8>, LazyLock<Unsafe>, LazyLock<Rc<u8>>, LazyLock<u8, Rc<u8>>, LazyLock<u8, Fun>,
        LazyLock<&'static mut u8>,
        Sender<u8>, Sender<Rc<u8>>, Sender<Cell<u8>>, SyncSender<u8>, SyncSender<Rc<u8>>, SyncSender<Cell<u8>>,
        Receiver<u8>, Receiver<Rc<u8>>, Receiver<Cell<u8>>, Iter<'static, u8>, IntoIter<u8>,
        AtomicBool, AtomicU8, AtomicI64, AtomicUsize, AtomicPtr<u8>, AtomicPtr<Rc<u8>>,
        JoinHandle<u8>, JoinHandle<Rc<u8>>, ScopedJoinHandle<'static, u8>, ScopedJoinHandle<'static, Rc<u8>>,
        ScopedJoinHandle<'static, Cell<u8>>, Scope<'static, 'static>, Builder,
        Thread, ThreadId, LocalKey<u8>, LocalKey<Rc<u8>>, LocalKey<Cell<u8>>, std::thread::AccessError,
        Instant, SystemTime, std::time::SystemTimeError,
        HashMap<u8, u8>, HashMap<Rc<u8>, u8>, HashMap<u8, Cell<u8>>, HashMap<u8, &'static mut u8>,
        HashSet<u8>, HashSet<Rc<u8>>, std::hash::RandomState, std::hash::DefaultHasher,
        Stdin, Stdout, StdoutLock<'static>, Stderr, StderrLock<'static>,
    }
    out
}
