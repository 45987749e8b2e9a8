//! One function with everything it became. In: what was recorded of it, the object, the executable. Out: passes with
//! the texts that occur in them, machine code around register allocation, instructions, conventions; and the graph of
//! a pass, laid out.

use crate::code::InstructionRow;
use crate::files::Files;
use crate::frames::{Conventions, Local, Owner, Passed};
use crate::machine::MachineRow;
use crate::model::{Id, Row};
use crate::objects::Sources;
use crate::steps::{BlockShape, FunctionSteps};
use serde::Serialize;

/// Graphs of more blocks are not drawn.
const MAX_DRAWN: usize = 600;
/// The size of a drawn block, and of a line in it.
const WIDTH: f64 = 120.0;
const LINE: f64 = 6.0;
const HEAD: f64 = 22.0;
/// So many lines a block shows by its height.
const MAX_SHOWN: usize = 12;

/// A line of SSA.
#[derive(Clone, Debug, Serialize)]
pub struct SsaRow {
    /// Text form.
    pub text: String,
    /// Values it defines.
    pub defines: Vec<Id>,
    /// Values it uses.
    pub uses: Vec<Id>,
}

/// A block.
#[derive(Clone, Debug, Serialize)]
pub struct BlockRow {
    /// Name in the text form.
    pub name: String,
    /// Parameters: value, type.
    pub params: Vec<(Id, String)>,
    /// Lines by index.
    pub lines: Vec<usize>,
    /// Names of blocks that control goes to.
    pub targets: Vec<String>,
    /// The block that dominates it.
    pub idom: Option<String>,
    /// Loops around it.
    pub depth: u32,
    /// Header of the innermost.
    pub header: Option<String>,
}

/// A pass.
#[derive(Clone, Debug, Serialize)]
pub struct PassRow {
    /// Name.
    pub name: &'static str,
    /// Blocks, if it changed anything.
    pub blocks: Option<Vec<Row<BlockRow>>>,
}

/// A function.
#[derive(Clone, Debug, Serialize)]
pub struct FunctionView {
    /// Symbol.
    pub name: String,
    /// Its first line.
    pub place: Option<Id>,
    /// Its number in the executable and the object.
    pub symbols: Vec<Id>,
    /// Lines of all passes.
    pub lines: Vec<Row<SsaRow>>,
    /// Passes.
    pub passes: Vec<PassRow>,
    /// Machine code behind selection.
    pub selected: Vec<Row<MachineRow>>,
    /// Machine code behind allocation.
    pub allocated: Vec<Row<MachineRow>>,
    /// Slots of the frame, as the layout has them.
    pub slots: Vec<String>,
    /// Both calling conventions.
    pub conventions: Vec<Conventions<Row<Passed>>>,
    /// Variables that are neither parameters nor results.
    pub locals: Vec<Row<Local>>,
    /// Instructions as they run, or as they are in the object.
    pub code: Vec<Row<InstructionRow>>,
    /// Where those are from: `executable` or `object`.
    pub code_from: &'static str,
}

/// The view of a function; `steps` are what was recorded, with the function's number.
pub(crate) fn view(name: &str, steps: Option<(u32, &FunctionSteps)>, s: &Sources<'_>) -> Result<FunctionView, String> {
    let symbol = s.program.and_then(|p| p.symbol(name)).map(Id::Symbol);
    let defined = s.object.and_then(|o| o.function(name));
    let (code, code_from) = match s.program.and_then(|p| p.code(name, s.files)) {
        Some(code) => (code, "executable"),
        None => match (defined, s.object) {
            (Some(n), Some(object)) => (object.symbol(n, s)?.code, "object"),
            _ => (Vec::new(), "nowhere"),
        },
    };
    if code.is_empty() && steps.is_none() {
        return Err(format!("{name}: no such function"));
    }
    let mut view = FunctionView {
        name: name.to_owned(),
        place: steps.map(|(_, f)| s.files.line(&f.place.0, f.place.1)),
        symbols: symbol.into_iter().chain(defined.map(Id::Defined)).collect(),
        lines: Vec::new(),
        passes: Vec::new(),
        selected: Vec::new(),
        allocated: Vec::new(),
        slots: Vec::new(),
        conventions: Vec::new(),
        locals: Vec::new(),
        code,
        code_from,
    };
    if let Some((number, f)) = steps {
        recorded(&mut view, number, f, s.files);
    }
    Ok(view)
}

fn recorded(view: &mut FunctionView, number: u32, f: &FunctionSteps, files: &Files) {
    let value = |n: &u32| Id::Value(number, *n);
    let owner = Owner { number, place: &f.place, files };
    view.conventions = f.conventions.iter().map(|c| owner.convention(c)).collect();
    view.locals = owner.locals(&f.locals, f.conventions[0].params.len() + f.conventions[0].results.len());
    view.lines = f
        .lines
        .iter()
        .map(|line| Row {
            id: line.defines.first().map_or(Id::Effect(number, line.number), value),
            from: line.places.iter().map(|(file, line)| files.line(file, *line)).collect(),
            what: SsaRow {
                text: line.text.clone(),
                defines: line.defines.iter().map(value).collect(),
                uses: line.uses.iter().map(value).collect(),
            },
        })
        .collect();
    let block = |b: &BlockShape| Row {
        id: Id::Block(number, b.number),
        from: Vec::new(),
        what: BlockRow {
            name: name(b.number),
            params: b.params.iter().map(|(v, t)| (value(v), t.clone())).collect(),
            lines: b.lines.clone(),
            targets: b.targets.iter().copied().map(name).collect(),
            idom: b.idom.map(name),
            depth: b.depth,
            header: b.header.map(name),
        },
    };
    let blocks = |blocks: &Vec<BlockShape>| blocks.iter().map(block).collect();
    view.passes = f.passes.iter().map(|p| PassRow { name: p.name, blocks: p.blocks.as_ref().map(blocks) }).collect();
    let [selected, allocated, frame] = ["instruction selection", "register allocation", "frame layout"]
        .map(|step| f.machine.iter().find(|m| m.0 == step).map_or("", |m| &*m.1));
    let maps = crate::machine::pointers(frame);
    view.selected = crate::machine::rows(selected, number, f, files, &Default::default());
    view.allocated = crate::machine::rows(allocated, number, f, files, &maps);
    view.slots = crate::machine::slots(frame);
}

fn name(block: u32) -> String {
    format!("b{block}")
}

/// A block of a drawn graph.
#[derive(Clone, Debug, Serialize)]
pub struct DrawnBlock {
    /// Its row.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Middle.
    pub x: f64,
    /// Middle.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Loops around it.
    pub depth: u32,
    /// How many instructions it has.
    pub lines: usize,
}

/// A drawn graph.
#[derive(Clone, Debug, Serialize)]
pub struct Graph {
    /// Blocks.
    pub blocks: Vec<DrawnBlock>,
    /// Edges by index; true: backward, to the header of a loop.
    pub edges: Vec<(usize, usize, bool)>,
    /// By index, the tree of dominators.
    pub dominators: Vec<(usize, usize)>,
    /// Why nothing is drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// Draws the graph behind a pass, laid out by layers (Sugiyama's method).
pub(crate) fn graph(number: u32, f: &FunctionSteps, pass: usize) -> Option<Graph> {
    let blocks = f.passes.get(..=pass)?.iter().rev().find_map(|p| p.blocks.as_ref())?;
    if blocks.len() > MAX_DRAWN {
        let refused = Some(format!("{} blocks are too many to be drawn", blocks.len()));
        return Some(Graph { blocks: Vec::new(), edges: Vec::new(), dominators: Vec::new(), refused });
    }
    let index = |n: u32| blocks.iter().position(|b| b.number == n);
    let height = |b: &BlockShape| HEAD + LINE * b.lines.len().min(MAX_SHOWN) as f64;
    let vertices: Vec<(u32, (f64, f64))> =
        blocks.iter().enumerate().map(|(n, b)| (n as u32, (WIDTH, height(b)))).collect();
    let mut edges = Vec::new();
    for (from, b) in blocks.iter().enumerate() {
        for to in b.targets.iter().filter_map(|&t| index(t)) {
            edges.push((from, to, dominates(blocks, to, from)));
        }
    }
    // The layout takes each pair once, and a block's edge to itself not at all.
    let mut pairs: Vec<(u32, u32)> = edges
        .iter()
        .filter(|e| e.0 != e.1)
        .map(|e| if e.2 { (e.1 as u32, e.0 as u32) } else { (e.0 as u32, e.1 as u32) })
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut drawn: Vec<DrawnBlock> = blocks
        .iter()
        .map(|b| DrawnBlock {
            id: Id::Block(number, b.number),
            name: name(b.number),
            x: 0.0,
            y: 0.0,
            width: WIDTH,
            height: height(b),
            depth: b.depth,
            lines: b.lines.len(),
        })
        .collect();
    place(&vertices, &pairs, &mut drawn);
    let dominators = blocks.iter().enumerate().filter_map(|(n, b)| Some((index(b.idom?)?, n))).collect();
    Some(Graph { blocks: drawn, edges, dominators, refused: None })
}

/// Places the blocks; parts without connection stand beside each other.
fn place(vertices: &[(u32, (f64, f64))], pairs: &[(u32, u32)], drawn: &mut [DrawnBlock]) {
    let config = rust_sugiyama::configure::Config { vertex_spacing: 36.0, ..Default::default() };
    let mut right = 0.0;
    for (places, width, _) in rust_sugiyama::from_vertices_and_edges(vertices, pairs, &config) {
        let left = places.iter().map(|p| p.1.0).fold(f64::INFINITY, f64::min);
        // Places are middles, of blocks that differ in height.
        let half = |n: usize| drawn.get(n).map_or(0.0, |b| b.height / 2.0);
        let top = places.iter().map(|p| p.1.1 - half(p.0)).fold(f64::INFINITY, f64::min);
        let most = places.iter().map(|p| p.1.0 - left).fold(width, f64::max);
        for (n, (x, y)) in places {
            if let Some(b) = drawn.get_mut(n) {
                (b.x, b.y) = (right + x - left + WIDTH / 2.0, y - top);
            }
        }
        right += most + WIDTH + 40.0;
    }
}

fn dominates(blocks: &[BlockShape], a: usize, mut b: usize) -> bool {
    for _ in 0..=blocks.len() {
        if a == b {
            return true;
        }
        let Some(up) = blocks[b].idom.and_then(|n| blocks.iter().position(|b| b.number == n)) else { return false };
        b = up;
    }
    false
}
