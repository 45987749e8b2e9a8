//! What debuggers are told of variables. In: the variables of a function; out: entries of
//! [`ssa::Func::debug`]. Parameters and results are always named; with `-N` each variable has a
//! slot for the whole function, and its entry says which. Without, variables that are set once have the values that they
//! are set to, those in slots their slots, those whose address is taken the value that is their address, and others are
//! known by name and type alone.

use crate::func::FuncGen;
use crate::state::Storage;
use crate::value::Val;
use ssa::{DebugKind, DebugVar, InlineId, Layout, NamedValue, SlotId, Type};
use types::body::{LocalId, LocalKind};

impl FuncGen<'_, '_> {
    /// Names parameters and results.
    pub(crate) fn describe_signature(&mut self) {
        if !self.cx.config.dwarf {
            return;
        }
        let f = &self.body.funcs[self.id];
        for (&local, kind) in
            f.params.iter().map(|l| (l, DebugKind::Param)).chain(f.results.iter().map(|l| (l, DebugKind::Result)))
        {
            let named = self.debug_name(local);
            let n = self.b.func.debug.iter().filter(|v| v.kind == DebugKind::Result).count();
            let name = match (named, kind) {
                (Some(name), _) if !matches!(&*name, "" | "_") => name,
                (_, DebugKind::Result) => format!("~r{n}"),
                _ => continue,
            };
            self.describe(local, &name, kind);
            let l = &self.body.locals[local];
            if kind == DebugKind::Param && !l.reassigned && !l.address_taken {
                let n = f.params.iter().position(|&p| p == local).map(|n| n as u32);
                let at = self.debug_index[&local];
                self.b.func.debug[at].param = n;
            }
        }
    }
    fn debug_name(&self, local: LocalId) -> Option<String> {
        let obj = self.body.locals[local].obj?;
        Some(self.s().text(self.s().obj(obj).name).to_owned())
    }
    fn describe(&mut self, local: LocalId, name: &str, kind: DebugKind) {
        let l = &self.body.locals[local];
        let ty = self.type_ref(self.ty(l.typ));
        let line = self.cx.sources.loc(l.pos).map_or(0, |at| at.line as i32 - self.start_line as i32);
        let (ty, size) = (self.b.func.types[ty].symbol.clone(), self.b.func.types[ty].layout.size());
        self.debug_index.insert(local, self.b.func.debug.len());
        self.b.func.debug.push(DebugVar {
            name: name.into(),
            ty,
            size,
            line,
            kind,
            slot: None,
            indirect: false,
            param: None,
            inline: InlineId::NONE,
        });
    }
    /// Whether debuggers are told of an optimized variable of a type. For a type that is declared in a function that would
    /// be the only use of its descriptor, and of the wrappers of methods that come with it.
    fn is_described(&self, t: types::TypeId) -> bool {
        !self.cx.names.symbol(self.cx.layouts.rtype(t)).contains('·')
    }
    /// Notes the value of a variable that is optimized.
    pub(crate) fn describe_value(&mut self, local: LocalId, val: &Val) {
        if !self.cx.config.dwarf || self.cx.config.no_opt {
            return;
        }
        let l = &self.body.locals[local];
        let (is_set_once, typ, is_new) = (!l.reassigned, l.typ, !self.debug_index.contains_key(&local));
        if !self.is_described(self.ty(typ)) {
            return;
        }
        match self.debug_name(local) {
            Some(name) if name != "_" && is_new => self.describe(local, &name, DebugKind::Local),
            Some(_) if !is_new => {
                // It is declared at several places of the code, or has a place of its own.
                let at = self.debug_index[&local] as u32;
                return self.b.func.named.retain(|n| n.var != at);
            }
            _ => return,
        }
        if !is_set_once {
            return;
        }
        let (t, var) = (self.ty(typ), self.debug_index[&local] as u32);
        let leaves = self.layout(t).leaves(usize::MAX).unwrap_or_default();
        let named = leaves.iter().zip(val.leaves());
        let named = named.map(|(l, &value)| NamedValue { var, offset: l.offset, ty: l.ty, value });
        self.b.func.named.extend(named);
    }
    /// Notes where a variable lives, for debuggers.
    pub(crate) fn describe_storage(&mut self, local: LocalId, storage: &Storage) {
        if !self.cx.config.dwarf {
            return;
        }
        if !self.is_in_memory(local) {
            return self.describe_optimized(local, storage);
        }
        if !self.debug_index.contains_key(&local) {
            match self.debug_name(local) {
                Some(name) if name != "_" => self.describe(local, &name, DebugKind::Local),
                _ => return,
            }
        }
        let at = self.debug_index[&local];
        let (slot, indirect) = match *storage {
            Storage::Slot(slot) => (slot, false),
            Storage::Heap(var) => {
                let slot = self.pointer_slot(at);
                let (to, cell) = (self.b.slot_addr(slot, 0), self.b.use_var(var));
                self.b.store(to, 0, cell);
                (slot, true)
            }
            Storage::Vars(_) => return,
        };
        let entry = &mut self.b.func.debug[at];
        (entry.slot, entry.indirect) = (Some(slot), indirect);
    }
    /// Notes the slot of an optimized variable, or the value that is its address.
    fn describe_optimized(&mut self, local: LocalId, storage: &Storage) {
        let known = self.debug_index.get(&local).copied();
        let at = match known {
            _ if matches!(storage, Storage::Vars(_)) || !self.is_described(self.ty(self.body.locals[local].typ)) => {
                return;
            }
            // It is declared at several places of the code.
            Some(at) if self.b.func.debug[at].kind == DebugKind::Local => {
                return self.b.func.named.retain(|n| n.var as usize != at);
            }
            Some(at) => at,
            None => {
                let Some(name) = self.debug_name(local).filter(|name| name != "_") else { return };
                self.describe(local, &name, DebugKind::Local);
                self.debug_index[&local]
            }
        };
        match *storage {
            Storage::Slot(slot) if known.is_none() => self.b.func.debug[at].slot = Some(slot),
            Storage::Heap(var) => {
                let (var, value) = (at as u32, self.b.use_var(var));
                self.b.func.debug[at].indirect = true;
                let behind = self.b.func.named.partition_point(|n| n.var <= var);
                self.b.func.named.insert(behind, NamedValue { var, offset: 0, ty: Type::Ptr, value });
            }
            _ => {}
        }
    }
    /// Notes that a parameter or result lives in a slot for the whole function.
    pub(crate) fn describe_slot(&mut self, local: LocalId, slot: SlotId) {
        if let Some(&at) = self.debug_index.get(&local) {
            self.b.func.debug[at].slot = Some(slot);
        }
    }
    /// The slot that holds the address of the variable with this entry.
    fn pointer_slot(&mut self, at: usize) -> SlotId {
        let entry = &self.b.func.debug[at];
        match entry.slot {
            Some(slot) if entry.indirect => slot,
            _ => {
                let name = format!("&{}", entry.name);
                self.b.func.slot(name, Layout::Scalar(Type::Ptr))
            }
        }
    }
    /// Whether a variable is to have memory of its own whatever it is used for: with `-N`, all
    /// that the source names.
    pub(crate) fn is_in_memory(&self, local: LocalId) -> bool {
        let l = &self.body.locals[local];
        self.cx.config.no_opt && (l.obj.is_some() || l.kind == LocalKind::Result)
    }
}
