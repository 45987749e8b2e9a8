//! Elements: the units of the official export data. Integers are of variable length; everything else
//! is a reference to another element.

use super::Tables;
use super::types::Context;
use ::types::{ObjId, PkgId, TypeId};
use base::bytes::ByteWriter;
use base::{FxHashMap, Pos};

/// Sections in the order of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(super) enum Section {
    String,
    Meta,
    File,
    Package,
    Name,
    Type,
    Object,
    /// What the official compiler adds to objects.
    #[allow(dead_code, reason = "it is empty in our files")]
    Extension,
    Dict,
    Body,
}

impl Section {
    pub(super) const COUNT: usize = 10;
}

/// An element being written.
#[derive(Default)]
pub(super) struct Element {
    references: Vec<(Section, u32)>,
    places: FxHashMap<(Section, u32), u64>,
    data: ByteWriter,
    /// Whether it mentions type parameters.
    pub(super) derived: bool,
}

impl Element {
    pub(super) fn bool(&mut self, value: bool) {
        self.data.u8(u8::from(value));
    }
    pub(super) fn uint(&mut self, value: u64) {
        self.data.uvarint(value);
    }
    pub(super) fn int(&mut self, value: i64) {
        self.data.varint(value);
    }
    pub(super) fn len(&mut self, count: usize) {
        self.uint(count as u64);
    }
    /// A reference to another element.
    pub(super) fn reference(&mut self, section: Section, index: u32) {
        let next = self.references.len() as u64;
        let place = *self.places.entry((section, index)).or_insert(next);
        if place == next {
            self.references.push((section, index));
        }
        self.uint(place);
    }
    pub(super) fn text(&mut self, t: &mut Tables<'_>, text: &[u8]) {
        let index = t.string(text);
        self.reference(Section::String, index);
    }
    pub(super) fn package(&mut self, t: &mut Tables<'_>, pkg: PkgId) {
        let index = t.package(pkg);
        self.reference(Section::Package, index);
    }
    /// A position in the files of a package. Of a `//line` directive readers take the file alone.
    pub(super) fn pos(&mut self, t: &mut Tables<'_>, pkg: PkgId, pos: Pos) {
        let input = t.input;
        let own = (pkg == input.pkg).then_some(input.sources).flatten();
        let read = || pkg.some().and_then(|p| t.s.pkg(p).sources.get().map(|s| &**s));
        let found = own.or_else(read).filter(|_| pos.is_known()).and_then(|sources| sources.file(pos));
        let Some(file) = found else { return self.bool(false) };
        let directives = file.directives.get().map_or(&[][..], |d| d);
        let before = directives.partition_point(|d| d.offset <= pos.0 - file.base.0);
        let directive = directives[..before].last();
        let name = match (directive, own) {
            (Some(d), _) => d.file.clone(),
            (None, Some(_)) => (input.shown)(&file.name).into(),
            (None, None) => file.name.clone(),
        };
        self.bool(true);
        let index = t.file(&name, directive);
        self.reference(Section::File, index);
        let (line, column) = file.line_column(pos);
        self.uint(u64::from(line));
        self.uint(u64::from(column));
    }
    /// The name of an object, with its package.
    pub(super) fn name(&mut self, t: &mut Tables<'_>, obj: ObjId) {
        let object = t.s.obj(obj);
        self.package(t, object.pkg);
        self.text(t, t.s.text(object.name).as_bytes());
    }
    /// A use of an object, instantiated with type arguments.
    pub(super) fn object(&mut self, t: &mut Tables<'_>, obj: ObjId, arguments: &[(u32, bool)]) {
        if t.version < super::VERSION_ALIASES {
            self.bool(false);
        }
        self.object_reference(t, obj);
        self.len(arguments.len());
        arguments.iter().for_each(|a| self.type_reference(*a));
    }
    /// A reference to the definition of an object.
    pub(super) fn object_reference(&mut self, t: &mut Tables<'_>, obj: ObjId) {
        let index = t.object(obj);
        self.reference(Section::Object, index);
    }
    /// A use of a type.
    pub(super) fn typ(&mut self, t: &mut Tables<'_>, typ: TypeId, cx: &mut Context<'_>) {
        let found = t.typ(typ, cx);
        self.type_reference(found);
    }
    /// A number in the section of types, or in the dictionary if the type mentions type parameters.
    pub(super) fn type_reference(&mut self, (index, derived): (u32, bool)) {
        self.bool(derived);
        match derived {
            true => self.uint(u64::from(index)),
            false => self.reference(Section::Type, index),
        }
        self.derived |= derived;
    }
    /// The bytes: references, then contents.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut out = ByteWriter::new();
        out.uvarint(self.references.len() as u64);
        for (section, index) in self.references {
            out.uvarint(section as u64);
            out.uvarint(u64::from(index));
        }
        out.bytes(&self.data.buf);
        out.buf
    }
}
