//! Reads the text form of functions (see [`print`](mod@crate::print)). Ids in the text are kept,
//! so that text printed from a function reads back to the same text. Malformed text is an
//! error with its line, never a panic.

use crate::func::*;
use crate::ids::*;
use crate::imm::*;
use crate::layout::{Layout, Type};
use crate::op::{ImmKind, Op};
use base::{Id, IdVec};
use obj::Abi;
use release::{Release, RtFn};
use smallvec::SmallVec;

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Line, from 1.
    pub line: usize,
    /// What was expected or found.
    pub message: String,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ParseError {}

type Result<T> = std::result::Result<T, String>;

/// Ids above this are refused: text is for people.
const MAX_ID: u32 = 1 << 20;

#[derive(Clone, Debug, PartialEq)]
enum Tok {
    Word(String),
    Str(String),
    Num(i64),
    Bits(u64),
    Punct(char),
    Arrow,
}

fn tokens(line: &str) -> Result<Vec<Tok>> {
    let mut out = Vec::new();
    let chars: Vec<char> = line.chars().collect();
    let mut i = 0;
    while let Some(&c) = chars.get(i) {
        let digits = |from: usize| chars[from..].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
        let signed = matches!(c, '+' | '-') && chars.get(i + 1).is_some_and(char::is_ascii_digit);
        match c {
            ';' => break,
            _ if c.is_whitespace() => i += 1,
            '-' if chars.get(i + 1) == Some(&'>') => {
                out.push(Tok::Arrow);
                i += 2;
            }
            _ if c.is_ascii_digit() || signed => {
                let n = 1 + digits(i + 1);
                let text: String = chars[i..i + n].iter().collect();
                i += n;
                out.push(match text.strip_prefix("0x") {
                    Some(hex) => Tok::Bits(u64::from_str_radix(hex, 16).map_err(|_| format!("bad number {text}"))?),
                    None => Tok::Num(text.parse().map_err(|_| format!("bad number {text}"))?),
                });
            }
            _ if c.is_ascii_alphabetic() || c == '_' => {
                let n = chars[i..].iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '_').count();
                out.push(Tok::Word(chars[i..i + n].iter().collect()));
                i += n;
            }
            '"' => i = string_token(&chars, i + 1, &mut out)?,
            _ => {
                out.push(Tok::Punct(c));
                i += 1;
            }
        }
    }
    Ok(out)
}

fn string_token(chars: &[char], mut i: usize, out: &mut Vec<Tok>) -> Result<usize> {
    let mut text = String::new();
    loop {
        match chars.get(i) {
            None => return Err("string without end".into()),
            Some('"') => break,
            Some('\\') => {
                match chars.get(i + 1) {
                    Some('n') => text.push('\n'),
                    Some('x') => {
                        let hex: String = chars.iter().skip(i + 2).take(2).collect();
                        text.push(u8::from_str_radix(&hex, 16).map_err(|_| "bad \\x")? as char);
                        i += 2;
                    }
                    Some(&c) => text.push(c),
                    None => return Err("string without end".into()),
                }
                i += 2;
                continue;
            }
            Some(&c) => text.push(c),
        }
        i += 1;
    }
    out.push(Tok::Str(text));
    Ok(i + 1)
}

/// One line being read.
struct Line {
    toks: Vec<Tok>,
    at: usize,
}

impl Line {
    fn peek(&self) -> Option<&Tok> {
        self.toks.get(self.at)
    }
    fn next(&mut self) -> Option<Tok> {
        self.at += 1;
        self.toks.get(self.at - 1).cloned()
    }
    fn done(&self) -> bool {
        self.at >= self.toks.len()
    }
    fn eat(&mut self, c: char) -> bool {
        let yes = self.peek() == Some(&Tok::Punct(c));
        self.at += usize::from(yes);
        yes
    }
    fn eat_word(&mut self, w: &str) -> bool {
        let yes = matches!(self.peek(), Some(Tok::Word(x)) if x == w);
        self.at += usize::from(yes);
        yes
    }
    fn eat_arrow(&mut self) -> bool {
        let yes = self.peek() == Some(&Tok::Arrow);
        self.at += usize::from(yes);
        yes
    }
    fn expect(&mut self, c: char) -> Result<()> {
        if self.eat(c) { Ok(()) } else { Err(format!("expected {c:?}, found {:?}", self.peek())) }
    }
    fn word(&mut self) -> Result<String> {
        match self.next() {
            Some(Tok::Word(w)) => Ok(w),
            other => Err(format!("expected a word, found {other:?}")),
        }
    }
    fn string(&mut self) -> Result<String> {
        match self.next() {
            Some(Tok::Str(s)) => Ok(s),
            other => Err(format!("expected a string, found {other:?}")),
        }
    }
    fn num(&mut self) -> Result<i64> {
        match self.next() {
            Some(Tok::Num(n)) => Ok(n),
            other => Err(format!("expected a number, found {other:?}")),
        }
    }
    fn small<T: TryFrom<i64>>(&mut self) -> Result<T> {
        self.num()?.try_into().map_err(|_| "number out of range".into())
    }
    /// A number with its sign, or 0 where there is none.
    fn plus(&mut self) -> i64 {
        match self.peek() {
            Some(Tok::Num(n)) => {
                let n = *n;
                self.at += 1;
                n
            }
            _ => 0,
        }
    }
    /// An id `prefix` + number.
    fn id(&mut self, prefix: &str) -> Result<u32> {
        let w = self.word()?;
        let n = w.strip_prefix(prefix).and_then(|n| n.parse::<u32>().ok()).filter(|n| *n < MAX_ID);
        n.ok_or_else(|| format!("expected {prefix}N, found {w}"))
    }
    fn list<T>(&mut self, mut item: impl FnMut(&mut Line) -> Result<T>) -> Result<Vec<T>> {
        let mut out = vec![item(self)?];
        while self.eat(',') {
            out.push(item(self)?);
        }
        Ok(out)
    }
    fn value(&mut self) -> Result<ValueId> {
        Ok(ValueId(self.id("v")?))
    }
    fn layout(&mut self, depth: u32) -> Result<Layout> {
        if depth > 64 {
            return Err("layout nested too deeply".into());
        }
        if self.eat('[') {
            let n = self.small::<u64>()?;
            self.expect(']')?;
            return Ok(Layout::array(n, self.layout(depth + 1)?));
        }
        if self.eat('{') {
            if self.eat('}') {
                return Ok(Layout::of_fields(Vec::new()));
            }
            let fields = self.list(|l| l.layout(depth + 1))?;
            self.expect('}')?;
            return Ok(Layout::of_fields(fields));
        }
        if matches!(self.peek(), Some(Tok::Word(w)) if w == "tab") {
            self.at += 1;
            return Ok(Layout::Tab);
        }
        self.ty().map(Layout::Scalar)
    }
    fn ty(&mut self) -> Result<Type> {
        let w = self.word()?;
        Type::from_name(&w).ok_or_else(|| format!("no type {w}"))
    }
    fn items(&mut self) -> Result<Vec<SigItem>> {
        self.expect('(')?;
        if self.eat(')') {
            return Ok(Vec::new());
        }
        let items = self.list(|l| {
            let mode = if l.eat_word("mem") { PassMode::Memory } else { PassMode::Leaves };
            Ok(SigItem { layout: l.layout(0)?, mode })
        })?;
        self.expect(')')?;
        Ok(items)
    }
    fn signature(&mut self) -> Result<Signature> {
        let abi = match &*self.word()? {
            "abi0" => Abi::Abi0,
            "abi1" => Abi::Internal,
            other => return Err(format!("no ABI {other}")),
        };
        let params = self.items()?;
        if !self.eat_arrow() {
            return Err("expected ->".into());
        }
        Ok(Signature { abi, params, results: self.items()? })
    }
    fn pos(&mut self) -> Result<SrcPos> {
        if !self.eat('@') {
            return Ok(SrcPos::START);
        }
        let line = self.small()?;
        self.expect(':')?;
        let col = self.small()?;
        let file = match self.peek() {
            Some(Tok::Word(w)) if w.starts_with('f') => {
                u16::try_from(self.id("f")?).map_err(|_| "too many files".to_owned())?
            }
            _ => 0,
        };
        let stmt = self.eat_word("s");
        let inline = if self.eat('^') { InlineId(self.id("in")?) } else { InlineId::NONE };
        Ok(SrcPos { line, col, file, stmt, inline })
    }
}

/// Reads a layout.
pub fn parse_layout(text: &str) -> std::result::Result<Layout, String> {
    Line { toks: tokens(text)?, at: 0 }.layout(0)
}

/// Reads all functions of a text.
pub fn parse_funcs(text: &str) -> std::result::Result<Vec<Func>, ParseError> {
    let mut out = Vec::new();
    let mut open: Option<Func> = None;
    for (n, line) in text.lines().enumerate() {
        let fail = |message| ParseError { line: n + 1, message };
        let mut line = Line { toks: tokens(line).map_err(fail)?, at: 0 };
        if line.done() {
            continue;
        }
        if open.is_none() {
            open = Some(parse_header(&mut line).map_err(fail)?);
        } else if line.eat('}') {
            out.extend(open.take());
        } else if let Some(func) = open.as_mut() {
            parse_line(func, &mut line).map_err(fail)?;
        }
        if !line.done() {
            return Err(fail(format!("unexpected {:?}", line.peek())));
        }
    }
    let end = ParseError { line: text.lines().count(), message: "function without end".into() };
    if open.is_some() { Err(end) } else { Ok(out) }
}

/// Reads a text of exactly one function.
pub fn parse_func(text: &str) -> std::result::Result<Func, ParseError> {
    let mut all = parse_funcs(text)?;
    match (all.len(), all.pop()) {
        (1, Some(f)) => Ok(f),
        _ => Err(ParseError { line: 1, message: "expected one function".into() }),
    }
}

fn parse_header(l: &mut Line) -> Result<Func> {
    if !l.eat_word("func") {
        return Err("expected func".into());
    }
    let name = l.string()?;
    let mut func = Func::new(Release::default(), name, l.signature()?);
    while !l.eat('{') {
        match &*l.word()? {
            "file" => func.file = l.string()?.into(),
            "line" => func.start_line = l.small()?,
            attr => {
                func.attrs |=
                    FuncAttrs::from_name(&attr.to_uppercase()).ok_or_else(|| format!("no attribute {attr}"))?
            }
        }
    }
    Ok(func)
}

fn in_order<I: Id, T>(table: &mut IdVec<I, T>, id: u32, item: T) -> Result<()> {
    at_next(id, table)?;
    table.push(item);
    Ok(())
}

/// Whether an id is the one behind those of the table.
fn at_next<I: Id, T>(id: u32, table: &IdVec<I, T>) -> Result<()> {
    if table.len() == id as usize { Ok(()) } else { Err("ids must be in order".into()) }
}

fn parse_line(func: &mut Func, l: &mut Line) -> Result<()> {
    let start = l.at;
    let Some(Tok::Word(first)) = l.next() else { return Err("expected a line of a function".into()) };
    match &*first {
        "slot" if func.order.is_empty() => parse_slot(func, l),
        "file" if func.order.is_empty() => {
            func.files.push(l.string()?.into());
            Ok(())
        }
        "type" if func.order.is_empty() => {
            let id = l.id("t")?;
            let (symbol, layout) = (l.string()?, l.layout(0)?);
            at_next(id, &func.types)?;
            func.types.push(&*symbol, |t| *t.symbol == *symbol, GoType { symbol: (&*symbol).into(), layout });
            Ok(())
        }
        "inline" if func.order.is_empty() => {
            let id = l.id("in")?;
            let callee = parse_sym(func, l)?;
            let (file, start_line) = (l.string()?.into(), l.small()?);
            let item = InlineCall { call: l.pos()?, callee, file, start_line };
            in_order(&mut func.inlines, id, item)
        }
        "results" if func.order.is_empty() => {
            func.result_slots = l.list(|l| Ok(SlotId(l.id("s")?)))?;
            Ok(())
        }
        "open_defers" if func.order.is_empty() => {
            let bits = SlotId(l.id("s")?);
            l.expect(',')?;
            func.open_defers = Some(OpenDefers { bits, closures: SlotId(l.id("s")?) });
            Ok(())
        }
        "wrapped" if func.order.is_empty() => {
            func.wrapped = Some(parse_sym(func, l)?);
            Ok(())
        }
        w if func.order.is_empty() && w.starts_with("sig") => {
            l.at = start;
            let id = l.id("sig")?;
            let sig = l.signature()?;
            at_next(id, &func.sigs)?;
            func.sigs.push(&sig, |s| *s == sig, sig.clone());
            Ok(())
        }
        _ => {
            l.at = start;
            let block = matches!(l.toks.get(start + 1), Some(Tok::Punct(':' | '('))) && first.starts_with('b');
            if block { parse_block(func, l) } else { parse_inst(func, l) }
        }
    }
}

fn parse_slot(func: &mut Func, l: &mut Line) -> Result<()> {
    let id = l.id("s")?;
    let (name, layout) = (l.string()?.into(), l.layout(0)?);
    let kind = match () {
        () if l.eat_word("param") => SlotKind::Param(l.small()?),
        () if l.eat_word("home") => SlotKind::Home(l.small()?),
        () => SlotKind::Local,
    };
    let observable = l.eat_word("observable");
    let hidden = l.eat_word("hidden");
    in_order(&mut func.slots, id, Slot { name, layout, kind, observable, hidden })
}

fn parse_sym(func: &mut Func, l: &mut Line) -> Result<ExtId> {
    let name = l.string()?;
    let mut abi = Abi::Abi0;
    if l.eat('<') {
        abi = match l.next() {
            Some(Tok::Num(1)) => Abi::Internal,
            Some(Tok::Word(w)) if w == "static" => Abi::Static,
            other => return Err(format!("no ABI {other:?}")),
        };
        l.expect('>')?;
    }
    Ok(func.sym(&name, abi))
}

/// Makes `v` a defined value; an id may be defined once.
fn define(func: &mut Func, v: ValueId, ty: Type, def: ValueDef) -> Result<()> {
    let free = Value { ty: Type::I8, def: ValueDef::Param(BlockId::NONE) };
    while func.values.len() <= v.index() {
        func.values.push(free);
    }
    if func.values[v].def != free.def {
        return Err(format!("{v} is defined twice"));
    }
    func.values[v] = Value { ty, def };
    Ok(())
}

fn typed_values(l: &mut Line) -> Result<Vec<(ValueId, Type)>> {
    l.list(|l| {
        let v = l.value()?;
        l.expect(':')?;
        Ok((v, l.ty()?))
    })
}

fn parse_block(func: &mut Func, l: &mut Line) -> Result<()> {
    let b = BlockId(l.id("b")?);
    while func.blocks.len() <= b.index() {
        func.blocks.push(Block::default());
    }
    if func.order.contains(&b) {
        return Err(format!("{b} twice"));
    }
    func.order.push(b);
    if l.eat('(') {
        for (v, ty) in typed_values(l)? {
            define(func, v, ty, ValueDef::Param(b))?;
            func.blocks[b].params.push(v);
        }
        l.expect(')')?;
    }
    l.expect(':')
}

fn parse_inst(func: &mut Func, l: &mut Line) -> Result<()> {
    let block = *func.order.last().ok_or("instruction outside a block")?;
    let results = match l.toks.get(l.at + 1) {
        Some(Tok::Punct(':')) => {
            let r = typed_values(l)?;
            l.expect('=')?;
            r
        }
        _ => Vec::new(),
    };
    let name = l.word()?;
    let op = Op::from_name(&name).ok_or_else(|| format!("no operation {name}"))?;
    let imm = parse_imm(func, l, op.info().imm)?;
    let args = match l.peek() {
        Some(Tok::Word(_)) => l.list(Line::value)?.into(),
        _ => Args::new(),
    };
    let targets = if l.eat_arrow() { l.list(|l| parse_target(func, l))? } else { Vec::new() };
    let pos = l.pos()?;
    let id = func.insts.next_id();
    for (n, &(v, ty)) in results.iter().enumerate() {
        define(func, v, ty, ValueDef::Result(id, n as u16))?;
    }
    func.insts.push(Inst { op, imm, args, results: results.iter().map(|r| r.0).collect(), targets, pos });
    func.blocks[block].insts.push(id);
    Ok(())
}

fn parse_target(func: &mut Func, l: &mut Line) -> Result<Target> {
    let block = BlockId(l.id("b")?);
    while func.blocks.len() <= block.index() {
        func.blocks.push(Block::default());
    }
    let mut args = SmallVec::new();
    if l.eat('(') {
        args = l.list(Line::value)?.into();
        l.expect(')')?;
    }
    Ok(Target { block, args })
}

fn named<T>(l: &mut Line, find: impl Fn(&str) -> Option<T>) -> Result<T> {
    let w = l.word()?;
    find(&w).ok_or_else(|| format!("unknown name {w}"))
}

fn parse_imm(func: &mut Func, l: &mut Line, kind: ImmKind) -> Result<Imm> {
    let sig = |l: &mut Line| Ok::<_, String>(SigId(l.id("sig")?));
    let ty = |l: &mut Line| Ok::<_, String>(TypeId(l.id("t")?));
    let numbers = |l: &mut Line| {
        l.expect('[')?;
        if l.eat(']') {
            return Ok(Vec::new());
        }
        let list = l.list(Line::num)?;
        l.expect(']').map(|()| list)
    };
    Ok(match kind {
        ImmKind::None => Imm::None,
        ImmKind::Int => Imm::Int(l.num()?),
        ImmKind::Float => match l.next() {
            Some(Tok::Bits(b)) => Imm::Float(b),
            Some(Tok::Num(n)) => Imm::Float((n as f64).to_bits()),
            other => return Err(format!("expected float bits, found {other:?}")),
        },
        ImmKind::Cond => Imm::Cond(named(l, Cond::from_name)?),
        ImmKind::Offset => Imm::Offset(i32::try_from(l.plus()).map_err(|_| "offset out of range")?),
        ImmKind::Offsets => {
            let list: std::result::Result<Vec<i32>, _> = numbers(l)?.into_iter().map(i32::try_from).collect();
            Imm::Offsets(list.map_err(|_| "offset out of range")?.into())
        }
        ImmKind::Sym => Imm::Sym(parse_sym(func, l)?, l.plus()),
        ImmKind::Slot => {
            let slot = SlotId(l.id("s")?);
            Imm::Slot(slot, i32::try_from(l.plus()).map_err(|_| "offset out of range")?)
        }
        ImmKind::Type => Imm::Type(ty(l)?),
        ImmKind::TypeInt => Imm::TypeInt(ty(l)?, l.num()?),
        ImmKind::TypeSym => Imm::TypeSym(ty(l)?, parse_sym(func, l)?),
        ImmKind::Types => Imm::Types(ty(l)?, ty(l)?),
        ImmKind::Map => Imm::Map(ty(l)?, named(l, MapKind::from_name)?),
        ImmKind::Box => Imm::Box(ty(l)?, named(l, BoxKind::from_name)?),
        ImmKind::Call => Imm::Call(sig(l)?, parse_sym(func, l)?),
        ImmKind::Sig => Imm::Sig(sig(l)?),
        ImmKind::SigInt => Imm::SigInt(sig(l)?, l.num()?),
        ImmKind::Rt => Imm::Rt(named(l, RtFn::from_text)?),
        ImmKind::Bounds => Imm::Bounds(named(l, Bounds::from_name)?),
        ImmKind::Cases => Imm::Cases(numbers(l)?.into()),
        ImmKind::Mark => Imm::Mark(named(l, MarkKind::from_name)?, parse_sym(func, l)?, l.plus()),
        ImmKind::Hint => Imm::Hint(named(l, Hint::from_name)?),
        ImmKind::Round => Imm::Round(named(l, Round::from_name)?),
    })
}
