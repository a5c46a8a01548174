//! tokio's own timers, on the paused clock.

pub use tokio::time::{
    Duration, Instant, Interval, MissedTickBehavior, Sleep, Timeout, advance, error, interval, interval_at, pause,
    resume, sleep, sleep_until, timeout, timeout_at,
};
