//! Lists the `.rs` files beside it as modules, so that an editor sees every exercise and nobody
//! registers one by hand.

use std::fmt::Write as _;
use std::{env, fs, path::Path};

fn main() {
    let here = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let mut names: Vec<String> = fs::read_dir(&here)
        .expect("the package's own folder can be read")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".rs") && name != "lib.rs" && name != "build.rs")
        .collect();
    names.sort();
    let mut modules = String::new();
    for name in &names {
        let path = Path::new(&here).join(name);
        let module = name.trim_end_matches(".rs");
        writeln!(modules, "#[path = {path:?}]\npub mod {module};").expect("writing to a string");
    }
    fs::write(Path::new(&out).join("modules.rs"), modules).expect("OUT_DIR can be written");
    println!("cargo::rerun-if-changed={here}");
}
