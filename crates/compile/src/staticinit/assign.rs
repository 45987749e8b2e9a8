//! Putting a value into data. A form that is data altogether or up to some parts is accepted,
//! and steps are made for those parts; any other is refused, and nothing was written for it.

use super::contents::{StaticVar, Target};
use super::{At, Schedule, StaticId};
use constant::Value;
use ssagen::InitStep;
use types::body::convert::conversion_kind;
use types::body::{Callee, Conversion, ExprId, ExprKind, FuncRef, IndexKind, Method};
use types::{ObjId, ObjKind, TypeId, TypeKind, VarRole};

impl<'a> Schedule<'_, '_, 'a> {
    /// The expression itself: conversions that keep the bits and parameters of functions being
    /// inlined are looked through.
    pub(super) fn strip(&self, mut at: At) -> At {
        loop {
            match *self.kind(at) {
                ExprKind::Local(l) => match self.scopes[at.scope].params.get(&l) {
                    Some(&arg) => at = arg,
                    None => return at,
                },
                ExprKind::Convert { x, how } => {
                    let x = self.sub(at, x);
                    match self.conversion(at, x, how) {
                        Conversion::Same | Conversion::Unsafe => at = x,
                        _ => return at,
                    }
                }
                _ => return at,
            }
        }
    }
    pub(super) fn conversion(&self, at: At, x: At, how: Conversion) -> Conversion {
        match how {
            Conversion::Generic => conversion_kind(self.cx.session, self.type_of(x), self.type_of(at)),
            how => how,
        }
    }

    /// Makes `to` at `offset` hold the value, of which `typ` is wanted; false: it cannot be data.
    pub(super) fn assign(&mut self, to: StaticId, offset: u64, at: At, typ: TypeId) -> bool {
        let inner = self.strip(at);
        match self.kind(inner) {
            ExprKind::Nil => true,
            ExprKind::Global(obj) => self.copy(to, offset, *obj, typ),
            ExprKind::Address(x) => self.assign_address(to, offset, inner, *x),
            ExprKind::SliceLit { len, .. } => self.assign_slice(to, offset, inner, *len),
            ExprKind::Variadic(elems) if elems.is_empty() => true,
            ExprKind::Variadic(elems) => self.assign_slice(to, offset, inner, elems.len() as u64),
            ExprKind::Struct(_) | ExprKind::Array(_) => {
                self.assign_parts(to, offset, inner);
                true
            }
            ExprKind::Closure(id) => {
                let scope = &self.scopes[inner.scope];
                let Some(init) = scope.init.filter(|_| scope.body.funcs[*id].captures.is_empty()) else { return false };
                self.write_addr(to, offset, Target::Closure(init, *id), 0);
                true
            }
            ExprKind::Func(f) => {
                let target = self.func_value(inner, f);
                self.write_addr(to, offset, target, 0);
                true
            }
            ExprKind::MethodExpr { recv, path, method } => {
                let target = self.method_value(inner, *recv, path, method);
                self.write_addr(to, offset, target, 0);
                true
            }
            ExprKind::Convert { x, how } => {
                let x = self.sub(inner, *x);
                match self.conversion(inner, x, *how) {
                    Conversion::ToInterface | Conversion::InterfaceToInterface => {
                        self.assign_interface(to, offset, inner, typ)
                    }
                    Conversion::BytesFromString => self.assign_bytes(to, offset, x),
                    _ => self.assign_folded(to, offset, inner, typ),
                }
            }
            ExprKind::Call { callee, args } => {
                self.assign_code_address(to, offset, inner, callee, args)
                    || self.assign_inlined(to, offset, inner, callee, args, typ)
            }
            _ => self.assign_folded(to, offset, inner, typ),
        }
    }

    /// The value, or a step that computes it.
    fn assign_or_step(&mut self, to: StaticId, offset: u64, at: At) {
        let typ = self.type_of(at);
        if self.attempt(|s| s.assign(to, offset, at, typ)) {
            return;
        }
        match self.scopes[at.scope].init {
            Some(body) => {
                let to = (self.vars[to].name.clone(), offset as i64);
                self.steps.push(InitStep::Store { body, expr: at.expr, to });
            }
            None => self.failed = true,
        }
    }

    fn assign_folded(&mut self, to: StaticId, offset: u64, at: At, _typ: TypeId) -> bool {
        let t = self.type_of(at);
        match self.fold(at) {
            Some(value) if is_zero(&value) => true,
            Some(value) => self.write_const(to, offset, &value, t),
            None => false,
        }
    }

    // ---- addresses

    fn assign_address(&mut self, to: StaticId, offset: u64, at: At, x: ExprId) -> bool {
        let place = self.sub(at, x);
        if let Some((symbol, addend)) = self.static_place(place) {
            self.write_addr(to, offset, Target::Data(symbol), addend as i64);
            return true;
        }
        let inner = self.strip(place);
        let is_literal = matches!(
            self.kind(inner),
            ExprKind::Struct(_) | ExprKind::Array(_) | ExprKind::SliceLit { .. } | ExprKind::Map(_)
        );
        if !is_literal {
            return false;
        }
        let temp = self.temp(self.type_of(inner));
        self.temps.insert(at, temp);
        self.write_data_addr(to, offset, temp);
        self.assign_or_step(temp, 0, inner);
        true
    }

    /// Symbol and offset of a place in a package-level variable.
    fn static_place(&self, at: At) -> Option<(String, u64)> {
        match *self.kind(at) {
            ExprKind::Global(obj) => Some((self.cx_symbol(obj), 0)),
            ExprKind::Field { x, index } => {
                let x = self.sub(at, x);
                let (symbol, offset) = self.static_place(x)?;
                Some((symbol, offset + self.cx.layouts.of(self.type_of(x)).field_offset(index as usize)))
            }
            ExprKind::Index { x, index, kind: IndexKind::Array } => {
                let x = self.sub(at, x);
                let (symbol, offset) = self.static_place(x)?;
                let n = self.fold(self.sub(at, index))?.to_int().as_u64()?;
                Some((symbol, offset + n.checked_mul(self.size(self.type_of(at)))?))
            }
            _ => None,
        }
    }

    fn func_value(&self, at: At, f: &FuncRef) -> Target {
        let f = self.concrete_func(at, f);
        let symbol = ssagen::func_symbol(self.cx, &f);
        Target::Func(symbol, (!f.targs.is_empty()).then_some(f))
    }
    fn concrete_func(&self, at: At, f: &FuncRef) -> FuncRef {
        FuncRef { obj: f.obj, targs: f.targs.iter().map(|&t| self.concrete(at.scope, t)).collect() }
    }
    fn method_value(&self, at: At, recv: TypeId, path: &[u32], method: &Method) -> Target {
        let s = self.cx.session;
        let recv = self.concrete(at.scope, recv);
        match method {
            Method::Func(f) => {
                let declared = s.as_signature(s.obj_type(f.obj)).and_then(|sig| sig.recv);
                let is_ptr = |t| s.deref(s.unalias(t)).1;
                let exact = declared.is_some_and(|r| is_ptr(s.obj_type(r)) == is_ptr(recv));
                if exact && path.is_empty() {
                    return self.func_value(at, f);
                }
                match s.is_generic_func(f.obj) {
                    true => Target::GenericMethod(recv, self.concrete_func(at, f)),
                    false => Target::Method(recv, f.obj),
                }
            }
            Method::Interface(m) | Method::Param(m) => Target::Method(recv, *m),
        }
    }

    /// `abi.FuncPCABI0(f)` and `abi.FuncPCABIInternal(f)` of a declared function.
    fn assign_code_address(&mut self, to: StaticId, offset: u64, at: At, callee: &Callee, args: &[ExprId]) -> bool {
        let Some(abi) = self.code_address_abi(callee) else { return false };
        let [arg] = args[..] else { return false };
        let ExprKind::Convert { x, .. } = *self.kind(self.sub(at, arg)) else { return false };
        let x = self.strip(self.sub(at, x));
        let ExprKind::Func(f) = self.kind(x) else { return false };
        let Target::Func(symbol, None) = self.func_value(x, f) else { return false };
        self.write_addr(to, offset, Target::Code(symbol, abi), 0);
        true
    }
    /// The ABI a call of `abi.FuncPCABI…` asks for.
    pub(super) fn code_address_abi(&self, callee: &Callee) -> Option<obj::Abi> {
        let Callee::Func(f) = callee else { return None };
        let s = self.cx.session;
        let o = s.obj(f.obj);
        let abi = match s.text(o.name) {
            "FuncPCABI0" => obj::Abi::Abi0,
            "FuncPCABIInternal" => obj::Abi::Internal,
            _ => return None,
        };
        o.pkg.some().filter(|&p| &*s.pkg(p).path == "internal/abi").map(|_| abi)
    }

    // ---- literals

    fn assign_slice(&mut self, to: StaticId, offset: u64, at: At, len: u64) -> bool {
        let s = self.cx.session;
        let t = self.type_of(at);
        let TypeKind::Slice(elem) = *s.kind(s.under(t)) else { return false };
        let array = self.temp(s.array_of(elem, Some(len)));
        self.vars[array].noalg = true;
        self.temps.insert(at, array);
        self.write_slice(to, offset, array, len);
        self.assign_parts(array, 0, at);
        true
    }
    fn assign_bytes(&mut self, to: StaticId, offset: u64, text: At) -> bool {
        let Some(value) = self.fold(text) else { return false };
        let bytes = value.as_bytes().unwrap_or_default().into_owned();
        let s = self.cx.session;
        self.bytes_made += 1;
        let name = format!("{}..gobytes.{}", self.cx.names.prefix(self.cx.pkg), self.bytes_made);
        let len = bytes.len() as u64;
        let data = self.vars.push(StaticVar::raw(s, name, bytes));
        self.write_slice(to, offset, data, len);
        true
    }

    /// The parts of a struct, array or slice literal, each data or a step.
    fn assign_parts(&mut self, to: StaticId, offset: u64, at: At) {
        for (part_offset, part) in self.parts(at) {
            self.assign_or_step(to, offset + part_offset, part);
        }
    }
    /// The parts of a literal that are not zero, nested structs and arrays taken apart.
    fn parts(&self, at: At) -> Vec<(u64, At)> {
        let mut out = Vec::new();
        self.add_parts(at, 0, &mut out);
        out
    }
    fn add_parts(&self, at: At, offset: u64, out: &mut Vec<(u64, At)>) {
        let mut add = |offset: u64, x: At| {
            let inner = self.strip(x);
            if self.is_zero_value(inner) {
            } else if matches!(self.kind(inner), ExprKind::Struct(_) | ExprKind::Array(_)) {
                self.add_parts(inner, offset, out);
            } else {
                out.push((offset, x));
            }
        };
        let t = self.type_of(at);
        match self.kind(at) {
            ExprKind::Struct(fields) => {
                let layout = self.cx.layouts.of(t);
                for &(i, x) in fields.iter().filter(|(i, _)| !self.is_blank_field(t, *i)) {
                    add(offset + layout.field_offset(i as usize), self.sub(at, x));
                }
            }
            ExprKind::Array(elems) | ExprKind::SliceLit { elems, .. } => {
                let size = self.elem_size(t);
                elems.iter().for_each(|&(i, x)| add(offset + i * size, self.sub(at, x)));
            }
            ExprKind::Variadic(elems) => {
                let size = self.elem_size(t);
                elems.iter().zip(0u64..).for_each(|(&x, i)| add(offset + i * size, self.sub(at, x)));
            }
            _ => {}
        }
    }
    fn elem_size(&self, t: TypeId) -> u64 {
        let s = self.cx.session;
        match s.kind(s.under(t)) {
            TypeKind::Array(elem, _) | TypeKind::Slice(elem) => self.size(*elem),
            _ => 0,
        }
    }
    fn is_blank_field(&self, t: TypeId, index: u32) -> bool {
        let s = self.cx.session;
        match s.kind(s.under(t)) {
            TypeKind::Struct(st) => st.fields.get(index as usize).is_some_and(|&f| s.obj(f).name == s.blank),
            _ => false,
        }
    }
    fn is_zero_value(&self, at: At) -> bool {
        match self.kind(at) {
            ExprKind::Nil => true,
            ExprKind::Const(value) => is_zero(value),
            ExprKind::Struct(fields) => fields.iter().all(|&(_, x)| self.is_zero_value(self.sub(at, x))),
            ExprKind::Array(elems) => elems.iter().all(|&(_, x)| self.is_zero_value(self.sub(at, x))),
            _ => false,
        }
    }

    // ---- interfaces

    fn assign_interface(&mut self, to: StaticId, offset: u64, at: At, typ: TypeId) -> bool {
        let mut value = at;
        while let ExprKind::Convert { x, how } = *self.kind(value) {
            let x = self.sub(value, x);
            match self.conversion(value, x, how) {
                Conversion::ToInterface | Conversion::InterfaceToInterface => value = self.through_params(x),
                _ => break,
            }
        }
        let s = self.cx.session;
        let t = self.type_of(value);
        if s.is_interface(t) {
            return matches!(self.kind(self.strip(value)), ExprKind::Nil);
        }
        let (t, typ) = (s.unalias(t), s.unalias(typ));
        let word = match s.type_set(s.under(typ)).methods.is_empty() {
            true => Target::Type(t),
            false => Target::Itab(t, typ),
        };
        self.write_addr(to, offset, word, 0);
        if self.cx.layouts.rtypes.of_type(t).direct {
            if !matches!(self.kind(self.strip(value)), ExprKind::Nil) {
                self.assign_or_step(to, offset + 8, value);
            }
            return true;
        }
        let temp = self.temp(t);
        self.temps.insert(value, temp);
        self.assign_or_step(temp, 0, value);
        self.write_data_addr(to, offset + 8, temp);
        true
    }
    fn through_params(&self, mut at: At) -> At {
        while let ExprKind::Local(l) = self.kind(at) {
            match self.scopes[at.scope].params.get(l) {
                Some(&arg) => at = arg,
                None => break,
            }
        }
        at
    }

    // ---- copies

    /// Copies the value of another variable from its initialiser, as long as nothing can have
    /// changed it.
    fn copy(&mut self, to: StaticId, offset: u64, from: ObjId, typ: TypeId) -> bool {
        let s = self.cx.session;
        let o = s.obj(from);
        let is_global = matches!(o.kind, ObjKind::Var { role: VarRole::Global, .. });
        // The linker may set strings (-X).
        if !is_global || o.pkg != self.cx.pkg || s.is_string(s.obj_type(from)) || self.mutated {
            return false;
        }
        let Some(&def) = self.defs.get(&from) else { return false };
        let def = self.strip(def);
        match self.kind(def) {
            ExprKind::Global(other) => {
                if !self.copy(to, offset, *other, typ) {
                    self.copy_step(to, offset, *other, 0, typ, def);
                }
                true
            }
            ExprKind::Nil => true,
            ExprKind::Const(_) => self.assign_folded(to, offset, def, typ),
            ExprKind::Func(_) | ExprKind::MethodExpr { .. } => self.assign(to, offset, def, typ),
            ExprKind::Address(x) => {
                if let Some(&temp) = self.temps.get(&def) {
                    self.write_data_addr(to, offset, temp);
                    return true;
                }
                match *self.kind(self.sub(def, *x)) {
                    ExprKind::Global(_) => self.assign_address(to, offset, def, *x),
                    _ => false,
                }
            }
            ExprKind::SliceLit { len, .. } => match self.temps.get(&def) {
                Some(&temp) => {
                    self.write_slice(to, offset, temp, *len);
                    true
                }
                None => false,
            },
            ExprKind::Struct(_) | ExprKind::Array(_) => {
                for (part_offset, part) in self.parts(def) {
                    self.copy_part(to, offset, from, part_offset, part);
                }
                true
            }
            _ => false,
        }
    }
    fn copy_part(&mut self, to: StaticId, offset: u64, from: ObjId, part_offset: u64, part: At) {
        let (at, t) = (offset + part_offset, self.type_of(part));
        let inner = self.strip(part);
        let done = match self.kind(inner) {
            ExprKind::Const(_) | ExprKind::Func(_) | ExprKind::MethodExpr { .. } => self.assign(to, at, inner, t),
            ExprKind::Nil => true,
            ExprKind::Global(obj) => self.copy(to, at, *obj, t),
            _ => false,
        };
        if !done {
            self.copy_step(to, at, from, part_offset, t, part);
        }
    }
    fn copy_step(&mut self, to: StaticId, offset: u64, from: ObjId, from_offset: u64, typ: TypeId, at: At) {
        let to = (self.vars[to].name.clone(), offset as i64);
        let from = (self.cx_symbol(from), from_offset as i64);
        let pos = self.body(at).exprs[at.expr].pos;
        self.steps.push(InitStep::Copy { to, from, typ, pos });
    }
}

/// Whether a constant is the zero value of its type.
pub(super) fn is_zero(value: &Value) -> bool {
    match value {
        Value::Bool(b) => !b,
        Value::String(s) => s.is_empty(),
        _ => value.sign() == 0,
    }
}
