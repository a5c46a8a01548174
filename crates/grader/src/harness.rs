//! Writes the `main` of a check binary: the list of the checks, each wrapped as its lens asks.

use course::{Check, Exercise, Kit, Lens};
use std::{fmt::Write, path::Path};

/// The source of the binary that judges a submission to `exercise`.
pub(crate) fn main_of(exercise: &Exercise) -> String {
    let mut text = head(&exercise.checks_file);
    text.push_str("\nfn main() {\n    explore::harness::main(&[\n");
    for check in &exercise.checks {
        let _ = writeln!(
            text,
            "        explore::harness::Check {{ name: {:?}, lens: explore::harness::Lens::{}, run: || {} }},",
            check.name,
            lens(exercise.kit, check.lens),
            call(exercise.kit, check),
        );
    }
    text.push_str("    ])\n}\n");
    text
}

/// The source of a library that only uses the checks: enough for rustc to compare interfaces.
pub(crate) fn type_check_of(exercise: &Exercise) -> String {
    let mut text = head(&exercise.checks_file);
    text.push_str("\npub fn uses() {\n");
    for check in &exercise.checks {
        let _ = writeln!(text, "    let _ = checks::{};", check.name);
    }
    text.push_str("}\n");
    text
}

fn head(checks: &Path) -> String {
    format!("#![allow(warnings)]\n#[path = {:?}]\nmod checks;\n", checks.display().to_string())
}

fn lens(kit: Kit, lens: Lens) -> &'static str {
    match (kit, lens) {
        (_, Lens::Explore | Lens::Linear) => "Explore",
        // The harness makes no choices then, so there is one schedule; but only under the kernel is a
        // task that blocks its thread noticed, and what happened recorded.
        (Kit::Tokio, Lens::Clock | Lens::Once) => "Explore",
        (_, Lens::Progress) => "Progress",
        (_, Lens::Clock | Lens::Once) => "Once",
    }
}

fn call(kit: Kit, check: &Check) -> String {
    let name = &check.name;
    match (kit, check.lens) {
        (Kit::Std | Kit::Crossbeam, _) => format!("checks::{name}()"),
        (Kit::Tokio, Lens::Clock | Lens::Once) => {
            format!("explore_tokio::harness::clock(|| checks::{name}())")
        }
        (Kit::Tokio, _) => format!("explore_tokio::harness::explore(|| checks::{name}())"),
        (Kit::Process, _) => format!("lens_process::run(checks::{name})"),
        (Kit::Actix, _) => format!("lens_actors::run(|| checks::{name}())"),
    }
}
