//! What the generator may rely on, or has to do, at calls of certain functions: those that
//! never return end a block; pointers turned into numbers for functions that use them as
//! pointers again live over the call. Facts: GOROOT `cmd/compile/internal/ssagen/ssa.go`
//! (`OCALLFUNC`), `escape/{call,escape}.go`.

use crate::func::FuncGen;
use crate::symbols::directives;
use ssa::{FuncAttrs, Imm, Op, ValueId};
use syntax::directives::PragmaFlags;
use types::body::{Callee, ExprId, ExprKind};
use types::{Basic, TypeKind};

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

/// Pointers that become numbers in arguments of a call.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// The pointers' expressions.
    pub exprs: Vec<ExprId>,
    /// Their values, as far as evaluated.
    pub values: Vec<ValueId>,
}

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

    /// Notes which arguments of a call are numbers made from pointers that must stay good while
    /// it runs, because of directives or because nobody sees the callee's body.
    pub(crate) fn begin_kept(&mut self, callee: &Callee, args: &[ExprId]) -> Kept {
        let mut kept = Kept::default();
        if self.keeps_numbers(callee) {
            let body = self.body;
            let all = args.iter().flat_map(|a| match &body.exprs[*a].kind {
                ExprKind::Variadic(elems) => &elems[..],
                _ => std::slice::from_ref(a),
            });
            kept.exprs = all
                .filter_map(|&a| match body.exprs[a].kind {
                    ExprKind::Convert { x, .. } if self.is_number_of_pointer(a, x) => Some(x),
                    _ => None,
                })
                .collect();
        }
        std::mem::replace(&mut self.kept, kept)
    }
    pub(crate) fn end_kept(&mut self, callee: &Callee, outer: Kept) -> Vec<ValueId> {
        let kept = std::mem::replace(&mut self.kept, outer).values;
        if self.flags(callee).contains(PragmaFlags::UINTPTR_ESCAPES) {
            for &p in &kept {
                self.b.inst(Op::Leak, Imm::None, &[p], &[]);
            }
        }
        kept
    }
    fn is_number_of_pointer(&self, number: ExprId, x: ExprId) -> bool {
        let s = self.s();
        let basic = |e| match s.kind(s.under(self.type_of(e))) {
            TypeKind::Basic(b) => Some(*b),
            _ => None,
        };
        basic(number) == Some(Basic::Uintptr) && basic(x) == Some(Basic::UnsafePointer)
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
