//! Symbols of closures: `F.func1`, nested `F.func1.1`, bodies of range loops `F-range1`. A
//! closure in the body of a range loop belongs to the function around the loop; those of the
//! initialisers of a package to its one function `init`. Authority:
//! `cmd/compile/internal/ir/func.go`.

use base::FxHashMap;
use types::body::{Body, ClosureId};

/// How many closures a function has so far: literals, bodies of range loops.
type Counts = FxHashMap<(ClosureId, bool), u32>;

/// The symbols of a body's functions; the function itself is `symbol`.
pub(crate) fn closure_names(body: &Body, symbol: &str) -> Vec<String> {
    names(body, symbol, &mut Counts::default())
}

/// The same for the initialisers of a package, which share one function.
pub fn init_closure_names(symbol: &str, inits: &[&Body]) -> Vec<Vec<String>> {
    let mut counts = Counts::default();
    let of_body = |body: &&Body| {
        counts.retain(|(owner, _), _| *owner == Body::ROOT);
        names(body, symbol, &mut counts)
    };
    inits.iter().map(of_body).collect()
}

fn names(body: &Body, symbol: &str, counts: &mut Counts) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(body.funcs.len());
    for f in body.funcs.iter() {
        let Some(parent) = f.parent.some() else {
            names.push(symbol.to_owned());
            continue;
        };
        let owner = owner(body, parent);
        let n = counts.entry((owner, f.is_range_body)).or_default();
        *n += 1;
        let outer = &names[owner.0 as usize];
        names.push(match (f.is_range_body, owner == Body::ROOT) {
            (true, _) => format!("{outer}-range{n}"),
            (false, true) => format!("{outer}.func{n}"),
            (false, false) => format!("{outer}.{n}"),
        });
    }
    names
}

/// The function around the range loops that `id` may be the body of.
fn owner(body: &Body, mut id: ClosureId) -> ClosureId {
    while body.funcs[id].is_range_body
        && let Some(parent) = body.funcs[id].parent.some()
    {
        id = parent;
    }
    id
}
