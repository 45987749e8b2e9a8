//! `//go:embed`: contents of files as data of variables. In: the configuration that says which
//! files a pattern means and where they are (`-embedcfg`). Out: static variables; of an
//! `embed.FS` also its table of files, directories included, sorted by directory, then name:
//! {name, data, 16 bytes of hash}.
//!
//! Authority: `cmd/compile/internal/staticdata/embed.go`, package `embed`.

use crate::staticinit::{StaticVar, Target};
use sha2::{Digest, Sha256};
use ssagen::PackageCx;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use types::{ObjId, TypeId, TypeKind};

/// Which files are embedded.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct EmbedConfig {
    /// Names of files by pattern.
    #[serde(rename = "Patterns", default)]
    pub patterns: BTreeMap<String, Vec<String>>,
    /// Where the files are.
    #[serde(rename = "Files", default)]
    pub files: BTreeMap<String, PathBuf>,
}

impl EmbedConfig {
    /// Reads the text of the configuration (JSON).
    pub fn parse(text: &[u8]) -> Result<EmbedConfig, String> {
        serde_json::from_slice(text).map_err(|e| e.to_string())
    }
    fn read(&self, file: &str) -> Result<Vec<u8>, String> {
        let path = self.files.get(file).ok_or_else(|| format!("embed: invalid file map: missing {file}"))?;
        std::fs::read(path).map_err(|e| format!("embed {file}: {e}"))
    }
}

/// Hashes in tables of files have 16 bytes.
const HASH_SIZE: usize = 16;
/// Size of a row of the table of files.
const ROW_SIZE: usize = 32 + HASH_SIZE;

/// What a variable with the directive can be.
enum Kind {
    String,
    Bytes,
    Files,
}

/// The data of a package's variables with embedded files, in source order.
pub(crate) fn variables(cx: &PackageCx<'_>, config: &EmbedConfig) -> Result<Vec<StaticVar>, String> {
    let mut out = Vec::new();
    let Some(directives) = cx.session.pkg(cx.pkg).directives.get() else { return Ok(out) };
    let mut bytes_made = 0;
    for (obj, patterns) in directives.embeds() {
        let names = files_of(config, patterns)?;
        out.extend(variable(cx, config, *obj, names, &mut bytes_made)?);
    }
    Ok(out)
}

fn files_of(config: &EmbedConfig, patterns: &[String]) -> Result<BTreeSet<String>, String> {
    let mut names = BTreeSet::new();
    for pattern in patterns {
        let files = config.patterns.get(pattern);
        names.extend(files.ok_or_else(|| format!("invalid go:embed: build system did not map pattern: {pattern}"))?);
    }
    Ok(names.into_iter().cloned().collect())
}

fn variable(
    cx: &PackageCx<'_>,
    config: &EmbedConfig,
    obj: ObjId,
    names: BTreeSet<String>,
    bytes_made: &mut u32,
) -> Result<Vec<StaticVar>, String> {
    let typ = cx.session.obj_type(obj);
    let symbol = ssagen::global_symbol(cx, obj);
    let mut var = StaticVar::new(symbol.clone(), typ, false);
    match kind(cx, typ) {
        Kind::Files => {
            let table_name = format!("{symbol}.files");
            var.set_addr(0, Target::Data(table_name.clone()), 0);
            let table = table(cx, config, table_name, &with_directories(names))?;
            Ok(vec![var, table])
        }
        kind => {
            let mut names = names.into_iter();
            let (Some(name), None) = (names.next(), names.next()) else {
                let what = if matches!(kind, Kind::String) { "string" } else { "[]byte" };
                return Err(format!("invalid go:embed: multiple files for type {what}"));
            };
            let data = config.read(&name)?;
            let len = data.len() as u64;
            var.set_word(8, len);
            if matches!(kind, Kind::String) {
                if data.is_empty() {
                    var.bytes.clear();
                } else {
                    var.set_addr(0, Target::Str(data), 0);
                }
                return Ok(vec![var]);
            }
            var.set_word(16, len);
            *bytes_made += 1;
            let name = format!("{}..embed.{bytes_made}", cx.names.prefix(cx.pkg));
            var.set_addr(0, Target::Data(name.clone()), 0);
            Ok(vec![var, StaticVar::raw(cx.session, name, data)])
        }
    }
}

fn kind(cx: &PackageCx<'_>, t: TypeId) -> Kind {
    let s = cx.session;
    if s.is_string(t) {
        return Kind::String;
    }
    match s.kind(s.under(t)) {
        TypeKind::Slice(_) => Kind::Bytes,
        _ => Kind::Files,
    }
}

/// The files with the directories they are in, in the order of the table.
fn with_directories(names: BTreeSet<String>) -> Vec<String> {
    let mut all = names.clone();
    for name in &names {
        let mut rest = &**name;
        while let Some((dir, _)) = rest.rsplit_once('/') {
            all.insert(format!("{dir}/"));
            rest = dir;
        }
    }
    let mut list: Vec<String> = all.into_iter().collect();
    list.sort_by(|a, b| place(a).cmp(&place(b)));
    list
}
/// Directory and last element.
fn place(name: &str) -> (&str, &str) {
    let name = name.strip_suffix('/').unwrap_or(name);
    name.rsplit_once('/').unwrap_or((".", name))
}

fn table(cx: &PackageCx<'_>, config: &EmbedConfig, name: String, list: &[String]) -> Result<StaticVar, String> {
    const HEAD: u64 = 24;
    let mut table = StaticVar::raw(cx.session, name.clone(), vec![0; HEAD as usize + list.len() * ROW_SIZE]);
    table.read_only = true;
    table.set_addr(0, Target::Data(name), HEAD as i64);
    table.set_word(8, list.len() as u64);
    table.set_word(16, list.len() as u64);
    for (file, at) in list.iter().zip((HEAD..).step_by(ROW_SIZE)) {
        table.set_addr(at, Target::Str(file.clone().into_bytes()), 0);
        table.set_word(at + 8, file.len() as u64);
        if file.ends_with('/') {
            continue;
        }
        let data = config.read(file)?;
        let hash: Vec<u8> = Sha256::digest(&data).iter().take(HASH_SIZE).map(|b| !b).collect();
        table.set_bytes(at + 32, &hash);
        table.set_word(at + 24, data.len() as u64);
        if !data.is_empty() {
            table.set_addr(at + 16, Target::Str(data), 0);
        }
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_by_directory() {
        let names = ["b/x", "a/b/c", "a.txt", "a/z"].map(str::to_owned).into_iter().collect();
        assert_eq!(with_directories(names), ["a/", "a.txt", "b/", "a/b/", "a/z", "a/b/c", "b/x"]);
    }
    #[test]
    fn configuration_is_read() {
        let config = EmbedConfig::parse(br#"{"Patterns": {"*.x": ["a.x"]}, "Files": {"a.x": "/d/a.x"}}"#).unwrap();
        assert_eq!(config.patterns["*.x"], ["a.x"]);
        assert!(EmbedConfig::parse(b"[").is_err());
    }
}
