//! Phase 4: reachability. In: all symbols and the list of init tasks. Out: the attribute
//! REACHABLE on exactly what the program needs. The flood follows relocations and attached
//! symbols from the entry point. What it does not follow blindly are methods, which every type
//! descriptor names by triples of R_METHODOFF: a method of a type that is converted to an
//! interface is kept when
//!
//! - a reachable call goes through an interface method of that name and type (R_USEIFACEMETHOD),
//! - or a reachable lookup uses that constant name (R_USENAMEDMETHOD),
//! - or some reachable function looks methods up by computed names (flag ReflectMethod) and the
//!   method is exported.
//!
//! USED_IN_IFACE spreads from a converted type to the types its descriptor names, since
//! reflection can reach them; a type is therefore visited at most twice. Weak relocations keep
//! nothing alive; a weak call of an initialiser of a dead map variable is redirected to
//! `runtime.mapinitnoop` (authority: `cmd/link/internal/ld/deadcode.go`). Whoever wants to know why something
//! is kept observes the flood (`why`).

use crate::error::{LinkError, Result};
use crate::gotype::{self, MethodSig};
use crate::symbols::{ABI_INTERNAL, ABI0, Attr, Reloc, Sym, Symbols};
use crate::why::{Call, How, Observer};
use base::FxHashSet;
use goobj::AuxKind;
use obj::{RelocKind, SymFlags};

/// What the flood starts from.
#[derive(Clone, Debug)]
pub struct Roots<'c> {
    /// Name of the entry point.
    pub entry: &'c str,
    /// The list of init tasks.
    pub init_tasks: Option<Sym>,
    /// Whether calls that initialise dead map variables are redirected.
    pub prune_weak_maps: bool,
}

/// A method of a reachable type, not yet kept.
struct Method {
    name: Box<str>,
    signature: Sym,
    exported: bool,
    /// Targets of its three relocations: type, code for interfaces, code for direct calls.
    targets: [Sym; 3],
    /// Whose method it is.
    of: Sym,
}

struct Flood<'o, O> {
    observer: &'o mut O,
    work: Vec<Sym>,
    interface_methods: FxHashSet<(Box<str>, Sym)>,
    named_methods: FxHashSet<Box<str>>,
    methods: Vec<Method>,
    reflect_seen: bool,
    package_inits: Vec<Sym>,
    /// Buffer, empty between visits.
    relocs: Vec<Reloc>,
}

/// Marks what the program needs.
pub fn reach<O: Observer>(symbols: &mut Symbols<'_>, roots: &Roots<'_>, observer: &mut O) -> Result<()> {
    let mut flood = Flood::new(observer);
    for name in [roots.entry, "runtime.unreachableMethod"] {
        for version in [ABI0, ABI_INTERNAL] {
            if let Some(sym) = symbols.lookup(name, version) {
                flood.mark(symbols, None, sym, How::Root);
            }
        }
    }
    if let Some(tasks) = roots.init_tasks {
        flood.mark(symbols, None, tasks, How::Root);
    }
    loop {
        while let Some(sym) = flood.work.pop() {
            flood.visit(symbols, sym)?;
        }
        flood.keep_callable_methods(symbols);
        if flood.work.is_empty() {
            break;
        }
    }
    if roots.prune_weak_maps {
        redirect_map_inits(symbols, &flood.package_inits, flood.observer)?;
    }
    flood.observer.finish(symbols);
    Ok(())
}

impl<'o, O: Observer> Flood<'o, O> {
    fn new(observer: &'o mut O) -> Self {
        Flood {
            observer,
            work: Vec::new(),
            interface_methods: FxHashSet::default(),
            named_methods: FxHashSet::default(),
            methods: Vec::new(),
            reflect_seen: false,
            package_inits: Vec::new(),
            relocs: Vec::new(),
        }
    }

    fn mark(&mut self, symbols: &mut Symbols<'_>, from: Option<Sym>, sym: Sym, how: How) {
        if sym.is_none() {
            return;
        }
        self.observer.keeps(symbols, from, sym, how);
        if !symbols.is_reachable(sym) {
            symbols.attrs[sym].insert(Attr::REACHABLE);
            self.work.push(sym);
        }
    }

    /// A type is converted to an interface: it must be visited (again) with that knowledge.
    fn mark_used_in_iface(&mut self, symbols: &mut Symbols<'_>, from: Sym, sym: Sym) {
        self.observer.converts(from, sym);
        if !symbols.attrs[sym].contains(Attr::USED_IN_IFACE) {
            symbols.attrs[sym].insert(Attr::USED_IN_IFACE);
            if symbols.is_reachable(sym) {
                self.work.push(sym);
            }
        }
    }

    fn visit(&mut self, symbols: &mut Symbols<'_>, sym: Sym) -> Result<()> {
        let flags = symbols.flags(sym);
        if flags.contains(SymFlags::REFLECT_METHOD) {
            self.reflect_seen = true;
            self.observer.calls(sym, &|| Call::Any);
        }
        let used_type = flags.contains(SymFlags::GO_TYPE) && symbols.attrs[sym].contains(Attr::USED_IN_IFACE);
        let methods = self.follow_relocs(symbols, sym, used_type)?;
        if !methods.is_empty() {
            self.add_methods(symbols, sym, &methods)?;
        }
        self.follow_auxs(symbols, sym, flags);
        Ok(())
    }

    /// Follows the relocations; the value holds the targets of method triples.
    fn follow_relocs(&mut self, symbols: &mut Symbols<'_>, sym: Sym, used_type: bool) -> Result<Vec<[Sym; 3]>> {
        // Marking needs the table to itself, so the relocations are read into a buffer first.
        let mut relocs = std::mem::take(&mut self.relocs);
        relocs.clear();
        relocs.extend(symbols.relocs(sym).filter(|r| !r.ty.is_weak()));
        let mut methods = Vec::new();
        let mut rest = &relocs[..];
        while let [r, after @ ..] = rest {
            rest = after;
            if r.kind() != Some(RelocKind::MethodOff) {
                self.follow(symbols, sym, used_type, r)?;
                continue;
            }
            let [ifn, tfn, after @ ..] = rest else {
                return Err(malformed(symbols, sym, "expect three consecutive R_METHODOFF relocs"));
            };
            rest = after;
            if used_type {
                methods.push([r.sym, ifn.sym, tfn.sym]);
                if !r.sym.is_none() {
                    self.mark_used_in_iface(symbols, sym, r.sym);
                }
            }
        }
        self.relocs = relocs;
        Ok(methods)
    }

    fn follow(&mut self, symbols: &mut Symbols<'_>, sym: Sym, used_type: bool, r: &Reloc) -> Result<()> {
        match r.kind() {
            Some(RelocKind::UseType | RelocKind::InitOrder) => return Ok(()),
            Some(RelocKind::UseIface) => return self.use_in_iface(symbols, sym, r.sym),
            Some(RelocKind::UseIfaceMethod) => {
                let found = r.sym.some().and_then(|ty| gotype::interface_method(symbols, ty, r.addend));
                let MethodSig { name, ty } =
                    found.ok_or_else(|| malformed(symbols, sym, "R_USEIFACEMETHOD names no interface method"))?;
                self.observer.calls(sym, &|| Call::Interface(name.into(), ty));
                self.interface_methods.insert((name.into(), ty));
                return Ok(());
            }
            Some(RelocKind::UseNamedMethod) => {
                let name = r.sym.some().and_then(|s| std::str::from_utf8(symbols.data(s)).ok());
                let name = name.ok_or_else(|| malformed(symbols, sym, "R_USENAMEDMETHOD without a name"))?;
                self.observer.calls(sym, &|| Call::Named(name.into()));
                self.named_methods.insert(name.into());
                return Ok(());
            }
            _ => {}
        }
        if used_type && !r.sym.is_none() && symbols.flags(r.sym).contains(SymFlags::GO_TYPE) {
            self.mark_used_in_iface(symbols, sym, r.sym);
        }
        self.mark(symbols, Some(sym), r.sym, r.kind().map_or(How::Root, How::Reloc));
        Ok(())
    }

    fn use_in_iface(&mut self, symbols: &mut Symbols<'_>, from: Sym, target: Sym) -> Result<()> {
        let mut ty = target.some();
        if ty.is_some_and(|t| symbols.flags(t).contains(SymFlags::ITAB)) {
            ty = ty.and_then(|t| gotype::itab_type(symbols, t));
        }
        match ty.filter(|&t| symbols.flags(t).contains(SymFlags::GO_TYPE)) {
            Some(ty) => {
                self.mark_used_in_iface(symbols, from, ty);
                Ok(())
            }
            None => Err(malformed(symbols, from, "R_USEIFACE references a symbol which is not a type or itab")),
        }
    }

    fn add_methods(&mut self, symbols: &Symbols<'_>, ty: Sym, targets: &[[Sym; 3]]) -> Result<()> {
        let signatures = gotype::methods(symbols, ty).filter(|m| m.len() == targets.len());
        let signatures = signatures.ok_or_else(|| {
            let what = format!("{} method relocations do not fit the methods of the type", targets.len());
            malformed(symbols, ty, &what)
        })?;
        self.methods.extend(signatures.iter().zip(targets).map(|(m, &targets)| Method {
            name: m.name.into(),
            signature: m.ty,
            exported: m.is_exported(),
            targets,
            of: ty,
        }));
        Ok(())
    }

    fn follow_auxs(&mut self, symbols: &mut Symbols<'_>, sym: Sym, flags: SymFlags) {
        let Some(place) = symbols.definition_place(sym) else {
            return;
        };
        let object = symbols.units[place.unit].object;
        let mut any = false;
        for aux in object.auxs(goobj::LocalSym(place.index)) {
            any = true;
            // That a variable is needed does not mean its type is.
            if aux.kind != AuxKind::GoType {
                let target = symbols.resolve(place.unit, aux.sym);
                self.mark(symbols, Some(sym), target, How::Aux(aux.kind));
            }
        }
        if any && flags.contains(SymFlags::PKG_INIT) {
            self.package_inits.push(sym);
        }
    }

    /// Marks the methods that the calls found so far can reach, and forgets them.
    fn keep_callable_methods(&mut self, symbols: &mut Symbols<'_>) {
        for m in std::mem::take(&mut self.methods) {
            let key = (m.name, m.signature);
            let how = match () {
                () if self.interface_methods.contains(&key) => Some(How::InterfaceMethod),
                () if self.named_methods.contains(&key.0) => Some(How::NamedMethod),
                () if self.reflect_seen && m.exported => Some(How::AnyMethod),
                () => None,
            };
            let (name, signature) = key;
            match how {
                None => self.methods.push(Method { name, signature, ..m }),
                Some(how) => {
                    m.targets.iter().for_each(|&t| self.mark(symbols, Some(m.of), t, how));
                    let call = || match how {
                        How::InterfaceMethod => Call::Interface(name.clone(), signature),
                        How::NamedMethod => Call::Named(name.clone()),
                        _ => Call::Any,
                    };
                    self.observer.method(m.of, &call, m.targets);
                }
            }
        }
    }
}

fn malformed(symbols: &Symbols<'_>, sym: Sym, what: &str) -> LinkError {
    LinkError::new(format!("{}: {what}", symbols.describe_place(sym)))
}

/// Redirects weak calls of dead map initialisers.
fn redirect_map_inits<O: Observer>(symbols: &mut Symbols<'_>, inits: &[Sym], observer: &mut O) -> Result<()> {
    let noop = symbols.lookup("runtime.mapinitnoop", ABI_INTERNAL);
    for &init in inits {
        let dead: Vec<usize> = symbols
            .relocs(init)
            .enumerate()
            .filter(|(_, r)| r.ty.is_weak() && r.kind() == Some(RelocKind::Call) && !r.sym.is_none())
            .filter(|(_, r)| !symbols.is_reachable(r.sym))
            .map(|(i, _)| i)
            .collect();
        if dead.is_empty() {
            continue;
        }
        let noop = noop.ok_or_else(|| LinkError::new("could not look up runtime.mapinitnoop"))?;
        observer.keeps(symbols, Some(init), noop, How::MapInit);
        symbols.attrs[noop].insert(Attr::REACHABLE);
        let synth = symbols.update(init);
        dead.into_iter().for_each(|i| synth.relocs[i].sym = noop);
    }
    Ok(())
}
