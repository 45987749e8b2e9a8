//! Expressions of a body: operands, selectors, operators, literals.

use super::build::Builder;
use super::{ExprId, ExprKind, FuncRef, IndexKind, LocalKind, Method};
use crate::builtin::Builtin;
use crate::const_expr::repr_of;
use crate::lookup::{Found, Path};
use crate::objects::{ObjId, ObjKind, Object};
use crate::recorded::{Mode, Selection, SelectionKind};
use crate::types::{TypeId, TypeKind};
use base::Pos;
use constant::Value;
use syntax::Operator;
use syntax::ast::{self, ExprKind as Ast};

impl<'a> Builder<'a> {
    /// The type the checker gave an expression; the default one where it stayed untyped.
    pub(super) fn recorded_type(&self, e: ast::ExprId) -> TypeId {
        let typ = self.src.info.expr(e).typ;
        if typ == TypeId::UNTYPED_NIL { typ } else { self.s.default_type(typ) }
    }
    /// The recorded values of two-valued forms, as a tuple type.
    fn comma_ok_type(&self, e: ast::ExprId) -> Option<TypeId> {
        let types = self.src.info.comma_ok.get(&e)?;
        let s = self.s;
        let name = s.names.intern("");
        let var = |&t: &TypeId| s.add_obj(Object::param(name, self.src.cx.pkg, Pos::NONE, s.default_type(t)));
        Some(s.new_tuple(&types.iter().map(var).collect::<Vec<_>>()))
    }
    /// The node of the value of `e` converted to `to`.
    pub(super) fn value_as(&mut self, e: ast::ExprId, to: TypeId) -> ExprId {
        let x = self.value(e);
        self.convert(x, to)
    }

    /// The node of the value (or place) of `e`.
    pub(super) fn value(&mut self, e: ast::ExprId) -> ExprId {
        if e.is_none() {
            return self.hole(self.body.start);
        }
        let tree = self.src.ast;
        let node = tree[e];
        let typ = self.recorded_type(e);
        let recorded = self.src.info.expr(e);
        if recorded.mode == Mode::Constant
            && let Some(val) = self.src.info.values.get(&e)
        {
            return self.constant(val.clone(), typ, node.pos);
        }
        if recorded.mode == Mode::NilValue {
            return self.expr(ExprKind::Nil, typ, node.pos);
        }
        match node.kind {
            Ast::Paren(x) if self.src.info.instances.contains_key(&e) => self.function(e, x, typ),
            Ast::Paren(x) => self.value(x),
            Ast::Name(_) => self.name(e, typ),
            Ast::FuncLit { body, .. } => {
                let closure = self.function_literal(typ, node.pos, body);
                self.expr(ExprKind::Closure(closure), typ, node.pos)
            }
            Ast::Composite { elems, .. } => self.composite(typ, elems, node.pos),
            Ast::Selector { x, .. } => {
                let targs = self.type_args(e);
                self.selector(e, x, &targs, typ)
            }
            Ast::Index { x, .. } if self.src.info.instances.contains_key(&e) => self.function(e, x, typ),
            Ast::Index { x, indices } => self.index(e, x, tree.list_at(indices, 0), typ),
            Ast::Slice { x, indices, .. } => self.slice(x, [0, 1, 2].map(|i| tree.list_at(indices, i)), typ, node.pos),
            Ast::Assert { x, .. } => {
                let x = self.value(x);
                let tuple = self.comma_ok_type(e);
                let kind = ExprKind::Assert { x, to: typ, comma_ok: tuple.is_some() };
                self.expr(kind, tuple.unwrap_or(typ), node.pos)
            }
            Ast::Unary { op, x } => self.unary_value(e, op, x, typ),
            Ast::Binary { op, x, y } => base::stack::with_room(|| self.binary_value(op, x, y, typ, node.pos)),
            Ast::Call { .. } => self.call_value(e),
            _ => self.hole(node.pos),
        }
    }

    /// A constant of a typed type.
    pub(super) fn constant(&mut self, val: Value, typ: TypeId, pos: Pos) -> ExprId {
        let fits = self.s.as_basic(typ).and_then(repr_of).and_then(|r| val.represent(r));
        self.expr(ExprKind::Const(fits.unwrap_or(val)), typ, pos)
    }

    /// The object a name means or declares.
    pub(super) fn object(&self, e: ast::ExprId) -> Option<ObjId> {
        let used = self.src.info.uses.get(&e).copied();
        used.or_else(|| self.src.defs.get(&self.src.ast[e].pos).copied())
    }

    fn name(&mut self, e: ast::ExprId, typ: TypeId) -> ExprId {
        let pos = self.src.ast[e].pos;
        let Some(obj) = self.object(e) else { return self.hole(pos) };
        self.object_value(e, obj, typ, pos)
    }

    fn object_value(&mut self, e: ast::ExprId, obj: ObjId, typ: TypeId, pos: Pos) -> ExprId {
        match self.s.obj(obj).kind {
            ObjKind::Func { .. } => {
                let func = FuncRef { obj, targs: self.type_args(e) };
                self.expr(ExprKind::Func(func), typ, pos)
            }
            ObjKind::Nil => self.expr(ExprKind::Nil, typ, pos),
            _ => match self.vars.get(&obj) {
                Some(&local) => self.local(local, pos),
                None => self.expr(ExprKind::Global(obj), self.s.obj_type(obj), pos),
            },
        }
    }

    /// Type arguments recorded at a node.
    pub(super) fn type_args(&self, e: ast::ExprId) -> Box<[TypeId]> {
        self.src.info.instances.get(&e).map_or(Box::default(), |i| i.targs.clone())
    }

    /// The instance recorded at `e` of the generic function named by `inner`.
    fn function(&mut self, e: ast::ExprId, inner: ast::ExprId, typ: TypeId) -> ExprId {
        let targs = self.type_args(e);
        let pos = self.src.ast[e].pos;
        let inner = self.src.ast.unparen(inner);
        let inner = match self.src.ast[inner].kind {
            Ast::Index { x, .. } => self.src.ast.unparen(x),
            _ => inner,
        };
        match self.function_object(inner) {
            Some(obj) => self.expr(ExprKind::Func(FuncRef { obj, targs }), typ, pos),
            None => match self.src.ast[inner].kind {
                Ast::Selector { x, .. } => self.selector(inner, x, &targs, typ),
                _ => self.value(inner),
            },
        }
    }

    /// The declared function a name or qualified name means.
    pub(super) fn function_object(&self, e: ast::ExprId) -> Option<ObjId> {
        let obj = match self.src.ast[e].kind {
            Ast::Name(_) => self.object(e)?,
            Ast::Selector { .. } => match self.src.info.selections.get(&e)? {
                Selection { kind: SelectionKind::Qualified, obj, .. } => *obj,
                _ => return None,
            },
            _ => return None,
        };
        self.s.obj(obj).is_func().then_some(obj)
    }

    /// The builtin that a function expression means.
    pub(super) fn builtin_of(&self, e: ast::ExprId) -> Option<Builtin> {
        let e = self.src.ast.unparen(e);
        let obj = match self.src.ast[e].kind {
            Ast::Selector { .. } => self.src.info.selections.get(&e)?.obj,
            _ => self.object(e)?,
        };
        match self.s.obj(obj).kind {
            ObjKind::Builtin(b) => Some(b),
            _ => None,
        }
    }

    // ---- selectors

    /// `targs`: those of a generic method beside its receiver's.
    fn selector(&mut self, e: ast::ExprId, inner: ast::ExprId, targs: &[TypeId], typ: TypeId) -> ExprId {
        let pos = self.src.ast[e].pos;
        let Some(sel) = self.src.info.selections.get(&e) else {
            return self.hole(pos);
        };
        match sel.kind {
            SelectionKind::Qualified => self.object_value(e, sel.obj, typ, pos),
            SelectionKind::Field => {
                let x = self.value(inner);
                self.walk(x, &sel.path, pos)
            }
            SelectionKind::MethodValue => {
                let x = self.value(inner);
                let (recv, method) = self.receiver(x, sel, pos);
                let method = method.with_type_args(targs);
                self.expr(ExprKind::MethodValue { recv, method }, typ, pos)
            }
            SelectionKind::MethodExpr => {
                let path = sel.path[..sel.path.len().saturating_sub(1)].to_vec();
                let at = self.path_type(sel.recv, &path);
                let method = self.method_of(at, sel.obj).with_type_args(targs);
                self.expr(ExprKind::MethodExpr { recv: sel.recv, path, method }, typ, pos)
            }
        }
    }

    fn path_type(&self, mut t: TypeId, path: &[u32]) -> TypeId {
        for &i in path {
            t = self.field_type(t, i).unwrap_or(TypeId::INVALID);
        }
        t
    }

    /// Type of field `i` of a struct or of what a pointer to one points to.
    fn field_type(&self, t: TypeId, i: u32) -> Option<TypeId> {
        let s = self.s;
        let u = match s.kind(s.core_type(t)?) {
            TypeKind::Pointer(base) => s.core_type(*base)?,
            _ => s.core_type(t)?,
        };
        match s.kind(u) {
            TypeKind::Struct(st) => st.fields.get(i as usize).map(|&f| s.obj_type(f)),
            _ => None,
        }
    }

    /// The field at the end of a path, pointers on the way followed.
    pub(super) fn walk(&mut self, mut x: ExprId, path: &[u32], pos: Pos) -> ExprId {
        for &index in path {
            let typ = self.field_type(self.typ(x), index).unwrap_or(TypeId::INVALID);
            let core = self.s.core_type(self.typ(x));
            if core.is_some_and(|c| matches!(self.s.kind(c), TypeKind::Pointer(_))) {
                x = self.deref(x);
            }
            x = self.expr(ExprKind::Field { x, index }, typ, pos);
        }
        x
    }

    /// The receiver of a selected method, as the method takes it, and the method.
    pub(super) fn receiver(&mut self, x: ExprId, sel: &Selection, pos: Pos) -> (ExprId, Method) {
        let s = self.s;
        let fields = &sel.path[..sel.path.len().saturating_sub(1)];
        let x = self.walk(x, fields, pos);
        let t = self.typ(x);
        let method = self.method_of(t, sel.obj);
        let Method::Func(_) = method else { return (x, method) };
        let is_ptr = s.deref(t).1;
        let recv = match (s.has_ptr_recv(sel.obj), is_ptr) {
            (true, false) => self.address(x),
            (false, true) => self.deref(x),
            _ => x,
        };
        (recv, method)
    }

    /// The method object `obj` selected from an operand of type `t`.
    pub(super) fn method_of(&self, t: TypeId, obj: ObjId) -> Method {
        let s = self.s;
        if s.is_type_param(t) {
            return Method::Param(obj);
        }
        if s.is_interface(t) {
            return Method::Interface(obj);
        }
        let targs = s.as_named(s.deref(t).0).map_or(Box::default(), |n| n.targs.clone());
        Method::Func(FuncRef { obj: s.origin(obj), targs })
    }

    // ---- operators

    fn unary_value(&mut self, e: ast::ExprId, op: Operator, inner: ast::ExprId, typ: TypeId) -> ExprId {
        let pos = self.src.ast[e].pos;
        match op {
            Operator::And => {
                let x = self.value(inner);
                self.address(x)
            }
            Operator::Mul => {
                let x = self.value(inner);
                self.deref(x)
            }
            Operator::Recv => {
                let x = self.value(inner);
                let tuple = self.comma_ok_type(e);
                let kind = ExprKind::Recv { x, comma_ok: tuple.is_some() };
                self.expr(kind, tuple.unwrap_or(typ), pos)
            }
            _ => {
                let x = self.value_as(inner, typ);
                self.expr(ExprKind::Unary { op, x }, typ, pos)
            }
        }
    }

    fn binary_value(&mut self, op: Operator, x: ast::ExprId, y: ast::ExprId, typ: TypeId, pos: Pos) -> ExprId {
        if op.is_comparison() {
            let (x, y) = (self.value(x), self.value(y));
            return self.comparison_of(op, x, y, typ, pos);
        }
        let x = self.value_as(x, typ);
        let y = if op.is_shift() { self.shift_count(y) } else { self.value_as(y, typ) };
        self.expr(ExprKind::Binary { op, x, y }, typ, pos)
    }

    /// A shift count: of any integer type.
    pub(super) fn shift_count(&mut self, e: ast::ExprId) -> ExprId {
        let recorded = self.src.info.expr(e).typ;
        match self.src.info.values.get(&e) {
            Some(val) if self.s.is_untyped(recorded) => self.constant(val.clone(), TypeId::UINT, self.src.ast[e].pos),
            _ if self.s.is_untyped(recorded) => self.value_as(e, TypeId::UINT),
            _ => self.value(e),
        }
    }

    /// `x op y` with both sides made one type.
    pub(super) fn comparison_of(&mut self, op: Operator, x: ExprId, y: ExprId, typ: TypeId, pos: Pos) -> ExprId {
        let iface = |b: &Self, e| b.s.is_non_tparam_interface(b.typ(e));
        let nil = |b: &Self, e: ExprId| matches!(b.body.exprs[e].kind, ExprKind::Nil) && b.s.is_untyped(b.typ(e));
        let to_y = nil(self, x) || iface(self, y) && !iface(self, x) && !nil(self, y);
        let (x, y) = if to_y {
            let t = self.typ(y);
            (self.convert(x, t), y)
        } else {
            let t = self.typ(x);
            (x, self.convert(y, t))
        };
        self.expr(ExprKind::Binary { op, x, y }, typ, pos)
    }

    // ---- indexing

    /// Follows a pointer to an array.
    fn through_array_ptr(&mut self, x: ExprId) -> ExprId {
        let s = self.s;
        match s.core_type(self.typ(x)).map(|c| s.kind(c)) {
            Some(TypeKind::Pointer(_)) => self.deref(x),
            _ => x,
        }
    }

    fn index(&mut self, e: ast::ExprId, inner: ast::ExprId, index: ast::ExprId, typ: TypeId) -> ExprId {
        let s = self.s;
        let pos = self.src.ast[e].pos;
        let x = self.value(inner);
        if let Some(key) = self.map_key(self.typ(x)) {
            let key = self.value_as(index, key);
            let tuple = self.comma_ok_type(e);
            let kind = ExprKind::MapIndex { map: x, key, comma_ok: tuple.is_some() };
            return self.expr(kind, tuple.unwrap_or(typ), pos);
        }
        let x = self.through_array_ptr(x);
        let kind = match s.core_type(self.typ(x)).map(|c| s.kind(c)) {
            Some(TypeKind::Array(..)) => IndexKind::Array,
            Some(TypeKind::Slice(_)) => IndexKind::Slice,
            Some(TypeKind::Basic(_)) => IndexKind::String,
            _ => IndexKind::Param,
        };
        let index = self.value(index);
        self.expr(ExprKind::Index { x, index, kind }, typ, pos)
    }

    /// Key type, if all types of `t` are maps.
    pub(super) fn map_key(&self, t: TypeId) -> Option<TypeId> {
        let s = self.s;
        let key_of = |u: TypeId| match s.kind(u) {
            TypeKind::Map(key, _) => Some(*key),
            _ => None,
        };
        if !s.is_type_param(t) {
            return key_of(s.under(t));
        }
        let mut key = None;
        let all = s.type_set_under_all(t, |u| {
            key = u.and_then(key_of);
            key.is_some()
        });
        key.filter(|_| all)
    }

    fn slice(&mut self, inner: ast::ExprId, parts: [ast::ExprId; 3], typ: TypeId, pos: Pos) -> ExprId {
        let s = self.s;
        let mut x = self.value(inner);
        if matches!(s.core_type(self.typ(x)).map(|c| s.kind(c)), Some(TypeKind::Array(..))) {
            x = self.address(x);
        }
        let [low, high, max] = parts.map(|p| p.some().map(|p| self.value(p)));
        self.expr(ExprKind::Slice { x, low, high, max }, typ, pos)
    }

    // ---- literals

    fn function_literal(&mut self, sig: TypeId, pos: Pos, block: ast::StmtId) -> super::ClosureId {
        // Jumps do not leave a function literal.
        let jumps = std::mem::take(&mut self.jumps);
        let parent = self.func;
        let id = self.function_in(parent, sig, pos, block);
        self.jumps = jumps;
        id
    }

    fn composite(&mut self, typ: TypeId, elems: ast::List<ast::ExprId>, pos: Pos) -> ExprId {
        let s = self.s;
        // In a literal of pointers, `{…}` means `&T{…}`.
        if let Some(TypeKind::Pointer(base)) = s.core_type(typ).map(|c| s.kind(c)) {
            let base = *base;
            let lit = self.composite(base, elems, pos);
            let ptr = self.expr(ExprKind::Address(lit), s.pointer_to(base), pos);
            return self.convert(ptr, typ);
        }
        let list: Vec<ast::ExprId> = self.src.ast.list(elems).collect();
        let kind = match s.core_type(typ).map(|c| s.kind(c)) {
            Some(TypeKind::Struct(st)) => return self.struct_literal(typ, &st.fields, &list, pos),
            Some(TypeKind::Array(elem, _)) => ExprKind::Array(self.indexed_elems(&list, *elem).0),
            Some(TypeKind::Slice(elem)) => {
                let (elems, len) = self.indexed_elems(&list, *elem);
                ExprKind::SliceLit { len, elems }
            }
            Some(TypeKind::Map(key, elem)) => {
                let (key, elem) = (*key, *elem);
                let pairs = list.iter().filter_map(|&e| match self.src.ast[e].kind {
                    Ast::KeyValue { key: k, value } => Some((k, value)),
                    _ => None,
                });
                let pairs: Vec<_> = pairs.collect();
                ExprKind::Map(pairs.into_iter().map(|(k, v)| (self.value_as(k, key), self.value_as(v, elem))).collect())
            }
            _ => return self.hole(pos),
        };
        self.expr(kind, typ, pos)
    }

    /// A struct literal. Keys may name fields of embedded structs: these become literals within the literal. Where
    /// values for one embedded struct do not stand together, all values are evaluated before the literal is made.
    fn struct_literal(&mut self, typ: TypeId, fields: &[ObjId], list: &[ast::ExprId], pos: Pos) -> ExprId {
        let s = self.s;
        let pkg = self.src.cx.pkg;
        let mut elems: Vec<(Path, ExprId)> = Vec::with_capacity(list.len());
        for (place, &e) in list.iter().enumerate() {
            let (path, value) = match self.src.ast[e].kind {
                Ast::KeyValue { key, value } => {
                    let Ast::Name(name) = self.src.ast[key].kind else { continue };
                    let own = fields.iter().position(|&f| s.same_id(f, pkg, name));
                    let path = match own {
                        Some(i) => Path::from_slice(&[i as u32]),
                        None => match s.lookup_field_or_method(s.core_type(typ).unwrap_or(typ), false, pkg, name) {
                            Found::Entry { path, .. } => path,
                            _ => Path::from_slice(&[place as u32]),
                        },
                    };
                    (path, value)
                }
                _ => (Path::from_slice(&[place as u32]), e),
            };
            let field = self.path_type(typ, &path);
            if field == TypeId::INVALID {
                continue;
            }
            let value = self.value_as(value, field);
            elems.push((path, value));
        }
        let mut evaluated = Vec::new();
        if !stands_together(&elems) {
            for (_, value) in &mut elems {
                let (t, at) = (self.typ(*value), self.pos(*value));
                let local = self.temp_of(t, at);
                let kept = self.expr(ExprKind::Local(local), t, at);
                evaluated.push((std::mem::replace(value, kept), local));
            }
            elems.sort_by(|a, b| a.0.cmp(&b.0));
        }
        let mut literal = self.nested_literal(typ, &elems, 0, pos);
        for (tuple, local) in evaluated.into_iter().rev() {
            literal = self.expr(ExprKind::Let { tuple, locals: vec![local], value: literal }, typ, pos);
        }
        literal
    }

    /// The literal of a struct from elements whose ways agree in the first `depth` steps.
    fn nested_literal(&mut self, typ: TypeId, elems: &[(Path, ExprId)], depth: usize, pos: Pos) -> ExprId {
        let mut out = Vec::with_capacity(elems.len());
        for group in elems.chunk_by(|a, b| a.0[depth] == b.0[depth]) {
            let (path, value) = &group[0];
            let value = match path.len() > depth + 1 {
                true => self.nested_literal(self.path_type(typ, &path[depth..=depth]), group, depth + 1, pos),
                false => *value,
            };
            out.push((path[depth], value));
        }
        self.expr(ExprKind::Struct(out), typ, pos)
    }

    fn indexed_elems(&mut self, list: &[ast::ExprId], elem: TypeId) -> (Vec<(u64, ExprId)>, u64) {
        let (mut next, mut len) = (0u64, 0u64);
        let mut out = Vec::with_capacity(list.len());
        for &e in list {
            let mut value = e;
            if let Ast::KeyValue { key, value: v } = self.src.ast[e].kind {
                value = v;
                next = self.src.info.values.get(&key).and_then(|k| k.to_int().as_u64()).unwrap_or(next);
            }
            out.push((next, self.value_as(value, elem)));
            next += 1;
            len = len.max(next);
        }
        (out, len)
    }

    /// A new temporary with a value, for callers that need a value twice.
    pub(super) fn temp_of(&mut self, typ: TypeId, pos: Pos) -> super::LocalId {
        let id = self.temp(typ, pos);
        debug_assert_eq!(self.body.locals[id].kind, LocalKind::Temp);
        id
    }
}

/// Whether values for each embedded struct follow each other, on all levels.
fn stands_together(elems: &[(Path, ExprId)]) -> bool {
    let depth = elems.iter().map(|e| e.0.len()).max().unwrap_or(0);
    (1..depth).all(|depth| {
        let heads = elems.iter().map(|(path, _)| &path[..depth.min(path.len())]);
        let mut heads: Vec<&[u32]> = heads.collect();
        heads.dedup();
        let count = heads.len();
        heads.sort_unstable();
        heads.dedup();
        heads.len() == count
    })
}
