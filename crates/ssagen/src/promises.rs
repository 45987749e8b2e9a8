//! What the generator may rely on, or has to do, at calls of certain functions: those that
//! never return end a block; pointers turned into numbers for functions that use them as
//! pointers again live over the call. And at places where numbers are pointers to everybody but the type system: fields
//! `Data` of `reflect.SliceHeader` and `reflect.StringHeader`. Facts: GOROOT `cmd/compile/internal/ssagen/ssa.go`
//! (`OCALLFUNC`), `escape/{call,escape}.go`, `ir/expr.go` (`IsReflectHeaderDataField`).

use crate::func::FuncGen;
use crate::symbols::directives;
use crate::value::Val;
use ssa::{FuncAttrs, Imm, Op, Type, ValueId};
use syntax::directives::PragmaFlags;
use types::body::{Callee, ExprId, ExprKind};
use types::{Basic, TypeId, TypeKind};

/// Functions of package runtime that never return.
const NEVER_RETURN: [&str; 11] = [
    "throwinit",
    "gopanic",
    "panicwrap",
    "block",
    "panicmakeslicelen",
    "panicmakeslicecap",
    "panicunsafeslicelen",
    "panicunsafeslicenilptr",
    "panicunsafestringlen",
    "panicunsafestringnilptr",
    "panicrangestate",
];

impl FuncGen<'_, '_> {
    /// Whether control does not come back from a call.
    pub(crate) fn never_returns(&self, callee: &Callee) -> bool {
        let Callee::Func(f) = callee else { return false };
        let s = self.s();
        let o = s.obj(f.obj);
        let Some(pkg) = o.pkg.some() else { return false };
        let is_plain = s.as_signature(s.obj_type(f.obj)).is_some_and(|sig| sig.recv.is_none());
        let name = s.text(o.name);
        let throws = name == "throw" && self.instance.attrs.contains(FuncAttrs::RUNTIME);
        is_plain && (throws || (&*s.pkg(pkg).path == "runtime" && NEVER_RETURN.contains(&name)))
    }

    /// Pointers that are arguments of a call as numbers and must stay good while it runs, because of directives or
    /// because nobody sees the callee's body. The arguments are evaluated, some perhaps long before.
    pub(crate) fn kept_pointers(&mut self, callee: &Callee, args: &[ExprId]) -> Vec<ValueId> {
        if !self.keeps_numbers(callee) {
            return Vec::new();
        }
        let body = self.body;
        let all = args.iter().flat_map(|a| match &body.exprs[*a].kind {
            ExprKind::Variadic(elems) => &elems[..],
            _ => std::slice::from_ref(a),
        });
        let pointers = all.filter_map(|&a| match body.exprs[a].kind {
            ExprKind::Convert { x, .. } => self.numbered.get(&x).copied(),
            _ => None,
        });
        let pointers: Vec<ValueId> = pointers.collect();
        if self.flags(callee).contains(PragmaFlags::UINTPTR_ESCAPES) {
            for &p in &pointers {
                self.b.inst(Op::Leak, Imm::None, &[p], &[]);
            }
        }
        pointers
    }
    /// Notes the value of `x` if it is a pointer that becomes a number.
    pub(crate) fn note_number(&mut self, x: ExprId, val: &Val, from: TypeId, to: TypeId) {
        let s = self.s();
        let is = |t, wanted| matches!(s.kind(s.under(t)), TypeKind::Basic(b) if *b == wanted);
        if is(from, Basic::UnsafePointer) && is(to, Basic::Uintptr) {
            self.numbered.insert(x, val.single());
        }
    }
    /// A number that is given to a header of `reflect` may be a pointer, which is then in a slice or string that nobody
    /// follows.
    pub(crate) fn note_header(&mut self, place: ExprId, val: &Val) {
        let ExprKind::Field { x, index: 0 } = self.body.exprs[place].kind else { return };
        if self.is_reflect_header(self.type_of(x)) {
            let p = self.b.convert(Op::WordToPtr, val.single(), Type::Ptr);
            self.b.inst(Op::Leak, Imm::None, &[p], &[]);
        }
    }
    fn is_reflect_header(&self, t: TypeId) -> bool {
        let s = self.s();
        let TypeKind::Named(named) = s.kind(s.unalias(t)) else { return false };
        let o = s.obj(named.obj);
        matches!(s.text(o.name), "SliceHeader" | "StringHeader")
            && o.pkg.some().is_some_and(|pkg| &*s.pkg(pkg).path == "reflect")
    }
    fn flags(&self, callee: &Callee) -> PragmaFlags {
        let Callee::Func(f) = callee else { return PragmaFlags::empty() };
        directives(self.cx, f.obj).map_or(PragmaFlags::empty(), |d| d.flags(f.obj))
    }
    fn keeps_numbers(&self, callee: &Callee) -> bool {
        let Callee::Func(f) = callee else { return false };
        let bodyless = directives(self.cx, f.obj).is_some_and(|d| d.is_bodyless(f.obj));
        bodyless || self.flags(callee).contains(PragmaFlags::UINTPTR_KEEPALIVE)
    }
}
