//! The kits: what each exercise is built from. This table is the only place that knows.

use course::Kit;

/// What a kit consists of. Externs are pairs: the name in the source, the cargo package behind it.
pub(crate) struct Parts {
    /// Names the folder its build is remembered under.
    pub name: &'static str,
    /// The packages cargo is asked to build; their dependencies come along.
    pub packages: &'static [&'static str],
    /// What the submission and the checks are compiled with for judging.
    pub model: &'static [Extern],
    /// What the submission is type-checked with, besides the real std.
    pub real: &'static [Extern],
    /// What the harness and the checks are compiled with in addition, in both worlds.
    pub harness: &'static [Extern],
    /// What a submission must not name because it would leave the model.
    pub absent: &'static [&'static str],
}

pub(crate) type Extern = (&'static str, &'static str);

/// What would let a submission reach around its judge: leave the explorer's world, or read the
/// judge's memory through the file system. Only exercises about processes need it.
const OUTSIDE: &[&str] = &["std::env", "std::fs", "std::net", "std::os", "std::process"];

const OUTSIDE_TOKIO: &[&str] = &[
    "std::env",
    "std::fs",
    "std::net",
    "std::os",
    "std::process",
    "tokio::fs",
    "tokio::net",
    "tokio::process",
    "tokio::signal",
];

const EXPLORE: Extern = ("explore", "explore");
const STD: Extern = ("std", "explore-std");
const CORE: Extern = ("core", "explore-core");

/// The parts of `kit`.
pub(crate) fn parts(kit: Kit) -> &'static Parts {
    match kit {
        Kit::Std => &Parts {
            name: "std",
            packages: &["explore-std", "explore-core"],
            model: &[STD, CORE],
            real: &[],
            harness: &[EXPLORE],
            absent: OUTSIDE,
        },
        Kit::Crossbeam => &Parts {
            name: "crossbeam",
            packages: &["explore-std", "explore-core", "explore-crossbeam"],
            model: &[STD, CORE, ("crossbeam", "explore-crossbeam")],
            real: &[("crossbeam", "crossbeam")],
            harness: &[EXPLORE],
            absent: OUTSIDE,
        },
        Kit::Tokio => &Parts {
            name: "tokio",
            packages: &["explore-std", "explore-core", "explore-tokio"],
            model: &[STD, CORE, ("tokio", "explore-tokio")],
            real: &[("tokio", "tokio")],
            harness: &[EXPLORE, ("explore_tokio", "explore-tokio")],
            absent: OUTSIDE_TOKIO,
        },
        Kit::Process => &Parts {
            name: "process",
            packages: &["lens-process", "ipc-channel", "nix"],
            model: &[("nix", "nix"), ("ipc_channel", "ipc-channel")],
            real: &[("nix", "nix"), ("ipc_channel", "ipc-channel")],
            harness: &[EXPLORE, ("lens_process", "lens-process")],
            absent: &[],
        },
        Kit::Actix => &Parts {
            name: "actix",
            packages: &["lens-actors", "actix", "tokio"],
            model: &[("actix", "actix"), ("tokio", "tokio")],
            real: &[("actix", "actix"), ("tokio", "tokio")],
            harness: &[EXPLORE, ("lens_actors", "lens-actors")],
            absent: OUTSIDE_TOKIO,
        },
    }
}

impl Parts {
    /// Whether judging uses other crates than the type-check.
    pub fn has_stand_ins(&self) -> bool {
        self.model != self.real
    }

    /// Every package that must be there as a library.
    pub fn libraries(&self) -> impl Iterator<Item = &'static str> {
        let all = [self.model, self.real, self.harness].into_iter().flatten();
        all.map(|(_, package)| *package)
    }
}

/// The names behind the stand-ins and what a learner knows them as; none of them may be shown.
pub(crate) const STAND_INS: &[(&str, &str)] = &[
    ("explore_std", "std"),
    ("explore_core", "core"),
    ("explore_crossbeam", "crossbeam"),
    ("explore_tokio", "tokio"),
    ("explore-std", "std"),
    ("explore-core", "core"),
    ("explore-crossbeam", "crossbeam"),
    ("explore-tokio", "tokio"),
    ("lens_process", "the checker"),
    ("lens_actors", "the checker"),
    ("lens-process", "the checker"),
    ("lens-actors", "the checker"),
];

/// `text` without the stand-ins' names.
pub(crate) fn hide_stand_ins(text: &str) -> String {
    if !text.contains("explore") && !text.contains("lens") {
        return text.to_owned();
    }
    let mut text = text.to_owned();
    for (name, known_as) in STAND_INS {
        text = text.replace(name, known_as);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_are_hidden() {
        assert_eq!(
            hide_stand_ins("explore_std::sync::Mutex<explore_crossbeam::channel::Sender<i32>>"),
            "std::sync::Mutex<crossbeam::channel::Sender<i32>>"
        );
        assert_eq!(hide_stand_ins("explore the std"), "explore the std");
    }

    #[test]
    fn every_stand_in_has_a_name_to_hide() {
        for kit in Kit::ALL {
            for package in parts(kit).libraries() {
                let ours = package.starts_with("explore-") || package.starts_with("lens-");
                assert_eq!(STAND_INS.iter().any(|(name, _)| *name == package), ours, "{package}");
            }
        }
    }
}
