//! The libraries a submission is compiled with: built by cargo once, found again by their sources'
//! fingerprint, so that a warm check never starts cargo.

use crate::{Error, Kind, Options, Progress, kit::Parts};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    io::{BufRead, BufReader, Read},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::UNIX_EPOCH,
};

/// The built libraries of one kit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StandIns {
    /// Of everything they are built from; part of what a verdict depends on.
    pub fingerprint: String,
    /// Folders of their sources, relative to the root.
    sources: Vec<PathBuf>,
    /// Package to library.
    libraries: BTreeMap<String, PathBuf>,
    /// Length and time of each library: another build may have replaced it.
    stamps: BTreeMap<PathBuf, Stamp>,
    /// Where their dependencies lie.
    pub folders: Vec<PathBuf>,
}

pub(crate) type Stamp = (u64, u128);

/// The tools a check needs.
#[derive(Debug, Clone)]
pub(crate) struct Toolchain {
    pub rustc: PathBuf,
    cargo: PathBuf,
}

impl Toolchain {
    /// Finds the real rustc, not rustup's proxy: the proxy costs more than reading a small file.
    pub fn find(root: &Path) -> Result<Toolchain, Error> {
        let beside = |cargo: &Path| {
            let rustc = cargo.with_file_name("rustc");
            // Beside rustup's cargo there is only rustup's rustc.
            let proxy = cargo.with_file_name("rustup").exists();
            (rustc.is_file() && !proxy).then_some(rustc)
        };
        if let Some(cargo) = env::var_os("CARGO").map(PathBuf::from)
            && let Some(rustc) = beside(&cargo)
        {
            return Ok(Toolchain { rustc, cargo });
        }
        let output = Command::new("rustc")
            .args(["--print", "sysroot"])
            .current_dir(root)
            .output()
            .map_err(|error| no_toolchain(&error.to_string()))?;
        if !output.status.success() {
            return Err(no_toolchain(String::from_utf8_lossy(&output.stderr).trim()));
        }
        let bin = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()).join("bin");
        let cargo = match bin.join("cargo") {
            cargo if cargo.is_file() => cargo,
            _ => PathBuf::from("cargo"),
        };
        Ok(Toolchain { rustc: bin.join("rustc"), cargo })
    }
}

fn no_toolchain(cause: &str) -> Error {
    Error::new(Kind::Toolchain, format!("cannot run `rustc`: {cause}")).with_hint("install Rust from https://rustup.rs")
}

/// Where cargo builds and the grader keeps its own folder.
pub(crate) fn target(root: &Path) -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root.join(folder),
        None => root.join("target"),
    }
}

/// The libraries of `kit`, built if they are not there or not up to date.
pub(crate) fn ready(root: &Path, toolchain: &Toolchain, kit: &Parts, options: &Options) -> Result<StandIns, Error> {
    let memory = target(root).join("grader/kits").join(format!("{}.json", kit.name));
    let known: Option<StandIns> = fs::read(&memory).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    if let Some(known) = known
        && known.stamps.iter().all(|(path, stamped)| stamp(path) == Some(*stamped))
        && fingerprint(root, toolchain, &known.sources).as_ref() == Some(&known.fingerprint)
    {
        return Ok(known);
    }
    let built = build(root, toolchain, kit, options)?;
    let text = serde_json::to_vec_pretty(&built).expect("paths and numbers only");
    write_whole(&memory, &text)?;
    Ok(built)
}

impl StandIns {
    /// The library of a package.
    pub fn library(&self, package: &str) -> &Path {
        &self.libraries[package]
    }
}

/// Writes a file so that a reader sees all of it or nothing.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = path.parent().expect("the grader's files lie in folders");
    fs::create_dir_all(folder).map_err(|e| Error::io("create", folder, &e))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| Error::io("write in", folder, &e))?;
    io_write(&mut file, bytes).map_err(|e| Error::io("write", path, &e))?;
    file.persist(path).map_err(|e| Error::io("write", path, &e.error))?;
    Ok(())
}

fn io_write(file: &mut tempfile::NamedTempFile, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    file.write_all(bytes)
}

/// Length and time of a file.
pub(crate) fn stamp(path: &Path) -> Option<Stamp> {
    let meta = fs::metadata(path).ok()?;
    let modified = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((meta.len(), modified.as_nanos()))
}

/// Of the sources by name, length and time: hashing their bytes would cost more and tell no more to
/// somebody who edits them.
fn fingerprint(root: &Path, toolchain: &Toolchain, sources: &[PathBuf]) -> Option<String> {
    let mut hash = blake3::Hasher::new();
    let mut add = |path: &Path| -> Option<()> {
        let (length, modified) = stamp(path)?;
        let path = path.strip_prefix(root).unwrap_or(path);
        hash.update(path.as_os_str().as_encoded_bytes());
        hash.update(&length.to_le_bytes());
        hash.update(&modified.to_le_bytes());
        Some(())
    };
    add(&toolchain.rustc)?;
    add(&root.join("Cargo.toml"))?;
    add(&root.join("Cargo.lock"))?;
    for folder in sources {
        let folder = root.join(folder);
        add(&folder.join("Cargo.toml"))?;
        let mut files = Vec::new();
        walk(&folder.join("src"), &mut files)?;
        files.sort();
        for file in &files {
            add(file)?;
        }
    }
    Some(hash.finalize().to_hex().to_string())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Option<()> {
    for entry in fs::read_dir(folder).ok()? {
        let entry = entry.ok()?;
        if entry.file_type().ok()?.is_dir() {
            walk(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Some(())
}

/// One library cargo made or found.
struct Artifact {
    package: String,
    path: PathBuf,
    optimised: bool,
}

fn build(root: &Path, toolchain: &Toolchain, kit: &Parts, options: &Options) -> Result<StandIns, Error> {
    let graph = Graph::read(root, toolchain)?;
    let sources = graph.local_sources(root, kit.packages)?;
    // Taken before the build: what is edited during it is built again next time.
    let fingerprint = fingerprint(root, toolchain, &sources)
        .ok_or_else(|| Error::new(Kind::Internal, "cannot read the sources of the stand-ins"))?;
    let artifacts = cargo_build(root, toolchain, kit, options)?;
    let mut libraries = BTreeMap::new();
    for package in kit.libraries() {
        let id = graph.dependency(kit.packages, package)?;
        let artifact = artifacts
            .iter()
            .filter(|artifact| artifact.package == id)
            // The same package may also be there for a build script, unoptimised.
            .max_by_key(|artifact| artifact.optimised)
            .ok_or_else(|| Error::new(Kind::Internal, format!("cargo built no library of `{package}`")))?;
        libraries.insert(package.to_owned(), hashed_name(&artifact.path));
    }
    let folders: BTreeSet<PathBuf> =
        artifacts.iter().filter_map(|artifact| hashed_name(&artifact.path).parent().map(Path::to_owned)).collect();
    let stamps = libraries.values().filter_map(|path| Some((path.clone(), stamp(path)?))).collect();
    Ok(StandIns { fingerprint, sources, libraries, stamps, folders: folders.into_iter().collect() })
}

const FETCHES: &str = "the first build downloads crates: check the network, then run the same command again";

/// Runs cargo, passing its own lines on.
fn cargo_build(root: &Path, toolchain: &Toolchain, kit: &Parts, options: &Options) -> Result<Vec<Artifact>, Error> {
    let mut command = Command::new(&toolchain.cargo);
    command
        .args(["build", "--profile", "judge", "--message-format", "json-render-diagnostics"])
        .args(kit.packages.iter().flat_map(|package| ["-p", package]))
        .current_dir(root)
        .env("RUSTC", &toolchain.rustc)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // cargo sets these for what it runs, such as `cargo xtask`; they would make it build anew.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    let failed =
        |cause: &str| Error::new(Kind::Toolchain, format!("cannot build what checks are linked with: {cause}"));
    let mut child = command.spawn().map_err(|error| failed(&error.to_string()))?;
    let stderr = child.stderr.take().expect("piped above");
    let mut stdout = child.stdout.take().expect("piped above");
    let (json, said) = thread::scope(|scope| {
        let json = scope.spawn(move || {
            let mut text = String::new();
            stdout.read_to_string(&mut text).map(|_| text)
        });
        let mut said = String::new();
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            let trimmed = line.trim();
            if ["Compiling", "Downloading", "Downloaded", "Updating", "Blocking"]
                .iter()
                .any(|word| trimmed.starts_with(word))
            {
                (options.progress)(Progress::Building(trimmed.to_owned()));
            }
            said.push_str(&line);
            said.push('\n');
        }
        (json.join().expect("reading does not panic"), said)
    });
    let status = child.wait().map_err(|error| failed(&error.to_string()))?;
    if !status.success() {
        let errors = said.find("error").map_or(said.as_str(), |at| &said[at..]);
        return Err(match said.contains("could not compile") {
            true => Error { kind: Kind::Internal, ..failed(errors.trim()) },
            // What cargo does before it compiles is to fetch.
            false => failed(errors.trim()).with_hint(FETCHES),
        });
    }
    let json = json.map_err(|error| failed(&error.to_string()))?;
    Ok(json.lines().filter_map(artifact).collect())
}

fn artifact(line: &str) -> Option<Artifact> {
    let message: Value = serde_json::from_str(line).ok()?;
    if message["reason"] != "compiler-artifact" {
        return None;
    }
    let kinds = message["target"]["kind"].as_array()?;
    if !kinds.iter().any(|kind| kind == "lib" || kind == "rlib") {
        return None;
    }
    let path =
        message["filenames"].as_array()?.iter().filter_map(Value::as_str).find(|name| name.ends_with(".rlib"))?;
    Some(Artifact {
        package: message["package_id"].as_str()?.to_owned(),
        path: path.into(),
        optimised: message["profile"]["opt_level"] == "3",
    })
}

/// cargo names a package it was asked for without the hash its dependants find it by; that copy is
/// replaced by builds with other features. The one with the hash is the same file.
fn hashed_name(path: &Path) -> PathBuf {
    let find = || {
        let wanted = fs::metadata(path).ok()?;
        let stem = path.file_stem()?.to_str()?;
        let deps = path.parent()?.join("deps");
        for entry in fs::read_dir(deps).ok()?.filter_map(Result::ok) {
            let name = entry.file_name();
            let name = name.to_str().unwrap_or_default();
            if name.ends_with(".rlib") && name.starts_with(stem) {
                let meta = entry.metadata().ok()?;
                let same_file = (meta.dev(), meta.ino()) == (wanted.dev(), wanted.ino());
                let same_bytes = || meta.len() == wanted.len() && fs::read(entry.path()).ok() == fs::read(path).ok();
                if same_file || same_bytes() {
                    return Some(entry.path());
                }
            }
        }
        None
    };
    find().unwrap_or_else(|| path.to_owned())
}

/// Which package depends on which, as `cargo metadata` says.
struct Graph {
    metadata: Value,
}

impl Graph {
    fn read(root: &Path, toolchain: &Toolchain) -> Result<Graph, Error> {
        let output = Command::new(&toolchain.cargo)
            .args(["metadata", "--format-version", "1"])
            .current_dir(root)
            .env("RUSTC", &toolchain.rustc)
            .stdin(Stdio::null())
            .output()
            .map_err(|e| Error::new(Kind::Toolchain, format!("cannot run `cargo`: {e}")))?;
        let failed = |cause: &str| {
            Error::new(Kind::Toolchain, format!("cargo cannot read the workspace: {cause}")).with_hint(FETCHES)
        };
        if !output.status.success() {
            return Err(failed(String::from_utf8_lossy(&output.stderr).trim()));
        }
        let metadata = serde_json::from_slice(&output.stdout).map_err(|e| failed(&e.to_string()))?;
        Ok(Graph { metadata })
    }

    fn node(&self, id: &str) -> Option<&Value> {
        self.metadata["resolve"]["nodes"].as_array()?.iter().find(|node| node["id"] == id)
    }

    fn package(&self, id: &str) -> Option<&Value> {
        self.metadata["packages"].as_array()?.iter().find(|package| package["id"] == id)
    }

    /// The workspace member of that name, else the only package of that name.
    fn named(&self, name: &str) -> Option<&str> {
        let packages = self.metadata["packages"].as_array()?;
        let of_name = || packages.iter().filter(|package| package["name"] == name);
        let member = of_name().find(|package| package["source"].is_null());
        let only = || of_name().next().filter(|_| of_name().count() == 1);
        member.or_else(only)?["id"].as_str()
    }

    fn dependencies(&self, id: &str) -> Vec<&str> {
        let Some(node) = self.node(id) else { return Vec::new() };
        let list = node["deps"].as_array().map_or(&[][..], Vec::as_slice);
        list.iter()
            // A dependency of the tests alone is not part of the library.
            .filter(|dep| {
                dep["dep_kinds"].as_array().is_none_or(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
            })
            .filter_map(|dep| dep["pkg"].as_str())
            .collect()
    }

    /// The package called `name` that `roots` are, or depend on.
    fn dependency(&self, roots: &[&str], name: &str) -> Result<String, Error> {
        let is = |id: &&str| self.package(id).is_some_and(|package| package["name"] == name);
        let roots: Vec<&str> = roots.iter().filter_map(|root| self.named(root)).collect();
        let found = roots
            .iter()
            .copied()
            .find(|id| is(id))
            .or_else(|| roots.iter().flat_map(|root| self.dependencies(root)).find(|id| is(id)));
        found
            .map(str::to_owned)
            .ok_or_else(|| Error::new(Kind::Internal, format!("no package `{name}` among the stand-ins' dependencies")))
    }

    /// The folders of `roots` and of all their dependencies that lie in this workspace.
    fn local_sources(&self, root: &Path, roots: &[&str]) -> Result<Vec<PathBuf>, Error> {
        // cargo prints canonical paths.
        let root = root.canonicalize().map_err(|e| Error::io("find", root, &e))?;
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = roots.iter().filter_map(|name| self.named(name)).collect();
        let mut folders = BTreeSet::new();
        while let Some(id) = open.pop() {
            let Some(package) = self.package(id).filter(|package| package["source"].is_null()) else {
                continue;
            };
            if !seen.insert(id) {
                continue;
            }
            let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
            let folder = manifest.parent().unwrap_or(manifest);
            folders.insert(folder.strip_prefix(&root).unwrap_or(folder).to_owned());
            open.extend(self.dependencies(id));
        }
        Ok(folders.into_iter().collect())
    }
}
