//! A typed package to a linkable unit. In: the checker's results with typed bodies, and what is known
//! of functions of packages below. Out: an [`obj::Unit`] with every function, variable, descriptor and
//! the initialisation record; what is known of the package's own functions.
//!
//! Functions are generated in parallel, in source order. What they turn out to need (instances
//! of generic functions, wrappers, equality) is generated in rounds until nothing new is needed,
//! each round in order of symbol. Only then, when all functions of the package are known, comes
//! what looks at several of them (escape analysis); passes and code generation work on each
//! function alone again.

use crate::decisions::{self, Decision};
use crate::directives::{self, Mode};
use crate::escape_notes::{self, EscapeNote};
use crate::failure::Failure;
use crate::inlining::Bodies;
use crate::record::{Recorder, Watchers};
use crate::views::Watch;
use crate::world::{BodyRef, Known, World, type_params};
use crate::{
    abi, arch, boxes, coverage, debug, equality, globals, inline_notes, linknames, package_init, summaries, wrappers,
};
use base::bug::{self, Bug};
use base::timings::Timings;
use base::{FxHashSet, Pos, Sources};
use dwarf::code::CodeNames;
use machine::{CompiledFunc, Scratch};
use obj::Unit;
use opt::Summaries;
use rayon::prelude::*;
use rtype::{Emitter, Layouts, Names, Needed};
use ssa::FuncAttrs;
use ssagen::{GenConfig, Instance, Needs, Output, PackageCx, SsaLayouts, gen_func};
use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use types::body::FuncRef;
use types::{ObjId, Session, TypeId};

/// A package to be compiled.
pub struct PackageInput<'a> {
    /// The session it was checked in.
    pub session: &'a Session,
    /// The package, with typed bodies.
    pub package: &'a Known,
    /// The packages it imports, directly or not: where bodies of generic functions come from.
    pub world: &'a World,
    /// What is known of functions of those packages.
    pub below: &'a opt::Below,
    /// Packages it imports, with the fingerprints of their export data.
    pub imports: Vec<(Arc<str>, [u8; 8])>,
    /// What the command line says about it.
    pub mode: &'a Mode,
    /// Prints what `-d` wants to be shown.
    pub show: &'a dyn Fn(&str),
    /// Told what is known of the package's functions as soon as it is, before there is code; not if the package is
    /// wrong.
    pub analysed: &'a dyn Fn(&Arc<Summaries>),
    /// Is told what becomes of the package.
    pub recorder: Option<&'a dyn Recorder>,
}

/// Code and data of a package, and what is known of it now.
#[derive(Debug)]
pub struct Generated {
    /// Its symbols.
    pub unit: Unit,
    /// What is known of its functions, for packages that import it.
    pub summaries: Arc<Summaries>,
    /// What a listing says of its functions, where the mode asks for it.
    pub notes: Vec<machine::Notes>,
    /// What was inlined and what escape analysis found, where the mode asks for it.
    pub escape_notes: Vec<EscapeNote>,
    /// What the optimizer decided, where the mode asks for it.
    pub decisions: Vec<Decision>,
}

/// Generates a package.
pub fn generate(input: &PackageInput<'_>) -> Result<Generated, Failure> {
    let s = input.session;
    let rtypes = Layouts::new(s);
    let layouts = SsaLayouts::new(&rtypes);
    let names = Names::new(s);
    let cx = context(input, &layouts, &names);
    let mut back = Back::new(cx, input);
    let (plan, init) = back.generate_functions();
    // Every function of the package is generated, and so is what they need.
    let Escaped { summaries, escape_notes, decisions } = back.analyse(&plan);
    back.decisions = decisions;
    let init_task = back.init_task(&init, &plan);
    if back.errors.is_empty() && back.bugs.is_empty() {
        (input.analysed)(&summaries);
    }
    // Objects that die with a frame are in it. Wrappers share the names of what they wrap, and allocate nothing.
    back.funcs.extend(abi::wrappers(&cx, &input.mode.symabis));
    back.compile_functions();
    abi::argument_maps(&mut back.unit, &cx);
    package_init::weaken_map_inits(&mut back.unit, &init);
    let timings = &input.world.timings;
    timings.time("compile.data", || back.define_data(&init, &init_task));
    linknames::mark(&mut back.unit, &cx);
    if cx.config.dwarf {
        timings.time("compile.dwarf", || debug::describe(&mut back.unit, &cx, &input.mode.recorded));
    }
    Failure::of(at_their_source(back.errors), back.bugs)?;
    Ok(Generated { unit: back.unit, summaries, notes: back.notes, escape_notes, decisions: back.decisions })
}

/// Only what is known of a package's functions, for a package whose code comes from elsewhere. What
/// cannot be compiled in it is for its own compilation to report.
pub fn summarize(input: &PackageInput<'_>) -> Arc<Summaries> {
    let rtypes = Layouts::new(input.session);
    let layouts = SsaLayouts::new(&rtypes);
    let names = Names::new(input.session);
    let mut back = Back::new(context(input, &layouts, &names), input);
    let (plan, _) = back.generate_functions();
    back.analyse(&plan).summaries
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
    let init_task = back.init_task(&init, &plan);
    back.define_data(&init, &init_task);
    back.unit
}

/// Which functions a package has.
struct Plan<'a> {
    /// Bodies with the instance to compile.
    functions: Vec<(BodyRef<'a>, Instance)>,
    /// Symbols of what initialises the package, in order.
    init_functions: Vec<String>,
    /// The symbol of what runs before its variables are initialised.
    first: Option<String>,
}

/// What escape analysis found.
struct Escaped {
    summaries: Arc<Summaries>,
    escape_notes: Vec<EscapeNote>,
    decisions: Vec<Decision>,
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
    /// Functions that are called by name.
    callees: FxHashSet<ObjId>,
    errors: Vec<String>,
    bugs: Vec<Bug>,
    notes: Vec<machine::Notes>,
    decisions: Vec<Decision>,
    /// The itabs that functions so far make.
    itabs: Vec<(TypeId, TypeId)>,
    /// The interfaces that they ask values for.
    asserted: FxHashSet<TypeId>,
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
            callees: FxHashSet::default(),
            errors: Vec::new(),
            bugs: Vec::new(),
            notes: Vec::new(),
            decisions: Vec::new(),
            itabs: Vec::new(),
            asserted: FxHashSet::default(),
        }
    }
    /// What becomes data, and what is left to be done when the program starts.
    fn plan_init(&self) -> package_init::PackageInit<'a> {
        let inits: Vec<&types::body::Body> = self.input.package.checked.inits.iter().collect();
        let (s, world) = (self.cx.session, self.input.world);
        package_init::plan(&self.cx, &self.input.mode.embed, inits, &|f| world.function(s, f).map(|found| found.body))
    }
    /// Generates every function of the package and what they need.
    fn generate_functions(&mut self) -> (Plan<'a>, package_init::PackageInit<'a>) {
        let (cx, input) = (self.cx, self.input);
        self.errors.extend(abi::note_definitions(&cx, input.mode));
        // Calls know the ABI of every function of the package.
        let mut plan = self.own_functions();
        let timings = &input.world.timings;
        let planned = self.plan_init();
        let mut init = timings.time("compile.init", || package_init::generate(&cx, input.mode.attrs(), planned));
        self.take_init(&mut init);
        self.add_coverage(&mut plan);
        self.generate_bodies(&plan.functions);
        if cx.config.dwarf {
            self.needs.types.extend(debug::types_of_constants(&cx));
        }
        // Types declared here are described whether or not something here needs them.
        let own_types = self.own_types();
        self.generate_needed(own_types);
        (plan, init)
    }
    /// Copies small functions into their callers, until what was copied needs nothing more.
    fn inline(&mut self, declared: &Summaries) {
        let PackageInput { world, .. } = *self.input;
        let mut done = 0;
        while done < self.funcs.len() {
            let bodies = Bodies::new(&self.cx, world, &self.callees, &self.itabs, &self.asserted);
            let new = done..self.funcs.len();
            done = new.end;
            let inline = || opt::inline_package(&mut self.funcs, new, declared, &bodies);
            let used = world.timings.time("compile.inline", inline);
            self.needs.extend(bodies.needs(&used));
            if !self.needs.is_empty() {
                self.generate_needed(Vec::new());
            }
        }
    }
    /// Escape analysis of all functions: allocation sites become slots.
    fn analyse(&mut self, plan: &Plan<'_>) -> Escaped {
        let cx = self.cx;
        let &Mode { escape_notes: printed, runtime, ref decisions, .. } = self.input.mode;
        let escape_notes = printed || decisions.is_some() || self.input.recorder.is_some();
        let sites = if escape_notes { escape_notes::sites(&self.funcs) } else { HashMap::new() };
        let declared = summaries::declared(&cx);
        if self.input.mode.inlines() {
            self.inline(&declared);
        }
        let inline_notes = if escape_notes { inline_notes::notes(&cx, &self.funcs) } else { Vec::new() };
        if !cx.config.no_opt {
            let boxes = boxes::make_static(&mut self.funcs);
            globals::statics(&mut self.unit, &cx, &boxes);
        }
        let escape = || opt::escape_package(&mut self.funcs, declared, self.input.below);
        let learned = self.input.world.timings.time("compile.escape", escape);
        let escape_notes = match escape_notes {
            true => {
                let found = escape_notes::notes(&cx, &plan.functions, &self.funcs, &sites, &learned);
                inline_notes.into_iter().chain(found).collect()
            }
            false => Vec::new(),
        };
        if let Some(recorder) = self.input.recorder {
            recorder.decided(&escape_notes);
        }
        let decisions = match decisions {
            Some(_) => escape_notes.iter().filter_map(decisions::of_note).collect(),
            None => Vec::new(),
        };
        let escape_notes = if printed { escape_notes } else { Vec::new() };
        if runtime {
            self.errors.extend(self.funcs.iter().flat_map(opt::heap_in_runtime));
        }
        let private = summaries::private(&cx, &learned);
        Escaped { summaries: Arc::new(learned.without(&private)), escape_notes, decisions }
    }
    /// The record of initialisation. Importers are told whether there is one.
    fn init_task(&self, init: &package_init::PackageInit<'_>, plan: &Plan<'_>) -> globals::InitTask {
        let (s, world) = (self.cx.session, self.input.world);
        let pkg = s.pkg(self.cx.pkg);
        let direct = pkg.imports.get().into_iter().flatten();
        let ordered = direct.filter(|&&p| &*s.pkg(p).path != "unsafe" && world.init_task(p) != Some(false));
        let mut imports: Vec<String> = ordered.map(|&p| s.pkg(p).path.to_string()).collect();
        imports.sort();
        let functions = plan.first.iter().chain(&init.function).chain(&plan.init_functions).cloned().collect();
        let task = globals::InitTask { functions, imports, always: matches!(&*pkg.path, "main" | "runtime") };
        world.set_init_task(self.cx.pkg, task.is_needed());
        task
    }
    /// Variables and the record of initialisation.
    fn define_data(&mut self, init: &package_init::PackageInit<'_>, task: &globals::InitTask) {
        globals::define(&mut self.unit, &self.cx, init, self.input.mode.coverage.as_ref());
        globals::init_task(&mut self.unit, &self.cx, task);
    }
    fn own_functions(&self) -> Plan<'a> {
        let s = self.cx.session;
        let prefix = self.cx.names.prefix(self.cx.pkg);
        let mut plan = Plan { functions: Vec::new(), init_functions: Vec::new(), first: None };
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
            let attrs = directives::attrs(&self.cx, self.input.mode.attrs(), body.owner);
            let outer = (!is_method).then(|| ssagen::declared_symbol(&self.cx, body.owner)).filter(|_| name != "init");
            plan.functions.push((own(body), Instance { symbol, outer, attrs, ..Instance::default() }));
        }
        plan
    }
    /// Takes over the functions that initialise variables.
    fn take_init(&mut self, init: &mut package_init::PackageInit<'_>) {
        self.callees.extend(&init.needs.callees);
        self.needs.extend(std::mem::take(&mut init.needs));
        self.errors.append(&mut init.errors);
        for output in init.outputs.drain(..) {
            self.take_output(&self.input.package.sources, output);
        }
    }
    /// What registers the counters of an instrumented package.
    fn add_coverage(&mut self, plan: &mut Plan<'_>) {
        let mode = self.input.mode;
        let Some(coverage) = &mode.coverage else { return };
        let added = coverage::functions(&self.cx, mode.attrs(), coverage);
        plan.first = added.before.as_ref().map(|f| f.name.to_string());
        let hook = added.after.as_ref().map(|f| f.name.to_string());
        plan.init_functions.splice(0..0, hook);
        self.needs.strings.extend(added.strings);
        self.funcs.extend(added.before.into_iter().chain(added.after));
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
        self.callees.extend(&output.needs.callees);
        self.needs.extend(output.needs);
    }

    fn generate_bodies(&mut self, list: &[(BodyRef<'_>, Instance)]) {
        let cx = self.cx;
        let generate = |(body, instance): &(BodyRef<'_>, Instance)| {
            let cx = PackageCx { sources: body.sources, ..cx };
            let locate = |at| body.sources.loc(Pos(at)).map_or_else(String::new, |loc| loc.to_string());
            let work = || {
                let _pass = bug::pass("ssagen");
                gen_func(&cx, body.body, instance)
            };
            self.input.world.timings.time("compile.ssagen", || bug::catch(&instance.symbol, locate, work))
        };
        let results: Vec<_> = list.par_iter().map(generate).collect();
        for ((body, instance), result) in list.iter().zip(results) {
            self.done.insert(instance.symbol.clone());
            match result {
                Ok(output) => self.take_output(body.sources, output),
                Err(bug) => self.bugs.push(*bug),
            }
        }
    }

    /// Passes and code generation.
    fn compile_functions(&mut self) {
        let mut funcs = std::mem::take(&mut self.funcs);
        for func in &mut funcs {
            func.attrs |= self.input.mode.attrs();
        }
        let package = self.cx.names.prefix(self.cx.pkg);
        // In official builds functions of the official compiler may join.
        let names = CodeNames::of(self.cx.session.release.debug_format(), 2 * funcs.len());
        let how = Finish {
            mode: self.input.mode,
            package: &package,
            config: self.cx.config,
            timings: &self.input.world.timings,
            recorder: self.input.recorder,
        };
        let done: Vec<_> =
            funcs.into_par_iter().map_init(Scratch::default, |scratch, f| finish(f, &how, scratch)).collect();
        let compiled = done.iter().filter_map(|f| f.result.as_ref().ok()?.as_ref().ok());
        compiled.for_each(|(func, _)| func.share_inlined(&mut self.unit));
        let mut barriers = Vec::new();
        let mut passes = String::new();
        for Finished { result, shown, noted, decisions } in done {
            self.decisions.extend(decisions);
            if !shown.is_empty() {
                (self.input.show)(&shown);
            }
            passes += &noted;
            match result {
                Ok(Ok((mut func, facts))) => {
                    self.notes.extend(func.notes.take());
                    let _new = func.add_to(&mut self.unit, names);
                    barriers.extend(facts);
                }
                Ok(Err(error)) => self.errors.push(error),
                Err(bug) => self.bugs.push(*bug),
            }
        }
        self.errors.extend(opt::check_barriers(&barriers));
        if let Some(file) = &self.input.mode.debug.noted {
            self.errors.extend(append(file, &passes).err());
        }
    }

    /// Generates what is needed until nothing is missing.
    fn generate_needed(&mut self, mut own_types: Vec<TypeId>) {
        loop {
            let needs = std::mem::take(&mut self.needs);
            let instances = self.instances(&needs);
            self.asserted.extend(&needs.asserted);
            globals::func_values(&mut self.unit, needs.func_values.iter().map(|f| (f, f)));
            globals::func_values(&mut self.unit, needs.foreign_values.iter().map(|f| (&f.0, &f.1)));
            globals::strings(&mut self.unit, self.cx.session.release, &needs.strings);
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
            self.itabs.push((concrete, iface));
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
        for (recv, method) in &needs.generic_methods {
            let symbol = ssagen::generic_method_symbol(&self.cx, *recv, method);
            needed.entry(symbol).or_insert(Needed::GenericWrapper { recv: *recv, method: method.clone() });
        }
        needed
    }
    fn needed(&mut self, symbol: &str, what: Needed) -> Option<ssa::Func> {
        match what {
            Needed::Equal(t) => Some(equality::equal(&self.cx, symbol, t, &mut self.needs)),
            Needed::Hash(t) => Some(equality::hash(&self.cx, symbol, t, &mut self.needs)),
            Needed::Wrapper { recv, method } => wrappers::method(&self.cx, symbol, recv, method, &mut self.needs),
            Needed::GenericWrapper { recv, method } => {
                wrappers::generic_method(&self.cx, symbol, recv, &method, &mut self.needs)
            }
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
                    let attrs = directives::attrs(&self.cx, self.input.mode.attrs(), f.obj);
                    let instance = Instance { tparams, targs, symbol: symbol.clone(), attrs, ..Instance::default() };
                    out.insert(symbol, (body, instance));
                }
                None => self.errors.push(format!("cannot compile {symbol}: its body is not known")),
            }
        }
        out.into_values().collect()
    }
}

/// How the last steps of a function are done.
struct Finish<'a> {
    mode: &'a Mode,
    /// The package, as symbols have it.
    package: &'a str,
    config: GenConfig,
    timings: &'a Timings,
    recorder: Option<&'a dyn Recorder>,
}

/// Code of a function, and what the check of barriers needs to know of it.
type Compiled = (CompiledFunc, Option<opt::BarrierFacts>);

/// What came of a function.
struct Finished {
    /// An error is one in the source.
    result: Result<Result<Compiled, String>, Box<Bug>>,
    /// What `-d` wants to be shown of it.
    shown: String,
    /// The optimizations done, a line each, where `-d` asks for them.
    noted: String,
    /// The checks left, where editors want to know.
    decisions: Vec<Decision>,
}

/// Passes and code generation for one function.
fn finish(func: ssa::Func, how: &Finish<'_>, scratch: &mut Scratch) -> Finished {
    let debug = &how.mode.debug;
    let (symbol, file, line) = (func.name.clone(), func.file.clone(), func.start_line);
    let no_opt = how.config.no_opt;
    let cx = opt::PassCx { verify: debug.verify, no_opt, choice: debug.choice, plant: debug.plant.as_ref() };
    let noted = if debug.noted.is_some() { optimizations(&symbol, &cx) } else { String::new() };
    let printer = Watch::new(&debug.views, how.package, &symbol);
    let mut watch = Watchers { printer, recorder: how.recorder.and_then(|r| r.function(&symbol)) };
    let mut decisions = Vec::new();
    let work = || {
        bug::at(line);
        generate_code(func, &cx, how, scratch, &mut watch, &mut decisions)
    };
    let result = bug::catch(&symbol, |line| format!("{file}:{line}"), work);
    Finished { result, shown: watch.printer.text, noted, decisions }
}

/// The error is one in the source.
fn generate_code(
    mut func: ssa::Func,
    cx: &opt::PassCx<'_>,
    how: &Finish<'_>,
    scratch: &mut Scratch,
    watch: &mut Watchers<'_>,
    decisions: &mut Vec<Decision>,
) -> Result<Compiled, String> {
    let Finish { mode, timings, .. } = *how;
    timings.time("compile.opt", || opt::pipeline_watched(&mut func, cx, watch));
    if mode.decisions.is_some() {
        decisions.extend(decisions::of_checks(&func));
    }
    if let Some(error) = machine::too_large(&func) {
        return Err(error);
    }
    // In runtime mode the package's functions are checked together for barriers.
    let facts = mode.runtime.then(|| opt::barrier_facts(&func));
    let config = machine::Config {
        check_allocation: cx.verify,
        check_maps: cx.verify,
        verify: cx.verify,
        dwarf: how.config.dwarf,
        listing: mode.listing > 0,
        clobber_dead_regs: mode.clobber_dead_regs,
        clobber_dead_slots: mode.clobber_dead_slots,
        optimized: !cx.no_opt,
        ..machine::Config::default()
    };
    Ok((timings.time("compile.codegen", || arch::compile_func(func, config, scratch, watch)), facts))
}

/// A line for each optional pass that runs on a function.
fn optimizations(symbol: &str, cx: &opt::PassCx<'_>) -> String {
    opt::optional_passes(symbol, cx).iter().map(|(place, pass)| format!("{place} {pass}\t{symbol}\n")).collect()
}

/// Appends lines to a file that other processes write to as well. The error is a line.
fn append(file: &Path, lines: &str) -> Result<(), String> {
    let opened = std::fs::OpenOptions::new().append(true).create(true).open(file);
    opened.and_then(|mut f| f.write_all(lines.as_bytes())).map_err(|e| format!("{}: {e}", file.display()))
}
