//! The code buffer: bytes of instructions whose length is fixed, and branches and room in front of loops, whose length is
//! chosen at the end. In: encoded instructions, labels, branches, relocations and facts about program
//! counters, in order; out: final bytes with everything at its final offset. All branches start
//! short and grow until none is out of reach; none shrinks again, so this ends. How branches are encoded the architecture
//! says ([`Branching`]).

use base::FxHashSet;
use obj::{PcTable, RelocKind};

/// A place in the code: bytes before it and pieces of open length before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    bytes: u32,
    open: u32,
}

/// A label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label(u32);

/// A piece of code whose length is open until the end.
struct Open {
    /// Bytes of fixed length before it.
    at: u32,
    piece: Piece,
}

#[derive(Clone, Copy)]
enum Piece {
    /// A condition in the numbering of the architecture, or none for a jump.
    Branch(Option<u8>, Label),
    /// Room up to the next multiple of [`ALIGNMENT`].
    Align,
}

/// How an architecture encodes branches and what does nothing.
#[derive(Debug)]
pub struct Branching {
    /// Bytes of a short branch.
    pub short: u8,
    /// Bytes of a long branch on a condition, or of a long jump.
    pub long: fn(Option<u8>) -> u8,
    /// Whether a short branch leads so many bytes from its end.
    pub reaches: fn(i64) -> bool,
    /// Appends a branch of so many bytes that leads so many from its end.
    pub write: fn(&mut Vec<u8>, Option<u8>, u8, i64),
    /// Appends so many bytes that do nothing.
    pub fill: fn(&mut Vec<u8>, u32),
}

/// A relocation at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeReloc {
    /// Offset of the bytes replaced.
    pub offset: u32,
    /// Bytes replaced.
    pub size: u8,
    /// Kind.
    pub kind: RelocKind,
    /// Index of the symbol in the function's list, `u32::MAX` for none.
    pub sym: u32,
    /// Addend.
    pub addend: i64,
}

/// Which table a fact belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Table {
    /// SP delta.
    Sp,
    /// Line.
    Line,
    /// Unsafe points.
    Unsafe,
    /// Stack map index.
    StackMap,
    /// File, by the number it has in positions.
    File,
    /// Which homes of arguments hold them.
    ArgLive,
    /// The inlined call, −1 for the function's own code.
    Inline,
    /// What failed bounds checks report.
    Bounds,
}

/// The buffer.
pub struct Buffer {
    branching: &'static Branching,
    bytes: Vec<u8>,
    open: Vec<Open>,
    labels: Vec<Option<Point>>,
    relocs: Vec<(Point, CodeReloc)>,
    facts: Vec<(Table, Point, i32)>,
    places: Vec<(usize, Point, i32)>,
    jump_tables: Vec<(u32, Vec<Label>)>,
    prologue_end: Option<Point>,
}

/// The finished code.
#[derive(Debug, Default)]
pub struct Code {
    /// Machine code.
    pub bytes: Vec<u8>,
    /// Relocations by offset.
    pub relocs: Vec<CodeReloc>,
    /// The tables, by [`Table`].
    pub tables: [PcTable; 8],
    /// Where each scalar of the parameters is, as far as noted
    /// ([`LeafPlace::code`](crate::homes::LeafPlace::code)).
    pub places: Vec<PcTable>,
    /// [`release::FuncData::ArgLiveInfo`].
    pub arg_live: Option<Vec<u8>>,
    /// Jump tables: the symbol's index and the offset of each entry's code.
    pub jump_tables: Vec<(u32, Vec<u32>)>,
    /// Where the prologue ends.
    pub prologue_end: u32,
}

impl Buffer {
    /// An empty buffer.
    pub fn new(branching: &'static Branching) -> Buffer {
        Buffer {
            branching,
            bytes: Vec::new(),
            open: Vec::new(),
            labels: Vec::new(),
            relocs: Vec::new(),
            facts: Vec::new(),
            places: Vec::new(),
            jump_tables: Vec::new(),
            prologue_end: None,
        }
    }
    /// The place of the next instruction.
    pub fn here(&self) -> Point {
        Point { bytes: self.bytes.len() as u32, open: self.open.len() as u32 }
    }
    /// A label to be bound.
    pub fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() as u32 - 1)
    }
    /// The label is here.
    pub fn bind(&mut self, l: Label) {
        let here = self.here();
        let old = self.labels[l.0 as usize].replace(here);
        assert!(old.is_none(), "label bound twice");
    }
    /// The bytes so far, for an encoder that appends to them.
    pub fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }
    /// A relocation over the last bytes written, or a mark.
    pub fn reloc_at(&mut self, start: Point, offset: u32, size: u8, kind: RelocKind, sym: u32, addend: i64) {
        self.relocs.push((start, CodeReloc { offset, size, kind, sym, addend }));
    }
    /// Appends bytes.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }
    /// A jump, or a branch on a condition in the numbering of the architecture.
    pub fn branch(&mut self, cc: Option<u8>, to: Label) {
        self.open.push(Open { at: self.bytes.len() as u32, piece: Piece::Branch(cc, to) });
    }
    /// What follows begins at a multiple of [`ALIGNMENT`].
    pub fn align(&mut self) {
        self.open.push(Open { at: self.bytes.len() as u32, piece: Piece::Align });
    }
    /// A table with the addresses of labels, as the symbol with this index.
    pub fn jump_table(&mut self, sym: u32, labels: Vec<Label>) {
        self.jump_tables.push((sym, labels));
    }
    /// The prologue ends here, unless it ended before.
    pub fn end_prologue(&mut self) {
        let here = self.here();
        self.prologue_end.get_or_insert(here);
    }
    /// From here on the table holds this value.
    pub fn fact(&mut self, table: Table, value: i32) {
        let here = self.here();
        self.facts.push((table, here, value));
    }
    /// The values that the code so far has in several tables at once.
    pub fn present<const N: usize>(&self, tables: [Table; N]) -> FxHashSet<[i32; N]> {
        let mut found = FxHashSet::default();
        let mut now = [-1; N];
        let mut since = Point { bytes: 0, open: 0 };
        let end = self.here();
        for &(table, at, value) in &self.facts {
            let Some(n) = tables.iter().position(|&t| t == table) else { continue };
            if at > since {
                found.insert(now);
                since = at;
            }
            now[n] = value;
        }
        if end > since {
            found.insert(now);
        }
        found
    }
    /// From here on the n-th scalar of the parameters is there.
    pub fn place(&mut self, n: usize, code: i32) {
        let here = self.here();
        self.places.push((n, here, code));
    }
    /// Chooses lengths and puts everything in place.
    pub fn finish(self) -> Code {
        let bytes = &self.bytes;
        let (sizes, before) = self.sizes();
        let at = |p: Point| p.bytes + before[p.open as usize];
        let mut code = Code::default();
        let mut from = 0;
        for (open, &size) in self.open.iter().zip(&sizes) {
            code.bytes.extend_from_slice(&bytes[from..open.at as usize]);
            from = open.at as usize;
            match open.piece {
                Piece::Branch(cc, to) => {
                    let end = code.bytes.len() as i64 + i64::from(size);
                    (self.branching.write)(&mut code.bytes, cc, size, i64::from(at(self.bound(to))) - end);
                }
                Piece::Align => (self.branching.fill)(&mut code.bytes, u32::from(size)),
            }
        }
        code.bytes.extend_from_slice(&bytes[from..]);
        for (p, r) in &self.relocs {
            let offset = at(*p) + r.offset;
            code.bytes[offset as usize..offset as usize + usize::from(r.size)].fill(0);
            code.relocs.push(CodeReloc { offset, ..*r });
        }
        code.relocs.sort_by_key(|r| r.offset);
        let place = |l: &Label| at(self.bound(*l));
        code.jump_tables = self.jump_tables.iter().map(|(s, list)| (*s, list.iter().map(place).collect())).collect();
        code.prologue_end = self.prologue_end.map_or(0, at);
        for &(t, p, v) in &self.facts {
            code.tables[t as usize].set(at(p), v);
        }
        for &(n, p, v) in &self.places {
            if code.places.len() <= n {
                code.places.resize(n + 1, PcTable::new());
            }
            code.places[n].set(at(p), v);
        }
        code
    }
    fn bound(&self, label: Label) -> Point {
        self.labels[label.0 as usize].expect("label without a place")
    }
    /// The length of each open piece, and how much those before it add up to.
    fn sizes(&self) -> (Vec<u8>, Vec<u32>) {
        let short = self.branching.short;
        let mut sizes = vec![short; self.open.len()];
        loop {
            let before = self.fill(&mut sizes);
            let mut changed = false;
            for (n, open) in self.open.iter().enumerate() {
                let Piece::Branch(cc, to) = open.piece else { continue };
                let target = self.bound(to);
                let to = i64::from(target.bytes + before[target.open as usize]);
                let end = i64::from(open.at + before[n]) + i64::from(short);
                if sizes[n] == short && !(self.branching.reaches)(to - end) {
                    sizes[n] = (self.branching.long)(cc);
                    changed = true;
                }
            }
            if !changed {
                return (sizes, before);
            }
        }
    }
    /// Sets the lengths of rooms; sums up all.
    fn fill(&self, sizes: &mut [u8]) -> Vec<u32> {
        let mut before = vec![0];
        let mut sum = 0;
        for (open, size) in self.open.iter().zip(sizes) {
            if let Piece::Align = open.piece {
                *size = ((open.at + sum).next_multiple_of(ALIGNMENT) - (open.at + sum)) as u8;
            }
            sum += u32::from(*size);
            before.push(sum);
        }
        before
    }
}

/// Where small loops begin, in bytes. Processors fetch this many at once, and every function begins at such a place. Larger
/// ones cost more in front of inner loops than they bring.
const ALIGNMENT: u32 = 16;

#[cfg(test)]
mod tests {
    use super::*;

    /// Branches of two bytes, opcode and distance, and of five.
    static BRANCHING: Branching = Branching {
        short: 2,
        long: |_| 5,
        reaches: |distance| i8::try_from(distance).is_ok(),
        write: |out, _, size, distance| match size {
            2 => out.extend([0xeb, distance as u8]),
            _ => {
                out.push(0xe9);
                out.extend((distance as i32).to_le_bytes());
            }
        },
        fill: |out, n| out.extend((0..n).map(|_| 0x90)),
    };

    /// Code before a loop of some bytes, with a branch over it that is short or long.
    fn code(before: usize, within: usize) -> Vec<u8> {
        let mut b = Buffer::new(&BRANCHING);
        let (head, end) = (b.label(), b.label());
        b.branch(None, end);
        b.raw(&vec![0xcc; before]);
        b.align();
        b.bind(head);
        b.raw(&vec![0xcc; within]);
        b.branch(None, head);
        b.bind(end);
        b.finish().bytes
    }

    #[test]
    fn loops_begin_at_multiples_whatever_lies_before() {
        for before in 0..40 {
            for within in [1, 100, 120, 130] {
                let bytes = code(before, within);
                let long = bytes[0] == 0xe9;
                let head = (before + if long { 5 } else { 2 }).next_multiple_of(16);
                assert_eq!(bytes[head..head + within], vec![0xcc; within], "{before} {within}");
                // Both branches lead where they are to lead.
                let end = bytes.len();
                let back = match bytes[head + within] {
                    0xeb => i64::from(bytes[end - 1] as i8),
                    _ => i64::from(i32::from_le_bytes(bytes[end - 4..].try_into().unwrap())),
                };
                assert_eq!(end as i64 + back, head as i64);
                let over = if long {
                    i32::from_le_bytes(bytes[1..5].try_into().unwrap()) + 5
                } else {
                    i32::from(bytes[1]) + 2
                };
                assert_eq!(over as usize, end);
            }
        }
    }
}
