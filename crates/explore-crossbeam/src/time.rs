//! The virtual clock, between `Instant`s of the program and nanoseconds of the kernel.

use crate::channel::core::Patience;
use explore::rt;
use std::time::Duration;

pub(crate) use explore_std::time::Instant;

/// The time `duration` from now; `None` if the clock cannot say it.
pub(crate) fn deadline_after(duration: Duration) -> Option<u64> {
    u64::try_from(duration.as_nanos()).ok().and_then(|nanos| rt::clock().checked_add(nanos))
}

/// The time of `instant`.
pub(crate) fn deadline_at(instant: Instant) -> u64 {
    let now = Instant::now();
    match instant.checked_duration_since(now) {
        Some(ahead) => deadline_after(ahead).unwrap_or(u64::MAX),
        None => rt::clock().saturating_sub(nanos(now.duration_since(instant))),
    }
}

/// The instant of a time.
pub(crate) fn instant_at(time: u64) -> Instant {
    let now = Instant::now();
    let clock = rt::clock();
    if time >= clock { now + Duration::from_nanos(time - clock) } else { now - Duration::from_nanos(clock - time) }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// Waiting for `timeout` at most; for ever, if that is longer than the clock can say.
pub(crate) fn patience(timeout: Duration) -> Patience {
    deadline_after(timeout).map_or(Patience::Forever, Patience::Until)
}
