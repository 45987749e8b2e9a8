//! Tokens, operators and their texts. The lexer produces them, the parser and the printer
//! consume them. Authority: the Go specification, "Lexical elements" and "Operators"; the
//! classes (one token for all binary operators, one for `op=`) are those the official
//! compiler's error messages are worded with.

/// The class of a token. What distinguishes members of a class (which operator, which
/// literal kind) stands beside it in the lexer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Token {
    /// End of the file.
    Eof,
    /// An identifier that is not a keyword.
    Name,
    /// A number, rune or string.
    Literal,
    /// A unary or binary operator except `*`.
    Operator,
    /// `op=`.
    AssignOp,
    /// `++` or `--`.
    IncOp,
    /// `=`.
    Assign,
    /// `:=`.
    Define,
    /// `<-`.
    Arrow,
    /// `*`.
    Star,
    /// `(`.
    Lparen,
    /// `[`.
    Lbrack,
    /// `{`.
    Lbrace,
    /// `)`.
    Rparen,
    /// `]`.
    Rbrack,
    /// `}`.
    Rbrace,
    /// `,`.
    Comma,
    /// `;`, written or inserted.
    Semi,
    /// `:`.
    Colon,
    /// `.`.
    Dot,
    /// `...`.
    DotDotDot,
    /// `break`.
    Break,
    /// `case`.
    Case,
    /// `chan`.
    Chan,
    /// `const`.
    Const,
    /// `continue`.
    Continue,
    /// `default`.
    Default,
    /// `defer`.
    Defer,
    /// `else`.
    Else,
    /// `fallthrough`.
    Fallthrough,
    /// `for`.
    For,
    /// `func`.
    Func,
    /// `go`.
    Go,
    /// `goto`.
    Goto,
    /// `if`.
    If,
    /// `import`.
    Import,
    /// `interface`.
    Interface,
    /// `map`.
    Map,
    /// `package`.
    Package,
    /// `range`.
    Range,
    /// `return`.
    Return,
    /// `select`.
    Select,
    /// `struct`.
    Struct,
    /// `switch`.
    Switch,
    /// `type`.
    Type,
    /// `var`.
    Var,
}

impl Token {
    /// The text of the token; a class name where the class has several members.
    pub const fn text(self) -> &'static str {
        match self {
            Token::Eof => "EOF",
            Token::Name => "name",
            Token::Literal => "literal",
            Token::Operator => "op",
            Token::AssignOp => "op=",
            Token::IncOp => "opop",
            Token::Assign => "=",
            Token::Define => ":=",
            Token::Arrow => "<-",
            Token::Star => "*",
            Token::Lparen => "(",
            Token::Lbrack => "[",
            Token::Lbrace => "{",
            Token::Rparen => ")",
            Token::Rbrack => "]",
            Token::Rbrace => "}",
            Token::Comma => ",",
            Token::Semi => ";",
            Token::Colon => ":",
            Token::Dot => ".",
            Token::DotDotDot => "...",
            Token::Break => "break",
            Token::Case => "case",
            Token::Chan => "chan",
            Token::Const => "const",
            Token::Continue => "continue",
            Token::Default => "default",
            Token::Defer => "defer",
            Token::Else => "else",
            Token::Fallthrough => "fallthrough",
            Token::For => "for",
            Token::Func => "func",
            Token::Go => "go",
            Token::Goto => "goto",
            Token::If => "if",
            Token::Import => "import",
            Token::Interface => "interface",
            Token::Map => "map",
            Token::Package => "package",
            Token::Range => "range",
            Token::Return => "return",
            Token::Select => "select",
            Token::Struct => "struct",
            Token::Switch => "switch",
            Token::Type => "type",
            Token::Var => "var",
        }
    }

    /// The word error messages use: punctuation that is hard to see is spelled out.
    pub const fn described(self) -> &'static str {
        match self {
            Token::Comma => "comma",
            Token::Semi => "semicolon or newline",
            t => t.text(),
        }
    }

    /// The token of a keyword.
    pub fn keyword(text: &[u8]) -> Option<Token> {
        Some(match text {
            b"break" => Token::Break,
            b"case" => Token::Case,
            b"chan" => Token::Chan,
            b"const" => Token::Const,
            b"continue" => Token::Continue,
            b"default" => Token::Default,
            b"defer" => Token::Defer,
            b"else" => Token::Else,
            b"fallthrough" => Token::Fallthrough,
            b"for" => Token::For,
            b"func" => Token::Func,
            b"go" => Token::Go,
            b"goto" => Token::Goto,
            b"if" => Token::If,
            b"import" => Token::Import,
            b"interface" => Token::Interface,
            b"map" => Token::Map,
            b"package" => Token::Package,
            b"range" => Token::Range,
            b"return" => Token::Return,
            b"select" => Token::Select,
            b"struct" => Token::Struct,
            b"switch" => Token::Switch,
            b"type" => Token::Type,
            b"var" => Token::Var,
            _ => return None,
        })
    }
}

/// A set of tokens, for synchronisation after errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenSet(u64);

impl TokenSet {
    /// The set of `tokens`.
    pub const fn of(tokens: &[Token]) -> TokenSet {
        let mut bits = 0u64;
        let mut i = 0;
        while i < tokens.len() {
            bits |= 1 << tokens[i] as u32;
            i += 1;
        }
        TokenSet(bits)
    }
    /// Whether `token` is a member.
    pub const fn contains(self, token: Token) -> bool {
        self.0 & (1 << token as u32) != 0
    }
    /// The members of both.
    pub const fn union(self, other: TokenSet) -> TokenSet {
        TokenSet(self.0 | other.0)
    }
}

/// The kind of a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LitKind {
    /// `12`, `0x1f`, `0b1`, `0o7`, `1_000`.
    Int,
    /// `1.5`, `0x1p-2`.
    Float,
    /// `2i`.
    Imag,
    /// `'x'`.
    Rune,
    /// `"x"` or a raw string.
    String,
}

/// An operator, unary or binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `!`
    Not,
    /// `<-` (unary)
    Recv,
    /// `~` (unary, in constraints)
    Tilde,
    /// `||`
    OrOr,
    /// `&&`
    AndAnd,
    /// `==`
    Eql,
    /// `!=`
    Neq,
    /// `<`
    Lss,
    /// `<=`
    Leq,
    /// `>`
    Gtr,
    /// `>=`
    Geq,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `|`
    Or,
    /// `^`
    Xor,
    /// `*`: product, dereference, pointer type
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
    /// `&`: and, address-of
    And,
    /// `&^`
    AndNot,
    /// `<<`
    Shl,
    /// `>>`
    Shr,
}

impl Operator {
    /// The operator's text.
    pub const fn text(self) -> &'static str {
        match self {
            Operator::Not => "!",
            Operator::Recv => "<-",
            Operator::Tilde => "~",
            Operator::OrOr => "||",
            Operator::AndAnd => "&&",
            Operator::Eql => "==",
            Operator::Neq => "!=",
            Operator::Lss => "<",
            Operator::Leq => "<=",
            Operator::Gtr => ">",
            Operator::Geq => ">=",
            Operator::Add => "+",
            Operator::Sub => "-",
            Operator::Or => "|",
            Operator::Xor => "^",
            Operator::Mul => "*",
            Operator::Div => "/",
            Operator::Rem => "%",
            Operator::And => "&",
            Operator::AndNot => "&^",
            Operator::Shl => "<<",
            Operator::Shr => ">>",
        }
    }
    /// Binary precedence from 1 (`||`) to 5 (`*`); 0 for operators that are only unary.
    pub const fn precedence(self) -> u8 {
        use Operator::*;
        match self {
            Not | Recv | Tilde => 0,
            OrOr => 1,
            AndAnd => 2,
            Eql | Neq | Lss | Leq | Gtr | Geq => 3,
            Add | Sub | Or | Xor => 4,
            Mul | Div | Rem | And | AndNot | Shl | Shr => 5,
        }
    }
    /// Whether it is `==`, `!=`, `<`, `<=`, `>` or `>=`.
    pub const fn is_comparison(self) -> bool {
        self.precedence() == 3
    }
    /// Whether it is `<<` or `>>`.
    pub const fn is_shift(self) -> bool {
        matches!(self, Operator::Shl | Operator::Shr)
    }
}

impl std::fmt::Display for Operator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text())
    }
}
