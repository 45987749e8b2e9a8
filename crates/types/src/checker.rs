//! The checker of one package's declarations, or of one function body. It borrows the frozen
//! [`PackageCx`] and owns everything that changes: local scopes, the object path for cycle
//! detection, delayed actions, errors.
//!
//! Order of work, as in the official checker, because it decides which of several errors is
//! reported: objects are declared on demand (`obj_decl`), depth first; whatever needs complete
//! types (validity of receivers, map keys, type arguments, interfaces, function literals) is
//! put off with `later` and run in that order by `process_delayed`. Bodies of top-level
//! functions are put off to checkers of their own ([`BodyTask`]).

use crate::codes::Code;
use crate::mono_graph::MonoGraph;
use crate::objects::ObjId;
use crate::package_cx::{DeclIdx, PackageCx};
use crate::recorded::ArenaId;
use crate::scope::{Scope, ScopeId};
use crate::session::Session;
use crate::types::TypeId;
use crate::typestring::TypeWriter;
use crate::version::Version;
use base::{Diagnostic, FxHashMap, FxHashSet, Id, IdVec, Name, Pos};
use constant::Value;
use syntax::ast::{Ast, ExprId, Ident, Node};

/// What holds around the syntax being checked; saved and restored at object declarations.
#[derive(Clone)]
pub struct Env<'a> {
    /// Where expressions and types are.
    pub ast: &'a Ast,
    /// The same, as side tables know it.
    pub arena: ArenaId,
    /// Package-level declaration being checked: it depends on what is mentioned.
    pub decl: Option<DeclIdx>,
    /// Innermost scope.
    pub scope: ScopeId,
    /// Value of `iota` in a constant declaration.
    pub iota: Option<Value>,
    /// Where errors in an inherited constant expression are reported.
    pub errpos: Pos,
    /// Inside a list of type parameters.
    pub in_tparam_list: bool,
    /// Signature of the function around.
    pub sig: Option<TypeId>,
    /// Calls of `panic` in the function around, for the missing-return check.
    pub panics: FxHashSet<ExprId>,
    /// The function uses labels.
    pub has_label: bool,
    /// The expression contains a call or a receive.
    pub has_call_or_recv: bool,
}

/// Something put off until types are complete.
type Action<'a> = Box<dyn FnOnce(&mut Checker<'a>) + 'a>;

/// A top-level function whose body remains to be checked.
#[derive(Clone, Debug)]
pub struct BodyTask {
    /// The function.
    pub obj: ObjId,
    /// Its declaration.
    pub decl: DeclIdx,
    /// Its signature.
    pub sig: TypeId,
    /// Scope of the function: type parameters, receiver, parameters, results.
    pub scope: Scope,
}

/// See the module text.
pub struct Checker<'a> {
    /// The session.
    pub s: &'a Session,
    /// The package.
    pub cx: &'a PackageCx<'a>,
    /// What holds here.
    pub env: Env<'a>,
    /// Local scopes; their ids follow those of the package.
    pub(crate) scopes: IdVec<ScopeId, Scope>,
    pub(crate) delayed: Vec<(&'a Ast, ArenaId, Option<Action<'a>>)>,
    /// Objects being declared.
    pub(crate) obj_path: Vec<ObjId>,
    /// Blank receiver type parameters by position of the `_`.
    pub(crate) recv_tparams: FxHashMap<Pos, TypeId>,
    /// Operands of `print` and `println` with the names of these.
    pub(crate) printed: Vec<(Pos, &'static str, TypeId)>,
    /// Whether defined types are of finite size.
    pub(crate) finite_types: FxHashMap<TypeId, bool>,
    /// Whether the sizes of defined types depend on type parameters.
    pub(crate) var_sizes: FxHashMap<TypeId, bool>,
    /// Instances whose sizes are being asked for, outermost first.
    pub(crate) instances_asked: Vec<TypeId>,
    /// Aliases whose type is not known yet (only without alias nodes).
    pub(crate) broken_aliases: FxHashSet<ObjId>,
    /// Local type names with the type parameters in whose scope they stand.
    pub(crate) local_types: FxHashMap<ObjId, Vec<TypeId>>,
    /// What package-level declarations depend on.
    pub deps: FxHashMap<DeclIdx, Vec<ObjId>>,
    /// Functions whose bodies remain to be checked.
    pub bodies: Vec<BodyTask>,
    /// For the check against infinite instantiation.
    pub(crate) mono: MonoGraph,
    /// Interface, array and channel types written in the sources, with their places, for what
    /// only the compiler refuses.
    pub(crate) limited: Vec<(Pos, TypeId)>,
    /// Defined types known not to contain themselves.
    pub(crate) valid_types: FxHashSet<TypeId>,
    /// Another checker of the package has reported errors.
    pub(crate) had_errors: bool,
    /// Errors in the order they were found.
    pub errors: Vec<Diagnostic>,
    /// Initialisers in the order of their execution, at the end.
    pub init_order: Vec<crate::package_cx::Initializer>,
    /// Facts about expressions, per arena.
    pub info: crate::recorded::Info,
}

impl<'a> Checker<'a> {
    /// A checker that begins in the scope of file `file`.
    pub fn new(cx: &'a PackageCx<'a>, file: usize) -> Checker<'a> {
        let env = Checker::file_env(cx, file);
        Checker {
            s: cx.s,
            cx,
            env,
            scopes: IdVec::new(),
            delayed: Vec::new(),
            obj_path: Vec::new(),
            recv_tparams: FxHashMap::default(),
            printed: Vec::new(),
            finite_types: FxHashMap::default(),
            var_sizes: FxHashMap::default(),
            instances_asked: Vec::new(),
            broken_aliases: FxHashSet::default(),
            local_types: FxHashMap::default(),
            deps: FxHashMap::default(),
            bodies: Vec::new(),
            mono: MonoGraph::default(),
            limited: Vec::new(),
            valid_types: FxHashSet::default(),
            had_errors: false,
            errors: Vec::new(),
            init_order: Vec::new(),
            info: crate::recorded::Info::default(),
        }
    }
    /// The environment of package-level declarations of a file.
    pub fn file_env(cx: &'a PackageCx<'a>, file: usize) -> Env<'a> {
        Env {
            ast: &cx.files[file].ast,
            arena: ArenaId::file(file),
            decl: None,
            scope: ScopeId::file(file),
            iota: None,
            errpos: Pos::NONE,
            in_tparam_list: false,
            sig: None,
            panics: FxHashSet::default(),
            has_label: false,
            has_call_or_recv: false,
        }
    }

    // ---- scopes

    /// A scope by id.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        let frozen = self.cx.scopes.len();
        if id.index() < frozen { &self.cx.scopes[id] } else { &self.scopes[ScopeId::new(id.index() - frozen)] }
    }
    /// A local scope by id, to change it.
    pub fn scope_mut(&mut self, id: ScopeId) -> &mut Scope {
        let frozen = self.cx.scopes.len();
        &mut self.scopes[ScopeId::new(id.index() - frozen)]
    }
    /// Opens a scope inside the current one and makes it current.
    pub fn open_scope(&mut self) -> ScopeId {
        let id = self.new_scope(self.env.scope);
        self.env.scope = id;
        id
    }
    /// A new scope inside `parent`.
    pub fn new_scope(&mut self, parent: ScopeId) -> ScopeId {
        self.add_scope(Scope::new(parent))
    }
    /// Adds a local scope.
    pub fn add_scope(&mut self, scope: Scope) -> ScopeId {
        let id = self.scopes.push(scope);
        ScopeId::new(id.index() + self.cx.scopes.len())
    }
    /// Leaves the current scope.
    pub fn close_scope(&mut self) {
        self.env.scope = self.scope(self.env.scope).parent;
    }
    /// The object `name` means here, and the scope it is declared in.
    pub fn lookup_parent(&self, name: Name) -> Option<(ScopeId, ObjId)> {
        let mut at = self.env.scope;
        while at != ScopeId::UNIVERSE {
            let scope = self.scope(at);
            if let Some(obj) = scope.lookup(name) {
                return Some((at, obj));
            }
            at = scope.parent;
        }
        self.lookup_universe(name).map(|obj| (ScopeId::UNIVERSE, obj))
    }
    fn lookup_universe(&self, name: Name) -> Option<ObjId> {
        let u = self.s.universe();
        let obj = match u.scope.get(&name) {
            Some(&obj) => obj,
            None if self.cx.config.test_builtins => *u.test_builtins.get(&name)?,
            None => return None,
        };
        Some(if obj == u.any && !self.cx.config.alias_nodes { u.any_no_alias } else { obj })
    }
    /// The object `name` means here.
    pub fn lookup(&self, name: Name) -> Option<ObjId> {
        self.lookup_parent(name).map(|(_, obj)| obj)
    }
    /// Declares an object in a local scope; `id`: the name it defines. Reports a redeclaration.
    pub fn declare(&mut self, scope: ScopeId, id: Option<Ident>, obj: ObjId) {
        let name = self.s.obj(obj).name;
        if name != self.s.blank
            && let Some(other) = self.scope_mut(scope).insert(name, obj)
        {
            self.report_redeclared(obj, other);
            return;
        }
        if let Some(id) = id {
            self.record_def(id.pos, obj);
        }
    }
    pub(crate) fn report_redeclared(&mut self, obj: ObjId, other: ObjId) {
        let o = self.s.obj(obj);
        let mut err = self.error_at(Code::DuplicateDecl, o.pos, format!("{} redeclared in this block", self.name(obj)));
        self.add_other_decl(&mut err, other);
        self.report(err);
    }

    // ---- delayed actions

    /// Puts off `action` until types are complete. It runs with the arena of now.
    pub fn later(&mut self, action: impl FnOnce(&mut Checker<'a>) + 'a) {
        self.delayed.push((self.env.ast, self.env.arena, Some(Box::new(action))));
    }
    /// Keeps a place for an action among those put off.
    pub(crate) fn reserve_later(&mut self) -> usize {
        self.delayed.push((self.env.ast, self.env.arena, None));
        self.delayed.len() - 1
    }
    /// Fills a place kept by [`Checker::reserve_later`].
    pub(crate) fn fill_later(&mut self, place: usize, action: impl FnOnce(&mut Checker<'a>) + 'a) {
        if let Some(slot) = self.delayed.get_mut(place) {
            slot.2 = Some(Box::new(action));
        }
    }
    /// Runs the actions put off since there were `top` of them, and those they put off.
    pub fn process_delayed(&mut self, top: usize) {
        let mut i = top;
        while i < self.delayed.len() {
            let (ast, arena, action) = &mut self.delayed[i];
            let (ast, arena, action) = (*ast, *arena, action.take());
            let saved = (self.env.ast, self.env.arena);
            (self.env.ast, self.env.arena) = (ast, arena);
            if let Some(action) = action {
                action(self);
            }
            (self.env.ast, self.env.arena) = saved;
            i += 1;
        }
        self.delayed.truncate(top);
    }

    // ---- dependencies

    /// Notes that the package-level declaration being checked mentions `to`.
    pub fn add_decl_dep(&mut self, to: ObjId) {
        let Some(from) = self.env.decl else { return };
        if !self.cx.decl_of.contains_key(&to) {
            return;
        }
        let deps = self.deps.entry(from).or_default();
        if !deps.contains(&to) {
            deps.push(to);
        }
    }

    // ---- errors

    /// An error to which further places may be added before it is reported.
    pub fn error_at(&self, code: Code, pos: Pos, message: String) -> Diagnostic {
        Diagnostic::error(code.name(), pos, message)
    }
    /// Adds the place of another declaration, if it is in this package: a field that a type has from a type of another one
    /// has its place there.
    pub fn add_other_decl(&self, err: &mut Diagnostic, other: ObjId) {
        let (pos, pkg) = (self.s.obj(other).pos, self.s.obj(other).pkg);
        if pos.is_known() && (pkg.is_none() || pkg == self.cx.pkg) {
            err.related.push((pos, format!("other declaration of {}", self.name(other))));
        }
    }
    /// Reports an error. Follow-on errors are dropped: those that show an invalid operand or
    /// type, once there is another error.
    pub fn report(&mut self, mut err: Diagnostic) {
        if (self.had_errors || !self.errors.is_empty()) && is_follow_on(&err) {
            return;
        }
        if let Some(hint) = self.cx.version_hint(err.pos, &err.message) {
            err.message.push_str(&hint);
        }
        if self.env.errpos.is_known() {
            err.pos = self.env.errpos;
            err.end = err.pos;
        }
        self.errors.push(err);
    }
    /// Reports an error at a position.
    pub fn error(&mut self, pos: Pos, code: Code, message: impl Into<String>) {
        let err = self.error_at(code, pos, message.into());
        self.report(err);
    }
    /// Reports an error at (the start of) an expression.
    pub fn error_expr(&mut self, e: ExprId, code: Code, message: impl Into<String>) {
        self.error(self.start_pos(e), code, message);
    }
    /// Whether the language version at `pos` has the features of `v`.
    pub fn allow_version(&self, pos: Pos, v: Version) -> bool {
        let version = if pos.is_known() { self.cx.version_at(pos) } else { self.cx.version };
        version.allows(v)
    }
    /// As [`Checker::allow_version`], and reports where not: "`what` requires go1.N or later".
    pub fn verify_version(&mut self, pos: Pos, v: Version, what: impl FnOnce(&Self) -> String) -> bool {
        if self.allow_version(pos, v) {
            return true;
        }
        let message = format!("{} requires {v} or later", what(self));
        self.error(pos, Code::UnsupportedFeature, message);
        false
    }

    // ---- texts

    /// The arena expressions are in.
    pub fn ast(&self) -> &'a Ast {
        self.env.ast
    }

    /// A type as error texts show it.
    pub fn type_text(&self, t: TypeId) -> String {
        let qualifier = |pkg| self.cx.qualifier(pkg);
        TypeWriter::new(self.s, &qualifier).text(t)
    }
    /// Several types, as `a, b`.
    pub fn types_text(&self, list: &[TypeId]) -> String {
        list.iter().map(|&t| self.type_text(t)).collect::<Vec<_>>().join(", ")
    }
    /// The name of an object.
    pub fn name(&self, obj: ObjId) -> &'a str {
        self.s.text(self.s.obj(obj).name)
    }
    /// An expression as error texts show it.
    pub fn expr_text(&self, e: ExprId) -> String {
        syntax::print::short(self.env.ast, &self.s.names, Node::Expr(e))
    }
    /// Leftmost position of an expression.
    pub fn start_pos(&self, e: ExprId) -> Pos {
        syntax::positions::start_pos(self.env.ast, Node::Expr(e))
    }
    /// Position behind an expression, as far as that is known.
    pub fn end_pos(&self, e: ExprId) -> Pos {
        syntax::positions::end_pos(self.env.ast, &self.s.names, Node::Expr(e))
    }
}

/// Whether an error shows an invalid operand or type, which another error has told of.
pub(crate) fn is_follow_on(err: &Diagnostic) -> bool {
    let shows = |what| err.message.find(what).is_some_and(|at| at > 0);
    shows("invalid operand") || shows("invalid type")
}
