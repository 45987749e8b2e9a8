//! Data of a package: variables, func values, strings, static data, the initialisation record
//! (facts: `cmd/compile/internal/pkginit`, `gc/obj.go`, `staticdata`; `R_INITORDER`).

use crate::coverage::Coverage;
use crate::data::{data_symbol, shared};
use crate::package_init::PackageInit;
use crate::staticinit::{InitPlan, StaticVar, Target};
use base::FxHashMap;
use obj::{Abi, Definition, Reloc, RelocKind, RelocType, SymFlags, SymId, SymKind, Unit};
use release::Release;
use ssagen::{PackageCx, StaticData};
use types::{ObjId, ObjKind, VarRole};

/// What the initialisation record says.
pub(crate) struct InitTask {
    /// Functions to call, in order.
    pub functions: Vec<String>,
    /// Paths of direct imports that have such a record.
    pub imports: Vec<String>,
    /// The record is there even when it is empty.
    pub always: bool,
}

impl InitTask {
    /// Whether there is a record.
    pub fn is_needed(&self) -> bool {
        self.always || !self.functions.is_empty() || !self.imports.is_empty()
    }
}

/// Defines variables and unnamed data.
pub(crate) fn define(unit: &mut Unit, cx: &PackageCx<'_>, init: &PackageInit<'_>, coverage: Option<&Coverage>) {
    let mut data: FxHashMap<&str, &StaticVar> = FxHashMap::default();
    data.extend(init.plan.data.iter().filter(|v| !v.local).map(|v| (&*v.name, v)));
    let directives = cx.session.pkg(cx.pkg).directives.get();
    for obj in variables(cx) {
        let name = ssagen::global_symbol(cx, obj);
        if directives.is_some_and(|d| d.is_of_c(&name)) {
            continue;
        }
        let typ = cx.session.obj_type(obj);
        match data.get(&*name) {
            Some(var) => variable(unit, cx, &init.plan, var),
            None => variable(unit, cx, &init.plan, &StaticVar::new(name.clone(), typ, false)),
        }
        let kind = coverage.and_then(|c| c.kind(cx.session.text(cx.session.obj(obj).name)));
        let sym = data_symbol(unit, &name);
        if let (Some(kind), Some(def)) = (kind, &mut unit.symbols[sym].def)
            && def.data.is_empty() == (kind != SymKind::RoData)
        {
            def.kind = kind;
        }
    }
    for var in init.plan.data.iter().filter(|v| v.local) {
        variable(unit, cx, &init.plan, var);
    }
    for m in &init.plan.map_inits {
        // Who uses the variable needs what fills it.
        let (var, func) = (data_symbol(unit, &m.var), unit.symbol(&m.func, Abi::Internal));
        if let Some(def) = &mut unit.symbols[var].def {
            def.relocs.insert(0, mark(RelocKind::Keep, func));
        }
    }
}

/// Package-level variables in source order.
fn variables(cx: &PackageCx<'_>) -> Vec<ObjId> {
    let s = cx.session;
    let scope = s.pkg(cx.pkg).scope.get().into_iter().flat_map(|scope| scope.values());
    let is_global = |o: &&ObjId| matches!(s.obj(**o).kind, ObjKind::Var { role: VarRole::Global, .. });
    let mut list: Vec<_> = scope.filter(is_global).map(|&o| (s.obj(o).pos, o)).collect();
    list.sort();
    list.into_iter().map(|(_, o)| o).collect()
}

fn mark(kind: RelocKind, sym: SymId) -> Reloc {
    Reloc { offset: 0, size: 0, ty: RelocType::new(kind), sym, addend: 0 }
}

fn variable(unit: &mut Unit, cx: &PackageCx<'_>, plan: &InitPlan, var: &StaticVar) {
    if var.name.ends_with("..inittask") {
        // Another name for the record, which is no variable.
        return;
    }
    let layout = cx.layouts.rtypes.of_type(var.typ);
    let has_pointers = layout.ptrdata > 0 && !var.raw;
    let kind = match (var.bytes.is_empty(), has_pointers) {
        _ if var.read_only => SymKind::RoData,
        (true, true) => SymKind::Bss,
        (true, false) => SymKind::NoPtrBss,
        (false, true) => SymKind::Data,
        (false, false) => SymKind::NoPtrData,
    };
    let flags = if var.local { SymFlags::LOCAL } else { SymFlags::empty() };
    let mut def = Definition::data(kind, flags, var.bytes.clone());
    def.size = layout.size;
    if var.has_type() {
        let t = cx.layouts.rtype(var.typ);
        let t = match (var.noalg, t) {
            (true, rtype::RType::Go(id)) => rtype::RType::NoAlg(id),
            (_, t) => t,
        };
        def.gotype = Some(data_symbol(unit, &cx.names.symbol(t)));
    }
    for (offset, target, addend) in &var.addrs {
        if let Target::Type(t) | Target::Itab(t, _) = target {
            let sym = data_symbol(unit, &cx.names.symbol(cx.layouts.rtype(*t)));
            def.relocs.push(Reloc { offset: *offset as u32, ..mark(RelocKind::UseIface, sym) });
        }
        let sym = target_symbol(unit, cx, plan, target);
        let ty = RelocType::new(RelocKind::Addr);
        def.relocs.push(Reloc { offset: *offset as u32, size: 8, ty, sym, addend: *addend });
    }
    let sym = data_symbol(unit, &var.name);
    let _new = unit.define(sym, def);
}

fn target_symbol(unit: &mut Unit, cx: &PackageCx<'_>, plan: &InitPlan, target: &Target) -> SymId {
    let link = |t| cx.names.link(cx.layouts.rtype(t));
    match target {
        Target::Data(name) => data_symbol(unit, name),
        Target::Str(text) => data_symbol(unit, &ssagen::string_symbol(cx.session.release, text)),
        Target::Func(symbol, _) => data_symbol(unit, &format!("{symbol}·f")),
        Target::Closure(body, id) => data_symbol(unit, &format!("{}·f", plan.closure_names[*body][id.0 as usize])),
        Target::Method(recv, m) => data_symbol(unit, &format!("{}·f", cx.names.method_symbol(*recv, *m))),
        Target::GenericMethod(recv, f) => {
            data_symbol(unit, &format!("{}·f", ssagen::generic_method_symbol(cx, *recv, f)))
        }
        Target::Code(symbol, abi) => unit.symbol(symbol, *abi),
        Target::Type(t) => data_symbol(unit, &cx.names.symbol(cx.layouts.rtype(*t))),
        Target::Itab(t, iface) => data_symbol(unit, &format!("go:itab.{},{}", link(*t), link(*iface))),
    }
}

/// `p..inittask`: state, number of functions, their addresses; ordered behind the imports'. There is none where the
/// package has nothing to initialise.
pub(crate) fn init_task(unit: &mut Unit, cx: &PackageCx<'_>, task: &InitTask) {
    if !task.is_needed() {
        return;
    }
    let prefix = cx.names.prefix(cx.pkg);
    let mut data = vec![0; 8];
    data[4..].copy_from_slice(&(task.functions.len() as u32).to_le_bytes());
    let mut relocs = Vec::new();
    for path in &task.imports {
        let sym = data_symbol(unit, &format!("{}..inittask", obj::name::path_prefix(path)));
        relocs.push(mark(RelocKind::InitOrder, sym));
    }
    for symbol in &task.functions {
        let sym = unit.symbol(symbol, Abi::Internal);
        relocs.push(Reloc { offset: data.len() as u32, size: 8, ty: RelocType::new(RelocKind::Addr), sym, addend: 0 });
        data.extend([0; 8]);
    }
    let mut def = Definition::data(SymKind::NoPtrData, SymFlags::empty(), data);
    def.relocs = relocs;
    let sym = data_symbol(unit, &format!("{prefix}..inittask"));
    let _new = unit.define(sym, def);
}

/// `F·f`: one word, the address of the code; pairs of what stands before `·f` and the code.
pub(crate) fn func_values<'n>(unit: &mut Unit, names: impl Iterator<Item = (&'n String, &'n String)>) {
    for (name, symbol) in names {
        let value = data_symbol(unit, &format!("{name}·f"));
        let code = unit.symbol(symbol, Abi::Internal);
        let mut def = shared(vec![0; 8], SymFlags::empty());
        def.relocs = vec![Reloc { offset: 0, size: 8, ty: RelocType::new(RelocKind::Addr), sym: code, addend: 0 }];
        let _known = unit.define(value, def);
    }
}

/// Bytes of string constants.
pub(crate) fn strings(unit: &mut Unit, release: Release, texts: &[Vec<u8>]) {
    for text in texts {
        let sym = data_symbol(unit, &ssagen::string_symbol(release, text));
        let mut def = shared(text.clone(), SymFlags::LOCAL | SymFlags::CONTENT_ADDRESSABLE);
        def.align = 1;
        let _known = unit.define(sym, def);
    }
}

/// Zeroed memory that several packages may define.
pub(crate) fn zeros(unit: &mut Unit, list: &[(String, u64)]) {
    for (name, size) in list {
        let sym = data_symbol(unit, name);
        let _known = unit.define(sym, shared(vec![0; *size as usize], SymFlags::LOCAL));
    }
}

/// Static data of functions.
pub(crate) fn statics(unit: &mut Unit, cx: &PackageCx<'_>, list: &[StaticData]) {
    for d in list {
        let kind = match (d.read_only, d.addrs.is_empty()) {
            (true, _) => SymKind::RoData,
            (false, true) => SymKind::NoPtrData,
            (false, false) => SymKind::Data,
        };
        let flags = if d.shared { SymFlags::DUPOK } else { SymFlags::LOCAL };
        let mut def = Definition::data(kind, flags, d.bytes.clone());
        for (offset, symbol, addend) in &d.addrs {
            let sym = data_symbol(unit, symbol);
            let ty = RelocType::new(RelocKind::Addr);
            def.relocs.push(Reloc { offset: *offset, size: 8, ty, sym, addend: *addend });
        }
        def.gotype = d.typ.map(|t| data_symbol(unit, &cx.names.symbol(cx.layouts.rtype(t))));
        let sym = data_symbol(unit, &d.name);
        let _new = unit.define(sym, def);
    }
}
