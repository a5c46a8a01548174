//! The text a person gets, compared with text a person has read: `tests/render/NAME.json` is a
//! verdict, `NAME.WIDTH.txt` what is said of it at that width.
//!
//! `UPDATE_EXPECT=1 cargo test -p grader --test render` writes the texts anew; read the difference.

use grader::{Verdict, render};
use std::{fs, path::Path};

#[track_caller]
fn check(name: &str, width: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/render");
    let json = fs::read_to_string(folder.join(format!("{name}.json"))).expect("the verdict is there");
    let verdict: Verdict = serde_json::from_str(&json).expect("it is a verdict");
    let text = render::human(&verdict, None, Path::new("/course"), false, width);
    let path = folder.join(format!("{name}.{width}.txt"));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &text).expect("the text can be written");
    }
    let expect = fs::read_to_string(&path).expect("the text is there");
    assert_eq!(text, expect, "{}", path.display());
    let coloured = render::human(&verdict, None, Path::new("/course"), true, width);
    assert!(coloured.contains("\u{1b}["), "no colours");
    assert_eq!(without_colours(&coloured), text, "colours change the text");
}

fn without_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, code)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = code.split_once('m').expect("a colour ends with m").1;
    }
    plain + rest
}

#[track_caller]
fn fits(name: &str, width: usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/render/{name}.{width}.txt"));
    let text = fs::read_to_string(path).expect("the text is there");
    // The command and a place must stay in one piece.
    for line in text.lines().filter(|line| !line.starts_with("Replay it with:") && !line.starts_with("  at ")) {
        assert!(line.chars().count() <= width, "{} wide: {line}", line.chars().count());
    }
}

#[test]
fn a_race_is_shown_in_columns() {
    check("race", 80);
    fits("race", 80);
}

#[test]
fn a_narrow_terminal_gets_a_list() {
    check("race", 50);
    fits("race", 50);
}

#[test]
fn a_deadlock_names_holders_and_the_cycle() {
    check("deadlock", 80);
    fits("deadlock", 80);
}

#[test]
fn many_threads_get_a_list() {
    check("five_threads", 80);
    fits("five_threads", 80);
}

#[test]
fn a_pass_counts_its_schedules() {
    check("passed", 80);
    fits("passed", 80);
}

#[test]
fn rustc_comes_first_and_as_it_is() {
    check("does_not_compile", 80);
}

#[test]
fn what_is_forbidden_is_named() {
    check("forbidden", 80);
    fits("forbidden", 80);
}

#[test]
fn our_own_limits_are_not_blamed_on_the_file() {
    check("not_judged", 80);
    fits("not_judged", 80);
}
