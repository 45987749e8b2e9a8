//! Reading on demand. In: the bytes of one package. Out: objects and types of a session, made
//! when they are first asked for and the same ones ever after.
//!
//! All rows of a package are read under one lock, which the thread that holds it may take again:
//! finding the canonical type of an argument may ask for more of the same package. Reading a
//! package takes the locks of packages it imports, never the other way round. Ids leave the lock
//! only when what they stand for is complete.
//!
//! A damaged file gives errors, which go to whoever opened it ([`Reader::damage`]) and stand as
//! invalid types and missing objects in between; it never gives a panic.

use crate::code::{Code, Decoder, Res};
use crate::files;
use crate::format::{Damaged, Header, OpenError, Section, Stamp, row_range};
use crate::library::{Data, Library};
use crate::parts;
use crate::side::SideTables;
use crate::write::ObjRow;
use base::bytes::ByteReader;
use base::{FxHashMap, Name, Pos, Sources};
use parking_lot::ReentrantMutex;
use std::cell::{Cell, RefCell};
use std::sync::{Arc, OnceLock, Weak};
use syntax::directives::PragmaFlags;
use types::body::Body;
use types::{Color, Facts, LazyPackage, Linkname, ObjId, Object, PkgId, Session, TypeId};

/// Nesting of rows: sources nest types up to [`syntax::MAX_DEPTH`], and a level may be two rows, a name and what it
/// stands for. Damaged files could ask for more.
pub(crate) const MAX_DEPTH: u32 = 3 * syntax::MAX_DEPTH;

/// What was made of a file so far.
pub(crate) struct State {
    pub(crate) types: Vec<Cell<TypeId>>,
    objects: Vec<Cell<ObjId>>,
    packages: Vec<Cell<PkgId>>,
    own: Cell<PkgId>,
    depth: Cell<u32>,
    /// Rows of functions with bodies.
    rows: RefCell<FxHashMap<ObjId, u32>>,
}

/// One level of reading.
pub(crate) struct Depth<'a>(&'a Cell<u32>);

impl Drop for Depth<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl State {
    pub(crate) fn enter(&self) -> Res<Depth<'_>> {
        if self.depth.get() >= MAX_DEPTH {
            return Err(Damaged("types nested too deeply"));
        }
        self.depth.set(self.depth.get() + 1);
        Ok(Depth(&self.depth))
    }
}

/// A package's export data in use.
pub struct Reader {
    data: Data,
    header: Header,
    path: Box<str>,
    name: Box<str>,
    packages: Vec<Box<str>>,
    imports: Vec<u32>,
    library: Weak<Library>,
    state: ReentrantMutex<State>,
    damage: OnceLock<String>,
}

impl Reader {
    /// Opens a file; `library` finds the packages it mentions.
    pub(crate) fn open(data: Data, stamp: Stamp, library: Weak<Library>) -> Result<Reader, OpenError> {
        let header = Header::parse(&data, stamp)?;
        let bad = Damaged("the package's head");
        let mut r = ByteReader::new(header.section(&data, Section::Package));
        let path = string(&mut r)?;
        let name = string(&mut r)?;
        let mut packages = Vec::new();
        for _ in 0..r.uvarint().ok_or(bad)? {
            packages.push(string(&mut r)?);
        }
        let mut imports = Vec::new();
        for _ in 0..r.uvarint().ok_or(bad)? {
            imports.push(r.uvarint().and_then(|i| u32::try_from(i).ok()).ok_or(bad)?);
        }
        let rows = |section| header.section(&data, section).len() / 4;
        let state = State {
            types: vec![Cell::new(TypeId::NONE); rows(Section::TypeEnds)],
            objects: vec![Cell::new(ObjId::NONE); rows(Section::ObjectEnds)],
            packages: vec![Cell::new(PkgId::NONE); packages.len()],
            own: Cell::new(PkgId::NONE),
            depth: Cell::new(0),
            rows: RefCell::default(),
        };
        let (state, damage) = (ReentrantMutex::new(state), OnceLock::new());
        Ok(Reader { data, header, path, name, packages, imports, library, state, damage })
    }
    /// Adds the package to a session.
    pub(crate) fn install(self: &Arc<Self>, s: &Session) -> PkgId {
        let pkg = s.add_lazy_package(&self.path, s.names.intern(&self.name), self.clone());
        self.state.lock().own.set(pkg);
        match files::decode(self.section(Section::Files)) {
            Ok(sources) => drop(s.pkg(pkg).sources.set(Arc::new(sources))),
            Err(e) => self.note(e),
        }
        pkg
    }
    /// Its import path.
    pub fn path(&self) -> &str {
        &self.path
    }
    /// The hash of all that may matter to importers.
    pub fn content(&self) -> [u8; 16] {
        crate::format::content(&self.data).unwrap_or_default()
    }
    /// What was found to be wrong with the file while it was read, if anything.
    pub fn damage(&self) -> Option<&str> {
        self.damage.get().map(String::as_str)
    }
    /// The tables that later stages have put there.
    pub fn side(&self) -> Result<SideTables, Damaged> {
        SideTables::decode(self.section(Section::Side))
    }
    /// Places of its files.
    pub fn sources(&self, s: &Session) -> Option<Arc<Sources>> {
        let pkg = self.state.lock().own.get().some()?;
        s.pkg(pkg).sources.get().cloned()
    }
    /// The body of a function of this package, where it was written.
    pub fn body(&self, s: &Session, func: ObjId) -> Option<Body> {
        let state = self.state.lock();
        let row = *state.rows.borrow().get(&func)?;
        let range = self.body_range(row)?;
        let bytes = self.section(Section::Bodies).get(range.0..range.1)?;
        let mut r = self.decoder(&state, s, bytes);
        self.noted(Body::read(&mut r).and_then(|b| match b.owner == func {
            true => Ok(b),
            false => Err(Damaged("a body of another function")),
        }))
    }
    /// All functions whose bodies are there.
    pub fn functions_with_bodies(&self, s: &Session) -> Vec<ObjId> {
        let state = self.state.lock();
        let index = self.section(Section::BodyIndex).chunks_exact(8);
        let rows = index.map(|e| u32::from_le_bytes([e[0], e[1], e[2], e[3]]));
        rows.filter_map(|row| self.noted(self.object(&state, s, row))).collect()
    }

    pub(crate) fn section(&self, section: Section) -> &[u8] {
        self.header.section(&self.data, section)
    }
    fn note(&self, e: Damaged) {
        let _ = self.damage.set(format!("{}: damaged export data: {e}", self.path));
    }
    fn noted<T>(&self, result: Res<T>) -> Option<T> {
        result.map_err(|e| self.note(e)).ok()
    }
    pub(crate) fn own(&self, state: &State) -> PkgId {
        state.own.get()
    }
    fn decoder<'r>(&'r self, state: &'r State, s: &'r Session, bytes: &'r [u8]) -> Decoder<'r> {
        Decoder { file: self, state, s, r: ByteReader::new(bytes), limits: [0; 6] }
    }
    fn row<'r>(&'r self, state: &'r State, s: &'r Session, of: [Section; 2], row: u32) -> Res<Decoder<'r>> {
        let range = row_range(self.section(of[1]), row as usize);
        let bytes = range.and_then(|(from, end)| self.section(of[0]).get(from..end));
        Ok(self.decoder(state, s, bytes.ok_or(Damaged("a row out of range"))?))
    }
    pub(crate) fn type_row<'r>(&'r self, state: &'r State, s: &'r Session, row: u32) -> Res<Decoder<'r>> {
        self.row(state, s, [Section::Types, Section::TypeEnds], row)
    }
    pub(crate) fn string(&self, i: u32) -> Res<&str> {
        let range = row_range(self.section(Section::StringEnds), i as usize);
        let bytes = range.and_then(|(from, end)| self.section(Section::Strings).get(from..end));
        bytes.and_then(|b| std::str::from_utf8(b).ok()).ok_or(Damaged("a string out of range"))
    }
    /// A package by its number in the file.
    pub(crate) fn package(&self, state: &State, s: &Session, i: u32) -> Res<PkgId> {
        let i = match i {
            0 => return Ok(PkgId::NONE),
            1 => return Ok(state.own.get()),
            i => i as usize - 2,
        };
        let slot = state.packages.get(i).ok_or(Damaged("a package out of range"))?;
        if let Some(pkg) = slot.get().some() {
            return Ok(pkg);
        }
        let path = &self.packages[i];
        let library = self.library.upgrade().ok_or(Damaged("a package that is needed after its library"))?;
        let pkg = library.package(s, path).map_err(|_| Damaged("a package it needs cannot be read"))?;
        slot.set(pkg);
        Ok(pkg)
    }
    /// The object in a row.
    pub(crate) fn object(&self, state: &State, s: &Session, row: u32) -> Res<ObjId> {
        let slot = state.objects.get(row as usize).ok_or(Damaged("an object out of range"))?;
        if let Some(obj) = slot.get().some() {
            return Ok(obj);
        }
        let _depth = state.enter()?;
        let mut r = self.row(state, s, [Section::Objects, Section::ObjectEnds], row)?;
        let obj = base::stack::with_room(|| object(&mut r, slot))?;
        // Reading a constant's or function's type does not lead back to it, but a damaged file may.
        if let Some(other) = slot.get().some().filter(|&o| o != obj) {
            return Ok(other);
        }
        slot.set(obj);
        if s.obj(obj).is_func() && self.body_range(row).is_some() {
            state.rows.borrow_mut().insert(obj, row);
        }
        Ok(obj)
    }
    /// Where the body of the function in an object row is.
    fn body_range(&self, row: u32) -> Option<(usize, usize)> {
        let index = self.section(Section::BodyIndex);
        let entry = |i: usize| {
            let e = index.get(i * 8..i * 8 + 8)?;
            let number = |at: usize| u32::from_le_bytes([e[at], e[at + 1], e[at + 2], e[at + 3]]);
            Some((number(0), number(4) as usize))
        };
        let (mut low, mut high) = (0, index.len() / 8);
        while low < high {
            let middle = (low + high) / 2;
            match entry(middle)?.0 < row {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        let (found, end) = entry(low)?;
        let from = if low == 0 { 0 } else { entry(low - 1)?.1 };
        (found == row).then_some((from, end))
    }
    /// Entry `i` of the names: text and row.
    fn name(&self, i: usize) -> Res<(&str, u32)> {
        let names = self.section(Section::Names);
        let e = names.get(i * 8..i * 8 + 8).ok_or(Damaged("a name out of range"))?;
        let text = self.string(u32::from_le_bytes([e[0], e[1], e[2], e[3]]))?;
        Ok((text, u32::from_le_bytes([e[4], e[5], e[6], e[7]])))
    }
    fn find(&self, state: &State, s: &Session, wanted: &str) -> Res<Option<ObjId>> {
        let (mut low, mut high) = (0, self.section(Section::Names).len() / 8);
        while low < high {
            let middle = (low + high) / 2;
            let (text, row) = self.name(middle)?;
            match text.cmp(wanted) {
                std::cmp::Ordering::Equal => return self.object(state, s, row).map(Some),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Ok(None)
    }
}

fn string(r: &mut ByteReader<'_>) -> Res<Box<str>> {
    let bad = Damaged("the package's head");
    let len = r.uvarint().and_then(|n| usize::try_from(n).ok()).ok_or(bad)?;
    let bytes = r.take(len).ok_or(bad)?;
    std::str::from_utf8(bytes).map(Box::from).map_err(|_| bad)
}

fn object(r: &mut Decoder<'_>, slot: &Cell<ObjId>) -> Res<ObjId> {
    let s = r.s;
    let kind = r.byte()?;
    if kind == ObjRow::External as u8 || kind == ObjRow::ExternalMethod as u8 {
        return external(r, kind == ObjRow::ExternalMethod as u8);
    }
    let own = r.file.own(r.state);
    let name: Name = r.get()?;
    let pos: Pos = r.get()?;
    if kind == ObjRow::Const as u8 {
        let obj = s.add_obj(Object::constant(name, own, pos, r.get()?));
        s.obj(obj).set_const_value(r.get()?);
        return Ok(obj);
    }
    if kind == ObjRow::Type as u8 {
        let obj = s.add_obj(Object::type_name(name, own, pos, TypeId::NONE));
        s.obj(obj).set_color(Color::Black);
        // Its type's row may mention it.
        slot.set(obj);
        let t: TypeId = r.get()?;
        let cell = &s.obj(obj).typ;
        if cell.get().is_none() {
            cell.set(t);
        }
        return Ok(obj);
    }
    let obj = if kind == ObjRow::Var as u8 {
        let role = parts::read_role(r)?;
        s.add_obj(Object::var(role, name, own, pos, r.get()?))
    } else if kind == ObjRow::Func as u8 {
        let ptr_recv = r.get()?;
        let typ = r.get()?;
        if !matches!(s.kind(typ), types::TypeKind::Signature(_)) {
            return Err(Damaged("a function without signature"));
        }
        s.add_obj(Object::func(name, own, pos, typ, ptr_recv))
    } else {
        return Err(Damaged("an object that does not exist"));
    };
    let facts = facts(r)?;
    if facts != Facts::default()
        && let Some(directives) = s.pkg(own).directives.get()
    {
        directives.record(obj, facts);
    }
    Ok(obj)
}

fn facts(r: &mut Decoder<'_>) -> Res<Facts> {
    let flags = PragmaFlags::from_bits_truncate(r.u32()?);
    let linkname = match r.byte()? {
        0 => Linkname::None,
        1 => Linkname::Own,
        2 => Linkname::Named(r.get()?),
        _ => return Err(Damaged("a link name")),
    };
    Ok(Facts { flags, linkname, bodyless: r.get()?, stack_abi: r.get()? })
}

fn external(r: &mut Decoder<'_>, method: bool) -> Res<ObjId> {
    let s = r.s;
    let missing = Damaged("something that its package does not have");
    let pkg = r.pkg()?;
    let name: Name = r.get()?;
    if pkg.is_none() {
        return s.universe().scope.get(&name).copied().ok_or(missing);
    }
    if pkg == r.file.own(r.state) {
        return Err(Damaged("an object of its own under another's name"));
    }
    let obj = s.package_object(pkg, name).ok_or(missing)?;
    if !method {
        return Ok(obj);
    }
    let wanted: Name = r.get()?;
    let methods = s.declared_methods(s.unalias(s.obj_type(obj)));
    methods.iter().copied().find(|&m| s.obj(m).name == wanted).ok_or(missing)
}

impl LazyPackage for Reader {
    fn lookup(&self, s: &Session, name: Name) -> Option<ObjId> {
        let state = self.state.lock();
        self.noted(self.find(&state, s, s.text(name))).flatten()
    }
    fn objects(&self, s: &Session) -> Vec<(Name, ObjId)> {
        let state = self.state.lock();
        let count = self.section(Section::Names).len() / 8;
        let one = |i| {
            let (text, row) = self.name(i)?;
            Ok((s.names.intern(text), self.object(&state, s, row)?))
        };
        (0..count).filter_map(|i| self.noted(one(i))).collect()
    }
    fn imports(&self, s: &Session) -> Vec<PkgId> {
        let state = self.state.lock();
        let all = self.imports.iter().filter_map(|&i| self.noted(self.package(&state, s, i)));
        all.filter(|p| !p.is_none()).collect()
    }
    fn right_hand_side(&self, s: &Session, row: u32) -> TypeId {
        let state = self.state.lock();
        self.noted(self.right_hand_side_of(&state, s, row)).unwrap_or(TypeId::INVALID)
    }
    fn methods(&self, s: &Session, row: u32) -> Vec<ObjId> {
        let state = self.state.lock();
        self.noted(self.methods_of(&state, s, row)).unwrap_or_default()
    }
}
