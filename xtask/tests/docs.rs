//! What ARCHITECTURE.md, CONTRIBUTING.md and README.md say about folders and arrows is so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root").to_owned()
}

/// Every `quoted` piece of a page.
fn quoted(text: &str) -> Vec<&str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn the_paths_in_the_pages_exist() {
    let root = root();
    let tops = ["crates/", "exercises/", "solutions/", "xtask/", ".ci/", "course.toml", "deny.toml"];
    let mut looked_at = 0;
    let mut missing = Vec::new();
    for page in ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"] {
        let text = fs::read_to_string(root.join(page)).expect("the page can be read");
        for path in quoted(&text) {
            let is_path = tops.iter().any(|top| path.starts_with(top)) && !path.contains([' ', '<', '*', '…', '$']);
            // The walk-through of CONTRIBUTING adds an exercise of this name.
            if !is_path || path.contains("latch") {
                continue;
            }
            looked_at += 1;
            if !root.join(path).exists() {
                missing.push(format!("{page}: `{path}`"));
            }
        }
    }
    assert!(looked_at >= 10, "only {looked_at} paths found: has the way they are written changed?");
    assert!(missing.is_empty(), "paths that do not exist:\n{}", missing.join("\n"));
}

/// The workspace packages each package in `crates/` and `xtask` depends on.
fn arrows(root: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let folders = fs::read_dir(root.join("crates")).expect("crates/ can be read");
    let manifests: Vec<PathBuf> = folders
        .map(|entry| entry.expect("crates/ can be read").path().join("Cargo.toml"))
        .chain([root.join("xtask/Cargo.toml")])
        .filter(|manifest| manifest.exists())
        .collect();
    let read = |path: &PathBuf| -> toml::Table {
        let text = fs::read_to_string(path).expect("a manifest can be read");
        text.parse().expect("a manifest is TOML")
    };
    let name = |table: &toml::Table| table["package"]["name"].as_str().expect("a package has a name").to_owned();
    let tables: Vec<toml::Table> = manifests.iter().map(read).collect();
    let names: BTreeSet<String> = tables.iter().map(name).collect();
    tables
        .iter()
        .map(|table| {
            let dependencies = table.get("dependencies").and_then(toml::Value::as_table).cloned().unwrap_or_default();
            (name(table), dependencies.keys().filter(|key| names.contains(*key)).cloned().collect())
        })
        .collect()
}

#[test]
fn arrows_point_one_way() {
    let root = root();
    let arrows = arrows(&root);
    let on = |name: &str| arrows[name].iter().map(String::as_str).collect::<Vec<_>>();
    assert!(on("explore").is_empty(), "explore knows of nobody: {:?}", on("explore"));
    assert!(on("course").is_empty(), "course knows of nobody: {:?}", on("course"));
    assert_eq!(on("grader"), ["course"], "the grader builds the explorer, it does not link it");
    for (package, dependencies) in &arrows {
        if package.starts_with("learn-") {
            assert!(!dependencies.iter().any(|other| other.starts_with("learn-")), "{package} imports a sibling");
        }
        if package.starts_with("explore-") || package.starts_with("lens-") {
            let known = |other: &String| other == "explore" || other.starts_with("explore-");
            assert!(dependencies.iter().all(known), "{package} depends on {dependencies:?}");
        }
        if package != "xtask" {
            assert!(!dependencies.contains("xtask"), "{package} depends on xtask");
        }
    }
}

#[test]
fn the_architecture_names_every_crate() {
    let root = root();
    let text = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("the page can be read");
    let named: BTreeSet<&str> = quoted(&text).into_iter().map(|name| name.trim_start_matches("crates/")).collect();
    let folders = fs::read_dir(root.join("crates")).expect("crates/ can be read");
    let missing: Vec<String> = folders
        .filter_map(|entry| entry.expect("crates/ can be read").file_name().into_string().ok())
        .filter(|folder| !named.contains(folder.as_str()))
        .collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md does not say what these are: {missing:?}");
}
