//! Checking all function bodies of a package, several at a time. In: the declarations, every
//! package-level object having its type, and one task per function. Out: typed bodies, and in
//! the checker of the package what the bodies' checkers have found, as if they had been checked
//! one after another in source order.
//!
//! A body depends on declarations alone, so its checker borrows nothing that changes. What an
//! earlier body's errors would have suppressed is left out when the results are joined.

use crate::body::{self, Body as TypedBody};
use crate::checker::{BodyTask, Checker, is_follow_on};
use crate::mono_graph::MonoEdge;
use crate::objects::ObjId;
use crate::package_cx::{DeclIdx, DeclSource, PackageCx, body_tree};
use crate::types::TypeId;
use base::{Diagnostic, FxHashMap, Pos};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use syntax::ast::{BodyId, DeclKind};

/// Fewer functions than this are not worth another thread.
const TASKS_PER_THREAD: usize = 24;

/// What one body's checker has found.
struct Found {
    syntax_errors: Vec<Diagnostic>,
    errors: Vec<Diagnostic>,
    deps: FxHashMap<DeclIdx, Vec<ObjId>>,
    edges: Vec<MonoEdge>,
    limited: Vec<(Pos, TypeId)>,
    printed: Vec<(Pos, &'static str, TypeId)>,
    local_types: FxHashMap<ObjId, Vec<TypeId>>,
    typed: Option<TypedBody>,
}

/// What the checker of the declarations knows of types.
#[derive(Clone, Copy)]
struct Known<'k> {
    canonical: &'k FxHashMap<TypeId, TypeId>,
    finite_types: &'k FxHashMap<TypeId, bool>,
    var_sizes: &'k FxHashMap<TypeId, bool>,
}

/// Checks the bodies of `tasks` and joins what they find into `c`, in their order.
pub(crate) fn check_bodies(c: &mut Checker<'_>, tasks: Vec<BodyTask>) -> Vec<TypedBody> {
    let cx = c.cx;
    let results: Vec<Mutex<Option<Found>>> = tasks.iter().map(|_| Mutex::new(None)).collect();
    let tasks: Vec<Mutex<Option<BodyTask>>> = tasks.into_iter().map(|t| Mutex::new(Some(t))).collect();
    let next = AtomicUsize::new(0);
    let had_errors = !c.errors.is_empty();
    let known = Known { canonical: &c.mono.canonical, finite_types: &c.finite_types, var_sizes: &c.var_sizes };
    let work = || {
        while let Some((task, result)) = {
            let i = next.fetch_add(1, Relaxed);
            tasks.get(i).zip(results.get(i))
        } {
            let task = task.lock().expect("nothing panics under this lock").take();
            let found = task.and_then(|task| check_body(cx, task, had_errors, known));
            *result.lock().expect("nothing panics under this lock") = found;
        }
    };
    let helpers = cx.s.helpers.take(tasks.len() / TASKS_PER_THREAD);
    match helpers.count() {
        0 => work(),
        n => std::thread::scope(|scope| {
            let spawn = |_| {
                let builder = std::thread::Builder::new().name("bodies".into());
                builder.stack_size(crate::package_cx::STACK_BYTES).spawn_scoped(scope, work)
            };
            // Without more threads this one does it all.
            let threads: Vec<_> = (0..n).map(spawn).map_while(Result::ok).collect();
            work();
            for thread in threads {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            }
        }),
    }
    drop(helpers);
    let found = results.into_iter().filter_map(|r| r.into_inner().expect("nothing panics under this lock"));
    found.filter_map(|found| join(c, found)).collect()
}

/// Checks one function body with a checker of its own.
fn check_body(cx: &PackageCx<'_>, task: BodyTask, had_errors: bool, known: Known<'_>) -> Option<Found> {
    let info = &cx.decls[task.decl];
    let DeclSource::Func(id) = info.kind else { return None };
    let file = &cx.files[info.file];
    let DeclKind::Func { body, .. } = file.ast[id].kind else { return None };
    if body == BodyId::NONE {
        return None;
    }
    let (obj, sig, start) = (task.obj, task.sig, file.ast[id].pos);
    let (tree, syntax_errors) = body_tree(cx, info.file, file, body);
    let mut c = Checker::new(cx, info.file);
    c.had_errors = had_errors || !syntax_errors.is_empty();
    c.mono.canonical.clone_from(known.canonical);
    if had_errors {
        // Cycles that were reported are not reported again.
        c.finite_types.clone_from(known.finite_types);
        c.var_sizes.clone_from(known.var_sizes);
    }
    c.run_body(task, &tree);
    let Checker { errors, deps, mono, limited, printed, local_types, info, .. } = c;
    let wanted = cx.config.typed_bodies && !had_errors && errors.is_empty() && syntax_errors.is_empty();
    let source = body::Source { cx, ast: &tree.ast, info: &info.body, defs: &info.defs };
    let typed = if wanted { body::build_func(source, obj, sig, start, tree.block) } else { None };
    Some(Found { syntax_errors, errors, deps, edges: mono.edges, limited, printed, local_types, typed })
}

/// Takes over what a body's checker has found.
fn join(c: &mut Checker<'_>, found: Found) -> Option<TypedBody> {
    c.errors.extend(found.syntax_errors);
    let had_errors = !c.errors.is_empty();
    c.errors.extend(found.errors.into_iter().filter(|e| !(had_errors && is_follow_on(e))));
    c.limited.extend(found.limited);
    c.printed.extend(found.printed);
    c.local_types.extend(found.local_types);
    c.mono.edges.extend(found.edges);
    for (d, objs) in found.deps {
        let all = c.deps.entry(d).or_default();
        objs.into_iter().for_each(|o| {
            if !all.contains(&o) {
                all.push(o);
            }
        });
    }
    found.typed
}
