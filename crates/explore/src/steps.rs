//! One function on its way, step by step. In: the function as each pass leaves it, and the texts of machine code. Out:
//! [`FunctionSteps`]: texts that occur behind several passes are there once, a pass is a list of blocks that name
//! them, and a pass that changed nothing is only its name.

use crate::callees::{self, Call, places};
use crate::frames::{self, Conventions, Local};
use base::Id as _;
use obj::Abi;
use ssa::cfg::{Cfg, Dominators, Loops};
use ssa::print::DisplayInst;
use ssa::{BlockId, Func, Inst, Op};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;

/// An instruction as text, with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// Text form.
    pub text: String,
    /// Values it defines.
    pub defines: Vec<u32>,
    /// Values it uses.
    pub uses: Vec<u32>,
    /// File and line in it; those of the calls it was inlined through behind it.
    pub places: Vec<(String, u32)>,
    /// Number of the instruction.
    pub number: u32,
}

/// A block behind a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockShape {
    /// Number.
    pub number: u32,
    /// Parameters with their types.
    pub params: Vec<(u32, String)>,
    /// Lines, by index into those of the function.
    pub lines: Vec<usize>,
    /// Where control goes.
    pub targets: Vec<u32>,
    /// Immediate dominator.
    pub idom: Option<u32>,
    /// Loops around it.
    pub depth: u32,
    /// Header of the innermost of them.
    pub header: Option<u32>,
}

/// What a pass left.
#[derive(Clone, Debug)]
pub struct PassShape {
    /// Name.
    pub name: &'static str,
    /// Blocks in order; none: as the pass before left them.
    pub blocks: Option<Vec<BlockShape>>,
}

/// A call that was inlined.
#[derive(Clone, Debug)]
pub struct Inlined {
    /// The function that was called.
    pub name: String,
    /// File of the function.
    pub file: String,
    /// Its first line.
    pub line: u32,
    /// The place of the call, then those of the calls around it.
    pub calls: Vec<(String, u32)>,
}

/// Something that a pass has removed.
#[derive(Clone, Debug)]
pub struct Removed {
    /// File.
    pub file: String,
    /// Line in it.
    pub line: u32,
    /// Column.
    pub column: u32,
    /// Whether it was a call whose target was not known; else a check.
    pub is_call: bool,
    /// In words.
    pub text: String,
}

/// A function's way.
#[derive(Clone, Debug)]
pub struct FunctionSteps {
    /// Symbol.
    pub symbol: String,
    /// ABI.
    pub abi: Abi,
    /// File and line of its `func`.
    pub place: (String, u32),
    /// Where arguments and results are, in both conventions.
    pub conventions: [Conventions; 2],
    /// Its other variables.
    pub locals: Vec<Local>,
    /// All lines that occur.
    pub lines: Vec<Line>,
    /// Passes in order, the state before them first.
    pub passes: Vec<PassShape>,
    /// Its calls as it enters the passes.
    pub calls: Vec<Call>,
    /// Checks and unknown callees that passes removed.
    pub removed: Vec<Removed>,
    /// Other files that positions name, from number 1 on.
    pub files: Vec<String>,
    /// Inlined calls, as positions number them.
    pub inlined: Vec<Inlined>,
    /// Texts of machine code by step.
    pub machine: Vec<(&'static str, String)>,
}

/// Collects the steps of one function.
#[derive(Default)]
pub(crate) struct Steps {
    function: Option<FunctionSteps>,
    index: HashMap<Line, usize>,
    checks: BTreeMap<(String, u32, u32, &'static str), usize>,
}

impl Steps {
    pub(crate) fn after(&mut self, step: &'static str, func: &Func) {
        let function = self.function.get_or_insert_with(|| FunctionSteps {
            symbol: func.name.to_string(),
            abi: func.sigs[func.sig].abi,
            place: (func.file.to_string(), func.start_line),
            conventions: frames::conventions(func),
            locals: frames::locals(func),
            lines: Vec::new(),
            passes: Vec::new(),
            calls: callees::calls(func),
            removed: Vec::new(),
            files: Vec::new(),
            inlined: Vec::new(),
            machine: Vec::new(),
        });
        function.files = func.files.iter().map(ToString::to_string).collect();
        let inlined = func.inlines.iter().map(|c| Inlined {
            name: func.syms[c.callee].name.to_string(),
            file: c.file.to_string(),
            line: c.start_line,
            calls: places(func, c.call),
        });
        function.inlined = inlined.collect();
        let blocks = shape(func, &mut |line| {
            *self.index.entry(line).or_insert_with_key(|line| {
                function.lines.push(line.clone());
                function.lines.len() - 1
            })
        });
        let same = function.passes.iter().rev().find_map(|p| p.blocks.as_ref()) == Some(&blocks);
        function.passes.push(PassShape { name: step, blocks: (!same).then_some(blocks) });
        let checks = checks(func);
        for (key, before) in &self.checks {
            let (file, line, column, what) = key;
            if checks.get(key).is_none_or(|now| now < before) {
                let is_call = *what == DYNAMIC;
                let text = match is_call {
                    true => format!("{what}: pass {step} knows whom it calls, or that it is not reached"),
                    false => format!("{what} removed by pass {step}"),
                };
                function.removed.push(Removed { file: file.clone(), line: *line, column: *column, is_call, text });
            }
        }
        self.checks = checks;
    }
    pub(crate) fn machine(&mut self, step: &'static str, form: &dyn Display) {
        if let Some(function) = &mut self.function {
            function.machine.push((step, form.to_string()));
        }
    }
    pub(crate) fn finish(self) -> Option<FunctionSteps> {
        self.function
    }
}

/// The blocks of a function with their lines.
fn shape(func: &Func, line: &mut dyn FnMut(Line) -> usize) -> Vec<BlockShape> {
    let cfg = Cfg::new(func);
    let dominators = Dominators::new(func, &cfg);
    let loops = Loops::new(func, &cfg, &dominators);
    let number = |b: BlockId| b.index() as u32;
    let block = |&b: &BlockId| BlockShape {
        number: number(b),
        params: func.blocks[b].params.iter().map(|&v| (v.index() as u32, func.ty(v).to_string())).collect(),
        lines: func.blocks[b].insts.iter().map(|&i| line(self::line(func, i))).collect(),
        targets: func.targets(b).iter().map(|t| number(t.block)).collect(),
        idom: dominators.idom(b).map(number),
        depth: loops.depth[b],
        header: loops.header[b].some().map(number),
    };
    func.order.iter().map(block).collect()
}

fn line(func: &Func, id: ssa::InstId) -> Line {
    let inst = &func.insts[id];
    let text = DisplayInst(func, id).to_string();
    let text = text.strip_suffix(&inst.pos.to_string()).unwrap_or(&text).to_owned();
    let behind = inst.targets.iter().flat_map(|t| &t.args);
    Line {
        text: named(func, inst, text),
        defines: inst.results.iter().map(|v| v.index() as u32).collect(),
        uses: inst.args.iter().chain(behind).map(|v| func.resolve(*v).index() as u32).collect(),
        places: places(func, inst.pos),
        number: id.index() as u32,
    }
}

/// Slots are numbers in the text form; people want their names.
fn named(func: &Func, inst: &Inst, text: String) -> String {
    match inst.imm {
        ssa::Imm::Slot(slot, _) if !func.slots[slot].name.is_empty() => format!("{text}  ; {}", func.slots[slot].name),
        _ => text,
    }
}

/// What a call through a func value or interface is called.
const DYNAMIC: &str = "dynamic call";

/// How many checks and dynamic calls stand at each place.
fn checks(func: &Func) -> BTreeMap<(String, u32, u32, &'static str), usize> {
    let mut out = BTreeMap::new();
    for &id in func.order.iter().flat_map(|&b| &func.blocks[b].insts) {
        let inst = &func.insts[id];
        let what = match inst.op {
            Op::Bounds => "bounds check",
            Op::NilCheck => "nil check",
            // Lowering makes one of these of another.
            Op::CallClosure | Op::CallIface | Op::CallPtr => DYNAMIC,
            _ => continue,
        };
        let place = places(func, inst.pos).swap_remove(0);
        *out.entry((place.0, place.1, u32::from(inst.pos.col), what)).or_insert(0) += 1;
    }
    out
}
