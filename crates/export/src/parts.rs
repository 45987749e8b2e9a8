//! Objects that stand inside a type and have no row of their own: fields, parameters, results,
//! receivers, methods of interfaces. In canonical mode a parameter has no name, nothing has a
//! position, and a package stands only where it decides identity: with names that are not exported.
//! (Which package came first with a type is an accident of the session.)

use crate::code::{Decoder, Encoder, Mode, Res};
use crate::format::Damaged;
use base::{Name, Pos};
use types::{ObjId, ObjKind, Object, PkgId, TypeId, TypeKind, VarRole};

/// A field, parameter or result: role, name, package, position, type.
pub(crate) fn write_var(w: &mut Encoder<'_, '_>, v: ObjId, mode: Mode) {
    let s = w.t.s;
    let obj = s.obj(v);
    let role = match obj.kind {
        ObjKind::Var { role, .. } => role,
        _ => VarRole::Param,
    };
    let field = matches!(role, VarRole::Field { .. });
    let role = if mode == Mode::Canon && !field { VarRole::Param } else { role };
    w.buf.u8(role_number(role));
    match mode {
        Mode::Canon if !field => w.text(""),
        _ => w.put(&obj.name),
    }
    w.pkg(if mode == Mode::Canon && !field { PkgId::NONE } else { scope(w, v, mode) });
    w.put(&if mode == Mode::Canon { Pos::NONE } else { obj.pos });
    w.typ(s.obj_type(v), mode);
}

pub(crate) fn read_var(r: &mut Decoder<'_>) -> Res<ObjId> {
    let role = read_role(r)?;
    let name: Name = r.get()?;
    let pkg = r.pkg()?;
    let (pos, typ) = (r.get()?, r.get()?);
    Ok(r.s.add_obj(Object::var(role, name, pkg, pos, typ)))
}

pub(crate) fn role_number(role: VarRole) -> u8 {
    match role {
        VarRole::Global => 0,
        VarRole::Local => 1,
        VarRole::Param | VarRole::Receiver | VarRole::Result => 2,
        VarRole::Field { embedded: false } => 3,
        VarRole::Field { embedded: true } => 4,
    }
}

pub(crate) fn read_role(r: &mut Decoder<'_>) -> Res<VarRole> {
    Ok(match r.byte()? {
        0 => VarRole::Global,
        1 => VarRole::Local,
        2 => VarRole::Param,
        3 => VarRole::Field { embedded: false },
        4 => VarRole::Field { embedded: true },
        _ => return Err(Damaged("a variable's role")),
    })
}

pub(crate) fn write_vars(w: &mut Encoder<'_, '_>, vars: &[ObjId], mode: Mode) {
    w.uint(vars.len() as u64);
    vars.iter().for_each(|&v| write_var(w, v, mode));
}

pub(crate) fn read_vars(r: &mut Decoder<'_>) -> Res<Vec<ObjId>> {
    let n = r.len()?;
    let mut out = Vec::with_capacity(n);
    for _ in 0..n {
        out.push(read_var(r)?);
    }
    Ok(out)
}

/// A method of an interface: name, package, position, signature.
pub(crate) fn write_method(w: &mut Encoder<'_, '_>, m: ObjId, mode: Mode) {
    let s = w.t.s;
    let obj = s.obj(m);
    w.put(&obj.name);
    w.pkg(scope(w, m, mode));
    w.put(&if mode == Mode::Canon { Pos::NONE } else { obj.pos });
    w.typ(s.obj_type(m), mode);
}

/// The package that is written for a field or method.
fn scope(w: &Encoder<'_, '_>, id: ObjId, mode: Mode) -> PkgId {
    let obj = w.t.s.obj(id);
    let any = mode == Mode::Canon && w.t.s.is_exported(obj.name);
    if any { PkgId::NONE } else { obj.pkg }
}

pub(crate) fn read_method(r: &mut Decoder<'_>) -> Res<ObjId> {
    let name: Name = r.get()?;
    let pkg = r.pkg()?;
    let (pos, typ) = (r.get()?, r.get()?);
    Ok(r.s.add_obj(Object::func(name, pkg, pos, typ, false)))
}

const NO_RECEIVER: u8 = 0;
const OF_INTERFACE: u8 = 1;
const RECEIVER: u8 = 2;

/// The receiver of a method. That of an interface's method is the interface around it, which
/// whoever reads it fills in ([`set_receivers`]).
pub(crate) fn write_receiver(w: &mut Encoder<'_, '_>, recv: Option<ObjId>) {
    let s = w.t.s;
    let Some(recv) = recv else { return w.buf.u8(NO_RECEIVER) };
    let obj = s.obj(recv);
    if obj.typ.get().some().is_none_or(|t| s.is_interface(t)) {
        w.buf.u8(OF_INTERFACE);
        w.put(&obj.name);
        w.pkg(obj.pkg);
        return w.put(&obj.pos);
    }
    w.buf.u8(RECEIVER);
    write_var(w, recv, Mode::Plain);
}

pub(crate) fn read_receiver(r: &mut Decoder<'_>) -> Res<Option<ObjId>> {
    Ok(match r.byte()? {
        NO_RECEIVER => None,
        OF_INTERFACE => {
            let name: Name = r.get()?;
            let pkg = r.pkg()?;
            let pos = r.get()?;
            Some(r.s.add_obj(Object::param(name, pkg, pos, TypeId::NONE)))
        }
        RECEIVER => Some(read_var(r)?),
        _ => return Err(Damaged("a receiver")),
    })
}

/// Makes `t` the receiver of methods of an interface.
pub(crate) fn set_receivers(r: &Decoder<'_>, methods: &[ObjId], t: TypeId) {
    for &m in methods {
        if let TypeKind::Signature(sig) = r.s.kind(r.s.obj_type(m))
            && let Some(recv) = sig.recv
        {
            r.s.obj(recv).typ.set(t);
        }
    }
}
