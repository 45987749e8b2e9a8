//! Trees of debugging entries and their bytes. In: entries with attributes by number, built in
//! any order. Out: [`Piece`]s of `.debug_info` with [`Fixup`]s for what is known only after
//! layout. A reference names an entry of the tree or a symbol `S` of whoever builds it.

#![allow(non_upper_case_globals, reason = "forms keep the names of the DWARF standard")]

use crate::abbrev::Abbrev;
use crate::leb::{sleb, uleb};
use base::{IdVec, define_id};
use gimli::constants::*;
use release::{DebugFormat, Release};

define_id!(
    /// An entry of a [`Tree`].
    DieId,
    "die"
);

/// What a reference points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target<S> {
    /// An entry of the same tree.
    Die(DieId),
    /// A symbol.
    Sym(S),
}

/// The value of an attribute; the row of the abbreviation decides its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attr<S> {
    /// Text, written with a final zero byte.
    Str(Box<str>),
    /// A number or flag.
    Const(i64),
    /// Another entry.
    Ref(Target<S>),
    /// Offset of a type descriptor in the types section, 8 bytes.
    TypeOffset(S),
    /// An address.
    Address(S),
    /// An offset in another DWARF section.
    Section(u32),
}

/// One entry.
#[derive(Clone, Debug)]
pub struct Die<S> {
    /// Its row.
    pub abbrev: Abbrev,
    /// Its name, always there.
    pub name: Box<str>,
    /// Attributes; the last one of a number counts.
    pub attrs: Vec<(DwAt, Attr<S>)>,
    /// Children in order.
    pub children: Vec<DieId>,
}

impl<S: Copy> Die<S> {
    /// The value of an attribute.
    pub fn attr(&self, at: DwAt) -> Option<&Attr<S>> {
        self.attrs.iter().rev().find(|a| a.0 == at).map(|a| &a.1)
    }
    /// Sets an attribute.
    pub fn set(&mut self, at: DwAt, value: Attr<S>) {
        match self.attrs.iter_mut().find(|a| a.0 == at) {
            Some(a) => a.1 = value,
            None => self.attrs.push((at, value)),
        }
    }
    /// The number in an attribute, 0 if there is none.
    pub fn number(&self, at: DwAt) -> i64 {
        match self.attr(at) {
            Some(Attr::Const(v)) => *v,
            _ => 0,
        }
    }
}

/// Entries that refer to each other.
#[derive(Clone, Debug)]
pub struct Tree<S> {
    /// All entries.
    pub dies: IdVec<DieId, Die<S>>,
    /// The release with whose codes they are written.
    release: Release,
    /// The form in which they are written.
    format: DebugFormat,
}

/// What has to be put into a piece when addresses and section offsets are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixupKind<S> {
    /// Four bytes: offset of an entry in `.debug_info`.
    InfoOffset(Target<S>),
    /// Eight bytes: offset from the types section.
    TypeOffset(S),
    /// Eight bytes: an address.
    Address(S),
}

/// A hole in a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixup<S> {
    /// First byte of the hole.
    pub offset: u32,
    /// What belongs there.
    pub kind: FixupKind<S>,
}

/// Consecutive bytes of `.debug_info`.
#[derive(Clone, Debug)]
pub struct Piece<S> {
    /// The bytes, holes zero.
    pub bytes: Vec<u8>,
    /// The holes by offset.
    pub fixups: Vec<Fixup<S>>,
    /// Where entries of the tree begin.
    pub dies: Vec<(DieId, u32)>,
}

impl<S> Default for Piece<S> {
    fn default() -> Self {
        Piece { bytes: Vec::new(), fixups: Vec::new(), dies: Vec::new() }
    }
}

impl<S: Copy> Tree<S> {
    /// An empty tree, which is written with the codes of a release.
    pub fn new(release: Release, format: DebugFormat) -> Tree<S> {
        Tree { dies: IdVec::new(), release, format }
    }
    /// Adds an entry without a parent.
    pub fn add(&mut self, abbrev: Abbrev, name: &str) -> DieId {
        self.dies.push(Die { abbrev, name: name.into(), attrs: Vec::new(), children: Vec::new() })
    }
    /// Adds an entry behind the other children of `parent`.
    pub fn add_child(&mut self, parent: DieId, abbrev: Abbrev, name: &str) -> DieId {
        let id = self.add(abbrev, name);
        self.dies[parent].children.push(id);
        id
    }
    /// Writes an entry and all below it. Trees here are at most a few levels deep: types refer
    /// to types by reference, never as children.
    pub fn write(&self, id: DieId, out: &mut Piece<S>) {
        let die = &self.dies[id];
        out.dies.push((id, out.bytes.len() as u32));
        self.write_head(id, out);
        if die.abbrev.has_children() {
            die.children.iter().for_each(|&c| self.write(c, out));
            out.bytes.push(0);
        }
    }
    /// Writes the code and the attributes of one entry.
    pub fn write_head(&self, id: DieId, out: &mut Piece<S>) {
        let die = &self.dies[id];
        uleb(&mut out.bytes, u64::from(die.abbrev.code(self.release)));
        for (at, form) in die.abbrev.attributes(self.format) {
            if at == DW_AT_name {
                write_str(out, &die.name);
            } else {
                write_attr(out, form, die.attr(at));
            }
        }
    }
}

fn write_str<S>(out: &mut Piece<S>, text: &str) {
    out.bytes.extend_from_slice(text.as_bytes());
    out.bytes.push(0);
}

/// Writes a value in a form; an absent one is zero. Forms and values that do not fit each
/// other are a mistake of whoever built the entry.
fn write_attr<S: Copy>(out: &mut Piece<S>, form: DwForm, value: Option<&Attr<S>>) {
    let offset = out.bytes.len() as u32;
    let number = if let Some(Attr::Const(v)) = value { *v } else { 0 };
    match (form, value) {
        (DW_FORM_string, Some(Attr::Str(s))) => write_str(out, s),
        (DW_FORM_string, None) => out.bytes.push(0),
        (DW_FORM_flag | DW_FORM_data1, _) => out.bytes.push(number as u8),
        (DW_FORM_udata, _) => uleb(&mut out.bytes, number as u64),
        (DW_FORM_sdata, _) => sleb(&mut out.bytes, number),
        (DW_FORM_data4, _) => out.bytes.extend((number as u32).to_le_bytes()),
        (DW_FORM_sec_offset, Some(Attr::Section(v))) => out.bytes.extend(v.to_le_bytes()),
        (DW_FORM_ref_addr, Some(Attr::Ref(t))) => {
            out.fixups.push(Fixup { offset, kind: FixupKind::InfoOffset(*t) });
            out.bytes.extend([0; 4]);
        }
        (DW_FORM_addr, Some(Attr::TypeOffset(s))) => {
            out.fixups.push(Fixup { offset, kind: FixupKind::TypeOffset(*s) });
            out.bytes.extend([0; 8]);
        }
        (DW_FORM_addr, Some(Attr::Address(s))) => {
            out.fixups.push(Fixup { offset, kind: FixupKind::Address(*s) });
            out.bytes.extend([0; 8]);
        }
        (DW_FORM_addr, None) => out.bytes.extend([0; 8]),
        (form, _) => unreachable!("DWARF form {form} with a value that does not fit it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abbrev::go::DW_AT_GO_KIND;

    #[test]
    fn entries_become_bytes() {
        let mut tree: Tree<u32> = Tree::new(Release::default(), DebugFormat::Dwarf4);
        let base = tree.add(Abbrev::BaseType, "int");
        tree.dies[base].set(DW_AT_byte_size, Attr::Const(8));
        tree.dies[base].set(DW_AT_encoding, Attr::Const(5));
        tree.dies[base].set(DW_AT_GO_KIND, Attr::Const(2));
        tree.dies[base].set(crate::abbrev::go::DW_AT_GO_RUNTIME_TYPE, Attr::TypeOffset(77));
        let st = tree.add(Abbrev::StructType, "s");
        let f = tree.add_child(st, Abbrev::StructField, "x");
        tree.dies[f].set(DW_AT_type, Attr::Ref(Target::Die(base)));
        let mut out = Piece::default();
        tree.write(base, &mut out);
        tree.write(st, &mut out);
        assert_eq!(&out.bytes[..8], [19, b'i', b'n', b't', 0, 5, 8, 2]);
        assert_eq!(out.fixups[0], Fixup { offset: 8, kind: FixupKind::TypeOffset(77) });
        assert_eq!(out.fixups[1].kind, FixupKind::InfoOffset(Target::Die(base)));
        assert_eq!(out.dies, [(base, 0), (st, 16), (f, 29)]);
        assert_eq!(out.bytes.last(), Some(&0));
    }
}
