//! `for b.Loop() { … }`: what is measured must happen. In: the values that statements of such a loop compute, and the
//! arguments of calls without results. Out: the same values, each used once more, so that no pass finds them to be of no
//! use even where a call became its body.
//! Authority: documentation of `testing.B.Loop`; which statements count: GOROOT `cmd/compile/internal/bloop` of go1.26.

use crate::func::FuncGen;
use crate::value::Val;
use ssa::{Imm, Op};
use types::body::{Callee, ExprId, ExprKind, FuncRef};

impl FuncGen<'_, '_> {
    /// Whether a condition is a call of `testing.B.Loop`.
    pub(crate) fn is_bench_loop(&self, cond: Option<ExprId>) -> bool {
        let Some(ExprKind::Call { callee: Callee::Func(FuncRef { obj, .. }), args }) =
            cond.map(|cond| &self.body.exprs[cond].kind)
        else {
            return false;
        };
        let s = self.s();
        let method = s.obj(*obj);
        args.len() == 1
            && s.text(method.name) == "Loop"
            && !method.pkg.is_none()
            && &*s.pkg(method.pkg).path == "testing"
            && s.as_signature(s.obj_type(*obj)).is_some_and(|sig| sig.recv.is_some())
    }

    /// Inside of a benchmark's loop, uses values that a statement computed.
    pub(crate) fn keep_measured<'v>(&mut self, vals: impl IntoIterator<Item = &'v Val>) {
        if !self.in_bench_loop {
            return;
        }
        for val in vals {
            match val {
                Val::Leaves(leaves) => {
                    for &v in leaves {
                        self.b.inst(Op::KeepAlive, Imm::None, &[v], &[]);
                    }
                }
                Val::Mem(addr) => _ = self.b.inst(Op::KeepAlive, Imm::None, &[*addr], &[]),
            }
        }
    }
}
