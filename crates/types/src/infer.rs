//! Type inference at calls and assignments of generic functions. In: type parameters, known
//! type arguments, parameters with the arguments passed for them. Out: all type arguments, or
//! an error. Authority: Go spec, "Type inference"; order and wording: `types2/infer.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::objects::ObjId;
use crate::operand::Operand;
use crate::recorded::Mode;
use crate::session::Session;
use crate::subst::Subst;
use crate::types::{Term, TypeId, TypeKind};
use crate::unify::{Unifier, UnifyMode};
use crate::version::Version;
use base::{Diagnostic, FxHashMap, Pos};
use release::FrontEnd;

/// What inference has to say: places and sentences, the first being the error itself.
type InferError = (Pos, String);

/// A question to inference.
#[derive(Clone, Copy)]
struct Inference<'i> {
    /// Where the function is used.
    pub pos: Pos,
    /// Type parameters to find arguments for.
    pub tparams: &'i [TypeId],
    /// Those given, `NONE` for missing ones; may be shorter than `tparams`.
    pub targs: &'i [TypeId],
    /// Parameters, as variables.
    pub params: &'i [ObjId],
    /// One argument for each.
    pub args: &'i [Operand],
    /// The other way round: a function assigned to a variable of function type.
    pub reverse: bool,
}

impl<'a> Checker<'a> {
    /// Type arguments for all type parameters; `Err(None)` where an error was reported before.
    /// `targs`: those given, `NONE` for missing ones; `params` and `args`: one for each other.
    pub fn infer(
        &mut self,
        pos: Pos,
        tparams: &[TypeId],
        targs: Vec<TypeId>,
        params: &[ObjId],
        args: &mut [Operand],
        reverse: bool,
    ) -> Result<Vec<TypeId>, Option<Diagnostic>> {
        let q = Inference { pos, tparams, targs: &targs, params, args, reverse };
        self.solve(q).map_err(|err| err.map(|(pos, msg)| self.error_at(Code::CannotInferTypeArgs, pos, msg)))
    }

    fn solve(&mut self, q: Inference<'_>) -> Result<Vec<TypeId>, Option<InferError>> {
        let n = q.tparams.len();
        if q.targs.len() == n && q.targs.iter().all(|t| !t.is_none()) {
            return Ok(q.targs.to_vec());
        }
        if q.args.iter().any(|x| x.mode == Mode::Invalid) {
            return Err(None);
        }
        let s = self.s;
        let mut targs = q.targs.to_vec();
        targs.resize(n, TypeId::NONE);
        let interfaces = self.allow_version(q.pos, Version::GO1_21);
        loop {
            let mut u = Unifier::new(s, q.tparams, &targs, interfaces);
            let result = self.unify_all(q, &targs, &mut u);
            let declares = result.is_err() && s.release.front_end >= FrontEnd::Go1_27;
            if !declares || !self.declare_methods(&u.undeclared) {
                return result;
            }
        }
    }

    /// Declares methods; true if one of them has a type now.
    fn declare_methods(&mut self, methods: &[ObjId]) -> bool {
        methods
            .iter()
            .filter(|&&m| {
                self.obj_decl(m, None);
                self.s.is_valid(self.s.obj_type(m))
            })
            .count()
            > 0
    }

    fn unify_all(
        &mut self,
        q: Inference<'_>,
        targs: &[TypeId],
        u: &mut Unifier<'_>,
    ) -> Result<Vec<TypeId>, Option<InferError>> {
        let s = self.s;
        // Parameters with what is given already filled in.
        let params: Vec<TypeId> = q.params.iter().map(|&v| s.subst(s.obj_type(v), q.tparams, targs)).collect();
        let untyped = self.unify_arguments(q, &params, u)?;
        self.unify_constraints(q, u)?;
        self.untyped_defaults(q, &params, &untyped, u)?;
        self.settle(q, targs, u.inferred())
    }

    /// Matches typed arguments; returns the untyped constants passed for plain type parameters.
    fn unify_arguments(
        &self,
        q: Inference<'_>,
        params: &[TypeId],
        u: &mut Unifier<'_>,
    ) -> Result<Vec<usize>, Option<InferError>> {
        let s = self.s;
        let mut untyped = Vec::new();
        for (i, arg) in q.args.iter().enumerate() {
            let par = params[i];
            if !s.is_parameterized(q.tparams, par) && !s.is_parameterized(q.tparams, arg.typ) {
                continue;
            }
            if s.is_typed(arg.typ) {
                if !u.unify(par, arg.typ, UnifyMode::ASSIGN) {
                    return Err(Some(self.mismatch(q, u, par, arg)));
                }
            } else if matches!(s.kind(par), TypeKind::TypeParam(_)) && arg.mode != Mode::NilValue {
                untyped.push(i);
            }
        }
        Ok(untyped)
    }

    fn mismatch(&self, q: Inference<'_>, u: &Unifier<'_>, par: TypeId, arg: &Operand) -> InferError {
        let targs = u.inferred();
        let pos = self.operand_pos(arg);
        let (targ, expr) = (self.type_text(arg.typ), self.operand_expr_text(arg));
        let par_text = self.type_text(par);
        if targs.iter().all(|t| t.is_none()) {
            let names = self.s.tparams_text(q.tparams);
            return (pos, format!("type {targ} of {expr} does not match {par_text} (cannot infer {names})"));
        }
        let inferred = self.s.subst(par, q.tparams, &targs);
        let inferred_text = self.type_text(inferred);
        let msg = match (inferred == par, q.reverse) {
            (true, _) => format!("type {targ} of {expr} does not match {par_text}"),
            (false, true) => {
                format!("inferred type {inferred_text} for {par_text} does not match type {targ} of {expr}")
            }
            (false, false) => {
                format!("type {targ} of {expr} does not match inferred type {inferred_text} for {par_text}")
            }
        };
        (pos, msg)
    }

    /// Uses core types and methods of constraints until nothing new is learnt.
    fn unify_constraints(&mut self, q: Inference<'_>, u: &mut Unifier<'_>) -> Result<(), Option<InferError>> {
        // Once the methods of constraints counted only where there was no core type.
        let methods_of_all = self.s.release.front_end >= FrontEnd::Go1_24;
        loop {
            let before = u.unknowns();
            for (i, &p) in q.tparams.iter().enumerate() {
                let known = u.at(i);
                match (self.s.core_term(p), known) {
                    (Some((core, _)), Some(t)) if !u.unify(t, core.typ, UnifyMode::INEXACT) => {
                        return Err(Some((q.pos, self.unsatisfied(p, t, ""))));
                    }
                    (Some(_), Some(_)) => {}
                    (Some((core, true)), None) if !core.tilde => u.set(i, core.typ),
                    (None, Some(t)) if !methods_of_all => self.unify_methods(q.pos, p, t, u)?,
                    _ => {}
                }
                if let Some(t) = known.filter(|&t| methods_of_all && !self.s.is_parameterized(q.tparams, t)) {
                    self.unify_methods(q.pos, p, t, u)?;
                }
            }
            if u.unknowns() == before {
                return Ok(());
            }
        }
    }

    fn unify_methods(&mut self, pos: Pos, p: TypeId, t: TypeId, u: &mut Unifier<'_>) -> Result<(), Option<InferError>> {
        let iface = self.s.tparam_interface(p);
        let mut cause = String::new();
        let mut same = |_: &Session, x, y| u.unify(x, y, UnifyMode::EXACT);
        match self.missing_method_with(t, iface, true, &mut same, Some(&mut cause)) {
            None => Ok(()),
            Some(_) if self.may_have_any_method(t) => Ok(()),
            Some(_) => Err(Some((pos, self.unsatisfied(p, t, &cause)))),
        }
    }

    fn unsatisfied(&self, p: TypeId, t: TypeId, cause: &str) -> String {
        let bound = self.s.as_type_param(p).map_or(TypeId::INVALID, |p| p.bound.get());
        let (p, t, bound) = (self.type_text(p), self.type_text(t), self.type_text(bound));
        let space = if cause.is_empty() { "" } else { " " };
        format!("{p} (type {t}) does not satisfy {bound}{space}{cause}")
    }

    /// Parameters known from untyped constants only take the largest default type.
    fn untyped_defaults(
        &self,
        q: Inference<'_>,
        params: &[TypeId],
        untyped: &[usize],
        u: &mut Unifier<'_>,
    ) -> Result<(), Option<InferError>> {
        let s = self.s;
        let mut largest: Vec<Option<TypeId>> = vec![None; q.tparams.len()];
        for &i in untyped {
            let Some(p) = q.tparams.iter().position(|&p| p == params[i]) else { continue };
            if u.at(p).is_some() {
                continue;
            }
            let arg = &q.args[i];
            let Some(max) = largest[p] else {
                largest[p] = Some(arg.typ);
                continue;
            };
            let Some(m) = s.max_type(max, arg.typ) else {
                let (a, b) = (self.type_text(max), self.type_text(arg.typ));
                let msg = format!("mismatched types {a} and {b} (cannot infer {})", self.type_text(params[i]));
                return Err(Some((self.operand_pos(arg), msg)));
            };
            largest[p] = Some(m);
        }
        for (i, t) in largest.into_iter().enumerate() {
            if let Some(t) = t {
                u.set(i, s.default_type(t));
            }
        }
        Ok(())
    }

    /// Replaces parameters inside inferred types by what was inferred for them.
    fn settle(
        &self,
        q: Inference<'_>,
        given: &[TypeId],
        mut inferred: Vec<TypeId>,
    ) -> Result<Vec<TypeId>, Option<InferError>> {
        let s = self.s;
        CycleFinder { s, tparams: q.tparams, inferred: &mut inferred, open: Vec::new() }.run();
        let mut dirty: Vec<usize> =
            (0..inferred.len()).filter(|&i| !inferred[i].is_none() && given[i].is_none()).collect();
        while !dirty.is_empty() {
            let now = inferred.clone();
            dirty.retain(|&i| {
                let new = s.subst(inferred[i], q.tparams, &now);
                let changed = new != inferred[i];
                inferred[i] = self.without_solved_tparams(q.tparams, new);
                changed
            });
        }
        for (i, &t) in inferred.iter().enumerate() {
            if t.is_none() || s.is_parameterized(q.tparams, t) {
                let obj = s.as_type_param(q.tparams[i]).map_or(ObjId::NONE, |p| p.obj);
                let place = s.place(obj);
                let declared = if s.release.front_end >= FrontEnd::Go1_24 { "declared at " } else { "" };
                return Err(Some((q.pos, format!("cannot infer {} ({declared}{place})", self.name(obj)))));
            }
        }
        Ok(inferred)
    }

    /// A generic function type whose own parameters were solved is not generic any more.
    fn without_solved_tparams(&self, tparams: &[TypeId], t: TypeId) -> TypeId {
        match self.s.kind(t) {
            TypeKind::Signature(sig) if !sig.tparams.is_empty() && !self.s.is_parameterized(tparams, t) => {
                let mut sig = (**sig).clone();
                sig.tparams = Box::default();
                self.s.new_signature(sig)
            }
            _ => t,
        }
    }

    /// New type parameters in place of `tparams`, and the variables `params` with them. A
    /// function that calls itself thereby does not mix its own parameters with those to be
    /// inferred.
    pub fn rename_type_params(&self, tparams: &[TypeId], params: &[ObjId]) -> (Vec<TypeId>, Vec<ObjId>) {
        let new = self.s.fresh_type_params(tparams);
        let params = self.subst_vars(params, tparams, &new);
        (new, params)
    }

    /// Variables with types substituted for type parameters.
    pub fn subst_vars(&self, vars: &[ObjId], from: &[TypeId], to: &[TypeId]) -> Vec<ObjId> {
        Subst { s: self.s, from, to }.vars(vars).unwrap_or_else(|| vars.to_vec())
    }
}

impl Session {
    /// Names of type parameters: `P`, `P and Q`, `P, Q, and R`.
    pub fn tparams_text(&self, tparams: &[TypeId]) -> String {
        let names: Vec<&str> =
            tparams.iter().map(|&p| self.as_type_param(p).map_or("", |p| self.text(self.obj(p.obj).name))).collect();
        match &names[..] {
            [] => String::new(),
            [one] => (*one).to_string(),
            [a, b] => format!("{a} and {b}"),
            [front @ .., last] => format!("{}, and {last}", front.join(", ")),
        }
    }

    /// The core type of a type parameter as a term, and whether it is the only term.
    pub(crate) fn core_term(&self, p: TypeId) -> Option<(Term, bool)> {
        let set = self.type_set(self.tparam_interface(p));
        let terms = set.specific().unwrap_or(&[]);
        if let [only] = terms {
            return Some((*only, true));
        }
        let tilde = terms.iter().any(|t| t.tilde);
        self.core_type(p).filter(|_| !terms.is_empty()).map(|typ| (Term { tilde, typ }, false))
    }

    /// Whether a type mentions one of the type parameters.
    pub fn is_parameterized(&self, tparams: &[TypeId], t: TypeId) -> bool {
        Mentions { s: self, tparams, seen: FxHashMap::default() }.typ(t)
    }
}

struct Mentions<'a> {
    s: &'a Session,
    tparams: &'a [TypeId],
    seen: FxHashMap<TypeId, bool>,
}

impl Mentions<'_> {
    fn typ(&mut self, t: TypeId) -> bool {
        let s = self.s;
        match s.kind(t) {
            TypeKind::Basic(_) => return false,
            TypeKind::TypeParam(_) => return self.tparams.contains(&t),
            TypeKind::Pointer(e) | TypeKind::Slice(e) | TypeKind::Array(e, _) | TypeKind::Chan(_, e) => {
                return self.typ(*e);
            }
            TypeKind::Named(n) => return n.targs.iter().any(|&t| self.typ(t)),
            _ => {}
        }
        if let Some(&known) = self.seen.get(&t) {
            return known;
        }
        self.seen.insert(t, false);
        let found = match s.kind(t) {
            TypeKind::Alias(_) => self.typ(s.unalias(t)),
            TypeKind::Map(k, e) => self.typ(*k) || self.typ(*e),
            TypeKind::Struct(st) => self.vars(&st.fields),
            TypeKind::Tuple(vars) => self.vars(vars),
            TypeKind::Signature(sig) => self.vars(&sig.params) || self.vars(&sig.results),
            TypeKind::Union(terms) => terms.iter().any(|x| self.typ(x.typ)),
            TypeKind::Interface(_) => {
                let set = s.type_set(t);
                set.methods.iter().any(|&m| self.typ(s.obj_type(m)))
                    || set.specific().is_some_and(|l| l.iter().any(|x| self.typ(x.typ)))
            }
            _ => false,
        };
        self.seen.insert(t, found);
        found
    }
    fn vars(&mut self, vars: &[ObjId]) -> bool {
        vars.iter().any(|&v| self.typ(self.s.obj_type(v)))
    }
}

/// Forgets what was inferred for parameters that would stand for types containing themselves.
struct CycleFinder<'a> {
    s: &'a Session,
    tparams: &'a [TypeId],
    inferred: &'a mut Vec<TypeId>,
    open: Vec<TypeId>,
}

impl CycleFinder<'_> {
    fn run(&mut self) {
        for &p in self.tparams {
            self.typ(p);
        }
    }
    fn typ(&mut self, t: TypeId) {
        let s = self.s;
        let t = s.unalias(t);
        if matches!(s.kind(t), TypeKind::Basic(_)) {
            return;
        }
        if self.open.contains(&t) {
            if let Some(i) = self.tparams.iter().position(|&p| p == t) {
                self.inferred[i] = TypeId::NONE;
            }
            return;
        }
        self.open.push(t);
        match s.kind(t) {
            TypeKind::Pointer(e) | TypeKind::Slice(e) | TypeKind::Array(e, _) | TypeKind::Chan(_, e) => self.typ(*e),
            TypeKind::Map(k, e) => {
                self.typ(*k);
                self.typ(*e);
            }
            TypeKind::Struct(st) => self.vars(&st.fields),
            TypeKind::Signature(sig) => {
                self.vars(&sig.params);
                self.vars(&sig.results);
            }
            TypeKind::Union(terms) => terms.iter().for_each(|x| self.typ(x.typ)),
            TypeKind::Interface(i) => {
                i.methods.iter().for_each(|&m| self.typ(s.obj_type(m)));
                i.embedded.iter().for_each(|&(e, _)| self.typ(e));
            }
            TypeKind::Named(n) => n.targs.iter().for_each(|&t| self.typ(t)),
            TypeKind::TypeParam(_) => {
                if let Some(i) = self.tparams.iter().position(|&p| p == t)
                    && let Some(u) = self.inferred[i].some()
                {
                    self.typ(u);
                }
            }
            _ => {}
        }
        self.open.pop();
    }
    fn vars(&mut self, vars: &[ObjId]) {
        vars.iter().for_each(|&v| self.typ(self.s.obj_type(v)));
    }
}
