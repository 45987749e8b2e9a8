//! The two ABIs of a package's functions. In: what its assembly defines and refers to
//! ([`SymAbis`]), directives. Out: which functions are defined in the stack ABI, wrappers for
//! every ABI that somebody may call a function under but that does not define it, and what
//! assembly functions refer to by name: maps of their arguments (`F.args_stackmap`,
//! `F.arginfo0`). Authority: GOROOT `cmd/compile/internal/ssagen/abi.go`, `gc/compile.go`,
//! `liveness/plive.go` (`WriteFuncMap`).
//!
//! A wrapper lives in the package that declares the function; callers elsewhere may use the
//! register ABI whatever the function is written in.

use crate::directives::Mode;
use crate::symabis::SymAbis;
use base::FxHashSet;
use base::bytes::ByteWriter;
use obj::{Abi, Definition, SymFlags, SymKind, Unit};
use ssa::abi::{Assignment, Place};
use ssa::{Func, FuncAttrs, Signature};
use ssagen::PackageCx;
use types::{Linkname, ObjId, ObjKind, PkgId, Session};

/// Package-level objects in source order; blank ones and `init` are not among them.
pub(crate) fn package_objects(s: &Session, pkg: PkgId) -> Vec<ObjId> {
    let mut list: Vec<ObjId> = s.pkg(pkg).scope.get().into_iter().flat_map(|scope| scope.values().copied()).collect();
    list.sort_by_key(|&o| s.obj(o).order());
    list
}

/// Package-level functions that are not generic, in source order.
pub(crate) fn functions(cx: &PackageCx<'_>) -> Vec<ObjId> {
    let s = cx.session;
    let mut list = package_objects(cx.session, cx.pkg);
    list.retain(|&o| matches!(s.obj(o).kind, ObjKind::Func { .. }) && !s.is_generic_func(o));
    list
}

/// Records which functions of the package are in the stack ABI: what assembly defines, with `-abi0`
/// also the package's own; to be called before any call of them is generated. Out: errors.
pub fn note_definitions(cx: &PackageCx<'_>, mode: &Mode) -> Vec<String> {
    let (mut errors, mut in_stack_abi) = (Vec::new(), FxHashSet::default());
    for func in functions(cx) {
        let Some(abi) = mode.symabis.definition(&ssagen::global_symbol(cx, func)) else {
            if mode.stack_abi && !mode.runtime && is_plain(cx, func) {
                in_stack_abi.insert(func);
            }
            continue;
        };
        let o = cx.session.obj(func);
        if ssagen::directives(cx, func).is_some_and(|d| !d.is_bodyless(func)) {
            let at = cx.sources.loc(o.pos).map_or(String::new(), |l| format!("{l}: "));
            errors.push(format!("{at}{} defined in both Go and assembly", cx.session.text(o.name)));
        }
        if abi == Abi::Abi0 {
            in_stack_abi.insert(func);
        }
    }
    if let Some(d) = cx.session.pkg(cx.pkg).directives.get() {
        d.set_stack_abi(in_stack_abi);
    }
    errors
}

/// Whether a function has a body and is found by its own name only, `main` excepted, which the
/// runtime calls.
fn is_plain(cx: &PackageCx<'_>, func: ObjId) -> bool {
    let named_otherwise = |d: &types::Directives| d.is_bodyless(func) || d.linkname(func) != Linkname::None;
    cx.session.text(cx.session.obj(func).name) != "main" && !ssagen::directives(cx, func).is_some_and(named_otherwise)
}

/// The wrappers the package has to define.
pub fn wrappers(cx: &PackageCx<'_>, symabis: &SymAbis) -> Vec<Func> {
    let mut out = Vec::new();
    for func in functions(cx) {
        let Some(d) = ssagen::directives(cx, func) else { continue };
        let symbol = ssagen::global_symbol(cx, func);
        let defined = ssagen::func_abi(cx, func);
        let wanted = if defined == Abi::Internal { Abi::Abi0 } else { Abi::Internal };
        let is_here = !d.is_bodyless(func) || symabis.definition(&symbol).is_some();
        let is_open = d.linkname(func) != Linkname::None && is_here;
        // Other packages may call everything in the register ABI.
        if wanted == Abi::Abi0 && !is_open && !symabis.refers(&symbol, wanted) {
            continue;
        }
        let mut wrapper = ssa::wrapper::abi_wrapper(cx.session.release, &symbol, &signature(cx, func, wanted), wanted);
        if symbol == "runtime.reflectcall" || crate::directives::is_on_recover_path(cx, func) {
            // What it wraps treats panics as wrappers do, and so must this one.
            wrapper.attrs |= FuncAttrs::WRAPPER;
        }
        out.push(wrapper);
    }
    out
}

pub(crate) fn signature(cx: &PackageCx<'_>, func: ObjId, abi: Abi) -> Signature {
    let s = cx.session;
    let sig = s.as_signature(s.obj_type(func)).expect("a function has a signature");
    let layouts = |vars: &[ObjId]| vars.iter().map(|&v| (*cx.layouts.of(s.obj_type(v))).clone()).collect();
    Signature::new(abi, layouts(&sig.params), layouts(&sig.results))
}

/// Defines what assembly functions in the stack ABI refer to.
pub fn argument_maps(unit: &mut Unit, cx: &PackageCx<'_>) {
    for func in functions(cx) {
        let is_bodyless = ssagen::directives(cx, func).is_some_and(|d| d.is_bodyless(func));
        if !is_bodyless || ssagen::func_abi(cx, func) != Abi::Abi0 {
            continue;
        }
        let symbol = ssagen::global_symbol(cx, func);
        let sig = signature(cx, func, Abi::Abi0);
        let tables = [
            ("args_stackmap", args_stackmap(cx, func, &sig), SymFlags::LOCAL | SymFlags::LINKNAME),
            ("arginfo0", machine::arg_info(&sig), SymFlags::LOCAL),
        ];
        for (name, data, flags) in tables {
            let sym = unit.symbol(&format!("{symbol}.{name}"), Abi::Abi0);
            let _new = unit.define(sym, Definition::data(SymKind::RoData, flags, data));
        }
    }
}

/// Pointers among the arguments; if there are results, once more with those among them.
fn args_stackmap(cx: &PackageCx<'_>, func: ObjId, sig: &Signature) -> Vec<u8> {
    let s = cx.session;
    let declared = s.as_signature(s.obj_type(func)).expect("a function has a signature");
    let places = Assignment::new(sig);
    let words = (places.spill_start / 8) as usize;
    let mut bits = vec![0u8; words.div_ceil(8)];
    let add = |bits: &mut [u8], vars: &[ObjId], places: &[Place]| {
        for (&v, place) in vars.iter().zip(places) {
            let Place::Stack(at) = *place else { continue };
            let t = cx.layouts.rtype(s.obj_type(v));
            cx.layouts.rtypes.fill(t, at, &mut |word| bits[(word / 8) as usize] |= 1 << (word % 8));
        }
    };
    let mut w = ByteWriter::new();
    w.u32(1 + u32::from(!sig.results.is_empty()));
    w.u32(words as u32);
    add(&mut bits, &declared.params, &places.params);
    w.bytes(&bits);
    if !sig.results.is_empty() {
        add(&mut bits, &declared.results, &places.results);
        w.bytes(&bits);
    }
    w.buf
}
