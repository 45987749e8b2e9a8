//! Export data in the official form (unified), as go/types' importers, `vet`, `gopls` and
//! other tools read it. In: a package of a session and everything its exported objects mention,
//! in whatever package. Out: bytes that depend on their texts alone.
//!
//! Only types are in it: what the official compiler adds for itself (bodies, facts about functions) is left
//! out. But what exported objects or bodies mention that importers may copy is listed like what is exported, since readers tell
//! objects that are not exported from those that do not exist. The section of bodies, which readers of types never open, holds our own export data as its only
//! element, so that an archive tells both kinds of readers all they want and has no member that
//! official tools do not know.
//!
//! The file is ten sections of elements: a table of ends, the elements, a fingerprint. An element begins with
//! the elements it refers to, which its contents name by their place in that list.
//!
//! The form has versions, and releases read those that they know: the first one, go1.24's with type parameters of
//! aliases and without what nobody read, go1.27's with generic methods, which are objects of their own.
//! Authority: GOROOT `internal/pkgbits`, `go/internal/gcimporter/ureader.go`.

mod element;
mod objects;
mod types;
mod value;

use ::types::body::{Body, Callee, ExprKind};
use ::types::{ObjId, PkgId, Session, TypeId};
use base::bytes::ByteReader;
use base::pos::LineDirective;
use base::{FxHashMap, FxHashSet, Sources};
use element::{Element, Section};
use objects::Dict;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

/// The letter in front that tells this form from others.
pub const LETTER: u8 = b'u';

/// The first version in which aliases have type parameters.
const VERSION_ALIASES: u32 = 2;
/// The first version in which methods have type parameters and keep their order.
const VERSION_METHODS: u32 = 5;
const FINGERPRINT: usize = 8;

/// What is written.
pub struct Input<'a> {
    /// The session.
    pub session: &'a Session,
    /// The package.
    pub pkg: PkgId,
    /// Its texts, if it was compiled in this session; the names of files are put through `shown`.
    pub sources: Option<&'a Sources>,
    /// The name under which line tables show a file.
    pub shown: &'a dyn Fn(&str) -> String,
    /// Our own export data, to be found again by [`own_range`].
    pub own: &'a [u8],
    /// What the code of a function mentions ([`mentions`]), if importers may copy it.
    pub mentioned: &'a dyn Fn(ObjId) -> Vec<ObjId>,
}

/// Functions, methods and variables of a package that a body mentions.
pub fn mentions(session: &Session, body: &Body) -> Vec<ObjId> {
    let pkg = session.obj(body.owner).pkg;
    let objects = body.exprs.iter().filter_map(|e| match &e.kind {
        ExprKind::Global(obj) => Some(*obj),
        ExprKind::Func(f) | ExprKind::Call { callee: Callee::Func(f), .. } => Some(f.obj),
        _ => None,
    });
    objects.filter(|&obj| session.obj(obj).pkg == pkg).collect()
}

/// Writes a package. Errors name what cannot be written.
pub fn write(input: &Input<'_>) -> Result<Vec<u8>, String> {
    let mut t = Tables::new(input);
    for obj in t.wanted() {
        t.object(obj);
    }
    while let Some((obj, index)) = t.pending.pop_front() {
        t.define(obj, index);
    }
    t.root();
    // Every object that is mentioned is defined.
    if let Some(error) = t.error {
        return Err(format!("{}: {error}", input.session.pkg(input.pkg).path));
    }
    t.sections[Section::Body as usize].push(input.own.to_vec());
    Ok(lay_out(t.version, &t.sections))
}

/// Where export data of ours is in data of the official form.
pub fn own_range(data: &[u8]) -> Option<Range<usize>> {
    let mut r = ByteReader::new(data.strip_prefix(&[LETTER])?);
    ([1, VERSION_ALIASES, VERSION_METHODS].contains(&r.u32()?) && r.u32()? == 0).then_some(())?;
    let counts: Option<Vec<u32>> = (0..Section::COUNT).map(|_| r.u32()).collect();
    let counts = counts?;
    let (before, all) = (counts[Section::Body as usize - 1], counts[Section::Body as usize]);
    (all == before.checked_add(1)?).then_some(())?;
    let table = 1 + 8 + 4 * Section::COUNT;
    let end_of = |element: u32| {
        let at = table + 4 * usize::try_from(element).ok()?;
        ByteReader::at(data, at).u32().and_then(|end| usize::try_from(end).ok())
    };
    let elements = table.checked_add(usize::try_from(all).ok()?.checked_mul(4)?)?;
    let begin = match before {
        0 => 0,
        n => end_of(n - 1)?,
    };
    let range = elements.checked_add(begin)?..elements.checked_add(end_of(before)?)?;
    data.get(range.clone()).map(|_| range)
}

/// A file's name, and of a directive that names it line and column.
type FileKey = (Arc<str>, Option<(u32, u32)>);

/// Everything numbered so far.
struct Tables<'a> {
    s: &'a Session,
    input: &'a Input<'a>,
    version: u32,
    sections: [Vec<Vec<u8>>; Section::COUNT],
    strings: FxHashMap<Vec<u8>, u32>,
    files: FxHashMap<FileKey, u32>,
    packages: FxHashMap<PkgId, u32>,
    types: FxHashMap<(TypeId, types::Spelling), u32>,
    objects: FxHashMap<ObjId, u32>,
    /// Objects that have a number and no definition yet.
    pending: VecDeque<(ObjId, u32)>,
    depth: u32,
    error: Option<String>,
}

impl<'a> Tables<'a> {
    fn new(input: &'a Input<'a>) -> Tables<'a> {
        Tables {
            s: input.session,
            input,
            version: input.session.release.unified_version,
            sections: Default::default(),
            strings: FxHashMap::default(),
            files: FxHashMap::default(),
            packages: FxHashMap::default(),
            types: FxHashMap::default(),
            objects: FxHashMap::default(),
            pending: VecDeque::new(),
            depth: 0,
            error: None,
        }
    }

    /// The objects that readers begin with, in order of their names: those that are exported, and what code mentions that
    /// importers get with them.
    fn wanted(&self) -> Vec<ObjId> {
        let s = self.s;
        let objects = s.package_objects(self.input.pkg);
        let exported = |&&(name, _): &&_| ::types::session::is_exported(s.text(name));
        let mut listed: BTreeMap<&str, ObjId> =
            objects.iter().filter(exported).map(|&(name, obj)| (s.text(name), obj)).collect();
        let mut todo: Vec<ObjId> = listed.values().copied().collect();
        let mut seen: FxHashSet<ObjId> = todo.iter().copied().collect();
        while let Some(obj) = todo.pop() {
            let mut next = (self.input.mentioned)(obj);
            if s.obj(obj).is_type_name() {
                let named = s.as_named(s.obj_type(obj));
                next.extend(named.into_iter().flat_map(|n| s.declared(n).methods.iter().copied()));
            }
            todo.extend(next.into_iter().filter(|&n| seen.insert(n)));
        }
        listed.extend(objects.iter().filter(|(_, obj)| seen.contains(obj)).map(|&(name, obj)| (s.text(name), obj)));
        listed.into_values().collect()
    }

    /// The two elements that reading begins at: the package's objects that have a number, in order of their names; nothing for
    /// the official compiler.
    fn root(&mut self) {
        let s = self.s;
        let mut listed = s.package_objects(self.input.pkg);
        listed.retain(|(_, obj)| self.objects.contains_key(obj));
        listed.sort_unstable_by_key(|&(name, _)| s.text(name));
        let mut public = Element::default();
        public.package(self, self.input.pkg);
        if self.version < VERSION_ALIASES {
            public.bool(false);
        }
        public.len(listed.len());
        for (_, obj) in listed {
            public.object(self, obj, &[]);
        }
        self.add(Section::Meta, public);
        let mut private = Element::default();
        if self.version < VERSION_ALIASES {
            private.bool(false);
        }
        private.len(0);
        self.add(Section::Meta, private);
    }

    /// Adds an element; returns its number in the section.
    fn add(&mut self, section: Section, element: Element) -> u32 {
        let list = &mut self.sections[section as usize];
        list.push(element.finish());
        list.len() as u32 - 1
    }

    /// Remembers the first thing that cannot be written.
    fn fail(&mut self, what: &str) {
        self.error.get_or_insert_with(|| what.to_owned());
    }

    fn string(&mut self, text: &[u8]) -> u32 {
        if let Some(&index) = self.strings.get(text) {
            return index;
        }
        let list = &mut self.sections[Section::String as usize];
        list.push(text.to_vec());
        let index = list.len() as u32 - 1;
        self.strings.insert(text.to_vec(), index);
        index
    }

    /// The element of a package: path and name. What it imports readers of types pass over.
    fn package(&mut self, pkg: PkgId) -> u32 {
        if let Some(&index) = self.packages.get(&pkg) {
            return index;
        }
        let s = self.s;
        let mut element = Element::default();
        match pkg.is_none() {
            true => element.text(self, b"builtin"),
            false if pkg == s.universe().unsafe_pkg => element.text(self, b"unsafe"),
            false => {
                element.text(self, s.pkg(pkg).path.as_bytes());
                element.text(self, s.pkg(pkg).name.get().map_or("", |&n| s.text(n)).as_bytes());
                element.len(0);
            }
        }
        let index = self.add(Section::Package, element);
        self.packages.insert(pkg, index);
        index
    }

    /// The element of a file, or of what a directive names.
    fn file(&mut self, name: &Arc<str>, directive: Option<&LineDirective>) -> u32 {
        let key = (name.clone(), directive.map(|d| (d.line, d.column)));
        if let Some(&index) = self.files.get(&key) {
            return index;
        }
        let mut element = Element::default();
        element.text(self, name.as_bytes());
        element.bool(directive.is_none());
        if let Some(directive) = directive {
            element.bool(false); // where it stands is not told
            element.uint(u64::from(directive.line));
            element.uint(u64::from(directive.column));
        }
        let index = self.add(Section::File, element);
        self.files.insert(key, index);
        index
    }

    /// The number of an object, to be defined later.
    fn object(&mut self, obj: ObjId) -> u32 {
        if let Some(&index) = self.objects.get(&obj) {
            return index;
        }
        // Three sections have an element for each object, with the same number.
        let index = self.objects.len() as u32;
        [Section::Name, Section::Object, Section::Dict]
            .iter()
            .for_each(|&s| self.sections[s as usize].push(Vec::new()));
        self.objects.insert(obj, index);
        self.pending.push_back((obj, index));
        index
    }

    fn set(&mut self, section: Section, index: u32, element: Element) {
        self.sections[section as usize][index as usize] = element.finish();
    }

    /// Defines an object in the three sections.
    fn define(&mut self, obj: ObjId, index: u32) {
        let mut dict = Dict::default();
        let (code, element) = objects::definition(self, obj, &mut dict);
        self.set(Section::Object, index, element);
        let element = objects::name(self, obj, code);
        self.set(Section::Name, index, element);
        let element = objects::dictionary(self, obj, dict);
        self.set(Section::Dict, index, element);
    }
}

fn lay_out(version: u32, sections: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let mut out = vec![LETTER];
    let word = |out: &mut Vec<u8>, n: usize| out.extend_from_slice(&(n as u32).to_le_bytes());
    word(&mut out, version as usize);
    word(&mut out, 0); // no synchronisation marks
    let mut sum = 0;
    for section in sections {
        sum += section.len();
        word(&mut out, sum);
    }
    let mut sum = 0;
    for element in sections.iter().flatten() {
        sum += element.len();
        word(&mut out, sum);
    }
    sections.iter().flatten().for_each(|element| out.extend_from_slice(element));
    let print = Sha256::digest(&out);
    out.extend_from_slice(&print[..FINGERPRINT]);
    out
}
