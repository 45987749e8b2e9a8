//! Type descriptors. Layout of a symbol: common head, part of the kind, uncommon type, variable
//! part (parameters, fields, interface methods), methods.
//!
//! ```text
//! Type { size u64, ptrdata u64, hash u32, tflag u8, align u8, fieldalign u8, kind u8,
//!        equal ptr, gcdata ptr, str nameOff u32, ptrToThis typeOff u32 }       48 bytes
//! Uncommon { pkgpath nameOff u32, mcount u16, xcount u16, moff u32, 0 u32 }    16 bytes
//! Method { name nameOff u32, mtyp typeOff u32, ifn textOff u32, tfn textOff u32 }
//! IMethod { name nameOff u32, typ typeOff u32 }
//! Field { name ptr, typ ptr, offset u64 }
//! name: flags u8 (1 exported, 2 tag, 4 path, 8 embedded), uvarint length, bytes, [tag], [path]
//! ```
//! (facts: `internal/abi/type.go`, `reflectdata/reflect.go`)

use crate::data::Data;
use crate::emitter::Emitter;
use crate::layout::{Alg, BUCKET, MAX_INLINE, RType};
use crate::method::Method;
use base::bytes::ByteWriter;
use obj::{Abi, Definition, SymFlags, SymId, SymKind};
use release::{DirectValues, Maps, PointerMasks, Release, TypeIndex};
use std::borrow::Cow;
use types::{Basic, ChanDir, ObjId, PkgId, TypeId, TypeKind};

const TFLAG_UNCOMMON: u8 = 1;
const TFLAG_EXTRA_STAR: u8 = 2;
const TFLAG_NAMED: u8 = 4;
const TFLAG_REGULAR_MEMORY: u8 = 8;
const TFLAG_MASK_ON_DEMAND: u8 = 16;
const TFLAG_DIRECT: u8 = 32;
const KIND_DIRECT: u8 = 32;
const KIND_GC_PROGRAM: u8 = 64;
const UNCOMMON_SIZE: usize = 16;

/// `reflect.Kind` of basic types by their id, `Invalid` to `UnsafePointer`.
const BASIC_KINDS: [u8; 19] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 24, 26];

/// The hash of a type by its unique spelling: the first word of its short sum.
pub fn type_hash(release: Release, link: &str) -> u32 {
    let sum = release.tool_hash.sum16(link.as_bytes());
    u32::from_le_bytes([sum[0], sum[1], sum[2], sum[3]])
}

/// A name as descriptors refer to it.
#[derive(Clone, Copy, Default)]
struct NameSpec<'n> {
    text: &'n str,
    tag: &'n [u8],
    pkg: Option<PkgId>,
    exported: bool,
    embedded: bool,
}

impl Emitter<'_, '_> {
    /// Writes the descriptor of `t`.
    pub(crate) fn write(&mut self, t: RType) {
        let sym = self.symbol(t);
        if self.unit.symbols[sym].def.is_some() {
            return;
        }
        let methods = self.methods(t);
        let named = self.is_named(t);
        let extra = named || !methods.is_empty();
        let mut data = Data::new();
        self.common(&mut data, t, extra);
        let head = self.kind_size(t);
        let variable_at = head + if extra { UNCOMMON_SIZE } else { 0 };
        self.kind_part(&mut data, t, sym, variable_at);
        debug_assert_eq!(data.len(), head, "part of the kind");
        let mut variable = Data::new();
        self.variable_part(&mut variable, t);
        if extra {
            self.uncommon(&mut data, t, &methods, variable.len());
        }
        self.variable_part(&mut data, t);
        self.method_list(&mut data, t, &methods);
        let flags = self.flags(t, named);
        let mut def = data.into_definition(SymKind::RoData, flags);
        // Those that are walked over stand close to each other.
        def.align = if self.session().release.type_index == TypeIndex::Walked { 8 } else { 0 };
        let _new = self.unit.define(sym, def);
    }

    fn is_named(&self, t: RType) -> bool {
        matches!(t, RType::Go(id) if self.has_name(id))
    }
    fn under(&self, t: RType) -> Option<TypeId> {
        match t {
            RType::Go(id) | RType::NoAlg(id) => Some(self.session().under(id)),
            RType::Bucket(_) | RType::Slots(..) | RType::Slot(..) | RType::SlotSlice(..) => None,
        }
    }
    fn kind_of(&self, t: RType) -> u8 {
        let Some(u) = self.under(t) else {
            return match t {
                RType::Slots(..) => 17,
                RType::SlotSlice(..) => 23,
                _ => 25,
            };
        };
        match self.session().kind(u) {
            TypeKind::Basic(b) => BASIC_KINDS.get(*b as usize).copied().unwrap_or(0),
            TypeKind::Array(..) => 17,
            TypeKind::Chan(..) => 18,
            TypeKind::Signature(_) => 19,
            TypeKind::Interface(_) => 20,
            TypeKind::Map(..) => 21,
            TypeKind::Pointer(_) => 22,
            TypeKind::Slice(_) => 23,
            TypeKind::Struct(_) => 25,
            other => unreachable!("no descriptor for {other:?}"),
        }
    }
    /// Bytes of the common head and the part of the kind.
    fn kind_size(&self, t: RType) -> usize {
        match self.kind_of(t) {
            17 => 72,
            18 => 64,
            19 | 22 | 23 => 56,
            20 | 25 => 80,
            21 => match self.session().release.maps {
                Maps::Buckets => 88,
                Maps::Swiss if self.session().release.map_strides => 136,
                Maps::Swiss => 112,
            },
            _ => 48,
        }
    }

    /// Descriptors that several packages may write are shared; those of unnamed types that
    /// `reflect` could make are listed for it.
    fn flags(&self, t: RType, named: bool) -> SymFlags {
        let RType::Go(id) = t else {
            let mut flags = SymFlags::DUPOK | SymFlags::GO_TYPE;
            flags.set(SymFlags::TYPELINK, matches!(t, RType::SlotSlice(..)));
            return flags;
        };
        let s = self.session();
        let base = match s.kind(id) {
            TypeKind::Pointer(e) if self.has_name(*e) => s.unalias(*e),
            _ => id,
        };
        let shared = match s.as_named(base) {
            Some(n) => n.origin.is_some(),
            None => !matches!(s.kind(base), TypeKind::Basic(_)),
        };
        let mut flags = SymFlags::GO_TYPE;
        flags.set(SymFlags::DUPOK, shared);
        let reflectable = !matches!(s.kind(id), TypeKind::Interface(_));
        flags.set(SymFlags::TYPELINK, !named && reflectable && self.layouts.of(t).alg != Alg::NoAlg);
        flags
    }

    fn common(&mut self, data: &mut Data, t: RType, extra: bool) {
        let equal = self.equal(t);
        let pointer = self.pointer_to_this(t);
        let gc = self.gc_symbol(t);
        let layout = self.layouts.of(t);
        let short = self.names.short(t);
        let (text, star) = match short.starts_with('*') {
            true => (short, 0),
            // "*T" holds "T" too, and pointers to T are common.
            false => (format!("*{short}"), TFLAG_EXTRA_STAR),
        };
        let mut tflag = star;
        tflag |= if extra { TFLAG_UNCOMMON } else { 0 };
        tflag |= if self.is_named(t) { TFLAG_NAMED } else { 0 };
        tflag |= if layout.alg == Alg::Mem { TFLAG_REGULAR_MEMORY } else { 0 };
        let without_mask = self.layouts.is_without_mask(t);
        let program = without_mask && matches!(self.session().release.pointer_masks, PointerMasks::Program { .. });
        tflag |= if without_mask && !program { TFLAG_MASK_ON_DEMAND } else { 0 };
        let mut kind = self.kind_of(t);
        match self.session().release.direct_values {
            DirectValues::ByKind => kind |= if layout.direct { KIND_DIRECT } else { 0 },
            DirectValues::BySize => tflag |= if layout.direct { TFLAG_DIRECT } else { 0 },
        }
        kind |= if program { KIND_GC_PROGRAM } else { 0 };
        data.u64(layout.size);
        data.u64(if program { self.layouts.program(t).1 * 8 } else { layout.ptrdata });
        data.u32(type_hash(self.session().release, &self.names.hashed(t)));
        [tflag, layout.align as u8, layout.align as u8, kind].iter().for_each(|&b| data.u8(b));
        data.ptr_or_nil(equal);
        data.ptr(gc, 0);
        let name = self.name(NameSpec { text: &text, exported: self.shows_exported(t), ..NameSpec::default() });
        data.offset(name);
        match pointer {
            None => data.u32(0),
            Some((sym, true)) => data.weak_offset(sym),
            Some((sym, false)) => data.offset(sym),
        }
    }
    /// Whether the type, or what a pointer type points to, has an exported name.
    fn shows_exported(&self, t: RType) -> bool {
        let (RType::Go(id), s) = (t, self.session()) else { return false };
        let id = match s.kind(id) {
            TypeKind::Pointer(e) => s.unalias(*e),
            _ => id,
        };
        s.as_named(id).is_some_and(|n| s.is_exported(s.obj(n.obj).name))
    }
    /// The descriptor of `*T` and whether it is referred to weakly; pointer types have none.
    fn pointer_to_this(&mut self, t: RType) -> Option<(SymId, bool)> {
        let RType::Go(id) = t else { return None };
        let s = self.session();
        if matches!(s.kind(id), TypeKind::Pointer(_)) {
            return None;
        }
        let pointer = s.pointer_to(id);
        let strong = self.is_named(t) || !self.methods(self.layouts.go(pointer)).is_empty();
        Some((self.type_symbol(pointer), !strong))
    }
    /// The mask, named by its bits, or what stands for it: the program, or the word for a mask made later.
    pub fn gc_symbol(&mut self, t: RType) -> SymId {
        let flags = SymFlags::DUPOK | SymFlags::LOCAL | SymFlags::CONTENT_ADDRESSABLE;
        if !self.layouts.is_without_mask(t) {
            let mask = self.layouts.mask(t);
            let hex: String = mask.iter().map(|b| format!("{b:02x}")).collect();
            return self.shared_bytes(&format!("runtime.gcbits.{hex}"), &mask, flags);
        }
        let link = self.names.link(t);
        match self.session().release.pointer_masks {
            PointerMasks::Program { .. } => {
                let program = self.layouts.program(t).0;
                self.shared_bytes(&format!("type:.gcprog.{link}"), &program, flags)
            }
            PointerMasks::OnDemand { .. } => {
                let sym = self.unit.symbol(&format!("type:.gcmask.{link}"), Abi::Abi0);
                let flags = SymFlags::DUPOK | SymFlags::LOCAL;
                let word = match self.session().release.masks_in_bss {
                    true => Definition { size: 8, ..Definition::data(SymKind::NoPtrBss, flags, Vec::new()) },
                    false => Definition::data(SymKind::NoPtrData, flags, vec![0; 8]),
                };
                let _known = self.unit.define(sym, word);
                sym
            }
        }
    }
    fn shared_bytes(&mut self, name: &str, bytes: &[u8], flags: SymFlags) -> SymId {
        let sym = self.unit.symbol(name, Abi::Abi0);
        if self.unit.symbols[sym].def.is_none() {
            let mut data = Data::new();
            data.bytes(bytes);
            let _new = self.unit.define(sym, data.into_definition(SymKind::RoData, flags));
        }
        sym
    }

    fn kind_part(&mut self, data: &mut Data, t: RType, own: SymId, variable_at: usize) {
        let s = self.session();
        let Some(u) = self.under(t) else { return self.compiler_made(data, t, own, variable_at) };
        match s.kind(u) {
            TypeKind::Array(elem, len) => {
                self.type_ptr(data, *elem);
                self.type_ptr(data, s.slice_of(*elem));
                data.u64(len.unwrap_or(0));
            }
            TypeKind::Chan(dir, elem) => {
                self.type_ptr(data, *elem);
                data.u64(match dir {
                    ChanDir::RecvOnly => 1,
                    ChanDir::SendOnly => 2,
                    ChanDir::Both => 3,
                });
            }
            TypeKind::Pointer(elem) | TypeKind::Slice(elem) => self.type_ptr(data, *elem),
            TypeKind::Signature(sig) => {
                data.u16(sig.params.len() as u16);
                data.u16(sig.results.len() as u16 | if sig.variadic { 0x8000 } else { 0 });
                data.u32(0);
            }
            TypeKind::Interface(_) => {
                let path = self.declared_in(t).map(|p| self.import_path(p));
                data.ptr_or_nil(path);
                slice(data, own, variable_at, s.type_set(u).methods.len());
            }
            TypeKind::Map(key, elem) => self.map_part(data, t, u, *key, *elem),
            TypeKind::Struct(_) => self.struct_head(data, t, own, variable_at),
            _ => {}
        }
    }
    /// The part of a type that no program has written.
    fn compiler_made(&mut self, data: &mut Data, t: RType, own: SymId, variable_at: usize) {
        let (RType::Slots(key, elem) | RType::SlotSlice(key, elem)) = t else {
            return self.struct_head(data, t, own, variable_at);
        };
        let slot = self.symbol(RType::Slot(key, elem));
        data.ptr(slot, 0);
        if matches!(t, RType::Slots(..)) {
            let slice = self.symbol(RType::SlotSlice(key, elem));
            data.ptr(slice, 0);
            data.u64(BUCKET);
        }
    }
    fn type_ptr(&mut self, data: &mut Data, t: TypeId) {
        let sym = self.type_symbol(t);
        data.ptr(sym, 0);
    }

    fn map_part(&mut self, data: &mut Data, t: RType, u: TypeId, key: TypeId, elem: TypeId) {
        let bucket = self.layouts.bucket(u);
        self.type_ptr(data, key);
        self.type_ptr(data, elem);
        let symbol = self.symbol(bucket);
        data.ptr(symbol, 0);
        let hasher = self.hasher(self.layouts.go(key));
        data.ptr_or_nil(hasher);
        let (k, e) = (self.layouts.of_type(key).size, self.layouts.of_type(elem).size);
        let (far_key, far_elem, traits) = (k > MAX_INLINE, e > MAX_INLINE, self.key_traits(key));
        let bits = |flags: &[bool]| flags.iter().enumerate().fold(0, |f, (i, &set)| f | u32::from(set) << i);
        match self.session().release.maps {
            Maps::Buckets => {
                let stored = |size: u64| if size > MAX_INLINE { 8 } else { size as u8 };
                data.u8(stored(k));
                data.u8(stored(e));
                data.u16(self.layouts.of(bucket).size as u16);
                data.u32(bits(&[far_key, far_elem, traits.reflexive, traits.needs_update, traits.may_panic]));
            }
            Maps::Swiss => {
                let slot = self.layouts.slots(u, RType::Slot);
                let slot_size = self.layouts.of(slot).size;
                let elem = self.layouts.parts(slot).last().map_or(0, |elem| elem.offset);
                data.u64(self.layouts.of(bucket).size);
                match self.session().release.map_strides {
                    true => {
                        // Keys and elements alternate behind the control word.
                        let slots = self.layouts.parts(bucket).last().map_or(0, |slots| slots.offset);
                        [slots, slot_size, slots + elem, slot_size, elem].iter().for_each(|&n| data.u64(n));
                    }
                    false => [slot_size, elem].iter().for_each(|&n| data.u64(n)),
                }
                data.u32(bits(&[traits.needs_update, traits.may_panic, far_key, far_elem]));
                data.u32(0);
            }
        }
        // A named map and its unnamed twin must use the same hash function.
        if t != RType::Go(self.session().canonical(u).unwrap_or(u)) {
            let twin = self.type_symbol(u);
            data.keep(twin);
        }
    }
    fn key_traits(&self, key: TypeId) -> KeyTraits {
        let s = self.session();
        match s.kind(s.under(key)) {
            TypeKind::Basic(b) => KeyTraits {
                reflexive: !matches!(b, Basic::Float32 | Basic::Float64 | Basic::Complex64 | Basic::Complex128),
                needs_update: matches!(
                    b,
                    Basic::Float32 | Basic::Float64 | Basic::Complex64 | Basic::Complex128 | Basic::String
                ),
                may_panic: false,
            },
            TypeKind::Interface(_) => KeyTraits { reflexive: false, needs_update: true, may_panic: true },
            TypeKind::Array(e, _) => self.key_traits(*e),
            TypeKind::Struct(st) => {
                st.fields.iter().map(|&f| self.key_traits(s.obj_type(f))).fold(KeyTraits::PLAIN, KeyTraits::and)
            }
            _ => KeyTraits::PLAIN,
        }
    }

    /// Package of the unexported fields (they all come from one), then the list of fields.
    fn struct_head(&mut self, data: &mut Data, t: RType, own: SymId, variable_at: usize) {
        let parts = self.layouts.parts(t);
        let s = self.session();
        let hidden = parts.iter().find(|p| !types::session::is_exported(&p.name));
        let path = hidden.map(|p| match p.field.and_then(|f| s.obj(f).pkg.some()) {
            Some(pkg) => self.import_path(pkg),
            None => self.path_symbol("", ""),
        });
        data.ptr_or_nil(path);
        slice(data, own, variable_at, parts.len());
    }

    fn variable_part(&mut self, data: &mut Data, t: RType) {
        let s = self.session();
        match self.under(t).map(|u| s.kind(u)) {
            Some(TypeKind::Signature(sig)) => {
                sig.params.iter().chain(&*sig.results).for_each(|&v| self.type_ptr(data, s.obj_type(v)));
            }
            Some(TypeKind::Interface(_)) => {
                let home = self.declared_in(t);
                for &m in &s.type_set(self.under(t).expect("not a bucket")).methods {
                    let name = self.method_name(m, home);
                    let ty = self.type_symbol(s.obj_type(m));
                    data.offset(name);
                    data.offset(ty);
                }
            }
            Some(TypeKind::Struct(_)) | None => {
                let parts = self.layouts.parts(t);
                for (i, p) in parts.iter().enumerate() {
                    let tag = self.field_tag(t, i);
                    let embedded = p.field.is_some_and(|f| s.obj(f).is_embedded());
                    let exported = types::session::is_exported(&p.name);
                    let name = self.name(NameSpec { text: &p.name, tag: &tag, exported, embedded, pkg: None });
                    data.ptr(name, 0);
                    let ty = self.symbol(p.ty);
                    data.ptr(ty, 0);
                    data.u64(p.offset);
                }
            }
            _ => {}
        }
    }
    fn field_tag(&self, t: RType, i: usize) -> Vec<u8> {
        match self.under(t).map(|u| self.session().kind(u)) {
            Some(TypeKind::Struct(st)) => st.tag(i).to_owned(),
            _ => Vec::new(),
        }
    }

    fn uncommon(&mut self, data: &mut Data, t: RType, methods: &[Method], variable: usize) {
        let s = self.session();
        let path = match self.home(t) {
            Some(pkg) => Some(self.import_path(pkg)),
            None => self.is_unsafe_pointer(t).then(|| self.path_symbol("unsafe", "unsafe")),
        };
        match path {
            Some(path) => data.offset(path),
            None => data.u32(0),
        }
        let exported = methods.iter().filter(|m| s.is_exported(s.obj(m.obj).name)).count();
        data.u16(methods.len() as u16);
        data.u16(exported as u16);
        data.u32((UNCOMMON_SIZE + variable) as u32);
        data.u32(0);
    }
    fn method_list(&mut self, data: &mut Data, t: RType, methods: &[Method]) {
        let home = self.home(t);
        for m in methods {
            let name = self.method_name(m.obj, home);
            data.offset(name);
            let ty = self.type_symbol(self.session().obj_type(m.obj));
            data.method_offset(ty);
            for code in [&m.through_interface, &m.direct] {
                let code = self.unit.symbol(code, Abi::Internal);
                data.method_offset(code);
            }
        }
    }
    /// The package a declared type belongs to; unnamed pointers, slices, arrays and channels
    /// count with their elements.
    fn home(&self, t: RType) -> Option<PkgId> {
        let RType::Go(id) = t else { return None };
        let s = self.session();
        s.as_named(self.element(id)).and_then(|n| s.obj(n.obj).pkg.some())
    }
    fn element(&self, id: TypeId) -> TypeId {
        let s = self.session();
        match s.kind(id) {
            TypeKind::Pointer(e) | TypeKind::Slice(e) | TypeKind::Array(e, _) | TypeKind::Chan(_, e) => s.unalias(*e),
            _ => id,
        }
    }
    /// Whether the type belongs to package unsafe, in the sense of [`Emitter::home`].
    fn is_unsafe_pointer(&self, t: RType) -> bool {
        let RType::Go(id) = t else { return false };
        matches!(self.session().kind(self.element(id)), TypeKind::Basic(Basic::UnsafePointer))
    }
    fn declared_in(&self, t: RType) -> Option<PkgId> {
        let RType::Go(id) = t else { return None };
        self.session().as_named(id).and_then(|n| self.session().obj(n.obj).pkg.some())
    }
    /// A method's name; an unexported one from elsewhere carries its package.
    fn method_name(&mut self, m: ObjId, home: Option<PkgId>) -> SymId {
        let s = self.session();
        let o = s.obj(m);
        let exported = s.is_exported(o.name);
        let pkg = o.pkg.some().filter(|&p| !exported && Some(p) != home);
        self.name(NameSpec { text: s.text(o.name), exported, pkg, ..NameSpec::default() })
    }

    /// A new symbol for a name of this package.
    fn own_name(&mut self) -> String {
        loop {
            let symbol = format!("type:.namedata.{}.{}", self.names.prefix(self.pkg), self.own_names);
            self.own_names += 1;
            // Emitters before this one have used some.
            let used = self.unit.lookup(&symbol, Abi::Abi0).is_some();
            if !used {
                return symbol;
            }
        }
    }
    /// The symbol of a name; equal names share one, unless they carry a package.
    fn name(&mut self, n: NameSpec<'_>) -> SymId {
        let kind = if n.exported { "exported." } else { "unexported." };
        let mut symbol = "type:.namedata.".to_owned();
        // Names of symbols are text: a tag that is none stands there in quotes, so that two of them differ.
        let tag = std::str::from_utf8(n.tag).map_or_else(|_| constant::quote(n.tag).into(), Cow::Borrowed);
        match (n.pkg, n.text) {
            (Some(_), _) => symbol = self.own_name(),
            (None, "") => symbol += &format!("-noname-{kind}{tag}"),
            (None, text) => symbol += &format!("{text}{}{tag}", if n.exported { "." } else { "-" }),
        }
        if n.embedded {
            symbol += ".embedded";
        }
        let sym = self.unit.symbol(&symbol, Abi::Abi0);
        if self.unit.symbols[sym].def.is_some() {
            return sym;
        }
        let mut data = Data::new();
        data.bytes(&name_bytes(n));
        if let Some(pkg) = n.pkg {
            let path = self.import_path(pkg);
            data.offset(path);
        }
        let flags = SymFlags::DUPOK | SymFlags::CONTENT_ADDRESSABLE;
        let _new = self.unit.define(sym, data.into_definition(SymKind::RoData, flags));
        sym
    }
    /// The symbol that holds a package's import path as a name.
    fn import_path(&mut self, pkg: PkgId) -> SymId {
        let prefix = self.names.prefix(pkg);
        self.path_symbol(&prefix, &self.session().pkg(pkg).path)
    }
    fn path_symbol(&mut self, prefix: &str, path: &str) -> SymId {
        let bytes = name_bytes(NameSpec { text: path, ..NameSpec::default() });
        let flags = SymFlags::DUPOK | SymFlags::CONTENT_ADDRESSABLE;
        self.shared_bytes(&format!("type:.importpath.{prefix}."), &bytes, flags)
    }
}

/// What a map's descriptor says of its keys.
#[derive(Clone, Copy)]
struct KeyTraits {
    /// `k == k` for all keys.
    reflexive: bool,
    /// Equal keys can differ, so an update stores the key again.
    needs_update: bool,
    /// Hashing can panic.
    may_panic: bool,
}

impl KeyTraits {
    const PLAIN: KeyTraits = KeyTraits { reflexive: true, needs_update: false, may_panic: false };
    fn and(self, other: KeyTraits) -> KeyTraits {
        KeyTraits {
            reflexive: self.reflexive && other.reflexive,
            needs_update: self.needs_update || other.needs_update,
            may_panic: self.may_panic || other.may_panic,
        }
    }
}

fn slice(data: &mut Data, own: SymId, at: usize, len: usize) {
    data.ptr(own, at as i64);
    data.u64(len as u64);
    data.u64(len as u64);
}

fn name_bytes(n: NameSpec<'_>) -> Vec<u8> {
    let flags = [n.exported, !n.tag.is_empty(), n.pkg.is_some(), n.embedded];
    let mut w = ByteWriter::new();
    w.u8(flags.iter().enumerate().fold(0, |f, (i, &set)| f | u8::from(set) << i));
    w.uvarint(n.text.len() as u64);
    w.bytes(n.text.as_bytes());
    if !n.tag.is_empty() {
        w.uvarint(n.tag.len() as u64);
        w.bytes(n.tag);
    }
    w.buf
}
