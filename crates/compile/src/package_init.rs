//! How a package starts. In: the typed initialisers of its variables. Out: the plan of what is
//! data ([`crate::staticinit`]) and the functions for the rest: closures of initialisers,
//! `map.init.N`, `init`. User functions `init` are compiled like any other; here is decided
//! which of them have anything to do.
//!
//! Authority: `cmd/compile/internal/pkginit`, `staticinit`.

use crate::embed::{self, EmbedConfig};
use crate::staticinit::{self, FindBody, InitPlan, Target};
use obj::{RelocKind, RelocType, SymFlags, Unit};
use rayon::prelude::*;
use ssa::FuncAttrs;
use ssagen::{InitStep, Needs, Output, PackageCx, gen_closures, gen_init};
use types::body::{Body, ExprKind, StmtId, StmtKind};

/// The initialisation of a package.
pub(crate) struct PackageInit<'a> {
    /// The initialisers.
    inits: Vec<&'a Body>,
    /// What is data.
    pub plan: InitPlan,
    /// Generated functions, in order.
    pub outputs: Vec<Output>,
    /// What the data refers to.
    pub needs: Needs,
    /// The symbol of `init`, if anything is left to it.
    pub function: Option<String>,
    /// What is wrong with embedded files.
    pub errors: Vec<String>,
}

/// Plans the initialisation of variables.
pub(crate) fn plan<'a>(
    cx: &PackageCx<'_>,
    embed: &EmbedConfig,
    inits: Vec<&'a Body>,
    find: FindBody<'_, 'a>,
) -> PackageInit<'a> {
    let mut plan = staticinit::plan(cx, &inits, find);
    let mut errors = Vec::new();
    match embed::variables(cx, embed) {
        Ok(vars) => plan.data.extend(vars),
        Err(e) => errors.push(e),
    }
    let symbol = format!("{}.init", cx.names.prefix(cx.pkg));
    let function = (!plan.steps.is_empty()).then_some(symbol);
    PackageInit { inits, needs: needs_of(cx, &plan), plan, outputs: Vec::new(), function, errors }
}

/// Generates the functions of what was planned.
pub(crate) fn generate<'a>(cx: &PackageCx<'_>, attrs: FuncAttrs, mut init: PackageInit<'a>) -> PackageInit<'a> {
    let bodies = init.plan.bodies(&init.inits);
    let mut outputs: Vec<Output> = bodies.par_iter().map(|init| gen_closures(cx, attrs, init)).collect();
    for m in &init.plan.map_inits {
        outputs.push(gen_init(cx, attrs, &m.func, &bodies, &[InitStep::Whole(m.body)]));
    }
    if let Some(symbol) = &init.function {
        outputs.push(gen_init(cx, attrs, symbol, &bodies, &init.plan.steps));
    }
    init.outputs = outputs;
    init
}

/// What data refers to and somebody has to provide.
fn needs_of(cx: &PackageCx<'_>, plan: &InitPlan) -> Needs {
    let mut needs = Needs::default();
    for var in &plan.data {
        if var.has_type() {
            match var.noalg {
                true => needs.closure_types.push(var.typ),
                false => needs.types.push(var.typ),
            }
        }
        for (_, target, _) in &var.addrs {
            add_need(cx, plan, target, &mut needs);
        }
    }
    needs
}

fn add_need(cx: &PackageCx<'_>, plan: &InitPlan, target: &Target, needs: &mut Needs) {
    match target {
        Target::Data(_) | Target::Code(..) => {}
        Target::Str(text) => needs.strings.push(text.clone()),
        Target::Func(symbol, instance) => {
            needs.func_values.push(symbol.clone());
            needs.instances.extend(instance.clone());
        }
        Target::Closure(body, id) => needs.func_values.push(plan.closure_names[*body][id.0 as usize].clone()),
        Target::Method(recv, method) => {
            needs.func_values.push(cx.names.method_symbol(*recv, *method));
            needs.methods.push((*recv, *method));
        }
        Target::GenericMethod(recv, method) => {
            needs.func_values.push(ssagen::generic_method_symbol(cx, *recv, method));
            needs.generic_methods.push((*recv, method.clone()));
        }
        Target::Type(t) => needs.types.push(*t),
        Target::Itab(t, iface) => {
            needs.types.push(*t);
            needs.itabs.push((*t, *iface));
        }
    }
}

/// Calls of `map.init.N` do not keep it alive: it goes with its variable.
pub(crate) fn weaken_map_inits(unit: &mut Unit, init: &PackageInit<'_>) {
    let Some(symbol) = &init.function else { return };
    let funcs: Vec<_> = init.plan.map_inits.iter().filter_map(|m| unit.lookup(&m.func, obj::Abi::Internal)).collect();
    let Some(id) = unit.lookup(symbol, obj::Abi::Internal) else { return };
    let Some(def) = &mut unit.symbols[id].def else { return };
    let call = RelocType::new(RelocKind::Call);
    for reloc in def.relocs.iter_mut().filter(|r| r.ty == call && funcs.contains(&r.sym)) {
        reloc.ty = RelocType::weak(RelocKind::Call);
        def.flags |= SymFlags::PKG_INIT;
    }
}

/// Whether a function `init` of the source does anything: constant conditions decide at
/// compile time.
pub(crate) fn has_work(body: &Body) -> bool {
    any_work(body, &body.funcs[Body::ROOT].body)
}
fn any_work(body: &Body, stmts: &[StmtId]) -> bool {
    stmts.iter().any(|&st| match &body.stmts[st].kind {
        StmtKind::Block(list) => any_work(body, list),
        StmtKind::For { cond: Some(cond), .. } => {
            !matches!(&body.exprs[*cond].kind, ExprKind::Const(value) if value.as_bool() == Some(false))
        }
        StmtKind::If { cond, then, els } => match &body.exprs[*cond].kind {
            ExprKind::Const(value) => match value.as_bool() {
                Some(true) => any_work(body, then),
                Some(false) => any_work(body, els),
                None => true,
            },
            _ => true,
        },
        _ => true,
    })
}
