//! What an object says of the variables of its package and of how it is initialised, for
//! comparing ours with official ones.

use obj::{Definition, RelocKind, RelocType, SymKind, Unit};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What is compared of a variable.
#[derive(PartialEq, Eq, Debug)]
pub struct Variable {
    kind: SymKind,
    size: u64,
    typed: bool,
    bytes: Vec<u8>,
    /// Offsets of addresses, with names of targets that have one of their own.
    addrs: Vec<(u32, String)>,
}

/// What differs between an official unit and ours, as lines, and how many variables are the same.
pub fn differences(official: &Unit, ours: &Unit) -> (Vec<String>, usize) {
    let (a, b) = (variables(official), variables(ours));
    let (mut notes, mut same) = (Vec::new(), 0);
    for (name, var) in &a {
        match b.get(name) {
            Some(own) if own == var => same += 1,
            Some(own) => notes.push(format!("{name}: {}", difference(var, own))),
            None => notes.push(format!("{name}: missing")),
        }
    }
    notes.extend(b.keys().filter(|n| !a.contains_key(*n)).map(|n| format!("{n}: too much")));
    let (task, own) = (init_task(official), init_task(ours));
    if task != own {
        notes.push(format!("inittask: {task:?} is {own:?}"));
    }
    (notes, same)
}

/// Names of the definitions of all official packages, by index.
pub struct Names(BTreeMap<String, Vec<Arc<str>>>);

impl Names {
    /// Reads the names of all archives.
    pub fn of(archives: &BTreeMap<&str, &Path>) -> Names {
        let mut all = BTreeMap::new();
        for (path, file) in archives {
            let bytes = std::fs::read(file).expect("an archive can be read");
            let archive = goobj::Archive::parse(&bytes).expect("an archive is well formed");
            let Some(object) = archive.objects().filter_map(|m| m.object().ok()).next() else { continue };
            let names = (0..object.num_own() as u32).map(|i| object.sym(goobj::LocalSym(i)).name().into());
            all.insert((*path).to_owned(), names.collect());
        }
        Names(all)
    }
    /// The unit of one package.
    pub fn unit(&self, path: &str, file: Option<&&Path>) -> Option<Unit> {
        let bytes = std::fs::read(file?).ok()?;
        let archive = goobj::Archive::parse(&bytes).ok()?;
        let object = archive.objects().filter_map(|m| m.object().ok()).next()?;
        let name_of = |p: &str, i: u32| self.0.get(p)?.get(i as usize).cloned();
        Some(goobj::unit_of(&object, path, &name_of))
    }
}

/// Variables by name.
pub fn variables(unit: &Unit) -> BTreeMap<String, Variable> {
    let data = [SymKind::Data, SymKind::NoPtrData, SymKind::Bss, SymKind::NoPtrBss];
    let defs = unit.symbols.iter().filter_map(|s| Some((&*s.name, s.def.as_ref()?)));
    let wanted = defs.filter(|(n, d)| data.contains(&d.kind) && !n.contains("..") && !n.starts_with("go:"));
    wanted.map(|(n, d)| (n.to_owned(), variable(unit, d))).collect()
}

fn variable(unit: &Unit, def: &Definition) -> Variable {
    let mut bytes = def.data.clone();
    while bytes.last() == Some(&0) {
        bytes.pop();
    }
    let addr = def.relocs.iter().filter(|r| r.ty == RelocType::new(RelocKind::Addr));
    let target = |name: &str| match name.contains("..") {
        true => "..".to_owned(),
        false => name.to_owned(),
    };
    let mut addrs: Vec<_> = addr.map(|r| (r.offset, target(&unit.symbols[r.sym].name))).collect();
    addrs.sort();
    Variable { kind: def.kind, size: def.size, typed: def.gotype.is_some(), bytes, addrs }
}

fn difference(a: &Variable, b: &Variable) -> String {
    let mut out = Vec::new();
    if a.kind != b.kind {
        out.push(format!("{:?} is {:?}", a.kind, b.kind));
    }
    if a.size != b.size {
        out.push(format!("size {} is {}", a.size, b.size));
    }
    if a.typed != b.typed {
        out.push("type".to_owned());
    }
    if a.bytes != b.bytes {
        out.push(format!("bytes ({}, {})", a.bytes.len(), b.bytes.len()));
    }
    if a.addrs != b.addrs {
        let first = a.addrs.iter().find(|x| !b.addrs.contains(x));
        let second = b.addrs.iter().find(|x| !a.addrs.contains(x));
        out.push(format!("addresses {first:?} {second:?}"));
    }
    out.join(", ")
}

/// Functions and imports of the record of initialisation.
fn init_task(unit: &Unit) -> Option<(Vec<String>, Vec<String>)> {
    let def = unit.symbols.iter().find(|s| s.name.ends_with("..inittask") && s.def.is_some())?.def.as_ref()?;
    let of_kind = |kind| {
        let of = def.relocs.iter().filter(move |r| r.ty == RelocType::new(kind));
        let mut list: Vec<_> = of.map(|r| (r.offset, unit.symbols[r.sym].name.to_string())).collect();
        list.sort();
        list.into_iter().map(|(_, n)| n).collect::<Vec<_>>()
    };
    Some((of_kind(RelocKind::Addr), of_kind(RelocKind::InitOrder)))
}
