//! Types that are the same in every session stand for all identical ones, whichever came first:
//! export data spells types by the one that stands for the others.

use base::Interner;
use release::Release;
use std::sync::Arc;
use types::{Session, TypeId};

#[test]
fn fixed_types_are_canonical() {
    let s = Session::new(Arc::new(Interner::new()), Release::default());
    let first = s.new_interface(Vec::new(), Vec::new(), false);
    assert_ne!(first, TypeId::EMPTY_INTERFACE);
    let canonical = s.canonical(first).expect("nothing is missing");
    assert!(canonical.0 <= TypeId::EMPTY_SIGNATURE.0, "{canonical:?}");
    assert_eq!(s.canonical(s.slice_of(first)), Some(s.slice_of(canonical)));
}
