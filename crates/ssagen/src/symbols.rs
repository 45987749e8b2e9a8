//! Symbols of declared functions and variables, and the ABI calls of a function use. In: objects
//! of any package. Out: names as the linker knows them; `//go:linkname` has its say.

use crate::PackageCx;
use obj::Abi;
use types::body::FuncRef;
use types::{Directives, Linkname, ObjId, TypeId};

/// Directives of the package that declares an object.
pub fn directives<'s>(cx: &PackageCx<'s>, obj: ObjId) -> Option<&'s Directives> {
    let pkg = cx.session.obj(obj).pkg.some()?;
    cx.session.pkg(pkg).directives.get()
}

/// The symbol of a package-level function (not generic) or variable.
pub fn global_symbol(cx: &PackageCx<'_>, obj: ObjId) -> String {
    match directives(cx, obj).map_or(Linkname::None, |d| d.linkname(obj)) {
        Linkname::Named(name) => cx.session.text(name).to_owned(),
        Linkname::None | Linkname::Own => declared_symbol(cx, obj),
    }
}

/// The symbol without directives: package and name.
pub fn declared_symbol(cx: &PackageCx<'_>, obj: ObjId) -> String {
    let o = cx.session.obj(obj);
    let name = cx.session.text(o.name);
    match o.pkg.some() {
        Some(pkg) => format!("{}.{name}", cx.names.prefix(pkg)),
        None => name.to_owned(),
    }
}

/// The text symbol of a declared function or method with concrete type arguments.
pub fn func_symbol(cx: &PackageCx<'_>, f: &FuncRef) -> String {
    let s = cx.session;
    let args = |targs: &[TypeId]| type_args(cx, targs);
    let sig = s.as_signature(s.obj_type(f.obj));
    if let Some((sig, recv)) = sig.and_then(|sig| Some((sig, sig.recv?))) {
        // Type arguments of the receiver's type come before those of a generic method.
        let (of_type, own) = f.targs.split_at(f.targs.len() - sig.tparams.len().min(f.targs.len()));
        let t = s.obj_type(recv);
        let (base, is_pointer) = s.deref(s.unalias(t));
        let base = match s.as_named(s.unalias(base)) {
            Some(n) if !of_type.is_empty() => s.instance(n.origin.unwrap_or(s.unalias(base)), of_type),
            _ => base,
        };
        let recv = if is_pointer { s.pointer_to(base) } else { base };
        let symbol = method_symbol(cx, recv, f.obj);
        return if own.is_empty() { symbol } else { symbol + &args(own) };
    }
    if f.targs.is_empty() {
        return global_symbol(cx, f.obj);
    }
    declared_symbol(cx, f.obj) + &args(&f.targs)
}

fn type_args(cx: &PackageCx<'_>, targs: &[TypeId]) -> String {
    let args: Vec<String> = targs.iter().map(|&t| cx.names.link(cx.layouts.rtype(t))).collect();
    format!("[{}]", args.join(","))
}

/// The symbol of an instance of a generic method as a function of a receiver of another type than the method's.
pub fn generic_method_symbol(cx: &PackageCx<'_>, recv: TypeId, f: &FuncRef) -> String {
    let s = cx.session;
    let own = s.as_signature(s.obj_type(f.obj)).map_or(0, |sig| sig.tparams.len());
    method_symbol(cx, recv, f.obj) + &type_args(cx, &f.targs[f.targs.len() - own.min(f.targs.len())..])
}

/// The name under which the func value of a function stands that another package defines
/// (`//go:linkname` without a body): the one it has here.
pub(crate) fn foreign_value(cx: &PackageCx<'_>, f: &FuncRef) -> Option<String> {
    let directives = directives(cx, f.obj)?;
    let is_foreign = matches!(directives.linkname(f.obj), Linkname::Named(_)) && directives.is_bodyless(f.obj);
    (is_foreign && f.targs.is_empty()).then(|| declared_symbol(cx, f.obj))
}

/// The symbol of a method with exactly this receiver type.
pub fn method_symbol(cx: &PackageCx<'_>, recv: TypeId, method: ObjId) -> String {
    cx.names.method_symbol(recv, method)
}

/// The ABI a function is defined in, as far as it is known; calls under the other one go
/// through a wrapper in the function's own package.
pub fn func_abi(cx: &PackageCx<'_>, func: ObjId) -> Abi {
    match directives(cx, func).is_some_and(|d| d.has_stack_abi(func)) {
        true => Abi::Abi0,
        false => Abi::Internal,
    }
}
