//! The order in which a statement is evaluated. In: its expressions. Out: the values of what has
//! a place in the order ([`FuncGen::held`]), which [`FuncGen::expr`] then finds; what remains of
//! the expressions is evaluated without calling anything.
//!
//! The language orders calls, receives and logical operators, and leaves open when variables and
//! memory are read. The official compiler's answer (facts: `cmd/compile/internal/walk/order.go`,
//! `assign.go`, `convert.go`; programs rely on it) is this, and all of the generator follows it:
//!
//! 1. **First what is ordered, then the rest.** The operands of a statement are walked in source
//!    order, each from the inside out. What [`FuncGen::is_early`] names is evaluated when the
//!    walk comes to it: calls, receives, `&&` and `||`, map literals with entries that are
//!    computed, `append`, `copy`, `len`, `cap`, `make`, `min`, `max`, `complex`, `real`, `imag`,
//!    `recover`, slice expressions, conversions of strings to slices, assertions of empty
//!    interfaces to types they do not hold directly (those that depend on type parameters
//!    excepted), lookups whose key is made of bytes. Everything else
//!    (variables, memory, lookups in maps, arithmetic, other conversions, literals, the function
//!    or receiver that is called) is read behind all of them, so it sees what they changed:
//!    in `x + f()`, `a[f()]`, `m[k] + f()`, `v.g(f())` the left side is what `f` left there. A
//!    panic of what is left likewise comes after all calls.
//! 2. **An operand the runtime takes by address is copied when the walk has passed the operands
//!    beside it**, unless it is a place or a constant ([`FuncGen::is_copied`]): what becomes an
//!    interface by way of its address, both sides of comparisons of structs and arrays, keys of
//!    maps without functions for their keys, elements sent. So are bounds of slice expressions
//!    that are no variables, one after the other, and always keys that are read as another type.
//! 3. **Assignments**: what is ordered in places, then in values; what is computed for a place
//!    ([`FuncGen::hold_computed`]), what is left of the value, then the place with its checks.
//!    Several values are all evaluated before the first store, and so are pointers and indices
//!    of places, which are checked when the place's turn has come ([`crate::late`]). `x op= y`
//!    is `x = x op y` with the operands of `x` evaluated once. A map gets its element only when
//!    the value is known; for `op=` it gets it before the operator, but for `/` and `%`.
//! 4. **A map literal** has its constant entries first, then the others, one assignment each.
//! 5. **Conditions** of `if`, `for`, clauses of `switch` and right sides of `&&` and `||` are
//!    walked where control comes to them. A tag, what is ranged over, channels and values of
//!    `select` clauses are copied when they are evaluated, clause by clause.
//! 6. `go` and `defer` evaluate the call's function, receiver and arguments as if they were the
//!    values of one assignment. Several results passed on (`f(g())`) are evaluated behind what is
//!    ordered in the function and the receiver, and before these are read.
//!
//! Statements that the typed body takes apart (`a, b := x, f()`) begin with
//! [`types::body::StmtKind::Order`], which is the walk for all of them together.

use crate::func::FuncGen;
use crate::value::Val;
use rtype::Alg;
use syntax::Operator;
use types::body::convert::conversion_kind;
use types::body::{Conversion, ExprId, ExprKind};
use types::{Builtin, TypeId, TypeKind};

/// Maps with larger elements (bytes) have no functions for their kind of keys.
const MAX_FAST_ELEM: u64 = 128;

impl FuncGen<'_, '_> {
    /// Walks an operand of a statement (rule 1): what is ordered in it has its value afterwards.
    pub(crate) fn order(&mut self, e: ExprId) {
        if !self.is_ordered(e) || self.held.contains_key(&e) {
            return;
        }
        base::stack::with_room(|| self.order_operands(e));
        if self.is_early(e) {
            self.hold(e);
        }
    }
    /// Walks several operands.
    pub(crate) fn order_all(&mut self, list: &[ExprId]) {
        list.iter().for_each(|&e| self.order(e));
    }
    /// Walks the operands of an expression that is itself evaluated by the caller.
    pub(crate) fn order_operands(&mut self, e: ExprId) {
        let body = self.body;
        match &body.exprs[e].kind {
            // They walk what they evaluate themselves.
            ExprKind::Map(_) | ExprKind::Binary { op: Operator::AndAnd | Operator::OrOr, .. } => {}
            ExprKind::Let { tuple, locals, value } => self.order_let(*tuple, locals, *value),
            ExprKind::Builtin { op: Builtin::Append, args, spread: true } if self.made_length(args[1]).is_some() => {
                self.order(args[0]);
                self.made_length(args[1]).into_iter().for_each(|len| self.order(len));
            }
            kind @ ExprKind::Slice { .. } => kind.for_each_operand(&mut |x| {
                self.order(x);
                self.hold_if_copied(e, x);
            }),
            kind => {
                kind.for_each_operand(&mut |x| self.order(x));
                kind.for_each_operand(&mut |x| self.hold_if_copied(e, x));
            }
        }
    }
    fn hold_if_copied(&mut self, of: ExprId, x: ExprId) {
        if self.is_copied(of, x) {
            self.hold(x);
        }
    }
    /// Walks an operand that is copied at its turn (rule 2).
    pub(crate) fn order_copied(&mut self, x: ExprId) {
        self.order(x);
        if self.is_temporary(x) {
            self.hold(x);
        }
    }
    /// Walks a key of a map of type `map`.
    pub(crate) fn order_key(&mut self, map: TypeId, key: ExprId) {
        self.order(key);
        if self.is_copied_key(map, key) {
            self.hold(key);
        }
    }
    /// Evaluates the operands of a place that are neither places nor constants.
    pub(crate) fn hold_computed(&mut self, place: ExprId) {
        match self.body.exprs[place].kind {
            ExprKind::Field { x, .. } | ExprKind::Deref(x) => self.hold_computed(x),
            ExprKind::Index { x, index, .. } => {
                self.hold_computed(x);
                self.hold_computed(index);
            }
            ref kind if kind.is_leaf() => {}
            _ => self.hold(place),
        }
    }
    /// Walks an expression and evaluates what is left of it.
    pub(crate) fn ordered_expr(&mut self, e: ExprId) -> Val {
        self.order(e);
        self.expr(e)
    }
    /// The same for an expression that may have several values.
    pub(crate) fn ordered_tuple(&mut self, e: ExprId) -> Vec<Val> {
        self.order_operands(e);
        self.tuple(e)
    }
    /// The values of operands that were walked.
    pub(crate) fn operands(&mut self, list: &[ExprId]) -> Vec<Val> {
        list.iter().map(|&e| self.expr(e)).collect()
    }
    fn hold(&mut self, e: ExprId) {
        if !self.held.contains_key(&e) {
            let val = self.expr(e);
            self.held.insert(e, val);
        }
    }
    fn order_let(&mut self, tuple: ExprId, locals: &[types::body::LocalId], value: ExprId) {
        match locals {
            [] => self.order(tuple),
            _ => {
                let values = self.ordered_tuple(tuple);
                for (&local, val) in locals.iter().zip(values) {
                    self.declare(local, Some(val));
                }
            }
        }
        self.order(value);
    }

    /// Whether walking an expression evaluates anything.
    pub(crate) fn is_ordered(&mut self, e: ExprId) -> bool {
        let body = self.body;
        let kind = &body.exprs[e].kind;
        if kind.is_leaf() {
            return false;
        }
        if let Some(&known) = self.ordered.get(&e) {
            return known;
        }
        let mut found = self.is_early(e);
        kind.for_each_operand(&mut |x| {
            found = found || base::stack::with_room(|| self.is_ordered(x)) || self.is_copied(e, x);
        });
        self.ordered.insert(e, found);
        found
    }
    /// What rule 1 evaluates early.
    fn is_early(&self, e: ExprId) -> bool {
        match &self.body.exprs[e].kind {
            ExprKind::Call { .. } | ExprKind::Recv { .. } | ExprKind::Let { .. } | ExprKind::Slice { .. } => true,
            ExprKind::Binary { op, .. } => matches!(op, Operator::AndAnd | Operator::OrOr),
            ExprKind::Builtin { op, args, .. } => self.is_early_builtin(*op, args),
            ExprKind::Convert { x, how } => match self.conversion(*x, *how, self.type_of(e)) {
                Conversion::BytesFromString | Conversion::RunesFromString => true,
                // The number that a call gives is a pointer from then on.
                Conversion::Unsafe => matches!(self.body.exprs[*x].kind, ExprKind::Call { .. }),
                _ => false,
            },
            // Only what the official compiler tests by nothing but a type it knows.
            &ExprKind::Assert { x, to, .. } => {
                let concrete = self.ty(to);
                concrete == to
                    && self.is_empty_interface(self.type_of(x))
                    && !self.cx.layouts.rtypes.of_type(concrete).direct
            }
            &ExprKind::MapIndex { key, .. } => self.is_made_of_bytes(key),
            ExprKind::Map(entries) => entries.iter().any(|&(k, v)| !self.is_constant(k) || !self.is_constant(v)),
            _ => false,
        }
    }
    fn is_early_builtin(&self, op: Builtin, args: &[ExprId]) -> bool {
        use Builtin::*;
        match op {
            // Of a variable that nobody else sees they give the same at any time.
            Len | Cap | Real | Imag => !self.is_private(args[0]),
            Append | Complex | Copy | Make | Max | Min | New | Recover => true,
            Print | Println | Clear | Close | Delete | Panic => true,
            _ => false,
        }
    }
    fn is_private(&self, e: ExprId) -> bool {
        let ExprKind::Local(local) = self.body.exprs[e].kind else { return false };
        let local = &self.body.locals[local];
        !local.address_taken && !local.captured
    }
    fn conversion(&self, x: ExprId, how: Conversion, to: TypeId) -> Conversion {
        if how == Conversion::Generic { conversion_kind(self.s(), self.type_of(x), to) } else { how }
    }
    /// Whether a key is `string(bytes)`, or a literal of structs and arrays with one in it.
    fn is_made_of_bytes(&self, key: ExprId) -> bool {
        match &self.body.exprs[key].kind {
            ExprKind::Convert { x, how } => self.conversion(*x, *how, self.type_of(key)) == Conversion::StringFromBytes,
            ExprKind::Struct(fields) => fields.iter().any(|f| self.is_made_of_bytes(f.1)),
            ExprKind::Array(elems) => elems.iter().any(|f| self.is_made_of_bytes(f.1)),
            _ => false,
        }
    }
    /// Whether an entry of a map literal is data.
    pub(crate) fn is_constant(&self, e: ExprId) -> bool {
        match &self.body.exprs[e].kind {
            ExprKind::Const(_) | ExprKind::Nil => true,
            ExprKind::Struct(fields) => fields.iter().all(|f| self.is_constant(f.1)),
            ExprKind::Array(elems) => elems.iter().all(|f| self.is_constant(f.1)),
            ExprKind::Convert { x, how: Conversion::ToInterface } => self.is_constant(*x),
            _ => false,
        }
    }

    /// What rule 2 copies: operand `x` of `of`.
    fn is_copied(&self, of: ExprId, x: ExprId) -> bool {
        match self.body.exprs[of].kind {
            ExprKind::Slice { x: base, .. } => x != base && !self.body.exprs[x].kind.is_leaf(),
            ExprKind::Binary { op, .. } => {
                op.is_comparison() && self.is_composite(self.type_of(x)) && self.is_temporary(x)
            }
            ExprKind::MapIndex { map, key, .. } => x == key && self.is_copied_key(self.type_of(map), key),
            ExprKind::Convert { how, .. } => {
                let from = self.type_of(x);
                self.is_temporary(x)
                    && self.conversion(x, how, self.type_of(of)) == Conversion::ToInterface
                    && self.is_boxed_by_address(from)
            }
            _ => false,
        }
    }
    /// Whether something is neither a place nor a constant.
    fn is_temporary(&self, x: ExprId) -> bool {
        !self.is_place(x) && !self.body.exprs[x].kind.is_leaf()
    }
    fn is_composite(&self, t: TypeId) -> bool {
        matches!(self.s().kind(self.s().under(t)), TypeKind::Struct(_) | TypeKind::Array(..))
    }
    /// Types but for those that the runtime takes by value (`dataWordFuncName`).
    fn is_boxed_by_address(&self, t: TypeId) -> bool {
        let layout = self.layout(t);
        let (size, align) = layout.size_align();
        let number = matches!(size, 2 | 4 | 8) && align == size && !layout.has_pointers();
        let sole = self.sole_component(t);
        !number && !self.s().is_string(sole) && !matches!(self.s().kind(self.s().under(sole)), TypeKind::Slice(_))
    }
    /// What structs of one field and arrays of one element consist of.
    fn sole_component(&self, t: TypeId) -> TypeId {
        let s = self.s();
        match s.kind(s.under(t)) {
            TypeKind::Struct(st) if st.fields.len() == 1 => self.sole_component(s.obj_type(st.fields[0])),
            TypeKind::Array(elem, Some(1)) => self.sole_component(*elem),
            _ => t,
        }
    }
    fn is_copied_key(&self, map: TypeId, key: ExprId) -> bool {
        let t = self.type_of(key);
        let layout = self.cx.layouts.rtypes.of_type(t);
        let has_functions = match layout.alg {
            Alg::Mem => matches!(layout.size, 4 | 8),
            Alg::String => true,
            _ => false,
        };
        match has_functions && self.size(self.elem_type(map)) <= MAX_FAST_ELEM {
            true => self.is_composite(t),
            false => self.is_temporary(key),
        }
    }
}
