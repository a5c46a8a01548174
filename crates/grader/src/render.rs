//! Says a verdict to a person, in a terminal or a file.
//!
//! rustc's text comes first and as it is. Otherwise: one line per check, then for the first failed
//! one what is wrong in a sentence, what was expected and seen, the failing order of operations with
//! a column per thread, and the command that replays it. Signs carry the meaning, colours repeat it.

use crate::{Blocked, CheckVerdict, Event, Object, Outcome, Place, Verdict, compile::plain, explain};
use course::{Diagnosis, Exercise};
use std::{fmt::Write, path::Path};

/// Operations shown of one failing order; a livelock has thousands.
const MOST_EVENTS: usize = 60;
/// Lines shown of what a program printed.
const MOST_OUTPUT: usize = 20;
/// Bytes of a command somebody may copy from a terminal.
const LONGEST_COMMAND: usize = 2000;
/// Threads that still get a column each.
const MOST_COLUMNS: usize = 4;
/// Below this a column is too narrow to read.
const NARROWEST: usize = 14;

/// The verdict as text of lines at most `width` wide, where it can be helped: rustc's text, messages
/// of checks and names are never cut. `color` adds the terminal's colours.
pub fn human(verdict: &Verdict, exercise: Option<&Exercise>, root: &Path, color: bool, width: usize) -> String {
    let mut page = Page { text: String::new(), paint: Paint { color }, width: width.max(40) };
    page.verdict(verdict, exercise, root);
    page.text
}

#[derive(Clone, Copy)]
struct Paint {
    color: bool,
}

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
    fn bold(self, text: &str) -> String {
        self.with("1", text)
    }
    fn dim(self, text: &str) -> String {
        self.with("2", text)
    }
    fn green(self, text: &str) -> String {
        self.with("32", text)
    }
    fn red(self, text: &str) -> String {
        self.with("31", text)
    }
    fn yellow(self, text: &str) -> String {
        self.with("33", text)
    }
}

struct Page {
    text: String,
    paint: Paint,
    width: usize,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn paragraph(&mut self, indent: usize, text: &str) {
        for line in wrap(text, self.width - indent) {
            self.line(&format!("{:indent$}{line}", ""));
        }
    }

    fn verdict(&mut self, verdict: &Verdict, exercise: Option<&Exercise>, root: &Path) {
        let name = verdict.exercise.as_deref().unwrap_or(&verdict.file);
        if let Some(compiler) = &verdict.compiler {
            let coloured = verdict.unseen.compiler_ansi.as_deref().filter(|_| self.paint.color);
            self.text.push_str(coloured.unwrap_or(compiler));
            self.gap();
            self.headline(&format!("✗ {name} does not compile"), Paint::red);
            return;
        }
        let elsewhere = exercise.is_some_and(|exercise| {
            let own = exercise.learner_file.strip_prefix(root).unwrap_or(&exercise.learner_file);
            Path::new(&verdict.file) != own
        });
        // One reason for all of them is said once.
        if verdict.message.is_none() {
            for check in &verdict.checks {
                self.check_line(check);
            }
            self.gap();
        }
        match verdict.verdict {
            Outcome::Passed => self.passed(verdict, name),
            Outcome::Failed => self.failed(verdict, name, elsewhere),
            Outcome::NotJudged => self.not_judged(verdict, name),
        }
    }

    fn check_line(&mut self, check: &CheckVerdict) {
        let (sign, rest) = match check.verdict {
            Outcome::Passed => (self.paint.green("✓"), counted(check)),
            Outcome::Failed => {
                let diagnosis = check.diagnosis.map_or("failed", |diagnosis| diagnosis.name());
                (self.paint.red("✗"), self.paint.red(diagnosis))
            }
            Outcome::NotJudged => (self.paint.yellow("?"), self.paint.yellow("not judged")),
        };
        let rest_length = plain(&rest).chars().count();
        let title = &check.title;
        let room = self.width.saturating_sub(4 + rest_length);
        if rest_length > 0 && title.chars().count() <= room {
            let pad = room - title.chars().count() + 2;
            let rest = if check.verdict == Outcome::Passed { self.paint.dim(&rest) } else { rest };
            self.line(&format!("{sign} {title}{:pad$}{rest}", ""));
        } else {
            for (number, line) in wrap(title, self.width - 2).iter().enumerate() {
                let sign = if number == 0 { sign.as_str() } else { " " };
                self.line(&format!("{sign} {line}"));
            }
            if rest_length > 0 {
                self.line(&format!("    {rest}"));
            }
        }
    }

    /// The one line that must be seen, or as many as it takes.
    fn headline(&mut self, text: &str, colour: fn(Paint, &str) -> String) {
        for (number, line) in wrap(text, self.width - 2).iter().enumerate() {
            let indent = if number == 0 { "" } else { "  " };
            let line = colour(self.paint, &self.paint.bold(line));
            self.line(&format!("{indent}{line}"));
        }
    }

    fn passed(&mut self, verdict: &Verdict, name: &str) {
        if verdict.replayed {
            self.paragraph(0, "This schedule passes now. Run the whole check to see whether all of them do.");
            return;
        }
        let points = points(verdict);
        self.headline(&format!("✓ {name} passed{points}"), Paint::green);
        if verdict.checks.iter().any(|check| check.weak_orderings) {
            self.paragraph(
                0,
                "Atomics were judged as if every ordering were `SeqCst`: that the weaker ones you wrote are \
                 enough has not been checked.",
            );
        }
    }

    fn not_judged(&mut self, verdict: &Verdict, name: &str) {
        self.headline(&format!("? {name} could not be judged"), Paint::yellow);
        let first = verdict.checks.iter().find_map(|check| check.message.as_deref());
        if let Some(message) = verdict.message.as_deref().or(first) {
            self.paragraph(2, &sentence(message));
        }
        self.paragraph(2, "This is a limit of the checker, not a fault of the file.");
    }

    fn failed(&mut self, verdict: &Verdict, name: &str, elsewhere: bool) {
        let Some(check) = verdict.checks.iter().find(|check| check.verdict == Outcome::Failed) else {
            return;
        };
        let Some(diagnosis) = check.diagnosis else { return };
        let what = if verdict.message.is_some() { name } else { &check.title };
        self.headline(&format!("✗ {}: {what}", diagnosis.name()), Paint::red);
        self.paragraph(2, meaning(diagnosis, check));
        if let Some(message) = verdict.message.as_deref() {
            self.gap();
            self.paragraph(2, &sentence(message));
            return;
        }
        if let Some(message) = &check.message {
            self.gap();
            for line in expected_and_seen(message, check.place.as_ref()).lines() {
                self.paragraph(2, line);
            }
        }
        self.place(check);
        self.trace(check);
        self.blocked(diagnosis, &check.blocked);
        let printed = check.output.as_deref().or(verdict.unseen.printed.as_deref());
        if let Some(output) = printed {
            self.output(output);
        }
        self.warnings(verdict);
        self.gap();
        if let Some(replay) = &check.replay {
            let command = match &verdict.exercise {
                Some(id) if elsewhere => {
                    format!("cargo xtask check {id} --file {} --replay {replay}", verdict.file)
                }
                Some(id) => format!("cargo xtask check {id} --replay {replay}"),
                None => format!("cargo xtask explore {} --replay {replay}", verdict.file),
            };
            if command.len() <= LONGEST_COMMAND {
                self.line(&format!("Replay it with:  {}", self.paint.bold(&command)));
            } else {
                self.paragraph(
                    0,
                    "This order is too long to be replayed by a string; the same command finds it again.",
                );
            }
        }
        let tried = match check.schedules {
            0 | 1 => String::new(),
            number => format!("found in schedule {}", thousands(number)),
        };
        let points = points(verdict);
        let end = match (tried.is_empty(), points.is_empty() || verdict.replayed) {
            (false, false) => format!("{tried};{}", points.replace(',', "")),
            (false, true) => tried,
            (true, false) => points.trim_start_matches(", ").to_owned(),
            (true, true) => return,
        };
        let end = self.paint.dim(&sentence(end.trim()));
        self.line(&end);
    }

    fn place(&mut self, check: &CheckVerdict) {
        let Some(place) = &check.place else { return };
        let place = format!("  at {}:{}:{}", place.file, place.line, place.column);
        let thread = check.thread.as_deref().map(|thread| format!(" in `{thread}`")).unwrap_or_default();
        // A place is to be clicked on, so it is never broken.
        let fits = length(&place) + length(&thread) <= self.width;
        let line = self.paint.dim(&if fits { place + &thread } else { place });
        self.line(&line);
    }

    // ---- the failing order --------------------------------------------------------------------

    fn trace(&mut self, check: &CheckVerdict) {
        if check.trace.is_empty() {
            return;
        }
        self.gap();
        self.line(if check.schedules > 1 { "The shortest failing order found:" } else { "What happened, in order:" });
        self.gap();
        // Where threads never end their end says nothing; anything else is explained by its last steps.
        let endless = matches!(
            check.diagnosis,
            Some(Diagnosis::Livelock | Diagnosis::LeakedThread | Diagnosis::LeakedTask | Diagnosis::TooSlow)
        );
        let circle = if endless { Circle::first(&check.trace) } else { None };
        let trace = match &circle {
            Some(circle) => &check.trace[..circle.start + circle.period],
            None => &check.trace[..],
        };
        let skipped = trace.len().saturating_sub(MOST_EVENTS);
        let shown = &trace[skipped..];
        if skipped > 0 {
            let text = format!("  … {} earlier operations", thousands(skipped as u64));
            let text = self.paint.dim(&text);
            self.line(&text);
        }
        let mut threads: Vec<&str> = Vec::new();
        for event in shown {
            if !threads.contains(&event.thread.as_str()) {
                threads.push(&event.thread);
            }
        }
        let gutter = shown.iter().map(|event| length(&short(event.place.as_ref()))).max().unwrap_or(0);
        let room = self.width.saturating_sub(gutter + 4);
        let column = room / threads.len().max(1);
        let columns = threads.len() <= MOST_COLUMNS && column >= NARROWEST;
        let start = |thread: &str| {
            let at = threads.iter().position(|known| *known == thread).unwrap_or(0);
            gutter + 4 + if columns { at * column } else { 0 }
        };
        if columns && threads.len() > 1 {
            let mut head = format!("{:1$}", "", gutter + 4);
            let mut rule = head.clone();
            for thread in &threads {
                let name = cut(thread, column - 2);
                let _ = write!(head, "{name:column$}");
                let _ = write!(rule, "{:column$}", "─".repeat(column - 2));
            }
            let head = self.paint.bold(head.trim_end());
            self.line(&head);
            let rule = self.paint.dim(rule.trim_end());
            self.line(&rule);
        }
        let mut before: Option<&Event> = None;
        for event in shown {
            let at = start(&event.thread);
            let operation = match (columns, operation(event)) {
                (true, text) => text,
                (false, text) => format!("{}: {text}", event.thread),
            };
            let place = short(event.place.as_ref());
            for (number, line) in wrap(&operation, self.width - at).iter().enumerate() {
                let gutter_text = if number == 0 { place.as_str() } else { "" };
                let pad = at - 2 - length(gutter_text);
                let line = format!("  {}{:pad$}{line}", self.paint.dim(gutter_text), "");
                self.line(&line);
            }
            let repeats = before.is_some_and(|before| {
                before.thread == event.thread
                    && before.place.as_ref().map(|p| (&p.file, p.line))
                        == event.place.as_ref().map(|p| (&p.file, p.line))
            });
            if event.switch {
                let others: Vec<String> = event.could_run.iter().map(|name| format!("`{name}`")).collect();
                let mark = match &others[..] {
                    [] => "← switch".to_owned(),
                    others => format!("← switch; {} could run", list(others)),
                };
                let from = at.min(self.width.saturating_sub(length(&mark))).max(2);
                let line = format!("{:from$}{}", "", self.paint.yellow(&mark));
                self.line(&line);
            }
            if let Some(source) = event.source.as_deref().filter(|_| !repeats) {
                let source = cut(source, self.width - 6);
                let line = format!("      {}", self.paint.dim(&source));
                self.line(&line);
            }
            before = Some(event);
        }
        if let Some(circle) = circle {
            for line in wrap(&circle.sentence(check.trace.len()), self.width - 2) {
                let line = self.paint.dim(&line);
                self.line(&format!("  {line}"));
            }
        }
    }

    fn blocked(&mut self, diagnosis: Diagnosis, blocked: &[Blocked]) {
        if blocked.is_empty() {
            return;
        }
        self.gap();
        self.line(match (diagnosis, blocked.len()) {
            (Diagnosis::LeakedThread | Diagnosis::LeakedTask | Diagnosis::Livelock, _) => "Still there:",
            (_, 1) => "It cannot go on:",
            _ => "None of these can go on:",
        });
        for thread in blocked {
            let object = thread.object.as_ref().map(|object| format!(" {}", named(object))).unwrap_or_default();
            let at = at(thread.place.as_ref());
            let mut text = format!("`{}` waits in {}{object}{at}", thread.thread, thread.operation);
            // The thread one joins is the object already.
            let joins = thread.held_by.len() == 1
                && thread.object.as_ref().is_some_and(|object| object.name == thread.held_by[0]);
            if !thread.held_by.is_empty() && !joins {
                let holders: Vec<String> = thread.held_by.iter().map(|name| format!("`{name}`")).collect();
                // One waits for a thread, not for what a thread holds.
                let verb = if thread.operation == "join" { "for" } else { "held by" };
                let _ = write!(text, ", {verb} {}", list(&holders));
            }
            if !thread.holds.is_empty() {
                let held: Vec<String> = thread
                    .holds
                    .iter()
                    .map(|held| format!("{}{}", named(&held.object), self::at(held.place.as_ref())))
                    .collect();
                let _ = write!(text, "; it holds {}", list(&held));
            }
            let mut lines = wrap(&text, self.width - 6).into_iter();
            if let Some(first) = lines.next() {
                self.line(&format!("  - {first}"));
            }
            for line in lines {
                self.line(&format!("      {line}"));
            }
        }
        if let Some(cycle) = cycle(blocked) {
            let text = format!("The cycle: {}", cycle.join(" → "));
            let text = self.paint.bold(&text);
            self.line(&format!("  {text}"));
        }
    }

    fn output(&mut self, output: &str) {
        self.gap();
        self.line("It printed:");
        let lines: Vec<&str> = output.lines().collect();
        for line in lines.iter().take(MOST_OUTPUT) {
            self.line(&format!("  {line}"));
        }
        if lines.len() > MOST_OUTPUT {
            let text = format!("  … {} more lines", lines.len() - MOST_OUTPUT);
            let text = self.paint.dim(&text);
            self.line(&text);
        }
    }

    fn warnings(&mut self, verdict: &Verdict) {
        let warnings = &verdict.unseen.warnings_ansi;
        if let Some(first) = warnings.first() {
            self.gap();
            let first = plain(first);
            let first = first.lines().next().unwrap_or_default().trim_start_matches("warning: ");
            let more = match warnings.len() - 1 {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            self.paragraph(0, &format!("rustc also warns: {first}{more}"));
        }
    }
}

/// `left` and `right` of an assertion of the checks are what was seen and what was expected; in the
/// learner's own code only the learner knows.
fn expected_and_seen(message: &str, place: Option<&Place>) -> String {
    let by_check = place.is_some_and(|place| place.file.ends_with("checks.rs"));
    let rest = message.strip_prefix("assertion `left == right` failed").filter(|_| by_check);
    let Some(rest) = rest else { return message.to_owned() };
    let Some((said, values)) = rest.split_once("\n  left: ") else { return message.to_owned() };
    let Some((seen, expected)) = values.split_once("\n right: ") else { return message.to_owned() };
    let said = said.trim_start_matches(':').trim();
    let head = if said.is_empty() { String::new() } else { format!("{said}\n") };
    format!("{head}expected: {expected}\n    seen: {seen}")
}

/// What the diagnosis means for this check.
fn meaning(diagnosis: Diagnosis, check: &CheckVerdict) -> &'static str {
    match diagnosis {
        // One run says nothing about other orders.
        Diagnosis::WrongResult if check.schedules <= 1 => "The result is not the one the task asks for.",
        _ => explain(diagnosis),
    }
}

/// A part of a trace that is the same operations over and over.
#[derive(Debug, PartialEq, Eq)]
struct Circle {
    /// Where its first round begins.
    start: usize,
    /// Operations of a round.
    period: usize,
    rounds: usize,
}

impl Circle {
    /// The first one in `trace`: what a livelock, cut off after thousands of operations, consists of.
    fn first(trace: &[Event]) -> Option<Circle> {
        /// Operations of a round.
        const LONGEST: usize = 24;
        /// Operations of a circle: anybody may do the same a few times.
        const FEWEST: usize = 40;
        (0..trace.len()).find_map(|start| {
            (1..=LONGEST).find_map(|period| {
                let rest = &trace[start..];
                let again = rest.iter().zip(rest.iter().skip(period));
                let rounds = 1 + again.take_while(|(first, second)| first == second).count() / period;
                (rounds > 1 && rounds * period >= FEWEST).then_some(Circle { start, period, rounds })
            })
        })
    }

    /// What is said after its first round.
    fn sentence(&self, length: usize) -> String {
        let operations = match self.period {
            1 => "this operation".to_owned(),
            period => format!("these {period} operations"),
        };
        let times = thousands(self.rounds as u64 - 1);
        match length - self.start - self.period * self.rounds {
            0 => format!("… and {operations} {times} times more"),
            1 => format!("… and {operations} {times} times more, and one other"),
            more => format!("… and {operations} {times} times more, and {} others", thousands(more as u64)),
        }
    }
}

fn operation(event: &Event) -> String {
    let mut text = event.operation.clone();
    if let Some(object) = &event.object {
        let _ = write!(text, " {}", object.name);
    }
    if let Some(value) = event.value.as_deref().filter(|value| !value.is_empty()) {
        let sign = match event.operation.as_str() {
            "load" | "store" | "update" | "send" | "receive" => " =",
            // What is spawned is the object; a mark is a whole phrase of the check's own.
            "spawn" | "mark" => "",
            _ => ":",
        };
        let _ = write!(text, "{sign} {value}");
    }
    if let Some(note) = &event.note {
        let _ = write!(text, " ({note})");
    }
    text
}

fn named(object: &Object) -> String {
    format!("`{}`", object.name)
}

fn at(place: Option<&Place>) -> String {
    match place {
        Some(_) => format!(" ({})", short(place)),
        None => String::new(),
    }
}

/// File name and line: the folder is the same for all of them and known.
fn short(place: Option<&Place>) -> String {
    place.map_or(String::new(), |place| {
        let file = place.file.rsplit('/').next().unwrap_or(&place.file);
        format!("{file}:{}", place.line)
    })
}

/// The threads of a cycle, each waiting for the next, the first again at the end.
fn cycle(blocked: &[Blocked]) -> Option<Vec<String>> {
    let find = |name: &str| blocked.iter().find(|thread| thread.in_cycle && thread.thread == name);
    let first = blocked.iter().find(|thread| thread.in_cycle)?;
    let mut names = vec![format!("`{}`", first.thread)];
    let mut current = first;
    for _ in blocked {
        current = current.held_by.iter().find_map(|name| find(name))?;
        names.push(format!("`{}`", current.thread));
        if current.thread == first.thread {
            return Some(names);
        }
    }
    None
}

fn counted(check: &CheckVerdict) -> String {
    match (check.schedules, check.exhaustive) {
        (0 | 1, _) => String::new(),
        (number, true) => format!("all {} schedules", thousands(number)),
        (number, false) => format!("{} schedules", thousands(number)),
    }
}

fn points(verdict: &Verdict) -> String {
    match verdict.max_points {
        0 => String::new(),
        most => format!(", {} of {most} points", verdict.points),
    }
}

fn sentence(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get(..1) {
        let first = first.to_uppercase();
        text.replace_range(..1, &first);
    }
    if !text.ends_with(['.', '!', '?', ')']) && !text.contains('\n') {
        text.push('.');
    }
    text
}

fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn cut(text: &str, width: usize) -> String {
    if length(text) <= width {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(width.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// Breaks at spaces; keeps the indentation of the first line and never cuts a word.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let indent = text.len() - text.trim_start().len();
    let mut lines = Vec::new();
    let mut line = " ".repeat(indent);
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && length(&line) + 1 + length(word) > width {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_never_cut() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("incomprehensible", 5), ["incomprehensible"]);
        assert_eq!(wrap("    seen: 3", 20), ["    seen: 3"]);
        assert_eq!(wrap("", 5), [""]);
    }

    #[test]
    fn circles_are_cut_after_one_round() {
        let event = |operation: &str| Event {
            thread: "main".to_owned(),
            operation: operation.to_owned(),
            object: None,
            place: None,
            source: None,
            value: None,
            note: None,
            switch: false,
            could_run: Vec::new(),
        };
        let of = |text: &str| text.split(' ').map(event).collect::<Vec<Event>>();
        let round = |n: usize| " lock unlock yield".repeat(n);
        let trace = of(&format!("spawn{}", round(20)));
        let circle = Circle::first(&trace).expect("twenty rounds");
        assert_eq!(circle, Circle { start: 1, period: 3, rounds: 20 });
        assert_eq!(circle.sentence(trace.len()), "… and these 3 operations 19 times more");
        let trace = of(&format!("spawn{} lock", round(2000)));
        let circle = Circle::first(&trace).expect("many rounds");
        assert_eq!(circle.sentence(trace.len()), "… and these 3 operations 1,999 times more, and one other");
        assert_eq!(Circle::first(&of(&format!("spawn{}", round(4)))), None);
        assert_eq!(Circle::first(&[]), None);
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(thousands(7), "7");
        assert_eq!(thousands(10_000), "10,000");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }

    #[test]
    fn assertions_of_the_checks_say_expected_and_seen() {
        let message = "assertion `left == right` failed: two increments\n  left: 1\n right: 2";
        let place = |file: &str| Place { file: file.to_owned(), line: 1, column: 1 };
        assert_eq!(
            expected_and_seen(message, Some(&place("crates/threads/exercises/counter/checks.rs"))),
            "two increments\nexpected: 2\n    seen: 1"
        );
        assert_eq!(expected_and_seen(message, Some(&place("exercises/threads/counter.rs"))), message);
    }
}
