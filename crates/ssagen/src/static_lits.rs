//! Literals of constants in function bodies. What is constant in a large literal is laid out
//! once as read-only data, and copied instead of being stored part by part; a literal of
//! constants alone is used where it lies. Limits are the official compiler's (fact:
//! `cmd/compile/internal/walk/complit.go`).

use crate::consts::string_symbol;
use crate::func::FuncGen;
use constant::Value;
use ssa::{Layout, Type, ValueId};
use types::TypeId;
use types::body::{ExprId, ExprKind};

/// Structs and arrays with more constants than this are copied from data.
const MIN_PARTS: usize = 5;
/// Backing arrays above this many bytes are copied from data.
const SMALL_ARRAY: u64 = 256;

/// A literal taken apart.
#[derive(Default)]
pub(crate) struct Parts {
    /// Bytes of what is constant; the rest is zero.
    bytes: Vec<u8>,
    /// Addresses of texts.
    addrs: Vec<(u32, String, i64)>,
    /// Texts.
    texts: Vec<Vec<u8>>,
    /// Constants that are not zero.
    constants: usize,
    /// What is computed, with offsets and types, in order.
    pub computed: Vec<(u64, ExprId, TypeId)>,
}

impl FuncGen<'_, '_> {
    /// Takes elements of a literal apart.
    pub(crate) fn parts_of(&self, elems: &[(u64, ExprId)], size: u64) -> Parts {
        let mut parts = Parts::default();
        elems.iter().for_each(|&(offset, x)| self.add_part(offset, x, &mut parts));
        if parts.constants > 0 {
            parts.bytes.resize(size as usize, 0);
        }
        parts
    }
    /// Elements of a struct or array literal by offset.
    fn literal_elements(&self, e: ExprId, t: TypeId) -> Option<Vec<(u64, ExprId)>> {
        match &self.body.exprs[e].kind {
            ExprKind::Struct(fields) if fields.iter().any(|f| self.is_blank_field(t, f.0)) => None,
            ExprKind::Struct(fields) => Some(fields.iter().map(|&(i, x)| (self.field(t, i).0 as u64, x)).collect()),
            ExprKind::Array(elems) => {
                let size = self.size(self.elem_type(t));
                Some(elems.iter().map(|&(i, x)| (i * size, x)).collect())
            }
            _ => None,
        }
    }
    fn add_part(&self, offset: u64, x: ExprId, parts: &mut Parts) {
        let t = self.type_of(x);
        if let Some(elems) = self.literal_elements(x, t) {
            return elems.iter().for_each(|&(at, x)| self.add_part(offset + at, x, parts));
        }
        let layout = self.layout(t);
        let known = match &self.body.exprs[x].kind {
            ExprKind::Nil => true,
            ExprKind::Const(value) => self.add_const(offset, value, &layout, parts),
            _ => false,
        };
        if !known {
            parts.computed.push((offset, x, t));
        }
    }
    fn add_const(&self, offset: u64, value: &Value, layout: &Layout, parts: &mut Parts) -> bool {
        let Ok(at) = u32::try_from(offset) else { return false };
        if let Value::String(text) = value {
            let text = text.bytes().into_owned();
            if !text.is_empty() {
                parts.put(offset + 8, &(text.len() as u64).to_le_bytes());
                parts.addrs.push((at, string_symbol(self.s().release, &text), 0));
                parts.texts.push(text);
            }
            return true;
        }
        let leaves = crate::value::leaf_types(layout);
        let [ty] = leaves[..] else { return false };
        let bits = match ty {
            Type::F32 => value.to_f32().map(|f| u64::from(f.to_bits())),
            Type::F64 => value.to_f64().map(f64::to_bits),
            Type::Ptr => None,
            _ => Some(value.as_bool().map_or_else(|| self.integer(value) as u64, u64::from)),
        };
        let Some(bits) = bits else { return false };
        if bits != 0 {
            parts.put(offset, &bits.to_le_bytes()[..ty.size() as usize]);
        }
        true
    }

    /// The address of data with the contents of a literal of constants.
    pub(crate) fn literal_as_data(&mut self, e: ExprId, t: TypeId) -> Option<ValueId> {
        let elems = self.literal_elements(e, t)?;
        let parts = self.parts_of(&elems, self.size(t));
        (parts.constants > 0 && parts.computed.is_empty()).then(|| self.data_of_parts(parts))
    }
    /// Fills memory with a struct or array literal of many constants by copying data; false where
    /// storing part by part is as good.
    pub(crate) fn copy_from_data(&mut self, memory: ValueId, e: ExprId, t: TypeId) -> bool {
        let Some(elems) = self.literal_elements(e, t) else { return false };
        let mut parts = self.parts_of(&elems, self.size(t));
        if parts.constants < MIN_PARTS {
            return false;
        }
        let computed = std::mem::take(&mut parts.computed);
        let data = self.data_of_parts(parts);
        self.move_mem(memory, data, t);
        self.store_computed(memory, &computed);
        true
    }
    /// The address of data with elements by offset, `None` if one of them is not constant.
    pub(crate) fn table_of(&mut self, elems: &[(u64, ExprId)], size: u64) -> Option<ValueId> {
        let mut parts = self.parts_of(elems, size);
        parts.bytes.resize(size as usize, 0);
        parts.computed.is_empty().then(|| self.data_of_parts(parts))
    }
    /// Fills a new backing array from data; false where storing part by part is as good.
    pub(crate) fn fill_from_data(&mut self, base: ValueId, len: u64, elems: &[(u64, ExprId)], elem: TypeId) -> bool {
        let size = self.size(elem);
        let Some(total) = size.checked_mul(len).filter(|&n| n > SMALL_ARRAY) else { return false };
        // A sparse literal is shorter as code.
        if len / 4 > elems.len() as u64 {
            return false;
        }
        let placed: Vec<_> = elems.iter().map(|&(i, x)| (i * size, x)).collect();
        let mut parts = self.parts_of(&placed, total);
        if parts.constants == 0 {
            return false;
        }
        let computed = std::mem::take(&mut parts.computed);
        let data = self.data_of_parts(parts);
        let array = self.s().array_of(elem, Some(len));
        self.move_mem(base, data, array);
        self.store_computed(base, &computed);
        true
    }
    fn data_of_parts(&mut self, parts: Parts) -> ValueId {
        self.out.needs.strings.extend(parts.texts);
        self.static_data(parts.bytes, parts.addrs)
    }
    fn store_computed(&mut self, memory: ValueId, computed: &[(u64, ExprId, TypeId)]) {
        for &(offset, x, t) in computed {
            let val = self.expr(x);
            self.store_val(memory, offset as i64, t, &val);
        }
    }
}

impl Parts {
    fn put(&mut self, offset: u64, bytes: &[u8]) {
        let (at, end) = (offset as usize, offset as usize + bytes.len());
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        self.bytes[at..end].copy_from_slice(bytes);
        self.constants += 1;
    }
}
