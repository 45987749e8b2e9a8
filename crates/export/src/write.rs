//! Writing. In: a checked package without errors. Out: the bytes. Rows are numbered in the order
//! in which they are first mentioned, beginning with the package-level objects in order of
//! their names; nothing depends on ids of the session.

use crate::code::{Encoder, Mode};
use crate::files;
use crate::format::{Stamp, assemble};
use crate::interface::{Interface, Part};
use crate::parts;
use crate::side::SideTables;
use crate::types_write::deferred;
use base::bytes::ByteWriter;
use base::{FxHashMap, Sources};
use std::collections::VecDeque;
use types::body::Body;
use types::{CheckedPackage, ObjId, ObjKind, PkgId, Session, TypeId, TypeKind};

/// What is written.
pub struct Input<'a> {
    /// The session the package was checked in.
    pub session: &'a Session,
    /// The package; checked without errors.
    pub pkg: PkgId,
    /// Its texts.
    pub sources: &'a Sources,
    /// The name under which importers' line tables show a file.
    pub shown: &'a dyn Fn(&str) -> String,
    /// Bodies that importers may want: those of generic functions and of functions that
    /// [`may_be_inlined`] at least. Of others they make no code with lines of its own.
    pub bodies: Vec<&'a Body>,
    /// Whatever later stages say of the package.
    pub side: &'a SideTables,
}

/// The bodies of generic functions and of methods of generic types, which importers need to
/// make instances.
pub fn generic_bodies<'a>(s: &Session, checked: &'a CheckedPackage) -> Vec<&'a Body> {
    checked.bodies.iter().filter(|b| is_generic(s, b)).collect()
}

/// Whether importers may copy the code of a function: a function of the body alone, so that everybody
/// says the same, and what is larger can change without them.
pub fn may_be_inlined(body: &Body) -> bool {
    const EXPRESSIONS: usize = 60;
    body.funcs.len() == 1 && body.exprs.len() <= EXPRESSIONS
}

fn is_generic(s: &Session, body: &Body) -> bool {
    match s.kind(s.obj_type(body.owner)) {
        TypeKind::Signature(sig) => !sig.tparams.is_empty() || !sig.recv_tparams.is_empty(),
        _ => false,
    }
}

/// Writes a package. Errors name what cannot be written: the package was not free of errors.
pub fn write(stamp: Stamp, input: &Input<'_>) -> Result<Vec<u8>, String> {
    let s = input.session;
    let mut t = Tables::new(s, input.pkg, input.sources);
    let names = t.names();
    t.drain();
    // All that package-level declarations mention has rows.
    let (bodies, index) = t.bodies(&input.bodies);
    t.drain();
    let package = t.package_section();
    if let Some(error) = t.error {
        return Err(format!("{}: {error}", s.pkg(input.pkg).path));
    }
    let (objects, object_ends) = rows(&t.objects);
    let (types, type_ends) = rows(&t.types);
    let files = files::encode(input.sources, input.shown);
    let (strings, string_ends) = rows(&t.strings);
    let side = input.side.encode();
    [&names, &strings, &string_ends, &side].into_iter().for_each(|section| t.interface.add(section));
    t.interface.files(input.sources, input.shown);
    assemble(
        stamp,
        t.interface.finish(),
        [package, strings, string_ends, objects, object_ends, types, type_ends, names, files, bodies, index, side],
    )
}

fn rows(rows: &[Vec<u8>]) -> (Vec<u8>, Vec<u8>) {
    let mut ends = ByteWriter::new();
    let mut all = Vec::new();
    for row in rows {
        all.extend_from_slice(row);
        ends.u32(all.len() as u32);
    }
    (all, ends.buf)
}

/// A row whose contents are written later.
#[derive(Clone, Copy)]
pub(crate) enum Pending {
    Type(TypeId),
    Object(ObjId),
}

/// What an object row begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum ObjRow {
    Const,
    Type,
    Var,
    Func,
    /// At package level in another package: package, name.
    External,
    /// A method of a type of another package: package, type name, method name.
    ExternalMethod,
}

/// Everything numbered so far.
pub(crate) struct Tables<'s> {
    pub(crate) s: &'s Session,
    pub(crate) pkg: PkgId,
    pub(crate) types: Vec<Vec<u8>>,
    pub(crate) type_rows: FxHashMap<(TypeId, Mode), u32>,
    pub(crate) pending: VecDeque<(Pending, u32)>,
    pub(crate) depth: u32,
    objects: Vec<Vec<u8>>,
    object_rows: FxHashMap<ObjId, u32>,
    strings: Vec<Vec<u8>>,
    string_rows: FxHashMap<Box<str>, u32>,
    /// Packages mentioned, without the universe and the own one.
    packages: Vec<PkgId>,
    sources: &'s Sources,
    interface: Interface,
    error: Option<String>,
}

impl<'s> Tables<'s> {
    fn new(s: &'s Session, pkg: PkgId, sources: &'s Sources) -> Tables<'s> {
        Tables {
            s,
            pkg,
            sources,
            interface: Interface::default(),
            types: Vec::new(),
            type_rows: FxHashMap::default(),
            pending: VecDeque::new(),
            depth: 0,
            objects: Vec::new(),
            object_rows: FxHashMap::default(),
            strings: Vec::new(),
            string_rows: FxHashMap::default(),
            packages: Vec::new(),
            error: None,
        }
    }
    /// Remembers the first thing that cannot be written.
    pub(crate) fn fail(&mut self, what: &str) {
        self.error.get_or_insert_with(|| what.to_string());
    }
    /// What `write` spells.
    pub(crate) fn encode(&mut self, mode: Mode, write: impl FnOnce(&mut Encoder<'_, 's>)) -> Vec<u8> {
        self.encode_part(mode, Part::default(), write)
    }
    fn encode_part(&mut self, mode: Mode, part: Part, write: impl FnOnce(&mut Encoder<'_, 's>)) -> Vec<u8> {
        let mut w = Encoder { t: self, buf: ByteWriter::new(), mode, interface: part };
        write(&mut w);
        let Encoder { buf, interface: part, .. } = w;
        self.interface.part(part, &buf.buf, self.sources);
        buf.buf
    }
    pub(crate) fn string(&mut self, text: &str) -> u32 {
        if let Some(&i) = self.string_rows.get(text) {
            return i;
        }
        let i = self.strings.len() as u32;
        self.strings.push(text.as_bytes().to_vec());
        self.string_rows.insert(text.into(), i);
        i
    }
    /// The number of a package: 0 the universe, 1 the own one.
    pub(crate) fn package(&mut self, pkg: PkgId) -> u32 {
        if pkg.is_none() {
            return 0;
        }
        if pkg == self.pkg {
            return 1;
        }
        let found = self.packages.iter().position(|&p| p == pkg);
        let i = found.unwrap_or_else(|| {
            self.packages.push(pkg);
            self.packages.len() - 1
        });
        i as u32 + 2
    }
    /// The row of an object.
    pub(crate) fn object(&mut self, obj: ObjId) -> u32 {
        if let Some(&row) = self.object_rows.get(&obj) {
            return row;
        }
        let row = self.objects.len() as u32;
        self.objects.push(Vec::new());
        self.object_rows.insert(obj, row);
        self.pending.push_back((Pending::Object(obj), row));
        row
    }
    /// Writes what was put off, and what that puts off.
    fn drain(&mut self) {
        while let Some((pending, row)) = self.pending.pop_front() {
            match pending {
                Pending::Type(t) => self.types[row as usize] = self.encode(Mode::Plain, |w| deferred(w, t)),
                Pending::Object(o) => self.objects[row as usize] = self.encode(Mode::Plain, |w| object(w, o)),
            }
        }
    }
    /// The package-level names, in order of their text.
    fn names(&mut self) -> Vec<u8> {
        let s = self.s;
        let mut all: Vec<(&str, ObjId)> =
            s.package_objects(self.pkg).into_iter().map(|(n, o)| (s.text(n), o)).collect();
        all.sort_unstable_by_key(|e| e.0);
        let mut w = ByteWriter::new();
        for (name, obj) in all {
            w.u32(self.string(name));
            w.u32(self.object(obj));
        }
        w.buf
    }
    /// Bodies and their index, in order of the rows of their owners.
    fn bodies(&mut self, bodies: &[&Body]) -> (Vec<u8>, Vec<u8>) {
        let mut list: Vec<(u32, &Body)> = bodies.iter().map(|b| (self.object(b.owner), *b)).collect();
        list.sort_unstable_by_key(|e| e.0);
        let (mut all, mut index) = (Vec::new(), ByteWriter::new());
        for (row, body) in list {
            self.interface.add(&row.to_le_bytes());
            let part =
                if is_generic(self.s, body) || may_be_inlined(body) { Part::with_places() } else { Part::default() };
            all.extend(self.encode_part(Mode::Canon, part, |w| w.put(body)));
            index.u32(row);
            index.u32(all.len() as u32);
        }
        (all, index.buf)
    }
    fn package_section(&mut self) -> Vec<u8> {
        let (s, pkg) = (self.s, self.pkg);
        self.encode(Mode::Plain, |w| {
            let imports = s.package_imports(pkg);
            let indices: Vec<u32> = imports.into_iter().map(|p| w.t.package(p)).collect();
            let packages = w.t.packages.clone();
            let name = |p: PkgId| s.pkg(p).name.get().map_or("", |&n| s.text(n));
            w.byte_string(s.pkg(pkg).path.as_bytes());
            w.byte_string(name(pkg).as_bytes());
            w.uint(packages.len() as u64);
            for p in packages {
                w.byte_string(s.pkg(p).path.as_bytes());
            }
            w.put(&indices);
        })
    }
}

/// The contents of an object row.
fn object(w: &mut Encoder<'_, '_>, id: ObjId) {
    let s = w.t.s;
    let obj = s.obj(id);
    if obj.pkg != w.t.pkg {
        return external(w, id);
    }
    let head = |w: &mut Encoder<'_, '_>, row: ObjRow| {
        w.buf.u8(row as u8);
        w.put(&obj.name);
        w.put(&obj.pos);
    };
    match &obj.kind {
        ObjKind::Const { .. } => {
            head(w, ObjRow::Const);
            w.put(&s.obj_type(id));
            match obj.const_value() {
                Some(value) => w.put(value),
                None => w.t.fail("a constant without value"),
            }
        }
        ObjKind::TypeName => {
            head(w, ObjRow::Type);
            w.put(&s.obj_type(id));
        }
        ObjKind::Var { role, .. } => {
            head(w, ObjRow::Var);
            w.buf.u8(parts::role_number(*role));
            w.put(&s.obj_type(id));
            facts(w, id);
        }
        ObjKind::Func { ptr_recv, origin: None, .. } => {
            head(w, ObjRow::Func);
            w.put(ptr_recv);
            w.put(&s.obj_type(id));
            facts(w, id);
        }
        _ => w.t.fail("an object that is not at package level"),
    }
}

/// What directives say: flags, link name (0 none, 1 its own, 2 the one that follows), marks.
fn facts(w: &mut Encoder<'_, '_>, id: ObjId) {
    let s = w.t.s;
    let facts = s.pkg(w.t.pkg).directives.get().map(|d| d.facts(id)).unwrap_or_default();
    w.put(&facts.flags.bits());
    match facts.linkname {
        types::Linkname::None => w.buf.u8(0),
        types::Linkname::Own => w.buf.u8(1),
        types::Linkname::Named(name) => {
            w.buf.u8(2);
            w.put(&name);
        }
    }
    w.put(&facts.bodyless);
    w.put(&facts.stack_abi);
}

/// An object of another package, by name.
fn external(w: &mut Encoder<'_, '_>, id: ObjId) {
    let s = w.t.s;
    let obj = s.obj(id);
    let at_package_level = match obj.pkg.some() {
        Some(pkg) => s.package_object(pkg, obj.name) == Some(id),
        None => s.universe().scope.get(&obj.name) == Some(&id),
    };
    if at_package_level {
        w.buf.u8(ObjRow::External as u8);
        w.pkg(obj.pkg);
        return w.put(&obj.name);
    }
    let recv = s.as_signature(s.obj_type(id)).and_then(|sig| sig.recv);
    let base = recv.and_then(|r| s.as_named(s.deref(s.obj_type(r)).0));
    let Some(base) = base.filter(|_| obj.is_func() && obj.origin().is_none()) else {
        return w.t.fail("an object of another package that is not at package level");
    };
    w.buf.u8(ObjRow::ExternalMethod as u8);
    w.pkg(obj.pkg);
    w.put(&s.obj(base.obj).name);
    w.put(&obj.name);
}
