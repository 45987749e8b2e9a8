//! Typed bodies: what the SSA generator reads instead of syntax. In: a function body that was
//! checked without errors, with the facts the checker recorded. Out: a [`Body`].
//!
//! What holds in a body, in words:
//!
//! - **Names are gone.** A variable of the function is a [`LocalId`]; anything at package level
//!   or in another package is its object. Function literals are [`Closure`]s of the same body:
//!   they share its tables, mention variables of the functions around them by the same
//!   `LocalId`, and list them as captures (those of closures inside them too).
//! - **No untyped types.** Every expression has the type its context gave it; constants are
//!   folded into [`ExprKind::Const`] with a value their type can hold (of a type parameter:
//!   the exact value, which each of its types can hold).
//! - **Conversions are explicit.** Where a value goes to a place of another type (assignment,
//!   argument, result, element, comparison of interface and concrete type) there is a
//!   [`ExprKind::Convert`]; so both sides of an assignment have identical types. A conversion
//!   that changes only the name of a type is one too.
//! - **Selection is explicit.** `x.f` is a chain of [`ExprKind::Field`] and [`ExprKind::Deref`]
//!   through embedded fields. Receivers of methods are what the method takes: the address is
//!   taken or the pointer followed in the tree.
//! - **Places** are `Local`, `Global`, `Deref`, `Field` of a place, `Index` of a slice or of an
//!   array place, and, only as target of an assignment, `MapIndex`. [`ExprKind::Address`] has a
//!   place as operand, or a composite literal, which it allocates.
//! - **Evaluation order** is that of the lists and of the specification: operands of calls,
//!   receives and logical operators in source order. A statement never hides a temporary:
//!   several values at once (`f()` with two results, comma-ok forms) go through [`StmtKind::Bind`]
//!   into locals made for them. Where a statement of the source becomes several, [`StmtKind::Order`]
//!   stands before them.
//! - **Control flow is resolved.** `break` and `continue` name a [`TargetId`], `goto` a
//!   [`LabelId`]; switches list conditions, `fallthrough` is a mark on the clause.
//!   The body of a range over a function is a closure; branches and returns in it that leave it
//!   name targets outside of it, and the generator carries them through the call.
//! - **Generic functions** are built once, with type parameters inside types and type arguments
//!   at uses ([`FuncRef`]); an instance is the body under a substitution. Conversions between
//!   types with type parameters are [`Conversion::Generic`], calls of methods of type
//!   parameters [`Callee::ParamMethod`]: both are decided again after substitution
//!   ([`convert::conversion_kind`]).
//! - **Variables** know whether they are assigned again after their declaration, their address
//!   is taken, a closure captures them, and how deep in loops they are declared. A capture is
//!   by value exactly when the variable is never assigned again, its address is never taken and
//!   it has at most 128 bytes.
//!
//! Positions are those of the package's sources; relative to the function they are differences
//! to [`Body::start`]. `verify` checks the rules above, `print` writes a body as text.

mod build;
mod calls;
pub mod convert;
mod exprs;
mod facts;
pub mod print;
mod range_func;
mod ranges;
mod stmts;
mod switches;
pub mod verify;
mod walk;

use crate::builtin::Builtin;
use crate::objects::ObjId;
use crate::types::TypeId;
use base::{IdVec, Pos, define_id};
pub(crate) use build::{Source, build_func, build_init};
use constant::Value;
pub use convert::Conversion;
use syntax::Operator;

define_id!(
    /// An expression of a body.
    ExprId,
    "x"
);
define_id!(
    /// A statement of a body.
    StmtId,
    "st"
);
define_id!(
    /// A variable of a function, its results and temporaries included.
    LocalId,
    "l"
);
define_id!(
    /// A function literal, or the body of a range over a function.
    ClosureId,
    "fn"
);
define_id!(
    /// A statement that `break` or `continue` can name.
    TargetId,
    "t"
);
define_id!(
    /// A label of a `goto`.
    LabelId,
    "L"
);

/// A typed function body, or the initialiser of package-level variables.
#[derive(Clone, Debug)]
pub struct Body {
    /// The function; for an initialiser its first variable.
    pub owner: ObjId,
    /// Position that relative ones count from.
    pub start: Pos,
    /// The function itself, then its closures, outer ones first.
    pub funcs: IdVec<ClosureId, Closure>,
    /// Variables of all of them.
    pub locals: IdVec<LocalId, Local>,
    /// Expressions.
    pub exprs: IdVec<ExprId, Expr>,
    /// Statements.
    pub stmts: IdVec<StmtId, Stmt>,
    /// Statements that are targets.
    pub targets: IdVec<TargetId, Target>,
    /// Labels.
    pub labels: IdVec<LabelId, Label>,
}

/// A statement that `break` or `continue` names.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Where it stands.
    pub pos: Pos,
    /// The function it is a statement of.
    pub func: ClosureId,
}

/// A label of a `goto`.
#[derive(Clone, Copy, Debug)]
pub struct Label {
    /// Its name.
    pub name: base::Name,
    /// The function it stands in; branches to it may come from bodies of ranges inside.
    pub func: ClosureId,
}

impl Body {
    /// The function itself.
    pub const ROOT: ClosureId = ClosureId(0);

    /// The function that `return` and `defer` in `func` mean: the one around bodies of ranges.
    pub fn function_of(&self, mut func: ClosureId) -> ClosureId {
        // Functions stand behind those around them.
        while self.funcs[func].is_range_body && self.funcs[func].parent < func {
            func = self.funcs[func].parent;
        }
        func
    }
    /// The outermost of the bodies of ranges that `func` is in, if it is in any.
    pub fn outermost_range(&self, mut func: ClosureId) -> Option<ClosureId> {
        let mut found = None;
        while self.funcs[func].is_range_body && self.funcs[func].parent < func {
            found = Some(func);
            func = self.funcs[func].parent;
        }
        found
    }
}

/// A function of a body.
#[derive(Clone, Debug)]
pub struct Closure {
    /// The function around it; `NONE` for the root.
    pub parent: ClosureId,
    /// Its type.
    pub sig: TypeId,
    /// Where it begins.
    pub pos: Pos,
    /// Where it ends (the closing brace).
    pub end: Pos,
    /// Receiver, if any, and parameters, blank ones included.
    pub params: Vec<LocalId>,
    /// Results, named or not.
    pub results: Vec<LocalId>,
    /// Whether the results have names.
    pub named_results: bool,
    /// Variables of the functions around it that it, or a closure inside it, mentions.
    pub captures: Vec<Capture>,
    /// The statements.
    pub body: Vec<StmtId>,
    /// It contains `defer`.
    pub has_defer: bool,
    /// It calls `recover`.
    pub has_recover: bool,
    /// It is the body of a range over a function.
    pub is_range_body: bool,
    /// For such a body: the variables that carry control through the call.
    pub range: Option<RangeLocals>,
}

/// Variables of a range over a function, all of the function that contains the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RangeLocals {
    /// The loop.
    pub target: TargetId,
    /// What state the loop is in, an `int`.
    pub state: LocalId,
    /// Of the outermost body in a nest: which branch is on its way out of the nest, an `int`,
    /// 0 for none. Absent where no branch or return leaves a body but for its own loop.
    pub next: Option<LocalId>,
    /// Of the outermost body in a nest: what deferred calls are hung up on, an `any`. Absent
    /// without `defer`.
    pub defers: Option<LocalId>,
}

/// A captured variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The variable.
    pub local: LocalId,
    /// Its address is captured; else its value.
    pub by_ref: bool,
}

/// What part a variable plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalKind {
    /// Receiver or parameter.
    Param,
    /// Result.
    Result,
    /// Declared in the body.
    Variable,
    /// Made for values that have no variable in the source.
    Temp,
}

/// A variable.
#[derive(Clone, Debug)]
pub struct Local {
    /// Its part.
    pub kind: LocalKind,
    /// Its object; `None` for temporaries and unnamed results.
    pub obj: Option<ObjId>,
    /// Its type.
    pub typ: TypeId,
    /// Its declaration.
    pub pos: Pos,
    /// The function that declares it.
    pub func: ClosureId,
    /// Number of loops of that function around the declaration.
    pub loop_depth: u32,
    /// Assigned other than by its declaration.
    pub reassigned: bool,
    /// Its address, or that of a part of it, is taken.
    pub address_taken: bool,
    /// A closure mentions it.
    pub captured: bool,
    /// Closures that mention it hold its address ([`Capture::by_ref`]).
    pub by_ref: bool,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type; a tuple for calls with no or several results.
    pub typ: TypeId,
    /// Where errors and line numbers of it belong.
    pub pos: Pos,
}

/// A function or method with type arguments (of a method: those of its receiver's type).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FuncRef {
    /// The declared one, never that of an instance.
    pub obj: ObjId,
    /// Type arguments; may contain type parameters of the function around.
    pub targs: Box<[TypeId]>,
}

/// What is called. Methods have their receiver as first argument.
#[derive(Clone, Debug)]
pub enum Callee {
    /// A declared function or concrete method.
    Func(FuncRef),
    /// A method of an interface, by its object in the type set.
    Interface(ObjId),
    /// A method of a type parameter, known after substitution.
    ParamMethod(ObjId),
    /// A function value.
    Value(ExprId),
}

/// A method as a value takes it.
#[derive(Clone, Debug)]
pub enum Method {
    /// Of a concrete type.
    Func(FuncRef),
    /// Of an interface.
    Interface(ObjId),
    /// Of a type parameter.
    Param(ObjId),
}

/// What is indexed, pointers to arrays being followed explicitly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexKind {
    /// An array.
    Array,
    /// A slice.
    Slice,
    /// A string: a byte of it.
    String,
    /// A type parameter, known after substitution.
    Param,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A constant.
    Const(Value),
    /// `nil` of the expression's type.
    Nil,
    /// A variable.
    Local(LocalId),
    /// A package-level variable.
    Global(ObjId),
    /// A declared function as a value.
    Func(FuncRef),
    /// A function literal as a value.
    Closure(ClosureId),
    /// A field of a struct.
    Field {
        /// The struct.
        x: ExprId,
        /// Index of the field.
        index: u32,
    },
    /// What a pointer points to.
    Deref(ExprId),
    /// Address of a place or of a new composite literal.
    Address(ExprId),
    /// An element.
    Index {
        /// What is indexed.
        x: ExprId,
        /// The index, of any integer type.
        index: ExprId,
        /// What it is.
        kind: IndexKind,
    },
    /// An element of a map. With `comma_ok` the type is a tuple.
    MapIndex {
        /// The map.
        map: ExprId,
        /// The key, of the map's key type.
        key: ExprId,
        /// Tells whether it is there.
        comma_ok: bool,
    },
    /// `x[low:high:max]`. Of arrays, `x` is a pointer to it.
    Slice {
        /// The operand.
        x: ExprId,
        /// First index.
        low: Option<ExprId>,
        /// Index behind the last.
        high: Option<ExprId>,
        /// Index that bounds the capacity.
        max: Option<ExprId>,
    },
    /// `+x`, `-x`, `^x`, `!x`.
    Unary {
        /// The operator.
        op: Operator,
        /// The operand.
        x: ExprId,
    },
    /// All binary operators, `&&` and `||` too. But for shifts both sides have one type.
    Binary {
        /// The operator.
        op: Operator,
        /// Left side.
        x: ExprId,
        /// Right side.
        y: ExprId,
    },
    /// A conversion to the expression's type.
    Convert {
        /// The operand.
        x: ExprId,
        /// What it does.
        how: Conversion,
    },
    /// `x.(T)`; with `comma_ok` the type is a tuple.
    Assert {
        /// The interface.
        x: ExprId,
        /// The type asserted.
        to: TypeId,
        /// Tells whether it holds instead of panicking.
        comma_ok: bool,
    },
    /// `<-x`; with `comma_ok` the type is a tuple.
    Recv {
        /// The channel.
        x: ExprId,
        /// Tells whether it is open.
        comma_ok: bool,
    },
    /// A call.
    Call {
        /// What is called.
        callee: Callee,
        /// Receiver, then one argument per parameter; variadic ones are a slice.
        args: Vec<ExprId>,
    },
    /// A call of a builtin; the result type is the expression's.
    Builtin {
        /// Which.
        op: Builtin,
        /// The arguments, converted to what it takes.
        args: Vec<ExprId>,
        /// `append` with `...`: the second argument is a slice or a string.
        spread: bool,
    },
    /// The slice made of variadic arguments; `nil` without any.
    Variadic(Vec<ExprId>),
    /// A method bound to a receiver.
    MethodValue {
        /// The receiver, as the method takes it.
        recv: ExprId,
        /// The method.
        method: Method,
    },
    /// A method as a function of its receiver.
    MethodExpr {
        /// The type it is selected from, the first parameter's.
        recv: TypeId,
        /// Embedded fields on the way.
        path: Vec<u32>,
        /// The method.
        method: Method,
    },
    /// A struct literal: fields by index, others zero.
    Struct(Vec<(u32, ExprId)>),
    /// An array literal: elements by index, others zero.
    Array(Vec<(u64, ExprId)>),
    /// A slice literal of length `len`.
    SliceLit {
        /// The length.
        len: u64,
        /// Elements by index.
        elems: Vec<(u64, ExprId)>,
    },
    /// A map literal.
    Map(Vec<(ExprId, ExprId)>),
    /// Evaluates `tuple` into `locals`, then is `value`. Without locals only what is ordered in
    /// `tuple`, an operand of `value`, is evaluated before what follows.
    Let {
        /// A call with several results, or an operand of `value`.
        tuple: ExprId,
        /// Temporaries for them, or none.
        locals: Vec<LocalId>,
        /// What follows.
        value: ExprId,
    },
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// What it does.
    pub kind: StmtKind,
    /// Where it stands.
    pub pos: Pos,
}

/// What is ranged over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeKind {
    /// The integers below one.
    Int,
    /// An array (copied only if its values are used).
    Array,
    /// A pointer to an array.
    ArrayPtr,
    /// A slice.
    Slice,
    /// A string, by runes.
    String,
    /// A map.
    Map,
    /// A channel.
    Chan,
    /// A type parameter, known after substitution.
    Param,
}

/// A clause of a switch.
#[derive(Clone, Debug)]
pub struct Case {
    /// Where it stands.
    pub pos: Pos,
    /// Conditions; the clause is taken if one holds. They have no effects but panics and calls
    /// in source order.
    pub conds: Vec<ExprId>,
    /// The statements.
    pub body: Vec<StmtId>,
    /// Goes on with the next clause.
    pub fallthrough: bool,
}

/// A clause of a type switch.
#[derive(Clone, Debug)]
pub struct TypeCase {
    /// Where it stands.
    pub pos: Pos,
    /// Types; `None` is `nil`. Empty for the default.
    pub types: Vec<Option<TypeId>>,
    /// The variable, of the single type or of the operand's.
    pub bind: Option<LocalId>,
    /// The statements.
    pub body: Vec<StmtId>,
}

/// What a clause of a select waits for.
#[derive(Clone, Debug)]
pub enum Comm {
    /// Nothing: taken if no other can go on.
    Default,
    /// `chan <- value`.
    Send {
        /// The channel.
        chan: ExprId,
        /// The value.
        value: ExprId,
    },
    /// `value, ok = <-chan`, into temporaries.
    Recv {
        /// The channel.
        chan: ExprId,
        /// For the value.
        value: Option<LocalId>,
        /// Whether the channel was open.
        ok: Option<LocalId>,
    },
}

/// A clause of a select.
#[derive(Clone, Debug)]
pub struct SelectCase {
    /// Where it stands.
    pub pos: Pos,
    /// What it waits for.
    pub comm: Comm,
    /// The statements, those that store what was received first.
    pub body: Vec<StmtId>,
}

/// What a statement does.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// Evaluates, and forgets the value.
    Expr(ExprId),
    /// Evaluates what is ordered (calls, receives …) in expressions of the statements that
    /// follow, which find the values there: these statements are one statement of the source.
    Order {
        /// Places that will be assigned.
        places: Vec<ExprId>,
        /// Values that will be read.
        values: Vec<ExprId>,
    },
    /// A new variable, zero without initialiser.
    Declare {
        /// The variable.
        local: LocalId,
        /// The initialiser.
        init: Option<ExprId>,
    },
    /// Declares `locals` with the elements of a tuple; `None` ones are dropped.
    Bind {
        /// A call with several results or a comma-ok form.
        tuple: ExprId,
        /// The variables.
        locals: Vec<Option<LocalId>>,
    },
    /// `place = value`: the operands of the place, then the value, then the store. Without a
    /// place the value is only evaluated.
    Assign {
        /// The place.
        place: Option<ExprId>,
        /// The value.
        value: ExprId,
    },
    /// Parallel assignment: operands of places and all values first, then the stores in order.
    AssignMany {
        /// The places.
        places: Vec<Option<ExprId>>,
        /// The values.
        values: Vec<ExprId>,
    },
    /// `place op= value`: the place is evaluated once.
    AssignOp {
        /// The operator.
        op: Operator,
        /// The place.
        place: ExprId,
        /// The value; of the place's type but for shifts.
        value: ExprId,
    },
    /// `chan <- value`.
    Send {
        /// The channel.
        chan: ExprId,
        /// The value.
        value: ExprId,
    },
    /// Statements with a scope of their own.
    Block(Vec<StmtId>),
    /// A condition.
    If {
        /// The condition.
        cond: ExprId,
        /// If it holds.
        then: Vec<StmtId>,
        /// If not.
        els: Vec<StmtId>,
    },
    /// A loop. Initialisation stands before it, in a block with it.
    For {
        /// For `break` and `continue`.
        target: TargetId,
        /// The condition.
        cond: Option<ExprId>,
        /// After each iteration.
        post: Vec<StmtId>,
        /// The body.
        body: Vec<StmtId>,
        /// Variables that are new in each iteration: copied before `post`.
        per_iteration: Vec<LocalId>,
    },
    /// A range loop. `key` and `value` are new variables in each iteration; where the source
    /// assigns, or shares one variable over the iterations, the body begins by doing so.
    Range {
        /// For `break` and `continue`.
        target: TargetId,
        /// What is ranged over.
        kind: RangeKind,
        /// The operand, evaluated once.
        x: ExprId,
        /// First iteration value.
        key: Option<LocalId>,
        /// Second iteration value.
        value: Option<LocalId>,
        /// The body.
        body: Vec<StmtId>,
    },
    /// A range over a function; the body is a closure with the iteration values as parameters.
    /// `continue` to `target` returns true from it, `break` false.
    RangeFunc {
        /// For `break` and `continue`.
        target: TargetId,
        /// The function.
        x: ExprId,
        /// The body.
        body: ClosureId,
    },
    /// A switch; the tag, if any, is in a temporary declared before it.
    Switch {
        /// For `break`.
        target: TargetId,
        /// The clauses in source order.
        cases: Vec<Case>,
        /// Index of the default.
        default: Option<usize>,
    },
    /// A type switch.
    TypeSwitch {
        /// For `break`.
        target: TargetId,
        /// The interface.
        x: ExprId,
        /// The clauses in source order.
        cases: Vec<TypeCase>,
        /// Index of the default.
        default: Option<usize>,
    },
    /// A select.
    Select {
        /// For `break`.
        target: TargetId,
        /// The clauses in source order.
        cases: Vec<SelectCase>,
    },
    /// A label, for `goto`.
    Label(LabelId),
    /// A jump to a label.
    Goto(LabelId),
    /// Leaves a statement.
    Break(TargetId),
    /// Goes on with a loop.
    Continue(TargetId),
    /// Returns. Without values the result variables are returned as they are.
    Return(Vec<ExprId>),
    /// Runs a call in a new goroutine. The operand is a call or a builtin.
    Go(ExprId),
    /// Runs a call when the function returns.
    Defer(ExprId),
}
