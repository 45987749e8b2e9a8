//! Predeclared functions and those of package `unsafe`. Authority: Go spec, "Built-in
//! functions"; the argument counts are those the official checker demands.

/// A predeclared function, or one of `unsafe`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are Go's")]
pub enum Builtin {
    Append,
    Cap,
    Clear,
    Close,
    Complex,
    Copy,
    Delete,
    Imag,
    Len,
    Make,
    Max,
    Min,
    New,
    Panic,
    Print,
    Println,
    Real,
    Recover,
    // package unsafe
    Add,
    Alignof,
    Offsetof,
    Sizeof,
    Slice,
    SliceData,
    String,
    StringData,
    // only in tests of the checker
    Assert,
    Trace,
}

/// What the checker needs to know of a builtin before looking at its arguments.
#[derive(Clone, Copy, Debug)]
pub struct BuiltinInfo {
    /// Name in the source.
    pub name: &'static str,
    /// Least number of arguments.
    pub args: usize,
    /// May have more.
    pub variadic: bool,
    /// May stand alone as a statement.
    pub statement: bool,
}

impl Builtin {
    /// Those in the universe.
    pub const UNIVERSE: [Builtin; 18] = {
        use Builtin::*;
        [
            Append, Cap, Clear, Close, Complex, Copy, Delete, Imag, Len, Make, Max, Min, New, Panic, Print, Println,
            Real, Recover,
        ]
    };
    /// Those of package `unsafe`.
    pub const UNSAFE: [Builtin; 8] = {
        use Builtin::*;
        [Add, Alignof, Offsetof, Sizeof, Slice, SliceData, String, StringData]
    };
    /// Its row.
    pub fn info(self) -> BuiltinInfo {
        use Builtin::*;
        let row = |name, args, variadic, statement| BuiltinInfo { name, args, variadic, statement };
        match self {
            Append => row("append", 1, true, false),
            Cap => row("cap", 1, false, false),
            Clear => row("clear", 1, false, true),
            Close => row("close", 1, false, true),
            Complex => row("complex", 2, false, false),
            Copy => row("copy", 2, false, true),
            Delete => row("delete", 2, false, true),
            Imag => row("imag", 1, false, false),
            Len => row("len", 1, false, false),
            Make => row("make", 1, true, false),
            Max => row("max", 1, true, false),
            Min => row("min", 1, true, false),
            New => row("new", 1, false, false),
            Panic => row("panic", 1, false, true),
            Print => row("print", 0, true, true),
            Println => row("println", 0, true, true),
            Real => row("real", 1, false, false),
            Recover => row("recover", 0, false, true),
            Add => row("Add", 2, false, false),
            Alignof => row("Alignof", 1, false, false),
            Offsetof => row("Offsetof", 1, false, false),
            Sizeof => row("Sizeof", 1, false, false),
            Slice => row("Slice", 2, false, false),
            SliceData => row("SliceData", 1, false, false),
            String => row("String", 2, false, false),
            StringData => row("StringData", 1, false, false),
            Assert => row("assert", 1, false, true),
            Trace => row("trace", 0, true, false),
        }
    }
}
