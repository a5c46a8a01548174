//! `select!`, whose first branch is the explorer's choice.

/// What the expansion of [`select!`](crate::select) calls.
#[doc(hidden)]
pub mod __private {
    pub use tokio;

    /// The branch that is looked at first.
    pub fn first_branch(branches: u32) -> u32 {
        match crate::execution::current() {
            Some(execution) => crate::kernel::choose(execution.mode, branches as usize) as u32,
            None => 0,
        }
    }
}

/// Waits for several branches at once, as `tokio::select!` does, with its grammar. Without `biased;`
/// the explorer chooses the branch that is looked at first.
// The arms differ from tokio's only in where the starting branch comes from; the work is done by
// tokio's own macro through the entry point its arms use.
#[macro_export]
macro_rules! select {
    ( biased; $($rest:tt)* ) => {
        $crate::__private::tokio::select!(biased; $($rest)*)
    };
    ( else => $else:expr $(,)? ) => {
        $crate::__private::tokio::select!(else => $else)
    };
    ( $p:pat = $($rest:tt)* ) => {
        $crate::__private::tokio::select!(@{ start={ $crate::__private::first_branch(BRANCHES) }; () } $p = $($rest)*)
    };
    () => {
        $crate::__private::tokio::select!()
    };
}
