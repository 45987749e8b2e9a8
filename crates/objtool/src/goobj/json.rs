//! `tool goobj -json`: the same facts as the text form, as one JSON value per file:
//! `{members: [{name, offset, size, header, fingerprint, imports, packages, files, symbols}]}`.

use super::{Dump, FLAGS, aux_name, reloc_type};
use base::hex;
use goobj::{Archive, LocalSym, Member, MemberKind};
use serde_json::{Map, Value, json};

/// The JSON form of a file, with a newline at the end.
pub(crate) fn json(data: &[u8]) -> Result<String, goobj::Fault> {
    let archive = Archive::parse(data)?;
    let members = archive.members.iter().map(member).collect::<Result<Vec<_>, _>>()?;
    Ok(format!("{}\n", json!({ "members": members })))
}

fn member(m: &Member<'_>) -> Result<Value, goobj::Fault> {
    let mut value = json!({ "name": m.name, "offset": m.offset, "size": m.data.len() });
    if m.kind == MemberKind::GoObject {
        let dump = Dump::of(m)?;
        let object = &dump.object;
        value["header"] = json!(m.header()?.line);
        value["flags"] = json!(object.flags().bits());
        value["fingerprint"] = json!(hex(&object.fingerprint()));
        value["imports"] =
            object.autolib().map(|(p, print)| json!({ "path": p, "fingerprint": hex(&print) })).collect();
        value["packages"] = object.packages().skip(1).map(Value::from).collect();
        value["files"] = (0..object.files().len()).map(|i| Value::from(dump.file(i as u32))).collect();
        value["symbols"] = (0..object.num_syms() as u32).map(|i| symbol(&dump, LocalSym(i))).collect();
    }
    Ok(value)
}

fn symbol(dump: &Dump<'_>, i: LocalSym) -> Value {
    let object = &dump.object;
    let s = object.sym(i);
    let flags: Vec<&str> = FLAGS.iter().filter(|f| s.flags().contains(f.0)).map(|f| f.1).collect();
    let mut value = json!({
        "name": s.name(), "version": s.raw_abi(), "kind": s.kind().name(), "flags": flags,
        "size": s.size(), "align": s.align(),
    });
    if i.0 as usize >= object.num_defs() {
        value["reference"] = json!(true);
        return value;
    }
    let (offset, len) = dump.data(i);
    value["data"] = json!({ "offset": offset, "size": len });
    value["relocs"] = object.relocs(i).map(|r| reloc(dump, r)).collect();
    value["aux"] = object
        .auxs(i)
        .map(|a| {
            let mut aux = json!({ "role": aux_name(a.kind), "symbol": dump.target(a.sym).0 });
            if let Some(target) = object.local(a.sym) {
                let (offset, len) = dump.data_of_any(target);
                aux["data"] = json!({ "offset": offset, "size": len });
            }
            aux
        })
        .collect();
    if let Some(func) = object.func_info(i) {
        value["func"] = function(dump, &func);
    }
    value
}

fn reloc(dump: &Dump<'_>, r: goobj::RawReloc) -> Value {
    let (name, version) = dump.target(r.sym);
    let (ty, weak) = reloc_type(r.ty);
    let mut value = Map::new();
    value.insert("offset".into(), (r.offset as i32).into());
    value.insert("size".into(), r.size.into());
    value.insert("type".into(), ty.into());
    value.insert("symbol".into(), name.into());
    value.extend(version.map(|v| ("version".to_string(), v.into())));
    value.insert("add".into(), r.addend.into());
    value.extend(weak.then(|| ("weak".to_string(), true.into())));
    Value::Object(value)
}

fn function(dump: &Dump<'_>, func: &goobj::FuncInfoView<'_>) -> Value {
    let inlined = func.inline_tree().map(|n| {
        json!({ "parent": n.parent, "function": dump.target(n.func).0, "file": dump.file(n.file),
                "line": n.line, "pc": n.parent_pc })
    });
    json!({
        "args": func.args() as i32, "locals": func.locals() as i32, "id": func.func_id().0,
        "flags": func.flags().bits(), "line": func.start_line(),
        "files": func.files().map(|f| dump.file(f)).collect::<Vec<_>>(),
        "inlined": inlined.collect::<Vec<_>>(),
    })
}
