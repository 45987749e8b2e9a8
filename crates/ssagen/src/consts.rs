//! Constants.

use crate::func::FuncGen;
use crate::needs::StaticData;
use crate::value::Val;
use constant::Value;
use release::Release;
use ssa::{Type, ValueId};
use types::{TypeId, TypeKind};

impl FuncGen<'_, '_> {
    /// A constant of a concrete type.
    pub(crate) fn constant(&mut self, value: &Value, t: TypeId) -> Val {
        let s = self.s();
        if matches!(s.kind(s.under(t)), TypeKind::Basic(_)) && s.is_string(t) {
            return self.string_const(&value.as_bytes().unwrap_or_default());
        }
        let layout = self.layout(t);
        let types = crate::value::leaf_types(&layout);
        match types[..] {
            [ty] => Val::one(self.scalar_const(value, ty)),
            [re, im] => {
                let re = self.scalar_const(&value.real(), re);
                let im = self.scalar_const(&value.imag(), im);
                Val::many(&[re, im])
            }
            _ => unreachable!("constant of a type with {} scalars", types.len()),
        }
    }
    fn scalar_const(&mut self, value: &Value, ty: Type) -> ValueId {
        match ty {
            Type::F32 => self.b.fconst(ty, f64::from(value.to_f32().unwrap_or(0.0))),
            Type::F64 => self.b.fconst(ty, value.to_f64().unwrap_or(0.0)),
            Type::Ptr => {
                let n = self.integer(value);
                if n == 0 {
                    return self.b.nil();
                }
                let word = self.b.iconst(Type::Word, n);
                self.b.convert(ssa::Op::WordToPtr, word, Type::Ptr)
            }
            _ => {
                let n = match value.as_bool() {
                    Some(b) => i64::from(b),
                    None => self.integer(value),
                };
                self.b.iconst(ty, n)
            }
        }
    }
    pub(crate) fn integer(&self, value: &Value) -> i64 {
        let value = value.to_int();
        value.as_i64().or_else(|| value.as_u64().map(|n| n as i64)).unwrap_or(0)
    }

    /// A string constant: data pointer and length.
    pub(crate) fn string_const(&mut self, text: &[u8]) -> Val {
        let len = self.int(text.len() as i64);
        if text.is_empty() {
            let nil = self.b.nil();
            return Val::many(&[nil, len]);
        }
        let symbol = string_symbol(self.s().release, text);
        self.out.needs.strings.push(text.to_vec());
        let data = self.b.sym_addr(&symbol, 0);
        Val::many(&[data, len])
    }

    /// The address of read-only static data with these contents.
    pub(crate) fn static_data(&mut self, bytes: Vec<u8>, addrs: Vec<(u32, String, i64)>) -> ValueId {
        let name = self.static_name("stmp");
        let shared = self.b.func.attrs.contains(ssa::FuncAttrs::DUPOK);
        let data = StaticData { name: name.clone(), bytes, addrs, read_only: true, shared, typ: None };
        self.out.needs.statics.push(data);
        self.b.sym_addr(&name, 0)
    }
    /// The name of the next static data of this function.
    pub(crate) fn static_name(&mut self, what: &str) -> String {
        let n = self.statics;
        self.statics += 1;
        format!("{}..{what}_{n}", self.b.func.name)
    }
    /// Memory that holds a constant for good, for interfaces; `None` where it is not worth it.
    pub(crate) fn static_const(&mut self, value: &Value, t: TypeId) -> Option<ValueId> {
        let s = self.s();
        if s.is_string(t) {
            let text = value.as_bytes()?;
            let mut bytes = vec![0; 8];
            bytes.extend((text.len() as u64).to_le_bytes());
            let mut addrs = Vec::new();
            if !text.is_empty() {
                addrs.push((0, string_symbol(self.s().release, &text), 0));
                self.out.needs.strings.push(text.to_vec());
            }
            return Some(self.static_data(bytes, addrs));
        }
        let layout = self.layout(t);
        let bytes = match crate::value::leaf_types(&layout)[..] {
            [ty] => self.number_bytes(value, ty)?,
            [re, im] => [self.number_bytes(&value.real(), re)?, self.number_bytes(&value.imag(), im)?].concat(),
            _ => return None,
        };
        Some(self.static_data(bytes, Vec::new()))
    }
    /// A number or truth value in memory.
    fn number_bytes(&self, value: &Value, ty: Type) -> Option<Vec<u8>> {
        let bits = match ty {
            Type::F32 => u64::from(value.to_f32()?.to_bits()),
            Type::F64 => value.to_f64()?.to_bits(),
            Type::Ptr => return None,
            _ => value.as_bool().map_or_else(|| self.integer(value) as u64, u64::from),
        };
        Some(bits.to_le_bytes()[..ty.size() as usize].to_vec())
    }
}

/// Longer texts are named by their hash.
const MAX_NAMED: usize = 100;

/// The symbol of a string's bytes. Equal texts share it in a whole program. Long ones are named
/// by length and hash (fact: `cmd/compile/internal/staticdata/data.go`).
pub fn string_symbol(release: Release, text: &[u8]) -> String {
    if text.len() > MAX_NAMED {
        let hash = &release.tool_hash.sum32(text)[..16];
        return format!("go:string..gostring.{}.{}", text.len(), base::base64(hash));
    }
    format!("go:string.{}", constant::quote(text))
}
