//! `print` and `println`. In: operands. Out: calls of the runtime's functions, one for each kind of operand. Facts: GOROOT
//! `cmd/compile/internal/walk/builtin.go`.

use crate::func::FuncGen;
use crate::value::Val;
use release::RtFn;
use ssa::{Op, Type, ValueId};
use types::body::{ExprId, ExprKind};
use types::{Builtin, TypeId, TypeKind};

/// What is printed.
enum Printed {
    /// A constant string.
    Text(Vec<u8>),
    Value(TypeId, Val),
}

impl FuncGen<'_, '_> {
    /// `print` and `println` of evaluated operands: one call of the runtime for each, under its lock. Constant texts beside
    /// each other, what `println` puts between and behind operands among them, are one.
    pub(crate) fn print(&mut self, op: Builtin, args: &[ExprId], vals: &[Val]) {
        let is_line = op == Builtin::Println;
        let mut pieces: Vec<Printed> = Vec::new();
        let mut add = |piece: Printed| match (pieces.last_mut(), piece) {
            (Some(Printed::Text(before)), Printed::Text(text)) => before.extend(text),
            (_, piece) => pieces.push(piece),
        };
        for (i, (&arg, val)) in args.iter().zip(vals).enumerate() {
            if i > 0 && is_line {
                add(Printed::Text(b" ".to_vec()));
            }
            add(self.printed(arg, val));
        }
        if is_line {
            add(Printed::Text(b"\n".to_vec()));
        }
        self.rt(RtFn::PrintLock, &[]);
        for piece in pieces {
            let (f, args) = match piece {
                Printed::Text(text) if text == b" " => (RtFn::PrintSp, Vec::new()),
                Printed::Text(text) if text == b"\n" => (RtFn::PrintNl, Vec::new()),
                Printed::Text(text) => (RtFn::PrintString, self.string_const(&text).leaves().to_vec()),
                Printed::Value(t, val) => self.printer(t, &val),
            };
            self.rt(f, &args);
        }
        self.rt(RtFn::PrintUnlock, &[]);
    }
    fn printed(&self, arg: ExprId, val: &Val) -> Printed {
        let t = self.type_of(arg);
        match &self.body.exprs[arg].kind {
            ExprKind::Const(value) if self.s().is_string(t) => {
                Printed::Text(value.as_bytes().unwrap_or_default().into())
            }
            _ => Printed::Value(t, val.clone()),
        }
    }
    /// Who prints a value of a type, and the arguments.
    fn printer(&mut self, t: TypeId, val: &Val) -> (RtFn, Vec<ValueId>) {
        let s = self.s();
        let first = val.leaves()[0];
        match s.kind(s.under(t)) {
            TypeKind::Interface(_) if self.is_empty_interface(t) => (RtFn::PrintEface, val.leaves().to_vec()),
            TypeKind::Interface(_) => (RtFn::PrintIface, val.leaves().to_vec()),
            TypeKind::Slice(_) => (RtFn::PrintSlice, val.leaves().to_vec()),
            TypeKind::Basic(_) if s.is_string(t) => match self.is_runtime_type(t, "quoted") {
                true => (RtFn::PrintQuoted, val.leaves().to_vec()),
                false => (RtFn::PrintString, val.leaves().to_vec()),
            },
            TypeKind::Basic(_) if s.is_boolean(t) => (RtFn::PrintBool, vec![first]),
            TypeKind::Basic(_) if s.is_integer(t) => {
                let signed = !s.is_unsigned(t);
                let f = match (self.is_runtime_type(t, "hex"), signed) {
                    (true, _) => RtFn::PrintHex,
                    (_, true) => RtFn::PrintInt,
                    _ => RtFn::PrintUint,
                };
                (f, vec![self.extend(first, signed)])
            }
            TypeKind::Basic(_) if self.b.func.ty(first).is_float() && s.release.prints_by_size => {
                let f = match (val.leaves().len(), self.b.func.ty(first)) {
                    (1, Type::F32) => RtFn::PrintFloat32,
                    (1, _) => RtFn::PrintFloat64,
                    (_, Type::F32) => RtFn::PrintComplex64,
                    _ => RtFn::PrintComplex128,
                };
                (f, val.leaves().to_vec())
            }
            TypeKind::Basic(_) if self.b.func.ty(first).is_float() => {
                let wide: Vec<ValueId> = val.leaves().iter().map(|&v| self.as_f64(v)).collect();
                (if wide.len() == 2 { RtFn::PrintComplex } else { RtFn::PrintFloat }, wide)
            }
            _ => match self.b.func.ty(first) {
                Type::Word => (RtFn::PrintUintptr, vec![first]),
                _ => (RtFn::PrintPointer, vec![first]),
            },
        }
    }
    /// Whether a type is the one of this name that package `runtime` declares to be printed in its own way.
    fn is_runtime_type(&self, t: TypeId, name: &str) -> bool {
        let s = self.s();
        s.as_named(s.unalias(t)).is_some_and(|n| {
            let o = s.obj(n.obj);
            s.text(o.name) == name && o.pkg.some().is_some_and(|p| &*s.pkg(p).path == "runtime")
        })
    }
    fn as_f64(&mut self, v: ValueId) -> ValueId {
        if self.b.func.ty(v) == Type::F32 { self.b.convert(Op::FPromote, v, Type::F64) } else { v }
    }
}
