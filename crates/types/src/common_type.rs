//! Why the types of a type set have no underlying type in common. In: the operand's type. Out: a sentence, in the
//! words that releases have used since they stopped to speak of core types. Which operands are refused is decided by
//! core types still: both ways agree. Authority: `types2/under.go`, `types2/expr.go`, `types2/builtins.go` of go1.25.

use crate::checker::Checker;
use crate::operand::Operand;
use crate::session::Session;
use crate::types::{ChanDir, TypeId, TypeKind};

impl Session {
    /// The specific types of a type parameter, each with what it is made of; of any other type that type alone.
    /// `None`: a type parameter that has none.
    fn specific_types(&self, t: TypeId) -> Option<Vec<(TypeId, TypeId)>> {
        if !self.is_type_param(t) {
            return Some(vec![(t, self.under(t))]);
        }
        let set = self.type_set(self.tparam_interface(t));
        let terms = set.specific().filter(|terms| !terms.is_empty())?;
        Some(terms.iter().map(|term| (term.typ, self.under(term.typ))).collect())
    }
}

impl Checker<'_> {
    /// Why no single underlying type of `t` fits. `none`: what is said where there are no types to look at; `fits`
    /// refuses types, given as they are named and as what they are made of.
    pub(crate) fn no_common_type(
        &self,
        t: TypeId,
        none: &str,
        mut fits: impl FnMut(TypeId, TypeId) -> Result<(), String>,
    ) -> String {
        let s = self.s;
        let Some(types) = s.specific_types(t) else { return none.into() };
        let mut common: Option<(TypeId, TypeId)> = None;
        for (t, u) in types {
            if let Err(why) = fits(t, u) {
                return why;
            }
            let Some((ct, cu)) = common else {
                common = Some((t, u));
                continue;
            };
            let pair = || (self.type_text(ct), self.type_text(t));
            if let (TypeKind::Chan(have, x), TypeKind::Chan(dir, y)) = (s.kind(cu), s.kind(u)) {
                if !s.identical(*x, *y) {
                    let (a, b) = pair();
                    return format!("channels {a} and {b} have different element types");
                }
                match (have, dir) {
                    (ChanDir::Both, _) => common = Some((t, u)),
                    (a, b) if a != b && *b != ChanDir::Both => {
                        let (a, b) = pair();
                        return format!("channels {a} and {b} have conflicting directions");
                    }
                    _ => {}
                }
            } else if !s.identical(cu, u) {
                let (a, b) = pair();
                return format!("{a} and {b} have different underlying types");
            }
        }
        String::new()
    }

    /// Why nothing can be received from `x`, or sent to it, as it stands behind `cannot receive from`.
    pub(crate) fn no_channel_text(&self, x: &Operand, receive: bool) -> String {
        let s = self.s;
        let cause = self.no_common_type(x.typ, "no specific channel type", |t, u| {
            let what = match s.kind(u) {
                TypeKind::Chan(ChanDir::SendOnly, _) if receive => "send-only channel",
                TypeKind::Chan(ChanDir::RecvOnly, _) if !receive => "receive-only channel",
                TypeKind::Chan(..) => return Ok(()),
                _ => "non-channel",
            };
            Err(format!("{what} {}", self.type_text(t)))
        });
        let x_text = self.operand_text(x);
        match s.is_type_param(x.typ) {
            true => format!("{x_text}: {cause}"),
            false => format!("{cause} {x_text}"),
        }
    }

    /// Why `x` cannot be sliced, as it stands behind `cannot slice x: `.
    pub(crate) fn no_slice_text(&self, x: &Operand) -> String {
        let s = self.s;
        let t = self.type_text(x.typ);
        let bytes = s.slice_of(TypeId::BYTE);
        let Some(types) = s.specific_types(x.typ) else { return format!("no specific type in {t}") };
        let of = |u| if s.is_string(u) { bytes } else { u };
        let (first, made_of) = types[0];
        let other = types.iter().find(|(_, u)| !s.identical(of(*u), of(made_of))).map_or(first, |(t, _)| *t);
        format!("{} and {} have different underlying types", self.type_text(first), self.type_text(other))
    }

    /// The type of the elements of `x`, which is a slice, or of a type parameter all of whose types are slices of such.
    pub(crate) fn slice_elem(&self, x: &Operand) -> Result<TypeId, String> {
        let s = self.s;
        let mut found: Option<TypeId> = None;
        for (_, u) in s.specific_types(x.typ).unwrap_or_else(|| vec![(x.typ, s.under(x.typ))]) {
            let TypeKind::Slice(elem) = *s.kind(u) else {
                let what = if x.is_nil() { "untyped nil".into() } else { self.operand_text(x) };
                return Err(format!("argument must be a slice; have {what}"));
            };
            match found {
                Some(first) if !s.identical(first, elem) => {
                    let (a, b, x) = (self.type_text(first), self.type_text(elem), self.operand_text(x));
                    return Err(format!("mismatched slice element types {a} and {b} in {x}"));
                }
                _ => found = found.or(Some(elem)),
            }
        }
        Ok(found.unwrap_or(TypeId::INVALID))
    }
}
