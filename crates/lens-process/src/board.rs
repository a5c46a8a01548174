//! The memory that the monitor, the check and every process the submission forks have in common.
//!
//! It is mapped before the first fork, so everyone sees it at the same address, and it is no
//! descriptor that a submission could close or be blamed for. Everything in it is an atomic and
//! nothing in it is locked: a process may be killed at any instruction without holding up another.

use std::{
    io, mem, ptr,
    sync::atomic::{
        AtomicI32, AtomicPtr, AtomicU8, AtomicU32, AtomicU64,
        Ordering::{Acquire, Relaxed, Release, SeqCst},
    },
    time::Duration,
};

/// How many runs of jobs one call can record.
pub(crate) const RUNS: usize = 8192;
/// How many moments of rest one call can record.
pub(crate) const RESTS: usize = 256;
/// How many marks a check has.
pub(crate) const MARKS: usize = 1024;
/// How many bytes of a message are kept.
const TEXT: usize = 8192;

/// What the check's process asks of the monitor, in [`Board::request`].
pub(crate) mod request {
    /// Nothing.
    pub(crate) const NONE: u32 = 0;
    /// Remember what there is now: the submission is about to be called.
    pub(crate) const BEFORE: u32 = 1;
    /// Say what is left now.
    pub(crate) const AFTER: u32 = 2;
}

/// How a forked process got into the caller's code, in [`Board::stray`].
pub(crate) mod stray {
    /// It did not.
    pub(crate) const NONE: u32 = 0;
    /// It returned from the submission's function.
    pub(crate) const RETURNED: u32 = 1;
    /// A panic carried it there.
    pub(crate) const UNWOUND: u32 = 2;
}

/// One job that began, in which process.
#[derive(Default)]
pub(crate) struct RunSlot {
    pub(crate) input: AtomicU64,
    /// Stored last, with `Release`: a slot whose process is 0 is not filled in yet.
    pub(crate) pid: AtomicI32,
}

/// What was seen when everything was at rest. Written by the monitor alone.
pub(crate) struct RestSlot {
    pub(crate) busy: AtomicU32,
    pub(crate) alive: AtomicU32,
}

/// Text written once.
pub(crate) struct Text {
    /// 0 empty, 1 being written, 2 written.
    state: AtomicU32,
    length: AtomicU32,
    bytes: [AtomicU8; TEXT],
}

impl Text {
    /// Keeps `text`, cut to what fits, unless something is kept already. True if it was kept.
    pub(crate) fn set(&self, text: &str) -> bool {
        if self.state.compare_exchange(0, 1, SeqCst, SeqCst).is_err() {
            return false;
        }
        let bytes = &text.as_bytes()[..text.floor_char_boundary(TEXT)];
        for (slot, byte) in self.bytes.iter().zip(bytes) {
            slot.store(*byte, Relaxed);
        }
        self.length.store(bytes.len() as u32, Relaxed);
        // Pairs with the load in `get`: who sees 2 sees the bytes.
        self.state.store(2, Release);
        true
    }

    /// What was kept.
    pub(crate) fn get(&self) -> Option<String> {
        if self.state.load(Acquire) != 2 {
            return None;
        }
        let length = self.length.load(Relaxed) as usize;
        let bytes = self.bytes[..length].iter().map(|b| b.load(Relaxed)).collect();
        String::from_utf8(bytes).ok()
    }
}

/// The board. All zero is its valid initial state.
pub(crate) struct Board {
    /// The process the check runs in.
    pub(crate) main: AtomicI32,
    /// Counts whatever the monitor should look at soon; the monitor sleeps on it.
    doorbell: AtomicU32,
    /// Counts what shows that the submission gets on.
    pub(crate) progress: AtomicU32,

    /// One of [`request`].
    pub(crate) request: AtomicU32,
    /// Counts answers; the check's process sleeps on it.
    pub(crate) answers: AtomicU32,

    /// Processes inside [`crate::hold`] since the last release.
    pub(crate) holding: AtomicU32,
    /// Counts releases; the held processes sleep on it.
    pub(crate) releases: AtomicU32,

    /// One word for every mark, 1 once it is set; who waits for a mark sleeps on its word.
    pub(crate) marks: [AtomicU32; MARKS],
    /// How many processes wait for the mark of the same index.
    pub(crate) wanted: [AtomicU32; MARKS],

    /// How many runs were begun; may exceed [`RUNS`].
    pub(crate) run_count: AtomicU32,
    pub(crate) runs: [RunSlot; RUNS],
    /// How many rests were seen; may exceed [`RESTS`].
    pub(crate) rest_count: AtomicU32,
    pub(crate) rests: [RestSlot; RESTS],

    /// 1 once the check has come to its end without a failure.
    passed: AtomicU32,
    /// One of [`stray`].
    pub(crate) stray: AtomicU32,
    /// What the submission's own code panicked with in a forked process.
    pub(crate) worker_panic: Text,
    /// The check's outcome: empty when it passed, else the diagnosis, the place and the message,
    /// each on a line of its own, the message to the end.
    pub(crate) outcome: Text,
}

/// The board of the check this process belongs to.
static BOARD: AtomicPtr<Board> = AtomicPtr::new(ptr::null_mut());

impl Board {
    /// Maps a new board and makes it the current one.
    pub(crate) fn map() -> io::Result<&'static Board> {
        // SAFETY: a fresh anonymous mapping of the size asked for, at an address the kernel chooses;
        // no existing memory is touched.
        let address = unsafe {
            libc::mmap(
                ptr::null_mut(),
                mem::size_of::<Board>(),
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        if address == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let board = address.cast::<Board>();
        BOARD.store(board, SeqCst);
        // SAFETY: the mapping is page-aligned, large enough, filled with zeros by the kernel, which is
        // a valid value of every atomic, is never unmapped, and is only ever reached through shared
        // references to atomics.
        Ok(unsafe { &*board })
    }

    /// The current board.
    ///
    /// # Panics
    ///
    /// Panics outside of [`crate::run`] and [`crate::judge`].
    #[track_caller]
    pub(crate) fn current() -> &'static Board {
        let board = BOARD.load(SeqCst);
        assert!(!board.is_null(), "this is meant for a check run by lens_process");
        // SAFETY: `map` stored it and nobody unmaps it; see there.
        unsafe { &*board }
    }

    /// True when this is the process the check runs in, and not one the submission forked.
    pub(crate) fn is_main(&self) -> bool {
        nix::unistd::getpid().as_raw() == self.main.load(SeqCst)
    }

    /// The addresses the board lies at, the same in every process.
    pub(crate) fn addresses(&self) -> std::ops::Range<u64> {
        let start = ptr::from_ref(self) as u64;
        start..start + mem::size_of::<Board>() as u64
    }

    /// Makes the monitor look.
    pub(crate) fn ring(&self) {
        self.doorbell.fetch_add(1, SeqCst);
        wake(&self.doorbell);
    }

    /// What to pass to [`Board::listen`] as `seen`.
    pub(crate) fn rings(&self) -> u32 {
        self.doorbell.load(SeqCst)
    }

    /// Sleeps until somebody rings, at most that long.
    pub(crate) fn listen(&self, seen: u32, at_most: Duration) {
        wait(&self.doorbell, seen, Some(at_most));
    }

    /// Notes that the submission gets on.
    pub(crate) fn advance(&self) {
        self.progress.fetch_add(1, SeqCst);
    }

    /// Notes that the check has come to its end without a failure.
    pub(crate) fn pass(&self) {
        self.passed.store(1, SeqCst);
        self.ring();
    }

    /// True if the check has come to its end without a failure.
    pub(crate) fn passed(&self) -> bool {
        self.passed.load(SeqCst) == 1
    }

    /// Forgets the runs, rests and marks of an earlier call.
    pub(crate) fn clear(&self) {
        for slot in self.runs.iter().take(self.run_count.load(SeqCst) as usize) {
            slot.pid.store(0, SeqCst);
        }
        self.run_count.store(0, SeqCst);
        self.rest_count.store(0, SeqCst);
        for word in self.marks.iter().chain(&self.wanted).chain([&self.holding]) {
            word.store(0, SeqCst);
        }
    }
}

/// Sleeps while `word` is `value`, until it is woken or the time is up. May return early.
pub(crate) fn wait(word: &AtomicU32, value: u32, at_most: Option<Duration>) {
    let limit = at_most
        .map(|t| libc::timespec { tv_sec: t.as_secs() as libc::time_t, tv_nsec: t.subsec_nanos() as libc::c_long });
    let limit = limit.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: `word` is a live, aligned 32-bit word and `limit` is null or points to a live timespec;
    // FUTEX_WAIT reads both and writes neither. The futex is not private: the word is shared memory.
    unsafe {
        libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAIT, value, limit);
    }
}

/// Wakes everyone who sleeps on `word`.
pub(crate) fn wake(word: &AtomicU32) {
    // SAFETY: FUTEX_WAKE uses the address of a live word as a key and touches no memory.
    unsafe {
        libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAKE, i32::MAX);
    }
}
