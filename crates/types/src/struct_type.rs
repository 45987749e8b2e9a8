//! Struct types. Authority: Go spec, "Struct types"; wording: `types2/struct.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::objects::{ObjId, Object};
use crate::types::{Basic, TypeId, TypeKind};
use base::{FxHashMap, Name, Pos};
use syntax::Operator;
use syntax::ast::{ExprId, ExprKind, FieldId, Ident, List};
use syntax::token::LitKind;

/// Fields and methods by name, to find two of one name.
#[derive(Debug, Default)]
pub(crate) struct MemberSet(FxHashMap<Name, ObjId>);

impl MemberSet {
    /// Adds a member unless there is one of that name, which is returned.
    pub(crate) fn insert(&mut self, name: Name, obj: ObjId) -> Option<ObjId> {
        match self.0.entry(name) {
            std::collections::hash_map::Entry::Occupied(e) => Some(*e.get()),
            std::collections::hash_map::Entry::Vacant(e) => {
                e.insert(obj);
                None
            }
        }
    }
}

/// A struct type being put together.
#[derive(Default)]
struct Builder {
    fields: Vec<ObjId>,
    tags: Vec<Box<[u8]>>,
    names: MemberSet,
}

impl<'a> Checker<'a> {
    pub(crate) fn struct_type(&mut self, list: List<FieldId>) -> TypeId {
        let ast = self.env.ast;
        let mut b = Builder::default();
        let mut prev = ExprId::NONE;
        let mut typ = TypeId::INVALID;
        for id in ast.list(list) {
            let field = ast[id];
            if field.ty != prev || prev.is_none() {
                typ = self.var_type(field.ty);
                prev = field.ty;
            }
            let tag = self.field_tag(field.tag);
            match field.name {
                Some(name) => self.add_field(&mut b, name, typ, false, tag),
                None => self.add_embedded(&mut b, field.ty, typ, tag),
            }
        }
        if b.tags.iter().all(|t| t.is_empty()) {
            b.tags.clear();
        }
        self.s.new_struct(b.fields, b.tags)
    }

    fn add_field(&mut self, b: &mut Builder, name: Ident, typ: TypeId, embedded: bool, tag: Box<[u8]>) {
        let obj = self.s.add_obj(Object::field(name.name, self.cx.pkg, name.pos, typ, embedded));
        if name.name != self.s.blank
            && let Some(other) = b.names.insert(name.name, obj)
        {
            let msg = format!("{} redeclared", self.name(obj));
            let mut err = self.error_at(Code::DuplicateDecl, name.pos, msg);
            self.add_other_decl(&mut err, other);
            return self.report(err);
        }
        b.fields.push(obj);
        b.tags.push(tag);
        self.record_def(name.pos, obj);
    }

    fn add_embedded(&mut self, b: &mut Builder, ty: ExprId, typ: TypeId, tag: Box<[u8]>) {
        let pos = self.start_pos(ty);
        let Some(name) = self.embedded_name(ty) else {
            let msg = format!("invalid syntax tree: invalid embedded field type {}", self.expr_text(ty));
            self.error(pos, Code::InvalidSyntaxTree, msg);
            let blank = Ident { name: self.s.blank, pos };
            return self.add_field(b, blank, TypeId::INVALID, true, Box::default());
        };
        self.add_field(b, name, typ, true, tag);
        self.later(move |c| c.check_embedded(pos, typ));
    }

    fn check_embedded(&mut self, pos: Pos, typ: TypeId) {
        let (t, is_ptr) = self.s.deref(typ);
        let (code, msg) = match self.s.under_kind(t) {
            TypeKind::Basic(Basic::UnsafePointer) => {
                (Code::InvalidPtrEmbed, "embedded field type cannot be unsafe.Pointer")
            }
            TypeKind::Pointer(_) => (Code::InvalidPtrEmbed, "embedded field type cannot be a pointer"),
            TypeKind::Interface(_) if self.s.is_type_param(t) => {
                (Code::MisplacedTypeParam, "embedded field type cannot be a (pointer to a) type parameter")
            }
            TypeKind::Interface(_) if is_ptr => {
                (Code::InvalidPtrEmbed, "embedded field type cannot be a pointer to an interface")
            }
            _ => return,
        };
        self.error(pos, code, msg);
    }

    /// The name of a field embedded by type `e`.
    fn embedded_name(&self, e: ExprId) -> Option<Ident> {
        let node = self.env.ast[e];
        match node.kind {
            ExprKind::Name(name) => Some(Ident { name, pos: node.pos }),
            ExprKind::Unary { op: Operator::Mul, x } => match self.env.ast[x].kind {
                ExprKind::Unary { op: Operator::Mul, .. } => None,
                _ => self.embedded_name(x),
            },
            ExprKind::Selector { sel, .. } => Some(sel),
            ExprKind::Index { x, .. } => self.embedded_name(x),
            ExprKind::Paren(x) => self.embedded_name(x),
            _ => None,
        }
    }

    /// The bytes of a field's tag. The parser takes literals of every kind for tags.
    fn field_tag(&mut self, tag: ExprId) -> Box<[u8]> {
        let Some(e) = tag.some() else { return Box::default() };
        let text = &*self.env.ast.literal_text(e);
        let ExprKind::Lit { kind, bad: false, .. } = self.env.ast[e].kind else { return Box::default() };
        match constant::unquote(text).filter(|_| kind == LitKind::String) {
            Some(bytes) => bytes.into(),
            None => {
                let msg = format!("invalid syntax tree: incorrect tag syntax: {}", constant::quote(text.as_bytes()));
                self.error(self.start_pos(e), Code::InvalidSyntaxTree, msg);
                Box::default()
            }
        }
    }
}
