//! Where variables live, and the beginning and end of functions.

use crate::func::FuncGen;
use crate::state::Storage;
use crate::value::Val;
use ssa::{Imm, Layout, Op, PassMode, SlotId, SlotKind, Type, ValueId};
use types::TypeId;
use types::body::{ExprId, LocalId, LocalKind};

/// Larger variables are not put into the frame (`cmd/compile/internal/ir/cfg.go`).
const MAX_VARIABLE: u64 = 10 << 20;

impl FuncGen<'_, '_> {
    /// Whether the variable needs an address that may outlive the frame.
    fn needs_address(&self, local: LocalId) -> bool {
        let l = &self.body.locals[local];
        let exploded = self.layout(self.ty(l.typ)).is_exploded();
        let too_large = !exploded && l.kind != LocalKind::Param && self.size(self.ty(l.typ)) > MAX_VARIABLE;
        too_large || self.is_seen_by_address(local)
    }
    /// Whether a pointer to the variable may be had, by the program or a closure.
    pub(crate) fn is_seen_by_address(&self, local: LocalId) -> bool {
        let l = &self.body.locals[local];
        let exploded = self.layout(self.ty(l.typ)).is_exploded();
        l.address_taken || l.captured && (l.by_ref || !exploded)
    }
    /// What a closure holds for a captured variable.
    pub(crate) fn is_captured_by_address(&self, local: LocalId) -> bool {
        self.needs_address(local)
    }

    /// The prologue: captured variables, parameters, results.
    pub(crate) fn enter(&mut self) {
        self.at(self.body.funcs[self.id].pos);
        self.enter_captures();
        self.describe_signature();
        self.enter_params();
        let f = &self.body.funcs[self.id];
        for (n, &local) in f.results.iter().enumerate() {
            let t = self.ty(self.body.locals[local].typ);
            if f.has_defer {
                self.enter_observable_result(local, t);
            } else {
                self.declare(local, None);
                self.keep_at_home(local, f.params.len() + n);
            }
        }
    }

    fn enter_captures(&mut self) {
        let captures = &self.body.funcs[self.id].captures;
        if captures.is_empty() {
            return;
        }
        let closure = self.b.ins(Op::ClosurePtr, Imm::None, &[], Type::Ptr);
        let layout = self.closure_layout(captures.iter().map(|c| c.local));
        for (i, c) in captures.iter().enumerate() {
            let offset = layout.field_offset(i + 1) as i64;
            let storage = if self.is_captured_by_address(c.local) {
                let var = self.b.var(Type::Ptr);
                let at = self.b.load(Type::Ptr, closure, offset as i32);
                self.b.def_var(var, at);
                Storage::Heap(var)
            } else {
                let t = self.ty(self.body.locals[c.local].typ);
                let val = self.load_val(closure, offset, t);
                let vars = self.new_vars(t);
                self.def_vars(&vars, &val);
                self.describe_value(c.local, &val);
                Storage::Vars(vars)
            };
            self.describe_storage(c.local, &storage);
            self.storage.insert(c.local, storage);
        }
    }
    /// A closure: code address, then each captured variable or its address.
    pub(crate) fn closure_layout(&self, captured: impl Iterator<Item = LocalId>) -> Layout {
        let field = |local: LocalId| match self.is_captured_by_address(local) {
            true => Layout::Scalar(Type::Ptr),
            false => (*self.layout(self.ty(self.body.locals[local].typ))).clone(),
        };
        Layout::of_fields(std::iter::once(Layout::Scalar(Type::Word)).chain(captured.map(field)).collect())
    }

    fn enter_params(&mut self) {
        let entry = self.b.current();
        let mut leaves = self.b.func.blocks[entry].params.clone().into_iter();
        let items = self.b.func.sigs[self.b.func.sig].params.clone();
        let mut slots = self.param_slots().into_iter();
        for (n, (&local, item)) in self.body.funcs[self.id].params.iter().zip(&items).enumerate() {
            let val = match item.mode {
                PassMode::Leaves => {
                    let n = item.layout.leaves(usize::MAX).map_or(0, |l| l.len());
                    Val::Leaves(leaves.by_ref().take(n).collect())
                }
                PassMode::Memory => {
                    let slot = slots.next().expect("a slot for each parameter in memory");
                    if !self.needs_address(local) {
                        self.describe_slot(local, slot);
                        self.storage.insert(local, Storage::Slot(slot));
                        continue;
                    }
                    Val::Mem(self.b.slot_addr(slot, 0))
                }
            };
            self.declare(local, Some(val));
            self.keep_at_home(local, n);
        }
    }
    /// A parameter, or behind those a result, that has memory of its own has it where the caller keeps room.
    fn keep_at_home(&mut self, local: LocalId, n: usize) {
        let sig = &self.b.func.sigs[self.b.func.sig];
        let mode = sig.params.iter().chain(&sig.results).nth(n).map(|item| item.mode);
        if let (Some(PassMode::Leaves), Some(&Storage::Slot(slot))) = (mode, self.storage.get(&local)) {
            self.b.func.slots[slot].kind = SlotKind::Home(n as u32);
        }
    }
    fn param_slots(&self) -> Vec<SlotId> {
        let slots = self.b.func.slots.iter_enumerated();
        slots.filter(|(_, s)| matches!(s.kind, SlotKind::Param(_))).map(|(id, _)| id).collect()
    }

    /// With `defer`, results live where the way out after a recovered panic finds them.
    fn enter_observable_result(&mut self, local: LocalId, t: TypeId) {
        let by_address = self.needs_address(local);
        let layout = if by_address { Layout::Scalar(Type::Ptr) } else { (*self.layout(t)).clone() };
        let n = self.b.func.result_slots.len();
        let slot = self.b.func.slot(format!("result{n}"), layout);
        self.b.func.slots[slot].observable = true;
        self.b.func.result_slots.push(slot);
        self.b.func.indirect_results.push(by_address);
        let addr = self.b.slot_addr(slot, 0);
        if by_address {
            let ty = self.type_ref(t);
            let cell = self.new_variable(local, ty);
            self.b.store(addr, 0, cell);
            let var = self.b.var(Type::Ptr);
            self.b.def_var(var, cell);
            self.describe_storage(local, &Storage::Heap(var));
            self.storage.insert(local, Storage::Heap(var));
        } else {
            // Zeroed by the prologue.
            self.describe_storage(local, &Storage::Slot(slot));
            self.storage.insert(local, Storage::Slot(slot));
        }
    }

    /// A new variable with its first value (zero without one).
    pub(crate) fn declare(&mut self, local: LocalId, init: Option<Val>) {
        let t = self.ty(self.body.locals[local].typ);
        if self.needs_address(local) {
            let ty = self.type_ref(t);
            let cell = self.new_variable(local, ty);
            if let Some(val) = init {
                self.store_val(cell, 0, t, &val);
            }
            let var = match self.storage.get(&local) {
                Some(Storage::Heap(var)) => *var,
                _ => self.b.var(Type::Ptr),
            };
            self.b.def_var(var, cell);
            self.describe_storage(local, &Storage::Heap(var));
            self.storage.insert(local, Storage::Heap(var));
        } else if self.layout(t).is_exploded() && !self.is_in_memory(local) {
            let val = init.unwrap_or_else(|| self.zero_val(t));
            let vars = match self.storage.get(&local) {
                Some(Storage::Vars(vars)) => vars.clone(),
                _ => self.new_vars(t),
            };
            self.def_vars(&vars, &val);
            self.describe_value(local, &val);
            self.storage.insert(local, Storage::Vars(vars));
        } else {
            self.declare_slot(local, t, init);
        }
    }
    /// A new variable whose first value is a literal that is built where the variable lies. Nothing in the literal
    /// can refer to the variable.
    pub(crate) fn declare_built(&mut self, local: LocalId, literal: ExprId) {
        let t = self.ty(self.body.locals[local].typ);
        if self.needs_address(local) {
            self.declare(local, None);
            let Some(&Storage::Heap(var)) = self.storage.get(&local) else { unreachable!("declared in memory") };
            let cell = self.b.use_var(var);
            return self.put(cell, 0, literal);
        }
        let slot = self.slot_of(local, t);
        self.b.inst(Op::SlotDef, Imm::Slot(slot, 0), &[], &[]);
        let addr = self.b.slot_addr(slot, 0);
        self.build(addr, literal, t);
        self.describe_storage(local, &Storage::Slot(slot));
        self.storage.insert(local, Storage::Slot(slot));
    }
    /// The slot of a variable that lives in one.
    fn slot_of(&mut self, local: LocalId, t: TypeId) -> SlotId {
        match self.storage.get(&local) {
            Some(Storage::Slot(slot)) => *slot,
            _ => {
                let name = self.local_name(local);
                let layout = (*self.layout(t)).clone();
                self.b.func.slot(name, layout)
            }
        }
    }
    fn declare_slot(&mut self, local: LocalId, t: TypeId, init: Option<Val>) {
        let slot = self.slot_of(local, t);
        // The first value may be made from the variable's former life: copy before that ends.
        let init = init.map(|v| self.own(t, v));
        self.b.inst(Op::SlotDef, Imm::Slot(slot, 0), &[], &[]);
        let addr = self.b.slot_addr(slot, 0);
        match init {
            Some(val) => self.store_val(addr, 0, t, &val),
            None => self.zero_mem(addr, t),
        }
        self.describe_storage(local, &Storage::Slot(slot));
        self.storage.insert(local, Storage::Slot(slot));
    }
    /// The site that allocates a variable.
    fn new_variable(&mut self, local: LocalId, ty: ssa::TypeId) -> ValueId {
        let site = self.b.inst(Op::AllocNew, Imm::Type(ty), &[], &[Type::Ptr]);
        let name = self.local_name(local);
        self.b.func.variables.insert(site, name.into());
        if let Some(n) = self.param_number(local) {
            self.b.func.homes.insert(site, n);
        }
        self.b.results(site)[0]
    }
    /// The number of a parameter of this function that is passed by its scalars.
    fn param_number(&self, local: LocalId) -> Option<u32> {
        let n = self.body.funcs[self.id].params.iter().position(|&p| p == local)?;
        let item = &self.b.func.sigs[self.b.func.sig].params[n];
        (item.mode == PassMode::Leaves).then_some(n as u32)
    }
    fn local_name(&self, local: LocalId) -> String {
        let l = &self.body.locals[local];
        let name = l.obj.map_or("", |obj| self.s().text(self.s().obj(obj).name));
        match (name, l.kind) {
            ("" | "_", LocalKind::Result) => {
                let n = self.body.funcs[self.id].results.iter().position(|r| *r == local);
                format!("~r{}", n.unwrap_or_default())
            }
            ("" | "_", _) => ".tmp".to_owned(),
            (name, _) => name.to_owned(),
        }
    }
    /// The storage of a variable; one that was not reached yet (a jump over it) begins zero.
    pub(crate) fn storage(&mut self, local: LocalId) -> Storage {
        if !self.storage.contains_key(&local) {
            self.declare(local, None);
        }
        self.storage[&local].clone()
    }
    /// The address of a variable that has one.
    pub(crate) fn storage_addr(&mut self, storage: &Storage) -> Option<ValueId> {
        match storage {
            Storage::Vars(_) => None,
            Storage::Slot(slot) => Some(self.b.slot_addr(*slot, 0)),
            Storage::Heap(var) => Some(self.b.use_var(*var)),
        }
    }

    /// Returns; without values what the result variables hold.
    pub(crate) fn return_results(&mut self, values: Option<Vec<Val>>) {
        let f = &self.body.funcs[self.id];
        if let Some(values) = values {
            if !f.has_defer && !self.cx.config.no_opt {
                return self.ret(&values);
            }
            // Debuggers find results in their variables when the frame is gone.
            for (&local, val) in f.results.iter().zip(&values) {
                self.assign_local(local, val);
            }
            if !f.has_defer {
                return self.ret(&values);
            }
        }
        if f.has_defer {
            return self.defer_exit();
        }
        let values: Vec<Val> = f.results.iter().map(|&local| self.read_local(local)).collect();
        self.ret(&values);
    }
    pub(crate) fn ret(&mut self, values: &[Val]) {
        let mut args = Vec::new();
        for val in values {
            match val {
                Val::Leaves(l) => args.extend(l.iter().copied()),
                Val::Mem(addr) => args.push(*addr),
            }
        }
        self.b.ret(&args);
    }
    /// Sets a variable.
    pub(crate) fn assign_local(&mut self, local: LocalId, val: &Val) {
        let t = self.ty(self.body.locals[local].typ);
        match self.storage(local) {
            Storage::Vars(vars) => self.def_vars(&vars, val),
            storage => {
                let addr = self.storage_addr(&storage).expect("not SSA variables");
                self.store_val(addr, 0, t, val);
            }
        }
    }
    /// The value of a variable.
    pub(crate) fn read_local(&mut self, local: LocalId) -> Val {
        let t = self.ty(self.body.locals[local].typ);
        match self.storage(local) {
            Storage::Vars(vars) => self.use_vars(&vars),
            storage => {
                let addr = self.storage_addr(&storage).expect("not SSA variables");
                self.load_val(addr, 0, t)
            }
        }
    }
}
