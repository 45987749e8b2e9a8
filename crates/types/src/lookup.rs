//! Fields and methods by name, through embedded fields; method sets. Authority: Go spec,
//! "Selectors", "Method sets".
//!
//! The search goes breadth first over embedded types. A name found once at the shallowest
//! depth is the answer; found twice there, it is ambiguous.

use crate::objects::ObjId;
use crate::package::PkgId;
use crate::session::Session;
use crate::types::{TypeId, TypeKind};
use base::{FxHashSet, Name};
use smallvec::SmallVec;

/// Fields to walk through, outermost first; the last index is that of the field or method.
pub type Path = SmallVec<[u32; 4]>;

/// What a lookup found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A field or method.
    Entry {
        /// It.
        obj: ObjId,
        /// How to get there.
        path: Path,
        /// A pointer was followed on the way, the operand itself included.
        indirect: bool,
    },
    /// Several at the shallowest depth.
    Ambiguous(Path),
    /// A method with pointer receiver, but the operand is neither a pointer nor addressable.
    NeedsPointer,
    /// Nothing.
    Missing,
}

impl Found {
    /// The field or method, if one was found.
    pub fn obj(&self) -> Option<ObjId> {
        match self {
            Found::Entry { obj, .. } => Some(*obj),
            _ => None,
        }
    }
}

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The package in which unexported names are visible.
    pub pkg: PkgId,
    /// The name.
    pub name: Name,
    /// Take upper and lower case, and all packages, as equal (to guess what was meant).
    pub fold_case: bool,
}

/// An embedded type at the current depth.
struct Embedded {
    typ: TypeId,
    path: Path,
    indirect: bool,
    /// The type occurs several times at this depth.
    multiple: bool,
}

impl Session {
    /// The field or method `name` of a value of type `t`. `addressable`: methods with pointer
    /// receiver count for a non-pointer too.
    pub fn lookup_field_or_method(&self, t: TypeId, addressable: bool, pkg: PkgId, name: Name) -> Found {
        self.lookup_wanted(t, addressable, Wanted { pkg, name, fold_case: false })
    }
    /// As [`Session::lookup_field_or_method`], with case folding if wanted.
    pub fn lookup_wanted(&self, t: TypeId, addressable: bool, wanted: Wanted) -> Found {
        // Methods of a defined pointer type's element are not methods of the pointer type.
        if let TypeKind::Named(_) = self.kind(self.unalias(t)) {
            let u = self.under(t);
            if let TypeKind::Pointer(_) = self.kind(u) {
                let found = self.search(u, false, wanted);
                return match found.obj() {
                    Some(obj) if self.obj(obj).is_func() => Found::Missing,
                    _ => found,
                };
            }
        }
        self.search(t, addressable, wanted)
    }

    /// The search without the special case for defined pointer types.
    pub(crate) fn search(&self, t: TypeId, addressable: bool, wanted: Wanted) -> Found {
        if wanted.name == self.blank {
            return Found::Missing;
        }
        let (typ, is_ptr) = self.deref(t);
        if is_ptr && self.is_interface(typ) {
            return Found::Missing;
        }
        let mut seen: SmallVec<[TypeId; 8]> = SmallVec::new();
        let mut current = vec![Embedded { typ, path: Path::new(), indirect: is_ptr, multiple: false }];
        while !current.is_empty() {
            let mut next = Vec::new();
            let mut level = Level { found: None, ambiguous: None };
            for e in &current {
                self.search_one(e, wanted, &mut seen, &mut level, &mut next);
                if let Some(path) = level.ambiguous {
                    return Found::Ambiguous(path);
                }
            }
            if let Some((obj, path, indirect)) = level.found {
                if self.obj(obj).is_func() && self.has_ptr_recv(obj) && !indirect && !addressable {
                    return Found::NeedsPointer;
                }
                return Found::Entry { obj, path, indirect };
            }
            current = self.merge_duplicates(next);
        }
        Found::Missing
    }

    fn search_one(
        &self,
        e: &Embedded,
        wanted: Wanted,
        seen: &mut SmallVec<[TypeId; 8]>,
        level: &mut Level,
        next: &mut Vec<Embedded>,
    ) {
        let typ = self.unalias(e.typ);
        if let TypeKind::Named(_) = self.kind(typ) {
            // A defined type, also an instance, is in the table once.
            if seen.contains(&typ) {
                return;
            }
            seen.push(typ);
            if let Some((i, m)) = self.lookup_declared_method(typ, wanted) {
                return level.add(e, i, m);
            }
        }
        let u = self.under(typ);
        match self.kind(u) {
            TypeKind::Struct(st) => {
                for (i, &f) in st.fields.iter().enumerate() {
                    if self.matches(f, wanted) {
                        level.add(e, i, f);
                        if level.ambiguous.is_some() {
                            return;
                        }
                        continue;
                    }
                    if level.found.is_none() && self.obj(f).is_embedded() {
                        let (typ, is_ptr) = self.deref(self.obj_type(f));
                        if matches!(
                            self.kind(self.unalias(typ)),
                            TypeKind::Named(_) | TypeKind::Struct(_) | TypeKind::Interface(_) | TypeKind::TypeParam(_)
                        ) {
                            let path = extended(&e.path, i);
                            let indirect = e.indirect || is_ptr;
                            next.push(Embedded { typ, path, indirect, multiple: e.multiple });
                        }
                    }
                }
            }
            TypeKind::Interface(_) => {
                let set = self.type_set(u);
                if let Some(i) = set.methods.iter().position(|&m| self.matches(m, wanted)) {
                    level.add(e, i, set.methods[i]);
                }
            }
            _ => {}
        }
    }

    /// A method declared for a defined type, by name.
    pub fn lookup_declared_method(&self, t: TypeId, wanted: Wanted) -> Option<(usize, ObjId)> {
        let methods = self.declared_methods(t);
        let i = methods.iter().position(|&m| self.matches(m, wanted))?;
        Some((i, self.method(t, i)))
    }

    /// A method in an interface's type set, by name.
    pub fn lookup_set_method(&self, iface: TypeId, pkg: PkgId, name: Name) -> Option<ObjId> {
        let wanted = Wanted { pkg, name, fold_case: false };
        self.type_set(iface).methods.iter().copied().find(|&m| self.matches(m, wanted))
    }

    fn matches(&self, obj: ObjId, wanted: Wanted) -> bool {
        if self.obj(obj).name == wanted.name {
            return wanted.fold_case || self.same_id(obj, wanted.pkg, wanted.name);
        }
        wanted.fold_case && {
            let (a, b) = (self.text(self.obj(obj).name), self.text(wanted.name));
            a.eq_ignore_ascii_case(b) || a.to_lowercase() == b.to_lowercase()
        }
    }

    /// Types that occur several times at one depth are searched once, but marked.
    fn merge_duplicates(&self, list: Vec<Embedded>) -> Vec<Embedded> {
        let mut out: Vec<Embedded> = Vec::with_capacity(list.len());
        for e in list {
            match out.iter_mut().find(|o| self.identical(o.typ, e.typ)) {
                Some(o) => o.multiple = true,
                None => out.push(e),
            }
        }
        out
    }

    /// The method set of a type: for every name the method it selects, promoted ones included,
    /// in the order of [`Session::sort_methods`]. Ambiguous names are left out. `t` itself
    /// decides whether methods with pointer receivers count.
    pub fn method_set(&self, t: TypeId) -> Vec<(ObjId, Path, bool)> {
        let mut names: Vec<(PkgId, Name)> = Vec::new();
        let mut seen = FxHashSet::default();
        self.collect_method_names(self.deref(t).0, &mut seen, &mut names);
        let mut out = Vec::new();
        let mut done = FxHashSet::default();
        for (pkg, name) in names {
            let scope = if self.is_exported(name) { PkgId::NONE } else { pkg };
            if !done.insert((scope, name)) {
                continue;
            }
            if let Found::Entry { obj, path, indirect } = self.lookup_field_or_method(t, false, pkg, name)
                && self.obj(obj).is_func()
            {
                out.push((obj, path, indirect));
            }
        }
        let mut order: Vec<ObjId> = out.iter().map(|e| e.0).collect();
        self.sort_methods(&mut order);
        out.sort_by_key(|e| order.iter().position(|&o| o == e.0));
        out
    }

    fn collect_method_names(&self, t: TypeId, seen: &mut FxHashSet<TypeId>, out: &mut Vec<(PkgId, Name)>) {
        let t = self.unalias(t);
        if !seen.insert(t) {
            return;
        }
        let mut add = |m: ObjId| out.push((self.obj(m).pkg, self.obj(m).name));
        self.declared_methods(t).iter().for_each(|&m| add(m));
        let u = self.under(t);
        match self.kind(u) {
            TypeKind::Interface(_) => self.type_set(u).methods.iter().for_each(|&m| add(m)),
            TypeKind::Struct(st) => {
                for &f in st.fields.iter().filter(|&&f| self.obj(f).is_embedded()) {
                    self.collect_method_names(self.deref(self.obj_type(f)).0, seen, out);
                }
            }
            _ => {}
        }
    }
}

/// What one depth has given so far.
struct Level {
    found: Option<(ObjId, Path, bool)>,
    ambiguous: Option<Path>,
}

impl Level {
    fn add(&mut self, e: &Embedded, index: usize, obj: ObjId) {
        let path = extended(&e.path, index);
        if self.found.is_some() || e.multiple {
            self.ambiguous = Some(path);
            return;
        }
        self.found = Some((obj, path, e.indirect));
    }
}

fn extended(path: &Path, index: usize) -> Path {
    let mut path = path.clone();
    path.push(index as u32);
    path
}
