//! How values are spelled: [`Code`], with writing and reading side by side. Unsigned integers
//! are LEB128, signed ones zigzag; lists have their length first; an option is a list of at
//! most one. [`code_struct`] and [`code_enum`] describe a type once for both directions; the
//! compiler sees to it that no field or variant is forgotten.

use crate::format::{Damaged, FIXED_TYPES};
use crate::interface::Part;
use crate::read::{Reader, State};
use crate::write::Tables;
use base::bytes::{ByteReader, ByteWriter};
use base::{Name, Pos};
use types::{ObjId, PkgId, Session, TypeId};

pub(crate) type Res<T> = Result<T, Damaged>;

/// How types are spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Mode {
    /// As written: with aliases, parameter names, positions.
    Plain,
    /// Stripped down to what decides identity, so that which of several identical types came
    /// first in the session makes no difference.
    Canon,
}

/// Where a value is written to.
pub(crate) struct Encoder<'t, 's> {
    pub(crate) t: &'t mut Tables<'s>,
    pub(crate) buf: ByteWriter,
    pub(crate) mode: Mode,
    pub(crate) interface: Part,
}

/// Where a value is read from.
pub(crate) struct Decoder<'r> {
    pub(crate) file: &'r Reader,
    pub(crate) state: &'r State,
    pub(crate) s: &'r Session,
    pub(crate) r: ByteReader<'r>,
    /// Sizes of the tables of the body being read, by [`crate::body::Table`].
    pub(crate) limits: [usize; 6],
}

/// A value that can be in a file.
pub(crate) trait Code: Sized {
    fn write(&self, w: &mut Encoder<'_, '_>);
    fn read(r: &mut Decoder<'_>) -> Res<Self>;
}

impl Encoder<'_, '_> {
    /// Writes a value.
    pub(crate) fn put(&mut self, value: &impl Code) {
        value.write(self);
    }
    pub(crate) fn uint(&mut self, n: u64) {
        self.buf.uvarint(n);
    }
    pub(crate) fn byte_string(&mut self, bytes: &[u8]) {
        self.uint(bytes.len() as u64);
        self.buf.bytes(bytes);
    }
    pub(crate) fn text(&mut self, text: &str) {
        let i = self.t.string(text);
        self.uint(u64::from(i));
    }
    pub(crate) fn list<T: Code>(&mut self, items: &[T]) {
        self.uint(items.len() as u64);
        items.iter().for_each(|x| x.write(self));
    }
    pub(crate) fn pkg(&mut self, pkg: PkgId) {
        let i = self.t.package(pkg);
        self.uint(u64::from(i));
    }
    /// A type in a mode of its own.
    pub(crate) fn typ(&mut self, t: TypeId, mode: Mode) {
        let n = self.t.typ(t, mode);
        self.uint(u64::from(n));
    }
}

impl<'r> Decoder<'r> {
    /// Reads a value.
    pub(crate) fn get<T: Code>(&mut self) -> Res<T> {
        T::read(self)
    }
    pub(crate) fn uint(&mut self) -> Res<u64> {
        self.r.uvarint().ok_or(Damaged("a row that ends early"))
    }
    pub(crate) fn u32(&mut self) -> Res<u32> {
        u32::try_from(self.uint()?).map_err(|_| Damaged("a number that is too large"))
    }
    pub(crate) fn byte(&mut self) -> Res<u8> {
        self.r.u8().ok_or(Damaged("a row that ends early"))
    }
    pub(crate) fn byte_string(&mut self) -> Res<&'r [u8]> {
        let n = self.len()?;
        self.r.take(n).ok_or(Damaged("a row that ends early"))
    }
    /// A length: what is counted takes a byte each at least.
    pub(crate) fn len(&mut self) -> Res<usize> {
        let n = self.uint()?;
        match usize::try_from(n) {
            Ok(n) if n <= self.r.rest().len() => Ok(n),
            _ => Err(Damaged("a list that is too long")),
        }
    }
    pub(crate) fn text(&mut self) -> Res<&'r str> {
        let i = self.u32()?;
        self.file.string(i)
    }
    pub(crate) fn pkg(&mut self) -> Res<PkgId> {
        let i = self.u32()?;
        self.file.package(self.state, self.s, i)
    }
}

impl Code for bool {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        w.buf.u8(u8::from(*self));
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        match r.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Damaged("a truth value")),
        }
    }
}
impl Code for u32 {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        w.uint(u64::from(*self));
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        r.u32()
    }
}
impl Code for u64 {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        w.uint(*self);
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        r.uint()
    }
}
impl Code for usize {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        w.uint(*self as u64);
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        usize::try_from(r.uint()?).map_err(|_| Damaged("a number that is too large"))
    }
}
impl Code for Pos {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        w.interface.extend(&w.buf.buf);
        w.uint(u64::from(self.0));
        w.interface.place(*self, &w.buf.buf);
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        r.u32().map(Pos)
    }
}
impl Code for Name {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        let s = w.t.s;
        w.text(s.text(*self));
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        let text = r.text()?;
        Ok(r.s.names.intern(text))
    }
}
impl Code for TypeId {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        let mode = w.mode;
        w.typ(*self, mode);
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        match r.u32()? {
            n if n < FIXED_TYPES => Ok(TypeId(n)),
            n => r.file.typ(r.state, r.s, n - FIXED_TYPES),
        }
    }
}
/// An object with a row: at package level, a method of a declared type, a local type name.
impl Code for ObjId {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        let n = w.t.object(*self);
        w.uint(u64::from(n));
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        let n = r.u32()?;
        r.file.object(r.state, r.s, n)
    }
}
impl<T: Code> Code for Vec<T> {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        w.list(self);
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        let n = r.len()?;
        let mut out = Vec::with_capacity(n);
        for _ in 0..n {
            out.push(T::read(r)?);
        }
        Ok(out)
    }
}
impl<T: Code> Code for Box<[T]> {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        w.list(self);
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        Vec::read(r).map(Vec::into_boxed_slice)
    }
}
impl<T: Code> Code for Option<T> {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        w.put(&self.is_some());
        if let Some(x) = self {
            x.write(w);
        }
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        Ok(if r.get()? { Some(T::read(r)?) } else { None })
    }
}
impl<A: Code, B: Code> Code for (A, B) {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        self.0.write(w);
        self.1.write(w);
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        Ok((A::read(r)?, B::read(r)?))
    }
}

/// Spells a struct: its fields in the order given here.
macro_rules! code_struct {
    ($name:ty { $($field:ident),* $(,)? }) => {
        impl $crate::code::Code for $name {
            fn write(&self, w: &mut $crate::code::Encoder<'_, '_>) {
                let Self { $($field),* } = self;
                $(w.put($field);)*
            }
            fn read(r: &mut $crate::code::Decoder<'_>) -> $crate::code::Res<Self> {
                $(let $field = r.get()?;)*
                Ok(Self { $($field),* })
            }
        }
    };
}

/// Spells an enum: the number of the variant, then its fields in the order given here.
macro_rules! code_enum {
    ($name:ident { $($n:literal => $variant:ident $( ( $($tuple:ident),* ) )? $( { $($field:ident),* } )?),* $(,)? }) => {
        impl $crate::code::Code for $name {
            fn write(&self, w: &mut $crate::code::Encoder<'_, '_>) {
                match self {
                    $($name::$variant $( ( $($tuple),* ) )? $( { $($field),* } )? => {
                        w.buf.u8($n);
                        $($(w.put($tuple);)*)?
                        $($(w.put($field);)*)?
                    })*
                }
            }
            fn read(r: &mut $crate::code::Decoder<'_>) -> $crate::code::Res<Self> {
                Ok(match r.byte()? {
                    $($n => {
                        $($(let $tuple = r.get()?;)*)?
                        $($(let $field = r.get()?;)*)?
                        $name::$variant $( ( $($tuple),* ) )? $( { $($field),* } )?
                    })*
                    _ => return Err($crate::format::Damaged(concat!("a ", stringify!($name), " that does not exist"))),
                })
            }
        }
    };
}

pub(crate) use {code_enum, code_struct};
