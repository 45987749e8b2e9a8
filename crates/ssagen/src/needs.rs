//! What generated functions refer to and somebody else has to provide.

use types::body::FuncRef;
use types::{ObjId, TypeId};

/// A read-only or writable piece of static data that belongs to one function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaticData {
    /// Symbol.
    pub name: String,
    /// Contents.
    pub bytes: Vec<u8>,
    /// Addresses in it: offset, symbol, addend.
    pub addrs: Vec<(u32, String, i64)>,
    /// Never written.
    pub read_only: bool,
    /// Other packages may make the same: it belongs to an instance of a generic function.
    pub shared: bool,
    /// The Go type, for the collector, where it is writable and has pointers.
    pub typ: Option<TypeId>,
}

/// A construct that cannot be generated yet, with the word for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// Where.
    pub pos: base::Pos,
    /// What.
    pub what: &'static str,
}

/// Everything a function refers to beyond symbols that exist anyway.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// Instances of generic functions and methods, type arguments concrete.
    pub instances: Vec<FuncRef>,
    /// Types whose descriptors are named.
    pub types: Vec<TypeId>,
    /// Struct types of closures: descriptors without equality.
    pub closure_types: Vec<TypeId>,
    /// Itabs: concrete type, interface.
    pub itabs: Vec<(TypeId, TypeId)>,
    /// Interface types that values of other interfaces are asserted to have.
    pub asserted: Vec<TypeId>,
    /// Types whose equality function is called.
    pub equal: Vec<TypeId>,
    /// Types whose hash function is called.
    pub hash: Vec<TypeId>,
    /// Methods called on exactly this receiver type, perhaps by a wrapper.
    pub methods: Vec<(TypeId, ObjId)>,
    /// Instances of generic methods that are values as functions of receivers of this type, which is not the method's.
    pub generic_methods: Vec<(TypeId, FuncRef)>,
    /// Functions whose func value `F·f` is named, by text symbol.
    pub func_values: Vec<String>,
    /// Func values that have another name than their function: both names, without `·f`.
    pub foreign_values: Vec<(String, String)>,
    /// Texts of string constants (`go:string.…`).
    pub strings: Vec<Vec<u8>>,
    /// Zeroed read-only memory: symbol and bytes.
    pub zeros: Vec<(String, u64)>,
    /// Static data.
    pub statics: Vec<StaticData>,
    /// Functions and methods called by name.
    pub callees: Vec<ObjId>,
    /// What is missing.
    pub unsupported: Vec<Unsupported>,
}

impl Needs {
    /// Whether nothing is needed.
    pub fn is_empty(&self) -> bool {
        self.instances.is_empty()
            && self.types.is_empty()
            && self.closure_types.is_empty()
            && self.itabs.is_empty()
            && self.equal.is_empty()
            && self.hash.is_empty()
            && self.methods.is_empty()
            && self.generic_methods.is_empty()
            && self.func_values.is_empty()
            && self.foreign_values.is_empty()
            && self.strings.is_empty()
            && self.zeros.is_empty()
            && self.statics.is_empty()
    }
    /// Adds another function's needs.
    pub fn extend(&mut self, other: Needs) {
        self.instances.extend(other.instances);
        self.types.extend(other.types);
        self.closure_types.extend(other.closure_types);
        self.itabs.extend(other.itabs);
        self.asserted.extend(other.asserted);
        self.equal.extend(other.equal);
        self.hash.extend(other.hash);
        self.methods.extend(other.methods);
        self.generic_methods.extend(other.generic_methods);
        self.func_values.extend(other.func_values);
        self.foreign_values.extend(other.foreign_values);
        self.strings.extend(other.strings);
        self.zeros.extend(other.zeros);
        self.statics.extend(other.statics);
        self.callees.extend(other.callees);
        self.unsupported.extend(other.unsupported);
    }
}
