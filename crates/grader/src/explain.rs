//! What each diagnosis means, and what to look for.

use course::Diagnosis;

/// One or two plain sentences for a learner.
pub fn explain(diagnosis: Diagnosis) -> &'static str {
    match diagnosis {
        Diagnosis::DoesNotCompile => "The compiler refuses the file. Start with its first error.",
        Diagnosis::WrongResult => {
            "The result is wrong whichever thread runs first, so this is not about timing. \
             Follow the steps in order and look for the first one you did not intend."
        }
        Diagnosis::Race => {
            "Whether it works depends on who runs when. \
             Look for two steps that must happen as one, where another thread gets in between."
        }
        Diagnosis::Deadlock => {
            "Everybody waits for somebody else, so nobody can go on. \
             Look at what each thread holds while it waits, and in which order locks are taken."
        }
        Diagnosis::LostWakeup => {
            "Somebody sleeps and nobody is left to wake them. \
             Look for a notification sent too early, to the wrong waiter, or not at all."
        }
        Diagnosis::Livelock => {
            "Threads keep running and get nowhere. \
             Look for a loop that waits by trying again instead of sleeping until something changes."
        }
        Diagnosis::LeakedThread => {
            "A thread is still there after the work is done. \
             Look for what should tell it to end, and for a `join` that is missing."
        }
        Diagnosis::LeakedTask => {
            "A task is still there after the work is done. \
             Look for who should await or abort it, also when there was an error."
        }
        Diagnosis::LeakedProcess => {
            "A child process, or its zombie, is left. Every child must be waited for, on every way out."
        }
        Diagnosis::LeakedDescriptor => {
            "A file descriptor is still open. Look for an end of a pipe or channel that is never closed, \
             or that a child inherited."
        }
        Diagnosis::BlockedLoop => {
            "Async code blocked the thread all tasks share. \
             Look for a call that waits without `.await`."
        }
        Diagnosis::NotConcurrent => {
            "Things happen one after the other that should happen at the same time. \
             Look for an `.await` or `join` before everything has been started, or a lock held too long."
        }
        Diagnosis::TooSlow => "It comes to an end, but with far more steps or waiting than the task needs.",
        Diagnosis::Forbidden => "The file uses something this exercise does not allow.",
        Diagnosis::Panicked => {
            "Your code panicked. The message and the place below say where; \
             the steps before say how it came to that."
        }
        Diagnosis::OutOfResources => {
            "It used up its memory, stack, output or time. \
             Look for recursion or a loop without an end, or something that grows with every step."
        }
    }
}
