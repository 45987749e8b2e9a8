//! Selectors: `pkg.Name`, fields, methods, method expressions. Authority: specification,
//! "Selectors", "Method expressions", "Qualified identifiers"; wording: `types2/call.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::lookup::Found;
use crate::objects::{ObjId, ObjKind, Object};
use crate::operand::Operand;
use crate::recorded::{Mode, Selection, SelectionKind};
use crate::types::{Signature, TypeKind};
use release::FrontEnd;
use syntax::ast::{ExprId, ExprKind, Ident};

impl<'a> Checker<'a> {
    /// `x.sel`. `def`: the type name whose declaration this is part of; `want_type`: only a
    /// type will do.
    pub fn selector(&mut self, e: ExprId, def: Option<ObjId>, want_type: bool) -> Operand {
        let ExprKind::Selector { x: inner, sel } = self.env.ast[e].kind else { return Operand::invalid(e) };
        if let ExprKind::Name(name) = self.env.ast[inner].kind
            && let Some(obj) = self.lookup(name)
            && let ObjKind::PkgName { .. } = self.s.obj(obj).kind
        {
            return self.qualified(e, inner, obj, sel).unwrap_or_else(|| Operand::invalid(e));
        }
        self.member(e, inner, sel, def, want_type).unwrap_or_else(|| Operand::invalid(e))
    }

    fn qualified(&mut self, e: ExprId, inner: ExprId, pkg_name: ObjId, sel: Ident) -> Option<Operand> {
        let s = self.s;
        let ObjKind::PkgName { imported, .. } = s.obj(pkg_name).kind else { return None };
        self.record_use(inner, pkg_name);
        s.obj(pkg_name).set_used(true);
        let pkg = s.pkg(imported);
        // Export data lists unexported types, since others may refer to them, but nothing else.
        // What an exported function of the same name stands for is mostly known to importers, too.
        let behind_exported = s.release.front_end >= FrontEnd::Go1_25 && !s.is_exported(sel.name);
        let behind_exported = behind_exported && self.exported_in_other_case(imported, sel.name).is_some();
        let visible = |&o: &ObjId| behind_exported || s.is_exported(sel.name) || s.obj(o).is_type_name();
        let Some(obj) = s.package_object(imported, sel.name).filter(visible) else {
            if !pkg.fake {
                let hint = match s.release.front_end >= FrontEnd::Go1_25 {
                    true => self.exported_in_other_case(imported, sel.name),
                    false => None,
                };
                let hint = hint.map_or(String::new(), |name| format!(" (but have {name})"));
                let msg = format!("undefined: {}{hint}", self.expr_text(e));
                self.error(sel.pos, Code::UndeclaredImportedName, msg);
            }
            return None;
        };
        if !s.is_exported(sel.name) {
            let pkg_text = pkg.name.get().map_or("", |&n| s.text(n));
            let msg = format!("name {} not exported by package {pkg_text}", s.text(sel.name));
            self.error(sel.pos, Code::UnexportedName, msg);
            // The object is used all the same.
        }
        self.record_selection(e, Selection::qualified(obj));
        let typ = s.obj_type(obj);
        let mode = match &s.obj(obj).kind {
            ObjKind::Const { .. } => {
                let val = s.obj(obj).const_value().cloned().unwrap_or(constant::Value::Unknown);
                return Some(Operand::constant(e, typ, val));
            }
            ObjKind::TypeName => Mode::TypeExpr,
            ObjKind::Var { .. } => Mode::Variable,
            ObjKind::Func { .. } => Mode::Value,
            ObjKind::Builtin(id) => {
                return Some(Operand { builtin: Some(*id), ..Operand::new(Mode::Builtin, e, typ) });
            }
            _ => return None,
        };
        Some(Operand::new(mode, e, typ))
    }

    fn member(&mut self, e: ExprId, inner: ExprId, sel: Ident, def: Option<ObjId>, want_type: bool) -> Option<Operand> {
        let s = self.s;
        let x = self.expr_or_type(inner, false);
        match x.mode {
            Mode::Invalid => return None,
            Mode::TypeExpr => {
                if let Some(def) = def
                    && s.release.front_end < FrontEnd::Go1_26
                    && s.obj(def).typ.get() == x.typ
                {
                    self.cycle_error(&[def], 0);
                    return None;
                }
            }
            Mode::Builtin => {
                let x = self.operand_text(&x);
                let msg = match s.release.front_end {
                    FrontEnd::Go1_23 => format!("cannot select on {x}"),
                    _ => format!("invalid use of {x} in selector expression"),
                };
                self.error(self.env.ast[e].pos, Code::UncalledBuiltin, msg);
                return None;
            }
            _ => {}
        }
        // Methods and fields need the type complete.
        s.under(x.typ);
        if !self.complete(x.typ) {
            return None;
        }
        if want_type {
            let msg = format!("{} is not a type", self.expr_text(e));
            self.error(sel.pos, Code::NotAType, msg);
            return None;
        }
        if !self.complete_behind(x.typ) {
            return None;
        }
        let addressable = x.mode == Mode::Variable;
        let found = s.lookup_field_or_method(x.typ, addressable, self.cx.pkg, sel.name);
        let (obj, path, indirect) = match found {
            Found::Entry { obj, path, indirect } => (obj, path, indirect),
            other => {
                self.report_missing(e, &x, sel, other);
                return None;
            }
        };
        let is_func = s.obj(obj).is_func();
        if is_func {
            self.obj_decl(obj, None);
        }
        if x.mode == Mode::TypeExpr {
            if !is_func && s.release.front_end >= FrontEnd::Go1_27 {
                let (name, t) = (s.text(sel.name), self.type_text(x.typ));
                let msg = format!("operand for field selector {name} must be value of type {t}");
                self.error_expr(inner, Code::MissingFieldOrMethod, msg);
                return None;
            }
            if !is_func {
                let msg = format!(
                    "{0}.{1} undefined (type {2} has no method {1})",
                    self.operand_expr_text(&x),
                    s.text(sel.name),
                    self.type_text(x.typ)
                );
                self.error(sel.pos, Code::MissingFieldOrMethod, msg);
                return None;
            }
            let kind = SelectionKind::MethodExpr;
            self.record_selection(e, Selection { kind, recv: x.typ, obj, path, indirect });
            return self.method_expr(e, &x, obj);
        }
        let kind = if is_func { SelectionKind::MethodValue } else { SelectionKind::Field };
        self.record_selection(e, Selection { kind, recv: x.typ, obj, path, indirect });
        let typ = s.obj_type(obj);
        if !is_func {
            let mode = if addressable || indirect { Mode::Variable } else { Mode::Value };
            return Some(Operand::new(mode, e, typ));
        }
        self.add_decl_dep(obj);
        let TypeKind::Signature(sig) = s.kind(typ) else { return None };
        let typ = s.new_signature(Signature { recv: None, ..(**sig).clone() });
        Some(Operand::new(Mode::Value, e, typ))
    }

    fn report_missing(&mut self, e: ExprId, x: &Operand, sel: Ident, found: Found) {
        let s = self.s;
        let _ = e;
        if !s.is_valid(s.under(x.typ)) {
            return;
        }
        let name = s.text(sel.name);
        let (code, msg) = match found {
            Found::Ambiguous(_) => {
                (Code::AmbiguousSelector, format!("ambiguous selector {}.{name}", self.operand_expr_text(x)))
            }
            Found::NeedsPointer if x.mode == Mode::TypeExpr => {
                let t = self.type_text(x.typ);
                let msg = format!("invalid method expression {t}.{name} (needs pointer receiver (*{t}).{name})");
                (Code::InvalidMethodExpr, msg)
            }
            Found::NeedsPointer => {
                let msg = format!("cannot call pointer method {name} on {}", self.type_text(x.typ));
                (Code::InvalidMethodExpr, msg)
            }
            _ => {
                let why = if s.is_interface_ptr(x.typ) {
                    self.interface_ptr_text(x.typ)
                } else {
                    let alt = self.lookup_folded(x.typ, x.mode == Mode::Variable, sel.name);
                    self.lookup_error(x.typ, name, alt, false)
                };
                let msg = format!("{}.{name} undefined ({why})", self.operand_expr_text(x));
                (Code::MissingFieldOrMethod, msg)
            }
        };
        self.error(sel.pos, code, msg);
    }

    /// `T.method`: a function with the receiver as first parameter.
    fn method_expr(&mut self, e: ExprId, x: &Operand, method: ObjId) -> Option<Operand> {
        let s = self.s;
        let TypeKind::Signature(sig) = s.kind(s.obj_type(method)) else { return None };
        let Some(recv) = sig.recv else {
            self.error_expr(e, Code::InvalidDeclCycle, "illegal cycle in method declaration");
            return None;
        };
        // Parameters are either all named or none is.
        let named = sig.params.first().is_some_and(|&p| !s.text(s.obj(p).name).is_empty());
        let recv = s.obj(recv);
        let name = match named {
            false => s.names.intern(""),
            true if s.text(recv.name).is_empty() => s.blank,
            true => recv.name,
        };
        let first = s.add_obj(Object::param(name, recv.pkg, recv.pos, x.typ));
        let params = std::iter::once(first).chain(sig.params.iter().copied()).collect();
        let typ = s.new_signature(Signature { recv: None, params, ..(**sig).clone() });
        self.add_decl_dep(method);
        Some(Operand::new(Mode::Value, e, typ))
    }

    /// The variable of this package that a name means.
    pub(crate) fn own_variable(&self, name: base::Name) -> Option<ObjId> {
        self.lookup(name).filter(|&o| self.s.obj(o).is_var() && self.s.obj(o).pkg == self.cx.pkg)
    }
}
