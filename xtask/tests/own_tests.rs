//! `test` on a small workspace: every step runs, and what fails is named at the end.

mod support;

use assert_cmd::Command;
use support::Fixture;

/// The small course in a workspace of one package with this library.
fn workspace(library: &str) -> Fixture {
    let fixture = Fixture::new();
    fixture.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"one\"]\n[workspace.package]\nedition = \"2024\"\n",
    );
    fixture.write("one/Cargo.toml", "[package]\nname = \"one\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    fixture.write("one/src/lib.rs", library);
    fixture
}

/// The exit code and everything that was said.
fn tested(fixture: &Fixture) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--root")
        .arg(fixture.root())
        .arg("test")
        .current_dir(fixture.root())
        .env("CARGO_TARGET_DIR", fixture.path("target"))
        .env("CARGO_TERM_COLOR", "never")
        .output()
        .expect("the program can be run");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("it ends by itself"), text(output.stdout), text(output.stderr))
}

/// The steps named as failed, but for cargo-deny, which may be installed here or not.
fn failed(err: &str) -> Vec<&str> {
    let end = err.lines().last().expect("something was said");
    let steps = end.strip_prefix("failed: ").expect(err).split(", ");
    steps.filter(|step| *step != "cargo deny check").collect()
}

#[test]
fn every_step_runs_and_the_failed_ones_are_named() {
    // Badly formatted, not clippy-clean, and with a test that fails; the exercises of the fixture
    // cannot be judged, because the workspace has no stand-ins.
    let fixture =
        workspace("pub fn same(a: bool) -> bool { a == true }\n#[test]\nfn fails() {\n    assert!(same(false));\n}\n");
    let (code, out, err) = tested(&fixture);
    assert_eq!(code, 1, "{err}");
    assert_eq!(failed(&err), ["cargo fmt --check", "cargo clippy", "cargo xtask verify", "cargo test"]);
    assert!(out.contains("test fails ... FAILED"), "{out}");
    assert!(err.contains("== cargo deny check"), "run or named: {err}");
}

#[test]
fn a_step_that_passes_is_not_named_and_the_test_runner_has_the_last_word() {
    let fixture = workspace("//! One.\n\n#[test]\nfn passes() {\n    assert_eq!(1 + 1, 2);\n}\n");
    let (code, out, err) = tested(&fixture);
    // Again the exercises cannot be judged here.
    assert_eq!((code, failed(&err)), (1, vec!["cargo xtask verify"]), "{err}");
    assert!(out.contains("test passes ... ok"), "{out}");
    assert!(out.trim_end().lines().last().unwrap_or("").starts_with("test result: ok."), "{out}");
}
