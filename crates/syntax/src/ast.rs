//! The syntax tree. A [`File`] owns an [`Ast`] for its declarations (imports, constants,
//! variables with their initialisers, types, function signatures); each top-level function
//! body is a [`Body`] with an `Ast` of its own, so that it can be skipped, parsed later
//! alone, checked in parallel and thrown away. Ids are therefore relative to one `Ast`; the
//! node types are the same in both. Function literals live in the `Ast` around them.
//!
//! Layout: nodes are small `Copy` values in per-kind vectors, in the order in which parsing
//! finished them (children before parents). Child lists are indices into one side vector,
//! where the elements follow their count, so that a list is four bytes in its node. Absent
//! children are the id's `NONE`; ask with `.some()`.
//!
//! Positions are those of the official compiler (its error messages are reported at them):
//! a binary operation has the position of its operator, a call that of `(`, an index or
//! slice that of `[`, a selector or assertion that of `.`, a key-value pair that of `:`, an
//! assignment that of its operator; everything else that of its first token. Leftmost and
//! approximate end positions are computed in `positions`.
//!
//! Invariant: a tree is complete even for wrong input: what could not be parsed is
//! [`ExprKind::Bad`], and a diagnostic says why. The height of a tree never passes
//! [`crate::MAX_DEPTH`], so recursion over it is bounded.

use crate::directives::Linkname;
use crate::directives::Pragma;
use crate::token::{LitKind, Operator};
use base::{Id, IdVec, Name, Pos, define_id};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Index;
use std::sync::Arc;

define_id!(
    /// An expression or type.
    ExprId,
    "e"
);
define_id!(
    /// A statement.
    StmtId,
    "s"
);
define_id!(
    /// A declaration (one specification of a group).
    DeclId,
    "d"
);
define_id!(
    /// A parameter, result, type parameter, struct field, method or embedded element.
    FieldId,
    "f"
);
define_id!(
    /// A clause of a switch or select.
    ClauseId,
    "c"
);
define_id!(
    /// The directives before a declaration.
    PragmaId,
    "g"
);
define_id!(
    /// The body of a top-level function of one file.
    BodyId,
    "b"
);

/// An identifier at a place: declared names, selectors, labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ident {
    /// The text.
    pub name: Name,
    /// First byte.
    pub pos: Pos,
}

/// A list of ids in the side vector of one [`Ast`]; read it with [`Ast::list`].
pub struct List<I> {
    at: u32,
    marker: PhantomData<fn() -> I>,
}

impl<I> List<I> {
    /// The empty list.
    pub const EMPTY: List<I> = List { at: 0, marker: PhantomData };
    /// Whether the list has no elements.
    pub fn is_empty(self) -> bool {
        self.at == 0
    }
}
impl<I> Clone for List<I> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<I> Copy for List<I> {}
impl<I> PartialEq for List<I> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}
impl<I> Eq for List<I> {}
impl<I> fmt::Debug for List<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.at)
    }
}

/// The elements of a [`List`].
#[derive(Clone)]
pub struct ListIter<'a, I> {
    ids: std::slice::Iter<'a, u32>,
    marker: PhantomData<fn() -> I>,
}

impl<I: Id> Iterator for ListIter<'_, I> {
    type Item = I;
    fn next(&mut self) -> Option<I> {
        self.ids.next().map(|&i| I::new(i as usize))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.ids.size_hint()
    }
}
impl<I: Id> DoubleEndedIterator for ListIter<'_, I> {
    fn next_back(&mut self) -> Option<I> {
        self.ids.next_back().map(|&i| I::new(i as usize))
    }
}
impl<I: Id> ExactSizeIterator for ListIter<'_, I> {}

/// A run of identifiers; read it with [`Ast::idents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentList {
    start: u32,
    len: u32,
}

/// An expression or type with its position.
#[derive(Clone, Copy, Debug)]
pub struct Expr {
    /// See the module head for which token this is.
    pub pos: Pos,
    /// What it is.
    pub kind: ExprKind,
}

/// Direction of a channel type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChanDir {
    /// `chan T`
    Both,
    /// `chan<- T`
    SendOnly,
    /// `<-chan T`
    RecvOnly,
}

/// What an expression or type is.
#[derive(Clone, Copy, Debug)]
pub enum ExprKind {
    /// Could not be parsed; a diagnostic was given.
    Bad,
    /// An identifier.
    Name(Name),
    /// A literal; its text is [`Ast::literal_text`]. `bad`: wrong inside, reported.
    Lit {
        /// Which kind.
        kind: LitKind,
        /// The literal has lexical errors, which were reported.
        bad: bool,
        /// Bytes of text from the expression's position on.
        len: u32,
    },
    /// `ty{elems}`; `ty` is `NONE` where elided. The position is that of `{`.
    Composite {
        /// The type or `NONE`.
        ty: ExprId,
        /// Elements, some or all of them [`ExprKind::KeyValue`].
        elems: List<ExprId>,
        /// Position of `}`.
        rbrace: Pos,
    },
    /// `key: value` in a composite literal.
    KeyValue {
        /// Before the colon.
        key: ExprId,
        /// Behind the colon.
        value: ExprId,
    },
    /// `func type { body }`.
    FuncLit {
        /// An [`ExprKind::FuncType`].
        ty: ExprId,
        /// A [`StmtKind::Block`].
        body: StmtId,
    },
    /// `(x)`: kept only where it matters for messages (operands of statements, before `{`).
    Paren(ExprId),
    /// `x.sel`.
    Selector {
        /// The operand or package.
        x: ExprId,
        /// The selected name.
        sel: Ident,
    },
    /// `x[indices]`: indexing or instantiation.
    Index {
        /// The indexed or instantiated operand.
        x: ExprId,
        /// One index, or one or more type arguments.
        indices: List<ExprId>,
    },
    /// `x[i:j]`, `x[i:j:k]`.
    Slice {
        /// The sliced operand.
        x: ExprId,
        /// Always three entries, `NONE` where absent.
        indices: List<ExprId>,
        /// Written with two colons.
        full: bool,
    },
    /// `x.(ty)`.
    Assert {
        /// The operand.
        x: ExprId,
        /// The asserted type.
        ty: ExprId,
    },
    /// `lhs := x.(type)`, `x.(type)`: the tag of a type switch.
    TypeSwitchGuard {
        /// The variable, if declared.
        lhs: Option<Ident>,
        /// The operand.
        x: ExprId,
    },
    /// `op x`; `*x` is a dereference or a pointer type.
    Unary {
        /// The operator.
        op: Operator,
        /// The operand.
        x: ExprId,
    },
    /// `x op y`; `x | y` may be a union.
    Binary {
        /// The operator.
        op: Operator,
        /// Left operand.
        x: ExprId,
        /// Right operand.
        y: ExprId,
    },
    /// `fun(args)`, `fun(args...)`; also conversions.
    Call {
        /// What is called.
        fun: ExprId,
        /// The arguments.
        args: List<ExprId>,
        /// The last argument is followed by `...`.
        has_dots: bool,
    },
    /// `[len]elem`; `len` is `NONE` for `[...]elem`.
    ArrayType {
        /// The length or `NONE`.
        len: ExprId,
        /// Element type.
        elem: ExprId,
    },
    /// `[]elem`.
    SliceType(ExprId),
    /// `...elem` in a parameter list.
    DotsType(ExprId),
    /// `struct { fields }`.
    StructType(List<FieldId>),
    /// `interface { methods; embedded }`: a method has a name and an [`ExprKind::FuncType`].
    InterfaceType(List<FieldId>),
    /// `func(params) results`.
    FuncType {
        /// Parameters.
        params: List<FieldId>,
        /// Results.
        results: List<FieldId>,
    },
    /// `map[key]value`.
    MapType {
        /// Key type.
        key: ExprId,
        /// Element type.
        value: ExprId,
    },
    /// `chan elem` and its directed forms.
    ChanType {
        /// Direction.
        dir: ChanDir,
        /// Element type.
        elem: ExprId,
    },
}

/// A parameter, result, type parameter, struct field, interface method or embedded element.
/// Names declared together (`a, b T`) are one field each and share the *same* type id.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The name's position, or the type's first token.
    pub pos: Pos,
    /// `None`: unnamed parameter or embedded.
    pub name: Option<Ident>,
    /// The type.
    pub ty: ExprId,
    /// The tag literal of a struct field, or `NONE`.
    pub tag: ExprId,
}

/// A declaration: one specification.
#[derive(Clone, Copy, Debug)]
pub struct Decl {
    /// The first token of the specification, behind the keyword.
    pub pos: Pos,
    /// Position of the `(` of the group it stands in, or [`Pos::NONE`]; equal exactly for
    /// members of one group.
    pub group: Pos,
    /// Directives before it, or `NONE`.
    pub pragma: PragmaId,
    /// What it declares.
    pub kind: DeclKind,
}

/// What a declaration declares.
#[derive(Clone, Copy, Debug)]
pub enum DeclKind {
    /// `import local "path"`.
    Import {
        /// The local name, also `.` and `_`.
        local: Option<Ident>,
        /// A literal, or `NONE` after an error.
        path: ExprId,
    },
    /// `names ty = values`.
    Const {
        /// The constants.
        names: IdentList,
        /// The type or `NONE`.
        ty: ExprId,
        /// The values written here.
        values: List<ExprId>,
        /// Index of the specification in its group.
        iota: u32,
        /// The specification whose type and values hold: this one, or the last one before it
        /// in the group that has any; `NONE` where there is none.
        from: DeclId,
    },
    /// `type name[tparams] = ty`.
    Type {
        /// The type's name.
        name: Ident,
        /// Type parameters.
        tparams: List<FieldId>,
        /// Written with `=`.
        alias: bool,
        /// The type.
        ty: ExprId,
    },
    /// `var names ty = values`.
    Var {
        /// The variables.
        names: IdentList,
        /// The type or `NONE`.
        ty: ExprId,
        /// The initialisers.
        values: List<ExprId>,
    },
    /// `func (recv) name[tparams]ty { body }`.
    Func {
        /// The receiver or `NONE`.
        recv: FieldId,
        /// The function's name.
        name: Ident,
        /// Type parameters.
        tparams: List<FieldId>,
        /// An [`ExprKind::FuncType`].
        ty: ExprId,
        /// The body in [`File::bodies`], or `NONE`.
        body: BodyId,
    },
}

/// A statement with its position.
#[derive(Clone, Copy, Debug)]
pub struct Stmt {
    /// See the module head.
    pub pos: Pos,
    /// What it is.
    pub kind: StmtKind,
}

/// Which branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BranchKind {
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `fallthrough`
    Fallthrough,
    /// `goto`
    Goto,
}

/// `go` or `defer`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// `go`
    Go,
    /// `defer`
    Defer,
}

/// What a statement is.
#[derive(Clone, Copy, Debug)]
pub enum StmtKind {
    /// Nothing between two semicolons.
    Empty,
    /// `label: stmt`; the position is that of `:`.
    Labeled {
        /// The label.
        label: Ident,
        /// What it labels.
        stmt: StmtId,
    },
    /// `{ list }`.
    Block {
        /// The statements.
        list: List<StmtId>,
        /// Position of `}`.
        rbrace: Pos,
    },
    /// An expression as statement; has the expression's position.
    Expr(ExprId),
    /// `chan <- value`.
    Send {
        /// The channel.
        chan: ExprId,
        /// The value sent.
        value: ExprId,
    },
    /// `const`, `type` or `var` declarations of one keyword.
    Decl(List<DeclId>),
    /// `lhs = rhs`.
    Assign {
        /// Left sides.
        lhs: List<ExprId>,
        /// Right sides.
        rhs: List<ExprId>,
    },
    /// `lhs := rhs`.
    Define {
        /// Left sides.
        lhs: List<ExprId>,
        /// Right sides.
        rhs: List<ExprId>,
    },
    /// `lhs op= rhs`.
    OpAssign {
        /// The operator.
        op: Operator,
        /// Left side.
        lhs: ExprId,
        /// Right side.
        rhs: ExprId,
    },
    /// `x++` (`op` is `Add`) or `x--` (`Sub`).
    IncDec {
        /// `Add` or `Sub`.
        op: Operator,
        /// The operand.
        x: ExprId,
    },
    /// `break`, `continue`, `goto`, `fallthrough`.
    Branch {
        /// Which.
        kind: BranchKind,
        /// The label, if written.
        label: Option<Ident>,
    },
    /// `go call`, `defer call`; `call` may be any expression (an error later).
    Call {
        /// Which.
        kind: CallKind,
        /// The call.
        call: ExprId,
    },
    /// `return results`.
    Return(List<ExprId>),
    /// `if init; cond then else els`.
    If {
        /// Simple statement or `NONE`.
        init: StmtId,
        /// The condition.
        cond: ExprId,
        /// A block.
        then: StmtId,
        /// `NONE`, a block or an `if`.
        els: StmtId,
    },
    /// `for init; cond; post body`.
    For {
        /// Simple statement or `NONE`.
        init: StmtId,
        /// Condition or `NONE`.
        cond: ExprId,
        /// Simple statement or `NONE`.
        post: StmtId,
        /// A block.
        body: StmtId,
    },
    /// `for lhs := range x body`.
    Range {
        /// Left sides; empty in `for range x`.
        lhs: List<ExprId>,
        /// Written with `:=`.
        define: bool,
        /// The ranged-over expression.
        x: ExprId,
        /// A block.
        body: StmtId,
        /// Position of `range`.
        range_pos: Pos,
    },
    /// `switch init; tag { clauses }`; a type switch if the tag is a
    /// [`ExprKind::TypeSwitchGuard`].
    Switch {
        /// Simple statement or `NONE`.
        init: StmtId,
        /// Tag or `NONE`.
        tag: ExprId,
        /// Clauses of kind `Case` or `Default`.
        clauses: List<ClauseId>,
        /// Position of `}`.
        rbrace: Pos,
    },
    /// `select { clauses }`.
    Select {
        /// Clauses of kind `Comm` or `Default`.
        clauses: List<ClauseId>,
        /// Position of `}`.
        rbrace: Pos,
    },
}

/// A clause of a switch or select.
#[derive(Clone, Copy, Debug)]
pub struct Clause {
    /// Position of `case` or `default`.
    pub pos: Pos,
    /// What selects it.
    pub kind: ClauseKind,
    /// Position of `:`.
    pub colon: Pos,
    /// The statements.
    pub body: List<StmtId>,
}

/// What selects a clause.
#[derive(Clone, Copy, Debug)]
pub enum ClauseKind {
    /// `default`
    Default,
    /// `case exprs` of a switch.
    Case(List<ExprId>),
    /// `case stmt` of a select.
    Comm(StmtId),
}

/// Any node, for passes that do not care which (see `visit`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// An expression or type.
    Expr(ExprId),
    /// A statement.
    Stmt(StmtId),
    /// A declaration.
    Decl(DeclId),
    /// A field.
    Field(FieldId),
    /// A clause.
    Clause(ClauseId),
}

/// The nodes of one file's declarations, or of one body.
#[derive(Clone, Debug)]
pub struct Ast {
    /// Expressions and types.
    pub exprs: IdVec<ExprId, Expr>,
    /// Statements.
    pub stmts: IdVec<StmtId, Stmt>,
    /// Declarations.
    pub decls: IdVec<DeclId, Decl>,
    /// Fields.
    pub fields: IdVec<FieldId, Field>,
    /// Clauses.
    pub clauses: IdVec<ClauseId, Clause>,
    /// Directives.
    pub pragmas: IdVec<PragmaId, Pragma>,
    lists: Vec<u32>,
    idents: Vec<Ident>,
    text: Arc<[u8]>,
    base: Pos,
}

impl Ast {
    /// An empty tree over the file whose text begins at `base`.
    pub fn new(text: Arc<[u8]>, base: Pos) -> Ast {
        Ast {
            exprs: IdVec::new(),
            stmts: IdVec::new(),
            decls: IdVec::new(),
            fields: IdVec::new(),
            clauses: IdVec::new(),
            pragmas: IdVec::new(),
            lists: vec![0],
            idents: Vec::new(),
            text,
            base,
        }
    }
    /// The elements of a list.
    #[inline]
    pub fn list<I: Id>(&self, list: List<I>) -> ListIter<'_, I> {
        ListIter { ids: self.list_raw(list).iter(), marker: PhantomData }
    }
    /// Number of elements of a list.
    #[inline]
    pub fn list_len<I: Id>(&self, list: List<I>) -> usize {
        self.lists[list.at as usize] as usize
    }
    /// Element `i` of a list. Panics when out of range.
    #[inline]
    pub fn list_at<I: Id>(&self, list: List<I>, i: usize) -> I {
        I::new(self.list_raw(list)[i] as usize)
    }
    fn list_raw<I>(&self, list: List<I>) -> &[u32] {
        let at = list.at as usize;
        &self.lists[at + 1..at + 1 + self.lists[at] as usize]
    }
    /// Stores a list.
    pub fn new_list<I: Id>(&mut self, ids: &[I]) -> List<I> {
        if ids.is_empty() {
            return List::EMPTY;
        }
        let at = self.lists.len() as u32;
        self.lists.push(ids.len() as u32);
        self.lists.extend(ids.iter().map(|i| i.index() as u32));
        List { at, marker: PhantomData }
    }
    /// The identifiers of a run.
    pub fn idents(&self, list: IdentList) -> &[Ident] {
        &self.idents[list.start as usize..(list.start + list.len) as usize]
    }
    /// Stores identifiers.
    pub fn new_idents(&mut self, idents: &[Ident]) -> IdentList {
        let start = self.idents.len() as u32;
        self.idents.extend_from_slice(idents);
        IdentList { start, len: idents.len() as u32 }
    }
    /// `len` bytes of the source from `pos` on; shorter where the file ends.
    pub fn source(&self, pos: Pos, len: u32) -> &[u8] {
        let start = (pos.0.saturating_sub(self.base.0) as usize).min(self.text.len());
        &self.text[start..(start + len as usize).min(self.text.len())]
    }
    /// The text of a literal as written; empty for anything else. What is not UTF-8 was reported, and the text has
    /// replacement characters there.
    pub fn literal_text(&self, id: ExprId) -> Cow<'_, str> {
        match self.exprs[id] {
            Expr { pos, kind: ExprKind::Lit { len, .. } } => String::from_utf8_lossy(self.source(pos, len)),
            _ => Cow::Borrowed(""),
        }
    }
    /// Bytes of memory the nodes and lists take, without the source text.
    pub fn heap_bytes(&self) -> usize {
        self.exprs.len() * size_of::<Expr>()
            + self.stmts.len() * size_of::<Stmt>()
            + self.decls.len() * size_of::<Decl>()
            + self.fields.len() * size_of::<Field>()
            + self.clauses.len() * size_of::<Clause>()
            + self.pragmas.len() * size_of::<Pragma>()
            + self.lists.capacity() * size_of::<u32>()
            + self.idents.capacity() * size_of::<Ident>()
    }
    /// `id` without enclosing parentheses.
    pub fn unparen(&self, mut id: ExprId) -> ExprId {
        while let ExprKind::Paren(x) = self.exprs[id].kind {
            id = x;
        }
        id
    }
    /// Position of any node.
    pub fn pos(&self, node: Node) -> Pos {
        match node {
            Node::Expr(i) => self.exprs[i].pos,
            Node::Stmt(i) => self.stmts[i].pos,
            Node::Decl(i) => self.decls[i].pos,
            Node::Field(i) => self.fields[i].pos,
            Node::Clause(i) => self.clauses[i].pos,
        }
    }
}

macro_rules! index_by {
    ($($id:ident => $field:ident: $node:ident),*) => {$(
        impl Index<$id> for Ast {
            type Output = $node;
            #[inline]
            fn index(&self, id: $id) -> &$node {
                &self.$field[id]
            }
        }
    )*};
}
index_by!(ExprId => exprs: Expr, StmtId => stmts: Stmt, DeclId => decls: Decl,
          FieldId => fields: Field, ClauseId => clauses: Clause, PragmaId => pragmas: Pragma);

/// The body of a top-level function.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its own nodes.
    pub ast: Ast,
    /// A [`StmtKind::Block`].
    pub block: StmtId,
}

/// Where a body stands, and the body if it was parsed with the file.
#[derive(Clone, Debug)]
pub struct BodySource {
    /// Position of `{`.
    pub start: Pos,
    /// Just behind `}`.
    pub end: Pos,
    /// The tree, unless bodies were skipped.
    pub parsed: Option<Arc<Body>>,
}

/// A parsed file.
#[derive(Clone, Debug)]
pub struct File {
    /// Nodes of everything but top-level function bodies.
    pub ast: Ast,
    /// The first token of the file.
    pub pos: Pos,
    /// The package name.
    pub package: Ident,
    /// Directives before the package clause, or `NONE`.
    pub pragma: PragmaId,
    /// Top-level declarations in source order.
    pub decls: Vec<DeclId>,
    /// Bodies of the functions declared here.
    pub bodies: IdVec<BodyId, BodySource>,
    /// `//go:linkname` directives in source order.
    pub linknames: Vec<Linkname>,
    /// Fields of `//go:cgo_*` directives, without `go:`, in source order.
    pub cgo_directives: Vec<Vec<String>>,
    /// The version that the `//go:build` line requires (`go1.22`), if any.
    pub go_version: Option<String>,
    /// Position of the end of the file.
    pub eof: Pos,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_stay_small() {
        assert_eq!(size_of::<Expr>(), 20);
        assert_eq!(size_of::<Stmt>(), 24);
        assert_eq!(size_of::<Field>(), 20);
        assert_eq!(size_of::<Clause>(), 20);
        assert!(size_of::<Decl>() <= 40);
    }

    #[test]
    fn lists_round_trip() {
        let mut ast = Ast::new(Arc::from(&b""[..]), Pos(1));
        let list = ast.new_list(&[ExprId(3), ExprId(1)]);
        let empty: List<ExprId> = ast.new_list(&[]);
        assert_eq!(ast.list(list).collect::<Vec<_>>(), [ExprId(3), ExprId(1)]);
        assert_eq!((ast.list_len(list), ast.list_at(list, 1)), (2, ExprId(1)));
        assert!(empty.is_empty() && ast.list(empty).next().is_none());
    }
}
