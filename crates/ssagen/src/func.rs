//! One function: its context, its beginning and its end.

use crate::closure_names::closure_names;
use crate::needs::{Needs, Unsupported};
use crate::package::{Instance, PackageCx};
use crate::state::{Defers, EntrySlots, Storage};
use crate::symbols;
use crate::val::{Val, leaf_types};
use base::{FxHashMap, Pos};
use ssa::{Builder, Func, FuncAttrs, Imm, Layout, Op, Signature, SrcPos, Type, ValueId, VarId};
use std::sync::Arc;
use types::body::{Body, ClosureId, ExprId, FuncRef, LabelId, LocalId, TargetId};
use types::{ObjId, Session, TypeId};

/// Functions and what they need.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The function, its closures, then what `go`, `defer` and method values brought.
    pub funcs: Vec<Func>,
    /// See [`Needs`].
    pub needs: Needs,
}

/// The symbols of a function and its closures.
pub fn function_symbols(body: &Body, instance: &Instance) -> Vec<String> {
    let mut names = closure_names(body, instance.outer.as_deref().unwrap_or(&instance.symbol));
    names[0].clone_from(&instance.symbol);
    names
}

/// Generates a function with all its closures.
pub fn gen_func(cx: &PackageCx<'_>, body: &Body, instance: &Instance) -> Output {
    let mut out = Output::default();
    let names = function_symbols(body, instance);
    for id in body.funcs.ids() {
        let func = FuncGen::new(cx, body, id, instance, &names, &mut out).generate();
        out.funcs.push(func);
    }
    // The function itself comes first, whatever its closures brought before it was finished.
    let root = out.funcs.iter().position(|f| *f.name == *instance.symbol);
    out.funcs[..=root.unwrap_or(0)].rotate_right(1);
    out
}

/// Where `break` and `continue` of a statement go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exits {
    pub on_break: ssa::BlockId,
    pub on_continue: Option<ssa::BlockId>,
}

/// The function under construction.
pub(crate) struct FuncGen<'c, 's> {
    pub cx: &'c PackageCx<'s>,
    pub body: &'c Body,
    pub id: ClosureId,
    pub instance: &'c Instance,
    pub names: &'c [String],
    pub out: &'c mut Output,
    pub b: Builder,
    pub storage: FxHashMap<LocalId, Storage>,
    pub exits: FxHashMap<TargetId, Exits>,
    pub labels: FxHashMap<LabelId, ssa::BlockId>,
    pub unsealed: Vec<ssa::BlockId>,
    /// Number of `go` and `defer` thunks so far.
    pub thunks: u32,
    /// Number of static pieces so far.
    pub statics: u32,
    /// Forms of deferred calls.
    pub defers: Defers,
    /// In the function itself: the outermost body of the nest of ranges over functions that is
    /// being generated.
    pub current_nest: Option<ClosureId>,
    /// Whether expressions contain something ordered, as far as asked.
    pub ordered: FxHashMap<ExprId, bool>,
    /// Values of expressions that were evaluated before their turn, see [`crate::order`].
    pub held: FxHashMap<ExprId, Val>,
    /// Slots that entries of map literals share.
    pub entry_slots: EntrySlots,
    /// The pointers of conversions to numbers that were evaluated.
    pub numbered: FxHashMap<ExprId, ValueId>,
    /// Place of variables in `Func::debug`.
    pub debug_index: FxHashMap<LocalId, usize>,
    pub start_line: u32,
    /// The statements that are being generated are inside of a loop over `testing.B.Loop`.
    pub in_bench_loop: bool,
}

impl<'c, 's> FuncGen<'c, 's> {
    pub(crate) fn new(
        cx: &'c PackageCx<'s>,
        body: &'c Body,
        id: ClosureId,
        instance: &'c Instance,
        names: &'c [String],
        out: &'c mut Output,
    ) -> Self {
        let f = &body.funcs[id];
        let (session, layouts) = (cx.session, cx.layouts);
        let concrete = |t: TypeId| substitute(session, instance, t);
        let layout = |l: &LocalId| (*layouts.of(concrete(body.locals[*l].typ))).clone();
        let stack_abi = id == Body::ROOT && instance.targs.is_empty();
        let abi = if stack_abi { symbols::func_abi(cx, body.owner) } else { obj::Abi::Internal };
        let sig = Signature::new(abi, f.params.iter().map(layout).collect(), f.results.iter().map(layout).collect());
        let mut func = Func::new(session.release, names[id.0 as usize].as_str(), sig);
        let loc = cx.sources.loc(f.pos);
        func.file = loc.as_ref().map_or_else(|| Arc::from(""), |l| l.file.clone());
        func.start_line = loc.as_ref().map_or(0, |l| l.line);
        func.start_column = loc.as_ref().map_or(0, |l| l.column);
        func.attrs = if id == Body::ROOT { instance.attrs } else { instance.attrs & FuncAttrs::RUNTIME };
        func.attrs.set(FuncAttrs::NEEDCTXT, !f.captures.is_empty());
        func.attrs.set(FuncAttrs::HAS_DEFER, f.has_defer && !f.is_range_body);
        func.attrs.set(FuncAttrs::DUPOK, !instance.targs.is_empty());
        let start_line = func.start_line;
        FuncGen {
            cx,
            body,
            id,
            instance,
            names,
            out,
            b: Builder::new(func),
            storage: FxHashMap::default(),
            exits: FxHashMap::default(),
            in_bench_loop: false,
            labels: FxHashMap::default(),
            unsealed: Vec::new(),
            thunks: 0,
            statics: 0,
            defers: Defers::default(),
            current_nest: None,
            ordered: FxHashMap::default(),
            held: FxHashMap::default(),
            entry_slots: EntrySlots::default(),
            numbered: FxHashMap::default(),
            debug_index: FxHashMap::default(),
            start_line,
        }
    }

    pub(crate) fn generate(mut self) -> Func {
        self.plan_defers();
        self.enter();
        let f = &self.body.funcs[self.id];
        if f.is_range_body {
            self.enter_range_body();
        }
        self.stmts(&f.body);
        self.leave()
    }
    /// The end of a function behind its last statement.
    pub(crate) fn leave(mut self) -> Func {
        let f = &self.body.funcs[self.id];
        if !self.b.is_terminated() {
            self.at(f.end);
            match f.is_range_body {
                true => self.end_range_body(),
                false => self.return_results(None),
            }
        }
        self.open_exit();
        for block in std::mem::take(&mut self.unsealed) {
            self.b.seal(block);
        }
        self.b.finish()
    }

    /// The session.
    pub(crate) fn s(&self) -> &'s Session {
        self.cx.session
    }
    /// A type with the instance's type arguments put in.
    pub(crate) fn ty(&self, t: TypeId) -> TypeId {
        substitute(self.cx.session, self.instance, t)
    }
    /// The concrete type of an expression.
    pub(crate) fn type_of(&self, e: ExprId) -> TypeId {
        self.ty(self.body.exprs[e].typ)
    }
    /// Layout of a concrete type.
    pub(crate) fn layout(&self, t: TypeId) -> Arc<Layout> {
        self.cx.layouts.of(t)
    }
    /// Size in bytes of a concrete type.
    pub(crate) fn size(&self, t: TypeId) -> u64 {
        self.layout(t).size()
    }
    /// Instructions from here on belong to this place.
    pub(crate) fn at(&mut self, pos: Pos) {
        base::bug::at(pos.0);
        if let Some(loc) = self.cx.sources.loc(pos) {
            let line = loc.line as i32 - self.start_line as i32;
            let col = u16::try_from(loc.column).unwrap_or(0);
            let file = self.b.func.file_number(&loc.file);
            self.b.set_pos(SrcPos { line, col, file, stmt: true, ..SrcPos::START });
        }
    }
    /// Notes a construct that cannot be generated yet.
    pub(crate) fn unsupported(&mut self, pos: Pos, what: &'static str) {
        self.out.needs.unsupported.push(Unsupported { pos, what });
    }
    /// The type as instructions name it; its descriptor will exist.
    pub(crate) fn type_ref(&mut self, t: TypeId) -> ssa::TypeId {
        self.out.needs.types.push(t);
        let symbol = self.cx.names.symbol(self.cx.layouts.rtype(t));
        let layout = (*self.layout(t)).clone();
        self.b.func.go_type(&symbol, layout)
    }
    /// The address of a type's descriptor.
    pub(crate) fn type_addr(&mut self, t: TypeId) -> ValueId {
        self.out.needs.types.push(t);
        let symbol = self.cx.names.symbol(self.cx.layouts.rtype(t));
        self.b.sym_addr(&symbol, 0)
    }

    // Control flow.
    /// A new block whose predecessors are not known yet.
    pub(crate) fn new_block(&mut self) -> ssa::BlockId {
        self.b.block()
    }
    /// Jumps unless control has left already.
    pub(crate) fn goto(&mut self, to: ssa::BlockId) {
        if !self.b.is_terminated() {
            self.b.jump(to, &[]);
        }
    }
    /// Goes on in a block all predecessors of which are known.
    pub(crate) fn start(&mut self, block: ssa::BlockId) {
        self.b.seal(block);
        self.b.switch_to(block);
    }
    /// Goes on in a block that nothing jumps to, behind a terminator.
    pub(crate) fn start_dead(&mut self) {
        let dead = self.new_block();
        self.start(dead);
    }
    /// Variables for the scalars of a type.
    pub(crate) fn new_vars(&mut self, t: TypeId) -> Vec<VarId> {
        leaf_types(&self.layout(t)).into_iter().map(|ty| self.b.var(ty)).collect()
    }
    pub(crate) fn def_vars(&mut self, vars: &[VarId], val: &Val) {
        for (&var, &v) in vars.iter().zip(val.leaves()) {
            self.b.def_var(var, v);
        }
    }
    pub(crate) fn use_vars(&mut self, vars: &[VarId]) -> Val {
        Val::Leaves(vars.iter().map(|&v| self.b.use_var(v)).collect())
    }
    /// A 64-bit constant.
    pub(crate) fn int(&mut self, n: i64) -> ValueId {
        self.b.iconst(Type::I64, n)
    }
    /// A call of a function by symbol with scalars only.
    pub(crate) fn rt(&mut self, f: release::RtFn, args: &[ValueId]) -> Vec<ValueId> {
        let inst = self.b.call_rt(f, args);
        self.b.results(inst).to_vec()
    }
    /// Marks something for the linker.
    pub(crate) fn mark(&mut self, kind: ssa::MarkKind, symbol: &str, addend: i64) {
        let sym = self.b.func.sym(symbol, obj::Abi::Abi0);
        self.b.inst(Op::Mark, Imm::Mark(kind, sym, addend), &[], &[]);
    }
}

/// A type with an instance's type arguments put in.
pub(crate) fn substitute(session: &Session, instance: &Instance, t: TypeId) -> TypeId {
    match instance.targs.is_empty() {
        true => t,
        false => session.subst(t, &instance.tparams, &instance.targs),
    }
}

impl FuncGen<'_, '_> {
    /// The text symbol of a declared function or method; notes instances of generic ones.
    pub(crate) fn func_symbol(&mut self, f: &FuncRef) -> String {
        if !f.targs.is_empty() {
            self.out.needs.instances.push(f.clone());
        }
        symbols::func_symbol(self.cx, f)
    }
    /// The symbol of a package-level variable.
    pub(crate) fn global_symbol(&self, obj: ObjId) -> String {
        symbols::global_symbol(self.cx, obj)
    }
}
