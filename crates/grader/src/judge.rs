//! One submission against one exercise, from the file's bytes to the verdict.

use crate::{
    CheckVerdict, Error, FORMAT, Kind, Limits, Options, Outcome, Progress, Unseen, Verdict,
    bench::Bench,
    cache::{self, Key},
    compile::{self, Call, Said, plain},
    harness, interface,
    kit::{self, Parts, hide_stand_ins},
    modelled,
    names::Sources,
    record::{self, Record, Reported, Request},
    source::{self, Rules, Why},
    standins::{self, StandIns, Toolchain},
};
use course::{Diagnosis, Exercise};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

/// Check processes at a time.
const AT_A_TIME: usize = 2;

pub(crate) fn check(
    root: &Path,
    exercise: &Exercise,
    file: &Path,
    options: &Options,
    limits: &Limits,
) -> Result<Verdict, Error> {
    let root = &root.canonicalize().map_err(|e| Error::io("find", root, &e))?;
    let submission = Submission::read(root, file)?;
    let replay = options.replay.as_deref().map(|text| Replay::of(exercise, text)).transpose()?;
    let checks = fs::read_to_string(&exercise.checks_file).map_err(|e| Error::io("read", &exercise.checks_file, &e))?;
    let toolchain = Toolchain::find(root)?;
    let kit = kit::parts(exercise.kit);
    let stand_ins = standins::ready(root, &toolchain, kit, options)?;

    let kept = standins::target(root).join("grader/verdicts");
    let key = key_of(exercise, &submission, &checks, &stand_ins, options, limits);
    if let Some(verdict) = cache::load(&kept, &key).filter(|_| !options.fresh) {
        return Ok(verdict);
    }
    let judging = Judging {
        root,
        exercise,
        submission: &submission,
        checks: &checks,
        kit,
        toolchain: &toolchain,
        stand_ins: &stand_ins,
        options,
        limits,
        replay,
    };
    let (verdict, repeatable) = judging.verdict()?;
    if repeatable && verdict.verdict != Outcome::NotJudged {
        cache::store(&kept, &key, &verdict);
    }
    Ok(verdict)
}

fn key_of(
    exercise: &Exercise,
    submission: &Submission,
    checks: &str,
    stand_ins: &StandIns,
    options: &Options,
    limits: &Limits,
) -> Key {
    let mut key = Key::new();
    key.add(exercise.id.as_bytes());
    // The definition as it was read, not as it lies there now.
    let definition = (exercise.kit, exercise.unsafe_allowed, &exercise.forbid, &exercise.require, &exercise.checks);
    key.add(format!("{definition:?}").as_bytes());
    key.add(checks.as_bytes());
    key.add(submission.shown.as_bytes());
    key.add(&submission.bytes);
    key.add(stand_ins.fingerprint.as_bytes());
    let asked = (options.schedules, options.seed, &options.replay, limits);
    key.add(format!("{asked:?}").as_bytes());
    key
}

/// The file that is judged.
pub(crate) struct Submission {
    /// What rustc reads. It need not be text, which is rustc's to say.
    pub bytes: Vec<u8>,
    /// The same as text, as far as it is text.
    pub text: String,
    /// What it is called in reports.
    pub shown: String,
}

/// Bytes of a file that are still read: nobody writes more by hand, and a file can be made so that
/// each of its bytes costs a hundred of memory.
const LONGEST: usize = 1 << 20;

impl Submission {
    /// Why it is not even looked at, if so.
    pub fn too_long(&self) -> Option<String> {
        let long = self.bytes.len() > LONGEST;
        long.then(|| format!("the file is longer than {} KiB", LONGEST >> 10))
    }

    pub fn read(root: &Path, file: &Path) -> Result<Submission, Error> {
        let unreadable = |cause: &str| Error::new(Kind::Usage, format!("cannot read `{}`: {cause}", file.display()));
        let bytes = fs::read(file).map_err(|error| unreadable(&error.to_string()))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let full = file.canonicalize().map_err(|error| unreadable(&error.to_string()))?;
        let shown = full.strip_prefix(root).unwrap_or(file).display().to_string();
        Ok(Submission { bytes, text, shown })
    }
}

/// Which check's schedule is replayed: `name:schedule`.
#[derive(Clone, Copy)]
struct Replay<'a> {
    check: &'a str,
    schedule: &'a str,
}

impl<'a> Replay<'a> {
    fn of(exercise: &Exercise, text: &'a str) -> Result<Replay<'a>, Error> {
        text.split_once(':')
            .filter(|(check, schedule)| exercise.check(check).is_some() && is_schedule(schedule))
            .map(|(check, schedule)| Replay { check, schedule })
            .ok_or_else(|| {
                Error::new(Kind::Usage, format!("`{text}` replays nothing of `{}`", exercise.id))
                    .with_hint("give `--replay` the string a failed check of this exercise printed")
            })
    }
}

/// Whether `text` looks like a schedule of the explorer's.
pub(crate) fn is_schedule(text: &str) -> bool {
    text.starts_with('v') && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

/// Writes one of the grader's own files.
pub(crate) fn write(path: &Path, text: impl AsRef<[u8]>) -> Result<(), Error> {
    fs::write(path, text).map_err(|e| Error::io("write", path, &e))
}

struct Judging<'a> {
    root: &'a Path,
    exercise: &'a Exercise,
    submission: &'a Submission,
    checks: &'a str,
    kit: &'static Parts,
    toolchain: &'a Toolchain,
    stand_ins: &'a StandIns,
    options: &'a Options,
    limits: &'a Limits,
    replay: Option<Replay<'a>>,
}

/// The binary that runs the checks, or why there is none.
enum Built {
    Binary(PathBuf),
    /// The submission does not compile against the stand-ins.
    Refused(Said),
    /// The checks do not compile with the submission.
    Interface(Said),
    /// The type-check has failed meanwhile, so nobody wants it.
    Unwanted,
}

impl Judging<'_> {
    /// The verdict, and whether it would be the same again.
    fn verdict(&self) -> Result<(Verdict, bool), Error> {
        let rules = Rules {
            unsafe_allowed: self.exercise.unsafe_allowed,
            forbid: &self.exercise.forbid,
            absent: self.kit.absent,
            require: &self.exercise.require,
        };
        if let Some(message) = self.submission.too_long() {
            return Ok((self.all_failed(Diagnosis::Forbidden, message), true));
        }
        let findings = source::inspect(&self.submission.text, &rules);
        let shown = &self.submission.shown;
        // What is missing is worth saying only of a file that compiles.
        if let Some(finding) = findings.iter().find(|finding| finding.why != Why::Missing) {
            return Ok((self.all_failed(Diagnosis::Forbidden, finding.sentence(shown)), true));
        }

        let work = Bench::take(self.root, &self.exercise.id.replace('/', "-"))?;
        let source = work.path().join("submission.rs");
        write(&source, &self.submission.bytes)?;
        (self.options.progress)(Progress::Compiling);

        let refused = AtomicBool::new(false);
        let (real, built) = thread::scope(|scope| {
            let real = scope.spawn(|| {
                // Without stand-ins the compilation for judging is the type-check.
                let said = self.kit.has_stand_ins().then(|| self.type_check(work.path())).transpose();
                refused.store(matches!(&said, Ok(Some(said)) if !said.accepted), Ordering::Relaxed);
                said
            });
            let built = self.build(work.path(), &work.kept(), &refused);
            (real.join().expect("calling rustc does not panic"), built)
        });
        let (real, built) = (real?, built?);
        let real = match (real, &built) {
            (Some(real), _) => Some(real),
            (None, Built::Refused(said)) => {
                return Ok(self.does_not_compile(said));
            }
            (None, _) => None,
        };
        if let Some(real) = &real
            && !real.accepted
        {
            return Ok(self.does_not_compile(real));
        }
        if let Some(finding) = findings.first() {
            return Ok((self.all_failed(Diagnosis::Forbidden, finding.sentence(shown)), true));
        }
        let (mut verdict, repeatable) = match built {
            Built::Binary(binary) => self.run(&binary, work.path())?,
            Built::Refused(said) => (self.not_modelled(&said), true),
            Built::Interface(said) => (self.interface(work.path(), &said)?, true),
            Built::Unwanted => unreachable!("only a refused type-check makes it unwanted"),
        };
        if let Some(real) = real {
            verdict.unseen.warnings_ansi = real.warnings().filter_map(|warning| warning.rendered.clone()).collect();
        }
        Ok((verdict, repeatable))
    }

    // ---- compiling ----------------------------------------------------------------------------

    fn remap(&self, work: &Path) -> Vec<(PathBuf, String)> {
        vec![(self.root.to_owned(), String::new()), (work.join("submission.rs"), self.submission.shown.clone())]
    }

    fn call<'b>(&'b self, work: &'b Path, remap: &'b [(PathBuf, String)], source: &'b Path, out: &'b Path) -> Call<'b> {
        Call {
            toolchain: self.toolchain,
            stand_ins: self.stand_ins,
            root: work,
            crate_name: "exercise",
            crate_type: "rlib",
            source,
            externs: self.kit.model,
            own: &[],
            forbid_unsafe: !self.exercise.unsafe_allowed,
            check_only: false,
            out,
            incremental: None,
            remap,
        }
    }

    fn type_check(&self, work: &Path) -> Result<Said, Error> {
        let (remap, source, out) = (self.remap(work), work.join("submission.rs"), work.join("libexercise-real.rmeta"));
        compile::rustc(&Call { externs: self.kit.real, check_only: true, ..self.call(work, &remap, &source, &out) })
    }

    fn build(&self, work: &Path, kept: &Path, refused: &AtomicBool) -> Result<Built, Error> {
        let (remap, source, library) = (self.remap(work), work.join("submission.rs"), work.join("libexercise.rlib"));
        let said = compile::rustc(&self.call(work, &remap, &source, &library))?;
        if !said.accepted {
            return Ok(Built::Refused(said));
        }
        if refused.load(Ordering::Relaxed) {
            return Ok(Built::Unwanted);
        }
        let (main, binary) = (work.join("main.rs"), work.join("judge"));
        write(&main, harness::main_of(self.exercise))?;
        let remap = [(self.root.to_owned(), String::new())];
        let externs: Vec<_> = [self.kit.model, self.kit.harness].concat();
        let call = Call {
            root: self.root,
            crate_name: "judge",
            crate_type: "bin",
            externs: &externs,
            own: &[("exercise", &library)],
            forbid_unsafe: false,
            // The checks hardly change between two submissions: most of their code is used again.
            incremental: Some(kept),
            ..self.call(work, &remap, &main, &binary)
        };
        let mut said = compile::rustc(&call)?;
        if said.stopped.is_some() {
            // Should what was kept be at fault, a clean start helps.
            said = compile::rustc(&Call { incremental: None, ..call })?;
        }
        Ok(if said.accepted { Built::Binary(binary) } else { Built::Interface(said) })
    }

    fn does_not_compile(&self, said: &Said) -> (Verdict, bool) {
        if let Some(why) = &said.stopped {
            return (self.all_failed(Diagnosis::OutOfResources, why.clone()), false);
        }
        if said.errors().all(|error| matches!(error.code(), Some("unsafe_code") | None)) {
            let line = said.errors().find_map(|error| Some(error.primary()?.line_start));
            let shown = &self.submission.shown;
            let place = line.map(|line| format!(" ({shown}:{line})")).unwrap_or_default();
            let message = format!("`unsafe` is not allowed in this exercise{place}");
            if said.errors().any(|error| error.code().is_some()) {
                return (self.all_failed(Diagnosis::Forbidden, message), true);
            }
        }
        (self.refused(&said.rendered()), true)
    }

    /// Not accepted by rustc, with its text.
    fn refused(&self, rendered: &str) -> Verdict {
        let mut verdict = self.all_failed(Diagnosis::DoesNotCompile, String::new());
        verdict.message = None;
        verdict.compiler = Some(plain(rendered));
        verdict.unseen.compiler_ansi = Some(rendered.to_owned());
        for check in &mut verdict.checks {
            check.message = None;
        }
        verdict
    }

    /// Fine with the real crates, refused with the stand-ins.
    fn not_modelled(&self, said: &Said) -> Verdict {
        if let Some(why) = &said.stopped {
            return self.all_failed(Diagnosis::OutOfResources, why.clone());
        }
        let shown = &self.submission.shown;
        let lacking = modelled::lacking(said);
        let by_design =
            |item: &str| self.kit.absent.iter().find(|path| item == **path || item.starts_with(&format!("{path}::")));
        if let Some((path, line)) = lacking.iter().find_map(|item| Some((by_design(&item.item)?, item.line))) {
            let message = format!("`{path}` is not available in this exercise ({shown}:{line})");
            return self.all_failed(Diagnosis::Forbidden, message);
        }
        let items: Vec<String> =
            lacking.iter().map(|item| format!("`{}` ({shown}:{})", item.item, item.line)).collect();
        let message = match &items[..] {
            [] => "the file uses something that is not modelled yet".to_owned(),
            [one] => format!("{one} is not modelled yet"),
            many => format!("{} are not modelled yet", many.join(", ")),
        };
        self.none_judged(&message)
    }

    /// The checks do not compile with the submission: whose fault is it?
    fn interface(&self, work: &Path, said: &Said) -> Result<Verdict, Error> {
        if let Some(why) = &said.stopped {
            return Ok(self.all_failed(Diagnosis::OutOfResources, why.clone()));
        }
        // Against the real crates, where nothing is of our making but the checks.
        let real = self.checks_with(work, &work.join("submission.rs"), "submission")?;
        if real.accepted {
            let lacking = modelled::lacking(said);
            let item = lacking.first().map_or("something it uses", |item| item.item.as_str());
            return Ok(self.none_judged(&format!("{item} is not modelled as the real crates have it")));
        }
        let starter = self.checks_with(work, &self.exercise.starter, "starter")?;
        if !starter.accepted {
            let cause = plain(&starter.rendered());
            let file = self.exercise.checks_file.strip_prefix(self.root).unwrap_or(&self.exercise.checks_file);
            return Err(Error::new(
                Kind::Internal,
                format!("`{}` does not compile with the starter:\n{cause}", file.display()),
            ));
        }
        Ok(self.refused(&hide_stand_ins(&interface::explain(&real, &self.submission.shown, &self.submission.text))))
    }

    /// Type-checks the checks with an answer, against the real crates.
    fn checks_with(&self, work: &Path, answer: &Path, name: &str) -> Result<Said, Error> {
        let remap = self.remap(work);
        let library = work.join(format!("lib{name}.rlib"));
        let user = work.join(format!("{name}_used.rs"));
        let out = work.join(format!("lib{name}_used.rmeta"));
        let said = compile::rustc(&Call { externs: self.kit.real, ..self.call(work, &remap, answer, &library) })?;
        if !said.accepted {
            return Ok(said);
        }
        write(&user, harness::type_check_of(self.exercise))?;
        let externs: Vec<_> = [self.kit.real, self.kit.harness].concat();
        compile::rustc(&Call {
            crate_name: "judge",
            externs: &externs,
            own: &[("exercise", &library)],
            forbid_unsafe: false,
            check_only: true,
            ..self.call(work, &remap, &user, &out)
        })
    }

    // ---- running ------------------------------------------------------------------------------

    fn run(&self, binary: &Path, work: &Path) -> Result<(Verdict, bool), Error> {
        let checks: Vec<&course::Check> = match self.replay {
            Some(replay) => self.exercise.check(replay.check).into_iter().collect(),
            None => self.exercise.checks.iter().collect(),
        };
        let total = checks.len();
        (self.options.progress)(Progress::Judging { done: 0, total });
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let reports: Vec<Mutex<Option<Reported>>> = checks.iter().map(|_| Mutex::new(None)).collect();
        let run_some = || -> Result<(), Error> {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(check) = checks.get(at) else { return Ok(()) };
                let request = Request {
                    nonce: record::nonce().map_err(|e| Error::io("read", Path::new("/dev/urandom"), &e))?,
                    check: &check.name,
                    schedules: self.options.schedules.or(check.schedules),
                    seed: self.options.seed,
                    replay: self.replay.map(|replay| replay.schedule),
                };
                let reported =
                    record::run(binary, work, &request, self.limits).map_err(|e| Error::io("run", binary, &e))?;
                *reports[at].lock().expect("no holder panics") = Some(reported);
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                (self.options.progress)(Progress::Judging { done, total });
            }
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..AT_A_TIME.min(total)).map(|_| scope.spawn(run_some)).collect();
            workers.into_iter().try_for_each(|worker| worker.join().expect("a worker returns its errors"))
        })?;

        let checks_name = self.exercise.checks_file.strip_prefix(self.root).unwrap_or(&self.exercise.checks_file);
        let checks_name = checks_name.display().to_string();
        let sources = Sources::new((&self.submission.shown, &self.submission.text), &[(&checks_name, self.checks)]);
        let mut verdict = self.empty();
        let mut repeatable = true;
        for (check, report) in checks.iter().zip(reports) {
            let report = report.into_inner().expect("no holder panics").expect("every check was run");
            repeatable &= !report.by_clock;
            let blank = CheckVerdict::not_run(&check.name, &check.title, check.points);
            let judged = judged(blank, report.result, &sources, |schedule| format!("{}:{schedule}", check.name));
            if judged.verdict == Outcome::Failed && verdict.unseen.printed.is_none() {
                verdict.unseen.printed = Some(report.printed).filter(|text| !text.trim().is_empty());
            }
            verdict.checks.push(judged);
        }
        Ok((verdict.summed(), repeatable))
    }

    // ---- verdicts -----------------------------------------------------------------------------

    fn empty(&self) -> Verdict {
        empty(Some(&self.exercise.id), &self.submission.shown, self.replay.is_some())
    }

    fn each(&self, judge: impl Fn(CheckVerdict) -> CheckVerdict) -> Verdict {
        let replayed = |check: &&course::Check| self.replay.is_none_or(|replay| replay.check == check.name);
        let checks = self.exercise.checks.iter().filter(replayed);
        let checks =
            checks.map(|check| judge(CheckVerdict::not_run(&check.name, &check.title, check.points))).collect();
        Verdict { checks, ..self.empty() }.summed()
    }

    fn all_failed(&self, diagnosis: Diagnosis, message: String) -> Verdict {
        let mut verdict = self.each(|check| check.failed(diagnosis, Some(message.clone())));
        verdict.message = Some(message);
        verdict
    }

    fn none_judged(&self, message: &str) -> Verdict {
        let mut verdict = self.each(|check| check.not_judged(message.to_owned()));
        verdict.message = Some(message.to_owned());
        verdict
    }
}

/// A verdict before anything is known.
pub(crate) fn empty(exercise: Option<&str>, file: &str, replayed: bool) -> Verdict {
    Verdict {
        format: FORMAT,
        exercise: exercise.map(str::to_owned),
        file: file.to_owned(),
        verdict: Outcome::NotJudged,
        diagnosis: None,
        message: None,
        points: 0,
        max_points: 0,
        checks: Vec::new(),
        compiler: None,
        replayed,
        unseen: Unseen::default(),
    }
}

/// The verdict on a check from what its process reported.
pub(crate) fn judged(
    blank: CheckVerdict,
    result: Result<Record, record::NoRecord>,
    sources: &Sources,
    replay: impl Fn(&str) -> String,
) -> CheckVerdict {
    let mut record = match result {
        Ok(record) => record,
        Err(none) => return blank.failed(none.diagnosis, Some(none.message)),
    };
    sources.name_threads(&mut record);
    let message = hide_stand_ins(&record.message);
    let counted = CheckVerdict {
        schedules: record.schedules,
        exhaustive: record.exhaustive,
        weak_orderings: record.weak_orderings,
        ..blank
    };
    match record.verdict {
        Outcome::Passed => CheckVerdict { verdict: Outcome::Passed, points: counted.max_points, ..counted },
        Outcome::NotJudged => counted.not_judged(message),
        Outcome::Failed => {
            let diagnosis =
                record.diagnosis.as_deref().and_then(Diagnosis::from_name).unwrap_or(Diagnosis::WrongResult);
            let (trace, blocked) = sources.name(&record.trace, &record.blocked);
            CheckVerdict {
                place: sources.shown(record.place.as_ref()),
                thread: record.thread,
                output: Some(hide_stand_ins(&record.output)).filter(|output| !output.is_empty()),
                trace,
                blocked,
                replay: record.replay.as_deref().map(replay),
                ..counted.failed(diagnosis, Some(message))
            }
        }
    }
}
