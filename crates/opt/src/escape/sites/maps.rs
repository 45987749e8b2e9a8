//! Maps in the frame. In: a site that makes a map that dies with the frame. Out: the map's header
//! in a slot, with its first bucket in another one if it can be small; the runtime gives a map that
//! grows other buckets. To the analysis both are one object: what the elements hold is on the heap.
//! What is called a bucket here is a group of slots in newer releases.
//! Facts: `hmap` in `runtime/map.go`, `Map` in `internal/runtime/maps/map.go`; the choice is that of
//! `cmd/compile/internal/walk/builtin.go`.

use super::{MAX_BYTES, put, slot_type};
use release::fields;
use ssa::{BlockId, Func, Imm, Inst, InstId, Layout, Maps, Op, RtFn, SlotId, Type, ValueId};

/// Entries of a bucket.
const BUCKET: i64 = 8;
/// The control bytes of a group whose slots are all free.
const ALL_FREE: i64 = 0x8080_8080_8080_8080_u64 as i64;

/// Buckets: count, flags, logarithm of the number of buckets, overflow buckets, seed; buckets, old
/// buckets, progress of evacuation, lists of overflow buckets. Groups: count, seed, group or directory, its length;
/// depth, shift and a mark of writers; number of clearings.
fn header(maps: Maps) -> Layout {
    use Type::*;
    let scalars: &[Type] = match maps {
        Maps::Buckets => &[I64, I8, I8, I16, I32, Ptr, Ptr, Word, Ptr],
        Maps::Swiss => &[I64, Word, Ptr, I64, I8, I8, I8, I64],
    };
    Layout::of_fields(scalars.iter().map(|&t| Layout::Scalar(t)).collect())
}

/// What makes the seed of hashes, its type, and where it stands in a header.
fn seed(maps: Maps) -> (RtFn, Type, i32) {
    match maps {
        Maps::Buckets => (RtFn::Rand32, Type::I32, fields::HMAP_HASH0),
        Maps::Swiss => (RtFn::Rand, Type::I64, fields::MAP_SEED),
    }
}

/// Whether the first bucket is small enough for the frame.
pub fn may_be_slot(func: &Func, inst: &Inst) -> bool {
    matches!(inst.imm, Imm::Types(_, bucket) if func.types[bucket].layout.size() <= MAX_BYTES)
}

/// Makes the site slots.
pub fn replace(func: &mut Func, b: BlockId, id: InstId) {
    let inst = func.insts[id].clone();
    let &Imm::Types(map, bucket) = &inst.imm else { return };
    let (hint, known, maps) = (inst.args[0], func.const_int(inst.args[0]), func.release.maps);
    let (slot, mut new) = begin(func, ".map", header(maps), &inst);
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
        if maps == Maps::Swiss {
            let free = func.add_inst(Op::IConst, Imm::Int(ALL_FREE), &[], &[Type::I64], inst.pos);
            new.push(free);
            let free = func.insts[free].results[0];
            new.push(func.add_inst(Op::Store, Imm::Offset(0), &[addr, free], &[], inst.pos));
        }
        new.push(func.add_inst(Op::Store, Imm::Offset(fields::HMAP_BUCKETS), &[map_addr, addr], &[], inst.pos));
    }
    if known.is_some_and(|n| n <= BUCKET) {
        let (random, ty, at) = seed(maps);
        let value = func.add_inst(Op::CallRt, Imm::Rt(random), &[], &[ty], inst.pos);
        new.push(value);
        let value = func.insts[value].results[0];
        new.push(func.add_inst(Op::Store, Imm::Offset(at), &[map_addr, value], &[], inst.pos));
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
