//! Typed bodies. Types in them are spelled in canonical mode: only what decides identity
//! matters to code generation, and which of several identical types came first must not.
//! Methods of interfaces and type parameters are spelled by name and package, since they are
//! looked up again in whatever type the receiver turns out to have. Authority: `types::body`.

use crate::code::{Code, Decoder, Encoder, Mode, Res, code_enum, code_struct};
use crate::format::Damaged;
use crate::parts;
use base::{Id, IdVec};
use syntax::Operator;
use types::body::{
    Body, Callee, Capture, Case, Closure, ClosureId, Comm, Conversion, Expr, ExprId, ExprKind, FuncRef, IndexKind,
    Label, LabelId, Local, LocalId, LocalKind, Method, RangeKind, RangeLocals, SelectCase, Stmt, StmtId, StmtKind,
    Target, TargetId, TypeCase,
};
use types::{Builtin, ObjId, Object, VarRole};

/// The tables of a body whose ids are checked.
#[derive(Clone, Copy)]
enum Table {
    Funcs,
    Locals,
    Exprs,
    Stmts,
    Targets,
    Labels,
}

macro_rules! code_id {
    ($($id:ident in $table:ident),* $(,)?) => {$(
        impl Code for $id {
            fn write(&self, w: &mut Encoder<'_, '_>) {
                w.uint(self.some().map_or(0, |id| id.0 as u64 + 1));
            }
            fn read(r: &mut Decoder<'_>) -> Res<Self> {
                match r.u32()? {
                    0 => Ok($id::NONE),
                    n if n as usize <= r.limits[Table::$table as usize] => Ok($id(n - 1)),
                    _ => Err(Damaged(concat!(stringify!($id), " out of range"))),
                }
            }
        }
    )*};
}
code_id!(
    ClosureId in Funcs, LocalId in Locals, ExprId in Exprs, StmtId in Stmts, TargetId in Targets, LabelId in Labels,
);

code_struct!(Target { pos, func });
code_struct!(Label { name, func });
code_struct!(RangeLocals { target, state, next, defers });

impl Code for Body {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        let Body { owner, start, funcs, locals, exprs, stmts, targets, labels } = self;
        let sizes = [funcs.len(), locals.len(), exprs.len(), stmts.len(), targets.len(), labels.len()];
        sizes.iter().for_each(|n| w.put(n));
        w.put(owner);
        w.put(start);
        funcs.iter().for_each(|x| w.put(x));
        locals.iter().for_each(|x| w.put(x));
        exprs.iter().for_each(|x| w.put(x));
        stmts.iter().for_each(|x| w.put(x));
        targets.iter().for_each(|x| w.put(x));
        labels.iter().for_each(|x| w.put(x));
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        for i in 0..r.limits.len() {
            r.limits[i] = r.len()?;
        }
        if r.limits[Table::Funcs as usize] == 0 {
            return Err(Damaged("a body without function"));
        }
        Ok(Body {
            owner: r.get()?,
            start: r.get()?,
            funcs: rows(r, Table::Funcs)?,
            locals: rows(r, Table::Locals)?,
            exprs: rows(r, Table::Exprs)?,
            stmts: rows(r, Table::Stmts)?,
            targets: rows(r, Table::Targets)?,
            labels: rows(r, Table::Labels)?,
        })
    }
}

fn rows<I: Id, T: Code>(r: &mut Decoder<'_>, table: Table) -> Res<IdVec<I, T>> {
    let n = r.limits[table as usize];
    let mut out = IdVec::with_capacity(n);
    for _ in 0..n {
        out.push(r.get()?);
    }
    Ok(out)
}

impl Code for Closure {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        let Closure { parent, sig, pos, end, params, results, captures, body, .. } = self;
        w.put(parent);
        // The receiver is part of the declared signature only.
        w.typ(*sig, Mode::Plain);
        w.put(pos);
        w.put(end);
        w.put(params);
        w.put(results);
        w.put(captures);
        w.put(body);
        let marks = [self.named_results, self.has_defer, self.has_recover, self.is_range_body];
        marks.iter().for_each(|m| w.put(m));
        w.put(&self.range);
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        Ok(Closure {
            parent: r.get()?,
            sig: r.get()?,
            pos: r.get()?,
            end: r.get()?,
            params: r.get()?,
            results: r.get()?,
            captures: r.get()?,
            body: r.get()?,
            named_results: r.get()?,
            has_defer: r.get()?,
            has_recover: r.get()?,
            is_range_body: r.get()?,
            range: r.get()?,
        })
    }
}

impl Code for Local {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        let Local { kind, obj, typ, pos, func, loop_depth, reassigned, address_taken, captured, by_ref } = self;
        w.put(kind);
        w.put(&obj.map(|o| w.t.s.obj(o).name));
        w.put(typ);
        w.put(pos);
        w.put(func);
        w.put(loop_depth);
        [reassigned, address_taken, captured, by_ref].into_iter().for_each(|m| w.put(m));
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        let kind: LocalKind = r.get()?;
        let name: Option<base::Name> = r.get()?;
        let (typ, pos) = (r.get()?, r.get()?);
        let role = if kind == LocalKind::Variable { VarRole::Local } else { VarRole::Param };
        let pkg = r.file.own(r.state);
        let obj = name.map(|name| r.s.add_obj(Object::var(role, name, pkg, pos, typ)));
        Ok(Local {
            kind,
            obj,
            typ,
            pos,
            func: r.get()?,
            loop_depth: r.get()?,
            reassigned: r.get()?,
            address_taken: r.get()?,
            captured: r.get()?,
            by_ref: r.get()?,
        })
    }
}

/// A method that is looked up by name.
struct ByName(ObjId);

impl Code for ByName {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        parts::write_method(w, self.0, Mode::Canon);
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        parts::read_method(r).map(ByName)
    }
}

const FUNC: u8 = 0;
const INTERFACE: u8 = 1;
const PARAM: u8 = 2;
const VALUE: u8 = 3;

impl Code for Callee {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        match self {
            Callee::Func(f) => tagged(w, FUNC, f),
            Callee::Interface(m) => tagged(w, INTERFACE, &ByName(*m)),
            Callee::ParamMethod(m) => tagged(w, PARAM, &ByName(*m)),
            Callee::Value(e) => tagged(w, VALUE, e),
        }
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        Ok(match r.byte()? {
            FUNC => Callee::Func(r.get()?),
            INTERFACE => Callee::Interface(r.get::<ByName>()?.0),
            PARAM => Callee::ParamMethod(r.get::<ByName>()?.0),
            VALUE => Callee::Value(r.get()?),
            _ => return Err(Damaged("a callee that does not exist")),
        })
    }
}

impl Code for Method {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        match self {
            Method::Func(f) => tagged(w, FUNC, f),
            Method::Interface(m) => tagged(w, INTERFACE, &ByName(*m)),
            Method::Param(m) => tagged(w, PARAM, &ByName(*m)),
        }
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        Ok(match r.byte()? {
            FUNC => Method::Func(r.get()?),
            INTERFACE => Method::Interface(r.get::<ByName>()?.0),
            PARAM => Method::Param(r.get::<ByName>()?.0),
            _ => return Err(Damaged("a method that does not exist")),
        })
    }
}

fn tagged(w: &mut Encoder<'_, '_>, tag: u8, value: &impl Code) {
    w.buf.u8(tag);
    w.put(value);
}

code_struct!(FuncRef { obj, targs });
code_struct!(Capture { local, by_ref });
code_struct!(Expr { kind, typ, pos });
code_struct!(Stmt { kind, pos });
code_struct!(Case { pos, conds, body, fallthrough });
code_struct!(TypeCase { pos, types, bind, body });
code_struct!(SelectCase { pos, comm, body });

code_enum!(LocalKind { 0 => Param, 1 => Result, 2 => Variable, 3 => Temp });
code_enum!(IndexKind { 0 => Array, 1 => Slice, 2 => String, 3 => Param });
code_enum!(RangeKind {
    0 => Int, 1 => Array, 2 => ArrayPtr, 3 => Slice, 4 => String, 5 => Map, 6 => Chan, 7 => Param,
});
code_enum!(Conversion {
    0 => Same, 1 => Number, 2 => StringFromRune, 3 => StringFromBytes, 4 => StringFromRunes, 5 => BytesFromString,
    6 => RunesFromString, 7 => ToInterface, 8 => InterfaceToInterface, 9 => SliceToArray, 10 => SliceToArrayPtr,
    11 => Unsafe, 12 => Generic,
});
code_enum!(Comm { 0 => Default, 1 => Send { chan, value }, 2 => Recv { chan, value, ok } });
code_enum!(Operator {
    0 => Not, 1 => Recv, 2 => Tilde, 3 => OrOr, 4 => AndAnd, 5 => Eql, 6 => Neq, 7 => Lss, 8 => Leq, 9 => Gtr,
    10 => Geq, 11 => Add, 12 => Sub, 13 => Or, 14 => Xor, 15 => Mul, 16 => Div, 17 => Rem, 18 => And, 19 => AndNot,
    20 => Shl, 21 => Shr,
});
code_enum!(Builtin {
    0 => Append, 1 => Cap, 2 => Clear, 3 => Close, 4 => Complex, 5 => Copy, 6 => Delete, 7 => Imag, 8 => Len,
    9 => Make, 10 => Max, 11 => Min, 12 => New, 13 => Panic, 14 => Print, 15 => Println, 16 => Real, 17 => Recover,
    18 => Add, 19 => Alignof, 20 => Offsetof, 21 => Sizeof, 22 => Slice, 23 => SliceData, 24 => String,
    25 => StringData, 26 => Assert, 27 => Trace,
});
code_enum!(ExprKind {
    0 => Const(value),
    1 => Nil,
    2 => Local(local),
    3 => Global(obj),
    4 => Func(func),
    5 => Closure(func),
    6 => Field { x, index },
    7 => Deref(x),
    8 => Address(x),
    9 => Index { x, index, kind },
    10 => MapIndex { map, key, comma_ok },
    11 => Slice { x, low, high, max },
    12 => Unary { op, x },
    13 => Binary { op, x, y },
    14 => Convert { x, how },
    15 => Assert { x, to, comma_ok },
    16 => Recv { x, comma_ok },
    17 => Call { callee, args },
    18 => Builtin { op, args, spread },
    19 => Variadic(args),
    20 => MethodValue { recv, method },
    21 => MethodExpr { recv, path, method },
    22 => Struct(fields),
    23 => Array(elems),
    24 => SliceLit { len, elems },
    25 => Map(entries),
    26 => Let { tuple, locals, value },
});
code_enum!(StmtKind {
    0 => Expr(x),
    1 => Declare { local, init },
    2 => Bind { tuple, locals },
    3 => Assign { place, value },
    4 => AssignMany { places, values },
    5 => AssignOp { op, place, value },
    6 => Send { chan, value },
    7 => Block(list),
    8 => If { cond, then, els },
    9 => For { target, cond, post, body, per_iteration },
    10 => Range { target, kind, x, key, value, body },
    11 => RangeFunc { target, x, body },
    12 => Switch { target, cases, default },
    13 => TypeSwitch { target, x, cases, default },
    14 => Select { target, cases },
    15 => Label(label),
    16 => Goto(label),
    17 => Break(target),
    18 => Continue(target),
    19 => Return(values),
    20 => Go(call),
    21 => Defer(call),
    22 => Order { places, values },
});
