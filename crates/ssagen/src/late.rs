//! Places of parallel assignments: their operands are evaluated before the values, but whether
//! a pointer is nil and an index in range is looked at only when the place's turn comes (Go
//! spec, Assignment statements: two phases).

use crate::func::FuncGen;
use crate::places::{Late, Place};
use types::body::{ExprId, ExprKind, IndexKind};

impl FuncGen<'_, '_> {
    /// Evaluates the operands of a place.
    pub(crate) fn late_place(&mut self, e: ExprId) -> Place {
        match self.body.exprs[e].kind {
            ExprKind::Deref(x) => {
                let pointer = self.expr(x).single();
                Place::Late(Late::Deref { at: e, pointer })
            }
            ExprKind::Field { x, index } if self.is_place(x) => {
                let base = self.late_place(x);
                let t = self.type_of(x);
                match base {
                    Place::Late(_) => {
                        let offset = self.field(t, index).0;
                        Place::Late(Late::Field { of: Box::new(base), offset })
                    }
                    known => self.field_of_place(known, t, index),
                }
            }
            ExprKind::Index { x, index: i, kind } => match self.index_kind(x, kind) {
                IndexKind::Slice => {
                    let slice = self.expr(x).leaves().into();
                    let (index, signed) = self.index_value(i);
                    let size = self.size(self.elem_type(self.type_of(x)));
                    Place::Late(Late::Slice { at: e, slice, index, signed, size })
                }
                IndexKind::Array if self.is_place(x) => {
                    let of = Box::new(self.late_place(x));
                    let (index, signed) = self.index_value(i);
                    let ssa::Layout::Array(len, ref elem) = *self.layout(self.type_of(x)) else {
                        unreachable!("index of no array")
                    };
                    Place::Late(Late::Array { at: e, of, index, signed, len, size: elem.size() })
                }
                _ => self.place(e),
            },
            _ => self.place(e),
        }
    }

    /// Makes the checks of a place.
    pub(crate) fn settle_place(&mut self, late: &Late) -> Place {
        match late {
            Late::Deref { at, pointer } => {
                self.at(self.body.exprs[*at].pos);
                self.nil_check(*pointer);
                Place::Mem(*pointer, 0)
            }
            Late::Field { of, offset } => match self.settled(of) {
                Place::Mem(addr, at) => Place::Mem(addr, at + offset),
                other => other,
            },
            Late::Slice { at, slice, index, signed, size } => {
                self.at(self.body.exprs[*at].pos);
                self.check_index(*index, *signed, slice[1]);
                Place::Mem(self.element_addr(slice[0], *index, *size), 0)
            }
            Late::Array { at, of, index, signed, len, size } => {
                let base = self.settled(of);
                self.at(self.body.exprs[*at].pos);
                let len = self.int(*len as i64);
                self.check_index(*index, *signed, len);
                match base {
                    Place::Mem(addr, at) => {
                        let addr = self.addr_plus(addr, at);
                        Place::Mem(self.element_addr(addr, *index, *size), 0)
                    }
                    // One element: checked, and there is no other.
                    other => other,
                }
            }
        }
    }
    fn settled(&mut self, place: &Place) -> Place {
        match place {
            Place::Late(late) => self.settle_place(late),
            known => known.clone(),
        }
    }
}
