//! Calls: conversions, builtins and functions, with inference of type arguments. Authority:
//! specification, "Calls", "Instantiations", "Type inference"; wording: `types2/call.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::expr::{ExprUse, Refuse, Target};
use crate::objects::{ObjId, Object};
use crate::operand::Operand;
use crate::recorded::Mode;
use crate::types::{Signature, TypeId, TypeKind};
use crate::version::Version;
use base::Pos;
use release::FrontEnd;
use syntax::ast::{ExprId, ExprKind};

/// One argument of a call; of a function instantiated in part, with its type arguments.
pub(crate) struct Argument {
    pub x: Operand,
    pub targs: Vec<TypeId>,
}

impl From<Operand> for Argument {
    fn from(x: Operand) -> Self {
        Argument { x, targs: Vec::new() }
    }
}

/// A call as it is written.
#[derive(Clone, Copy)]
pub(crate) struct CallSite {
    /// The call.
    pub node: ExprId,
    /// What is called.
    pub fun: ExprId,
    /// The last argument has `...`.
    pub has_dots: bool,
}

impl<'a> Checker<'a> {
    /// The node of the function in a `Call`, its arguments, and the place.
    pub(crate) fn call_parts(&self, e: ExprId) -> Option<(CallSite, Vec<ExprId>)> {
        match self.env.ast[e].kind {
            ExprKind::Call { fun, args, has_dots } => {
                Some((CallSite { node: e, fun, has_dots }, self.env.ast.list(args).collect()))
            }
            _ => None,
        }
    }

    /// A call of any sort.
    pub(crate) fn call_expr(&mut self, e: ExprId) -> (Operand, ExprUse) {
        let Some((site, args)) = self.call_parts(e) else { return (Operand::invalid(e), ExprUse::Statement) };
        let mut inst = None;
        let mut x = if let ExprKind::Index { .. } = self.env.ast[site.fun].kind {
            let (mut x, is_func) = self.index_expr(site.fun);
            inst = is_func.then_some(site.fun);
            x.expr = site.fun;
            self.record(&x);
            x
        } else {
            self.expr_or_type(site.fun, true)
        };
        match x.mode {
            Mode::Invalid => {
                self.use_exprs(&args);
                (Operand::invalid(e), ExprUse::Statement)
            }
            Mode::TypeExpr => {
                self.non_generic(None, &mut x);
                if x.is_invalid() || !self.complete(x.typ) {
                    return (Operand::invalid(e), ExprUse::Conversion);
                }
                (self.conversion_call(site, &args, x.typ), ExprUse::Conversion)
            }
            Mode::Builtin => {
                let Some(id) = x.builtin else { return (Operand::invalid(e), ExprUse::Statement) };
                let mut x = self.builtin_call(site, &args, id).unwrap_or_else(|| Operand::invalid(e));
                x.expr = e;
                if !x.is_invalid() && !x.is_const() {
                    self.env.has_call_or_recv = true;
                }
                let usage = if id.info().statement { ExprUse::Statement } else { ExprUse::Expression };
                (x, usage)
            }
            _ => (self.function_call(site, &args, x, inst), ExprUse::Statement),
        }
    }

    fn conversion_call(&mut self, site: CallSite, args: &[ExprId], typ: TypeId) -> Operand {
        let failed = Operand::invalid(site.node);
        let t = self.type_text(typ);
        let [arg] = *args else {
            self.use_exprs(args);
            match args.last() {
                None => {
                    let at = self.call_end(site.node);
                    self.error(at, Code::WrongArgCount, format!("missing argument in conversion to {t}"));
                }
                Some(&last) => {
                    let msg = format!("too many arguments in conversion to {t}");
                    self.error_expr(last, Code::WrongArgCount, msg);
                }
            }
            return failed;
        };
        let target = match self.has_targets_everywhere() {
            true => self.target(typ, || "conversion".into()),
            false => None,
        };
        let mut x = self.expr(target.as_ref(), arg);
        if x.is_invalid() {
            return failed;
        }
        if self.s.is_non_tparam_interface(typ) && !self.s.type_set(self.s.under(typ)).is_method_set() {
            let msg =
                format!("cannot use interface {t} in conversion (contains specific type constraints or is comparable)");
            self.error_expr(site.node, Code::MisplacedConstraintIface, msg);
            return failed;
        }
        if site.has_dots {
            self.error_expr(arg, Code::BadDotDotDotSyntax, format!("invalid use of ... in conversion to {t}"));
            return failed;
        }
        self.conversion(&mut x, typ);
        x.expr = site.node;
        x
    }

    /// Where a missing argument is reported.
    pub(crate) fn call_end(&self, e: ExprId) -> Pos {
        self.start_pos(e)
    }

    fn function_call(&mut self, site: CallSite, args: &[ExprId], x: Operand, inst: Option<ExprId>) -> Operand {
        let s = self.s;
        let failed = Operand::invalid(site.node);
        let cgo = x.mode == Mode::CgoFunc;
        let core = s.core_type(x.typ);
        let Some(TypeKind::Signature(sig)) = core.map(|c| s.kind(c)) else {
            let x_text = self.operand_text(&x);
            let msg = if s.release.front_end >= FrontEnd::Go1_25 {
                let why = self.no_common_type(x.typ, "no specific type", |t, u| match s.kind(u) {
                    TypeKind::Signature(_) => Ok(()),
                    _ => Err(format!("{} is not a function", self.type_text(t))),
                });
                format!("invalid operation: cannot call {x_text}: {why}")
            } else {
                format!("invalid operation: cannot call non-function {x_text}")
            };
            self.error(self.operand_pos(&x), Code::InvalidCall, msg);
            self.use_exprs(args);
            return failed;
        };
        let mut sig: &Signature = sig;
        let mut sig_type = core.unwrap_or(x.typ);
        let generic = !sig.tparams.is_empty();
        let (mut targs, mut xlist) = (Vec::new(), Vec::new());
        if let Some(inst) = inst {
            let Some((types, exprs)) = self.explicit_type_args(inst, sig, args) else { return failed };
            if types.len() == sig.tparams.len() {
                self.verify_version(self.start_pos(inst), Version::GO1_18, |_| "function instantiation".into());
                sig_type = self.instantiate_signature_at(self.env.ast[inst].pos, inst, sig_type, &types, &exprs);
                if let TypeKind::Signature(new) = s.kind(sig_type) {
                    sig = new;
                }
            } else {
                (targs, xlist) = (types, exprs);
            }
        }
        let arguments = self.generic_args(args);
        let result = self.arguments(site, sig_type, targs, xlist, arguments);
        if let Some(t) = result {
            sig_type = t;
            if let TypeKind::Signature(new) = s.kind(t) {
                sig = new;
            }
        }
        if generic && sig.tparams.is_empty() {
            self.record_type(site.fun, Mode::Value, sig_type, None);
        }
        let mut out = match &*sig.results {
            [] => Operand::new(Mode::NoValue, site.node, sig_type), // texts of follow-on errors show it
            [one] if !self.complete(s.obj_type(*one)) => return failed,
            [one] => {
                let mode = if cgo { Mode::CommaErr } else { Mode::Value };
                Operand::new(mode, site.node, s.obj_type(*one))
            }
            many => Operand::new(Mode::Value, site.node, s.new_tuple(many)),
        };
        self.env.has_call_or_recv = true;
        // Type arguments that could not be found leave nothing to go on with.
        if out.mode == Mode::Value && !sig.tparams.is_empty() && s.is_parameterized(&sig.tparams, out.typ) {
            out.fail();
        }
        out
    }

    /// The type arguments of `f[…]` in a call.
    fn explicit_type_args(
        &mut self,
        inst: ExprId,
        sig: &Signature,
        args: &[ExprId],
    ) -> Option<(Vec<TypeId>, Vec<ExprId>)> {
        let ExprKind::Index { indices, .. } = self.env.ast[inst].kind else { return None };
        let exprs: Vec<ExprId> = self.env.ast.list(indices).collect();
        let Some(types) = self.type_list(&exprs) else {
            self.use_exprs(args);
            return None;
        };
        let (got, want) = (types.len(), sig.tparams.len());
        if got > want {
            let msg = format!("got {got} type arguments but want {want}");
            self.error_expr(exprs[want], Code::WrongTypeArgCount, msg);
            self.use_exprs(args);
            return None;
        }
        Some((types, exprs))
    }

    /// Several expressions, of which a single one may give several values.
    pub(crate) fn expr_list(&mut self, list: &[ExprId]) -> Vec<Operand> {
        match list {
            [one] => self.multi_expr(*one, false).0,
            _ => list.iter().map(|&e| self.expr(None, e)).collect(),
        }
    }

    /// The arguments of a call: they may be generic functions.
    pub(crate) fn generic_args(&mut self, list: &[ExprId]) -> Vec<Argument> {
        let infer = list.first().is_none_or(|&e| !self.allow_version(self.start_pos(e), Version::GO1_21));
        if let [one] = *list {
            if let Some(arg) = self.instantiated_arg(one, infer) {
                return vec![arg];
            }
            let x = self.any_generic_expr(one);
            let x = self.refusing(x, Refuse::NonValues);
            return self.unpack(x, one, false).0.into_iter().map(Argument::from).collect();
        }
        let one = |c: &mut Self, e| c.instantiated_arg(e, infer).unwrap_or_else(|| c.generic_expr(e).into());
        list.iter().map(|&e| one(self, e)).collect()
    }

    /// An argument `f[…]` with `f` a generic function; `None` (and nothing evaluated) for
    /// anything else. An index expression that is none is evaluated and returned.
    fn instantiated_arg(&mut self, e: ExprId, infer: bool) -> Option<Argument> {
        let ExprKind::Index { .. } = self.env.ast[e].kind else { return None };
        let (mut x, is_func) = self.index_expr(e);
        if !is_func {
            x.expr = e;
            self.record(&x);
            let x = self.refusing(x, Refuse::NonValues);
            return Some(self.single(x).into());
        }
        let pos = self.operand_own_pos(&x);
        match self.instantiate_operand(None, pos, &mut x, Some(e), infer) {
            Some(targs) => {
                x.expr = e;
                Some(Argument { x, targs })
            }
            None => {
                self.record(&x);
                Some(x.into())
            }
        }
    }

    /// Instantiates the generic function `x` with the type arguments of `inst` and, where these
    /// are not all, with what `target` tells. Without `infer`, too few type arguments are
    /// returned for the caller to complete, and `x` stays generic.
    pub(crate) fn instantiate_operand(
        &mut self,
        target: Option<&Target>,
        pos: Pos,
        x: &mut Operand,
        inst: Option<ExprId>,
        infer: bool,
    ) -> Option<Vec<TypeId>> {
        let s = self.s;
        let err_pos = inst.map_or(pos, |e| self.env.ast[e].pos);
        let version_ok = self.verify_version(err_pos, Version::GO1_18, |_| "function instantiation".into());
        let sig_type = x.typ;
        let TypeKind::Signature(sig) = s.kind(sig_type) else {
            x.fail();
            return None;
        };
        let mut exprs = Vec::new();
        let mut targs = Vec::new();
        if let Some(inst) = inst {
            x.expr = inst;
            let ExprKind::Index { indices, .. } = self.env.ast[inst].kind else { return None };
            exprs = self.env.ast.list(indices).collect();
            let Some(list) = self.type_list(&exprs) else {
                x.fail();
                return None;
            };
            targs = list;
        }
        let (got, want) = (targs.len(), sig.tparams.len());
        if got > want {
            let msg = format!("got {got} type arguments but want {want}");
            self.error_expr(exprs[got - 1], Code::WrongTypeArgCount, msg);
            x.fail();
            return None;
        }
        if got < want {
            if !infer {
                return Some(targs);
            }
            if target.is_some() && version_ok && !self.allow_version(err_pos, Version::GO1_21) {
                let how = if inst.is_some() { "partially" } else { "implicitly" };
                self.verify_version(err_pos, Version::GO1_21, |_| format!("{how} instantiated function in assignment"));
            }
            match self.infer_from_target(target, pos, x, sig, targs) {
                Some(found) => targs = found,
                None => {
                    x.fail();
                    return None;
                }
            }
        }
        let at = self.operand_own_pos(x);
        x.typ = self.instantiate_signature_at(at, x.expr, sig_type, &targs, &exprs);
        x.mode = Mode::Value;
        None
    }

    fn infer_from_target(
        &mut self,
        target: Option<&Target>,
        pos: Pos,
        x: &Operand,
        sig: &Signature,
        targs: Vec<TypeId>,
    ) -> Option<Vec<TypeId>> {
        let s = self.s;
        let at = self.operand_own_pos(x);
        let (mut params, mut args) = (Vec::new(), Vec::new());
        if let Some(target) = target {
            let plain = Signature {
                params: sig.params.clone(),
                results: sig.results.clone(),
                variadic: sig.variadic,
                ..Signature::default()
            };
            let typ = s.new_signature(plain);
            params.push(s.add_obj(Object::param(s.names.intern(""), self.cx.pkg, at, typ)));
            args.push(Operand::described(Mode::Value, at, &target.desc, target.typ));
        }
        let (tparams, params) = self.rename_type_params(&sig.tparams, &params);
        match self.infer(pos, &tparams, targs, &params, &mut args, target.is_some()) {
            Ok(targs) => Some(targs),
            Err(err) => {
                err.into_iter().for_each(|err| self.report(err));
                None
            }
        }
    }

    /// The instance of a generic function type, recorded at `e`; that the type arguments
    /// satisfy the constraints is checked when types are complete.
    pub(crate) fn instantiate_signature_at(
        &mut self,
        pos: Pos,
        e: ExprId,
        sig_type: TypeId,
        targs: &[TypeId],
        exprs: &[ExprId],
    ) -> TypeId {
        let s = self.s;
        let TypeKind::Signature(sig) = s.kind(sig_type) else { return sig_type };
        let inst = s.instantiate_signature(sig, targs);
        if let Some(e) = e.some() {
            self.record_instance(e, targs, inst);
        }
        let (targs, exprs) = (targs.to_vec(), exprs.to_vec());
        self.later(move |c| {
            let TypeKind::Signature(sig) = c.s.kind(sig_type) else { return };
            c.verify_type_args(pos, &sig.tparams, &targs, &exprs);
        });
        inst
    }

    /// Checks arguments against parameters, inferring type arguments. Out: the (instantiated)
    /// signature, or `None` after an error that leaves its results in doubt.
    pub(crate) fn arguments(
        &mut self,
        site: CallSite,
        sig_type: TypeId,
        mut targs: Vec<TypeId>,
        xlist: Vec<ExprId>,
        mut args: Vec<Argument>,
    ) -> Option<TypeId> {
        let s = self.s;
        let TypeKind::Signature(sig) = s.kind(sig_type) else { return None };
        let (mut params, adjusted) = self.parameters_for(site, sig, &args)?;
        if args.len() != params.len() {
            self.wrong_arg_count(site, sig, &args, params.len());
            return None;
        }
        let own = sig.tparams.len();
        let mut tparams = Vec::new();
        if own > 0 {
            self.version_of_generic_call(site);
            (tparams, params) = self.rename_type_params(&sig.tparams, &params);
            targs.resize(own, TypeId::NONE);
        }
        let generic = self.generic_function_args(site, &mut args, &mut tparams, &mut targs);
        if let Some(&first) = generic.first() {
            let pos = self.operand_pos(&args[first].x);
            self.verify_version(pos, Version::GO1_21, |_| "implicitly instantiated function as argument".into());
        }
        let mut result = sig_type;
        if !tparams.is_empty() {
            let mut operands: Vec<Operand> = args.iter().map(|a| a.x.clone()).collect();
            let pos = self.env.ast[site.node].pos;
            let found = match self.infer(pos, &tparams, targs, &params, &mut operands, false) {
                Ok(found) => found,
                Err(err) => {
                    if let Some(mut err) = err {
                        err.message = format!("in call to {}, {}", self.expr_text(site.fun), err.message);
                        self.report(err);
                    }
                    return None;
                }
            };
            if own > 0 {
                result = self.instantiate_signature_at(pos, site.fun, sig_type, &found[..own], &xlist);
                params = match s.kind(result) {
                    TypeKind::Signature(new) if !adjusted => new.params.to_vec(),
                    _ => self.subst_vars(&params, &tparams[..own], &found[..own]),
                };
            }
            let mut at = own;
            for i in generic {
                let x = &args[i].x;
                let TypeKind::Signature(asig) = s.kind(x.typ) else { continue };
                let n = asig.tparams.len();
                let (xpos, xe, xt) = (self.env.ast[site.node].pos, x.expr, x.typ);
                args[i].x.typ = self.instantiate_signature_at(xpos, xe, xt, &found[at..at + n], &[]);
                let x = args[i].x.clone();
                self.record(&x);
                at += n;
            }
        }
        if !args.is_empty() {
            let context = format!("argument to {}", self.expr_text(site.fun));
            for (arg, &p) in args.iter_mut().zip(&params) {
                self.assignment(&mut arg.x, s.obj_type(p), &context);
            }
        }
        Some(result)
    }

    /// The parameters, one per argument where the last one is variadic. True: they are not
    /// simply those of the signature.
    fn parameters_for(&mut self, site: CallSite, sig: &Signature, args: &[Argument]) -> Option<(Vec<ObjId>, bool)> {
        let s = self.s;
        let mut params = sig.params.to_vec();
        if !sig.variadic {
            if site.has_dots {
                let fun = self.expr_text(site.fun);
                let msg = format!("cannot use ... in call to non-variadic {fun}");
                self.error_expr(site.node, Code::NonVariadicDotDotDot, msg);
                return None;
            }
            return Some((params, false));
        }
        if site.has_dots {
            let written = self.call_parts(site.node).map_or(0, |(_, list)| list.len());
            if written == 1 && args.len() > 1 {
                let arg = self.operand_expr_text(&args[0].x);
                let msg = format!("cannot use ... with {}-valued {arg}", args.len());
                self.error_expr(site.node, Code::InvalidDotDotDot, msg);
                return None;
            }
            return Some((params, false));
        }
        let last = params.pop()?;
        if args.len() < params.len() {
            return Some((params, false));
        }
        let elem = match s.kind(s.obj_type(last)) {
            TypeKind::Slice(elem) => *elem,
            _ => TypeId::INVALID,
        };
        let last = s.obj(last);
        while params.len() < args.len() {
            params.push(s.add_obj(Object::param(last.name, last.pkg, last.pos, elem)));
        }
        Some((params, true))
    }

    fn wrong_arg_count(&mut self, site: CallSite, sig: &Signature, args: &[Argument], want: usize) {
        let s = self.s;
        let (pos, which) = if args.len() > want {
            (self.operand_pos(&args[want].x), "too many")
        } else if let Some(last) = args.last() {
            (self.operand_pos(&last.x), "not enough")
        } else {
            (self.call_rparen(site.node), "not enough")
        };
        let have: Vec<TypeId> = args.iter().map(|a| a.x.typ).collect();
        let params: Vec<TypeId> = sig.params.iter().map(|&p| s.obj_type(p)).collect();
        let msg = format!(
            "{which} arguments in call to {}\n\thave {}\n\twant {}",
            self.expr_text(site.fun),
            self.types_summary(&have, false, site.has_dots && s.release.front_end >= FrontEnd::Go1_24),
            self.types_summary(&params, sig.variadic, false)
        );
        self.error(pos, Code::WrongArgCount, msg);
    }

    /// Where a call without arguments that needs some is reported.
    fn call_rparen(&self, e: ExprId) -> Pos {
        self.start_pos(e)
    }

    fn version_of_generic_call(&mut self, site: CallSite) {
        let pos = self.env.ast[site.node].pos;
        if self.allow_version(pos, Version::GO1_18) {
            return;
        }
        let (at, what) = match self.env.ast[site.fun].kind {
            ExprKind::Index { .. } => (site.fun, "function instantiation"),
            _ => (site.node, "implicit function instantiation"),
        };
        let at = self.start_pos(at);
        self.verify_version(at, Version::GO1_18, |_| what.into());
    }

    /// Gives generic functions among the arguments type parameters of their own, which are
    /// inferred together with those of the call. Out: their places.
    fn generic_function_args(
        &mut self,
        site: CallSite,
        args: &mut [Argument],
        tparams: &mut Vec<TypeId>,
        targs: &mut Vec<TypeId>,
    ) -> Vec<usize> {
        let _ = site;
        let s = self.s;
        let mut places = Vec::new();
        for (i, arg) in args.iter_mut().enumerate() {
            let TypeKind::Signature(sig) = s.kind(arg.x.typ) else { continue };
            if sig.tparams.is_empty() {
                continue;
            }
            let vars: Vec<ObjId> = sig.params.iter().chain(&sig.results).copied().collect();
            let (own, vars) = self.rename_type_params(&sig.tparams, &vars);
            let (params, results) = vars.split_at(sig.params.len());
            arg.x.typ = s.new_signature(Signature {
                tparams: own.clone().into(),
                params: params.into(),
                results: results.into(),
                ..(**sig).clone()
            });
            tparams.extend(own);
            targs.extend(arg.targs.iter().copied());
            targs.resize(tparams.len(), TypeId::NONE);
            places.push(i);
        }
        places
    }
}
