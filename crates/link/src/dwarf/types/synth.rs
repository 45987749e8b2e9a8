//! The insides of strings, slices, maps and channels, so that debuggers can look into them
//! without knowing Go: copies of the runtime's structures with the element types put in. New
//! entries follow in the order in which the official linker makes them: newest type first.

use super::super::gotypes::{Descriptor, kind};
use super::Types;
use crate::error::{LinkError, Result};
use crate::symbols::Sym;
use dwarf::abbrev::go::DW_AT_GO_KIND;
use dwarf::{Abbrev, Attr, DieId};
use gimli::constants::*;
use release::Maps;

/// Entries of a map's bucket.
const BUCKET: i64 = 8;
/// Keys and elements above this size are stored by pointer.
const MAX_INLINE: u64 = 128;

/// Completes all entries that need it.
pub fn all(t: &mut Types<'_, '_>) -> Result<()> {
    let string = t.definition("runtime.stringStructDWARF")?;
    for die in of_kind(t, Abbrev::StringType) {
        copy_fields(t, die, string, None);
    }
    let slice = t.definition("runtime.slice")?;
    for die in of_kind(t, Abbrev::SliceType) {
        copy_fields(t, die, slice, None);
        let elem = reference(t, die, dwarf::abbrev::go::DW_AT_GO_ELEM)?;
        let pointer = t.pointer_to(elem);
        retype(t, die, "array", pointer)?;
    }
    maps(t)?;
    channels(t)
}

fn of_kind(t: &Types<'_, '_>, abbrev: Abbrev) -> Vec<DieId> {
    t.top.iter().rev().copied().filter(|&d| t.tree.dies[d].abbrev == abbrev).collect()
}

fn maps(t: &mut Types<'_, '_>) -> Result<()> {
    match t.cx.symbols.release.maps {
        Maps::Buckets => bucket_maps(t),
        Maps::Swiss => swiss_maps(t),
    }
}

/// Maps of tables of groups: entries of the three structures whose members depend on key and element.
fn swiss_maps(t: &mut Types<'_, '_>) -> Result<()> {
    let map_type = t.definition("internal/runtime/maps.Map")?;
    let table_type = t.definition("internal/runtime/maps.table")?;
    let groups_type = t.definition("internal/runtime/maps.groupsReference")?;
    for die in of_kind(t, Abbrev::MapType) {
        let map = origin(t, die)?;
        let d = Descriptor::new(t.cx.symbols, map);
        let (key, elem, group) = (t.need(map, d.elem())?, t.need(map, d.map_elem())?, t.need(map, d.map_group())?);
        let (key, elem, group) = (t.entry(Some(key))?, t.entry(Some(elem))?, t.entry(Some(group))?);
        let of = format!("<{},{}>", t.tree.dies[key].name, t.tree.dies[elem].name);
        let is_struct = Attr::Const(i64::from(kind::STRUCT));
        let groups = specialised(t, groups_type, &format!("groupReference{of}"), |t, die| {
            t.set(die, DW_AT_GO_KIND, is_struct.clone());
            let pointer = t.pointer_to(group);
            retype(t, die, "data", pointer)
        })?;
        let table = specialised(t, table_type, &format!("table{of}"), |t, die| {
            t.set(die, DW_AT_GO_KIND, is_struct.clone());
            retype(t, die, "groups", groups)
        })?;
        let whole = specialised(t, map_type, &format!("map{of}"), |t, die| {
            t.set(die, DW_AT_GO_KIND, is_struct.clone());
            // The first of as many pointers as the directory is long.
            let pointer = t.pointer_to(table);
            let pointers = t.pointer_to(pointer);
            retype(t, die, "dirPtr", pointers)
        })?;
        let pointer = t.pointer_to(whole);
        t.refer(die, DW_AT_type, pointer);
    }
    Ok(())
}

fn bucket_maps(t: &mut Types<'_, '_>) -> Result<()> {
    let hmap = t.definition("runtime.hmap")?;
    let bmap = t.definition("runtime.bmap")?;
    for die in of_kind(t, Abbrev::MapType) {
        let map = origin(t, die)?;
        let d = Descriptor::new(t.cx.symbols, map);
        let (key, elem) = (t.need(map, d.elem())?, t.need(map, d.map_elem())?);
        let (key, key_size) = part(t, key)?;
        let (elem, elem_size) = part(t, elem)?;
        let keys = bucket_array(t, "[]key", key, key_size);
        let elems = bucket_array(t, "[]val", elem, elem_size);
        let bucket = bucket(t, bmap, (key, keys, key_size), (elem, elems, elem_size));
        let name = format!("hash<{},{}>", t.tree.dies[key].name, t.tree.dies[elem].name);
        let hash = specialised(t, hmap, &name, |t, hash| {
            let pointer = t.pointer_to(bucket);
            retype(t, hash, "buckets", pointer)?;
            retype(t, hash, "oldbuckets", pointer)
        })?;
        let pointer = t.pointer_to(hash);
        t.refer(die, DW_AT_type, pointer);
    }
    Ok(())
}

/// The entry of a key or element type and the bytes a bucket gives it.
fn part(t: &mut Types<'_, '_>, ty: Sym) -> Result<(DieId, u64)> {
    let size = t.need(ty, Descriptor::new(t.cx.symbols, ty).size())?;
    Ok((t.entry(Some(ty))?, size))
}

fn bytes(size: u64) -> i64 {
    if size > MAX_INLINE { 8 } else { size as i64 }
}

fn bucket_array(t: &mut Types<'_, '_>, base: &str, elem: DieId, size: u64) -> DieId {
    let name = format!("{base}<{}>", t.tree.dies[elem].name);
    if let Some(die) = t.find(&name) {
        return die;
    }
    let die = t.top(Abbrev::ArrayType, &name);
    t.set(die, DW_AT_byte_size, Attr::Const(BUCKET * bytes(size)));
    let stored = if size > MAX_INLINE { t.pointer_to(elem) } else { elem };
    t.refer(die, DW_AT_type, stored);
    t.range(die, "size", BUCKET);
    die
}

/// Entry of a bucket: hash bytes, keys, elements, overflow pointer.
fn bucket(t: &mut Types<'_, '_>, bmap: DieId, key: (DieId, DieId, u64), elem: (DieId, DieId, u64)) -> DieId {
    let name = format!("bucket<{},{}>", t.tree.dies[key.0].name, t.tree.dies[elem.0].name);
    if let Some(die) = t.find(&name) {
        return die;
    }
    let die = t.top(Abbrev::StructType, &name);
    copy_fields(t, die, bmap, Some("data"));
    let elems_at = BUCKET + BUCKET * bytes(key.2);
    let overflow_at = elems_at + BUCKET * bytes(elem.2);
    field(t, die, "keys", key.1, BUCKET);
    field(t, die, "values", elem.1, elems_at);
    let overflow = t.tree.add_child(die, Abbrev::StructField, "overflow");
    let pointer = t.pointer_to(die);
    t.refer(overflow, DW_AT_type, pointer);
    t.set(overflow, DW_AT_data_member_location, Attr::Const(overflow_at));
    t.set(die, DW_AT_byte_size, Attr::Const(overflow_at + 8));
    die
}

fn channels(t: &mut Types<'_, '_>) -> Result<()> {
    let sudog = t.definition("runtime.sudog")?;
    let waitq = t.definition("runtime.waitq")?;
    let hchan = t.definition("runtime.hchan")?;
    for die in of_kind(t, Abbrev::ChanType) {
        let chan = origin(t, die)?;
        let elem = t.need(chan, Descriptor::new(t.cx.symbols, chan).elem())?;
        let name = t.type_name(elem);
        let elem = t.entry(Some(elem))?;
        let sudog = specialised(t, sudog, &format!("sudog<{name}>"), |t, die| {
            let pointer = t.pointer_to(elem);
            retype(t, die, "elem", pointer)
        })?;
        let waitq = specialised(t, waitq, &format!("waitq<{name}>"), |t, die| {
            let pointer = t.pointer_to(sudog);
            retype(t, die, "first", pointer)?;
            retype(t, die, "last", pointer)
        })?;
        let hchan = specialised(t, hchan, &format!("hchan<{name}>"), |t, die| {
            retype(t, die, "recvq", waitq)?;
            retype(t, die, "sendq", waitq)
        })?;
        let pointer = t.pointer_to(hchan);
        t.refer(die, DW_AT_type, pointer);
    }
    Ok(())
}

/// The struct `name`: a copy of a runtime structure that `change` adapts.
fn specialised<'s, 'a>(
    t: &mut Types<'s, 'a>,
    from: DieId,
    name: &str,
    change: impl FnOnce(&mut Types<'s, 'a>, DieId) -> Result<()>,
) -> Result<DieId> {
    if let Some(die) = t.find(name) {
        return Ok(die);
    }
    let die = t.top(Abbrev::StructType, name);
    copy_fields(t, die, from, None);
    change(t, die)?;
    let size = t.tree.dies[from].number(DW_AT_byte_size);
    t.set(die, DW_AT_byte_size, Attr::Const(size));
    Ok(die)
}

/// Copies the fields of a struct behind those of another, all but the one called `except`.
fn copy_fields(t: &mut Types<'_, '_>, to: DieId, from: DieId, except: Option<&str>) {
    for child in t.tree.dies[from].children.clone() {
        let field = t.tree.dies[child].clone();
        if except == Some(&*field.name) {
            continue;
        }
        let copy = t.tree.add_child(to, field.abbrev, &field.name);
        t.tree.dies[copy].attrs = field.attrs;
    }
}

fn field(t: &mut Types<'_, '_>, parent: DieId, name: &str, ty: DieId, offset: i64) {
    let field = t.tree.add_child(parent, Abbrev::StructField, name);
    t.refer(field, DW_AT_type, ty);
    t.set(field, DW_AT_data_member_location, Attr::Const(offset));
}

fn retype(t: &mut Types<'_, '_>, parent: DieId, field: &str, ty: DieId) -> Result<()> {
    let die = &t.tree.dies[parent];
    let child = die.children.iter().copied().find(|&c| &*t.tree.dies[c].name == field);
    let Some(child) = child else {
        return Err(LinkError::new(format!("dwarf: {} does not have member {field}", die.name)));
    };
    t.refer(child, DW_AT_type, ty);
    Ok(())
}

fn reference(t: &Types<'_, '_>, die: DieId, at: DwAt) -> Result<DieId> {
    match t.tree.dies[die].attr(at) {
        Some(Attr::Ref(dwarf::Target::Die(d))) => Ok(*d),
        _ => Err(LinkError::new(format!("dwarf: {} has no element type", t.tree.dies[die].name))),
    }
}

fn origin(t: &Types<'_, '_>, die: DieId) -> Result<Sym> {
    let missing = || LinkError::new(format!("dwarf: missing type: {}", t.tree.dies[die].name));
    t.origins.get(&die).copied().ok_or_else(missing)
}
