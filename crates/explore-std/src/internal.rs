//! For the other stand-ins: not for programs.

use ::std::cell::UnsafeCell;
use explore::rt::Object;

/// To be called before every use of an object: restores `data` at the first use in an execution if
/// it lies in a static. True at that first use.
pub fn first_use<T: ?Sized>(object: &Object, data: &UnsafeCell<T>) -> bool {
    crate::statics::first_use(object, crate::statics::Span::of(data))
}
