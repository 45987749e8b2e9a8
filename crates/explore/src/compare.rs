//! Two builds side by side. In: an executable and another one, or two objects: built with other flags, before an edit, by
//! another toolchain. Out: functions that only one of them has and those whose code differs, with sizes; and of one
//! function both codes and, where the compiler has told of both, both forms on the way to it, lines that are the same
//! beside each other. Addresses of data and of other functions do not count: code is the same if its instructions are
//! and lead to functions of the same names. In SSA and machine code numbers of values and blocks do not count.

use crate::arch::{self, Decoded, LONGEST};
use crate::code::InstructionRow;
use crate::files::Files;
use crate::functions::FunctionView;
use crate::model::{Id, Row};
use crate::objects::{Functions, ObjectFile};
use crate::program::Program;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Functions that differ more are shown one behind the other.
const MAX_DIFFERENCES: usize = 1500;

/// A function in both programs.
#[derive(Clone, Debug, Serialize)]
pub struct PairRow {
    /// Name.
    pub name: String,
    /// Package.
    pub package: String,
    /// Bytes in the other program, 0 if it is not there.
    pub before: u64,
    /// Bytes here, 0 if it is not here.
    pub now: u64,
}

/// Both.
#[derive(Clone, Debug, Serialize)]
pub struct CompareView {
    /// What the other one is.
    pub other: String,
    /// Bytes of the files.
    pub sizes: (u64, u64),
    /// Functions that differ, the greatest difference of size first.
    pub pairs: Vec<Row<PairRow>>,
    /// How many are the same.
    pub same: usize,
    /// Bytes of functions by package, where they differ: package, before, now.
    pub packages: Vec<(String, u64, u64)>,
    /// Bytes of sections or of blocks of objects, where they differ: name, before, now.
    pub sections: Vec<(String, u64, u64)>,
}

/// A function in both, instruction by instruction.
#[derive(Clone, Debug, Serialize)]
pub struct PairView {
    /// Name.
    pub name: String,
    /// The other one's code.
    pub before: Vec<Row<InstructionRow>>,
    /// This one's code.
    pub now: Vec<Row<InstructionRow>>,
    /// Lines: indices into both.
    pub lines: Vec<(Option<usize>, Option<usize>)>,
    /// Forms on the way to the code, where both are known.
    pub forms: Vec<FormPair>,
}

/// A line of a form.
#[derive(Clone, Debug, Serialize)]
pub struct FormRow {
    /// Text.
    pub text: String,
}

/// A form of a function in both builds.
#[derive(Clone, Debug, Serialize)]
pub struct FormPair {
    /// What it is.
    pub name: &'static str,
    /// The other one's lines.
    pub before: Vec<Row<FormRow>>,
    /// This one's lines.
    pub now: Vec<Row<FormRow>>,
    /// Lines: indices into both.
    pub lines: Vec<(Option<usize>, Option<usize>)>,
}

/// One of the two.
pub(crate) enum Side<'s> {
    /// An executable.
    Program(&'s Program),
    /// An object, and the bytes of its archive.
    Object(Functions<'s>, u64),
}

impl<'s> Side<'s> {
    /// The object of an archive. The error is a line.
    pub(crate) fn of(object: &'s ObjectFile) -> Result<Side<'s>, String> {
        Ok(Side::Object(object.functions()?, object.size()))
    }
    /// Functions with their packages and bytes.
    fn functions(&self) -> HashMap<String, (String, u64)> {
        match self {
            Side::Program(p) => p.code_symbols().map(|(_, s)| (s.name.clone(), (s.package.clone(), s.size))).collect(),
            Side::Object(o, _) => {
                o.sizes().map(|(name, size)| (name.to_owned(), (crate::program::package_of(name), size))).collect()
            }
        }
    }
    fn size(&self) -> u64 {
        match self {
            Side::Program(p) => p.bytes().len() as u64,
            Side::Object(_, size) => *size,
        }
    }
    /// Sections, or blocks of the object.
    fn parts(&self) -> Vec<(String, u64)> {
        match self {
            Side::Program(p) => p.elf().sections.into_iter().map(|s| (s.what.name, s.what.size)).collect(),
            Side::Object(o, _) => o.blocks().map(|(name, size)| (name.to_owned(), size)).collect(),
        }
    }
    fn shapes(&self, name: &str) -> Vec<Shape<Cow<'_, str>>> {
        match self {
            Side::Program(p) => named_shapes(p, name),
            Side::Object(o, _) => object_shapes(o, name),
        }
    }
    fn code(&self, name: &str, files: &Files) -> Vec<Row<InstructionRow>> {
        let code = match self {
            Side::Program(p) => p.code(name, files),
            Side::Object(o, _) => o.rows(name, files),
        };
        code.unwrap_or_default()
    }
    fn id(&self, name: &str) -> Option<Id> {
        match self {
            Side::Program(p) => p.symbol(name).map(Id::Symbol),
            Side::Object(o, _) => o.number(name).map(Id::Defined),
        }
    }
    /// The line where a function begins.
    fn line(&self, name: &str, files: &Files) -> Option<Id> {
        match self {
            Side::Program(p) => p.lines(p.named_address(name)?, files).pop(),
            Side::Object(o, _) => o.line(name, files),
        }
    }
}

/// What an instruction is, whatever is where; `T` is how targets are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shape<T> {
    /// Bytes without displacements from the program counter, zeros behind them.
    bytes: [u8; LONGEST],
    len: usize,
    /// The symbol that is called or jumped to, if it is outside of the function, and how far behind its beginning.
    target: Option<(T, u64)>,
}

impl<T> Shape<T> {
    fn new(code: &[u8], target: Option<(T, u64)>) -> Shape<T> {
        let mut bytes = [0; LONGEST];
        bytes[..code.len()].copy_from_slice(code);
        Shape { bytes, len: code.len(), target }
    }
}

/// The instructions of a function, one after another; `target` names an address.
fn shapes<T>((address, bytes): (u64, &[u8]), target: impl Fn(u64) -> (T, u64)) -> impl Iterator<Item = Shape<T>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let shape = shape((address, bytes), at, &target)?;
        at += shape.len;
        Some(shape)
    })
}

/// The instruction at an offset of a function.
fn shape<T>((address, bytes): (u64, &[u8]), at: usize, target: &impl Fn(u64) -> (T, u64)) -> Option<Shape<T>> {
    let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
    let Some(decoded) = arch::decode(rest, address + at as u64) else { return Some(Shape::new(&rest[..1], None)) };
    let target = outside(&decoded, (address, bytes.len() as u64)).map(target);
    let mut shape = Shape::new(&rest[..decoded.len()], target);
    let branch = decoded.branch_field().filter(|_| shape.target.is_some());
    for (offset, size) in decoded.memory_field().into_iter().chain(branch) {
        shape.bytes[offset..offset + size].fill(0);
    }
    Some(shape)
}

/// Where a branch leads, if that is not within its own function.
fn outside(decoded: &Decoded, (from, size): (u64, u64)) -> Option<u64> {
    decoded.branch().filter(|&to| to < from || to - from >= size)
}

/// The instructions of a function with the names of targets.
fn named_shapes<'p>(program: &'p Program, name: &str) -> Vec<Shape<Cow<'p, str>>> {
    let target = |to| match program.symbol_at(to) {
        Some(symbol) => (Cow::Borrowed(&*symbol.name), to - symbol.address),
        None => (Cow::Borrowed("?"), 0),
    };
    shapes(program.code_bytes(name).unwrap_or_default(), target).collect()
}

/// A program whose functions have numbers by which they are compared with those of another one.
struct Numbered<'p> {
    program: &'p Program,
    /// Of the function that begins at an address.
    starts: FxHashMap<u64, u32>,
}

impl<'p> Numbered<'p> {
    /// Functions of one name have the same number.
    fn new(program: &'p Program, numbers: &mut FxHashMap<&'p str, u32>) -> Numbered<'p> {
        let mut number = |name| {
            let next = numbers.len() as u32;
            *numbers.entry(name).or_insert(next)
        };
        let starts = program.code_symbols().map(|(_, s)| (s.address, number(&s.name))).collect();
        Numbered { program, starts }
    }
    fn target(&self, to: u64) -> (u32, u64) {
        let within = || {
            let start = self.program.symbol_at(to)?.address;
            Some((*self.starts.get(&start)?, to - start))
        };
        self.starts.get(&to).map(|n| (*n, 0)).or_else(within).unwrap_or((u32::MAX, 0))
    }
    fn is_same(&self, other: &Numbered<'_>, name: &str) -> bool {
        let all = |side: &Self| side.program.code_bytes(name).unwrap_or_default();
        let code = (all(self), other.program.code_bytes(name).unwrap_or_default());
        shapes(code.0, |to| self.target(to)).eq(shapes(code.1, |to| other.target(to)))
    }
}

/// Whether a function of a name is the same in both of two sides.
type Same<'s> = Box<dyn Fn(&str) -> bool + Sync + 's>;

/// Nearly all of the time goes into decoding.
fn same<'s>(a: &'s Side<'_>, b: &'s Side<'_>) -> Same<'s> {
    match (a, b) {
        (Side::Program(a), Side::Program(b)) => {
            let mut numbers = FxHashMap::default();
            let (a, b) = (Numbered::new(a, &mut numbers), Numbered::new(b, &mut numbers));
            Box::new(move |name| a.is_same(&b, name))
        }
        _ => Box::new(|name| a.shapes(name) == b.shapes(name)),
    }
}

/// The same of an object: what relocations fill does not count, but for whom they name.
fn object_shapes(object: &Functions<'_>, name: &str) -> Vec<Shape<Cow<'static, str>>> {
    let Some((bytes, holes)) = object.code(name) else { return Vec::new() };
    let mut bytes = bytes.to_vec();
    for (at, size, _) in &holes {
        bytes.iter_mut().skip(*at).take(*size).for_each(|b| *b = 0);
    }
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = at + arch::decode(&bytes[at..], at as u64).map_or(1, |decoded| decoded.len());
        let own: Vec<&str> = holes.iter().filter(|h| (at..end).contains(&h.0)).map(|h| &*h.2).collect();
        out.push(Shape::new(&bytes[at..end], Some((Cow::Owned(own.join(" ")), 0))));
        at = end;
    }
    out
}

/// Both.
pub(crate) fn view(now: &Side<'_>, before: &Side<'_>, other: &str, files: &Files) -> CompareView {
    let (mine, theirs) = (now.functions(), before.functions());
    let names: Vec<&String> = mine.keys().chain(theirs.keys().filter(|name| !mine.contains_key(*name))).collect();
    let same_code = same(before, now);
    // Functions of other sizes are other functions.
    let is_same = |name: &String| match (theirs.get(name), mine.get(name)) {
        (Some(a), Some(b)) => a.1 == b.1 && same_code(name),
        _ => false,
    };
    let all: Vec<(&String, bool)> = names.into_par_iter().map(|name| (name, is_same(name))).collect();
    let same = all.iter().filter(|f| f.1).count();
    let mut pairs = Vec::new();
    let mut packages: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (name, is_same) in all {
        let (a, b) = (theirs.get(name), mine.get(name));
        let package = a.or(b).map_or("", |f| &*f.0);
        let sizes = (a.map_or(0, |f| f.1), b.map_or(0, |f| f.1));
        let sum = packages.entry(package).or_default();
        *sum = (sum.0.saturating_add(sizes.0), sum.1.saturating_add(sizes.1));
        if !is_same {
            pairs.push(PairRow { name: name.clone(), package: package.to_owned(), before: sizes.0, now: sizes.1 });
        }
    }
    pairs.sort_by(|a, b| (b.now.abs_diff(b.before), &a.name).cmp(&(a.now.abs_diff(a.before), &b.name)));
    let row = |(n, what): (usize, PairRow)| Row {
        id: now.id(&what.name).unwrap_or(Id::Symbol(u32::MAX - n as u32)),
        from: now.line(&what.name, files).into_iter().collect(),
        what,
    };
    let differs = |(name, (a, b)): (String, (u64, u64))| (a != b).then_some((name, a, b));
    CompareView {
        other: other.to_owned(),
        sizes: (before.size(), now.size()),
        pairs: pairs.into_iter().enumerate().map(row).collect(),
        same,
        packages: packages.into_iter().map(|(p, s)| (p.to_owned(), s)).filter_map(differs).collect(),
        sections: sections(before, now).into_iter().filter_map(differs).collect(),
    }
}

fn sections(before: &Side<'_>, now: &Side<'_>) -> BTreeMap<String, (u64, u64)> {
    let mut out: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for (name, size) in before.parts() {
        out.entry(name).or_default().0 = size;
    }
    for (name, size) in now.parts() {
        out.entry(name).or_default().1 = size;
    }
    out
}

/// A function as the compiler told of it in the other build and in this one.
pub(crate) type Told = (FunctionView, FunctionView);

/// One function of both. The error is a line.
pub(crate) fn pair(
    name: &str,
    now: &Side<'_>,
    before: &Side<'_>,
    files: &Files,
    told: Option<Told>,
) -> Result<PairView, String> {
    let [mut old, new] = [before, now].map(|side| side.code(name, files));
    let forms = told.map_or_else(Vec::new, |(before, now)| forms(&before, &now));
    if old.is_empty() && new.is_empty() && forms.is_empty() {
        return Err(format!("{name}: no such function in either"));
    }
    // Rows of the other one must not light up with those of this one that have the same address.
    for (n, row) in old.iter_mut().enumerate() {
        row.id = Id::In(u32::MAX, n as u32);
    }
    let lines = aligned(&before.shapes(name), &now.shapes(name));
    let fits = |at: Option<usize>, len: usize| at.is_none_or(|at| at < len);
    let lines = lines.into_iter().filter(|l| fits(l.0, old.len()) && fits(l.1, new.len())).collect();
    Ok(PairView { name: name.to_owned(), before: old, now: new, lines, forms })
}

/// What a form is called, and its lines.
type Form = (&'static str, fn(&FunctionView) -> Vec<Row<FormRow>>);

const FORMS: [Form; 3] = [
    ("SSA before all passes", |f| ssa_lines(f, f.passes.iter().find_map(|p| p.blocks.as_deref()))),
    ("SSA behind all passes", |f| ssa_lines(f, f.passes.iter().rev().find_map(|p| p.blocks.as_deref()))),
    ("machine code", |f| {
        let row = |r: &Row<crate::machine::MachineRow>| form_row(r.id, r.from.clone(), r.what.text.clone());
        f.allocated.iter().map(row).collect()
    }),
];

fn form_row(id: Id, from: Vec<Id>, text: String) -> Row<FormRow> {
    Row { id, from, what: FormRow { text } }
}

fn ssa_lines(f: &FunctionView, blocks: Option<&[Row<crate::functions::BlockRow>]>) -> Vec<Row<FormRow>> {
    let mut out = Vec::new();
    for block in blocks.unwrap_or_default() {
        let param = |(id, ty): &(Id, String)| match id {
            Id::Value(_, n) => format!("v{n}: {ty}"),
            other => format!("{other}: {ty}"),
        };
        let params: Vec<String> = block.what.params.iter().map(param).collect();
        out.push(form_row(block.id, Vec::new(), format!("{}({}):", block.what.name, params.join(", "))));
        let line = |&n: &usize| f.lines.get(n).map(|l| form_row(l.id, l.from.clone(), format!("  {}", l.what.text)));
        out.extend(block.what.lines.iter().filter_map(line));
    }
    out
}

fn forms(before: &FunctionView, now: &FunctionView) -> Vec<FormPair> {
    let pair = |(k, (name, lines)): (u32, &Form)| {
        let (mut before, now) = (lines(before), lines(now));
        for (n, row) in before.iter_mut().enumerate() {
            row.id = Id::In(u32::MAX - 1 - k, n as u32);
        }
        let plain = |rows: &[Row<FormRow>]| rows.iter().map(|r| without_numbers(&r.what.text)).collect::<Vec<_>>();
        FormPair { name, lines: aligned(&plain(&before), &plain(&now)), before, now }
    };
    (0..).zip(&FORMS).map(pair).collect()
}

/// A line without the numbers of values and blocks, and of instructions at its beginning.
fn without_numbers(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    while let Some(at) = rest.find(['v', 'b', 's']) {
        let (head, tail) = rest.split_at(at + 1);
        out.push_str(head);
        let is_name = !rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        rest = if is_name { tail.trim_start_matches(|c: char| c.is_ascii_digit()) } else { tail };
    }
    out + rest
}

/// Puts equal elements beside each other, by Myers' greedy algorithm ("An O(ND) Difference Algorithm", 1986).
fn aligned<T: PartialEq>(a: &[T], b: &[T]) -> Vec<(Option<usize>, Option<usize>)> {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let rest = (&a[head..], &b[head..]);
    let tail = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(|(x, y)| x == y).count();
    let (middle_a, middle_b) = (&rest.0[..rest.0.len() - tail], &rest.1[..rest.1.len() - tail]);
    let both = |i: usize, j: usize| (Some(i), Some(j));
    let mut out: Vec<_> = (0..head).map(|i| both(i, i)).collect();
    let moved = |(i, j): (Option<usize>, Option<usize>)| (i.map(|i| i + head), j.map(|j| j + head));
    out.extend(edits(middle_a, middle_b).into_iter().map(moved));
    out.extend((0..tail).map(|n| both(a.len() - tail + n, b.len() - tail + n)));
    out
}

fn edits<T: PartialEq>(a: &[T], b: &[T]) -> Vec<(Option<usize>, Option<usize>)> {
    let (n, m) = (a.len() as isize, b.len() as isize);
    let all_other = || (0..a.len()).map(|i| (Some(i), None)).chain((0..b.len()).map(|j| (None, Some(j)))).collect();
    let limit = (a.len() + b.len()).min(MAX_DIFFERENCES) as isize;
    let index = |k: isize| (k + limit + 1) as usize;
    let mut furthest = vec![0isize; 2 * limit as usize + 3];
    let mut history = Vec::new();
    for d in 0..=limit {
        history.push(furthest[index(-d - 1)..=index(d + 1)].to_vec());
        for k in (-d..=d).step_by(2) {
            let down = k == -d || (k != d && furthest[index(k - 1)] < furthest[index(k + 1)]);
            let mut x = if down { furthest[index(k + 1)] } else { furthest[index(k - 1)] + 1 };
            while x < n && x - k < m && a[x as usize] == b[(x - k) as usize] {
                x += 1;
            }
            furthest[index(k)] = x;
            if x >= n && x - k >= m {
                return traced(&history, (n, m));
            }
        }
    }
    all_other()
}

/// The way back from the end: for each number of differences the furthest points before it.
fn traced(history: &[Vec<isize>], (mut x, mut y): (isize, isize)) -> Vec<(Option<usize>, Option<usize>)> {
    let mut out = Vec::new();
    for (d, furthest) in history.iter().enumerate().rev() {
        let d = d as isize;
        let at = |k: isize| furthest[(k + d + 1) as usize];
        let k = x - y;
        let down = k == -d || (k != d && at(k - 1) < at(k + 1));
        let before = if down { k + 1 } else { k - 1 };
        let (from_x, from_y) = if d == 0 { (0, 0) } else { (at(before), at(before) - before) };
        let same_from = if d == 0 {
            (0, 0)
        } else if down {
            (from_x, from_y + 1)
        } else {
            (from_x + 1, from_y)
        };
        while x > same_from.0 && y > same_from.1 {
            (x, y) = (x - 1, y - 1);
            out.push((Some(x as usize), Some(y as usize)));
        }
        if d > 0 {
            out.push(if down { (None, Some(from_y as usize)) } else { (Some(from_x as usize), None) });
            (x, y) = (from_x, from_y);
        }
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lines_stand_beside_each_other() {
        let show = |a: &str, b: &str| -> String {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let lines = aligned(&a, &b);
            // Everything occurs once and in order.
            assert_eq!(lines.iter().filter_map(|l| l.0).collect::<Vec<_>>(), (0..a.len()).collect::<Vec<_>>());
            assert_eq!(lines.iter().filter_map(|l| l.1).collect::<Vec<_>>(), (0..b.len()).collect::<Vec<_>>());
            let one = |(i, j): &(Option<usize>, Option<usize>)| match (i, j) {
                (Some(i), Some(j)) => {
                    assert_eq!(a[*i], b[*j]);
                    a[*i].to_string()
                }
                (Some(i), None) => format!("-{}", a[*i]),
                (_, j) => format!("+{}", b[j.unwrap_or(0)]),
            };
            lines.iter().map(one).collect()
        };
        assert_eq!(show("abc", "abc"), "abc");
        assert_eq!(show("", "ab"), "+a+b");
        assert_eq!(show("ab", ""), "-a-b");
        assert_eq!(show("abxcd", "abycd"), "ab-x+ycd");
        assert_eq!(show("abcabba", "cbabac").matches(['-', '+']).count(), 5);
        assert_eq!(show("xaybzc", "abc"), "-xa-yb-zc");
    }

    #[test]
    fn numbers_of_values_do_not_count() {
        assert_eq!(without_numbers("  v13: i64 = shl 1 v6, v19"), "v: i64 = shl 1 v, v");
        assert_eq!(
            without_numbers("    12 Add_r64_rm64 RAX.8, [s0+R9*8]  [v3=RAX]"),
            " Add_r64_rm64 RAX.8, [s+R9*8]  [v=RAX]"
        );
        assert_eq!(without_numbers("b4(v1: ptr):"), "b(v: ptr):");
    }
}
