//! `abi.EscapeNonString`, whose body only says that the compiler has to know it: a value that holds pointers, those
//! of strings apart, must not point into the frame. In: a call. Out: a call of `abi.Escape`, which does that to any
//! value, or nothing but its operand. Authority: GOROOT `internal/abi/escape.go`.

use crate::calls::Evaluated;
use crate::func::FuncGen;
use crate::value::Val;
use types::body::{Callee, ExprId, FuncRef};
use types::{Session, TypeId, TypeKind};

impl FuncGen<'_, '_> {
    /// The results of such a call, which has none; `None` for all others.
    pub(crate) fn escape_non_string(&mut self, callee: &Callee, args: &[ExprId], e: ExprId) -> Option<Vec<Val>> {
        let Callee::Func(func) = callee else { return None };
        let [param] = func.targs[..] else { return None };
        let s = self.s();
        let o = s.obj(func.obj);
        let pkg = o.pkg.some()?;
        if s.text(o.name) != "EscapeNonString" || &*s.pkg(pkg).path != "internal/abi" {
            return None;
        }
        let t = self.ty(param);
        if !has_other_pointers(s, t) {
            self.operands(args);
            return Some(Vec::new());
        }
        let obj = s.package_object(pkg, s.names.intern("Escape"))?;
        let escape = Callee::Func(FuncRef { obj, targs: func.targs.clone() });
        let Evaluated { target, types, vals, .. } = self.evaluate_call(&escape, args);
        self.at(self.body.exprs[e].pos);
        self.emit_call(&target, &types, &vals, &[t]);
        Some(Vec::new())
    }
}

/// Whether values of a type hold pointers that are not those of strings.
fn has_other_pointers(s: &Session, t: TypeId) -> bool {
    match s.kind(s.under(t)) {
        TypeKind::Basic(_) => s.under(t) == TypeId::UNSAFE_POINTER,
        TypeKind::Struct(of) => of.fields.iter().any(|&f| has_other_pointers(s, s.obj_type(f))),
        TypeKind::Array(elem, len) => *len != Some(0) && has_other_pointers(s, *elem),
        _ => true,
    }
}
