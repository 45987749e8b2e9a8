//! Terms `T`, `~T` and lists of them as sets of types: union, intersection, inclusion.
//! Authority: Go spec, "General interfaces".

use crate::session::Session;
use crate::types::{Term, TypeId};
use crate::typeset::Terms;

impl Session {
    /// Whether no type is in both terms.
    pub(crate) fn terms_disjoint(&self, x: Term, y: Term) -> bool {
        let ux = if y.tilde { self.under(x.typ) } else { x.typ };
        let uy = if x.tilde { self.under(y.typ) } else { y.typ };
        !self.identical(ux, uy)
    }
    /// Whether `t` is in the term.
    pub(crate) fn term_includes(&self, x: Term, t: TypeId) -> bool {
        let u = if x.tilde { self.under(t) } else { t };
        self.identical(x.typ, u)
    }
    fn term_within(&self, x: Term, y: Term) -> bool {
        !self.terms_disjoint(x, y) && (!x.tilde || y.tilde)
    }
    /// The union in normal form: no term overlaps another.
    pub(crate) fn terms_union(&self, xs: &Terms, ys: &Terms) -> Terms {
        let (Terms::List(xs), Terms::List(ys)) = (xs, ys) else { return Terms::All };
        let mut out: Vec<Term> = Vec::with_capacity(xs.len() + ys.len());
        'terms: for &t in xs.iter().chain(ys) {
            for old in &mut out {
                if !self.terms_disjoint(*old, t) {
                    old.tilde |= t.tilde;
                    if t.tilde {
                        old.typ = t.typ;
                    }
                    continue 'terms;
                }
            }
            out.push(t);
        }
        Terms::List(self.merged(out))
    }
    /// A term widened by a later `~T` may cover others: drop those.
    fn merged(&self, list: Vec<Term>) -> Vec<Term> {
        let mut out: Vec<Term> = Vec::with_capacity(list.len());
        for t in list {
            if !out.iter().any(|&o| self.term_within(t, o)) {
                out.push(t);
            }
        }
        out
    }
    /// The types in both.
    pub(crate) fn terms_intersect(&self, xs: &Terms, ys: &Terms) -> Terms {
        let (xs, ys) = match (xs, ys) {
            (Terms::All, other) | (other, Terms::All) => return other.clone(),
            (Terms::List(xs), Terms::List(ys)) => (xs, ys),
        };
        let mut out = Vec::new();
        for &x in xs {
            for &y in ys {
                if !self.terms_disjoint(x, y) {
                    out.push(if !x.tilde || y.tilde { x } else { y });
                }
            }
        }
        Terms::List(self.merged(out))
    }
    /// Whether every type of `xs` is in `ys`.
    pub(crate) fn terms_subset(&self, xs: &Terms, ys: &Terms) -> bool {
        match (xs, ys) {
            (Terms::List(xs), _) if xs.is_empty() => true,
            (_, Terms::List(ys)) if ys.is_empty() => false,
            (_, Terms::All) => true,
            (Terms::All, _) => false,
            (Terms::List(xs), Terms::List(ys)) => xs.iter().all(|&x| ys.iter().any(|&y| self.term_within(x, y))),
        }
    }
    /// Whether both are the same set.
    pub(crate) fn terms_equal(&self, xs: &Terms, ys: &Terms) -> bool {
        self.terms_subset(xs, ys) && self.terms_subset(ys, xs)
    }
}
