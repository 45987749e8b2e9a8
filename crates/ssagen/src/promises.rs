//! What the generator may rely on, or has to do, at calls of certain functions: those that
//! never return end a block; pointers turned into numbers for functions that use them as
//! pointers again live over the call. Facts: GOROOT `cmd/compile/internal/ssagen/ssa.go`
//! (`OCALLFUNC`), `escape/{call,escape}.go`.

use crate::func::FuncGen;
use crate::symbols::directives;
use crate::value::Val;
use ssa::{FuncAttrs, Op, ValueId};
use syntax::directives::PragmaFlags;
use types::body::{Callee, Conversion, ExprId, ExprKind};

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

    /// Pointers behind the numbers that a call passes, where the callee takes them for
    /// pointers: it is not written in Go, or says so.
    pub(crate) fn kept_over_call(&self, callee: &Callee, args: &[ExprId], vals: &[Val]) -> Vec<ValueId> {
        let Callee::Func(f) = callee else { return Vec::new() };
        let keeps = directives(self.cx, f.obj)
            .is_some_and(|d| d.is_bodyless(f.obj) || d.flags(f.obj).contains(PragmaFlags::UINTPTR_KEEPALIVE));
        if !keeps {
            return Vec::new();
        }
        let is_conversion =
            |&a: &ExprId| matches!(self.body.exprs[a].kind, ExprKind::Convert { how: Conversion::Unsafe, .. });
        let pairs = args.iter().zip(vals).filter(|(a, _)| is_conversion(a));
        pairs
            .filter_map(|(_, val)| {
                let Val::Leaves(leaves) = val else { return None };
                let def = self.b.func.def(*leaves.first()?)?;
                (def.op == Op::PtrToWord).then(|| def.args[0])
            })
            .collect()
    }
}
