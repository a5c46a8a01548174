//! Explores a whole program: any file with a `fn main()`, compiled unchanged against the stand-ins.
//!
//! A line added after the last one makes `main` callable from outside, so every place the program
//! mentions stays what it is.

use crate::{
    CheckVerdict, Error, Kind, Limits, Options, Outcome, Progress, Verdict,
    bench::Bench,
    cache::{self, Key},
    compile::{self, Call, Said, plain},
    judge::{self, Submission},
    kit::{self, Parts},
    modelled,
    names::Sources,
    record::{self, Request},
    source::{self, Finding, Rules, Why},
    standins::{self, Toolchain},
};
use course::{Diagnosis, Kit};
use std::{
    path::{Path, PathBuf},
    thread,
};
use syn::spanned::Spanned;

const CHECK: &str = "main";
const TITLE: &str = "every schedule of the program ends well";

pub(crate) fn explore(root: &Path, file: &Path, options: &Options, limits: &Limits) -> Result<Verdict, Error> {
    let root = &root.canonicalize().map_err(|e| Error::io("find", root, &e))?;
    let program = Submission::read(root, file)?;
    if let Some(text) = options.replay.as_deref()
        && !judge::is_schedule(text)
    {
        return Err(Error::new(Kind::Usage, format!("`{text}` is no schedule"))
            .with_hint("give `--replay` the string a failed run of this program printed"));
    }
    let main = Main::of(&program.text);
    if let Some(None) = main {
        return Err(Error::new(Kind::Usage, format!("`{}` has no `fn main()`", program.shown))
            .with_hint("`explore` takes a whole program in one file; an exercise is judged by `check`"));
    }
    let crossbeam = source::mentions(&program.text, "crossbeam");
    let kit = kit::parts(if crossbeam { Kit::Crossbeam } else { Kit::Std });
    let run = Run { root, program: &program, kit, options, limits };
    if let Some(message) = run.refusal(main.flatten()) {
        return Ok(run.not_judged(message));
    }

    let toolchain = Toolchain::find(root)?;
    let stand_ins = standins::ready(root, &toolchain, kit, options)?;
    let kept = standins::target(root).join("grader/verdicts");
    let mut key = Key::new();
    for part in [b"program", program.shown.as_bytes(), &program.bytes, stand_ins.fingerprint.as_bytes()] {
        key.add(part);
    }
    key.add(format!("{:?}", (options.schedules, options.seed, &options.replay, limits)).as_bytes());
    if let Some(verdict) = cache::load(&kept, &key).filter(|_| !options.fresh) {
        return Ok(verdict);
    }
    let (verdict, repeatable) = run.verdict(&toolchain, &stand_ins)?;
    if repeatable && verdict.verdict != Outcome::NotJudged {
        cache::store(&kept, &key, &verdict);
    }
    Ok(verdict)
}

struct Run<'a> {
    root: &'a Path,
    program: &'a Submission,
    kit: &'static Parts,
    options: &'a Options,
    limits: &'a Limits,
}

impl Run<'_> {
    /// Why the explorer cannot judge this program, by the name of what it does not model.
    fn refusal(&self, main: Option<Main>) -> Option<String> {
        let shown = &self.program.shown;
        if let Some(message) = self.program.too_long() {
            return Some(message);
        }
        let foreign = source::foreign_crates(&self.program.text, &["crossbeam"]);
        if let Some((name, line)) = foreign.first() {
            let instead = match name.as_str() {
                "crossbeam_channel" => "; write `crossbeam::channel`",
                "crossbeam_utils" => "; write `crossbeam::utils`",
                "crossbeam_queue" => "; write `crossbeam::queue`",
                "crossbeam_deque" => "; write `crossbeam::deque`",
                _ => "",
            };
            return Some(format!(
                "the crate `{name}` is not modelled, only std and crossbeam are ({shown}:{line}){instead}"
            ));
        }
        if main.is_some_and(|main| main.is_async) {
            return Some(format!("an async `main` is not modelled ({shown})"));
        }
        let rules = Rules { absent: self.kit.absent, ..Rules::default() };
        let finding = source::inspect(&self.program.text, &rules).into_iter().next()?;
        Some(sentence(&finding, shown))
    }

    fn verdict(&self, toolchain: &Toolchain, stand_ins: &standins::StandIns) -> Result<(Verdict, bool), Error> {
        let work = Bench::take(self.root, "program")?;
        let work = work.path();
        let real_source = work.join("program.rs");
        judge::write(&real_source, &self.program.bytes)?;
        (self.options.progress)(Progress::Compiling);
        let (real, built) = thread::scope(|scope| {
            let real = scope.spawn(|| {
                let (remap, out) = (self.remap(&real_source), work.join("program.rmeta"));
                compile::rustc(&Call {
                    toolchain,
                    stand_ins,
                    root: work,
                    crate_name: "program",
                    crate_type: "bin",
                    source: &real_source,
                    externs: self.kit.real,
                    own: &[],
                    forbid_unsafe: true,
                    check_only: true,
                    out: &out,
                    incremental: None,
                    remap: &remap,
                })
            });
            let built = self.build(toolchain, stand_ins, work);
            (real.join().expect("calling rustc does not panic"), built)
        });
        let (real, built) = (real?, built?);
        if let Some(why) = &real.stopped {
            return Ok((self.failed(Diagnosis::OutOfResources, Some(why.clone())), false));
        }
        if !real.accepted {
            let mut verdict = self.failed(Diagnosis::DoesNotCompile, None);
            verdict.compiler = Some(plain(&real.rendered()));
            verdict.unseen.compiler_ansi = Some(real.rendered());
            return Ok((verdict, true));
        }
        let binary = match built {
            Ok(binary) => binary,
            Err(said) => return Ok((self.not_judged(self.lacking(&said)), true)),
        };
        (self.options.progress)(Progress::Judging { done: 0, total: 1 });
        let request = Request {
            nonce: record::nonce().map_err(|e| Error::io("read", Path::new("/dev/urandom"), &e))?,
            check: CHECK,
            schedules: self.options.schedules,
            seed: self.options.seed,
            replay: self.options.replay.as_deref(),
        };
        let reported = record::run(&binary, work, &request, self.limits).map_err(|e| Error::io("run", &binary, &e))?;
        (self.options.progress)(Progress::Judging { done: 1, total: 1 });
        let sources = Sources::new((&self.program.shown, &self.program.text), &[]);
        let check = judge::judged(self.blank(), reported.result, &sources, str::to_owned);
        let mut verdict = self.with(check);
        if verdict.verdict == Outcome::Failed {
            verdict.unseen.printed = Some(reported.printed).filter(|text| !text.trim().is_empty());
        }
        verdict.unseen.warnings_ansi = real.warnings().filter_map(|warning| warning.rendered.clone()).collect();
        Ok((verdict, !reported.by_clock))
    }

    fn remap(&self, source: &Path) -> Vec<(PathBuf, String)> {
        vec![(self.root.to_owned(), String::new()), (source.to_owned(), self.program.shown.clone())]
    }

    /// The program as a library, linked with a main that explores it.
    fn build(
        &self,
        toolchain: &Toolchain,
        stand_ins: &standins::StandIns,
        work: &Path,
    ) -> Result<Result<PathBuf, Said>, Error> {
        let Some(Some(main)) = Main::of(&self.program.text) else {
            // Not Rust: the type-check says so.
            let diagnostics = Vec::new();
            return Ok(Err(Said { accepted: false, diagnostics, stopped: None }));
        };
        let (source, library) = (work.join("library.rs"), work.join("libprogram.rlib"));
        judge::write(&source, callable(&self.program.text, &main))?;
        let remap = self.remap(&source);
        let call = Call {
            toolchain,
            stand_ins,
            root: work,
            crate_name: "program",
            crate_type: "rlib",
            source: &source,
            externs: self.kit.model,
            own: &[],
            forbid_unsafe: true,
            check_only: false,
            out: &library,
            incremental: None,
            remap: &remap,
        };
        let said = compile::rustc(&call)?;
        if !said.accepted {
            return Ok(Err(said));
        }
        let (judge_source, binary) = (work.join("main.rs"), work.join("judge"));
        judge::write(&judge_source, HARNESS)?;
        let externs: Vec<_> = [self.kit.model, self.kit.harness].concat();
        let said = compile::rustc(&Call {
            crate_name: "judge",
            crate_type: "bin",
            source: &judge_source,
            externs: &externs,
            own: &[("program", &library)],
            forbid_unsafe: false,
            out: &binary,
            ..call
        })?;
        Ok(if said.accepted { Ok(binary) } else { Err(said) })
    }

    fn lacking(&self, said: &Said) -> String {
        let shown = &self.program.shown;
        let items: Vec<String> = modelled::lacking(said)
            .into_iter()
            .map(|lacking| format!("`{}` ({shown}:{})", lacking.item, lacking.line))
            .collect();
        match &items[..] {
            [] => "the program uses something that is not modelled".to_owned(),
            [one] => format!("{one} is not modelled"),
            many => format!("{} are not modelled", many.join(", ")),
        }
    }

    fn blank(&self) -> CheckVerdict {
        CheckVerdict::not_run(CHECK, TITLE, 0)
    }

    fn with(&self, check: CheckVerdict) -> Verdict {
        let empty = judge::empty(None, &self.program.shown, self.options.replay.is_some());
        Verdict { checks: vec![check], ..empty }.summed()
    }

    fn failed(&self, diagnosis: Diagnosis, message: Option<String>) -> Verdict {
        let mut verdict = self.with(self.blank().failed(diagnosis, message.clone()));
        verdict.message = message;
        verdict
    }

    fn not_judged(&self, message: String) -> Verdict {
        let mut verdict = self.with(self.blank().not_judged(message.clone()));
        verdict.message = Some(message);
        verdict
    }
}

fn sentence(finding: &Finding, file: &str) -> String {
    let place = finding.line.map(|line| format!(" ({file}:{line})")).unwrap_or_default();
    let item = &finding.item;
    match finding.why {
        Why::Outside => format!("`{item}` is not modelled: the program must be one file{place}"),
        _ => format!("`{item}` is not modelled{place}"),
    }
}

/// What has to be known of a program's `main`.
struct Main {
    is_async: bool,
    /// ` -> T`, or nothing.
    result: String,
}

impl Main {
    /// None if the text is no Rust, `Some(None)` if it has no `main`.
    fn of(text: &str) -> Option<Option<Main>> {
        source::parsed(text, |file| {
            let function = file.items.iter().find_map(|item| match item {
                syn::Item::Fn(function) if function.sig.ident == "main" => Some(function),
                _ => None,
            })?;
            let result = match &function.sig.output {
                syn::ReturnType::Type(_, result) if !matches!(**result, syn::Type::Never(_)) => {
                    format!(" -> {}", result.span().source_text().unwrap_or_default())
                }
                // A main that never returns has nothing to say at its end.
                _ => String::new(),
            };
            Some(Main { is_async: function.sig.asyncness.is_some(), result })
        })
    }
}

/// The program with one more line, which calls `main` under another name.
fn callable(text: &str, main: &Main) -> String {
    let result = &main.result;
    format!(
        "{text}\n#[doc(hidden)] #[allow(private_interfaces, unused, unreachable_code)] pub fn __run_main(){result} {{ main() }}\n"
    )
}

/// A `main` that ends with an error makes the process fail; here it panics with the text the real
/// one prints.
const HARNESS: &str = r#"#![allow(warnings)]
trait Ending {
    fn judge(self);
}
impl Ending for () {
    fn judge(self) {}
}
impl<T: Ending, E: core::fmt::Debug> Ending for Result<T, E> {
    fn judge(self) {
        match self {
            Ok(ending) => ending.judge(),
            Err(error) => panic!("main returned an error: {error:?}"),
        }
    }
}
fn run() {
    Ending::judge(program::__run_main());
}
fn main() {
    explore::harness::main(&[explore::harness::Check {
        name: "main",
        lens: explore::harness::Lens::Program,
        run,
    }])
}
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn main_becomes_callable_and_lines_stay() {
        let of = |text: &str| {
            let main = Main::of(text).flatten().unwrap();
            callable(text, &main)
        };
        assert!(of("fn main() {}").starts_with("fn main() {}\n#[doc(hidden)]"));
        assert!(of("fn main() {}").contains("pub fn __run_main() { main() }"));
        assert!(of("fn main() -> Result<(), String> { Ok(()) }").contains("__run_main() -> Result<(), String> {"));
        assert!(of("fn main() -> ! { loop {} }").contains("__run_main() {"));
    }
}
