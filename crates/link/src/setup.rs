//! Phase 5: symbols the linker gives meaning to, once reachability is known: the thread-local
//! slot of `g`, the module data, whether memory profiling can be on, and string variables set
//! from outside (`-X`, version, GOROOT, build information) (authority: `linksetup` in
//! `cmd/link/internal/ld/lib.go`, `addstrdata` in `data.go`).

use crate::error::{Errors, LinkError, Result};
use crate::kind::Kind;
use crate::symbols::{ABI_INTERNAL, ABI0, Attr, Sym, Symbols};
use base::FxHashMap;
use goobj::AuxKind;
use std::borrow::Cow;

/// Gives the special symbols their kinds; the value is the module data.
pub fn special_symbols(symbols: &mut Symbols<'_>) -> Result<Sym> {
    let tlsg = symbols.create("runtime.tlsg");
    match symbols.kind(tlsg) {
        Kind::Undefined => {
            let synth = symbols.update(tlsg);
            synth.kind = Some(Kind::TlsBss);
            synth.size = 8;
        }
        kind => return Err(LinkError::new(format!("runtime declared tlsg variable {kind:?}"))),
    }
    let moduledata = symbols.create("runtime.firstmoduledata");
    let has_section = symbols.release.module_section;
    let synth = symbols.update(moduledata);
    synth.clear();
    synth.kind = Some(if has_section { Kind::Module } else { Kind::NoPtrData });
    let profile = symbols.lookup("runtime.memProfileInternal", ABI_INTERNAL);
    if profile.is_some_and(|p| !symbols.is_reachable(p))
        && let Some(disable) = symbols.lookup("runtime.disableMemoryProfiling", ABI0)
    {
        let release = symbols.release;
        let synth = symbols.update(disable);
        synth.clear();
        synth.kind = Some(if release.fips { Kind::NoPtrData } else { Kind::Data });
        synth.bytes(&[1]);
    }
    Ok(moduledata)
}

/// String variables to set, each once, in the order they were first named; later values win.
#[derive(Clone, Debug, Default)]
pub struct StringData {
    order: Vec<String>,
    values: FxHashMap<String, Vec<u8>>,
}

impl StringData {
    /// Sets the variable with this symbol name.
    pub fn set(&mut self, name: String, value: Vec<u8>) {
        if self.values.insert(name.clone(), value).is_none() {
            self.order.push(name);
        }
    }
    /// The value set for a variable.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.values.get(name).map(Vec::as_slice)
    }
    /// Understands the argument of `-X`: `importpath.name=value`.
    pub fn set_from_flag(&mut self, arg: &str) -> Result<()> {
        let split = arg.split_once('=').and_then(|(name, value)| {
            let dot = name.rfind('.')?;
            Some((crate::load::path_prefix(&name[..dot]), &name[dot..], value))
        });
        let Some((package, variable, value)) = split else {
            return Err(LinkError::new("-X flag requires argument of the form importpath.name=value"));
        };
        self.set(format!("{package}{variable}"), value.as_bytes().to_vec());
        Ok(())
    }
}

/// Makes the variables that exist and are reachable point at their new contents.
pub fn set_strings(symbols: &mut Symbols<'_>, strings: &StringData) -> Result<()> {
    let mut errors = Errors::new();
    for name in &strings.order {
        let Some(var) = symbols.lookup(name, ABI0) else { continue };
        let Some(ty) = symbols.aux(var, AuxKind::GoType) else { continue };
        if symbols.name(ty) != "type:string" {
            errors.push(format!("{name}: cannot set with -X: not a var of type string ({})", symbols.name(ty)));
            continue;
        }
        if symbols.is_reachable(var) {
            set_string(symbols, var, name, &strings.values[name]);
        }
    }
    errors.finish()
}

fn set_string(symbols: &mut Symbols<'_>, var: Sym, name: &str, value: &[u8]) {
    let variable = symbols.update(var);
    if variable.kind == Some(Kind::Bss) {
        variable.kind = Some(Kind::Data);
    }
    let size = variable.size;
    let text = symbols.create(&format!("{name}.str"));
    let contents = symbols.update(text);
    contents.kind = Some(Kind::RoData);
    contents.data = Cow::Owned(Vec::new());
    contents.bytes(value);
    contents.bytes(&[0]);
    let variable = symbols.update(var);
    variable.clear();
    variable.addr(text, 0);
    variable.u64(value.len() as u64);
    variable.size = size.max(16);
    symbols.attrs[text].insert(Attr::REACHABLE);
}

/// Build information as `go version` reads it: `go:buildinfo` in a section of its own and a
/// read-only word that keeps it (fact: `debug/buildinfo`).
pub fn build_info(symbols: &mut Symbols<'_>, version: &[u8], modinfo: &[u8]) {
    let info = symbols.create("go:buildinfo");
    symbols.set_align(info, 16);
    let synth = symbols.update(info);
    synth.kind = Some(Kind::BuildInfo);
    // Magic, pointer size, flag 2: contents follow inline as two counted strings.
    synth.bytes(b"\xff Go buildinf:\x08\x02");
    synth.bytes(&[0; 16]);
    for text in [version, modinfo] {
        let mut count = base::bytes::ByteWriter::new();
        count.uvarint(text.len() as u64);
        synth.bytes(&count.buf);
        synth.bytes(text);
    }
    let padding = synth.data.len().next_multiple_of(16) - synth.data.len();
    synth.bytes(&[0; 16][..padding]);
    let reference = symbols.create("go:buildinfo.ref");
    symbols.set_align(reference, 8);
    let synth = symbols.update(reference);
    synth.kind = Some(Kind::RoData);
    synth.addr(info, 0);
}
