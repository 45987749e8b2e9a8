//! Layouts that the collector sees otherwise than the generator of code.

use ssa::{Layout, Type};

/// The type word of an interface is a pointer in registers; in memory the collector passes it by,
/// as in the official compiler's stack maps.
#[test]
fn type_words_of_interfaces_are_not_traced() {
    let slot = Layout::of_fields(vec![Layout::Scalar(Type::I64), Layout::interface(), Layout::Tab]);
    assert_eq!(slot.pointer_offsets(), [16]);
    assert_eq!((slot.pointer_bytes(), slot.size()), (24, 32));
    assert_eq!(
        slot.leaves(4).unwrap().iter().map(|l| l.ty).collect::<Vec<_>>(),
        [Type::I64, Type::Ptr, Type::Ptr, Type::Ptr]
    );
    assert!(!Layout::Tab.has_pointers());
}

/// What is printed is read again.
#[test]
fn type_words_have_a_text_form() {
    let text = "func \"main.f\" abi1({tab, ptr}) -> () file \"x.go\" line 1 {\nb0(v0: ptr, v1: ptr):\n  ret\n}\n";
    let funcs = ssa::parse::parse_funcs(text).unwrap();
    assert_eq!(funcs[0].sigs[funcs[0].sig].params[0].layout, Layout::interface());
    assert!(funcs[0].to_string().contains("{tab, ptr}"));
}
