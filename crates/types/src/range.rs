//! `for … range`: over integers, arrays, slices, strings, maps, channels and functions.
//! Authority: specification, "For statements with range clause"; wording: `types2/stmt.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::objects::ObjId;
use crate::operand::Operand;
use crate::recorded::Mode;
use crate::stmt::StmtContext;
use crate::types::{ChanDir, Signature, TypeId, TypeKind};
use crate::version::Version;
use base::Pos;
use release::FrontEnd;
use syntax::ast::{ExprId, StmtId};

/// Types of the iteration values; absent ones are not given.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RangeTypes {
    pub key: Option<TypeId>,
    pub value: Option<TypeId>,
}

impl<'a> Checker<'a> {
    /// What ranging over a value of type `typ` gives, or why it cannot be ranged over.
    pub(crate) fn range_types(&self, typ: TypeId, pos: Pos) -> Result<RangeTypes, String> {
        let s = self.s;
        let both = |key, value| Ok(RangeTypes { key: Some(key), value: Some(value) });
        let one = |key| Ok(RangeTypes { key: Some(key), value: None });
        let modern = s.release.front_end >= FrontEnd::Go1_25;
        let send_only = "receive from send-only channel";
        let Some(core) = s.core_type(typ) else {
            if !modern {
                return Err("no core type".into());
            }
            return Err(self.no_common_type(typ, "no specific type", |t, u| match s.kind(u) {
                TypeKind::Chan(ChanDir::SendOnly, _) => Err(format!("{send_only} {}", self.type_text(t))),
                _ => Ok(()),
            }));
        };
        let core = self.array_ptr_deref(core);
        match s.kind(core) {
            TypeKind::Basic(_) if s.is_string(core) => both(TypeId::INT, TypeId::RUNE),
            TypeKind::Basic(_) if s.is_integer(core) => {
                if self.allow_version(pos, Version::GO1_22) {
                    one(typ)
                } else {
                    Err("requires go1.22 or later".into())
                }
            }
            TypeKind::Array(elem, _) | TypeKind::Slice(elem) => both(TypeId::INT, *elem),
            TypeKind::Map(key, elem) => both(*key, *elem),
            TypeKind::Chan(ChanDir::SendOnly, _) if modern => Err(format!("{send_only} {}", self.type_text(typ))),
            TypeKind::Chan(ChanDir::SendOnly, _) => Err(send_only.into()),
            TypeKind::Chan(_, elem) => one(*elem),
            TypeKind::Signature(_)
                if !self.cx.config.experiments.range_functions && !self.allow_version(pos, Version::GO1_23) =>
            {
                Err("requires go1.23 or later".into())
            }
            TypeKind::Signature(sig) => self.range_func_types(sig),
            _ => Err(String::new()),
        }
    }

    fn range_func_types(&self, sig: &Signature) -> Result<RangeTypes, String> {
        let s = self.s;
        let front_end = s.release.front_end;
        let bad = |why: &str| Err(format!("func must be func(yield func(...) bool): {why}"));
        let [param] = *sig.params else { return bad("wrong argument count") };
        if front_end >= FrontEnd::Go1_24 && !sig.results.is_empty() {
            return bad("unexpected results");
        }
        let yield_type = s.obj_type(param);
        let core = s.core_type(yield_type);
        let Some(TypeKind::Signature(yields)) = core.map(|u| s.kind(u)) else {
            if core.is_none() && front_end >= FrontEnd::Go1_25 {
                let why = self.no_common_type(yield_type, "no specific type", |_, _| Ok(()));
                return bad(&format!("in yield type, {why}"));
            }
            return bad("argument is not func");
        };
        if !sig.results.is_empty() {
            return bad("unexpected results");
        }
        if yields.params.len() > 2 {
            return bad("yield func has too many parameters");
        }
        match *yields.results {
            [result] if s.identical(s.obj_type(result), TypeId::BOOL) => {}
            [result] if s.is_boolean(s.obj_type(result)) && front_end == FrontEnd::Go1_23 => {}
            [result] if s.is_boolean(s.obj_type(result)) => {
                return bad("yield func returns user-defined boolean, not bool");
            }
            _ => return bad("yield func does not return bool"),
        }
        if yields.variadic && front_end >= FrontEnd::Go1_27 {
            return Err(format!(
                "yield func of type {} cannot be variadic",
                self.type_text(core.unwrap_or(yield_type))
            ));
        }
        let param = |i: usize| yields.params.get(i).map(|&p| s.obj_type(p));
        Ok(RangeTypes { key: param(0), value: param(1) })
    }

    pub(crate) fn range_stmt(
        &mut self,
        cx: StmtContext,
        pos: Pos,
        lhs: &[ExprId],
        define: bool,
        over: ExprId,
        body: StmtId,
    ) {
        let mut x = self.expr(None, over);
        let types = if x.is_invalid() { None } else { self.checked_range_types(&x, lhs) };
        self.open_scope();
        let over_int = !x.is_invalid() && self.s.is_integer(x.typ);
        let rhs = [types.and_then(|t| t.key), types.and_then(|t| t.value)];
        if define {
            self.define_range_vars(pos, lhs, rhs, over_int.then_some(&mut x));
        } else if !lhs.is_empty() {
            self.assign_range_vars(lhs, rhs, over_int.then_some(&mut x));
        } else if over_int {
            self.assignment(&mut x, TypeId::NONE, "range clause");
        }
        self.stmt(cx, body);
        self.close_scope();
    }

    fn checked_range_types(&mut self, x: &Operand, lhs: &[ExprId]) -> Option<RangeTypes> {
        let text = self.operand_text(x);
        let types = match self.range_types(x.typ, self.operand_pos(x)) {
            Ok(types) => types,
            Err(cause) => {
                let cause = if cause.is_empty() { cause } else { format!(": {cause}") };
                let msg = format!("cannot range over {text}{cause}");
                self.error(self.operand_pos(x), Code::InvalidRangeExpr, msg);
                return None;
            }
        };
        let (at, what) = match (lhs, types) {
            ([first, ..], RangeTypes { key: None, .. }) => {
                (first, format!("range over {text} permits no iteration variables"))
            }
            ([_, second, ..], RangeTypes { value: None, .. }) => {
                (second, format!("range over {text} permits only one iteration variable"))
            }
            ([_, _, third, ..], _) => (third, "range clause permits at most two iteration variables".into()),
            _ => return Some(types),
        };
        self.error_expr(*at, Code::InvalidIterVar, what);
        Some(types)
    }

    fn define_range_vars(
        &mut self,
        pos: Pos,
        lhs: &[ExprId],
        rhs: [Option<TypeId>; 2],
        mut over_int: Option<&mut Operand>,
    ) {
        let s = self.s;
        let mut vars: Vec<ObjId> = Vec::new();
        for (i, &l) in lhs.iter().take(2).enumerate() {
            let at = self.env.ast[l].pos;
            let var = match self.name_of(l) {
                Some(id) => {
                    let var = self.new_local(id.name, at);
                    self.record_def(at, var);
                    if id.name != s.blank {
                        vars.push(var);
                    }
                    var
                }
                None => {
                    let msg = format!("invalid syntax tree: cannot declare {}", self.expr_text(l));
                    self.error_expr(l, Code::InvalidSyntaxTree, msg);
                    self.new_local(s.blank, at)
                }
            };
            match (rhs[i].filter(|&t| s.is_valid(t)), &mut over_int) {
                (None, _) => {
                    s.obj(var).typ.set(TypeId::INVALID);
                    s.obj(var).set_used(true);
                }
                (Some(_), Some(x)) => self.init_var_with(var, x, "range clause"),
                (Some(typ), None) => self.init_var(var, Operand::new(Mode::Value, l, typ), "assignment"),
            }
        }
        if vars.is_empty() {
            self.error(pos, Code::NoNewVar, "no new variables on left side of :=");
        }
        for var in vars {
            self.declare(self.env.scope, None, var);
        }
    }

    fn assign_range_vars(&mut self, lhs: &[ExprId], rhs: [Option<TypeId>; 2], mut over_int: Option<&mut Operand>) {
        let s = self.s;
        for (i, &l) in lhs.iter().take(2).enumerate() {
            let Some(typ) = rhs[i].filter(|&t| s.is_valid(t)) else { continue };
            let Some(x) = &mut over_int else {
                let mut y = Operand::new(Mode::Value, l, typ);
                self.assign_operand(l, &mut y, "assignment");
                continue;
            };
            self.assign_operand(l, x, "range clause");
            // A variable of interface or floating-point type takes no integers one by one.
            if !x.is_invalid() && !s.is_integer(x.typ) {
                let msg = format!("cannot use iteration variable of type {}", self.type_text(x.typ));
                self.error_expr(l, Code::InvalidRangeExpr, msg);
            }
        }
    }
}
