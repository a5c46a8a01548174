//! Reading and writing as in std; what goes to the standard streams is captured.
//!
//! Output is kept for the failing schedule only. Printing is not a scheduling point, unless another
//! thread has locked the stream.
//!
//! # Differences
//!
//! - Standard input is at its end.
//! - No stream is a terminal.
//! - Output is not buffered, and what is not UTF-8 is shown with replacement characters.
//! - There are no pipes.

pub use ::std::io::{
    BufRead, BufReader, BufWriter, Bytes, Chain, Cursor, Empty, Error, ErrorKind, IntoInnerError, IoSlice, IoSliceMut,
    LineWriter, Lines, Read, Repeat, Result, Seek, SeekFrom, Sink, Split, Take, Write, WriterPanicked, copy, empty,
    prelude, read_to_string, repeat, sink,
};

use crate::statics::{Span, first_use};
use ::std::cell::Cell;
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use explore::Op;
use explore::rt::{self, Object, Place, Tid};

// ---- streams --------------------------------------------------------------------------------------

/// A stream a thread can lock, again and again.
struct Stream {
    object: Object,
    owner: Cell<Option<Tid>>,
    depth: Cell<usize>,
}

// SAFETY: the plain cells are used by one operating-system thread (see the crate's documentation).
unsafe impl Sync for Stream {}
impl RefUnwindSafe for Stream {}

static STDOUT: Stream = Stream::new("stdout");
static STDERR: Stream = Stream::new("stderr");

impl Stream {
    const fn new(kind: &'static str) -> Stream {
        Stream { object: Object::new(kind, Location::caller()), owner: Cell::new(None), depth: Cell::new(0) }
    }

    /// Waits until no other thread has locked it.
    fn wait(&self, place: Place) {
        if first_use(&self.object, Span::NONE) {
            self.owner.set(None);
            self.depth.set(0);
        }
        let me = rt::current();
        let mine = || self.owner.get().is_none_or(|owner| owner == me);
        if !mine() {
            rt::step_when(Op::Lock, &self.object, place, &mine);
        }
    }

    #[inline(never)]
    fn lock(&self, place: Place) {
        self.wait(place);
        if self.depth.replace(self.depth.get() + 1) == 0 {
            self.owner.set(Some(rt::current()));
            rt::acquired(&self.object, place);
        }
    }

    #[inline(never)]
    fn unlock(&self) {
        self.depth.set(self.depth.get().saturating_sub(1));
        if self.depth.get() == 0 {
            self.owner.set(None);
            rt::released(&self.object);
            rt::changed(&self.object);
        }
    }

    #[inline(never)]
    fn print(&self, text: &str, place: Place) {
        self.wait(place);
        rt::print(text);
    }
}

fn print(stream: &Stream, args: fmt::Arguments<'_>, newline: bool, place: Place) {
    // Formatting may run code of the program, so it is done before, whether the text is wanted or not.
    let mut text = fmt::format(args);
    if newline {
        text.push('\n');
    }
    stream.print(&text, place);
}

#[doc(hidden)]
#[track_caller]
pub fn _print(args: fmt::Arguments<'_>) {
    print(&STDOUT, args, false, Location::caller());
}

#[doc(hidden)]
#[track_caller]
pub fn _println(args: fmt::Arguments<'_>) {
    print(&STDOUT, args, true, Location::caller());
}

#[doc(hidden)]
#[track_caller]
pub fn _eprint(args: fmt::Arguments<'_>) {
    print(&STDERR, args, false, Location::caller());
}

#[doc(hidden)]
#[track_caller]
pub fn _eprintln(args: fmt::Arguments<'_>) {
    print(&STDERR, args, true, Location::caller());
}

macro_rules! output {
    ($stream:ident, $handle:ident, $lock:ident, $get:ident, $name:literal, $lock_name:literal) => {
        #[doc = concat!("A handle to the captured ", $name, ".")]
        pub struct $handle(());

        #[doc = concat!("Holds ", $name, " until it is dropped.")]
        #[must_use = "if unused the stream will immediately unlock"]
        pub struct $lock<'a> {
            not_send: PhantomData<(*const (), &'a ())>,
        }

        impl UnwindSafe for $lock<'_> {}
        impl RefUnwindSafe for $lock<'_> {}

        #[doc = concat!("The captured ", $name, ".")]
        #[must_use]
        pub fn $get() -> $handle {
            $handle(())
        }

        impl $handle {
            /// Locks the stream; other threads that print wait.
            #[track_caller]
            pub fn lock(&self) -> $lock<'static> {
                $stream.lock(Location::caller());
                $lock { not_send: PhantomData }
            }
        }

        impl Drop for $lock<'_> {
            fn drop(&mut self) {
                $stream.unlock();
            }
        }

        impl Write for $lock<'_> {
            #[track_caller]
            fn write(&mut self, buf: &[u8]) -> Result<usize> {
                $stream.print(&String::from_utf8_lossy(buf), Location::caller());
                Ok(buf.len())
            }

            fn flush(&mut self) -> Result<()> {
                Ok(())
            }
        }

        impl Write for $handle {
            #[track_caller]
            fn write(&mut self, buf: &[u8]) -> Result<usize> {
                (&*self).write(buf)
            }

            fn flush(&mut self) -> Result<()> {
                Ok(())
            }
        }

        impl Write for &$handle {
            #[track_caller]
            fn write(&mut self, buf: &[u8]) -> Result<usize> {
                $stream.print(&String::from_utf8_lossy(buf), Location::caller());
                Ok(buf.len())
            }

            fn flush(&mut self) -> Result<()> {
                Ok(())
            }
        }

        impl fmt::Debug for $handle {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($handle)).finish_non_exhaustive()
            }
        }

        impl fmt::Debug for $lock<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct($lock_name).finish_non_exhaustive()
            }
        }
    };
}

output!(STDOUT, Stdout, StdoutLock, stdout, "standard output", "StdoutLock");
output!(STDERR, Stderr, StderrLock, stderr, "standard error", "StderrLock");

// ---- input ----------------------------------------------------------------------------------------

/// A handle to standard input, which is at its end.
#[derive(Debug)]
pub struct Stdin(());

/// Holds standard input.
#[derive(Debug)]
pub struct StdinLock<'a> {
    not_send: PhantomData<(*const (), &'a ())>,
}

/// Standard input, which is at its end.
#[must_use]
pub fn stdin() -> Stdin {
    Stdin(())
}

impl Stdin {
    /// Locks it; nobody ever waits for it.
    #[must_use]
    pub fn lock(&self) -> StdinLock<'static> {
        StdinLock { not_send: PhantomData }
    }

    /// Reads a line: there is none.
    ///
    /// # Errors
    /// Never.
    pub fn read_line(&self, buf: &mut String) -> Result<usize> {
        self.lock().read_line(buf)
    }

    /// The lines: there are none.
    #[must_use]
    pub fn lines(self) -> Lines<StdinLock<'static>> {
        self.lock().lines()
    }
}

impl Read for Stdin {
    fn read(&mut self, _buf: &mut [u8]) -> Result<usize> {
        Ok(0)
    }
}

impl Read for &Stdin {
    fn read(&mut self, _buf: &mut [u8]) -> Result<usize> {
        Ok(0)
    }
}

impl Read for StdinLock<'_> {
    fn read(&mut self, _buf: &mut [u8]) -> Result<usize> {
        Ok(0)
    }
}

impl BufRead for StdinLock<'_> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        Ok(&[])
    }

    fn consume(&mut self, _amount: usize) {}
}

// ---- terminals ------------------------------------------------------------------------------------

mod sealed {
    pub trait Sealed {}
}

/// Whether a stream is a terminal: none is.
pub trait IsTerminal: sealed::Sealed {
    /// False.
    fn is_terminal(&self) -> bool;
}

macro_rules! no_terminal {
    ($($stream:ty),*) => {$(
        impl sealed::Sealed for $stream {}
        impl IsTerminal for $stream {
            fn is_terminal(&self) -> bool {
                false
            }
        }
    )*};
}

no_terminal!(Stdin, StdinLock<'_>, Stdout, StdoutLock<'_>, Stderr, StderrLock<'_>);
