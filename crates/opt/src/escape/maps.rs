//! Maps in the frame. In: a site that makes a map that dies with the frame. Out: the map's header
//! in a slot, with its first bucket in another one if it can be small; the runtime gives a map that
//! grows other buckets. To the analysis both are one object: what the elements hold is on the heap.
//! Facts: `hmap` in `runtime/map.go`; the choice is that of `cmd/compile/internal/walk/builtin.go`.

use super::sites::{MAX_BYTES, put, slot_type};
use release::fields;
use ssa::{BlockId, Func, Imm, Inst, InstId, Layout, Op, RtFn, SlotId, Type, ValueId};

/// Entries of a bucket.
const BUCKET: i64 = 8;

/// Count, flags, logarithm of the number of buckets, overflow buckets, seed; buckets, old
/// buckets, progress of evacuation, lists of overflow buckets.
fn header() -> Layout {
    use Type::*;
    Layout::of_fields([I64, I8, I8, I16, I32, Ptr, Ptr, Word, Ptr].map(Layout::Scalar).into())
}

/// Whether the first bucket is small enough for the frame.
pub fn may_be_slot(func: &Func, inst: &Inst) -> bool {
    matches!(inst.imm, Imm::Types(_, bucket) if func.types[bucket].layout.size() <= MAX_BYTES)
}

/// Makes the site slots.
pub fn replace(func: &mut Func, b: BlockId, id: InstId) {
    let inst = func.insts[id].clone();
    let &Imm::Types(map, bucket) = &inst.imm else { return };
    let (hint, known) = (inst.args[0], func.const_int(inst.args[0]));
    let (slot, mut new) = begin(func, ".map", header(), &inst);
    // The site becomes the address, so its result keeps its name.
    let site = &mut func.insts[id];
    (site.op, site.imm) = (Op::SlotAddr, Imm::Slot(slot, 0));
    site.args.clear();
    new.push(id);
    let map_addr = inst.results[0];
    zero(func, &mut new, slot, map_addr, &inst);
    if known.is_none_or(|n| n <= BUCKET) {
        let layout = func.types[bucket].layout.clone();
        let (slot, def) = begin(func, ".bucket", layout, &inst);
        new.extend(def);
        let addr = func.add_inst(Op::SlotAddr, Imm::Slot(slot, 0), &[], &[Type::Ptr], inst.pos);
        new.push(addr);
        let addr = func.insts[addr].results[0];
        zero(func, &mut new, slot, addr, &inst);
        new.push(func.add_inst(Op::Store, Imm::Offset(fields::HMAP_BUCKETS), &[map_addr, addr], &[], inst.pos));
    }
    if known.is_some_and(|n| n <= BUCKET) {
        let seed = func.add_inst(Op::CallRt, Imm::Rt(RtFn::Rand32), &[], &[Type::I32], inst.pos);
        new.push(seed);
        let seed = func.insts[seed].results[0];
        new.push(func.add_inst(Op::Store, Imm::Offset(fields::HMAP_HASH0), &[map_addr, seed], &[], inst.pos));
    } else {
        let symbol = func.types[map].symbol.clone();
        let symbol = func.sym(&symbol, obj::Abi::Abi0);
        let ty = func.add_inst(Op::SymAddr, Imm::Sym(symbol, 0), &[], &[Type::Ptr], inst.pos);
        new.push(ty);
        let args = [func.insts[ty].results[0], hint, map_addr];
        new.push(func.add_inst(Op::CallRt, Imm::Rt(RtFn::MakeMap), &args, &[Type::Ptr], inst.pos));
    }
    put(func, b, id, new);
}

/// A slot whose life begins at the site.
fn begin(func: &mut Func, name: &str, layout: Layout, site: &Inst) -> (SlotId, Vec<InstId>) {
    let slot = func.slot(name, layout);
    (slot, vec![func.add_inst(Op::SlotDef, Imm::Slot(slot, 0), &[], &[], site.pos)])
}

fn zero(func: &mut Func, out: &mut Vec<InstId>, slot: SlotId, addr: ValueId, site: &Inst) {
    let layout = func.slots[slot].layout.clone();
    let t = slot_type(func, slot, layout);
    out.push(func.add_inst(Op::Zero, Imm::Type(t), &[addr], &[], site.pos));
}
