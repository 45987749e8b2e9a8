//! Allocation sites and what becomes of them. A site whose object dies with the frame becomes a
//! slot: its life begins where the object was allocated, with the contents the site gave it.
//! Limits: `cmd/compile/internal/ir/cfg.go`.

use ssa::{BlockId, Func, Imm, Inst, InstId, Layout, Op, RtFn, SlotId, SlotKind, Type, ValueId};

/// Objects larger than this stay on the heap.
pub(super) const MAX_BYTES: u64 = 64 << 10;

/// Whether an operation allocates an object that may be a slot instead.
pub fn is_site(op: Op) -> bool {
    use Op::*;
    matches!(op, AllocNew | AllocArray | AllocSlice | AllocClosure | AllocBox | AllocBoxMem | AllocMap)
        || buffer(op).is_some()
}

/// For conversions and concatenations: the size of the buffer for short results that the runtime
/// may be given (`tmpBuf` and `tmpStringBufSize` of the runtime).
pub fn buffer(op: Op) -> Option<u64> {
    match op {
        Op::StrConcat | Op::BytesToStr | Op::RunesToStr | Op::StrToBytes => Some(32),
        Op::StrToRunes => Some(32 * 4),
        Op::RuneToStr => Some(4),
        _ => None,
    }
}

/// The runtime function that takes the buffer first, then the operation's arguments.
fn with_buffer(inst: &Inst) -> Option<RtFn> {
    Some(match inst.op {
        Op::StrConcat => match inst.args.len() / 2 {
            2 => RtFn::ConcatString2,
            3 => RtFn::ConcatString3,
            4 => RtFn::ConcatString4,
            5 => RtFn::ConcatString5,
            _ => return None,
        },
        conversion => return crate::lower::with_buffer(conversion),
    })
}

/// Whether size and kind allow the object in the frame.
pub fn may_be_slot(func: &Func, inst: &Inst) -> bool {
    match (buffer(inst.op), inst.op) {
        (Some(_), _) => with_buffer(inst).is_some(),
        (None, Op::AllocMap) => super::maps::may_be_slot(func, inst),
        // Arrays behind slice literals have no limit in the official compiler: it refuses what no frame holds.
        _ => object_layout(func, inst)
            .is_some_and(|l| l.size() <= MAX_BYTES || (inst.op == Op::AllocArray && l.size() >= ssa::MAX_FRAME)),
    }
}

fn object_layout(func: &Func, inst: &Inst) -> Option<Layout> {
    let array = |t: ssa::TypeId, n: i64| {
        let elem = &func.types[t].layout;
        let n = u64::try_from(n).ok()?;
        n.checked_mul(elem.size())?;
        Some(Layout::array(n, elem.clone()))
    };
    match (inst.op, &inst.imm) {
        (Op::AllocSlice, &Imm::Type(t)) => {
            let (len, cap) = (func.const_int(inst.args[0])?, func.const_int(inst.args[1])?);
            if len < 0 || len > cap { None } else { array(t, cap) }
        }
        (_, &Imm::Type(t) | &Imm::TypeSym(t, _) | &Imm::Box(t, _)) => Some(func.types[t].layout.clone()),
        (_, &Imm::TypeInt(t, n)) => array(t, n),
        _ => None,
    }
}

/// What must not be on the heap in the runtime but is: variables and closures, except those that
/// goroutines start with. In: a function after the analysis.
pub fn heap_in_runtime(func: &Func) -> Vec<String> {
    let mut out = Vec::new();
    let insts = || func.order.iter().flat_map(|&b| &func.blocks[b].insts).copied();
    for id in insts() {
        let inst = &func.insts[id];
        let what = match (inst.op, &inst.imm) {
            (Op::AllocNew, _) => {
                func.variables.get(&id).map(|v| format!("{v} escapes to heap, not allowed in runtime"))
            }
            (Op::AllocClosure, &Imm::TypeSym(_, code)) => {
                let starts = |i: InstId| {
                    let user = &func.insts[i];
                    user.op == Op::GoStmt && func.resolve(user.args[0]) == inst.results[0]
                };
                let name = &func.syms[code].name;
                // Bound methods are no function literals.
                (!name.ends_with("-fm") && !insts().any(starts))
                    .then(|| format!("heap-allocated closure {name} not allowed in runtime"))
            }
            _ => None,
        };
        let (file, line) = (func.file_at(inst.pos), func.line_at(inst.pos));
        out.extend(what.map(|what| format!("{file}:{line}:{}: {what}", inst.pos.col)));
    }
    out
}

/// Makes an allocation site a slot.
pub fn replace(func: &mut Func, b: BlockId, id: InstId) {
    let inst = func.insts[id].clone();
    if let (Some(size), Some(callee)) = (buffer(inst.op), with_buffer(&inst)) {
        return give_buffer(func, b, id, size, callee);
    }
    if inst.op == Op::AllocMap {
        return super::maps::replace(func, b, id);
    }
    let Some(layout) = object_layout(func, &inst) else { return };
    let name = func.variables.get(&id).cloned().unwrap_or_else(|| format!(".{}", inst.op.name()).into());
    let slot = func.slot(name, layout.clone());
    if let Some(&param) = func.homes.get(&id) {
        func.slots[slot].kind = SlotKind::Home(param);
    }
    let def = func.add_inst(Op::SlotDef, Imm::Slot(slot, 0), &[], &[], inst.pos);
    let mut new = vec![def];
    let result = inst.results[0];
    // The site itself becomes the address, so its result keeps its name.
    let site = &mut func.insts[id];
    (site.op, site.imm) = (Op::SlotAddr, Imm::Slot(slot, 0));
    site.args.clear();
    new.push(id);
    match (inst.op, &inst.imm) {
        (Op::AllocClosure, &Imm::TypeSym(_, code)) => {
            let code = func.add_inst(Op::SymAddr, Imm::Sym(code, 0), &[], &[Type::Word], inst.pos);
            new.push(code);
            let mut values = vec![func.insts[code].results[0]];
            values.extend(&inst.args);
            store_leaves(func, &mut new, &layout, result, &values, &inst);
        }
        (Op::AllocBox, _) => store_leaves(func, &mut new, &layout, result, &inst.args, &inst),
        (Op::AllocBoxMem, &Imm::Type(t)) => {
            new.push(func.add_inst(Op::Move, Imm::Type(t), &[result, inst.args[0]], &[], inst.pos));
        }
        _ if layout.size() > 0 => {
            let t = slot_type(func, slot, layout);
            new.push(func.add_inst(Op::Zero, Imm::Type(t), &[result], &[], inst.pos));
        }
        _ => {}
    }
    put(func, b, id, new);
}

/// Puts instructions in the place of a site.
pub(super) fn put(func: &mut Func, b: BlockId, id: InstId, new: Vec<InstId>) {
    let insts = &mut func.blocks[b].insts;
    let at = insts.iter().position(|&i| i == id).expect("the site is in its block");
    insts.splice(at..=at, new);
}

/// Makes a conversion a call with a buffer in the frame.
fn give_buffer(func: &mut Func, b: BlockId, id: InstId, size: u64, callee: RtFn) {
    let pos = func.insts[id].pos;
    let slot = func.slot(".buffer", Layout::array(size, Layout::Scalar(Type::I8)));
    let def = func.add_inst(Op::SlotDef, Imm::Slot(slot, 0), &[], &[], pos);
    let addr = func.add_inst(Op::SlotAddr, Imm::Slot(slot, 0), &[], &[Type::Ptr], pos);
    let buffer = func.insts[addr].results[0];
    let inst = &mut func.insts[id];
    (inst.op, inst.imm) = (Op::CallRt, Imm::Rt(callee));
    inst.args.insert(0, buffer);
    put(func, b, id, vec![def, addr, id]);
}

/// The type of a slot's contents; it has no descriptor, and memory in the frame needs none.
pub(super) fn slot_type(func: &mut Func, slot: SlotId, layout: Layout) -> ssa::TypeId {
    func.go_type(&format!(".slot{}", slot.0), layout)
}

fn store_leaves(func: &mut Func, out: &mut Vec<InstId>, layout: &Layout, to: ValueId, values: &[ValueId], inst: &Inst) {
    for (leaf, &v) in layout.leaves(usize::MAX).unwrap_or_default().iter().zip(values) {
        out.push(func.add_inst(Op::Store, Imm::Offset(leaf.offset as i32), &[to, v], &[], inst.pos));
    }
}
