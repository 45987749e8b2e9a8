//! What the language allows but the compiler refuses, in a package that is otherwise right:
//! interfaces that contain themselves without a name between (their descriptors would be
//! infinite, Go issue 56103), arrays larger than the address space, channel elements above
//! 64 kB. In: the interface, array and channel types written in the package. Authority for the
//! limits and the words: `cmd/compile/internal/noder`, `types/size.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::types::{TypeId, TypeKind};
use base::FxHashMap;

/// Interfaces visited, and whether each is part of a cycle (as far as is known).
type Visited = FxHashMap<TypeId, bool>;

/// Types are smaller than this.
const MAX_SIZE: u64 = 1 << 50;

/// Channel elements are smaller than this.
const MAX_CHAN_ELEM: u64 = 1 << 16;

/// Keys and elements of maps are smaller than this, from go1.27 on.
const MAX_MAP_PART: u64 = 1 << 31;

impl Checker<'_> {
    /// Reports types the compiler refuses.
    pub(crate) fn check_compiler_limits(&mut self) {
        for (pos, name, typ) in std::mem::take(&mut self.printed) {
            if matches!(self.s.under_kind(typ), TypeKind::Array(..) | TypeKind::Struct(_)) {
                let msg = format!("illegal types for operand: {name}\n\t{}", self.type_text(typ));
                self.error(pos, Code::InvalidCall, msg);
            }
        }
        let mut visited = Visited::default();
        let mut list = std::mem::take(&mut self.limited);
        list.sort_by_key(|e| e.0);
        for (pos, t) in list {
            let interface = matches!(self.s.kind(t), TypeKind::Interface(_));
            if interface && self.methods_reach_cycle(t, &mut visited, 0) {
                let msg = "invalid recursive type: anonymous interface refers to itself \
                           (see https://go.dev/issue/56103)";
                self.error(pos, Code::InvalidTypeCycle, msg);
                visited.values_mut().for_each(|v| *v = false);
            } else if let Some(msg) = self.size_error(t) {
                self.error(pos, Code::TypeTooLarge, msg);
            }
        }
    }

    fn size_error(&self, t: TypeId) -> Option<String> {
        match *self.s.kind(t) {
            TypeKind::Array(elem, Some(n)) => {
                let fits = match self.s.sizeof(elem) {
                    Some(0) => true,
                    Some(size) => n <= (MAX_SIZE - 1) / size,
                    None => false,
                };
                (!fits).then(|| format!("type {} larger than address space", self.type_text(t)))
            }
            TypeKind::Map(key, elem) => {
                let large = |t| self.s.sizeof(t).is_none_or(|size| size >= MAX_MAP_PART);
                match (large(elem), large(key)) {
                    (true, _) => Some("map element type too large".to_string()),
                    (_, true) => Some("map key type too large".to_string()),
                    _ => None,
                }
            }
            TypeKind::Chan(_, elem) => {
                let fits = self.s.sizeof(elem).is_some_and(|size| size < MAX_CHAN_ELEM);
                (!fits).then(|| "channel element type too large (>64kB)".to_string())
            }
            _ => None,
        }
    }

    fn methods_reach_cycle(&self, iface: TypeId, visited: &mut Visited, depth: u32) -> bool {
        let set = self.s.type_set(iface);
        set.methods.iter().any(|&m| self.reaches_cycle(self.s.obj_type(m), visited, depth + 1))
    }

    fn reaches_cycle(&self, t: TypeId, visited: &mut Visited, depth: u32) -> bool {
        let s = self.s;
        let t = s.unalias(t);
        if depth > 1_000 {
            return false;
        }
        let mut part = |t| self.reaches_cycle(t, visited, depth + 1);
        match s.kind(t) {
            TypeKind::Pointer(e) | TypeKind::Slice(e) | TypeKind::Array(e, _) | TypeKind::Chan(_, e) => part(*e),
            TypeKind::Map(k, e) => part(*k) || part(*e),
            TypeKind::Struct(st) => st.fields.iter().any(|&f| part(s.obj_type(f))),
            TypeKind::Signature(sig) => sig.params.iter().chain(&sig.results).any(|&v| part(s.obj_type(v))),
            TypeKind::Interface(i) if !i.methods.is_empty() || !i.embedded.is_empty() => {
                if let Some(&known) = visited.get(&t) {
                    return known;
                }
                visited.insert(t, true);
                let cyclic = self.methods_reach_cycle(t, visited, depth);
                if !cyclic {
                    visited.insert(t, false);
                }
                cyclic
            }
            _ => false,
        }
    }
}
