//! Phase 3: package initialisation order. In: the `p..inittask` records, whose R_INITORDER
//! relocations name the records of imported packages. Out: `go:main.inittasks`, the addresses of
//! all records with work to do in the order they run, and the same for the runtime's own list.
//! Rule: repeatedly take, of the packages whose imports are all done, the one whose record has
//! the lexically least name (authority: `cmd/link/internal/ld/inittask.go`).

use crate::error::{LinkError, Result};
use crate::kind::Kind;
use crate::symbols::{ABI0, ANONYMOUS, Sym, Symbols};
use base::FxHashMap;
use obj::RelocKind;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Bytes of a record without functions.
const EMPTY_RECORD: u64 = 8;

/// Makes both lists; the value is the list of the main program.
pub fn schedule(symbols: &mut Symbols<'_>) -> Result<Option<Sym>> {
    let main = list(symbols, "main..inittask", "go:main.inittasks")?;
    if let Some(header) = symbols.lookup("runtime.runtime_inittasks", ABI0)
        && let Some(tasks) = list(symbols, "runtime..inittask", "go:runtime.inittasks")?
    {
        let count = symbols.size(tasks) / 8;
        let slice = symbols.update(header);
        slice.clear();
        slice.kind = Some(Kind::NoPtrData);
        slice.addr(tasks, 0);
        slice.u64(count);
        slice.u64(count);
    }
    Ok(main)
}

/// Makes the list `name` of everything that must run before and with the record `root`.
fn list<'a>(symbols: &mut Symbols<'a>, root: &str, name: &'static str) -> Result<Option<Sym>> {
    let Some(root) = symbols.lookup(root, ABI0) else {
        return Ok(None);
    };
    let order = order(symbols, root)?;
    let list = symbols.add_synth(name.into(), ANONYMOUS);
    let synth = symbols.update(list);
    synth.kind = Some(Kind::NoPtrData);
    for task in order {
        synth.addr(task, 0);
    }
    Ok(Some(list))
}

/// The records with work to do, in running order.
fn order(symbols: &Symbols<'_>, root: Sym) -> Result<Vec<Sym>> {
    let mut waiting: BTreeMap<Sym, usize> = BTreeMap::from([(root, 0)]);
    let mut importers: FxHashMap<Sym, Vec<Sym>> = FxHashMap::default();
    let mut ready = BinaryHeap::new();
    let mut unexplored = vec![root];
    while let Some(task) = unexplored.pop() {
        let imports = symbols.relocs(task).filter(|r| r.kind() == Some(RelocKind::InitOrder) && !r.sym.is_none());
        let mut count = 0;
        for import in imports.map(|r| r.sym) {
            count += 1;
            importers.entry(import).or_default().push(task);
            waiting.entry(import).or_insert_with(|| {
                unexplored.push(import);
                0
            });
        }
        waiting.insert(task, count);
        if count == 0 {
            ready.push(Reverse((symbols.name(task), task)));
        }
    }
    let mut order = Vec::new();
    while let Some(Reverse((_, task))) = ready.pop() {
        if symbols.size(task) > EMPTY_RECORD {
            order.push(task);
        }
        for importer in importers.get(&task).into_iter().flatten() {
            let left = waiting.get_mut(importer).expect("importers were explored");
            *left -= 1;
            if *left == 0 {
                ready.push(Reverse((symbols.name(*importer), *importer)));
            }
        }
    }
    match waiting.iter().find(|w| *w.1 != 0) {
        None => Ok(order),
        Some((&task, n)) => Err(LinkError::new(format!("inittask for {} is not schedulable {n}", symbols.name(task)))),
    }
}
