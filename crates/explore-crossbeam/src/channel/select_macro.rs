//! The `select!` macros, with the grammar of the original.
//!
//! A file is compiled against the real crate first, which explains every syntax error; here only the
//! right ones need be told apart. In two passes: `@read` brings every arm into the form
//! `{kind (arguments) [pattern] body}` and sets the default arm aside; `@bind` evaluates the channels
//! in order, keeping temporaries alive as long as the original does, and `@pick` runs the body of the
//! operation that was done. The variables `@bind` makes all have the same name and differ by hygiene.

/// Waits until one of several channel operations can be done, does it and runs its body. Among
/// several that can be done, any may be chosen.
#[macro_export]
macro_rules! select {
    ($($tokens:tt)*) => {
        $crate::__select_arms!(@read false [] [] $($tokens)*)
    };
}

/// Like [`select!`](crate::select!), choosing the first of several operations that can be done.
#[macro_export]
macro_rules! select_biased {
    ($($tokens:tt)*) => {
        $crate::__select_arms!(@read true [] [] $($tokens)*)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __select_arms {
    // All arms are read.
    (@read $biased:tt [] []) => {
        compile_error!("empty `select!` block")
    };
    (@read $biased:tt $arms:tt $default:tt) => {
        $crate::__select_arms!(@bind $biased $arms $default [])
    };

    // The default arm may lack its parentheses.
    (@read $biased:tt $arms:tt [] default => $($rest:tt)*) => {
        $crate::__select_arms!(@read $biased $arms [] default() => $($rest)*)
    };
    (@read $biased:tt $arms:tt [] default $args:tt => { $($body:tt)* }, $($rest:tt)*) => {
        $crate::__select_arms!(@read $biased $arms [$args { $($body)* }] $($rest)*)
    };
    (@read $biased:tt $arms:tt [] default $args:tt => $body:expr, $($rest:tt)*) => {
        $crate::__select_arms!(@read $biased $arms [$args { $body }] $($rest)*)
    };
    (@read $biased:tt $arms:tt [] default $args:tt => { $($body:tt)* } $($rest:tt)*) => {
        $crate::__select_arms!(@read $biased $arms [$args { $($body)* }] $($rest)*)
    };
    (@read $biased:tt $arms:tt [] default $args:tt => $body:expr) => {
        $crate::__select_arms!(@read $biased $arms [$args { $body }])
    };

    // A send or a receive. After a block the comma may be missing, and after the last arm always.
    (@read $biased:tt [$($arms:tt)*] $default:tt
        $kind:ident $args:tt -> $res:pat => { $($body:tt)* }, $($rest:tt)*) => {
        $crate::__select_arms!(
            @read $biased [$($arms)* {$kind $args [$res] { $($body)* }}] $default $($rest)*)
    };
    (@read $biased:tt [$($arms:tt)*] $default:tt
        $kind:ident $args:tt -> $res:pat => $body:expr, $($rest:tt)*) => {
        $crate::__select_arms!(
            @read $biased [$($arms)* {$kind $args [$res] { $body }}] $default $($rest)*)
    };
    (@read $biased:tt [$($arms:tt)*] $default:tt
        $kind:ident $args:tt -> $res:pat => { $($body:tt)* } $($rest:tt)*) => {
        $crate::__select_arms!(
            @read $biased [$($arms)* {$kind $args [$res] { $($body)* }}] $default $($rest)*)
    };
    (@read $biased:tt [$($arms:tt)*] $default:tt
        $kind:ident $args:tt -> $res:pat => $body:expr) => {
        $crate::__select_arms!(
            @read $biased [$($arms)* {$kind $args [$res] { $body }}] $default)
    };

    // Evaluate the channels, the first arm's first.
    (@bind $biased:tt [{recv ($r:expr $(,)?) $res:tt $body:tt} $($arms:tt)*] $default:tt [$($bound:tt)*]) => {
        match $r {
            ref end => {
                let end: &$crate::channel::Receiver<_> = end;
                $crate::__select_arms!(
                    @bind $biased [$($arms)*] $default [$($bound)* {recv end () $res $body}])
            }
        }
    };
    (@bind $biased:tt [{send ($s:expr, $m:expr $(,)?) $res:tt $body:tt} $($arms:tt)*] $default:tt [$($bound:tt)*]) => {
        match $s {
            ref end => {
                let end: &$crate::channel::Sender<_> = end;
                $crate::__select_arms!(
                    @bind $biased [$($arms)*] $default [$($bound)* {send end ($m) $res $body}])
            }
        }
    };

    // All channels are evaluated: choose.
    (@bind $biased:tt [] [] [$({$kind:ident $end:ident $m:tt $res:tt $body:tt})*]) => {{
        let operation = $crate::channel::expanded::wait(&[$($end.entry()),*], $biased);
        $crate::__select_arms!(@pick operation 0usize; $({$kind $end $m $res $body})*)
    }};
    (@bind $biased:tt [] [() $otherwise:tt] [$({$kind:ident $end:ident $m:tt $res:tt $body:tt})*]) => {
        match $crate::channel::expanded::now(&[$($end.entry()),*], $biased) {
            $crate::channel::expanded::Some(operation) =>
                $crate::__select_arms!(@pick operation 0usize; $({$kind $end $m $res $body})*),
            $crate::channel::expanded::None => $otherwise,
        }
    };
    (@bind $biased:tt [] [($timeout:expr $(,)?) $otherwise:tt] [$({$kind:ident $end:ident $m:tt $res:tt $body:tt})*]) => {
        match $crate::channel::expanded::within(&[$($end.entry()),*], $timeout, $biased) {
            $crate::channel::expanded::Some(operation) =>
                $crate::__select_arms!(@pick operation 0usize; $({$kind $end $m $res $body})*),
            $crate::channel::expanded::None => $otherwise,
        }
    };

    // Run the body of the operation chosen. A message is evaluated only when its send is.
    (@pick $operation:ident $i:expr; {recv $end:ident () [$res:pat] $body:tt} $($rest:tt)*) => {
        if $operation.index() == $i {
            let result = $operation.recv($end);
            let $res = result;
            $body
        } else {
            $crate::__select_arms!(@pick $operation $i + 1; $($rest)*)
        }
    };
    (@pick $operation:ident $i:expr; {send $end:ident ($m:expr) [$res:pat] $body:tt} $($rest:tt)*) => {
        if $operation.index() == $i {
            let result = $operation.send($end, $m);
            let $res = result;
            $body
        } else {
            $crate::__select_arms!(@pick $operation $i + 1; $($rest)*)
        }
    };
    (@pick $operation:ident $i:expr;) => {{
        $crate::channel::expanded::unknown($operation)
    }};
}
