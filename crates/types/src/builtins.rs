//! Calls of predeclared functions. In: the call with unevaluated arguments. Out: its operand,
//! or `None` after an error. Authority: specification, "Built-in functions" and "Package
//! unsafe"; wording: `types2/builtins.go`.

use crate::builtin::Builtin;
use crate::call::{Argument, CallSite};
use crate::checker::Checker;
use crate::codes::Code;
use crate::expr::Refuse;
use crate::objects::Object;
use crate::operand::Operand;
use crate::recorded::Mode;
use crate::types::{Basic, ChanDir, Signature, Term, TypeId, TypeKind};
use crate::version::Version;
use constant::{BinOp, CmpOp, Kind, Value};
use release::FrontEnd;
use syntax::ast::{ExprId, ExprKind};

/// A builtin call with its arguments evaluated.
struct Call<'c> {
    site: CallSite,
    id: Builtin,
    nodes: &'c [ExprId],
    args: Vec<Operand>,
}

impl Call<'_> {
    fn value(&self, typ: TypeId) -> Option<Operand> {
        Some(Operand::new(Mode::Value, self.site.node, typ))
    }
    fn no_value(&self) -> Option<Operand> {
        Some(Operand::new(Mode::NoValue, self.site.node, TypeId::EMPTY_TUPLE))
    }
    fn constant(&self, typ: TypeId, val: Value) -> Option<Operand> {
        Some(Operand::constant(self.site.node, typ, val))
    }
}

impl<'a> Checker<'a> {
    /// `builtin(args)`.
    pub(crate) fn builtin_call(&mut self, site: CallSite, nodes: &[ExprId], id: Builtin) -> Option<Operand> {
        let name = id.info().name;
        if site.has_dots && id != Builtin::Append {
            let msg = format!("invalid operation: invalid use of ... with built-in {name}");
            self.error_expr(site.node, Code::InvalidDotDotDot, msg);
            self.use_exprs(nodes);
            return None;
        }
        // Calls inside the argument decide whether `len` and `cap` are constant.
        let outer = self.env.has_call_or_recv;
        let measures = matches!(id, Builtin::Len | Builtin::Cap);
        if measures {
            self.env.has_call_or_recv = false;
        }
        let result = self.builtin_with_args(site, nodes, id);
        if measures {
            self.env.has_call_or_recv = outer;
        }
        result
    }

    fn builtin_with_args(&mut self, site: CallSite, nodes: &[ExprId], id: Builtin) -> Option<Operand> {
        let by_node = matches!(id, Builtin::Make | Builtin::New | Builtin::Offsetof | Builtin::Trace);
        let args = if by_node { Vec::new() } else { self.expr_list(nodes) };
        if args.iter().any(Operand::is_invalid) {
            return None;
        }
        let info = id.info();
        let count = if by_node { nodes.len() } else { args.len() };
        let which = if count < info.args {
            "not enough"
        } else if !info.variadic && count > info.args {
            "too many"
        } else {
            let call = Call { site, id, nodes, args };
            return self.checked_builtin(call);
        };
        let msg = format!(
            "invalid operation: {which} arguments for {} (expected {}, found {count})",
            self.expr_text(site.node),
            info.args
        );
        self.error_expr(site.node, Code::WrongArgCount, msg);
        None
    }

    /// `new(T)`, or `new(x)`, which is a new variable with the value of `x`.
    fn builtin_new(&mut self, c: Call) -> Option<Operand> {
        let node = c.nodes[0];
        let mut x = self.expr_or_type(node, false);
        if x.mode == Mode::Builtin {
            x = self.refusing(x, Refuse::NonValues);
        }
        match x.mode {
            Mode::Invalid => return None,
            Mode::TypeExpr => {
                let typ = x.typ;
                self.valid_var_type(node, typ);
            }
            _ => {
                if self.s.is_untyped(x.typ) {
                    self.assignment(&mut x, TypeId::NONE, "argument to new");
                    if x.is_invalid() {
                        return None;
                    }
                }
                let pos = self.env.ast[c.site.fun].pos;
                self.verify_version(pos, Version::GO1_26, |s| format!("new({})", s.expr_text(node)));
            }
        }
        self.s.is_valid(x.typ).then(|| c.value(self.s.pointer_to(x.typ)))?
    }

    fn checked_builtin(&mut self, mut c: Call) -> Option<Operand> {
        match c.id {
            Builtin::Append => self.builtin_append(c),
            Builtin::Cap | Builtin::Len => self.builtin_len(c),
            Builtin::Clear => self.builtin_clear(c),
            Builtin::Close => self.builtin_close(c),
            Builtin::Complex => self.builtin_complex(c),
            Builtin::Copy => self.builtin_copy(c),
            Builtin::Delete => self.builtin_delete(c),
            Builtin::Imag | Builtin::Real => self.builtin_real(c),
            Builtin::Make => self.builtin_make(c),
            Builtin::Max | Builtin::Min => self.builtin_min(c),
            Builtin::New if Version::GO1_26.is_known(self.s.release) => self.builtin_new(c),
            Builtin::New => {
                let typ = self.var_type(c.nodes[0]);
                self.s.is_valid(typ).then(|| c.value(self.s.pointer_to(typ)))?
            }
            Builtin::Panic => {
                if self.env.sig.is_some_and(|sig| self.s.as_signature(sig).is_some_and(|sig| !sig.results.is_empty())) {
                    self.env.panics.insert(c.site.node);
                }
                self.assignment(&mut c.args[0], TypeId::EMPTY_INTERFACE, "argument to panic");
                (!c.args[0].is_invalid()).then(|| c.no_value())?
            }
            Builtin::Print | Builtin::Println => {
                let space = if self.s.release.front_end >= FrontEnd::Go1_24 { " " } else { "" };
                let context = format!("argument to built-in{space}{}", c.id.info().name);
                let pos = self.env.ast[c.site.node].pos;
                let name = if self.s.release.front_end >= FrontEnd::Go1_27 { c.id.info().name } else { "print" };
                for x in &mut c.args {
                    self.assignment(x, TypeId::NONE, &context);
                    if x.is_invalid() {
                        return None;
                    }
                    self.printed.push((pos, name, x.typ));
                }
                c.no_value()
            }
            Builtin::Recover => c.value(TypeId::EMPTY_INTERFACE),
            Builtin::Alignof | Builtin::Sizeof => self.builtin_sizeof(c),
            Builtin::Offsetof => self.builtin_offsetof(c),
            Builtin::Add | Builtin::Slice | Builtin::SliceData | Builtin::String | Builtin::StringData => {
                self.builtin_unsafe(c)
            }
            Builtin::Assert => self.builtin_assert(c),
            Builtin::Trace => {
                let mut first = None;
                for &e in c.nodes {
                    let (x, _) = self.any_expr(e);
                    first.get_or_insert(x);
                }
                first.or_else(|| c.no_value())
            }
        }
    }

    fn builtin_error<T>(&mut self, x: &Operand, code: Code, msg: String) -> Option<T> {
        self.error(self.operand_pos(x), code, msg);
        None
    }
    fn bad_arg<T>(&mut self, x: &Operand, code: Code, msg: String) -> Option<T> {
        self.builtin_error(x, code, format!("invalid argument: {msg}"))
    }

    fn builtin_append(&mut self, c: Call) -> Option<Operand> {
        let s = self.s;
        let x = &c.args[0];
        let typ = x.typ;
        let core = s.core_type(typ);
        let Some(TypeKind::Slice(elem)) = core.map(|u| s.kind(u)) else {
            if s.release.front_end >= FrontEnd::Go1_25 {
                let why = self.slice_elem(x).err().unwrap_or_default();
                return self.builtin_error(x, Code::InvalidAppend, format!("invalid append: {why}"));
            }
            let text = self.operand_text(x);
            let cause = match core {
                _ if x.is_nil() => "have untyped nil".into(),
                Some(u) if s.is_type_param(typ) => format!("{text} has core type {}", self.type_text(u)),
                None => format!("{text} has no core type"),
                _ => format!("have {text}"),
            };
            let msg = format!("first argument to append must be a slice; {cause}");
            return self.builtin_error(x, Code::InvalidAppend, msg);
        };
        // append([]byte, string...) takes the bytes of the string.
        if c.args.len() == 2 && c.site.has_dots {
            let bytes = s.slice_of(TypeId::BYTE);
            let is_bytes = self.assignable(x, bytes, &mut String::new()).is_ok();
            if is_bytes && s.core_string(c.args[1].typ).is_some_and(|t| s.is_string(t)) {
                let mut y = c.args[1].clone();
                if s.is_untyped(y.typ) {
                    self.convert_untyped(&mut y, TypeId::STRING);
                }
                return c.value(typ);
            }
        }
        let param = |t| s.add_obj(Object::param(s.names.intern(""), self.cx.pkg, base::Pos::NONE, t));
        let sig = Signature {
            params: [param(typ), param(s.slice_of(*elem))].into(),
            results: [param(typ)].into(),
            variadic: true,
            ..Signature::default()
        };
        let result = c.value(typ);
        let args = c.args.into_iter().map(Argument::from).collect();
        self.arguments(c.site, s.new_signature(sig), Vec::new(), Vec::new(), args);
        result
    }

    /// The array behind a pointer to one; any other type unchanged.
    pub(crate) fn array_ptr_deref(&self, t: TypeId) -> TypeId {
        let s = self.s;
        match s.kind(s.unalias(t)) {
            TypeKind::Pointer(base) if matches!(s.kind(s.under(*base)), TypeKind::Array(..)) => s.under(*base),
            _ => t,
        }
    }

    fn has_len(&self, t: TypeId, is_len: bool) -> bool {
        match self.s.kind(self.array_ptr_deref(t)) {
            TypeKind::Basic(_) => is_len && self.s.is_string(t),
            TypeKind::Array(..) | TypeKind::Slice(_) | TypeKind::Chan(..) => true,
            TypeKind::Map(..) => is_len,
            _ => false,
        }
    }

    fn builtin_len(&mut self, c: Call) -> Option<Operand> {
        let s = self.s;
        let x = &c.args[0];
        let is_len = c.id == Builtin::Len;
        if x.is_const()
            && is_len
            && let Some(bytes) = x.val.as_bytes()
        {
            return c.constant(TypeId::INT, Value::Int(bytes.len() as i64));
        }
        let u = s.under(x.typ);
        let ok = if s.is_type_param(x.typ) {
            self.all_underlying(x.typ, |c, u| u.is_some_and(|u| c.has_len(u, is_len)))
        } else {
            self.has_len(u, is_len)
        };
        if !ok {
            if !s.is_valid(u) {
                return None;
            }
            let code = if is_len { Code::InvalidLen } else { Code::InvalidCap };
            let msg = format!("{} for built-in {}", self.operand_text(x), c.id.info().name);
            return self.bad_arg(x, code, msg);
        }
        if s.is_untyped(x.typ) {
            let mut x = x.clone();
            self.convert_untyped(&mut x, TypeId::STRING);
        }
        match s.kind(self.array_ptr_deref(u)) {
            TypeKind::Array(_, len) if !self.env.has_call_or_recv && !s.is_type_param(x.typ) => {
                let val = len.and_then(|n| i64::try_from(n).ok()).map_or(Value::Unknown, Value::Int);
                c.constant(TypeId::INT, val)
            }
            _ => c.value(TypeId::INT),
        }
    }

    fn builtin_clear(&mut self, c: Call) -> Option<Operand> {
        let s = self.s;
        let pos = self.start_pos(c.site.fun);
        self.verify_version(pos, Version::GO1_21, |_| "clear".into());
        let x = &c.args[0];
        let ok = self.all_underlying(x.typ, |ch, u| {
            if matches!(u.map(|u| s.kind(u)), Some(TypeKind::Map(..) | TypeKind::Slice(_))) {
                return true;
            }
            let text = ch.operand_text(x);
            let msg = format!("cannot clear {text}: argument must be (or constrained by) map or slice");
            ch.bad_arg::<()>(x, Code::InvalidClear, msg);
            false
        });
        ok.then(|| c.no_value())?
    }

    fn builtin_close(&mut self, c: Call) -> Option<Operand> {
        let s = self.s;
        let x = &c.args[0];
        let ok = self.all_underlying(x.typ, |ch, u| {
            let what = match u.map(|u| s.kind(u)) {
                Some(TypeKind::Chan(ChanDir::RecvOnly, _)) => "receive-only",
                Some(TypeKind::Chan(..)) => return true,
                _ => "non-",
            };
            let sep = if what == "non-" { "" } else { " " };
            let msg = format!("invalid operation: cannot close {what}{sep}channel {}", ch.operand_text(x));
            ch.builtin_error::<()>(x, Code::InvalidClose, msg);
            false
        });
        ok.then(|| c.no_value())?
    }

    /// The type a function over basic types gives for `t`; of a type parameter a new one with
    /// the results as constraint.
    fn apply_to_types(
        &mut self,
        x: &Operand,
        id: Builtin,
        code: Code,
        f: fn(Basic) -> Option<TypeId>,
    ) -> Option<TypeId> {
        let s = self.s;
        let of = |t| s.as_basic(t).and_then(f);
        let Some(param) = s.as_type_param(x.typ) else { return of(x.typ) };
        let set = s.type_set(s.tparam_interface(x.typ));
        let terms: Vec<Term> =
            set.specific()?.iter().map(|t| of(t.typ).map(|typ| Term { tilde: t.tilde, typ })).collect::<Option<_>>()?;
        let msg = format!(
            "{} not supported as argument to built-in {} for go1.18 (see go.dev/issue/50937)",
            self.operand_text(x),
            id.info().name
        );
        self.error(self.operand_pos(x), code, msg);
        let name = s.obj(param.obj).name;
        let obj = s.add_obj(Object::type_name(name, self.cx.pkg, base::Pos::NONE, TypeId::NONE));
        let union = s.new_union(terms);
        let bound = s.new_interface(Vec::new(), vec![(union, base::Pos::NONE)], true);
        let typ = s.new_type_param(obj, bound);
        s.bind_type_params(&[typ]);
        Some(typ)
    }

    fn builtin_complex(&mut self, mut c: Call) -> Option<Operand> {
        let s = self.s;
        let mut y = c.args.pop()?;
        let mut x = c.args.pop()?;
        match (s.is_untyped(x.typ), s.is_untyped(y.typ)) {
            (false, false) => {}
            (true, false) => self.convert_untyped(&mut x, y.typ),
            (false, true) => self.convert_untyped(&mut y, x.typ),
            (true, true) if x.is_const() && y.is_const() => {
                for o in [&mut x, &mut y] {
                    if s.is_numeric(o.typ) && o.val.imag().sign() == 0 {
                        o.typ = TypeId::UNTYPED_FLOAT;
                    }
                }
            }
            (true, true) => {
                self.convert_untyped(&mut x, TypeId::FLOAT64);
                self.convert_untyped(&mut y, TypeId::FLOAT64);
            }
        }
        if x.is_invalid() || y.is_invalid() {
            return None;
        }
        if !s.identical(x.typ, y.typ) {
            let (xt, yt) = (self.type_text(x.typ), self.type_text(y.typ));
            let call = self.expr_text(c.site.node);
            let msg = format!("invalid operation: {call} (mismatched types {xt} and {yt})");
            return self.builtin_error(&x, Code::InvalidComplex, msg);
        }
        let result = self.apply_to_types(&x, c.id, Code::InvalidComplex, |b| match b {
            Basic::Float32 => Some(TypeId::COMPLEX64),
            Basic::Float64 => Some(TypeId::COMPLEX128),
            Basic::UntypedFloat => Some(TypeId::UNTYPED_COMPLEX),
            _ => None,
        });
        let Some(result) = result else {
            let msg = format!("arguments have type {}, expected floating-point", self.type_text(x.typ));
            return self.bad_arg(&x, Code::InvalidComplex, msg);
        };
        if x.is_const() && y.is_const() {
            let im = Value::complex(Value::Int(0), y.val.to_float());
            return c.constant(result, x.val.to_float().binary(BinOp::Add, &im));
        }
        c.value(result)
    }

    fn builtin_real(&mut self, mut c: Call) -> Option<Operand> {
        let s = self.s;
        let mut x = c.args.pop()?;
        if s.is_untyped(x.typ) {
            if !x.is_const() {
                self.convert_untyped(&mut x, TypeId::COMPLEX128);
                if x.is_invalid() {
                    return None;
                }
            } else if s.is_numeric(x.typ) {
                x.typ = TypeId::UNTYPED_COMPLEX;
            }
        }
        let code = if c.id == Builtin::Real { Code::InvalidReal } else { Code::InvalidImag };
        let result = self.apply_to_types(&x, c.id, code, |b| match b {
            Basic::Complex64 => Some(TypeId::FLOAT32),
            Basic::Complex128 => Some(TypeId::FLOAT64),
            Basic::UntypedComplex => Some(TypeId::UNTYPED_FLOAT),
            _ => None,
        });
        let Some(result) = result else {
            let msg = format!("argument has type {}, expected complex type", self.type_text(x.typ));
            return self.bad_arg(&x, code, msg);
        };
        if x.is_const() {
            let val = if c.id == Builtin::Real { x.val.real() } else { x.val.imag() };
            return c.constant(result, val);
        }
        c.value(result)
    }

    /// The operands of `copy` as releases have judged them since they stopped to speak of core types.
    fn copy_operands(&mut self, x: &Operand, y: &Operand) -> Result<(), (bool, String)> {
        let s = self.s;
        let dst = self.slice_elem(x).map_err(|why| (true, why))?;
        let bytes = s.slice_of(TypeId::BYTE);
        let to_bytes = self.assignable(x, bytes, &mut String::new()).is_ok();
        if to_bytes && s.core_string(y.typ).is_some_and(|u| s.is_string(u) || s.identical(u, bytes)) {
            return Ok(());
        }
        let src = match self.slice_elem(y) {
            Err(_) if s.all_string(y.typ) => TypeId::BYTE,
            found => found.map_err(|why| (false, why))?,
        };
        if s.identical(dst, src) {
            return Ok(());
        }
        let (xt, yt) = (self.operand_text(x), self.operand_text(y));
        let (d, e) = (self.type_text(dst), self.type_text(src));
        Err((true, format!("arguments {xt} and {yt} have different element types {d} and {e}")))
    }

    fn builtin_copy(&mut self, c: Call) -> Option<Operand> {
        if self.s.release.front_end < FrontEnd::Go1_25 {
            return self.builtin_copy_of_cores(c);
        }
        let (x, y) = (&c.args[0], &c.args[1]);
        if let Err((at_x, why)) = self.copy_operands(x, y) {
            let at = if at_x { x } else { y };
            return self.builtin_error(at, Code::InvalidCopy, format!("invalid copy: {why}"));
        }
        if self.s.is_untyped(y.typ) {
            let mut y = y.clone();
            self.convert_untyped(&mut y, TypeId::STRING);
        }
        c.value(TypeId::INT)
    }

    fn builtin_copy_of_cores(&mut self, c: Call) -> Option<Operand> {
        let s = self.s;
        let (x, y) = (&c.args[0], &c.args[1]);
        let slice_elem = |t: Option<TypeId>| match t.map(|t| s.kind(t)) {
            Some(TypeKind::Slice(elem)) => Some(*elem),
            _ => None,
        };
        let dst = slice_elem(s.core_type(x.typ));
        let src_core = s.core_string(y.typ);
        let src = match src_core {
            Some(t) if s.is_string(t) => Some(TypeId::BYTE),
            t => slice_elem(t),
        };
        let (xt, yt) = (self.operand_text(x), self.operand_text(y));
        let (Some(dst), Some(src)) = (dst, src) else {
            let msg = format!("copy expects slice arguments; found {xt} and {yt}");
            return self.bad_arg(x, Code::InvalidCopy, msg);
        };
        if !s.identical(dst, src) {
            let (d, e) = (self.type_text(dst), self.type_text(src));
            let msg = format!("arguments to copy {xt} and {yt} have different element types {d} and {e}");
            return self.bad_arg(x, Code::InvalidCopy, msg);
        }
        if s.is_untyped(y.typ) {
            let mut y = y.clone();
            self.convert_untyped(&mut y, TypeId::STRING);
        }
        c.value(TypeId::INT)
    }

    fn builtin_delete(&mut self, mut c: Call) -> Option<Operand> {
        let s = self.s;
        let x = c.args[0].clone();
        let mut key: Option<TypeId> = None;
        let ok = self.all_underlying(x.typ, |ch, u| {
            let msg = match u.map(|u| s.kind(u)) {
                Some(TypeKind::Map(k, _)) if key.is_none_or(|key| s.identical(key, *k)) => {
                    key = Some(*k);
                    return true;
                }
                Some(TypeKind::Map(..)) => format!("maps of {} must have identical key types", ch.operand_text(&x)),
                _ => format!("{} is not a map", ch.operand_text(&x)),
            };
            ch.bad_arg::<()>(&x, Code::InvalidDelete, msg);
            false
        });
        if !ok {
            return None;
        }
        self.assignment(&mut c.args[1], key?, "argument to delete");
        (!c.args[1].is_invalid()).then(|| c.no_value())?
    }

    fn builtin_make(&mut self, c: Call) -> Option<Operand> {
        let s = self.s;
        let first = c.nodes[0];
        let typ = self.var_type(first);
        if !s.is_valid(typ) {
            return None;
        }
        let least = match s.core_type(typ).map(|u| s.kind(u)) {
            Some(TypeKind::Slice(_)) => 2,
            Some(TypeKind::Map(..) | TypeKind::Chan(..)) => 1,
            core => {
                let kinds = "type must be slice, map, or channel";
                let why = match core {
                    _ if s.release.front_end >= FrontEnd::Go1_25 => {
                        let fits = |_, u| match s.kind(u) {
                            TypeKind::Slice(_) | TypeKind::Map(..) | TypeKind::Chan(..) => Ok(()),
                            _ => Err(kinds.into()),
                        };
                        format!(": {}", self.no_common_type(typ, "no specific type", fits))
                    }
                    None => ": no core type".into(),
                    Some(_) => format!("; {kinds}"),
                };
                let msg = format!("invalid argument: cannot make {}{why}", self.expr_text(first));
                self.error_expr(first, Code::InvalidMake, msg);
                return None;
            }
        };
        let n = c.nodes.len();
        if n < least || least + 1 < n {
            let call = self.expr_text(c.site.node);
            let msg = format!("invalid operation: {call} expects {least} or {} arguments; found {n}", least + 1);
            self.error_expr(c.site.node, Code::WrongArgCount, msg);
            return None;
        }
        let sizes: Vec<u64> = c.nodes[1..].iter().filter_map(|&e| self.index(e, None).1).collect();
        if let [len, cap] = *sizes
            && len > cap
        {
            let msg = "invalid argument: length and capacity swapped";
            self.error_expr(c.nodes[1], Code::SwappedMakeArgs, msg);
        }
        c.value(typ)
    }

    fn builtin_min(&mut self, c: Call) -> Option<Operand> {
        let s = self.s;
        let pos = self.start_pos(c.site.fun);
        let name = c.id.info().name;
        self.verify_version(pos, Version::GO1_21, |_| format!("built-in {name}"));
        let op = if c.id == Builtin::Max { CmpOp::Gt } else { CmpOp::Lt };
        let mut x = c.args[0].clone();
        for (i, a) in c.args.iter().enumerate() {
            let mut a = a.clone();
            if !s.all_ordered(a.typ) {
                let msg = format!("{} cannot be ordered", self.operand_text(&a));
                return self.bad_arg(&a, Code::InvalidMinMaxOperand, msg);
            }
            if i == 0 {
                continue;
            }
            self.match_types(&mut x, &mut a);
            if x.is_invalid() {
                return None;
            }
            if !s.identical(x.typ, a.typ) {
                let msg = format!(
                    "mismatched types {} (previous argument) and {} (type of {})",
                    self.type_text(x.typ),
                    self.type_text(a.typ),
                    self.operand_expr_text(&a)
                );
                return self.bad_arg(&a, Code::MismatchedTypes, msg);
            }
            if !x.is_const() || !a.is_const() {
                x.mode = Mode::Value;
            } else if a.val.compare(op, &x.val) {
                x = a;
            }
        }
        if !x.is_const() {
            x.mode = Mode::Value;
            self.assignment(&mut x, TypeId::EMPTY_INTERFACE, &format!("argument to built-in {name}"));
            if x.is_invalid() {
                return None;
            }
        }
        for a in &c.args {
            self.update_expr_type(a, x.typ, true);
        }
        Some(x)
    }

    fn builtin_sizeof(&mut self, mut c: Call) -> Option<Operand> {
        let s = self.s;
        let (name, size) = match c.id {
            Builtin::Alignof => ("Alignof", false),
            _ => ("Sizeof", true),
        };
        self.assignment(&mut c.args[0], TypeId::NONE, &format!("argument to unsafe.{name}"));
        let x = &c.args[0].clone();
        if x.is_invalid() {
            return None;
        }
        if self.has_var_size(x.typ) {
            return c.value(TypeId::UINTPTR);
        }
        let n = if size { s.sizeof(x.typ) } else { Some(s.alignof(x.typ)) };
        let Some(n) = n else {
            let msg = format!("{} is too large", self.operand_text(x));
            return self.builtin_error(x, Code::TypeTooLarge, msg);
        };
        c.constant(TypeId::UINTPTR, Value::uint(n))
    }

    fn builtin_offsetof(&mut self, c: Call) -> Option<Operand> {
        let s = self.s;
        let arg = c.nodes[0];
        let node = self.env.ast.unparen(arg);
        let ExprKind::Selector { x: inner, sel } = self.env.ast[node].kind else {
            let msg = format!("invalid argument: {} is not a selector expression", self.expr_text(arg));
            self.error_expr(arg, Code::BadOffsetofSyntax, msg);
            self.use_exprs(&[arg]);
            return None;
        };
        let x = self.expr(None, inner);
        if x.is_invalid() {
            return None;
        }
        let base = self.deref_struct_ptr(x.typ);
        let name = s.text(sel.name);
        let found = s.lookup_field_or_method(base, false, self.cx.pkg, sel.name);
        let crate::lookup::Found::Entry { obj, path, indirect } = found else {
            let msg = format!("{} has no single field {name}", self.type_text(base));
            return self.bad_arg(&x, Code::MissingFieldOrMethod, msg);
        };
        if s.obj(obj).is_func() {
            let msg = format!("invalid argument: {} is a method value", self.expr_text(arg));
            self.error_expr(arg, Code::InvalidOffsetof, msg);
            return None;
        }
        if indirect {
            let msg = format!("field {name} is embedded via a pointer in {}", self.type_text(base));
            return self.bad_arg(&x, Code::InvalidOffsetof, msg);
        }
        // A type that contains itself has no offsets.
        let varies = self.has_var_size(base);
        let offset = if varies { None } else { s.offset_of(base, &path) };
        let mode = if x.mode == Mode::Variable { Mode::Variable } else { Mode::Value };
        let kind = crate::recorded::SelectionKind::Field;
        self.record_selection(node, crate::recorded::Selection { kind, recv: base, obj, path, indirect: false });
        self.record(&Operand::new(mode, node, s.obj_type(obj)));
        if varies {
            return c.value(TypeId::UINTPTR);
        }
        match offset {
            Some(n) => c.constant(TypeId::UINTPTR, Value::uint(n)),
            None => {
                let msg = format!("{} is too large", self.operand_text(&x));
                self.builtin_error(&x, Code::TypeTooLarge, msg)
            }
        }
    }

    fn deref_struct_ptr(&self, t: TypeId) -> TypeId {
        let s = self.s;
        match s.kind(s.under(t)) {
            TypeKind::Pointer(base) if matches!(s.kind(s.under(*base)), TypeKind::Struct(_)) => *base,
            _ => t,
        }
    }

    fn builtin_unsafe(&mut self, mut c: Call) -> Option<Operand> {
        let s = self.s;
        let name = c.id.info().name;
        let version = match c.id {
            Builtin::Add | Builtin::Slice => Version::GO1_17,
            _ => Version::GO1_20,
        };
        let pos = self.start_pos(c.site.fun);
        self.verify_version(pos, version, |_| format!("unsafe.{name}"));
        let context = format!("argument to unsafe.{name}");
        let wanted = match c.id {
            Builtin::Add => TypeId::UNSAFE_POINTER,
            Builtin::String => s.pointer_to(TypeId::BYTE),
            Builtin::StringData => TypeId::STRING,
            _ => TypeId::NONE,
        };
        if !wanted.is_none() {
            self.assignment(&mut c.args[0], wanted, &context);
            if c.args[0].is_invalid() {
                return None;
            }
        }
        let x = c.args[0].clone();
        let core = s.core_type(x.typ).map(|u| s.kind(u));
        let result = match (c.id, core) {
            (Builtin::Add, _) => TypeId::UNSAFE_POINTER,
            (Builtin::String, _) => TypeId::STRING,
            (Builtin::StringData, _) => s.pointer_to(TypeId::BYTE),
            (Builtin::Slice, Some(TypeKind::Pointer(base))) => s.slice_of(*base),
            (Builtin::SliceData, Some(TypeKind::Slice(elem))) => s.pointer_to(*elem),
            (Builtin::Slice, _) => {
                let msg = format!("{} is not a pointer", self.operand_text(&x));
                return self.bad_arg(&x, Code::InvalidUnsafeSlice, msg);
            }
            _ => {
                let msg = format!("{} is not a slice", self.operand_text(&x));
                return self.bad_arg(&x, Code::InvalidUnsafeSliceData, msg);
            }
        };
        let (code, negative_ok) = match c.id {
            Builtin::Add => (Code::InvalidUnsafeAdd, true),
            Builtin::Slice => (Code::InvalidUnsafeSlice, false),
            _ => (Code::InvalidUnsafeString, false),
        };
        if let Some(y) = c.args.get_mut(1)
            && !self.valid_index(y, code, "length", negative_ok)
        {
            return None;
        }
        c.value(result)
    }

    fn builtin_assert(&mut self, mut c: Call) -> Option<Operand> {
        let x = c.args.pop()?;
        if !x.is_const() || !self.s.is_boolean(x.typ) {
            let msg = format!("{} is not a boolean constant", self.operand_text(&x));
            return self.bad_arg(&x, Code::Test, msg);
        }
        match x.val.kind() {
            Kind::Bool if x.val.as_bool() == Some(false) => {
                let msg = format!("{} failed", self.expr_text(c.site.node));
                self.error_expr(c.site.node, Code::Test, msg);
            }
            Kind::Bool => {}
            _ => {
                let text = self.operand_text(&x);
                let msg = format!("internal error: value of {text} should be a boolean constant");
                return self.builtin_error(&x, Code::Test, msg);
            }
        }
        Some(x)
    }
}
