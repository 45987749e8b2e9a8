//! Scopes of a package: the universe, the package, its files (frozen after collection), and
//! the local ones of one checker.

use crate::objects::ObjId;
use base::{FxHashMap, Name};

base::define_id!(
    /// A scope. 0 is the universe, 1 the package, 2 and up its files, then the local ones of
    /// one checker.
    ScopeId,
    "scope"
);

impl ScopeId {
    /// The universe.
    pub const UNIVERSE: ScopeId = ScopeId(0);
    /// The package.
    pub const PACKAGE: ScopeId = ScopeId(1);
    /// The scope of file `i`.
    pub fn file(i: usize) -> ScopeId {
        ScopeId(2 + i as u32)
    }
}

/// A scope.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The one around it; `NONE` for the universe.
    pub parent: ScopeId,
    /// Whether it is the outermost scope of a function.
    pub is_func: bool,
    small: Vec<(Name, ObjId)>,
    large: FxHashMap<Name, ObjId>,
}

/// Scopes up to this size are searched linearly.
const SMALL: usize = 8;

impl Scope {
    /// An empty scope.
    pub fn new(parent: ScopeId) -> Scope {
        Scope { parent, is_func: false, small: Vec::new(), large: FxHashMap::default() }
    }
    /// The object declared here under `name`.
    pub fn lookup(&self, name: Name) -> Option<ObjId> {
        if self.small.len() <= SMALL {
            return self.small.iter().find(|e| e.0 == name).map(|e| e.1);
        }
        self.large.get(&name).copied()
    }
    /// Declares `obj`, unless there is another under that name, which is returned.
    pub fn insert(&mut self, name: Name, obj: ObjId) -> Option<ObjId> {
        if let Some(other) = self.lookup(name) {
            return Some(other);
        }
        self.small.push((name, obj));
        if self.small.len() == SMALL + 1 {
            self.large.extend(self.small.iter().copied());
        } else if self.small.len() > SMALL {
            self.large.insert(name, obj);
        }
        None
    }
    /// All entries in order of insertion.
    pub fn entries(&self) -> &[(Name, ObjId)] {
        &self.small
    }
}
