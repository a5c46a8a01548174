//! One execution: model threads as coroutines on one operating-system thread, one running at a time.
//!
//! A thread is *pending* at its next visible operation. It is *enabled* if that operation can happen
//! now, and is told so by a closure that is evaluated again whenever the object it concerns changes;
//! so an execution is a sequence of operations each of which was possible when chosen, and no step is
//! spent on trying.

use crate::rt::{Place, Tid, Wait, Woken};
use crate::strategy::{Identity, Point, Segment, Strategy};
use crate::trace::{Blocked, Event, Execution, Failure, Kind, ObjectInfo};
use crate::{Diagnosis, Op};
use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};
use std::any::Any;
use std::cell::Cell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

/// Stack of a model thread, unless its Builder asks for more. Reserved, not used, until touched.
const STACK: usize = 512 * 1024;
/// Steps in a row that change nothing after which a thread counts as spinning.
const SPINNING: u32 = 32;
/// Steps in a row after which the default policy lets another thread run.
const PATIENCE: u32 = 1_000;
/// Steps after which a sleep, or a short timed wait, ends although others go on running: whoever waits
/// actively for a sleeper gets to see it wake.
const LONGEST_NAP: u64 = 500;
/// Steps in a row, of all threads together, that change nothing while nobody waits for a time: nothing
/// ever will.
const QUIET: u32 = 100_000;
/// How often an execution at its step limit is let go on because somebody still waits for a time.
const EXTENSIONS: u32 = 20;
/// Early wake-ups and other rare outcomes in one execution.
const UNLIKELY_PER_EXECUTION: u32 = 2;
/// Timed waits longer than this end only when nothing else can run: no thread is assumed to be kept
/// from running for longer. Sleeping is never a guarantee, however long.
const LONGEST_STALL: u64 = 1_000_000_000;
/// Events of one traced execution that are kept.
const MOST_EVENTS: usize = 20_000;
/// Model threads in one execution: each needs a stack.
const MOST_THREADS: usize = 10_000;

thread_local! {
    static KERNEL: Cell<*mut Kernel> = const { Cell::new(std::ptr::null_mut()) };
}

/// The kernel of the execution this operating-system thread is running, or null.
#[inline]
pub(crate) fn kernel() -> *mut Kernel {
    KERNEL.with(Cell::get)
}

/// What happens to threads that are still there when the main thread has returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterMain {
    /// They end, as those of a process do.
    Kill,
    /// They run on; one that cannot finish is a leak.
    Settle,
}

/// Limits and policies of one execution.
#[derive(Clone)]
pub(crate) struct Settings {
    pub max_steps: u64,
    pub after_main: AfterMain,
    pub tracing: bool,
    pub freeze: Option<(Tid, u64)>,
}

struct Pending {
    op: Op,
    place: Place,
    objects: Vec<u32>,
    joins: Option<Tid>,
    /// Points into the waiting thread's stack, which stays as it is while the thread is pending.
    ready: Option<*const (dyn Fn() -> bool + 'static)>,
    deadline: Option<u64>,
    spurious: bool,
    /// The wait was entered without being ready: traced when it began, and when it ends.
    waited: bool,
}

struct Thread {
    name: Option<String>,
    spawned_at: Place,
    coroutine: Option<Coroutine<(), (), (), DefaultStack>>,
    yielder: *const Yielder<(), ()>,
    finished: bool,
    pending: Pending,
    is_pending: bool,
    enabled: bool,
    /// Set when the scheduler takes it although it is not enabled.
    forced: Option<Woken>,
    idle_streak: u32,
    last_idle: bool,
    last_yielded: bool,
    /// Readings of the clock since the thread last did anything but look, and give way.
    clock_reads: u32,
    steps: u64,
    picks: u32,
    slot: Option<Box<dyn Any>>,
    panic: Option<PanicNote>,
    panicking: u32,
    panicked: bool,
    observed: bool,
    holds: Vec<(u32, Place)>,
    object: u32,
    /// The async task it polls, whose name events carry instead of the thread's.
    task: Option<Rc<str>>,
}

/// The message of a panic, and where it began.
type PanicNote = (String, Option<(String, u32, u32)>);

struct ObjectState {
    info: ObjectInfo,
    holders: Vec<Tid>,
    waiters: Vec<Tid>,
}

pub(crate) struct Kernel {
    pub epoch: u64,
    settings: Settings,
    strategy: *mut dyn Strategy,
    threads: Vec<Thread>,
    identities: Vec<Identity>,
    objects: Vec<ObjectState>,
    pub current: Tid,
    enabled: Vec<Tid>,
    /// Pending threads with a deadline or open to spurious wake-ups.
    wakeable: Vec<Tid>,
    unlikely: Vec<Tid>,
    live: usize,
    next: Tid,
    over: bool,
    main_returned: bool,
    steps: u64,
    run_length: u32,
    clock: u64,
    choice: u32,
    unlikely_left: u32,
    rare_left: u32,
    preemptions: u32,
    switches: u32,
    idle_steps: u64,
    deviations: Vec<(u32, u32)>,
    segments: Vec<Segment>,
    picks: HashMap<(Tid, u32), u32>,
    events: Vec<Event>,
    output: String,
    failure: Option<Failure>,
    weak_orderings: bool,
    switched_from: Option<Vec<Tid>>,
    frozen: Option<Tid>,
    /// Threads in [`Kernel::settle`].
    settlers: Vec<Tid>,
    /// The thread that panicked first.
    first_panic: Option<Tid>,
    /// Steps in a row, of all threads, that changed nothing.
    quiet_steps: u32,
    /// The step at which time last passed.
    clock_moved: u64,
    extensions: u32,
}

/// Stacks kept from execution to execution.
#[derive(Default)]
pub(crate) struct Stacks(Vec<DefaultStack>);

impl Stacks {
    fn take(&mut self, size: usize) -> std::io::Result<DefaultStack> {
        if size <= STACK
            && let Some(stack) = self.0.pop()
        {
            return Ok(stack);
        }
        DefaultStack::new(size.max(STACK))
    }

    fn give(&mut self, stack: DefaultStack) {
        if self.0.len() < 1_024 {
            self.0.push(stack);
        }
    }
}

thread_local! {
    static STACKS: std::cell::RefCell<Stacks> = std::cell::RefCell::new(Stacks::default());
}

/// Runs `body` once as the main thread of an execution.
pub(crate) fn execute(epoch: u64, settings: Settings, strategy: &mut dyn Strategy, body: &dyn Fn()) -> Execution {
    assert!(kernel().is_null(), "an execution is already running on this thread");
    // SAFETY: the kernel lives only within this call, and so does every use of the pointer.
    let strategy: *mut dyn Strategy =
        unsafe { std::mem::transmute::<&mut dyn Strategy, *mut (dyn Strategy + 'static)>(strategy) };
    let mut kernel = Kernel::new(epoch, settings, strategy);
    let pointer: *mut Kernel = &mut kernel;
    KERNEL.with(|cell| cell.set(pointer));
    // SAFETY: `body` outlives this call, and the main thread's coroutine is dropped or abandoned
    // (never resumed again) before it ends.
    let body: &'static dyn Fn() = unsafe { std::mem::transmute::<&dyn Fn(), &'static dyn Fn()>(body) };
    // SAFETY: `pointer` is the kernel above; only this operating-system thread uses it, and every
    // access is short and does not overlap another.
    unsafe {
        let place = std::panic::Location::caller();
        Kernel::create(pointer, Some("main".to_owned()), None, place, Box::new(move || run_main(body)));
        Kernel::run(pointer);
    }
    KERNEL.with(|cell| cell.set(std::ptr::null_mut()));
    kernel.finish()
}

/// The main thread: the body, and what its return means.
fn run_main(body: &'static dyn Fn()) {
    let result = catch_unwind(AssertUnwindSafe(body));
    let k = kernel();
    // SAFETY: as in `execute`; a model thread only runs while its kernel is set.
    unsafe {
        if result.is_err() {
            (*k).main_panicked();
            Kernel::suspend_for_ever(k);
        }
        (*k).main_returned = true;
        // The main thread's own locals go with it.
        let slot = (*k).with_slot(Option::take);
        drop(slot);
    }
}

impl Kernel {
    fn new(epoch: u64, settings: Settings, strategy: *mut dyn Strategy) -> Kernel {
        Kernel {
            epoch,
            settings,
            strategy,
            threads: Vec::with_capacity(8),
            identities: Vec::with_capacity(8),
            objects: Vec::with_capacity(16),
            current: 0,
            enabled: Vec::with_capacity(8),
            wakeable: Vec::new(),
            unlikely: Vec::new(),
            live: 0,
            next: 0,
            over: false,
            main_returned: false,
            steps: 0,
            run_length: 0,
            clock: 0,
            choice: 0,
            unlikely_left: UNLIKELY_PER_EXECUTION,
            rare_left: UNLIKELY_PER_EXECUTION,
            preemptions: 0,
            switches: 0,
            idle_steps: 0,
            deviations: Vec::new(),
            segments: Vec::new(),
            picks: HashMap::new(),
            events: Vec::new(),
            output: String::new(),
            failure: None,
            weak_orderings: false,
            switched_from: None,
            frozen: None,
            settlers: Vec::new(),
            first_panic: None,
            quiet_steps: 0,
            clock_moved: 0,
            extensions: EXTENSIONS,
        }
    }

    // ---- threads ------------------------------------------------------------------------------

    /// Adds a thread that is ready to run its first step.
    ///
    /// # Safety
    /// `k` is the running kernel.
    unsafe fn create(
        k: *mut Kernel,
        name: Option<String>,
        stack_size: Option<usize>,
        place: Place,
        body: Box<dyn FnOnce()>,
    ) -> Tid {
        // SAFETY: the caller's promise; every borrow of the kernel ends before control changes hands.
        let this = unsafe { &mut *k };
        let tid = this.threads.len() as Tid;
        let size = stack_size.unwrap_or(STACK);
        let stack = STACKS.with(|stacks| stacks.borrow_mut().take(size));
        let stack = match stack {
            Ok(stack) if this.threads.len() < MOST_THREADS => stack,
            _ => {
                let message = format!("the program starts more than {} threads", this.threads.len() - 1);
                this.fail(Kind::Decided(Diagnosis::OutOfResources), message, Some(place));
                // SAFETY: the caller is a model thread (the main thread always gets its stack).
                unsafe { Kernel::suspend_for_ever(k) }
            }
        };
        let coroutine = Coroutine::with_stack(stack, move |yielder: &Yielder<(), ()>, ()| {
            let k = kernel();
            // SAFETY: a coroutine is resumed only by `run`, while its kernel is set.
            unsafe { (&mut (*k).threads)[tid as usize].yielder = yielder };
            body();
        });
        let object = this.objects.len() as u32;
        this.objects.push(ObjectState {
            info: ObjectInfo { kind: "thread", place },
            holders: Vec::new(),
            waiters: Vec::new(),
        });
        let parent = this.current;
        let siblings = this.identities.iter().filter(|identity| identity.parent == parent).count() as u64;
        let above = this.identities.get(parent as usize).map_or(0, |identity| identity.signature);
        let signature =
            above.wrapping_mul(0x0100_0000_01b3).wrapping_add(siblings + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        this.identities.push(Identity { signature, parent });
        this.threads.push(Thread {
            name,
            spawned_at: place,
            coroutine: Some(coroutine),
            yielder: std::ptr::null(),
            finished: false,
            pending: Pending {
                op: Op::Other("start"),
                place,
                objects: Vec::new(),
                joins: None,
                ready: None,
                deadline: None,
                spurious: false,
                waited: false,
            },
            is_pending: false,
            enabled: false,
            forced: None,
            idle_streak: 0,
            last_idle: false,
            last_yielded: false,
            clock_reads: 0,
            steps: 0,
            picks: 0,
            slot: None,
            panic: None,
            panicking: 0,
            panicked: false,
            observed: false,
            holds: Vec::new(),
            object,
            task: None,
        });
        this.live += 1;
        this.set_enabled(tid, true);
        tid
    }

    /// Resumes threads as they are chosen until the execution is over.
    ///
    /// # Safety
    /// `k` is the running kernel, with its main thread created.
    unsafe fn run(k: *mut Kernel) {
        // SAFETY: the caller's promise; every borrow of the kernel ends before control changes hands.
        unsafe {
            (*k).next = 0;
            loop {
                let tid = (*k).next as usize;
                (*k).current = tid as Tid;
                // Taken out so that the kernel may be borrowed while the thread runs.
                let Some(mut coroutine) = (&mut (*k).threads)[tid].coroutine.take() else {
                    unreachable!("a chosen thread has its coroutine")
                };
                let result = coroutine.resume(());
                match result {
                    CoroutineResult::Yield(()) => {
                        (&mut (*k).threads)[tid].coroutine = Some(coroutine);
                        if (*k).over {
                            break;
                        }
                    }
                    CoroutineResult::Return(()) => {
                        STACKS.with(|stacks| stacks.borrow_mut().give(coroutine.into_stack()));
                        (*k).thread_finished(tid as Tid);
                        if (*k).over {
                            break;
                        }
                        match (*k).schedule(None) {
                            Some(next) => (*k).next = next,
                            None => break,
                        }
                    }
                }
            }
        }
    }

    fn thread_finished(&mut self, tid: Tid) {
        let thread = &mut self.threads[tid as usize];
        thread.finished = true;
        thread.is_pending = false;
        let object = thread.object;
        self.live -= 1;
        self.set_enabled(tid, false);
        self.changed(object);
        if tid == 0 && self.settings.after_main == AfterMain::Kill {
            self.over = true;
        }
    }

    fn set_enabled(&mut self, tid: Tid, enabled: bool) {
        let thread = &mut self.threads[tid as usize];
        if thread.enabled == enabled {
            return;
        }
        thread.enabled = enabled;
        match self.enabled.binary_search(&tid) {
            Ok(at) if !enabled => {
                self.enabled.remove(at);
            }
            Err(at) if enabled => self.enabled.insert(at, tid),
            _ => {}
        }
    }

    // ---- scheduling ---------------------------------------------------------------------------

    /// Enters an operation and returns when the scheduler has chosen it.
    ///
    /// # Safety
    /// `k` is the running kernel and the caller is its current thread.
    pub(crate) unsafe fn wait(
        k: *mut Kernel,
        wait: &Wait<'_>,
        objects: &[u32],
        joins: Option<Tid>,
        always: bool,
    ) -> Woken {
        // SAFETY: the caller's promise; every borrow of the kernel ends before control changes hands.
        unsafe {
            if (*k).over {
                Kernel::suspend_for_ever(k);
            }
            let me = (*k).current;
            let ready = always || (wait.ready)();
            if !ready && (*k).in_task() {
                (*k).blocks_the_loop(wait, objects);
                Kernel::suspend_for_ever(k);
            }
            (*k).enter(me, wait, objects, joins, always, ready);
            match (*k).schedule(Some(wait.op)) {
                Some(next) if next == me => {}
                Some(next) => {
                    (*k).next = next;
                    Kernel::suspend(k, me);
                }
                None => Kernel::suspend_for_ever(k),
            }
            (*k).leave(me)
        }
    }

    unsafe fn suspend(k: *mut Kernel, me: Tid) {
        // SAFETY: the caller's promise; every borrow of the kernel ends before control changes hands.
        unsafe {
            let yielder = (&(*k).threads)[me as usize].yielder;
            (*yielder).suspend(());
        }
    }

    /// Ends the execution; the calling thread is never resumed.
    ///
    /// # Safety
    /// `k` is the running kernel and the caller is its current thread.
    pub(crate) unsafe fn suspend_for_ever(k: *mut Kernel) -> ! {
        // SAFETY: the caller's promise; every borrow of the kernel ends before control changes hands.
        unsafe {
            (*k).over = true;
            loop {
                let me = (*k).current;
                Kernel::suspend(k, me);
            }
        }
    }

    fn enter(&mut self, me: Tid, wait: &Wait<'_>, objects: &[u32], joins: Option<Tid>, always: bool, ready: bool) {
        let thread = &mut self.threads[me as usize];
        let pending = &mut thread.pending;
        pending.op = wait.op;
        pending.place = wait.place;
        pending.objects.clear();
        pending.objects.extend_from_slice(objects);
        pending.joins = joins;
        pending.deadline = wait.deadline;
        pending.spurious = wait.spurious;
        pending.waited = !ready;
        pending.ready = if always {
            None
        } else {
            let pointer: *const dyn Fn() -> bool = wait.ready;
            // SAFETY: only the lifetime changes; the pointer is read while the thread is pending,
            // that is, while `wait` is borrowed by the frame below.
            Some(unsafe {
                std::mem::transmute::<*const dyn Fn() -> bool, *const (dyn Fn() -> bool + 'static)>(pointer)
            })
        };
        if thread.last_idle {
            thread.idle_streak += 1;
        } else {
            thread.idle_streak = 0;
            if !thread.last_yielded {
                thread.clock_reads = 0;
            }
        }
        if thread.last_idle || thread.last_yielded {
            self.quiet_steps += 1;
        } else {
            self.quiet_steps = 0;
        }
        thread.last_yielded = wait.op == Op::Yield;
        thread.is_pending = true;
        thread.forced = None;
        if !always {
            for &object in objects {
                self.objects[object as usize].waiters.push(me);
            }
        }
        if !ready && (wait.deadline.is_some() || wait.spurious) {
            self.wakeable.push(me);
        }
        self.set_enabled(me, ready);
        if self.settings.tracing && !ready {
            self.record(me, Some("waits"));
        }
    }

    fn leave(&mut self, me: Tid) -> Woken {
        let tracing = self.settings.tracing;
        let thread = &mut self.threads[me as usize];
        thread.is_pending = false;
        thread.last_idle = false;
        thread.steps += 1;
        let woken = match thread.forced.take() {
            Some(woken) => woken,
            None => {
                // SAFETY: the closure lives in the frame that is about to return.
                let ready = thread.pending.ready.is_none_or(|ready| unsafe { (*ready)() });
                if ready { Woken::Ready } else { Woken::TimedOut }
            }
        };
        if woken == Woken::TimedOut {
            // Polling with a time-out gets nowhere either.
            self.idle_steps += 1;
        }
        if thread.pending.ready.take().is_some() {
            let objects = std::mem::take(&mut thread.pending.objects);
            for &object in &objects {
                let waiters = &mut self.objects[object as usize].waiters;
                if let Some(at) = waiters.iter().position(|&tid| tid == me) {
                    waiters.swap_remove(at);
                }
            }
            self.threads[me as usize].pending.objects = objects;
        }
        if let Some(at) = self.wakeable.iter().position(|&tid| tid == me) {
            self.wakeable.swap_remove(at);
        }
        self.set_enabled(me, true);
        if tracing {
            let pending = &self.threads[me as usize].pending;
            let note = match woken {
                Woken::TimedOut if pending.op != Op::Sleep => Some("times out"),
                Woken::Spurious => Some("wakes for no reason"),
                _ if pending.waited => Some("goes on"),
                _ => None,
            };
            self.record(me, note);
        }
        woken
    }

    /// Chooses who runs next; none if the execution is over.
    fn schedule(&mut self, op: Option<Op>) -> Option<Tid> {
        self.steps += 1;
        if self.quiet_steps > QUIET {
            self.overrun();
            return None;
        }
        if self.steps > self.settings.max_steps {
            if self.extensions == 0 || !self.advance_clock(u64::MAX) {
                self.overrun();
                return None;
            }
            self.extensions -= 1;
            self.settings.max_steps += self.settings.max_steps / u64::from(2 * EXTENSIONS);
        }
        if self.enabled.is_empty() {
            self.wake_before_time();
        } else if self.quiet_steps >= SPINNING * self.enabled.len() as u32 && !self.wakeable.is_empty() {
            // Everybody who can go on only looks, or gives way: time passes.
            self.quiet_steps = 0;
            self.advance_clock(u64::MAX);
        } else if self.steps - self.clock_moved >= LONGEST_NAP && !self.wakeable.is_empty() {
            self.clock_moved = self.steps;
            self.advance_clock(LONGEST_STALL);
        }
        if let Some((tid, after)) = self.settings.freeze
            && self.frozen.is_none()
            && self.threads.get(tid as usize).is_some_and(|thread| thread.steps >= after && !thread.finished)
        {
            self.frozen = Some(tid);
            self.settings.freeze = None;
        }
        if let Some(tid) = self.frozen {
            self.set_enabled(tid, false);
        }
        if self.enabled.is_empty() && !self.settled() && !self.advance_clock(u64::MAX) {
            if let Some(tid) = self.frozen.take() {
                if self.blocked_by_frozen(tid) {
                    return None;
                }
                self.look_at(tid);
                if !self.threads[tid as usize].is_pending {
                    self.set_enabled(tid, true);
                }
                if self.enabled.is_empty() && !self.advance_clock(u64::MAX) {
                    self.stuck();
                    return None;
                }
            } else {
                self.stuck();
                return None;
            }
        }
        let current = self.current;
        let can_go_on = self.threads[current as usize].enabled;
        let spinning = self.threads[current as usize].idle_streak >= SPINNING;
        let yielding = can_go_on && (op == Some(Op::Yield) || spinning);
        let default = if can_go_on && !((yielding || self.run_length >= PATIENCE) && self.enabled.len() > 1) {
            current
        } else {
            *self.enabled.iter().find(|&&tid| tid > current).unwrap_or(&self.enabled[0])
        };
        self.collect_unlikely();
        let point = Point {
            enabled: &self.enabled,
            unlikely: &self.unlikely,
            current: can_go_on.then_some(current),
            yielding,
            default,
            threads: &self.identities,
        };
        // SAFETY: the strategy outlives the execution and is used nowhere else during it.
        let chosen = unsafe { (*self.strategy).next(&point) };
        if self.enabled.len() + self.unlikely.len() > 1 {
            if chosen != default {
                self.deviations.push((self.choice, chosen));
            }
            self.choice += 1;
        }
        if spinning {
            self.threads[current as usize].idle_streak = 0;
        }
        let forced = !self.threads[chosen as usize].enabled;
        if forced {
            self.unlikely_left -= 1;
            self.force(chosen);
        }
        if chosen == current {
            self.run_length += 1;
        } else {
            self.run_length = 0;
            self.switches += 1;
            if can_go_on && !yielding {
                self.preemptions += 1;
            }
        }
        if self.settings.tracing {
            match self.segments.last_mut() {
                Some(segment) if segment.tid == chosen && !forced => segment.steps += 1,
                _ => self.segments.push(Segment { tid: chosen, steps: 1, unlikely: forced }),
            }
            if chosen != current && can_go_on && !yielding {
                self.switched_from = Some(self.enabled.iter().copied().filter(|&tid| tid != chosen).collect());
            } else if chosen != current {
                self.switched_from = None;
            }
        }
        Some(chosen)
    }

    /// Nobody can go on but by the time that passes: before it does, somebody may wake for no reason.
    /// (Where no time can pass either, that would only hide a deadlock.)
    fn wake_before_time(&mut self) {
        let frozen = self.frozen;
        let waits = |tid: &Tid| Some(*tid) != frozen;
        let timed = |tid: &&Tid| self.threads[**tid as usize].pending.deadline.is_some();
        if !self.wakeable.iter().filter(|tid| waits(tid)).any(|tid| timed(&tid)) {
            return;
        }
        let mut open: Vec<Tid> = self.wakeable.iter().copied().filter(waits).collect();
        open.retain(|&tid| self.threads[tid as usize].pending.spurious);
        open.sort_unstable();
        if open.is_empty() || self.choose(open[0], 2, true) == 0 {
            return;
        }
        let tid = open[self.choose(open[0], open.len(), false)];
        self.threads[tid as usize].forced = Some(Woken::Spurious);
        self.set_enabled(tid, true);
    }

    /// Nobody can go on and nobody waits for a time: threads waiting for just that can.
    fn settled(&mut self) -> bool {
        if self.settlers.is_empty()
            || self.wakeable.iter().any(|&tid| self.threads[tid as usize].pending.deadline.is_some())
        {
            return false;
        }
        for tid in std::mem::take(&mut self.settlers) {
            self.threads[tid as usize].forced = Some(Woken::Ready);
            self.set_enabled(tid, true);
        }
        true
    }

    /// Waits until every other thread is blocked for good, or finished.
    ///
    /// # Safety
    /// As for [`Kernel::wait`].
    pub(crate) unsafe fn settle(k: *mut Kernel, place: Place) {
        // SAFETY: the caller's promise; every borrow of the kernel ends before control changes hands.
        unsafe {
            (*k).settlers.push((*k).current);
            let wait = Wait {
                op: Op::Other("wait until the others rest"),
                objects: &[],
                place,
                ready: &|| false,
                deadline: None,
                spurious: false,
            };
            Kernel::wait(k, &wait, &[], None, false);
        }
    }

    /// Threads that were started, and those among them that have not finished; without main.
    pub(crate) fn census(&self) -> (usize, usize) {
        let started = self.threads.len() - 1;
        (started, self.threads.iter().skip(1).filter(|thread| !thread.finished).count())
    }

    /// Lets time pass until the earliest deadline of a sleep, or of a timed wait no longer than `stall`
    /// nanoseconds; false if there is none.
    fn advance_clock(&mut self, stall: u64) -> bool {
        let earliest = self
            .wakeable
            .iter()
            .filter(|&&tid| Some(tid) != self.frozen && !self.threads[tid as usize].enabled)
            .map(|&tid| &self.threads[tid as usize].pending)
            .filter(|pending| pending.may_end_early(self.clock, stall))
            .filter_map(|pending| pending.deadline)
            .min();
        match earliest {
            Some(deadline) => {
                self.clock_moved = self.steps;
                self.clock = self.clock.max(deadline);
                self.expire();
                true
            }
            None => false,
        }
    }

    /// Enables everybody whose deadline has passed.
    fn expire(&mut self) {
        let clock = self.clock;
        for at in 0..self.wakeable.len() {
            let tid = self.wakeable[at];
            if Some(tid) != self.frozen
                && self.threads[tid as usize].pending.deadline.is_some_and(|deadline| deadline <= clock)
            {
                self.set_enabled(tid, true);
            }
        }
    }

    fn collect_unlikely(&mut self) {
        self.unlikely.clear();
        if self.unlikely_left == 0 || self.wakeable.is_empty() {
            return;
        }
        for &tid in &self.wakeable {
            let thread = &self.threads[tid as usize];
            if thread.enabled || Some(tid) == self.frozen {
                continue;
            }
            let pending = &thread.pending;
            let early = pending.deadline.is_some_and(|deadline| {
                pending.op == Op::Sleep || deadline.saturating_sub(self.clock) <= LONGEST_STALL
            });
            if early || pending.spurious {
                self.unlikely.push(tid);
            }
        }
        self.unlikely.sort_unstable();
    }

    /// Wakes a thread that is not enabled: its time-out, or for no reason.
    fn force(&mut self, tid: Tid) {
        let pending = &self.threads[tid as usize].pending;
        let (early, spurious) = (pending.may_end_early(self.clock, LONGEST_STALL), pending.spurious);
        let deadline = pending.deadline.unwrap_or_default();
        if early && !(spurious && self.choose(tid, 2, false) == 1) {
            self.clock_moved = self.steps;
            self.clock = self.clock.max(deadline);
            self.threads[tid as usize].forced = Some(Woken::TimedOut);
            self.expire();
        } else {
            self.threads[tid as usize].forced = Some(Woken::Spurious);
        }
    }

    /// Evaluates again whether a pending thread can go on.
    fn look_at(&mut self, tid: Tid) {
        if Some(tid) == self.frozen {
            return;
        }
        let thread = &self.threads[tid as usize];
        if !thread.is_pending {
            return;
        }
        // SAFETY: the thread is pending, so the closure's frame is alive; it reads only its
        // stand-in's state.
        let ready = thread.pending.ready.is_none_or(|ready| unsafe { (*ready)() });
        let expired = thread.pending.deadline.is_some_and(|deadline| deadline <= self.clock);
        self.set_enabled(tid, ready || expired);
        let wakeable = thread_is_wakeable(&self.threads[tid as usize].pending);
        if !ready && wakeable && !self.wakeable.contains(&tid) {
            self.wakeable.push(tid);
        }
    }

    /// The state of an object has changed: look again at who waits for it.
    pub(crate) fn changed(&mut self, object: u32) {
        for at in 0..self.objects[object as usize].waiters.len() {
            let tid = self.objects[object as usize].waiters[at];
            self.look_at(tid);
        }
    }

    // ---- objects ------------------------------------------------------------------------------

    pub(crate) fn register(&mut self, kind: &'static str, place: Place) -> u32 {
        self.objects.push(ObjectState { info: ObjectInfo { kind, place }, holders: Vec::new(), waiters: Vec::new() });
        self.objects.len() as u32 - 1
    }

    pub(crate) fn acquired(&mut self, object: u32, place: Place) {
        self.objects[object as usize].holders.push(self.current);
        self.threads[self.current as usize].holds.push((object, place));
    }

    pub(crate) fn released(&mut self, object: u32) {
        let state = &mut self.objects[object as usize];
        // A guard may be dropped by another thread than took it only where std allows that; then
        // the first holder stands for it.
        let at = state.holders.iter().position(|&tid| tid == self.current).or((!state.holders.is_empty()).then_some(0));
        let Some(at) = at else { return };
        let holder = state.holders.swap_remove(at);
        let holds = &mut self.threads[holder as usize].holds;
        if let Some(at) = holds.iter().rposition(|&(held, _)| held == object) {
            holds.remove(at);
        }
    }

    pub(crate) fn thread_object(&self, tid: Tid) -> u32 {
        self.threads[tid as usize].object
    }

    pub(crate) fn is_finished(&self, tid: Tid) -> bool {
        self.threads[tid as usize].finished
    }

    // ---- choices and time ---------------------------------------------------------------------

    pub(crate) fn choose(&mut self, tid: Tid, alternatives: usize, rare: bool) -> usize {
        if alternatives <= 1 || self.over {
            return 0;
        }
        if rare && self.rare_left == 0 {
            return 0;
        }
        // SAFETY: as in `schedule`.
        let value = unsafe { (*self.strategy).pick(alternatives, rare) };
        if value != 0 {
            self.deviations.push((self.choice, value as u32));
            if rare {
                self.rare_left -= 1;
            }
        }
        self.choice += 1;
        let thread = &mut self.threads[tid as usize];
        if self.settings.tracing && value != 0 {
            self.picks.insert((tid, thread.picks), value as u32);
        }
        thread.picks += 1;
        value
    }

    /// The virtual time. Reading it again and again is waiting for it, so it moves in the end, by
    /// ever larger steps.
    pub(crate) fn now(&mut self) -> u64 {
        let thread = &mut self.threads[self.current as usize];
        thread.clock_reads += 1;
        let reads = thread.clock_reads;
        if reads > SPINNING {
            self.clock += 1_000_000 << (reads / 64).min(10);
            self.expire();
        }
        self.clock
    }

    pub(crate) fn clock(&self) -> u64 {
        self.clock
    }

    pub(crate) fn idle(&mut self) {
        let thread = &mut self.threads[self.current as usize];
        thread.last_idle = true;
        self.idle_steps += 1;
    }

    // ---- what is recorded ---------------------------------------------------------------------

    pub(crate) fn tracing(&self) -> bool {
        self.settings.tracing
    }

    pub(crate) fn note_weak_ordering(&mut self) {
        self.weak_orderings = true;
    }

    pub(crate) fn value(&mut self, value: String) {
        // Beyond the last event kept there is nothing the value belongs to.
        if self.events.len() < MOST_EVENTS
            && let Some(event) = self.events.last_mut()
        {
            event.value = Some(value);
        }
    }

    pub(crate) fn mark(&mut self, place: Place, text: String) {
        let thread = self.label_of(self.current);
        let op = Op::Mark.name();
        let value = Some(text);
        self.events.push(Event {
            thread,
            op,
            object: None,
            place: Some(place),
            value,
            note: None,
            switch: false,
            could_run: Vec::new(),
        });
    }

    /// Whether the execution may go on: printing is no scheduling point, but it counts as a step.
    pub(crate) fn print(&mut self, text: &str) -> bool {
        self.steps += 1;
        if self.steps > self.settings.max_steps {
            self.overrun();
            return false;
        }
        if self.settings.tracing && self.output.len() < 64 * 1024 {
            self.output.push_str(text);
        }
        true
    }

    pub(crate) fn name_of(&self, tid: Tid) -> String {
        let thread = &self.threads[tid as usize];
        match &thread.name {
            Some(name) => name.clone(),
            None => format!("thread {tid}"),
        }
    }

    pub(crate) fn given_name(&self, tid: Tid) -> Option<String> {
        self.threads[tid as usize].name.clone()
    }

    pub(crate) fn set_task(&mut self, task: Option<Rc<str>>) -> Option<Rc<str>> {
        std::mem::replace(&mut self.threads[self.current as usize].task, task)
    }

    pub(crate) fn in_task(&self) -> bool {
        self.threads[self.current as usize].task.is_some()
    }

    /// The name events of a thread carry: the task it polls, or its own.
    fn label_of(&self, tid: Tid) -> String {
        self.threads[tid as usize].task.as_deref().map_or_else(|| self.name_of(tid), str::to_owned)
    }

    fn object_of(&self, pending: &Pending) -> Option<(u32, ObjectInfo)> {
        match pending.joins {
            Some(tid) => {
                let object = self.threads[tid as usize].object;
                Some((object, self.objects[object as usize].info))
            }
            None => pending.objects.first().map(|&object| (object, self.objects[object as usize].info)),
        }
    }

    fn record(&mut self, tid: Tid, note: Option<&'static str>) {
        if self.events.len() >= MOST_EVENTS {
            return;
        }
        let could_run = match self.switched_from.take() {
            Some(others) if note != Some("waits") => others,
            other => {
                self.switched_from = other;
                Vec::new()
            }
        };
        let pending = &self.threads[tid as usize].pending;
        let event = Event {
            thread: self.label_of(tid),
            op: pending.op.name(),
            object: self.object_of(pending),
            place: Some(pending.place),
            value: None,
            note,
            switch: !could_run.is_empty(),
            could_run: could_run.iter().map(|&tid| self.name_of(tid)).collect(),
        };
        self.events.push(event);
    }

    // ---- panics and failures ------------------------------------------------------------------

    pub(crate) fn with_slot<R>(&mut self, f: impl FnOnce(&mut Option<Box<dyn Any>>) -> R) -> R {
        f(&mut self.threads[self.current as usize].slot)
    }

    /// Called by the panic hook.
    pub(crate) fn panic_began(&mut self, message: String, place: Option<(String, u32, u32)>) {
        let thread = &mut self.threads[self.current as usize];
        thread.panicking += 1;
        thread.panic = Some((message, place));
        self.first_panic.get_or_insert(self.current);
    }

    pub(crate) fn panic_caught(&mut self) {
        let thread = &mut self.threads[self.current as usize];
        thread.panicking = thread.panicking.saturating_sub(1);
    }

    /// A payload is thrown again without the hook being called.
    pub(crate) fn panic_resumed(&mut self, message: String) {
        let thread = &mut self.threads[self.current as usize];
        thread.panicking += 1;
        if thread.panic.is_none() {
            thread.panic = Some((message, None));
        }
    }

    pub(crate) fn panicked(&mut self) {
        let thread = &mut self.threads[self.current as usize];
        thread.panicking = 0;
        thread.panicked = true;
    }

    pub(crate) fn panic_observed(&mut self, tid: Tid) {
        self.threads[tid as usize].observed = true;
    }

    pub(crate) fn panicking(&self) -> bool {
        self.threads[self.current as usize].panicking > 0
    }

    /// Ends the execution as failed.
    pub(crate) fn fail(&mut self, kind: Kind, message: String, place: Option<Place>) {
        if self.failure.is_none() {
            let place = place.map(|place| (place.file().to_owned(), place.line(), place.column()));
            let thread = self.label_of(self.current);
            self.failure = Some(Failure { kind, message, place, thread: Some(thread), blocked: Vec::new() });
        }
        self.over = true;
    }

    fn main_panicked(&mut self) {
        self.threads[0].panicking = 0;
        // A panic about another thread's panic (a join or a poisoned lock unwrapped, a scope that
        // passes it on) is not what went wrong: that thread's panic is.
        let about_another = self.threads[0].panic.as_ref().is_some_and(|(message, _)| {
            message == "a scoped thread panicked" || message.contains("Any { .. }") || message.contains("PoisonError")
        });
        let root = self.first_panic.filter(|_| about_another).unwrap_or(0);
        self.fail_from_panic(root);
    }

    fn fail_from_panic(&mut self, tid: Tid) {
        let (message, place) =
            self.threads[tid as usize].panic.clone().unwrap_or_else(|| ("panicked".to_owned(), None));
        if self.failure.is_none() {
            self.failure = Some(Failure {
                kind: Kind::Panic,
                message,
                place,
                thread: Some(self.name_of(tid)),
                blocked: Vec::new(),
            });
        }
        self.over = true;
    }

    fn unobserved_panic(&self) -> Option<Tid> {
        self.threads.iter().position(|thread| thread.panicked && !thread.observed).map(|tid| tid as Tid)
    }

    fn overrun(&mut self) {
        self.over = true;
        if self.failure.is_some() {
            return;
        }
        if let Some(tid) = self.unobserved_panic() {
            return self.fail_from_panic(tid);
        }
        let (kind, message, blocked) = if self.main_returned {
            let message = "a thread goes on running after its work is done".to_owned();
            (Kind::Decided(Diagnosis::LeakedThread), message, self.blocked())
        } else {
            // Nobody is blocked for good: that is the trouble.
            (Kind::Overrun, format!("no end after {} steps", self.steps - 1), Vec::new())
        };
        self.failure = Some(Failure { kind, message, place: None, thread: None, blocked });
    }

    /// Nobody can go on: a deadlock, a lost wake-up, a leak, or simply the end.
    fn stuck(&mut self) {
        self.over = true;
        if self.failure.is_some() {
            return;
        }
        if let Some(tid) = self.unobserved_panic() {
            return self.fail_from_panic(tid);
        }
        if self.live == 0 {
            return;
        }
        let blocked = self.blocked();
        let names = |cycle: bool| -> Vec<&str> {
            blocked.iter().filter(|b| b.in_cycle || !cycle).map(|b| b.thread.as_str()).collect()
        };
        let (diagnosis, message) = if self.main_returned {
            let which = names(false).join("`, `");
            (Diagnosis::LeakedThread, format!("`{which}` never ends: it is still blocked after the work is done"))
        } else if blocked.iter().any(|b| b.in_cycle) {
            let cycle = names(true);
            if cycle.len() == 1 {
                (Diagnosis::Deadlock, format!("`{}` waits for what it holds itself", cycle[0]))
            } else {
                (Diagnosis::Deadlock, format!("`{}` wait for each other in a cycle", cycle.join("`, `")))
            }
        } else if self.threads.iter().any(|t| !t.finished && matches!(t.pending.op, Op::Wait | Op::Park)) {
            let waiting: Vec<String> = self
                .threads
                .iter()
                .enumerate()
                .filter(|(_, t)| !t.finished && matches!(t.pending.op, Op::Wait | Op::Park))
                .map(|(tid, _)| self.name_of(tid as Tid))
                .collect();
            let verb = if waiting.len() == 1 { "waits" } else { "wait" };
            (
                Diagnosis::LostWakeup,
                format!("`{}` {verb} to be woken and nobody is left to do it", waiting.join("`, `")),
            )
        } else {
            (Diagnosis::Deadlock, "everyone is blocked".to_owned())
        };
        self.failure = Some(Failure { kind: Kind::Decided(diagnosis), message, place: None, thread: None, blocked });
    }

    /// In the progress lens nobody can go on while `frozen` stands still: whose fault is it?
    fn blocked_by_frozen(&mut self, frozen: Tid) -> bool {
        let victim = (1..self.threads.len() as Tid).find(|&tid| {
            let thread = &self.threads[tid as usize];
            tid != frozen && !thread.finished && thread.pending.joins.is_none()
        });
        let Some(victim) = victim else { return false };
        let at = &self.threads[frozen as usize].pending;
        let message = format!(
            "`{}` cannot finish while `{}` stands still before its `{}` in line {}: one stopped thread stops another",
            self.name_of(victim),
            self.name_of(frozen),
            at.op.name(),
            at.place.line()
        );
        let blocked = self.blocked();
        self.over = true;
        self.failure = Some(Failure {
            kind: Kind::Decided(Diagnosis::NotConcurrent),
            message,
            place: None,
            thread: None,
            blocked,
        });
        true
    }

    /// An async task is about to block the thread that runs all of them.
    fn blocks_the_loop(&mut self, wait: &Wait<'_>, objects: &[u32]) {
        let own = objects.first().is_some_and(|&object| self.objects[object as usize].holders.contains(&self.current));
        let op = wait.op.name();
        if own {
            let message = format!("`{op}` waits for a lock that another task on the same thread holds across an await");
            self.fail(Kind::Decided(Diagnosis::Deadlock), message, Some(wait.place));
        } else {
            let message = format!("`{op}` blocks the thread that runs every task");
            self.fail(Kind::Decided(Diagnosis::BlockedLoop), message, Some(wait.place));
        }
    }

    /// Every unfinished thread, with the wait-for graph's cycle marked.
    fn blocked(&self) -> Vec<Blocked> {
        let waits_for = |tid: usize| -> Vec<Tid> {
            let thread = &self.threads[tid];
            if thread.finished || !thread.is_pending {
                return Vec::new();
            }
            match thread.pending.joins {
                Some(joined) => vec![joined],
                None if matches!(thread.pending.op, Op::Lock | Op::Read | Op::Write | Op::Initialise) => thread
                    .pending
                    .objects
                    .first()
                    .map_or(Vec::new(), |&object| self.objects[object as usize].holders.clone()),
                None => Vec::new(),
            }
        };
        let reaches_itself = |start: usize| -> bool {
            let mut seen = vec![false; self.threads.len()];
            let mut todo = waits_for(start);
            while let Some(tid) = todo.pop() {
                if tid as usize == start {
                    return true;
                }
                if !std::mem::replace(&mut seen[tid as usize], true) {
                    todo.extend(waits_for(tid as usize));
                }
            }
            false
        };
        let info = |object: u32| self.objects[object as usize].info;
        (0..self.threads.len())
            .filter(|&tid| !self.threads[tid].finished)
            .take(100)
            .map(|tid| {
                let thread = &self.threads[tid];
                Blocked {
                    thread: self.name_of(tid as Tid),
                    op: if thread.is_pending { thread.pending.op.name() } else { "runs" },
                    object: self.object_of(&thread.pending),
                    place: Some(if thread.is_pending { thread.pending.place } else { thread.spawned_at }),
                    holds: thread.holds.iter().map(|&(object, place)| (object, info(object), place)).collect(),
                    held_by: waits_for(tid).iter().map(|&holder| self.name_of(holder)).collect(),
                    in_cycle: reaches_itself(tid),
                }
            })
            .collect()
    }

    // ---- the end ------------------------------------------------------------------------------

    fn finish(mut self) -> Execution {
        let mut tainted = self.failure.is_some();
        if self.failure.is_none()
            && let Some(tid) = self.unobserved_panic()
        {
            self.fail_from_panic(tid);
        }
        for thread in &mut self.threads {
            tainted |= !thread.finished && thread.panicking > 0;
            if let Some(mut coroutine) = thread.coroutine.take() {
                if coroutine.started() {
                    // SAFETY: the stack is given up without unwinding: what it owns is leaked, and
                    // nothing outside refers into it, since pending closures are not evaluated
                    // again and stand-ins in statics start afresh in the next epoch.
                    unsafe { coroutine.force_reset() };
                }
                if coroutine.done() {
                    STACKS.with(|stacks| stacks.borrow_mut().give(coroutine.into_stack()));
                } else {
                    // Never started: its closure is dropped with it, outside of any execution.
                    drop(coroutine);
                }
            }
            // A thread's own slot may hold values with destructors that belong to the execution.
            std::mem::forget(thread.slot.take());
        }
        Execution {
            failure: self.failure.take(),
            steps: self.steps,
            preemptions: self.preemptions,
            switches: self.switches,
            deviations: std::mem::take(&mut self.deviations),
            segments: std::mem::take(&mut self.segments),
            picks: std::mem::take(&mut self.picks),
            events: std::mem::take(&mut self.events),
            output: std::mem::take(&mut self.output),
            tainted,
            idle_steps: self.idle_steps,
            choices: self.choice,
            thread_steps: self.threads.iter().map(|thread| thread.steps).collect(),
            weak_orderings: self.weak_orderings,
        }
    }

    /// Starts a thread from the running one.
    ///
    /// # Safety
    /// `k` is the running kernel and the caller is its current thread.
    pub(crate) unsafe fn spawn(
        k: *mut Kernel,
        name: Option<String>,
        stack_size: Option<usize>,
        place: Place,
        body: Box<dyn FnOnce()>,
    ) -> Tid {
        // SAFETY: the caller's promise; every borrow of the kernel ends before control changes hands.
        unsafe { Kernel::create(k, name, stack_size, place, body) }
    }
}

impl Pending {
    /// Whether the wait may end by its time although others could run.
    fn may_end_early(&self, clock: u64, stall: u64) -> bool {
        self.deadline.is_some_and(|deadline| self.op == Op::Sleep || deadline.saturating_sub(clock) <= stall)
    }
}

fn thread_is_wakeable(pending: &Pending) -> bool {
    pending.deadline.is_some() || pending.spurious
}
