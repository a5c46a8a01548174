//! The same source compiled against real std and against the stand-in, as a submission is: with rustc,
//! unchanged.
//!
//! - `both/answers.rs`: programs that give the same answers on both, and every documented difference.
//! - `both/surface.rs`: names the stable interface of what is modelled; it must only compile.
//! - `both/traits.rs`: which types are `Send`, `Sync`, unwind-safe; printed and compared.
//! - `both/everyday.rs`: what programs use without importing it, in every edition.
//! - `REFUSED`: what must not compile, with the error it must give.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Std {
    Real,
    StandIn,
}

/// Where the stand-ins are, built as the grader builds them.
fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let test = std::env::current_exe().expect("this test's own path");
        // target/<profile>/deps/<test>
        let target = test.ancestors().nth(3).expect("a target folder").to_owned();
        let built = Command::new(env!("CARGO"))
            .args(["build", "--profile", "judge", "-p", "explore", "-p", "explore-std", "-p", "explore-core"])
            .arg("--target-dir")
            .arg(&target)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo runs");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        target.join("judge")
    })
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/both").join(name)
}

/// Compiles `source` as the crate `exercise`, without unsafe code.
fn compile(std: Std, edition: &str, source: &Path, emit: &str, dir: &Path) -> Output {
    let mut rustc = Command::new("rustc");
    rustc
        .args(["--edition", edition, "--crate-type", "rlib", "--crate-name", "exercise", "-F", "unsafe_code"])
        .args(["--cap-lints", "warn", "--emit", emit, "--out-dir"])
        .arg(dir)
        .arg(source);
    if std == Std::StandIn {
        let built = built();
        rustc
            .args(["--extern", &format!("std={}", built.join("libexplore_std.rlib").display())])
            .args(["--extern", &format!("core={}", built.join("libexplore_core.rlib").display())])
            .args(["-L", &format!("dependency={}", built.join("deps").display())]);
    }
    rustc.output().expect("rustc runs")
}

#[track_caller]
fn compiles(std: Std, edition: &str, source: &Path, emit: &str, dir: &Path) {
    let output = compile(std, edition, source, emit, dir);
    assert!(output.status.success(), "{std:?}, {edition}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Links `driver`, a main for the crate `exercise` in `dir`, and runs it with a line of input.
#[track_caller]
fn drive(std: Std, driver: &str, dir: &Path) -> String {
    let main = dir.join("driver.rs");
    std::fs::write(&main, driver).expect("the driver is written");
    let program = dir.join("driver");
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition", "2024"]).arg(&main).arg("-o").arg(&program);
    rustc.args(["--extern", &format!("exercise={}", dir.join("libexercise.rlib").display())]);
    if std == Std::StandIn {
        let built = built();
        rustc
            .args(["--extern", &format!("explore={}", built.join("libexplore.rlib").display())])
            .args(["-L", &format!("dependency={}", built.join("deps").display())]);
    }
    let output = rustc.output().expect("rustc runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let input = dir.join("input");
    std::fs::write(&input, "a line\n").expect("the input is written");
    let output = Command::new(&program)
        .stdin(Stdio::from(std::fs::File::open(&input).expect("the input is there")))
        .output()
        .expect("the driver runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{std:?}:\n{text}\n{}", String::from_utf8_lossy(&output.stderr));
    text
}

fn directory() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

#[test]
fn answers_are_the_same_but_for_the_documented_differences() {
    let driver = r#"
        fn main() {
            let mut wrong = 0;
            for (name, answer, expected, real) in exercise::ALL {
                let seen = answer();
                let right = match real {
                    None => expected.contains(&seen.as_str()),
                    Some("*") => true,
                    Some(real) => seen == *real,
                };
                if !right {
                    println!("{name}: {seen:?}, expected {real:?} or else of {expected:?}");
                    wrong += 1;
                }
            }
            assert_eq!(wrong, 0);
        }
    "#;
    let dir = directory();
    compiles(Std::Real, "2024", &source("answers.rs"), "link", dir.path());
    drive(Std::Real, driver, dir.path());

    let driver = r#"
        use std::{collections::BTreeSet, sync::{Arc, Mutex}};
        fn main() {
            let mut wrong = 0;
            for (name, answer, expected, _) in exercise::ALL {
                let seen = Arc::new(Mutex::new(BTreeSet::new()));
                let into = Arc::clone(&seen);
                let config = explore::Config {
                    schedules: 3_000, after_main: explore::AfterMain::Kill, ..explore::Config::standard()
                };
                let report = explore::explore(&config, move || { let answer = answer(); into.lock().unwrap().insert(answer); });
                let seen = seen.lock().unwrap().clone();
                let expected: BTreeSet<String> = expected.iter().map(|answer| answer.to_string()).collect();
                if report.outcome != explore::Outcome::Passed || seen != expected {
                    println!("{name}: {:?} {}, {seen:?}, expected {expected:?}", report.outcome, report.message);
                    wrong += 1;
                }
            }
            assert_eq!(wrong, 0);
        }
    "#;
    let dir = directory();
    compiles(Std::StandIn, "2024", &source("answers.rs"), "link", dir.path());
    drive(Std::StandIn, driver, dir.path());
}

#[test]
fn the_stable_interface_is_there() {
    for std in [Std::Real, Std::StandIn] {
        for edition in ["2021", "2024"] {
            compiles(std, edition, &source("surface.rs"), "metadata", directory().path());
        }
    }
}

#[test]
fn auto_traits_are_the_same() {
    let driver = "fn main() { print!(\"{}\", exercise::table()); }";
    let [real, stand_in] = [Std::Real, Std::StandIn].map(|std| {
        let dir = directory();
        compiles(std, "2024", &source("traits.rs"), "link", dir.path());
        drive(std, driver, dir.path())
    });
    assert!(real.lines().count() > 50, "{real}");
    let different: Vec<_> = real.lines().zip(stand_in.lines()).filter(|(real, stand_in)| real != stand_in).collect();
    assert!(different.is_empty(), "real, then stand-in: {different:#?}");
    assert_eq!(real.lines().count(), stand_in.lines().count());
}

#[test]
fn preludes_and_macros_work_in_every_edition() {
    let driver = r#"
        fn main() {
            let report = explore::explore(&explore::Config::standard(), exercise::everyday);
            assert_eq!(report.outcome, explore::Outcome::Failed(explore::Diagnosis::WrongResult), "{}", report.message);
            print!("{}", report.failing.expect("a failing execution").output);
        }
    "#;
    for edition in ["2015", "2018", "2021", "2024"] {
        let dir = directory();
        compiles(Std::Real, edition, &source("everyday.rs"), "metadata", dir.path());
        compiles(Std::StandIn, edition, &source("everyday.rs"), "link", dir.path());
        let output = drive(Std::StandIn, driver, dir.path());
        assert_eq!(output, "plain\nformatted 3\nqualified\nno newline\nto stderr\nin a module\n", "{edition}");
    }
}

/// What must not compile: the program, its error with real std, and with the stand-in.
const REFUSED: &[(&str, &str, &str)] = &[
    ("pub fn f() { let r = std::rc::Rc::new(1); std::thread::spawn(move || drop(r)); }", "E0277", "E0277"),
    (
        "pub fn f() { let m = std::sync::Mutex::new(1); let g = m.lock(); std::thread::scope(|s| { s.spawn(|| drop(g)); }); }",
        "E0277",
        "E0277",
    ),
    ("pub fn f() { let n = 1; std::thread::spawn(|| println!(\"{n}\")); }", "E0373", "E0373"),
    (
        "pub fn f() -> std::thread::JoinHandle<std::rc::Rc<u8>> { std::thread::spawn(|| std::rc::Rc::new(1)) }",
        "E0277",
        "E0277",
    ),
    (
        "pub fn f() { let (_tx, rx) = std::sync::mpsc::channel::<u8>(); std::thread::scope(|s| { s.spawn(|| rx.recv()); }); }",
        "E0277",
        "E0277",
    ),
    ("pub static S: std::sync::Mutex<std::rc::Rc<u8>> = todo!();", "E0277", "E0277"),
    (
        "pub static S: std::sync::RwLock<std::cell::Cell<u8>> = std::sync::RwLock::new(std::cell::Cell::new(1));",
        "E0277",
        "E0277",
    ),
    (
        "pub fn f(m: std::sync::Mutex<&'static str>) { let s = String::new(); *m.lock().unwrap() = &s; }",
        "E0597",
        "E0597",
    ),
    ("pub fn f() { std::thread::scope(|s| { let n = 1; s.spawn(|| println!(\"{n}\")); }); }", "E0373", "E0373"),
    ("use std::thread; pub fn f<'a>(s: &'a str) { thread::spawn(move || s.len()); }", "E0521", "E0521"),
    // Not modelled, so absent.
    ("pub fn f() { std::process::exit(0) }", "", "E0433"),
    ("pub fn f() { drop(std::fs::read(\"x\")) }", "", "E0433"),
    ("pub fn f() { drop(std::env::args()) }", "", "E0433"),
    ("pub fn f() { drop(std::net::TcpListener::bind(\"127.0.0.1:0\")) }", "", "E0433"),
    ("pub use std::os::fd::AsFd;", "", "E0433"),
    ("pub fn f() { drop(std::io::pipe()) }", "", "E0425"),
    (
        "pub fn f(n: *mut u32) { std::hint::black_box(std::sync::atomic::AtomicU32::from_ptr as *const () as usize); drop(n) }",
        "",
        "E0599",
    ),
];

#[test]
fn what_std_refuses_is_refused() {
    let dir = directory();
    for (number, (program, real, stand_in)) in REFUSED.iter().enumerate() {
        let path = dir.path().join(format!("refused{number}.rs"));
        std::fs::write(&path, program).expect("the program is written");
        for (std, expected) in [(Std::Real, real), (Std::StandIn, stand_in)] {
            let output = compile(std, "2024", &path, "metadata", dir.path());
            let text = String::from_utf8_lossy(&output.stderr);
            if expected.is_empty() {
                assert!(output.status.success(), "{std:?}: {program}\n{text}");
            } else {
                assert!(text.contains(&format!("error[{expected}]")), "{std:?}: {program}\n{text}");
            }
        }
    }
}
