//! What the explorer knows, as values that are written as JSON. One space of ids names everything: a line of source, a
//! value, an instruction, a symbol, a hole in an object, a section. A row carries its own id and those it was made
//! from, which is all that views need to light up in each other what belongs together.

use serde::{Serialize, Serializer};
use std::fmt::{self, Display, Formatter};

/// The name of one thing. The text form is what pages and links use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Id {
    /// A line of a source file: number of the file, line from 1.
    Line(u32, u32),
    /// A value of a function: number of the function, of the value.
    Value(u32, u32),
    /// A virtual register of a function, which counts otherwise than values do.
    Register(u32, u32),
    /// An SSA instruction without a result.
    Effect(u32, u32),
    /// A block of a function.
    Block(u32, u32),
    /// An instruction in an executable, by address.
    At(u64),
    /// An instruction in an object: number of the symbol, offset.
    In(u32, u32),
    /// A symbol of the executable.
    Symbol(u32),
    /// A symbol of the object.
    Defined(u32),
    /// A relocation of the object: number of the symbol, offset.
    Hole(u32, u32),
    /// A section of the executable.
    Section(u32),
    /// A variable of a function: number of the function; parameters, then results, then others.
    Variable(u32, u32),
    /// A step of the build.
    Step(u32),
    /// A command of the build.
    Command(u32),
    /// A goroutine of a run.
    Goroutine(u64),
}

impl Display for Id {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Id::Line(file, line) => write!(f, "l{file}:{line}"),
            Id::Value(func, n) => write!(f, "v{func}:{n}"),
            Id::Register(func, n) => write!(f, "r{func}:{n}"),
            Id::Effect(func, n) => write!(f, "e{func}:{n}"),
            Id::Block(func, n) => write!(f, "b{func}:{n}"),
            Id::At(address) => write!(f, "a{address:x}"),
            Id::In(symbol, offset) => write!(f, "i{symbol}:{offset:x}"),
            Id::Symbol(n) => write!(f, "s{n}"),
            Id::Defined(n) => write!(f, "d{n}"),
            Id::Hole(symbol, offset) => write!(f, "h{symbol}:{offset:x}"),
            Id::Section(n) => write!(f, "k{n}"),
            Id::Variable(func, n) => write!(f, "p{func}:{n}"),
            Id::Step(n) => write!(f, "t{n}"),
            Id::Command(n) => write!(f, "x{n}"),
            Id::Goroutine(n) => write!(f, "g{n}"),
        }
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// Something with its origins.
#[derive(Clone, Debug, Serialize)]
pub struct Row<T> {
    /// Its name.
    pub id: Id,
    /// What it was made from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<Id>,
    /// What it is.
    #[serde(flatten)]
    pub what: T,
}

/// A source file.
#[derive(Clone, Debug, Serialize)]
pub struct FileRow {
    /// As tables of lines name it.
    pub name: String,
    /// Belongs to the package that is explored.
    pub own: bool,
}

/// A function that can be looked at.
#[derive(Clone, Debug, Serialize)]
pub struct FunctionRow {
    /// Symbol.
    pub name: String,
    /// Whether its way through the compiler was recorded.
    pub recorded: bool,
}

/// A message of the compiler about a place.
#[derive(Clone, Debug, Serialize)]
pub struct Decision {
    /// Column, from 1.
    pub column: u32,
    /// What sort of decision.
    pub kind: DecisionKind,
    /// The message.
    pub text: String,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DecisionKind {
    /// About inlining.
    Inline,
    /// About memory.
    Escape,
    /// A check that a pass has removed.
    Check,
    /// A call whose target a pass has found out.
    Call,
    /// Methods of a type, and what it implements.
    Type,
}

/// A step of the build.
#[derive(Clone, Debug, Serialize)]
pub struct StepRow {
    /// What was done.
    pub name: String,
    /// `compile` or `link`.
    pub kind: &'static str,
    /// Beginning in microseconds.
    pub start: u64,
    /// End in microseconds.
    pub end: u64,
    /// The steps it waited for.
    pub after: Vec<usize>,
    /// Whether there was nothing to do.
    pub cached: bool,
    /// Why it was done, or why not.
    pub why: Vec<String>,
}

/// A command of the build.
#[derive(Clone, Debug, Serialize)]
pub struct CommandRow {
    /// The step it belongs to; none: it stands before all steps.
    #[serde(skip)]
    pub step: Option<usize>,
    /// Its lines, each with its end.
    pub text: String,
}

/// What the page begins with.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    /// What is explored.
    pub title: String,
    /// The function shown first.
    pub focus: Option<String>,
    /// Source files.
    pub files: Vec<FileRow>,
    /// Functions of the package, or of the executable if nothing else is known.
    pub functions: Vec<FunctionRow>,
    /// The names of views that have something to show.
    pub views: Vec<&'static str>,
    /// Counts how often the model was made.
    pub version: u32,
}

/// A token of a source file.
#[derive(Clone, Debug, Serialize)]
pub struct TokenRow {
    /// Column of the first byte, from 0.
    pub at: u32,
    /// Text.
    pub text: String,
    /// Class.
    pub class: &'static str,
    /// Type and constant value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hover: Option<String>,
}

/// A line of source.
#[derive(Clone, Debug, Serialize)]
pub struct SourceLine {
    /// Number.
    pub line: u32,
    /// Tokens.
    pub tokens: Vec<TokenRow>,
    /// What was decided here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
}

/// A source file with all that is known of its lines.
#[derive(Clone, Debug, Serialize)]
pub struct SourceView {
    /// Number of the file.
    pub file: u32,
    /// Name.
    pub name: String,
    /// Lines.
    pub lines: Vec<Row<SourceLine>>,
}
