//! Judges recorded histories against a sequential specification (linearizability: Herlihy and Wing,
//! 1990; the search is Wing and Gong's, 1993, with Lowe's memory of visited configurations, 2017).
//!
//! ```ignore
//! let history = Arc::new(History::new(CounterModel::default()));
//! // in each thread:
//! history.call(Op::Increment, || counter.increment());
//! // when all threads are joined:
//! history.check();
//! ```

use crate::rt;
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::Hash;
use std::panic::Location;

/// A sequential specification: a state and what each operation may do to it.
pub trait Model: Clone + Eq + Hash + 'static {
    /// An operation with its arguments.
    type Op: Clone + Debug + 'static;
    /// What an operation returns.
    type Ret: Clone + Debug + PartialEq + 'static;

    /// Every state the operation may lead to from here, with its result. Empty if it cannot take
    /// effect in this state: a blocking operation waits for another.
    fn apply(&self, op: &Self::Op) -> Vec<(Self, Self::Ret)>;
}

struct Call<M: Model> {
    op: M::Op,
    ret: Option<M::Ret>,
    invoked: u64,
    returned: u64,
    thread: String,
}

/// The calls made on an object during one execution, with their results and real-time order.
pub struct History<M: Model> {
    initial: M,
    calls: RefCell<(u64, Vec<Call<M>>)>,
}

// SAFETY: one operating-system thread runs all model threads, and control changes hands only inside
// `explore::rt`, never while `calls` is borrowed: the borrows below end before anything is called.
unsafe impl<M: Model> Send for History<M> {}
// SAFETY: as for Send.
unsafe impl<M: Model> Sync for History<M> {}

/// Calls in one history at most: sets of calls are kept as bits.
const MOST_CALLS: usize = 64;

impl<M: Model> History<M> {
    /// An empty history of an object in this state.
    pub fn new(initial: M) -> History<M> {
        History { initial, calls: RefCell::new((0, Vec::new())) }
    }

    /// Makes a call and records when it was invoked and when, and with what, it returned.
    ///
    /// # Panics
    /// If the call does, or if the history already has 64 calls.
    #[track_caller]
    pub fn call(&self, op: M::Op, call: impl FnOnce() -> M::Ret) -> M::Ret {
        let place = Location::caller();
        let at = {
            let (clock, calls) = &mut *self.calls.borrow_mut();
            assert!(calls.len() < MOST_CALLS, "a history holds at most {MOST_CALLS} calls");
            *clock += 1;
            let tid = rt::current();
            let thread = rt::thread_name(tid).unwrap_or_else(|| format!("thread {tid}"));
            calls.push(Call { op, ret: None, invoked: *clock, returned: u64::MAX, thread });
            calls.len() - 1
        };
        rt::mark(place, || format!("calls {:?}", self.calls.borrow().1[at].op));
        let ret = call();
        {
            let (clock, calls) = &mut *self.calls.borrow_mut();
            *clock += 1;
            calls[at].ret = Some(ret.clone());
            calls[at].returned = *clock;
        }
        rt::mark(place, || format!("{:?} returned {ret:?}", self.calls.borrow().1[at].op));
        ret
    }

    /// Whether some sequential order of the calls, in which no call comes after one that was invoked
    /// only when it had returned, gives every call the result it had.
    pub fn is_linearizable(&self) -> bool {
        let (_, calls) = &*self.calls.borrow();
        linearizable(&self.initial, calls, u64::MAX, None)
    }

    /// Panics unless [`History::is_linearizable`].
    ///
    /// # Panics
    /// With a message naming the two calls whose results cannot both be true.
    #[track_caller]
    pub fn check(&self) {
        if let Some(message) = self.explain() {
            panic!("{message}");
        }
    }

    /// Why the history is not linearizable; none if it is.
    fn explain(&self) -> Option<String> {
        let (_, calls) = &*self.calls.borrow();
        if linearizable(&self.initial, calls, u64::MAX, None) {
            return None;
        }
        // The first call, in order of return, with which no order is left.
        let mut by_return: Vec<usize> = (0..calls.len()).filter(|&at| calls[at].ret.is_some()).collect();
        by_return.sort_by_key(|&at| calls[at].returned);
        let culprit =
            by_return.iter().copied().find(|&at| !linearizable(&self.initial, calls, calls[at].returned, None));
        let culprit = culprit.unwrap_or(*by_return.last()?);
        let until = calls[culprit].returned;
        // The one before it whose result is the contradiction.
        let other = by_return
            .iter()
            .copied()
            .rev()
            .filter(|&at| calls[at].returned < until)
            .find(|&at| linearizable(&self.initial, calls, until, Some(at)));
        let show = |at: usize| {
            let call = &calls[at];
            format!(
                "`{:?}` of `{}` returned {:?}",
                call.op,
                call.thread,
                call.ret.as_ref().expect("a returned call has a result")
            )
        };
        Some(match other {
            Some(other) => format!("{} and {}: in no order of the calls can both be right", show(other), show(culprit)),
            None => format!("{}: in no order of the calls can that be right", show(culprit)),
        })
    }
}

/// Whether the calls returned by `until` have a sequential order; calls in progress then may have
/// taken effect, with any result, or not. `any_result` is a call whose result is not looked at.
fn linearizable<M: Model>(initial: &M, calls: &[Call<M>], until: u64, any_result: Option<usize>) -> bool {
    let candidates: Vec<usize> = (0..calls.len()).filter(|&at| calls[at].invoked <= until).collect();
    let must: u64 = candidates.iter().filter(|&&at| calls[at].returned <= until).fold(0, |set, &at| set | 1 << at);
    let mut visited: HashSet<(u64, M)> = HashSet::new();
    let mut todo = vec![(0_u64, initial.clone())];
    while let Some((done, state)) = todo.pop() {
        if done & must == must {
            return true;
        }
        if !visited.insert((done, state.clone())) {
            continue;
        }
        // A call may come next only if nothing still to come returned before it was invoked.
        let horizon = candidates
            .iter()
            .filter(|&&at| done & (1 << at) == 0 && calls[at].returned <= until)
            .map(|&at| calls[at].returned)
            .min()
            .unwrap_or(u64::MAX);
        for &at in &candidates {
            let call = &calls[at];
            if done & (1 << at) != 0 || call.invoked > horizon {
                continue;
            }
            let known = if call.returned <= until && any_result != Some(at) { call.ret.as_ref() } else { None };
            for (next, ret) in state.apply(&call.op) {
                if known.is_none_or(|known| *known == ret) {
                    todo.push((done | 1 << at, next));
                }
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, PartialEq, Eq, Hash)]
    struct Register(u32);
    #[derive(Clone, Debug)]
    enum Op {
        Write(u32),
        Read,
    }
    impl Model for Register {
        type Op = Op;
        type Ret = u32;
        fn apply(&self, op: &Op) -> Vec<(Register, u32)> {
            match op {
                Op::Write(value) => vec![(Register(*value), 0)],
                Op::Read => vec![(self.clone(), self.0)],
            }
        }
    }

    fn history(calls: &[(Op, u32, u64, u64)]) -> History<Register> {
        let history = History::new(Register(0));
        for (op, ret, invoked, returned) in calls {
            let call = Call {
                op: op.clone(),
                ret: Some(*ret),
                invoked: *invoked,
                returned: *returned,
                thread: "t".to_owned(),
            };
            history.calls.borrow_mut().1.push(call);
        }
        history
    }

    #[test]
    fn overlapping_calls_may_be_in_either_order() {
        for seen in [0, 1] {
            assert!(history(&[(Op::Write(1), 0, 1, 4), (Op::Read, seen, 2, 3)]).is_linearizable());
        }
        assert!(!history(&[(Op::Write(1), 0, 1, 4), (Op::Read, 2, 2, 3)]).is_linearizable());
    }

    #[test]
    fn real_time_order_binds() {
        let stale = history(&[(Op::Write(1), 0, 1, 2), (Op::Read, 0, 3, 4)]);
        assert!(!stale.is_linearizable());
        assert_eq!(stale.explain().unwrap(), "`Read` of `t` returned 0: in no order of the calls can that be right");
    }

    #[test]
    fn new_then_old_is_not_atomic_and_both_reads_are_named() {
        let calls = [(Op::Write(1), 0, 1, 10), (Op::Read, 1, 2, 3), (Op::Read, 0, 4, 5)];
        let message = history(&calls).explain().unwrap();
        assert_eq!(
            message,
            "`Read` of `t` returned 1 and `Read` of `t` returned 0: in no order of the calls can both be right"
        );
    }
}
