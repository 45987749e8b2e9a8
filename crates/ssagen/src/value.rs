//! Values that are moved, stored and computed.

use crate::func::FuncGen;
pub(crate) use crate::val::{Leaves, Val, leaf_types};
use ssa::{Imm, Op, Type, ValueId};
use types::TypeId;

/// Larger values without a name are not put into the frame (`cmd/compile/internal/ir/cfg.go`).
pub(crate) const MAX_TEMP: u64 = 64 << 10;
/// From this size on some are again: the official compiler has all of them there, which makes frames so large that it
/// refuses them, or that the runtime ends the program.
const HUGE_TEMP: u64 = 64 << 20;

impl FuncGen<'_, '_> {
    /// The zero value of a type.
    pub(crate) fn zero_val(&mut self, t: TypeId) -> Val {
        let layout = self.layout(t);
        if layout.is_exploded() {
            return Val::Leaves(leaf_types(&layout).into_iter().map(|ty| self.b.zero(ty)).collect());
        }
        let addr = self.temp(t);
        self.zero_mem(addr, t);
        Val::Mem(addr)
    }
    /// Reads a value from memory. One in memory stays there.
    pub(crate) fn load_val(&mut self, addr: ValueId, offset: i64, t: TypeId) -> Val {
        let layout = self.layout(t);
        if !layout.is_exploded() {
            return Val::Mem(self.addr_plus(addr, offset));
        }
        let leaves = layout.leaves(4).unwrap_or_default();
        Val::Leaves(leaves.iter().map(|l| self.load_leaf(l.ty, addr, offset + l.offset as i64)).collect())
    }
    fn load_leaf(&mut self, ty: Type, addr: ValueId, offset: i64) -> ValueId {
        let (addr, offset) = self.near(addr, offset);
        self.b.load(ty, addr, offset)
    }
    /// Writes a value to memory.
    pub(crate) fn store_val(&mut self, addr: ValueId, offset: i64, t: TypeId, val: &Val) {
        let layout = self.layout(t);
        match val {
            Val::Leaves(values) => {
                let leaves = layout.leaves(4).unwrap_or_default();
                for (leaf, &v) in leaves.iter().zip(values) {
                    let (addr, offset) = self.near(addr, offset + leaf.offset as i64);
                    self.b.store(addr, offset, v);
                }
            }
            Val::Mem(from) => {
                let to = self.addr_plus(addr, offset);
                self.move_mem(to, *from, t);
            }
        }
    }
    /// Copies a value between places in memory.
    pub(crate) fn move_mem(&mut self, to: ValueId, from: ValueId, t: TypeId) {
        if self.layout(t).size() > 0 {
            let ty = self.type_ref(t);
            self.b.inst(Op::Move, Imm::Type(ty), &[to, from], &[]);
        }
    }
    /// Zeroes a place in memory.
    pub(crate) fn zero_mem(&mut self, addr: ValueId, t: TypeId) {
        if self.layout(t).size() > 0 {
            let ty = self.type_ref(t);
            self.b.inst(Op::Zero, Imm::Type(ty), &[addr], &[]);
        }
    }
    /// The address of new memory in the frame for a value, contents undefined.
    pub(crate) fn temp(&mut self, t: TypeId) -> ValueId {
        let layout = (*self.layout(t)).clone();
        if layout.size() > MAX_TEMP {
            let ty = self.type_ref(t);
            return self.b.ins(Op::AllocNew, Imm::Type(ty), &[], Type::Ptr);
        }
        self.temp_of(layout)
    }
    /// The same for what the official compiler keeps in the frame, whatever its size, and refuses if it is too large.
    pub(crate) fn frame_temp(&mut self, t: TypeId) -> ValueId {
        let layout = self.layout(t);
        if layout.size() < HUGE_TEMP { self.temp(t) } else { self.temp_of((*layout).clone()) }
    }
    /// A copy that later changes of the place it came from do not reach.
    pub(crate) fn own(&mut self, t: TypeId, val: Val) -> Val {
        match val {
            Val::Leaves(_) => val,
            Val::Mem(from) => {
                let to = self.temp(t);
                self.move_mem(to, from, t);
                Val::Mem(to)
            }
        }
    }
    /// The same in memory that counts for the size of the frame.
    pub(crate) fn own_in_frame(&mut self, t: TypeId, val: Val) -> Val {
        let Val::Mem(from) = val else { return val };
        let to = self.frame_temp(t);
        self.move_mem(to, from, t);
        Val::Mem(to)
    }
    /// The address of memory that holds the value, for passing it by address.
    pub(crate) fn in_memory(&mut self, t: TypeId, val: &Val) -> ValueId {
        match val {
            Val::Mem(addr) => *addr,
            Val::Leaves(_) => {
                let addr = self.temp(t);
                self.store_val(addr, 0, t, val);
                addr
            }
        }
    }
    /// An address some bytes on.
    pub(crate) fn addr_plus(&mut self, addr: ValueId, offset: i64) -> ValueId {
        if offset == 0 {
            return addr;
        }
        match self.b.func.ty(addr) {
            Type::Ptr => self.b.ins(Op::PtrAddImm, Imm::Int(offset), &[addr], Type::Ptr),
            ty => {
                let n = self.b.iconst(ty, offset);
                self.b.binary(Op::Add, addr, n)
            }
        }
    }
    /// Address and offset such that the offset fits an instruction.
    fn near(&mut self, addr: ValueId, offset: i64) -> (ValueId, i32) {
        match i32::try_from(offset) {
            Ok(near) => (addr, near),
            Err(_) => (self.addr_plus(addr, offset), 0),
        }
    }
}
