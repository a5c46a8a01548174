//! Reads a submission's tokens for what an exercise forbids or requires, before rustc sees the file.
//!
//! It follows `use` declarations, renames and globs, also inside macros. It is no proof: what hides
//! from honest reading is stopped by `-F unsafe_code` and by what the stand-ins do not offer. It
//! exists to say *what* is forbidden, in which line, and to keep rustc from reading other files.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
    thread,
};

/// What a submission may and must use.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules<'a> {
    pub unsafe_allowed: bool,
    /// Paths the exercise forbids.
    pub forbid: &'a [String],
    /// Paths that would leave the model.
    pub absent: &'a [&'a str],
    /// Paths the exercise requires.
    pub require: &'a [String],
}

/// Something in the source that is against the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// As the learner would write it.
    pub item: String,
    /// Line in the file, or none for what is missing.
    pub line: Option<usize>,
    pub why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Why {
    /// The exercise forbids it.
    Forbidden,
    /// It would reach around the explorer.
    Absent,
    /// `unsafe` and what amounts to it.
    Unsafe,
    /// It brings in other files or the build's environment.
    Outside,
    /// The exercise requires it and it is not there.
    Missing,
}

impl Finding {
    /// One sentence, naming the item and its line.
    pub fn sentence(&self, file: &str) -> String {
        let place = self.line.map(|line| format!(" ({file}:{line})")).unwrap_or_default();
        let item = &self.item;
        match self.why {
            Why::Forbidden => format!("`{item}` is forbidden in this exercise{place}"),
            Why::Absent => format!("`{item}` is not available in this exercise{place}"),
            Why::Unsafe => format!("`{item}` is not allowed in this exercise{place}"),
            Why::Outside => format!("`{item}` is not available: the file stands for itself{place}"),
            Why::Missing => format!("this exercise asks for `{item}`, which is not used"),
        }
    }
}

/// Everything against `rules` in `text`, in the order of lines; none if the text is no Rust, which
/// is rustc's to explain.
pub(crate) fn inspect(text: &str, rules: &Rules<'_>) -> Vec<Finding> {
    let Some(source) = Source::read(text) else {
        return Vec::new();
    };
    let mut findings = source.constructs(rules.unsafe_allowed);
    let mut used = BTreeSet::new();
    for (path, line) in source.paths() {
        for full in source.expand(&path) {
            if let Some(rule) = rules.absent.iter().find(|rule| starts_with(&full, rule)) {
                findings.push(finding(rule, line, Why::Absent));
            }
            if let Some(rule) = rules.forbid.iter().find(|rule| starts_with(&full, rule)) {
                findings.push(finding(rule, line, Why::Forbidden));
            }
            used.extend(rules.require.iter().filter(|rule| starts_with(&full, rule)));
        }
    }
    findings.sort_by(|a, b| (a.line, a.why, &a.item).cmp(&(b.line, b.why, &b.item)));
    // Each item once, at its first line.
    let mut seen = BTreeSet::new();
    findings.retain(|finding| seen.insert(finding.item.clone()));
    let missing = rules.require.iter().filter(|path| !used.contains(path));
    findings.extend(missing.map(|path| Finding { item: path.clone(), line: None, why: Why::Missing }));
    findings
}

/// The crates a program names that are neither the language's own nor `known`, with their lines.
pub(crate) fn foreign_crates(text: &str, known: &[&str]) -> Vec<(String, usize)> {
    let Some(source) = Source::read(text) else {
        return Vec::new();
    };
    let mut foreign: Vec<(String, usize)> = Vec::new();
    for import in &source.imports {
        let Some(first) = import.path.first() else { continue };
        let own = ["std", "core", "alloc", "crate", "self", "super"];
        let local = source.declared.contains(first)
            || source.aliases.contains_key(first)
                && import.path.len() > 1
                && source.aliases[first].iter().any(|target| target.first() != Some(first));
        let is_known = own.contains(&first.as_str()) || known.contains(&first.as_str());
        if !is_known && !local && !foreign.iter().any(|(name, _)| name == first) {
            foreign.push((first.clone(), import.line));
        }
    }
    foreign
}

/// Whether a program names the crate `name` anywhere.
pub(crate) fn mentions(text: &str, name: &str) -> bool {
    let Some(source) = Source::read(text) else { return false };
    source.paths().iter().any(|(path, _)| path.first().is_some_and(|first| first == name))
}

fn finding(item: &str, line: usize, why: Why) -> Finding {
    Finding { item: item.to_owned(), line: Some(line), why }
}

type Path = Vec<String>;

fn starts_with(path: &[String], rule: &str) -> bool {
    // `core` and `alloc` hold the same items as `std`.
    let as_std = |part: &str| matches!(part, "core" | "alloc" | "std");
    let mut parts = path.iter();
    rule.split("::").enumerate().all(|(at, wanted)| {
        parts.next().is_some_and(|part| part == wanted || at == 0 && as_std(part) && as_std(wanted))
    })
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Mark(char),
    Open(char),
    Close(char),
    Other,
}

/// Braces within braces of one `use` that are followed.
const DEEPEST: u32 = 64;

struct Import {
    path: Path,
    line: usize,
}

struct Source {
    tokens: Vec<(Token, usize)>,
    /// Every path a `use` names.
    imports: Vec<Import>,
    /// Names a `use` brings in, and what they stand for. Over the whole file: a name that means
    /// something forbidden anywhere was imported as such anyway.
    aliases: BTreeMap<String, Vec<Path>>,
    /// Modules of which everything is brought in.
    globs: Vec<Path>,
    /// Names the file itself declares.
    declared: BTreeSet<String>,
}

impl Source {
    fn read(text: &str) -> Option<Source> {
        // A line `#!/…` is no token.
        let text = if text.starts_with("#!") && !text.starts_with("#![") {
            format!("//{}", &text[2..])
        } else {
            text.to_owned()
        };
        let mut tokens = Vec::new();
        flatten(TokenStream::from_str(&text).ok()?, &mut tokens);
        let mut source = Source {
            tokens,
            imports: Vec::new(),
            aliases: BTreeMap::new(),
            globs: Vec::new(),
            declared: BTreeSet::new(),
        };
        for at in 0..source.tokens.len() {
            let Some(word) = source.word(at) else { continue };
            match word {
                // `use<'a>` bounds an `impl Trait`, it imports nothing.
                "use" if source.mark(at + 1) != Some('<') => {
                    source.import(at + 1, &Vec::new(), 0);
                }
                "struct" | "enum" | "union" | "trait" | "fn" | "mod" | "type" | "const" | "static" => {
                    if let Some(name) = source.word(at + 1).map(str::to_owned) {
                        source.declared.insert(name);
                    }
                }
                "macro_rules" => {
                    if let Some(name) = source.word(at + 2).map(str::to_owned) {
                        source.declared.insert(name);
                    }
                }
                _ => (),
            }
        }
        Some(source)
    }

    fn word(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at) {
            Some((Token::Word(word), _)) => Some(word),
            _ => None,
        }
    }

    fn mark(&self, at: usize) -> Option<char> {
        match self.tokens.get(at) {
            Some((Token::Mark(mark), _)) => Some(*mark),
            _ => None,
        }
    }

    fn open(&self, at: usize) -> Option<char> {
        match self.tokens.get(at) {
            Some((Token::Open(bracket), _)) => Some(*bracket),
            _ => None,
        }
    }

    fn line(&self, at: usize) -> usize {
        self.tokens[at].1
    }

    fn double_colon(&self, at: usize) -> bool {
        self.mark(at) == Some(':') && self.mark(at + 1) == Some(':')
    }

    /// Reads one tree of a `use` declaration and returns where it ends.
    ///
    /// A tree nested deeper than [`DEEPEST`] is none that rustc would take for honest.
    fn import(&mut self, mut at: usize, prefix: &Path, depth: u32) -> usize {
        let mut path = prefix.clone();
        let mut line = self.tokens.get(at).map_or(0, |token| token.1);
        loop {
            if self.double_colon(at) {
                at += 2;
            } else if self.mark(at) == Some('$') {
                at += 1;
            } else if let Some(word) = self.word(at).map(str::to_owned) {
                if word == "as" {
                    if let Some(name) = self.word(at + 1).map(str::to_owned) {
                        self.named(name, path, line);
                    }
                    return at + 2;
                }
                line = self.line(at);
                // `{self}` names the module itself.
                if word != "self" || path.is_empty() {
                    path.push(word);
                }
                at += 1;
            } else if self.mark(at) == Some('*') {
                self.imports.push(Import { path: path.clone(), line });
                self.globs.push(path);
                return at + 1;
            } else if self.open(at) == Some('{') {
                at += 1;
                while at < self.tokens.len() && self.tokens[at].0 != Token::Close('{') {
                    let end = if depth < DEEPEST { self.import(at, &path, depth + 1) } else { at };
                    // Always moves on, whatever stands there.
                    at = end.max(at + 1);
                    if self.mark(at) == Some(',') {
                        at += 1;
                    }
                }
                return at + 1;
            } else {
                if let Some(name) = path.last().cloned() {
                    self.named(name, path, line);
                }
                return at;
            }
        }
    }

    fn named(&mut self, name: String, path: Path, line: usize) {
        self.imports.push(Import { path: path.clone(), line });
        self.aliases.entry(name).or_default().push(path);
    }

    /// Every path in the file, and every single name, with its line.
    fn paths(&self) -> Vec<(Path, usize)> {
        let mut paths: Vec<(Path, usize)> =
            self.imports.iter().map(|import| (import.path.clone(), import.line)).collect();
        let mut at = 0;
        while at < self.tokens.len() {
            let Some(word) = self.word(at) else {
                at += 1;
                continue;
            };
            let line = self.line(at);
            // A field or method has its own namespace; a declared name is none that is used.
            let is_member = at > 0 && self.mark(at - 1) == Some('.') && !(at > 1 && self.mark(at - 2) == Some('.'));
            let mut path = vec![word.to_owned()];
            at += 1;
            while self.double_colon(at) {
                match self.word(at + 2) {
                    Some(word) => {
                        path.push(word.to_owned());
                        at += 3;
                    }
                    None => break,
                }
            }
            if !is_member {
                paths.push((path, line));
            }
        }
        paths
    }

    /// What a path may stand for.
    fn expand(&self, path: &Path) -> BTreeSet<Path> {
        let mut all = BTreeSet::new();
        self.expand_into(path, 8, &mut all);
        all
    }

    fn expand_into(&self, path: &[String], depth: u32, all: &mut BTreeSet<Path>) {
        let skip = path.iter().take_while(|part| matches!(part.as_str(), "crate" | "self" | "super")).count();
        let path = &path[skip..];
        let Some(first) = path.first() else { return };
        if !all.insert(path.to_vec()) || depth == 0 {
            return;
        }
        for target in self.aliases.get(first).into_iter().flatten() {
            let full: Path = target.iter().chain(&path[1..]).cloned().collect();
            self.expand_into(&full, depth - 1, all);
        }
        if !self.declared.contains(first) && !self.aliases.contains_key(first) {
            for glob in &self.globs {
                if glob.first() != Some(first) {
                    let full: Path = glob.iter().chain(path).cloned().collect();
                    self.expand_into(&full, depth - 1, all);
                }
            }
        }
    }

    /// Constructs that are not paths.
    fn constructs(&self, unsafe_allowed: bool) -> Vec<Finding> {
        let mut findings = Vec::new();
        for at in 0..self.tokens.len() {
            let Some(word) = self.word(at) else { continue };
            let line = self.line(at);
            let mut found = |item: &str, why| findings.push(finding(item, line, why));
            // `x.path` and `::asm!` alike are judged by the word; macros by the `!` and bracket.
            let is_macro = self.mark(at + 1) == Some('!') && self.open(at + 2).is_some();
            match word {
                "unsafe" if !unsafe_allowed => found("unsafe", Why::Unsafe),
                "no_mangle" | "export_name" | "link_section" if self.in_attribute(at) => {
                    found(&format!("#[{word}]"), Why::Unsafe);
                }
                "link" if self.in_attribute(at) && self.open(at + 1) == Some('(') => {
                    found("#[link]", Why::Unsafe);
                }
                "unsafe_code" if !unsafe_allowed && self.loosens(at) => {
                    found("#[allow(unsafe_code)]", Why::Unsafe);
                }
                "asm" | "global_asm" | "naked_asm" if is_macro => {
                    found(&format!("{word}!"), Why::Unsafe);
                }
                "include" | "include_str" | "include_bytes" | "env" | "option_env" if is_macro => {
                    found(&format!("{word}!"), Why::Outside);
                }
                // The macros under another name.
                "include" | "include_str" | "include_bytes" | "option_env" if self.imported(at, word) => {
                    found(&format!("{word}!"), Why::Outside);
                }
                "path" if self.in_attribute(at) && self.mark(at + 1) == Some('=') => {
                    found("#[path]", Why::Outside);
                }
                "mod" if self.mark(at + 2) == Some(';') => {
                    let name = self.word(at + 1).unwrap_or_default();
                    found(&format!("mod {name};"), Why::Outside);
                }
                "extern" => {
                    let abi = usize::from(self.tokens.get(at + 1).is_some_and(|t| t.0 == Token::Other));
                    if self.word(at + 1) == Some("crate") {
                        found("extern crate", Why::Outside);
                    } else if self.open(at + 1 + abi) == Some('{') {
                        found("extern block", Why::Unsafe);
                    }
                }
                _ => (),
            }
        }
        findings
    }

    /// Whether the word at `at` is imported by a `use` of std.
    fn imported(&self, at: usize, word: &str) -> bool {
        let line = self.line(at);
        self.imports.iter().any(|import| {
            import.line == line
                && import.path.last().is_some_and(|last| last == word)
                && matches!(import.path[0].as_str(), "std" | "core")
        })
    }

    /// Whether the token lies in `#[…]` or `#![…]`.
    fn in_attribute(&self, at: usize) -> bool {
        let mut depth = 0;
        for before in (0..at).rev() {
            match self.tokens[before].0 {
                Token::Close(_) => depth += 1,
                Token::Open(_) if depth > 0 => depth -= 1,
                Token::Open('[') => {
                    return before > 0
                        && (self.mark(before - 1) == Some('#')
                            || before > 1 && self.mark(before - 1) == Some('!') && self.mark(before - 2) == Some('#'));
                }
                Token::Open('{') => return false,
                _ => (),
            }
        }
        false
    }

    /// Whether the lint at `at` is in the brackets of `allow`, `warn` or `expect`.
    fn loosens(&self, at: usize) -> bool {
        (0..at)
            .rev()
            .find(|before| matches!(self.tokens[*before].0, Token::Open('(')))
            .is_some_and(|open| open > 0 && matches!(self.word(open - 1), Some("allow" | "warn" | "expect")))
    }
}

/// The tokens in one list. Without recursion: brackets may be nested deeper than our stack.
fn flatten(stream: TokenStream, into: &mut Vec<(Token, usize)>) {
    let mut open = vec![(stream.into_iter(), None)];
    while let Some((stream, closing)) = open.last_mut() {
        let Some(tree) = stream.next() else {
            into.extend(closing.take());
            open.pop();
            continue;
        };
        let line = tree.span().start().line;
        match tree {
            TokenTree::Ident(ident) => {
                let word = ident.to_string();
                // `r#fs` is `fs`; `r#unsafe` is only a name.
                let word = match word.strip_prefix("r#") {
                    Some("unsafe" | "use" | "mod" | "extern") => word,
                    Some(plain) => plain.to_owned(),
                    None => word,
                };
                into.push((Token::Word(word), line));
            }
            TokenTree::Punct(mark) => into.push((Token::Mark(mark.as_char()), line)),
            TokenTree::Literal(_) => into.push((Token::Other, line)),
            TokenTree::Group(group) => {
                let bracket = match group.delimiter() {
                    Delimiter::Brace => '{',
                    Delimiter::Bracket => '[',
                    Delimiter::Parenthesis => '(',
                    Delimiter::None => ' ',
                };
                into.push((Token::Open(bracket), line));
                let end = group.span_close().start().line;
                open.push((group.stream().into_iter(), Some((Token::Close(bracket), end))));
            }
        }
    }
}

/// Parses `text` and looks at it with `look`; none if it is no Rust.
///
/// syn recurses as deep as a file nests, which is up to the submission: hence a stack that is large
/// enough for every file of that length, and no parsing beyond.
pub(crate) fn parsed<R: Send>(text: &str, look: impl FnOnce(&syn::File) -> R + Send) -> Option<R> {
    const LONGEST: usize = 64 << 10;
    const STACK: usize = 1 << 30;
    if text.len() > LONGEST {
        return None;
    }
    thread::scope(|scope| {
        let parse = || syn::parse_file(text).ok().map(|file| look(&file));
        let worker = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, parse).ok()?;
        worker.join().ok()?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABSENT: &[&str] = &["std::env", "std::fs", "std::net", "std::os", "std::process"];

    #[track_caller]
    fn check(text: &str, forbid: &[&str], expect: &[(&str, usize)]) {
        let forbid: Vec<String> = forbid.iter().map(|path| (*path).to_owned()).collect();
        let rules = Rules { forbid: &forbid, absent: ABSENT, ..Rules::default() };
        let found: Vec<(String, usize)> =
            inspect(text, &rules).into_iter().map(|finding| (finding.item, finding.line.unwrap_or(0))).collect();
        let found: Vec<(&str, usize)> = found.iter().map(|(item, line)| (item.as_str(), *line)).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn forbidden_paths_are_followed_through_imports() {
        let mpsc = &["std::sync::mpsc"];
        let found = &[("std::sync::mpsc", 1)];
        check("use std::sync::mpsc;", mpsc, found);
        check("use std::sync::mpsc::channel;", mpsc, found);
        check("use std::{sync::{Arc, mpsc::{self, Sender}}};", mpsc, found);
        check("use std::sync::mpsc as queue;", mpsc, found);
        check("use ::std::sync::mpsc::*;", mpsc, found);
        check("fn f() { let (a, b) = std::sync::mpsc::channel::<u32>(); }", mpsc, found);
        check("use std::sync as s; fn f() { s::mpsc::channel::<u32>(); }", mpsc, found);
        check("use std as q; use q::sync as s; fn f() { s::mpsc::channel::<u32>(); }", mpsc, found);
        check("use std::sync::*; fn f() { mpsc::channel::<u32>(); }", mpsc, found);
        check("macro_rules! m { () => { std::sync::mpsc::channel::<u32>() } }", mpsc, found);
        check("macro_rules! m { () => { use std::{sync::{mpsc as x}}; } }", mpsc, found);
        check("mod a { pub use std::sync; }\nfn f() { a::sync::mpsc(); }", &["std::sync"], &[("std::sync", 1)]);
        check("use core::sync::atomic::AtomicU8;", &["std::sync::atomic"], &[("std::sync::atomic", 1)]);
        check("use std::r#fs;", &[], &[("std::fs", 1)]);
    }

    #[test]
    fn what_only_looks_alike_is_left_alone() {
        check(
            "mod mpsc { pub fn channel() {} }\nuse std::sync::*;\nfn f() { mpsc::channel(); }",
            &["std::sync::mpsc"],
            &[],
        );
        check("struct Mutex;\nuse std::sync::*;\nfn f(m: Mutex) {}", &["std::sync::Mutex"], &[]);
        check("fn f(env: u8) -> bool { let env = 1; env != 2 }", &[], &[]);
        check("// std::fs and unsafe\n/// std::process::exit\nfn f() { let s = \"std::fs\"; }", &[], &[]);
        check("struct S { fs: u8 }\nfn f(s: S) -> u8 { s.fs }", &[], &[]);
        check("extern \"C\" fn handler() {}", &[], &[]);
        check("#![forbid(unsafe_code)]\n#![deny(unsafe_code)]", &[], &[]);
        check("fn f<'a>(x: &'a u8) -> impl Sized + use<'a> { x }", &[], &[]);
        check("fn f(path: u8, link: u8) { let path = link; g(path) }", &[], &[]);
    }

    #[test]
    fn ways_out_are_named() {
        check("\nuse std::fs::File;", &[], &[("std::fs", 2)]);
        check("fn f() { std::process::exit(0) }", &[], &[("std::process", 1)]);
        check("fn f() { unsafe { g() } }", &[], &[("unsafe", 1)]);
        check("macro_rules! m { () => { unsafe { g() } } }", &[], &[("unsafe", 1)]);
        check("#![allow(unsafe_code)]", &[], &[("#[allow(unsafe_code)]", 1)]);
        check("#[unsafe(no_mangle)] pub fn write() {}", &[], &[("#[no_mangle]", 1), ("unsafe", 1)]);
        check("#[cfg_attr(all(), no_mangle)] pub fn write() {}", &[], &[("#[no_mangle]", 1)]);
        check("extern \"C\" { fn getpid() -> i32; }", &[], &[("extern block", 1)]);
        check("extern { fn getpid() -> i32; }", &[], &[("extern block", 1)]);
        check("extern crate std as s;", &[], &[("extern crate", 1)]);
        check("mod other;", &[], &[("mod other;", 1)]);
        check("#[path = \"/etc/passwd\"] mod other { }", &[], &[("#[path]", 1)]);
        check("const P: &str = include_str!(\"/etc/passwd\");", &[], &[("include_str!", 1)]);
        check("const P: &str = std::include_str!{\"/etc/passwd\"};", &[], &[("include_str!", 1)]);
        check("use std::include_str as s;\nconst P: &str = s!(\"/etc/passwd\");", &[], &[("include_str!", 1)]);
        check("#[doc = include_str!(\"/etc/passwd\")] struct S;", &[], &[("include_str!", 1)]);
        check("const P: &str = env!(\"HOME\");", &[], &[("env!", 1)]);
        check("fn f() { core::arch::asm!(\"\") }", &[], &[("asm!", 1)]);
    }

    #[test]
    fn unsafe_is_allowed_where_the_exercise_is_about_it() {
        let rules = Rules { unsafe_allowed: true, ..Rules::default() };
        assert_eq!(inspect("fn f() { unsafe { std::process::exit(1) } }", &rules), []);
        let found = inspect("#[unsafe(no_mangle)] pub fn write() {}", &rules);
        assert_eq!(found, [finding("#[no_mangle]", 1, Why::Unsafe)]);
    }

    #[test]
    fn what_is_required_must_be_used() {
        let require = ["std::sync::Condvar".to_owned()];
        let rules = Rules { require: &require, ..Rules::default() };
        assert_eq!(inspect("use std::sync::{Mutex, Condvar};", &rules), []);
        assert_eq!(inspect("use std::sync::*; struct Q { c: Condvar }", &rules), []);
        let found = inspect("use std::sync::Mutex;", &rules);
        assert_eq!(found[0].sentence("a.rs"), "this exercise asks for `std::sync::Condvar`, which is not used");
    }

    #[test]
    fn no_rust_is_left_to_rustc() {
        check("fn f( { unsafe", &[], &[]);
    }

    #[test]
    fn depth_is_no_way_to_break_the_reader() {
        let nested = |open: &str, close: &str| {
            let n = 30_000;
            format!("fn f() {{ let x = {}1{}; unsafe {{}} }}", open.repeat(n), close.repeat(n))
        };
        for text in [nested("(", ")"), nested("!", ""), nested("[", "]"), nested("if 1 {} else ", "")] {
            check(&text, &[], &[("unsafe", 1)]);
            // Whether it is Rust is another matter.
            let _ = parsed(&text, |file| file.items.len());
        }
        check(&format!("use {}std{};", "{".repeat(5000), "}".repeat(5000)), &[], &[]);
    }

    #[test]
    fn foreign_crates_are_named() {
        let text = "use std::sync::Arc;\nuse rayon::prelude::*;\nuse crossbeam::channel;\nmod own { pub fn f() {} }\nuse own::f;\nuse tokio as t;";
        assert_eq!(foreign_crates(text, &["crossbeam"]), [("rayon".to_owned(), 2), ("tokio".to_owned(), 6)]);
        assert_eq!(foreign_crates("enum E { A }\nuse E::A;\nuse std::sync;\nuse sync::Arc;", &[]), []);
    }
}
