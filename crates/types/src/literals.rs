//! Composite and function literals. Authority: specification, "Composite literals"; wording:
//! `types2/expr.go`, `types2/index.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::lookup::{Found, Path, Wanted};
use crate::objects::ObjId;
use crate::operand::Operand;
use crate::recorded::{ArenaId, Mode};
use crate::types::{StructType, TypeId, TypeKind};
use crate::version::Version;
use base::{FxHashMap, FxHashSet, Name, Pos};
use constant::{Kind, Value};
use release::FrontEnd;
use std::collections::BTreeMap;
use syntax::ast::{ExprId, ExprKind, List, StmtId};

/// A constant as a key: values equal in Go are equal keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ConstKey {
    Bool(bool),
    Bytes(Vec<u8>),
    Int(String),
    /// Bits of the nearest `float64`s of both parts.
    Float(u64, u64),
}

impl ConstKey {
    /// The key of a constant; `None` for unknown ones.
    pub(crate) fn of(val: &Value) -> Option<ConstKey> {
        Some(match val.kind() {
            Kind::Unknown => return None,
            Kind::Bool => ConstKey::Bool(val.as_bool()?),
            Kind::String => ConstKey::Bytes(val.as_bytes()?.into_owned()),
            Kind::Int => ConstKey::Int(val.to_string()),
            Kind::Float | Kind::Complex => match val.to_int() {
                Value::Unknown => ConstKey::Float(val.real().to_f64()?.to_bits(), val.imag().to_f64()?.to_bits()),
                int => ConstKey::Int(int.to_string()),
            },
        })
    }
}

impl<'a> Checker<'a> {
    /// `func(…) { … }`: the body is checked when types are complete.
    pub(crate) fn func_lit(&mut self, e: ExprId, ty: ExprId, body: StmtId) -> Option<Operand> {
        let (typ, scope) = self.func_lit_type(ty);
        if !self.cx.config.ignore_bodies || self.env.arena == ArenaId::BODY {
            let (decl, iota) = (self.env.decl, self.env.iota.clone());
            self.later(move |c| c.func_body(decl, typ, scope, body, iota));
        }
        Some(Operand::new(Mode::Value, e, typ))
    }

    /// `T{…}`; `hint`: the type where none is written.
    pub(crate) fn composite_lit(
        &mut self,
        e: ExprId,
        ty: ExprId,
        elems: List<ExprId>,
        rbrace: Pos,
        hint: Option<TypeId>,
    ) -> Option<Operand> {
        let s = self.s;
        let ast = self.env.ast;
        let mut open_array = None;
        let (mut typ, base) = match (ty.some(), hint) {
            (Some(ty), _) => {
                if let ExprKind::ArrayType { len, elem } = ast[ty].kind
                    && len.is_none()
                {
                    let elem = self.var_type(elem);
                    open_array = Some((ty, elem));
                    (TypeId::INVALID, Some(s.array_of(elem, None)))
                } else {
                    let typ = self.typ(ty);
                    (typ, s.core_type(typ).map(|_| typ))
                }
            }
            (None, Some(typ)) => {
                let base = s.core_type(typ).map(|c| match (s.kind(c), self.s.release.front_end) {
                    (TypeKind::Pointer(elem), _) => *elem,
                    (_, FrontEnd::Go1_23) => c,
                    _ => typ,
                });
                if base.is_none() && s.release.front_end == FrontEnd::Go1_23 {
                    let t = self.type_text(typ);
                    let msg = format!("invalid composite literal element type {t} (no core type)");
                    self.error_expr(e, Code::InvalidLit, msg);
                    return None;
                }
                (typ, base)
            }
            (None, None) => {
                self.error_expr(e, Code::UntypedLit, "missing type in composite literal");
                return None;
            }
        };
        let elems: Vec<ExprId> = ast.list(elems).collect();
        let core = base.and_then(|b| s.core_type(b));
        if base.is_some_and(|b| !self.complete(b)) {
            return None;
        }
        if base.is_some_and(|b| s.is_incomplete(b)) && s.release.front_end < FrontEnd::Go1_26 {
            self.error_expr(e, Code::InvalidTypeCycle, "invalid recursive type");
            return None;
        }
        match core.map(|c| s.kind(c)) {
            Some(TypeKind::Struct(st)) => self.struct_elems(e, st, base.unwrap_or(typ), &elems, rbrace),
            Some(TypeKind::Array(elem, len)) => {
                let n = self.indexed_elems(&elems, *elem, if open_array.is_some() { None } else { *len });
                if let Some((ty, elem)) = open_array {
                    typ = s.array_of(elem, Some(n));
                    self.record_type(ty, Mode::TypeExpr, typ, None);
                }
            }
            Some(TypeKind::Slice(elem)) => {
                self.indexed_elems(&elems, *elem, None);
            }
            Some(TypeKind::Map(key, elem)) => self.map_elems(&elems, *key, *elem),
            other => {
                for &e in &elems {
                    match ast[e].kind {
                        ExprKind::KeyValue { value, .. } => self.use_exprs(&[value]),
                        _ => self.use_exprs(&[e]),
                    };
                }
                if other.is_none() || core.is_some_and(|c| s.is_valid(c)) {
                    let t = self.type_text(typ);
                    let msg = match (s.release.front_end >= FrontEnd::Go1_24, hint.is_some() && ty.is_none()) {
                        (true, is_elem) => {
                            let what = if is_elem { " element" } else { "" };
                            let modern = s.release.front_end >= FrontEnd::Go1_25;
                            let why = match core {
                                Some(_) => "",
                                None if modern => " (no common underlying type)",
                                None => " (no core type)",
                            };
                            format!("invalid composite literal{what} type {t}{why}")
                        }
                        (false, _) => format!("invalid composite literal type {t}"),
                    };
                    self.error_expr(e, Code::InvalidLit, msg);
                    return None;
                }
            }
        }
        Some(Operand::new(Mode::Value, e, typ))
    }

    fn struct_elems(&mut self, e: ExprId, st: &'a StructType, base: TypeId, elems: &[ExprId], rbrace: Pos) {
        let _ = e;
        match elems.first().map(|&first| self.env.ast[first].kind) {
            None => {}
            Some(ExprKind::KeyValue { .. }) => self.struct_by_name(st, base, elems),
            Some(_) => self.struct_by_place(st, base, elems, rbrace),
        }
    }

    fn struct_by_name(&mut self, st: &'a StructType, base: TypeId, elems: &[ExprId]) {
        let s = self.s;
        let mut seen = BTreeMap::new();
        for &e in elems {
            let ExprKind::KeyValue { key, value } = self.env.ast[e].kind else {
                self.mixed_struct_elems(e);
                continue;
            };
            let mut x = self.value_to_assign(value, None);
            let ExprKind::Name(name) = self.env.ast[key].kind else {
                let msg = format!("invalid field name {} in struct literal", self.expr_text(key));
                self.error_expr(e, Code::InvalidLitField, msg);
                continue;
            };
            let Some((field, path)) = self.literal_field(st, base, key, name) else { continue };
            self.record_use(key, field);
            self.assignment(&mut x, s.obj_type(field), "struct literal");
            self.literal_field_again(&seen, e, field, &path);
            seen.insert(path, field);
        }
    }

    /// The field that a key of a struct literal names, and the way to it; an error is reported.
    fn literal_field(&mut self, st: &'a StructType, base: TypeId, key: ExprId, name: Name) -> Option<(ObjId, Path)> {
        let s = self.s;
        let text = s.text(name);
        let own = |wanted: &dyn Fn(ObjId) -> bool| st.fields.iter().position(|&f| name != s.blank && wanted(f));
        if !Version::GO1_27.is_known(s.release) {
            let Some(i) = own(&|f| s.same_id(f, self.cx.pkg, name)) else {
                let alt = own(&|f| self.same_id_folded(f, text)).map(|i| st.fields[i]);
                let msg = self.lookup_error(base, text, alt, true);
                self.error_expr(key, Code::MissingLitField, msg);
                return None;
            };
            return Some((st.fields[i], Path::from_slice(&[i as u32])));
        }
        let literal = s.core_type(base).unwrap_or(base);
        let wanted = |fold_case| Wanted { pkg: self.cx.pkg, name, fold_case };
        let found = if name == s.blank { Found::Missing } else { s.lookup_wanted(literal, false, wanted(false)) };
        let Found::Entry { obj, path, indirect } = found else {
            let alt = if name == s.blank { None } else { s.lookup_wanted(literal, false, wanted(true)).obj() };
            let msg = self.lookup_error(base, text, alt, true);
            self.error_expr(key, Code::MissingLitField, msg);
            return None;
        };
        if s.obj(obj).is_func() {
            self.error_expr(key, Code::MissingLitField, format!("{text} is not a field"));
            return None;
        }
        if path.len() > 1 {
            let what = |c: &Self| {
                let (path, typ) = (c.field_path(literal, &path), c.type_text(base));
                format!("use of promoted field {path} in struct literal of type {typ}")
            };
            let pos = self.env.ast[key].pos;
            if !self.verify_version(pos, Version::GO1_27, what) {
                return None;
            }
        }
        if indirect {
            let msg = format!("invalid implicit pointer indirection to reach {text}");
            self.error_expr(key, Code::InvalidLitField, msg);
            return None;
        }
        Some((obj, path))
    }

    /// Reports that a field has a value already, by itself, as part of a field, or in one of its parts.
    fn literal_field_again(&mut self, seen: &BTreeMap<Path, ObjId>, e: ExprId, field: ObjId, path: &Path) {
        let s = self.s;
        let name = |f: ObjId| s.text(s.obj(f).name);
        let outer = (1..=path.len()).find_map(|n| seen.get(&path[..n]));
        let inner = || seen.iter().find(|(p, _)| p.starts_with(path)).map(|(_, f)| f);
        let msg = match outer {
            Some(&other) if other == field => format!("duplicate field name {} in struct literal", name(field)),
            Some(&other) => {
                format!("cannot specify promoted field {} and enclosing embedded field {}", name(field), name(other))
            }
            None => match inner() {
                Some(&other) => {
                    let (field, other) = (name(field), name(other));
                    format!("cannot specify embedded field {field} and enclosed promoted field {other}")
                }
                None => return,
            },
        };
        self.error_expr(e, Code::DuplicateLitField, msg);
    }

    /// The names of the fields on a way into a struct, joined by dots.
    fn field_path(&self, typ: TypeId, path: &[u32]) -> String {
        let s = self.s;
        let mut names = Vec::new();
        let mut typ = typ;
        for &i in path {
            let outer = match s.kind(s.under(typ)) {
                TypeKind::Pointer(elem) => *elem,
                _ => typ,
            };
            let TypeKind::Struct(st) = s.kind(s.under(outer)) else { break };
            let Some(&field) = st.fields.get(i as usize) else { break };
            names.push(s.text(s.obj(field).name));
            typ = s.obj_type(field);
        }
        names.join(".")
    }

    fn mixed_struct_elems(&mut self, e: ExprId) {
        self.error_expr(e, Code::MixedStructLit, "mixture of field:value and value elements in struct literal");
    }

    fn struct_by_place(&mut self, st: &'a StructType, base: TypeId, elems: &[ExprId], rbrace: Pos) {
        let s = self.s;
        for (i, &e) in elems.iter().enumerate() {
            if matches!(self.env.ast[e].kind, ExprKind::KeyValue { .. }) {
                self.mixed_struct_elems(e);
                continue;
            }
            let mut x = self.value_to_assign(e, None);
            let Some(&field) = st.fields.get(i) else {
                let msg = format!("too many values in struct literal of type {}", self.type_text(base));
                self.error(self.operand_pos(&x), Code::InvalidStructLit, msg);
                break;
            };
            let f = s.obj(field);
            if !s.is_exported(f.name) && !s.same_pkg(f.pkg, self.cx.pkg) {
                let msg = format!(
                    "implicit assignment to unexported field {} in struct literal of type {}",
                    s.text(f.name),
                    self.type_text(base)
                );
                self.error(self.operand_pos(&x), Code::UnexportedLitField, msg);
                continue;
            }
            self.assignment(&mut x, s.obj_type(field), "struct literal");
        }
        if elems.len() < st.fields.len() {
            let hidden = |&f: &ObjId| !s.is_exported(s.obj(f).name) && !s.same_pkg(s.obj(f).pkg, self.cx.pkg);
            let hint = match s.release.front_end >= FrontEnd::Go1_27 && st.fields.iter().any(hidden) {
                true => " (type has unexported fields - use key:value pairs)",
                false => "",
            };
            let msg = format!("too few values in struct literal of type {}{hint}", self.type_text(base));
            self.error(rbrace, Code::InvalidStructLit, msg);
        }
    }

    fn map_elems(&mut self, elems: &[ExprId], key_type: TypeId, elem_type: TypeId) {
        let s = self.s;
        let dynamic = s.is_non_tparam_interface(key_type);
        let mut seen: FxHashMap<ConstKey, Vec<TypeId>> = FxHashMap::default();
        for &e in elems {
            let ExprKind::KeyValue { key, value } = self.env.ast[e].kind else {
                self.error_expr(e, Code::MissingLitKey, "missing key in map literal");
                continue;
            };
            let mut x = self.value_to_assign(key, Some(key_type));
            self.assignment(&mut x, key_type, "map literal");
            if x.is_invalid() {
                continue;
            }
            if x.is_const()
                && let Some(k) = ConstKey::of(&x.val)
            {
                let types = seen.entry(k).or_default();
                if types.iter().any(|&t| !dynamic || s.identical(t, x.typ)) {
                    let msg = format!("duplicate key {} in map literal", x.val);
                    self.error(self.operand_pos(&x), Code::DuplicateLitKey, msg);
                    continue;
                }
                types.push(x.typ);
            }
            let mut x = self.value_to_assign(value, Some(elem_type));
            self.assignment(&mut x, elem_type, "map literal");
        }
    }

    /// Elements of an array or slice literal; the result is its length.
    fn indexed_elems(&mut self, elems: &[ExprId], typ: TypeId, len: Option<u64>) -> u64 {
        let mut seen = FxHashSet::default();
        let (mut index, mut most) = (0u64, 0u64);
        for &e in elems {
            let mut valid = false;
            let mut value = e;
            if let ExprKind::KeyValue { key, value: v } = self.env.ast[e].kind {
                value = v;
                let (t, i) = self.index(key, len);
                if let Some(i) = i {
                    (index, valid) = (i, true);
                } else if self.s.is_valid(t) {
                    let msg = format!("index {} must be integer constant", self.expr_text(key));
                    self.error_expr(e, Code::InvalidLitIndex, msg);
                }
            } else if let Some(len) = len.filter(|&n| index >= n) {
                let msg = format!("index {index} is out of bounds (>= {len})");
                self.error_expr(e, Code::OversizeArrayLit, msg);
            } else {
                valid = true;
            }
            if valid && !seen.insert(index) {
                let msg = format!("duplicate index {index} in array or slice literal");
                self.error_expr(e, Code::DuplicateLitKey, msg);
            }
            index = index.saturating_add(1);
            most = most.max(index);
            let mut x = self.value_to_assign(value, Some(typ));
            self.assignment(&mut x, typ, "array or slice literal");
        }
        most
    }
}
