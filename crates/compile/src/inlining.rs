//! Functions of other packages as the inliner wants them. In: functions that are called, by object, and the
//! world with their typed bodies. Out: their code in dialect Go, small functions only, with what it needs.
//!
//! Which functions these are and what they look like depends on the export data of packages below alone
//! ([`export::may_be_inlined`]), not on what was compiled before: a body is generated anew, and what it calls
//! is inlined into it to a fixed depth. So results are kept in the world and the same for everybody.

use crate::directives;
use crate::world::{ForeignBody, World, type_params};
use base::{FxHashMap, FxHashSet};
use opt::Inlinable;
use rtype::itab::itab_method;
use ssa::ExtSym;
use ssagen::{GenConfig, Instance, Needs, PackageCx, gen_func};
use std::cell::RefCell;
use std::sync::Arc;
use syntax::directives::PragmaFlags;
use types::body::FuncRef;
use types::{ObjId, TypeId};

/// How deep calls in bodies of other packages are inlined.
const DEPTH: u8 = 3;

/// The functions that a package's functions call.
pub(crate) struct Bodies<'a> {
    cx: PackageCx<'a>,
    world: &'a World,
    callees: FxHashMap<String, ObjId>,
    depth: u8,
    /// The itabs that functions so far make.
    itabs: RefCell<Itabs>,
}

/// Itabs by their symbols: concrete type and interface.
#[derive(Default)]
struct Itabs {
    by_symbol: FxHashMap<String, (TypeId, TypeId)>,
    /// The types of those, by the symbols of their descriptors.
    types: FxHashMap<String, TypeId>,
    /// Interfaces that values are asserted to have, by the symbols of their descriptors.
    asserted: FxHashMap<String, TypeId>,
    /// Itabs that answers to assertions need.
    made: Vec<(TypeId, TypeId)>,
    /// Methods of other packages that are called by name since an itab is known.
    methods: FxHashMap<String, ObjId>,
    /// Those without a symbol yet.
    new: Vec<(TypeId, TypeId)>,
    /// Functions of other packages whose itabs are among them.
    known: FxHashSet<String>,
}

impl<'a> Bodies<'a> {
    /// Those that are called by the package of `cx`, whose functions make these itabs and ask for these interfaces.
    pub(crate) fn new(
        cx: &PackageCx<'a>,
        world: &'a World,
        callees: &FxHashSet<ObjId>,
        itabs: &[(TypeId, TypeId)],
        asserted: &FxHashSet<TypeId>,
    ) -> Bodies<'a> {
        let own = |f: &ObjId| cx.session.obj(*f).pkg == cx.pkg;
        let bodies = Bodies { depth: DEPTH, ..Bodies::of(cx, world, callees.iter().copied().filter(|f| !own(f))) };
        {
            let known = &mut *bodies.itabs.borrow_mut();
            known.new.extend_from_slice(itabs);
            known.asserted = asserted.iter().map(|&t| (cx.names.symbol(cx.layouts.rtype(t)), t)).collect();
        }
        bodies
    }
    fn of(cx: &PackageCx<'a>, world: &'a World, callees: impl Iterator<Item = ObjId>) -> Bodies<'a> {
        let symbol = |obj| ssagen::func_symbol(cx, &FuncRef { obj, targs: Box::new([]) });
        Bodies {
            cx: *cx,
            world,
            callees: callees.map(|obj| (symbol(obj), obj)).collect(),
            depth: 0,
            itabs: RefCell::default(),
        }
    }
    /// What functions that were copied need.
    pub(crate) fn needs<'s>(&self, symbols: impl IntoIterator<Item = &'s Arc<str>>) -> Needs {
        let mut needs = Needs { itabs: self.itabs.borrow().made.clone(), ..Needs::default() };
        for body in symbols.into_iter().filter_map(|symbol| self.body(symbol)) {
            needs.extend(body.needs.clone());
        }
        needs
    }
    fn body(&self, symbol: &str) -> Option<Arc<ForeignBody>> {
        let called = self.callees.get(symbol).copied();
        let func = called.or_else(|| self.itabs.borrow().methods.get(symbol).copied())?;
        self.world.foreign_body((func, self.depth), || self.make(symbol, func).map(Arc::new))
    }
    fn make(&self, symbol: &str, func: ObjId) -> Option<ForeignBody> {
        let s = self.cx.session;
        let pkg = s.obj(func).pkg.some()?;
        let found = self.world.function(s, func).filter(|b| export::may_be_inlined(b.body))?;
        // Whoever copies it may want to tell debuggers of its variables.
        let config = GenConfig { dwarf: true, ..self.cx.config };
        let cx = PackageCx { pkg, sources: found.sources, config, ..self.cx };
        let pragmas = ssagen::directives(&cx, func).map_or(PragmaFlags::empty(), |d| d.flags(func));
        if !type_params(s, func).is_empty() || pragmas.contains(PragmaFlags::UINTPTR_ESCAPES) {
            return None;
        }
        // Those of its own package: the copy is kept for importers of all kinds.
        let is_runtime = s.release.is_runtime(&s.pkg(pkg).path);
        let all = if is_runtime { ssa::FuncAttrs::RUNTIME } else { ssa::FuncAttrs::empty() };
        let attrs = directives::attrs(&cx, all, func);
        let output = gen_func(&cx, found.body, &Instance { symbol: symbol.to_owned(), attrs, ..Instance::default() });
        let mut needs = output.needs;
        let [mut code] = <[ssa::Func; 1]>::try_from(output.funcs).ok()?;
        // Data that belongs to a function stays in its package.
        if !needs.statics.is_empty() || !needs.unsupported.is_empty() {
            return None;
        }
        let before = Inlinable::with_calls(&code);
        let needed_before = needs.clone();
        if let Some(depth) = self.depth.checked_sub(1) {
            let callees = needs.callees.iter().copied().filter(|&f| f != func);
            let below = Bodies { depth, ..Bodies::of(&cx, self.world, callees) };
            below.itabs.borrow_mut().new.clone_from(&needs.itabs);
            let nothing = opt::Summaries::default();
            let used = opt::inline_package(std::slice::from_mut(&mut code), 0..1, &nothing, &below);
            needs.extend(below.needs(&used));
        }
        let (callee, mut needs) = match Inlinable::new(code) {
            Some(callee) => (callee, needs),
            None => (before?, needed_before),
        };
        needs.callees.clear();
        Some(ForeignBody { callee: Arc::new(callee), needs })
    }
}

impl opt::Foreign for Bodies<'_> {
    fn callee(&self, symbol: &ExtSym) -> Option<Arc<Inlinable>> {
        let body = self.body(&symbol.name).filter(|_| symbol.abi == obj::Abi::Internal)?;
        let itabs = &mut *self.itabs.borrow_mut();
        if !body.needs.itabs.is_empty() && itabs.known.insert(symbol.name.to_string()) {
            itabs.new.extend_from_slice(&body.needs.itabs);
        }
        Some(body.callee.clone())
    }
    fn method(&self, itab: &str, n: usize) -> Option<String> {
        let itabs = &mut *self.itabs.borrow_mut();
        itabs.take_new(&self.cx);
        let (symbol, method) = itab_method(self.cx.layouts.rtypes, self.cx.names, *itabs.by_symbol.get(itab)?, n)?;
        let s = self.cx.session;
        let is_plain = || {
            let function = FuncRef { obj: method, targs: Box::new([]) };
            type_params(s, method).is_empty() && ssagen::func_symbol(&self.cx, &function) == symbol
        };
        if s.obj(method).pkg != self.cx.pkg && !itabs.methods.contains_key(&symbol) && is_plain() {
            itabs.methods.insert(symbol.clone(), method);
        }
        Some(symbol)
    }
    fn dynamic_type(&self, itab: &str) -> Option<String> {
        let itabs = &mut *self.itabs.borrow_mut();
        itabs.take_new(&self.cx);
        let (concrete, _) = *itabs.by_symbol.get(itab)?;
        Some(self.cx.names.symbol(self.cx.layouts.rtype(concrete)))
    }
    fn itab(&self, concrete: &str, iface: &str) -> Option<String> {
        let itabs = &mut *self.itabs.borrow_mut();
        itabs.take_new(&self.cx);
        let pair = (*itabs.types.get(concrete)?, *itabs.asserted.get(iface)?);
        let s = self.cx.session;
        let has = |(n, &wanted): (usize, &ObjId)| {
            let found = itab_method(self.cx.layouts.rtypes, self.cx.names, pair, n);
            found.is_some_and(|(_, method)| s.identical(s.obj_type(method), s.obj_type(wanted)))
        };
        if !s.type_set(s.under(pair.1)).methods.iter().enumerate().all(has) {
            return None;
        }
        let symbol = ssagen::itab_symbol(&self.cx, pair.0, pair.1);
        if itabs.by_symbol.insert(symbol.clone(), pair).is_none() {
            itabs.made.push(pair);
        }
        Some(symbol)
    }
}

impl Itabs {
    /// Gives those without a symbol one.
    fn take_new(&mut self, cx: &PackageCx<'_>) {
        for pair in self.new.drain(..) {
            self.by_symbol.insert(ssagen::itab_symbol(cx, pair.0, pair.1), pair);
            self.types.insert(cx.names.symbol(cx.layouts.rtype(pair.0)), pair.0);
        }
    }
}
