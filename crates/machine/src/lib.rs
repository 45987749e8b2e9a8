//! From SSA in dialect Lowered to machine code, as far as no architecture matters: register allocation, the location
//! dataflow behind stack maps, frame layout, tables for the runtime and debuggers. What instructions are there, how they
//! are selected and how they are encoded is behind the trait [`Backend`], of which each architecture has one. Everything
//! is a function of the one function compiled; nothing here knows packages or objects beyond symbol names.

pub mod arguments;
pub mod bits;
pub mod buffer;
mod check;
mod check_slots;
mod compiled;
pub mod debug;
pub mod debug_symbols;
pub mod frame;
pub mod homes;
pub mod inlined;
mod large;
mod lives;
pub mod locate;
mod moves;
pub mod named;
pub mod order;
pub mod params;
mod preserve;
mod recolor;
mod regions;
pub mod registers;
mod rejoin;
mod show;
mod sink;
pub mod tables;
pub mod vcode;

pub use buffer::CodeReloc;
pub use compiled::{AuxData, CompiledFunc, Notes};
pub use frame::Frame;
pub use inlined::InlinedCall;
pub use large::too_large;
pub use locate::{FrameMaps, Word};
pub use regions::unsafe_blocks;
pub use tables::arg_info;

use base::bug;
use obj::{Abi, SymFlags};
use regalloc2::{Algorithm, Output, RegallocOptions};
use release::FuncData;
use show::{ShowCode, ShowMaps};
use ssa::{Dialect, Func, FuncAttrs, Snapshots};
use std::sync::Arc;
use vcode::{Role, Syms, VCode};

/// An architecture: selects and encodes instructions.
pub trait Backend {
    /// The instructions themselves, at the places of [`VCode::insts`], and what only selection and emission know of them.
    type Insts;
    /// Selects instructions for a function in dialect Lowered with split critical edges. Two-address forms are
    /// constraints of the allocator's operands.
    fn select(&self, func: &Func, config: &Config) -> (VCode, Self::Insts);
    /// Encodes them.
    fn emit(&self, input: Input<'_>, insts: &Self::Insts) -> buffer::Code;
    /// An instruction as text for people, given the name of each of its allocator operands.
    fn show(&self, insts: &Self::Insts, v: &VCode, inst: usize, operand: &dyn Fn(u8) -> String) -> String;
}

/// Everything emission needs.
pub struct Input<'a> {
    /// The function.
    pub f: &'a Func,
    /// Its code.
    pub v: &'a VCode,
    /// The symbols it names; emission adds those of the runtime.
    pub syms: &'a mut Syms,
    /// What the allocator did.
    pub out: &'a Output,
    /// Frame.
    pub frame: &'a Frame,
    /// Maps.
    pub maps: &'a FrameMaps,
    /// Index of the stack map of each call, and of the one with only observable slots.
    pub map_index: &'a dyn Fn(&bits::Bits) -> i32,
    /// Without a stack check.
    pub nosplit: bool,
    /// Where parameters are.
    pub homes: &'a homes::Homes,
    /// Where values with names are.
    pub named: &'a named::Named,
    /// Numbers of files.
    pub origins: &'a inlined::Origins,
    /// Whether debuggers are to be told.
    pub dwarf: bool,
    /// Whether dead registers are destroyed.
    pub clobber: bool,
    /// Whether slots are destroyed where their life begins.
    pub clobber_slots: bool,
    /// Debuggers may enter before parameters are where they stay.
    pub optimized: bool,
}

/// How to generate code.
#[derive(Clone, Copy, Debug, Default)]
pub struct Config {
    /// Check the allocator's output with its symbolic checker (slow; for tests).
    pub check_allocation: bool,
    /// Check the stack maps by symbolic execution that poisons every unlisted slot at calls.
    pub check_maps: bool,
    /// Misbehave on purpose: drop every n-th word from the maps (0: none), so that tests can prove
    /// that checks notice.
    pub drop_map_word: u32,
    /// Misbehave on purpose: forget the n-th pair of slots that are in use at the same time (0: none).
    pub drop_overlap: u32,
    /// Destroy every register that holds nothing any more, behind calls and pseudo-instructions.
    pub clobber_dead_regs: bool,
    /// Destroy the contents of slots where their life begins, which is when those that had the place before are dead.
    pub clobber_dead_slots: bool,
    /// Misbehave on purpose: do not tell the allocator what this row of the architecture's table of clobbers says.
    pub forget: Option<u8>,
    /// Slots that are never in use at the same time share a place; debuggers enter a function before its
    /// parameters are where they stay, since they are told where these are at each point.
    pub optimized: bool,
    /// Describe functions to debuggers.
    pub dwarf: bool,
    /// Verify the function before selection.
    pub verify: bool,
    /// Keep what a listing says.
    pub listing: bool,
}

/// Memory that compiling one function leaves for the next one. Nothing of it shows in the code.
#[derive(Default)]
pub struct Scratch(regalloc2::Ctx);

/// The steps that machine code is shown after, and what shows the maps.
pub const STEPS: [&str; 3] = [SELECTION, ALLOCATION, FRAME_LAYOUT];
const SELECTION: &str = "instruction selection";
const ALLOCATION: &str = "register allocation";
const FRAME_LAYOUT: &str = "frame layout";

/// Compiles a function in dialect Lowered for an architecture, with memory of earlier functions, while somebody watches.
pub fn compile_func(
    mut func: Func,
    config: Config,
    backend: &impl Backend,
    scratch: &mut Scratch,
    watcher: &mut dyn Snapshots,
) -> CompiledFunc {
    if config.verify {
        ssa::verify::assert_valid(&func, Dialect::Lowered, "lowering");
    }
    let pass = bug::pass(SELECTION);
    ssa::cfg::split_critical_edges(&mut func);
    // No edge that needs moves starts at a block with several successors.
    let (mut v, insts) = backend.select(&func, &config);
    let show = |v: &VCode, inst: usize, operand: &dyn Fn(u8) -> String| backend.show(&insts, v, inst, operand);
    watcher.machine(SELECTION, &ShowCode { func: &func, v: &v, out: None, inst: &show });
    // Virtual registers only, two-address forms expressed as constraints.
    let pass = pass.then(ALLOCATION);
    let (out, homes) = allocate(&func, &mut v, config, scratch);
    watcher.machine(ALLOCATION, &ShowCode { func: &func, v: &v, out: Some(&out), inst: &show });
    // Every operand has its register; values that live across calls are in spill slots.
    let pass = pass.then("stack maps");
    let mut maps = locate::locate(&func, &v, &out);
    if config.drop_map_word > 0 {
        maps.drop_word(config.drop_map_word as usize);
    }
    if config.check_maps {
        let errors = check::check(&v, &out, &maps);
        assert!(errors.is_empty(), "{}: stack maps are wrong:\n{}", func.name, errors.join("\n"));
    }
    let calls = Calls::of(&func, &v);
    let pass = pass.then(FRAME_LAYOUT);
    let mut lives = if config.optimized { lives::lives(&func) } else { lives::Lives::default() };
    lives.drop_overlap(config.drop_overlap as usize);
    let frame = frame::layout(&func, &v, &homes, &maps, &lives, calls != Calls::None);
    if config.check_maps {
        let errors = check_slots::check(&func, &v, &frame);
        assert!(errors.is_empty(), "{}: slots share places wrongly:\n{}", func.name, errors.join("\n"));
    }
    watcher.machine(FRAME_LAYOUT, &ShowMaps { func: &func, v: &v, frame: &frame, maps: &maps });
    let stack_maps = tables::StackMaps::new(&func, &frame, &maps);
    let nosplit = is_nosplit(&func, &frame, calls);
    let named = if config.dwarf { named::Named::find(&func, &v, &out, &frame, &maps) } else { named::Named::default() };
    let _pass = pass.then("emission");
    let mut syms = std::mem::take(&mut v.syms);
    let origins = inlined::Origins::new(&func);
    let input = Input {
        f: &func,
        v: &v,
        syms: &mut syms,
        out: &out,
        frame: &frame,
        maps: &maps,
        map_index: &|words| stack_maps.index(words),
        nosplit,
        homes: &homes,
        named: &named,
        origins: &origins,
        dwarf: config.dwarf,
        clobber: config.clobber_dead_regs,
        clobber_slots: config.clobber_dead_slots,
        optimized: config.optimized,
    };
    let mut code = backend.emit(input, &insts);
    // Offsets are final.
    let mut done = describe(&func, syms.list(), &frame, &maps, &stack_maps, nosplit);
    done.aux.extend(
        code.arg_live.as_ref().map(|info| {
            AuxData::named(FuncData::ArgLiveInfo, format!("{}.argliveinfo", func.name), info.clone(), true)
        }),
    );
    done.inlined = inlined::tree(&func, &origins, &mut code);
    done.debug = config.dwarf.then(|| {
        let registers = v.registers;
        let places = debug::Places { registers, frame: &frame, maps: &maps, homes: &homes, named: &named, code: &code };
        debug::describe(&func, &places, &done.inlined, config.optimized)
    });
    done.notes = config.listing.then(|| notes(&func, &frame, &maps));
    done.files = origins.files;
    done.constants = v.constants.into_iter().map(|(sym, bytes)| (sym.0, bytes)).collect();
    done.set_code(code);
    done
}

/// What listings say of a function.
fn notes(func: &Func, frame: &Frame, maps: &FrameMaps) -> Notes {
    let in_frame = |id: &ssa::SlotId| maps.used[*id] || frame.slots[*id] >= frame.arg_offset();
    let slots = func.slots.iter_enumerated().filter(|(id, _)| in_frame(id));
    Notes {
        name: func.name.clone(),
        abi: func.sigs[func.sig].abi,
        context: func.attrs.contains(FuncAttrs::NEEDCTXT),
        wrapper: func.attrs.contains(FuncAttrs::WRAPPER),
        vars: slots.map(|(id, slot)| (frame.slots[id], slot.layout.size_align().0, slot.name.clone())).collect(),
    }
}

/// Registers, spill slots, and which of those are homes of parameters.
fn allocate(func: &Func, v: &mut VCode, config: Config, scratch: &mut Scratch) -> (regalloc2::Output, homes::Homes) {
    let env = v.registers.machine_env();
    let options =
        RegallocOptions { verbose_log: false, validate_ssa: cfg!(debug_assertions), algorithm: Algorithm::Ion };
    let done = regalloc2::run_with_ctx(&*v, &env, &options, &mut scratch.0).map(|_| ());
    done.unwrap_or_else(|e| panic!("{}: register allocation: {e:?}", func.name));
    let mut out = std::mem::take(&mut scratch.0.output);
    preserve::preserve(v, &mut out);
    // All calls destroy what they destroy, and nothing that is there is needed behind them.
    let v = &*v;
    if config.optimized {
        moves::redundant(v, &mut out);
        if rejoin::rejoin(v, &mut out) {
            moves::redundant(v, &mut out);
        }
        moves::dead(v, &mut out);
        sink::sink(v, &mut out);
    }
    let mut homes = homes::Homes::find(func, v, &out);
    let pinned: Vec<bool> = homes.spills.iter().map(Option::is_some).collect();
    let numbers = recolor::recolor(v, &mut out, &pinned);
    homes.renumber(&numbers, out.num_spillslots);
    // Every spill slot is needed; the checker sees the final numbers.
    if config.check_allocation {
        let mut checker = regalloc2::checker::Checker::new(v, &env);
        checker.prepare(&out);
        checker.run().unwrap_or_else(|e| panic!("{}: allocation is wrong: {e:?}", func.name));
    }
    (out, homes)
}

/// Which calls a function makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Calls {
    None,
    /// Only of functions that panic without using the stack first.
    Panics,
    Any,
}

impl Calls {
    fn of(func: &Func, v: &VCode) -> Calls {
        let one = |role| match role {
            Role::Call(_) | Role::Barrier => Calls::Any,
            Role::Check => Calls::Panics,
            _ => Calls::None,
        };
        let most = v.insts.iter().map(|m| one(m.role)).max().unwrap_or(Calls::None);
        if func.attrs.contains(FuncAttrs::HAS_DEFER) { Calls::Any } else { most }
    }
}

/// Explicitly, or because the frame is small and nothing is called.
fn is_nosplit(func: &Func, frame: &Frame, calls: Calls) -> bool {
    let small = match calls {
        Calls::None => frame.size() < 128,
        Calls::Panics => frame.size() < 120,
        Calls::Any => false,
    };
    small || func.attrs.contains(FuncAttrs::NOSPLIT)
}

fn describe(
    func: &Func,
    syms: Vec<(Arc<str>, Abi)>,
    frame: &Frame,
    maps: &FrameMaps,
    stack_maps: &tables::StackMaps,
    nosplit: bool,
) -> CompiledFunc {
    let abi = func.sigs[func.sig].abi;
    let wrapper = func.attrs.intersects(FuncAttrs::WRAPPER | FuncAttrs::ABI_WRAPPER);
    let mut flags = SymFlags::empty();
    flags.set(SymFlags::NOSPLIT, nosplit);
    flags.set(SymFlags::DUPOK, func.attrs.contains(FuncAttrs::DUPOK));
    flags.set(SymFlags::ABI_WRAPPER, func.attrs.contains(FuncAttrs::ABI_WRAPPER));
    flags.set(SymFlags::REFLECT_METHOD, func.attrs.contains(FuncAttrs::REFLECT_METHOD));
    flags.set(SymFlags::PKG_INIT, func.attrs.contains(FuncAttrs::PKG_INIT));
    CompiledFunc {
        name: func.name.clone(),
        abi,
        flags,
        code: Vec::new(),
        relocs: Vec::new(),
        syms,
        jump_tables: Vec::new(),
        constants: Vec::new(),
        tables: Default::default(),
        inlined: Vec::new(),
        aux: aux_data(func, frame, maps, stack_maps),
        debug: None,
        notes: None,
        prologue_end: 0,
        args: frame.args as i32,
        locals: frame.size() as i32,
        func_id: func.release.func_id(&func.name, wrapper),
        file: func.file.clone(),
        files: Vec::new(),
        start_line: func.start_line as i32,
    }
}

fn aux_data(func: &Func, frame: &Frame, maps: &FrameMaps, stack_maps: &tables::StackMaps) -> Vec<AuxData> {
    let (args, locals) = stack_maps.encode();
    let mut out = vec![
        AuxData::stack_map(func.release, FuncData::ArgsPointerMaps, args),
        AuxData::stack_map(func.release, FuncData::LocalsPointerMaps, locals),
    ];
    let objects = tables::stack_objects(func, frame, maps);
    if !objects.is_empty() {
        let mut w = base::bytes::ByteWriter::new();
        let mut masks = Vec::new();
        w.u64(objects.len() as u64);
        for o in &objects {
            w.u32(o.offset as u32);
            w.u32(o.size);
            w.u32(o.pointer_bytes);
            masks.push((w.len() as u32, o.mask.clone()));
            w.u32(0);
        }
        let mut aux = AuxData::named(FuncData::StackObjects, format!("{}.stkobj", func.name), w.buf, false);
        aux.masks = masks;
        out.push(aux);
    }
    if let Some(info) = tables::open_defer_info(func, frame) {
        out.push(AuxData::named(FuncData::OpenCodedDefers, format!("{}.opendefer", func.name), info, true));
    }
    let abi = func.sigs[func.sig].abi.to_u16();
    out.push(AuxData::named(
        FuncData::ArgInfo,
        format!("{}.arginfo{abi}", func.name),
        tables::arg_info(&func.sigs[func.sig]),
        true,
    ));
    if let Some(wrapped) = func.wrapped {
        let sym = &func.syms[wrapped];
        let mut aux = AuxData::named(FuncData::WrapInfo, format!("{}.wrapinfo", sym.name), vec![0; 4], true);
        aux.text_offsets.push((0, sym.name.clone(), sym.abi));
        out.push(aux);
    }
    out
}
