//! Facts about variables that are known only at the end of a body: which captures are by value.

use super::Body;
use crate::session::Session;

/// Variables up to this size are captured by value where nothing changes them.
const BY_VALUE_LIMIT: u64 = 128;

/// Decides every capture.
pub(super) fn decide_captures(s: &Session, body: &mut Body) {
    let by_value = |l: &super::Local| {
        // Sizes with type parameters in them are known per instance: these are captured by
        // reference, which is always right.
        !l.reassigned
            && !l.address_taken
            && !s.has_var_size(l.typ)
            && s.sizeof(l.typ).is_some_and(|n| n <= BY_VALUE_LIMIT)
    };
    let decided: Vec<bool> = body.locals.iter().map(by_value).collect();
    for (local, by_value) in body.locals.iter_mut().zip(decided) {
        local.by_ref = !by_value;
    }
    for func in body.funcs.iter_mut() {
        for capture in &mut func.captures {
            capture.by_ref = body.locals[capture.local].by_ref;
        }
    }
}
