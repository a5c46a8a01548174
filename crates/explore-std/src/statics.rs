//! Statics as at program start in every execution.
//!
//! One process runs thousands of executions, and a static outlives them all. A modelled object in a
//! static therefore notes, at its first use ever, what its data looks like, bit for bit, and gets
//! these bits back at its first use in every later execution. This is possible because a static's
//! initial value is computed at compile time: it owns no heap memory and nothing that could be freed
//! twice. The old value is forgotten, not dropped, like that of a static at the end of a process.
//!
//! Only objects in the program's static memory are treated so. What lies on the heap or on a stack
//! was created by the running execution and starts with the value it was created with.
//!
//! An object may be in static memory without being a compile-time value: in the `Mutex<Option<Mutex
//! <..>>>` of a static the inner lock is put there at run time. Its memory is part of the outer
//! object's data, which is restored as a whole at the outer object's first use, and the inner one can
//! be reached only through the outer one. So whatever lies within data already noted is left alone.

use ::std::cell::{Cell, UnsafeCell};
use ::std::collections::BTreeMap;
use ::std::mem::MaybeUninit;
use ::std::sync::{Mutex, OnceLock, PoisonError};
use explore::rt::Object;

/// The memory an object keeps its data in.
#[derive(Clone, Copy)]
pub(crate) struct Span {
    start: *mut u8,
    len: usize,
}

impl Span {
    /// The memory of a cell.
    #[inline]
    pub(crate) fn of<T: ?Sized>(cell: &UnsafeCell<T>) -> Span {
        Span { start: cell.get().cast(), len: size_of_val(cell) }
    }

    /// The memory of a plain cell.
    #[inline]
    pub(crate) fn of_cell<T>(cell: &Cell<T>) -> Span {
        Span { start: cell.as_ptr().cast(), len: size_of::<T>() }
    }

    /// No memory at all: for an object whose whole state is reset by its owner.
    pub(crate) const NONE: Span = Span { start: ::std::ptr::null_mut(), len: 0 };
}

/// What the data of one object in static memory was at program start.
struct Initial(Box<[MaybeUninit<u8>]>);

static NOTED: Mutex<BTreeMap<usize, Initial>> = Mutex::new(BTreeMap::new());

/// To be called before every use of an object; true at its first use in an execution, when the owner
/// is to reset what it keeps outside of `data`. What `data` holds is restored here if the object is
/// a static's.
#[inline]
pub(crate) fn first_use(object: &Object, data: Span) -> bool {
    if !object.fresh() {
        return false;
    }
    if data.len != 0 {
        restore(data);
    }
    true
}

/// Like [`first_use`] for an object that keeps its data in two places.
#[inline]
pub(crate) fn first_use_of_two(object: &Object, one: Span, two: Span) {
    if first_use(object, one) && two.len != 0 {
        restore(two);
    }
}

#[inline(never)]
fn restore(data: Span) {
    let start = data.start as usize;
    let end = start + data.len;
    if !in_static_memory(start, end) {
        return;
    }
    let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((&at, initial)) = noted.range(..=start).next_back()
        && end <= at + initial.0.len()
    {
        if at == start && data.len == initial.0.len() {
            // SAFETY: `data` is the memory of a live object's `UnsafeCell`, in writable memory of the
            // program, as large as what was copied from it. Nobody has a reference into it: the
            // object is used for the first time in this execution, and references taken in earlier
            // executions belong to stacks that never run again. The bits are those of a value
            // computed at compile time, so reviving them does not alias anything owned.
            unsafe { ::std::ptr::copy_nonoverlapping(initial.0.as_ptr().cast::<u8>(), data.start, data.len) };
        }
        return;
    }
    let mut bytes = Box::<[u8]>::new_uninit_slice(data.len);
    // SAFETY: the source is as above, valid for reads of `len` bytes; copying as `MaybeUninit` keeps
    // padding and pointers as they are.
    unsafe { ::std::ptr::copy_nonoverlapping(data.start.cast::<MaybeUninit<u8>>(), bytes.as_mut_ptr(), data.len) };
    noted.insert(start, Initial(bytes));
}

fn in_static_memory(start: usize, end: usize) -> bool {
    static RANGES: OnceLock<Vec<(usize, usize)>> = OnceLock::new();
    RANGES.get_or_init(writable_segments).iter().any(|&(low, high)| low <= start && end <= high)
}

/// Where the program and its libraries keep their statics: every writable segment of every loaded
/// object file. The heap and all stacks are mapped apart from them.
#[cfg(all(unix, not(target_vendor = "apple")))]
fn writable_segments() -> Vec<(usize, usize)> {
    /// ELF's flag of a writable segment.
    const PF_W: u32 = 2;
    unsafe extern "C" fn visit(info: *mut libc::dl_phdr_info, _size: usize, ranges: *mut libc::c_void) -> libc::c_int {
        // SAFETY: the loader passes a valid description with `dlpi_phnum` program headers, and the
        // pointer given to `dl_iterate_phdr` below.
        let (info, ranges) = unsafe { (&*info, &mut *ranges.cast::<Vec<(usize, usize)>>()) };
        if info.dlpi_phnum == 0 {
            return 0;
        }
        // SAFETY: as above.
        let headers = unsafe { ::std::slice::from_raw_parts(info.dlpi_phdr, usize::from(info.dlpi_phnum)) };
        for header in headers {
            if header.p_type == libc::PT_LOAD && header.p_flags & PF_W != 0 {
                let low = (info.dlpi_addr as usize).wrapping_add(header.p_vaddr as usize);
                ranges.push((low, low + header.p_memsz as usize));
            }
        }
        0
    }
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    // SAFETY: `visit` has the signature the loader expects and does not unwind; the pointer is used
    // only during the call.
    unsafe { libc::dl_iterate_phdr(Some(visit), (&raw mut ranges).cast()) };
    ranges
}

#[cfg(target_vendor = "apple")]
fn writable_segments() -> Vec<(usize, usize)> {
    let mut ranges = Vec::new();
    // SAFETY: the loader's functions only read its own tables; a header and its load commands stay
    // mapped while the image is loaded, and no image is unloaded here.
    unsafe {
        #[expect(deprecated, reason = "libc points to another crate for these")]
        for image in 0..libc::_dyld_image_count() {
            let header = libc::_dyld_get_image_header(image).cast::<libc::mach_header_64>();
            if header.is_null() {
                continue;
            }
            let slide = libc::_dyld_get_image_vmaddr_slide(image) as usize;
            let mut command = header.add(1).cast::<libc::load_command>();
            for _ in 0..(*header).ncmds {
                if (*command).cmd == libc::LC_SEGMENT_64 {
                    let segment = &*command.cast::<libc::segment_command_64>();
                    if segment.initprot & libc::VM_PROT_WRITE != 0 {
                        let low = slide.wrapping_add(segment.vmaddr as usize);
                        ranges.push((low, low + segment.vmsize as usize));
                    }
                }
                command = command.byte_add((*command).cmdsize as usize);
            }
        }
    }
    ranges
}

#[cfg(not(unix))]
compile_error!("explore-std does not know where this system keeps a program's statics");
