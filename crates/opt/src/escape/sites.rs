//! Allocation sites and what becomes of them. A site whose object dies with the frame becomes a
//! slot: its life begins where the object was allocated, with the contents the site gave it.
//! Limits: `cmd/compile/internal/ir/cfg.go`.

mod maps;

use ssa::{BlockId, Cond, Func, Imm, Inst, InstId, Layout, Op, RtFn, SlotId, SlotKind, Type, ValueId};

/// Objects larger than this stay on the heap.
pub(super) const MAX_BYTES: u64 = 64 << 10;
/// Variables of the source larger than this do.
const MAX_VARIABLE: u64 = 10 << 20;

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
            _ => RtFn::ConcatStrings,
        },
        conversion => return crate::lower::with_buffer(conversion),
    })
}

/// Whether size and kind allow the object in the frame.
pub fn may_be_slot(func: &Func, id: InstId) -> bool {
    let inst = &func.insts[id];
    let most = if func.variables.contains_key(&id) { MAX_VARIABLE } else { MAX_BYTES };
    match (buffer(inst.op), inst.op) {
        (Some(_), _) => with_buffer(inst).is_some(),
        (None, Op::AllocMap) => maps::may_be_slot(func, inst),
        // Arrays behind slice literals have no limit in the official compiler: it refuses what no frame holds.
        _ => object_layout(func, inst)
            .is_some_and(|l| l.size() <= most || (inst.op == Op::AllocArray && l.size() >= ssa::MAX_FRAME)),
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
            let (len, cap) = (func.const_int(inst.args[0]), func.const_int(inst.args[1])?);
            if len.is_some_and(|len| len < 0 || len > cap) { None } else { array(t, cap) }
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
        return maps::replace(func, b, id);
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
    if inst.op == Op::AllocSlice && func.const_int(inst.args[0]).is_none() {
        return keep_check(func, b, id, slot, layout);
    }
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

/// A slice whose length may be out of range: the site stays, to check it, and gives the address of the slot.
fn keep_check(func: &mut Func, b: BlockId, id: InstId, slot: SlotId, layout: Layout) {
    let pos = func.insts[id].pos;
    let def = func.add_inst(Op::SlotDef, Imm::Slot(slot, 0), &[], &[], pos);
    let addr = func.add_inst(Op::SlotAddr, Imm::Slot(slot, 0), &[], &[Type::Ptr], pos);
    let memory = func.insts[addr].results[0];
    func.insts[id].args.push(memory);
    let mut new = vec![def, addr];
    if layout.size() > 0 {
        let t = slot_type(func, slot, layout);
        new.push(func.add_inst(Op::Zero, Imm::Type(t), &[memory], &[], pos));
    }
    new.push(id);
    put(func, b, id, new);
}

/// Bytes of a string that nobody changes are those of the string; of one without bytes they are not nil.
pub fn share_text(func: &mut Func, b: BlockId, id: InstId) {
    let inst = func.insts[id].clone();
    let (text, len) = (inst.args[0], inst.args[1]);
    let nil = func.add_inst(Op::Nil, Imm::None, &[], &[Type::Ptr], inst.pos);
    let zero = func.sym("runtime.zerobase", obj::Abi::Abi0);
    let zero = func.add_inst(Op::SymAddr, Imm::Sym(zero, 0), &[], &[Type::Ptr], inst.pos);
    let [nil_value, zero_value] = [nil, zero].map(|i| func.insts[i].results[0]);
    let some = func.add_inst(Op::ICmp, Imm::Cond(Cond::Ne), &[text, nil_value], &[Type::I8], inst.pos);
    let args = [func.insts[some].results[0], text, zero_value];
    let bytes = func.add_inst(Op::CSel, Imm::None, &args, &[Type::Ptr], inst.pos);
    put(func, b, id, vec![nil, zero, some, bytes]);
    let bytes = func.insts[bytes].results[0];
    inst.results.iter().zip([bytes, len, len]).for_each(|(&old, new)| func.alias(old, new));
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
    let mut new = vec![def, addr];
    if callee == RtFn::ConcatStrings {
        let strings = func.insts[id].args.clone();
        let list = list_of(func, &mut new, &strings, pos);
        func.insts[id].args = list.into();
    }
    let inst = &mut func.insts[id];
    (inst.op, inst.imm) = (Op::CallRt, Imm::Rt(callee));
    inst.args.insert(0, buffer);
    new.push(id);
    put(func, b, id, new);
}

/// A slice of strings in the frame.
fn list_of(func: &mut Func, out: &mut Vec<InstId>, strings: &[ValueId], pos: ssa::SrcPos) -> [ValueId; 3] {
    let n = strings.len() / 2;
    let slot = func.slot(".concat", Layout::array(n as u64, Layout::string()));
    out.push(func.add_inst(Op::SlotDef, Imm::Slot(slot, 0), &[], &[], pos));
    let addr = func.add_inst(Op::SlotAddr, Imm::Slot(slot, 0), &[], &[Type::Ptr], pos);
    out.push(addr);
    let addr = func.insts[addr].results[0];
    for (i, &v) in strings.iter().enumerate() {
        out.push(func.add_inst(Op::Store, Imm::Offset(8 * i as i32), &[addr, v], &[], pos));
    }
    let len = func.add_inst(Op::IConst, Imm::Int(n as i64), &[], &[Type::I64], pos);
    out.push(len);
    let len = func.insts[len].results[0];
    [addr, len, len]
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
