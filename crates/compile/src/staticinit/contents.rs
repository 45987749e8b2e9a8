//! Contents of static variables: bytes and addresses in the order they were written. Constants
//! are spelled out here.

use super::{Schedule, StaticId};
use base::IdVec;
use constant::Value;
use types::body::{ClosureId, FuncRef};
use types::{ObjId, Session, TypeId};

/// What an address in data refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Static data of this plan, by name.
    Data(String),
    /// The bytes of a string constant.
    Str(Vec<u8>),
    /// The func value of a function, with what has to be instantiated for it.
    Func(String, Option<FuncRef>),
    /// The func value of a method of exactly this receiver.
    Method(TypeId, ObjId),
    /// The func value of an instance of a generic method with this receiver type.
    GenericMethod(TypeId, types::body::FuncRef),
    /// The func value of a closure of an initialiser.
    Closure(usize, ClosureId),
    /// The code of a function.
    Code(String, obj::Abi),
    /// The descriptor of a type that an interface holds.
    Type(TypeId),
    /// The table of a type that an interface with methods holds.
    Itab(TypeId, TypeId),
}

/// A piece of data.
#[derive(Clone, Debug)]
pub(super) enum Write {
    Bytes(u64, Vec<u8>),
    Addr(u64, Target, i64),
}

/// A variable's data.
#[derive(Clone, Debug)]
pub(crate) struct StaticVar {
    /// Symbol.
    pub name: String,
    /// Type.
    pub typ: TypeId,
    /// Unnamed: of this unit alone.
    pub local: bool,
    /// Its array has no equality, as backing arrays of slices have none.
    pub noalg: bool,
    /// A byte array that is written rather than described.
    pub raw: bool,
    /// Never written.
    pub read_only: bool,
    /// Leading bytes; the rest is zero.
    pub bytes: Vec<u8>,
    /// Addresses by offset.
    pub addrs: Vec<(u64, Target, i64)>,
}

impl StaticVar {
    /// A variable that is zero.
    pub(crate) fn new(name: String, typ: TypeId, local: bool) -> Self {
        StaticVar { name, typ, local, noalg: false, raw: false, read_only: false, bytes: Vec::new(), addrs: Vec::new() }
    }
    /// Whether the object says which type it has.
    pub(crate) fn has_type(&self) -> bool {
        !self.raw
    }
    /// Bytes without a type.
    pub(crate) fn raw(s: &Session, name: String, bytes: Vec<u8>) -> Self {
        let typ = s.array_of(TypeId::UINT8, Some(bytes.len() as u64));
        StaticVar { raw: true, bytes, ..StaticVar::new(name, typ, true) }
    }
    /// Writes bytes at an offset.
    pub(crate) fn set_bytes(&mut self, at: u64, bytes: &[u8]) {
        let (at, end) = (at as usize, at as usize + bytes.len());
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        self.bytes[at..end].copy_from_slice(bytes);
    }
    /// Writes a word at an offset.
    pub(crate) fn set_word(&mut self, at: u64, n: u64) {
        self.set_bytes(at, &n.to_le_bytes());
    }
    /// Writes an address at an offset.
    pub(crate) fn set_addr(&mut self, at: u64, target: Target, addend: i64) {
        self.set_bytes(at, &[0; 8]);
        self.addrs.push((at, target, addend));
    }
}

/// Applies the writes.
pub(super) fn finish(vars: IdVec<StaticId, StaticVar>, writes: Vec<(StaticId, Write)>) -> Vec<StaticVar> {
    let mut vars = vars;
    for (id, write) in writes {
        match write {
            Write::Bytes(at, bytes) => vars[id].set_bytes(at, &bytes),
            Write::Addr(at, target, addend) => vars[id].set_addr(at, target, addend),
        }
    }
    let mut vars = vars.into_vec();
    vars.iter_mut().for_each(|v| v.addrs.sort_by_key(|a| a.0));
    vars
}

impl Schedule<'_, '_, '_> {
    pub(super) fn write_bytes(&mut self, to: StaticId, at: u64, bytes: Vec<u8>) {
        self.writes.push((to, Write::Bytes(at, bytes)));
    }
    pub(super) fn write_addr(&mut self, to: StaticId, at: u64, target: Target, addend: i64) {
        self.writes.push((to, Write::Addr(at, target, addend)));
    }
    pub(super) fn write_word(&mut self, to: StaticId, at: u64, n: u64) {
        self.write_bytes(to, at, n.to_le_bytes().to_vec());
    }
    /// The address of other static data.
    pub(super) fn write_data_addr(&mut self, to: StaticId, at: u64, data: StaticId) {
        let name = self.vars[data].name.clone();
        self.write_addr(to, at, Target::Data(name), 0);
    }
    /// A slice header.
    pub(super) fn write_slice(&mut self, to: StaticId, at: u64, data: StaticId, len: u64) {
        self.write_data_addr(to, at, data);
        self.write_word(to, at + 8, len);
        self.write_word(to, at + 16, len);
    }

    /// A constant. False where its type has no constants.
    pub(super) fn write_const(&mut self, to: StaticId, at: u64, value: &Value, t: TypeId) -> bool {
        let s = self.cx.session;
        if s.is_string(t) {
            let text = value.as_bytes().unwrap_or_default().into_owned();
            if !text.is_empty() {
                self.write_word(to, at + 8, text.len() as u64);
                self.write_addr(to, at, Target::Str(text), 0);
            }
            return true;
        }
        let Some(leaves) = self.cx.layouts.of(t).leaves(2).filter(|l| !l.is_empty()) else { return false };
        let parts = match leaves.len() {
            1 => vec![value.clone()],
            _ => vec![value.to_complex().real(), value.to_complex().imag()],
        };
        for (leaf, part) in leaves.iter().zip(parts) {
            let Some(bits) = bits_of(&part, leaf.ty) else { return false };
            let bytes = bits.to_le_bytes()[..leaf.ty.size() as usize].to_vec();
            self.write_bytes(to, at + leaf.offset, bytes);
        }
        true
    }
}

fn bits_of(value: &Value, ty: ssa::Type) -> Option<u64> {
    match ty {
        ssa::Type::F32 => Some(u64::from(value.to_f32()?.to_bits())),
        ssa::Type::F64 => Some(value.to_f64()?.to_bits()),
        _ => {
            if let Some(b) = value.as_bool() {
                return Some(u64::from(b));
            }
            let n = value.to_int();
            n.as_i64().map(|n| n as u64).or_else(|| n.as_u64())
        }
    }
}
