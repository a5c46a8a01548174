//! Names and source text for what a trace shows: the explorer knows where a lock was created, the
//! learner knows it by the variable or field it was put in.

use crate::{
    Blocked, Event, Held, Object, Place,
    kit::hide_stand_ins,
    record::{RawBlocked, RawEvent, RawObject, RawPlace, Record},
    source::parsed,
};
use std::collections::{BTreeMap, BTreeSet};
use syn::{spanned::Spanned, visit::Visit};

/// The files whose lines may be shown: the submission and the checks.
pub(crate) struct Sources {
    files: BTreeMap<String, Source>,
    /// The file that needs no mention.
    main: String,
}

struct Source {
    lines: Vec<String>,
    bindings: Vec<Binding>,
}

/// A name and the lines of what it is bound to.
struct Binding {
    name: String,
    start: usize,
    end: usize,
    /// The bound expression.
    text: String,
}

impl Sources {
    /// `main` is the submission, by its shown name.
    pub fn new(main: (&str, &str), others: &[(&str, &str)]) -> Sources {
        let files =
            std::iter::once(&main).chain(others).map(|(name, text)| ((*name).to_owned(), Source::read(text))).collect();
        Sources { files, main: main.0.to_owned() }
    }

    fn place(&self, raw: &RawPlace) -> Option<Place> {
        let file = raw.file.as_ref().filter(|file| self.files.contains_key(*file))?;
        Some(Place { file: file.clone(), line: raw.line?, column: raw.column.unwrap_or(1) })
    }

    /// The place, if it is in a file the learner can see.
    pub fn shown(&self, raw: Option<&RawPlace>) -> Option<Place> {
        self.place(raw?)
    }

    fn text(&self, place: Option<&Place>) -> Option<String> {
        let place = place?;
        let line = self.files.get(&place.file)?.lines.get(place.line as usize - 1)?;
        Some(line.trim().to_owned()).filter(|line| !line.is_empty())
    }

    /// Gives threads the names the learner knows them by, everywhere in a record: one without a name
    /// of its own is called after the variable its handle is in, and the object one joins is called
    /// like the thread.
    pub fn name_threads(&self, record: &mut Record) {
        let spawned: Vec<(String, RawPlace)> = record
            .trace
            .iter()
            .filter(|event| event.operation == "spawn")
            .filter_map(|event| Some((event.value.clone()?, event.place.clone())))
            .collect();
        let mut known: Vec<(String, Option<String>)> = Vec::new();
        for (name, place) in &spawned {
            let numbered = name.strip_prefix("thread ").is_some_and(|rest| rest.parse::<u32>().is_ok());
            known.push((name.clone(), if numbered { self.handle(place) } else { None }));
        }
        let taken = |name: &str| {
            name == "main" || known.iter().filter(|(own, new)| own == name || new.as_deref() == Some(name)).count() > 1
        };
        let renamed: BTreeMap<String, String> =
            known.iter().filter_map(|(own, new)| Some((own.clone(), new.clone().filter(|new| !taken(new))?))).collect();
        let rename = |name: &mut String| {
            if let Some(new) = renamed.get(name) {
                name.clone_from(new);
            }
        };
        for event in &mut record.trace {
            rename(&mut event.thread);
            event.could_run.iter_mut().for_each(rename);
            if event.operation == "spawn" {
                event.value.iter_mut().for_each(rename);
            }
        }
        for thread in &mut record.blocked {
            rename(&mut thread.thread);
            thread.held_by.iter_mut().for_each(rename);
        }
        record.thread.iter_mut().for_each(rename);
        for (own, new) in &renamed {
            record.message = record.message.replace(&format!("`{own}`"), &format!("`{new}`"));
        }

        // A thread's object is made when it is spawned, so the numbers are in the order of spawning.
        let joined: BTreeSet<u32> = objects(&record.trace, &record.blocked)
            .filter(|object| object.kind == "thread" && object.name.is_none())
            .filter_map(|object| object.id)
            .collect();
        let mut names = BTreeMap::new();
        if joined.len() == spawned.len() {
            let in_order = spawned.iter().map(|(name, _)| renamed.get(name).unwrap_or(name).clone());
            names.extend(joined.into_iter().zip(in_order));
        } else {
            // Otherwise whoever is stuck in joining one thread says which.
            for thread in &record.blocked {
                if let (Some(object), [name]) = (&thread.object, &thread.held_by[..])
                    && object.kind == "thread"
                {
                    names.extend(object.id.map(|id| (id, name.clone())));
                }
            }
        }
        if !names.is_empty() {
            let own = |object: &mut RawObject| {
                object.name = object.id.and_then(|id| names.get(&id).cloned()).or(object.name.take());
            };
            record.trace.iter_mut().filter_map(|event| event.object.as_mut()).for_each(own);
            record.blocked.iter_mut().filter_map(|thread| thread.object.as_mut()).for_each(own);
        }
    }

    /// The variable a thread's handle is put in, if the line says so.
    fn handle(&self, place: &RawPlace) -> Option<String> {
        let source = self.files.get(place.file.as_ref()?)?;
        let line = place.line? as usize;
        let own = source.bindings.iter().filter(|binding| binding.start == line && binding.text.contains("spawn"));
        let best = own.min_by_key(|binding| (binding.end - binding.start, binding.text.len()))?;
        // A closure that spawns may be called often, and a loop binds all handles to one name.
        let once = best.text.matches("spawn").count() == 1 && !best.text.contains("map");
        once.then(|| best.name.clone())
    }

    /// The events and blocked threads of one record, named.
    pub fn name(&self, trace: &[RawEvent], blocked: &[RawBlocked]) -> (Vec<Event>, Vec<Blocked>) {
        let names = self.names(objects(trace, blocked));
        let object = |raw: &RawObject| self.object(raw, &names);
        let events = trace
            .iter()
            .map(|event| {
                let place = self.place(&event.place);
                Event {
                    thread: event.thread.clone(),
                    operation: event.operation.clone(),
                    object: event.object.as_ref().map(object),
                    source: self.text(place.as_ref()),
                    place,
                    value: event.value.as_deref().map(hide_stand_ins),
                    note: event.note.clone(),
                    switch: event.switch,
                    could_run: event.could_run.clone(),
                }
            })
            .collect();
        let blocked = blocked
            .iter()
            .map(|thread| {
                let place = self.place(&thread.place);
                Blocked {
                    thread: thread.thread.clone(),
                    operation: thread.operation.clone(),
                    object: thread.object.as_ref().map(object),
                    source: self.text(place.as_ref()),
                    place,
                    holds: thread
                        .holds
                        .iter()
                        .map(|held| Held { object: object(&held.object), place: self.place(&held.place) })
                        .collect(),
                    held_by: thread.held_by.clone(),
                    in_cycle: thread.in_cycle,
                }
            })
            .collect();
        (events, blocked)
    }

    fn object(&self, raw: &RawObject, names: &BTreeMap<u32, String>) -> Object {
        let kind = hide_stand_ins(&raw.kind);
        let known = raw.file.as_ref().is_some_and(|file| self.files.contains_key(file));
        Object {
            name: raw.id.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| kind.clone()),
            kind,
            file: raw.file.clone().filter(|_| known),
            line: raw.line.filter(|_| known),
        }
    }

    /// A name for each object, no two alike.
    fn names<'a>(&self, objects: impl Iterator<Item = &'a RawObject>) -> BTreeMap<u32, String> {
        let mut by_id = BTreeMap::new();
        for object in objects {
            if let Some(id) = object.id {
                by_id.entry(id).or_insert(object);
            }
        }
        let base: BTreeMap<u32, String> = by_id.iter().map(|(id, object)| (*id, self.base_name(object))).collect();
        let mut names = BTreeMap::new();
        for (id, name) in &base {
            let alike: Vec<u32> = base.iter().filter(|(_, other)| *other == name).map(|(id, _)| *id).collect();
            let same_kind: Vec<u32> =
                alike.iter().copied().filter(|other| by_id[other].kind == by_id[id].kind).collect();
            let mut full = name.clone();
            if same_kind.len() > 1 {
                let number = same_kind.iter().position(|other| other == id).unwrap_or(0) + 1;
                full.push_str(&format!("#{number}"));
            }
            if same_kind.len() < alike.len() {
                full.push_str(&format!(" ({})", hide_stand_ins(&by_id[id].kind)));
            }
            names.insert(*id, full);
        }
        names
    }

    fn base_name(&self, object: &RawObject) -> String {
        let kind = hide_stand_ins(&object.kind);
        if let Some(name) = &object.name {
            return name.clone();
        }
        let (Some(file), Some(line)) = (&object.file, object.line) else { return kind };
        let Some(source) = self.files.get(file) else { return kind };
        if let Some(name) = source.binding(line as usize, &kind) {
            return name;
        }
        if *file == self.main {
            format!("{kind} at line {line}")
        } else {
            let short = file.rsplit('/').next().unwrap_or(file);
            format!("{kind} at {short}:{line}")
        }
    }
}

/// Every object of a record, as often as it occurs.
fn objects<'a>(trace: &'a [RawEvent], blocked: &'a [RawBlocked]) -> impl Iterator<Item = &'a RawObject> {
    let held = |thread: &'a RawBlocked| thread.holds.iter().map(|held| &held.object);
    trace
        .iter()
        .filter_map(|event| event.object.as_ref())
        .chain(blocked.iter().filter_map(|thread| thread.object.as_ref()))
        .chain(blocked.iter().flat_map(held))
}

impl Source {
    fn read(text: &str) -> Source {
        let bindings = parsed(text, |file| {
            let mut bindings = Bindings(Vec::new());
            bindings.visit_file(file);
            bindings.0
        });
        Source { lines: text.lines().map(str::to_owned).collect(), bindings: bindings.unwrap_or_default() }
    }

    /// What an object of `kind` created in `line` is bound to: the smallest binding around it,
    /// rather one that mentions the kind, since one line may create several things.
    fn binding(&self, line: usize, kind: &str) -> Option<String> {
        let around = self.bindings.iter().filter(|binding| (binding.start..=binding.end).contains(&line));
        let best = around
            .min_by_key(|binding| (!mentions(&binding.text, kind), binding.end - binding.start, binding.text.len()));
        best.map(|binding| binding.name.clone()).or_else(|| self.binding_in_text(line))
    }

    /// For what syn does not look into: the arguments of a macro such as `thread_local!`.
    fn binding_in_text(&self, line: usize) -> Option<String> {
        let text = self.lines.get(line.checked_sub(1)?)?.trim_start();
        let text = text.strip_prefix("pub ").unwrap_or(text);
        let rest = text.strip_prefix("static ").or_else(|| text.strip_prefix("let "))?;
        let rest = rest.strip_prefix("ref ").or_else(|| rest.strip_prefix("mut ")).unwrap_or(rest);
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        Some(name).filter(|name| !name.is_empty())
    }
}

/// Whether the kind's name stands in `text` as a word; a channel is made by a function of that name.
fn mentions(text: &str, kind: &str) -> bool {
    let kind = kind.to_lowercase();
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word.to_lowercase() == kind)
}

struct Bindings(Vec<Binding>);

impl Bindings {
    fn add(&mut self, name: String, around: impl Spanned, value: impl Spanned) {
        let (around, value) = (around.span(), value.span());
        self.0.push(Binding {
            name,
            start: around.start().line,
            end: around.end().line,
            text: value.source_text().unwrap_or_default(),
        });
    }
}

impl<'ast> Visit<'ast> for Bindings {
    fn visit_local(&mut self, local: &'ast syn::Local) {
        if let (Some(name), Some(init)) = (first_name(&local.pat), &local.init) {
            self.add(name, local, &init.expr);
        }
        syn::visit::visit_local(self, local);
    }

    fn visit_field_value(&mut self, field: &'ast syn::FieldValue) {
        if let syn::Member::Named(name) = &field.member {
            self.add(name.to_string(), field, &field.expr);
        }
        syn::visit::visit_field_value(self, field);
    }

    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        let name = match &*assign.left {
            syn::Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
            syn::Expr::Field(field) => match &field.member {
                syn::Member::Named(name) => Some(name.to_string()),
                syn::Member::Unnamed(_) => None,
            },
            _ => None,
        };
        if let Some(name) = name {
            self.add(name, assign, &assign.right);
        }
        syn::visit::visit_expr_assign(self, assign);
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.add(item.ident.to_string(), item, &item.expr);
        syn::visit::visit_item_static(self, item);
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.add(item.ident.to_string(), item, &item.expr);
        syn::visit::visit_item_const(self, item);
    }

    /// A derived `Default` creates every field in the line of the `derive`: which one it is can be
    /// told by the type, where no other field has the same.
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        let derives_default = |attribute: &&syn::Attribute| {
            attribute.path().is_ident("derive")
                && attribute.span().source_text().is_some_and(|text| mentions(&text, "Default"))
        };
        if let Some(derive) = item.attrs.iter().find(derives_default) {
            let text = |field: &syn::Field| field.ty.span().source_text();
            for field in &item.fields {
                let alone = item.fields.iter().filter(|other| text(other) == text(field)).count() == 1;
                if let (Some(name), true) = (&field.ident, alone) {
                    self.add(name.to_string(), derive, &field.ty);
                }
            }
        }
        syn::visit::visit_item_struct(self, item);
    }

    /// Other derives create a field where the field is declared.
    fn visit_field(&mut self, field: &'ast syn::Field) {
        if let Some(name) = &field.ident {
            self.add(name.to_string(), field, &field.ty);
        }
        syn::visit::visit_field(self, field);
    }
}

fn first_name(pattern: &syn::Pat) -> Option<String> {
    match pattern {
        syn::Pat::Ident(name) => Some(name.ident.to_string()),
        syn::Pat::Type(typed) => first_name(&typed.pat),
        syn::Pat::Tuple(tuple) => tuple.elems.iter().find_map(first_name),
        syn::Pat::TupleStruct(tuple) => tuple.elems.iter().find_map(first_name),
        syn::Pat::Reference(reference) => first_name(&reference.pat),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"use std::sync::*;
static TOTAL: Mutex<u32> = Mutex::new(0);
struct Queue { state: Mutex<Vec<u8>>, room: Condvar }
impl Queue {
    fn new() -> Queue {
        Queue { state: Mutex::new(Vec::new()), room: Condvar::new() }
    }
}
struct Counter(AtomicU8);
fn f() {
    let queue = Arc::new(
        Mutex::new(1),
    );
    let pair = (Mutex::new(false), Condvar::new());
    let (to_worker, jobs) = mpsc::channel::<u8>();
    let all = [Mutex::new(1), Mutex::new(2)];
    let c = { let inner = Mutex::new(1); g(Counter(AtomicU8::new(1)), inner) };
    g(Counter(AtomicU8::new(1)));
    thread_local! {
        static LOCAL: Mutex<u8> = Mutex::new(1);
    }
}
"#;

    fn name_all(objects: &[(&str, u32)]) -> Vec<String> {
        let sources = Sources::new(("a.rs", TEXT), &[]);
        let raw: Vec<RawObject> = objects
            .iter()
            .zip(1..)
            .map(|((kind, line), id)| RawObject {
                kind: (*kind).to_owned(),
                name: None,
                id: Some(id),
                file: Some("a.rs".to_owned()),
                line: Some(*line),
            })
            .collect();
        sources.names(raw.iter()).into_values().collect()
    }

    #[test]
    fn objects_are_called_what_they_are_bound_to() {
        assert_eq!(name_all(&[("Mutex", 2)]), ["TOTAL"]);
        assert_eq!(name_all(&[("Mutex", 6), ("Condvar", 6)]), ["state", "room"]);
        assert_eq!(name_all(&[("Mutex", 12)]), ["queue"]);
        assert_eq!(name_all(&[("channel", 15)]), ["to_worker"]);
        assert_eq!(name_all(&[("Mutex", 3)]), ["state"]);
        assert_eq!(name_all(&[("Mutex", 17)]), ["inner"]);
        assert_eq!(name_all(&[("AtomicU8", 18)]), ["AtomicU8 at line 18"]);
        assert_eq!(name_all(&[("Mutex", 20)]), ["LOCAL"]);
    }

    #[test]
    fn no_two_objects_are_called_alike() {
        assert_eq!(name_all(&[("Mutex", 14), ("Condvar", 14)]), ["pair (Mutex)", "pair (Condvar)"]);
        assert_eq!(name_all(&[("Mutex", 16), ("Mutex", 16)]), ["all#1", "all#2"]);
        assert_eq!(name_all(&[("Mutex", 6), ("Mutex", 6)]), ["state#1", "state#2"]);
    }

    #[test]
    fn libraries_are_not_shown() {
        let sources = Sources::new(("a.rs", TEXT), &[]);
        let raw = |file: &str| RawPlace { file: Some(file.to_owned()), line: Some(2), column: Some(1) };
        assert!(sources.shown(Some(&raw("crates/explore-std/src/sync.rs"))).is_none());
        let shown = sources.shown(Some(&raw("a.rs")));
        assert!(sources.text(shown.as_ref()).is_some_and(|text| text.starts_with("static TOTAL")));
    }
}
