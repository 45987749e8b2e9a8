//! A typed package to a linkable unit. In: the checker's results with typed bodies. Out: an
//! [`obj::Unit`] with every function, variable, descriptor and the initialisation record.
//!
//! Functions are generated in parallel, in source order. What they turn out to need (instances
//! of generic functions, wrappers, equality) is generated in rounds until nothing new is needed,
//! each round in order of symbol. Only then, when all functions of the package are known, comes
//! what looks at several of them (escape analysis); passes and code generation work on each
//! function alone again.

use crate::directives::{self, Mode};
use crate::escape_notes::{self, EscapeNote};
use crate::world::{BodyRef, Known, World, type_params};
use crate::{abi, debug, equality, globals, package_init, summaries, wrappers};
use base::timings::Timings;
use base::{FxHashSet, Sources};
use codegen::{CompiledFunc, Scratch};
use obj::{Abi, Definition, SymFlags, SymKind, Unit};
use rayon::prelude::*;
use rtype::{Emitter, Layouts, Names, Needed};
use ssa::FuncAttrs;
use ssagen::{GenConfig, Instance, Needs, Output, PackageCx, SsaLayouts, gen_func};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use types::body::FuncRef;
use types::{Session, TypeId};

/// A package to be compiled.
pub struct PackageInput<'a> {
    /// The session it was checked in.
    pub session: &'a Session,
    /// The package, with typed bodies.
    pub package: &'a Known,
    /// The packages it imports, directly or not: where bodies of generic functions come from.
    pub world: &'a World,
    /// What is known of functions of those packages; what this one's turn out to do is added.
    pub summaries: &'a opt::SummaryTable,
    /// Packages it imports, with the fingerprints of their export data.
    pub imports: Vec<(Arc<str>, [u8; 8])>,
    /// What the command line says about it.
    pub mode: &'a Mode,
    /// Verify after every pass.
    pub verify: bool,
}

/// A compiled package.
#[derive(Debug)]
pub struct Compiled {
    /// Its symbols.
    pub unit: Unit,
    /// What a listing says of its functions, where the mode asks for it.
    pub notes: Vec<codegen::Notes>,
    /// What escape analysis found, where the mode asks for it.
    pub escape_notes: Vec<EscapeNote>,
}

/// Compiles a package. Errors are lines about what cannot be compiled.
pub fn compile(input: PackageInput<'_>) -> Result<Unit, Vec<String>> {
    compile_noted(input).map(|made| made.unit)
}

/// Compiles a package and keeps what its mode asks for.
pub fn compile_noted(input: PackageInput<'_>) -> Result<Compiled, Vec<String>> {
    let s = input.session;
    let rtypes = Layouts::new(s);
    let layouts = SsaLayouts::new(&rtypes);
    let names = Names::new(s);
    let cx = context(&input, &layouts, &names);
    let mut back = Back::new(cx, &input);
    back.errors.extend(abi::note_definitions(&cx, input.mode));
    // Calls know the ABI of every function of the package.
    let plan = back.own_functions();
    let timings = &input.world.timings;
    let mut init = timings.time("compile.init", || package_init::generate(&cx, input.mode.attrs(), back.plan_init()));
    back.take_init(&mut init);
    back.generate_bodies(&plan.functions);
    if cx.config.dwarf {
        back.needs.types.extend(debug::types_of_constants(&cx));
    }
    // Every function of the package is generated.
    back.generate_needed();
    // So is what they need.
    let private = summaries::private(&cx, input.summaries);
    input.summaries.add(summaries::declared(&cx));
    let sites = if input.mode.escape_notes { escape_notes::sites(&back.funcs) } else { HashMap::new() };
    timings.time("compile.escape", || opt::escape_package(&mut back.funcs, input.summaries));
    let escape_notes = match input.mode.escape_notes {
        true => escape_notes::notes(&cx, &plan.functions, &back.funcs, &sites, input.summaries),
        false => Vec::new(),
    };
    private.into_iter().for_each(|(symbol, before)| input.summaries.restore(&symbol, before));
    if input.mode.runtime {
        back.errors.extend(back.funcs.iter().flat_map(opt::heap_in_runtime));
    }
    // Wrappers share the names of what they wrap, and allocate nothing.
    back.funcs.extend(abi::wrappers(&cx, &input.mode.symabis));
    // Objects that die with a frame are in it.
    back.compile_functions();
    abi::argument_maps(&mut back.unit, &cx);
    package_init::weaken_map_inits(&mut back.unit, &init);
    timings.time("compile.data", || back.define_data(&init, &plan));
    directives::mark_linknames(&mut back.unit, &cx);
    if cx.config.dwarf {
        timings.time("compile.dwarf", || debug::describe(&mut back.unit, &cx));
    }
    match back.errors.is_empty() {
        true => Ok(Compiled { unit: back.unit, notes: back.notes, escape_notes }),
        false => Err(at_their_source(back.errors)),
    }
}

/// Errors without those of wrappers, which only pass on what their functions are refused for already.
fn at_their_source(errors: Vec<String>) -> Vec<String> {
    let (passed_on, own): (Vec<_>, Vec<_>) = errors.into_iter().partition(|e| e.starts_with("<autogenerated>"));
    if own.is_empty() { passed_on } else { own }
}

fn context<'a>(input: &'a PackageInput<'_>, layouts: &'a SsaLayouts<'a>, names: &'a Names<'a>) -> PackageCx<'a> {
    PackageCx {
        session: input.session,
        layouts,
        names,
        pkg: input.package.checked.pkg,
        sources: &input.package.sources,
        config: input.mode.generation(),
    }
}

/// Only the data of a package's variables and its record of initialisation, to be looked at.
pub fn compile_data(input: &PackageInput<'_>) -> Unit {
    let s = input.session;
    let rtypes = Layouts::new(s);
    let layouts = SsaLayouts::new(&rtypes);
    let names = Names::new(s);
    let cx = context(input, &layouts, &names);
    let mut back = Back::new(cx, input);
    let (plan, init) = (back.own_functions(), back.plan_init());
    back.define_data(&init, &plan);
    back.unit
}

/// Which functions a package has.
struct Plan<'a> {
    /// Bodies with the instance to compile.
    functions: Vec<(BodyRef<'a>, Instance)>,
    /// Symbols of what initialises the package, in order.
    init_functions: Vec<String>,
}

struct Back<'a> {
    cx: PackageCx<'a>,
    input: &'a PackageInput<'a>,
    unit: Unit,
    /// All functions so far, to be compiled when all are known.
    funcs: Vec<ssa::Func>,
    needs: Needs,
    done: FxHashSet<String>,
    /// Symbols of instances that are compiled or refused.
    instantiated: FxHashSet<String>,
    /// Symbols of functions so far that other objects may hold, too.
    shared: FxHashSet<Arc<str>>,
    errors: Vec<String>,
    notes: Vec<codegen::Notes>,
}

impl<'a> Back<'a> {
    fn new(cx: PackageCx<'a>, input: &'a PackageInput<'a>) -> Back<'a> {
        let mut unit = Unit::new(&*cx.session.pkg(cx.pkg).path);
        unit.imports = input.imports.clone();
        Back {
            cx,
            input,
            unit,
            funcs: Vec::new(),
            needs: Needs::default(),
            done: FxHashSet::default(),
            instantiated: FxHashSet::default(),
            shared: FxHashSet::default(),
            errors: Vec::new(),
            notes: Vec::new(),
        }
    }
    /// What becomes data, and what is left to be done when the program starts.
    fn plan_init(&self) -> package_init::PackageInit<'a> {
        let inits: Vec<&types::body::Body> = self.input.package.checked.inits.iter().collect();
        let (s, world) = (self.cx.session, self.input.world);
        package_init::plan(&self.cx, &self.input.mode.embed, inits, &|f| world.function(s, f).map(|found| found.body))
    }
    /// Variables and the record of initialisation.
    fn define_data(&mut self, init: &package_init::PackageInit<'_>, plan: &Plan<'_>) {
        globals::define(&mut self.unit, &self.cx, init);
        let (s, world) = (self.cx.session, self.input.world);
        let pkg = s.pkg(self.cx.pkg);
        let direct = pkg.imports.get().into_iter().flatten();
        let ordered = direct.filter(|&&p| &*s.pkg(p).path != "unsafe" && world.init_task(p) != Some(false));
        let mut imports: Vec<String> = ordered.map(|&p| s.pkg(p).path.to_string()).collect();
        imports.sort();
        let functions: Vec<String> = init.function.iter().chain(&plan.init_functions).cloned().collect();
        let always = matches!(&*pkg.path, "main" | "runtime");
        let task = globals::InitTask { functions: &functions, imports: &imports, always };
        let has = globals::init_task(&mut self.unit, &self.cx, &task);
        world.set_init_task(self.cx.pkg, has);
    }
    fn own_functions(&self) -> Plan<'a> {
        let s = self.cx.session;
        let prefix = self.cx.names.prefix(self.cx.pkg);
        let mut plan = Plan { functions: Vec::new(), init_functions: Vec::new() };
        let own = |body| BodyRef { body, sources: &self.input.package.sources };
        let mut inits = 0;
        for body in &self.input.package.checked.bodies {
            let name = s.text(s.obj(body.owner).name);
            let f = FuncRef { obj: body.owner, targs: Box::new([]) };
            if name == "_" || !type_params(s, body.owner).is_empty() {
                continue;
            }
            let is_method = s.as_signature(s.obj_type(body.owner)).is_some_and(|sig| sig.recv.is_some());
            let symbol = match name == "init" && !is_method {
                true => {
                    let symbol = format!("{prefix}.init.{inits}");
                    inits += 1;
                    if package_init::has_work(body) {
                        plan.init_functions.push(symbol.clone());
                    }
                    symbol
                }
                false => ssagen::func_symbol(&self.cx, &f),
            };
            let attrs = directives::attrs(&self.cx, self.input.mode, body.owner);
            let outer = (!is_method).then(|| ssagen::declared_symbol(&self.cx, body.owner)).filter(|_| name != "init");
            plan.functions.push((own(body), Instance { symbol, outer, attrs, ..Instance::default() }));
        }
        plan
    }
    /// Takes over the functions that initialise variables.
    fn take_init(&mut self, init: &mut package_init::PackageInit<'_>) {
        self.needs.extend(std::mem::take(&mut init.needs));
        self.errors.append(&mut init.errors);
        for output in init.outputs.drain(..) {
            self.take_output(&self.input.package.sources, output);
        }
    }
    fn take_output(&mut self, sources: &Sources, output: Output) {
        for u in &output.needs.unsupported {
            let at = sources.loc(u.pos).map_or(String::new(), |l| format!("{l}: "));
            self.errors.push(format!("{at}cannot compile {} yet", u.what));
        }
        if output.needs.unsupported.is_empty() {
            // Every function that takes the value of a method brings the closure's code along: one is enough, and
            // the analysis of escapes knows a function only if its name means one.
            let is_first = |f: &ssa::Func| !f.attrs.contains(FuncAttrs::DUPOK) || self.shared.insert(f.name.clone());
            self.funcs.extend(output.funcs.into_iter().filter(is_first));
        }
        self.needs.extend(output.needs);
    }

    fn generate_bodies(&mut self, list: &[(BodyRef<'_>, Instance)]) {
        let cx = self.cx;
        let generate = |(body, instance): &(BodyRef<'_>, Instance)| {
            let cx = PackageCx { sources: body.sources, ..cx };
            self.input
                .world
                .timings
                .time("compile.ssagen", || caught(&instance.symbol, || gen_func(&cx, body.body, instance)))
        };
        let results: Vec<_> = list.par_iter().map(generate).collect();
        for ((body, instance), result) in list.iter().zip(results) {
            self.done.insert(instance.symbol.clone());
            match result {
                Ok(output) => self.take_output(body.sources, output),
                Err(error) => self.errors.push(error),
            }
        }
    }

    /// Passes and code generation.
    fn compile_functions(&mut self) {
        let verify = self.input.verify;
        let mut funcs = std::mem::take(&mut self.funcs);
        funcs.iter_mut().for_each(|f| f.attrs |= self.input.mode.attrs());
        let config = self.cx.config;
        let Mode { runtime, listing, clobber_dead_regs: clobber, .. } = *self.input.mode;
        let timings = &self.input.world.timings;
        let compile = |scratch: &mut Scratch, f: ssa::Func| {
            let symbol = f.name.clone();
            let how = Finish { verify, runtime, listing, clobber, timings };
            caught(&symbol, || finish(f, config, &how, scratch)).flatten()
        };
        let compiled: Vec<_> = funcs.into_par_iter().map_init(Scratch::default, compile).collect();
        let mut barriers = Vec::new();
        for result in compiled {
            match result {
                Ok((mut func, facts)) => {
                    self.notes.extend(func.notes.take());
                    let _new = func.add_to(&mut self.unit);
                    barriers.extend(facts);
                }
                Err(bug) => self.errors.push(bug),
            }
        }
        self.errors.extend(opt::check_barriers(&barriers));
    }

    /// Generates what is needed until nothing is missing.
    fn generate_needed(&mut self) {
        // Types declared here are described whether or not something here needs them.
        let mut own_types = self.own_types();
        loop {
            let needs = std::mem::take(&mut self.needs);
            let instances = self.instances(&needs);
            globals::func_values(&mut self.unit, needs.func_values.iter().map(|f| (f, f)));
            globals::func_values(&mut self.unit, needs.foreign_values.iter().map(|f| (&f.0, &f.1)));
            globals::strings(&mut self.unit, &needs.strings);
            globals::zeros(&mut self.unit, &needs.zeros);
            globals::statics(&mut self.unit, &self.cx, &needs.statics);
            let needed = self.descriptors(&needs, &std::mem::take(&mut own_types));
            for (symbol, what) in needed {
                if self.done.insert(symbol.clone()) {
                    let func = self.needed(&symbol, what);
                    self.funcs.extend(func);
                }
            }
            self.generate_bodies(&instances);
            if self.needs.is_empty() {
                return;
            }
        }
    }
    /// Types declared at package level, and those of variables, which the collector asks for.
    fn own_types(&self) -> Vec<TypeId> {
        let s = self.cx.session;
        let scope = s.pkg(self.cx.pkg).scope.get().into_iter().flat_map(|scope| scope.values());
        let is_plain = |t: TypeId| s.as_named(t).is_some() && s.type_params(t).is_empty();
        let described =
            |&&obj: &&types::ObjId| s.obj(obj).is_var() || (s.obj(obj).is_type_name() && is_plain(s.obj_type(obj)));
        scope.filter(described).map(|&obj| s.obj_type(obj)).collect()
    }
    /// Writes descriptors of what is needed and of `own` types; returns the functions they name.
    fn descriptors(&mut self, needs: &Needs, own: &[TypeId]) -> BTreeMap<String, Needed> {
        let mut e = Emitter::new(self.cx.layouts.rtypes, self.cx.names, &mut self.unit, self.cx.pkg);
        if &*self.cx.session.pkg(self.cx.pkg).path == "runtime" {
            e.note_basic_types();
        }
        for &t in needs.types.iter().chain(own) {
            e.type_symbol(t);
        }
        for &t in &needs.closure_types {
            e.symbol(rtype::RType::NoAlg(t));
        }
        for &(concrete, iface) in &needs.itabs {
            e.itab(concrete, iface);
        }
        for &t in &needs.equal {
            let t = self.cx.layouts.rtype(t);
            e.equal(t);
        }
        for &t in &needs.hash {
            let t = self.cx.layouts.rtype(t);
            e.hasher(t);
        }
        let mut needed = e.finish();
        for &(recv, method) in &needs.methods {
            let symbol = self.cx.names.method_symbol(recv, method);
            needed.entry(symbol).or_insert(Needed::Wrapper { recv, method });
        }
        needed
    }
    fn needed(&mut self, symbol: &str, what: Needed) -> Option<ssa::Func> {
        match what {
            Needed::Equal(t) => Some(equality::equal(&self.cx, symbol, t, &mut self.needs)),
            Needed::Hash(t) => Some(equality::hash(&self.cx, symbol, t, &mut self.needs)),
            Needed::Wrapper { recv, method } => wrappers::method(&self.cx, symbol, recv, method, &mut self.needs),
        }
    }
    fn instances(&mut self, needs: &Needs) -> Vec<(BodyRef<'a>, Instance)> {
        let s = self.cx.session;
        let mut out = BTreeMap::new();
        for f in &needs.instances {
            let symbol = ssagen::func_symbol(&self.cx, f);
            if !self.instantiated.insert(symbol.clone()) {
                continue;
            }
            match self.input.world.function(s, f.obj) {
                Some(body) => {
                    let (tparams, targs) = (type_params(s, f.obj), f.targs.to_vec());
                    let attrs = directives::attrs(&self.cx, self.input.mode, f.obj);
                    let instance = Instance { tparams, targs, symbol: symbol.clone(), attrs, ..Instance::default() };
                    out.insert(symbol, (body, instance));
                }
                None => self.errors.push(format!("cannot compile {symbol}: its body is not known")),
            }
        }
        out.into_values().collect()
    }
}

/// Does one function's work; a bug of ours comes back as an error that names the function.
fn caught<T>(symbol: &str, work: impl FnOnce() -> T) -> Result<T, String> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("panic");
        format!("internal compiler error: {symbol}: {text}")
    })
}

/// A function and what the check of barriers needs to know of it.
type Finished = (CompiledFunc, Option<opt::BarrierFacts>);

/// How the last steps of a function are done.
struct Finish<'a> {
    verify: bool,
    runtime: bool,
    listing: bool,
    clobber: bool,
    timings: &'a Timings,
}

/// Passes and code generation for one function; in runtime mode, what the check of barriers needs.
/// The error is one in the source.
fn finish(mut func: ssa::Func, config: GenConfig, how: &Finish<'_>, scratch: &mut Scratch) -> Result<Finished, String> {
    let Finish { verify, runtime, listing, clobber, timings } = *how;
    timings.time("compile.opt", || opt::pipeline(&mut func, &opt::PassCx { verify, no_opt: config.no_opt }));
    if let Some(error) = codegen::too_large(&func) {
        return Err(error);
    }
    let facts = runtime.then(|| opt::barrier_facts(&func));
    let config = codegen::Config {
        check_allocation: verify,
        check_maps: verify,
        verify,
        dwarf: config.dwarf,
        listing,
        clobber_dead_regs: clobber,
        ..codegen::Config::default()
    };
    Ok((timings.time("compile.codegen", || codegen::compile_func_with(func, config, scratch)), facts))
}

/// A definition of data several packages may make.
pub(crate) fn shared(data: Vec<u8>, flags: SymFlags) -> Definition {
    Definition::data(SymKind::RoData, flags | SymFlags::DUPOK, data)
}

/// A symbol of data.
pub(crate) fn data_symbol(unit: &mut Unit, name: &str) -> obj::SymId {
    unit.symbol(name, Abi::Abi0)
}
