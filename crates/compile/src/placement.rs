//! What the compiler refuses although the language allows it: directives before declarations
//! that cannot have them, `//go:linkname` and `//go:embed` where they do not belong, functions
//! without a body. In: the files of a package that checks. Out: diagnostics. Authority: GOROOT
//! `cmd/compile/internal/noder/writer.go`.

use base::{Diagnostic, Interner, Name, Pos};
use std::collections::HashSet;
use std::sync::Arc;
use syntax::directives::{Pragma, PragmaFlags, report_not_allowed};
use syntax::{Ast, Body, BodyId, Decl, DeclKind, ExprId, File, literals};

/// What the package may do.
#[derive(Clone, Copy, Debug)]
pub struct Allowed {
    /// Functions without body, since there is assembly.
    pub bodyless: bool,
    /// The minor number of the language version.
    pub minor: u32,
}

/// Checks all files of a package; bodies that were skipped are not looked into.
pub fn check(files: &[File], names: &Interner, allowed: Allowed, language: &str, errors: &mut Vec<Diagnostic>) {
    let mut declared = HashSet::new();
    for file in files {
        declared.extend(file.decls.iter().flat_map(|&d| linkable_names(&file.ast, d)));
    }
    // Directives of files that may not have them count for nothing.
    let with_unsafe = files.iter().filter(|f| imports(f, "unsafe"));
    let linked: HashSet<Name> = with_unsafe.flat_map(|f| f.linknames.iter().map(|l| l.local)).collect();
    let mut seen = HashSet::new();
    for file in files {
        let mut cx = FileCx { file, names, allowed, language, imports_embed: false, errors };
        if let Some(id) = file.pragma.some() {
            cx.not_allowed(&file.ast[id], PragmaFlags::BUILD, false);
        }
        cx.imports_embed = imports(file, "embed");
        for &id in &file.decls {
            cx.decl(&file.ast, file.ast[id], &linked, false);
        }
        for body in file.bodies.iter().filter_map(|b| b.parsed.clone()) {
            cx.body(&body, &linked);
        }
        cx.local_decls(&file.ast, &linked);
        cx.linknames(&declared, &mut seen);
    }
}

/// Names of functions and variables that a declaration declares.
fn linkable_names(ast: &Ast, id: syntax::DeclId) -> Vec<Name> {
    match ast[id].kind {
        DeclKind::Var { names, .. } => ast.idents(names).iter().map(|i| i.name).collect(),
        DeclKind::Func { recv, name, .. } if recv.is_none() => vec![name.name],
        _ => Vec::new(),
    }
}

struct FileCx<'a> {
    file: &'a File,
    names: &'a Interner,
    allowed: Allowed,
    language: &'a str,
    imports_embed: bool,
    errors: &'a mut Vec<Diagnostic>,
}

impl FileCx<'_> {
    fn error(&mut self, pos: Pos, message: impl Into<String>) {
        self.errors.push(Diagnostic::error("", pos, message));
    }
    fn not_allowed(&mut self, pragma: &Pragma, flags: PragmaFlags, embeds: bool) {
        report_not_allowed(pragma, flags, embeds, self.errors);
    }

    /// Whether the file imports `path`.
    fn body(&mut self, body: &Arc<Body>, linked: &HashSet<Name>) {
        for decl in body.ast.decls.iter() {
            self.decl(&body.ast, *decl, linked, true);
        }
    }

    /// Declarations in function literals at file level.
    fn local_decls(&mut self, ast: &Ast, linked: &HashSet<Name>) {
        let top: HashSet<_> = self.file.decls.iter().copied().collect();
        let local: Vec<Decl> =
            ast.decls.iter_enumerated().filter(|(id, _)| !top.contains(id)).map(|(_, d)| *d).collect();
        for decl in local {
            self.decl(ast, decl, linked, true);
        }
    }

    fn decl(&mut self, ast: &Ast, decl: Decl, linked: &HashSet<Name>, in_function: bool) {
        let pragma = decl.pragma.some().map(|id| &ast[id]);
        let flags = match decl.kind {
            DeclKind::Func { .. } => PragmaFlags::FUNC,
            _ => PragmaFlags::empty(),
        };
        let is_var = matches!(decl.kind, DeclKind::Var { .. });
        if let Some(pragma) = pragma {
            self.not_allowed(pragma, flags, is_var);
            if let (DeclKind::Var { names, ty, values }, Some(&(pos, _))) = (decl.kind, pragma.embeds.first()) {
                let count = ast.idents(names).len();
                self.embed(pos, count, ty, !values.is_empty(), in_function);
            }
        }
        // Blank functions are checked but never compiled.
        if let DeclKind::Func { recv, name, body, .. } = decl.kind
            && self.names.resolve(name.name) != "_"
        {
            let flags = pragma.map_or(PragmaFlags::empty(), |p| p.flags);
            self.combination(decl.pos, flags, body.some().is_some());
            let noescape = flags.contains(PragmaFlags::NOESCAPE);
            self.func(decl.pos, name.name, recv.is_none(), body, noescape, linked);
        }
    }

    /// Directives that exclude or require each other.
    fn combination(&mut self, pos: Pos, flags: PragmaFlags, has_body: bool) {
        if flags.contains(PragmaFlags::SYSTEMSTACK | PragmaFlags::NOSPLIT) {
            self.error(pos, "go:nosplit and go:systemstack cannot be combined");
        }
        // Arguments that escape are no trouble when the stack moves.
        let kept = flags.contains(PragmaFlags::UINTPTR_KEEPALIVE) && !flags.contains(PragmaFlags::UINTPTR_ESCAPES);
        if has_body && kept && !flags.contains(PragmaFlags::NOSPLIT) {
            self.error(pos, "go:uintptrkeepalive requires go:nosplit");
        }
    }

    fn func(&mut self, pos: Pos, name: Name, plain: bool, body: BodyId, noescape: bool, linked: &HashSet<Name>) {
        if body.some().is_some() {
            if noescape {
                self.error(pos, "can only use //go:noescape with external func implementations");
            }
            return;
        }
        let is_linked = plain && linked.contains(&name);
        if (!self.allowed.bodyless || self.names.resolve(name) == "init") && !is_linked {
            self.error(pos, "missing function body");
        }
    }

    fn embed(&mut self, pos: Pos, count: usize, ty: ExprId, has_values: bool, in_function: bool) {
        let message = if !self.imports_embed {
            "go:embed only allowed in Go files that import \"embed\"".to_owned()
        } else if count > 1 {
            "go:embed cannot apply to multiple vars".to_owned()
        } else if has_values {
            "go:embed cannot apply to var with initializer".to_owned()
        } else if ty.is_none() {
            "go:embed cannot apply to var without type".to_owned()
        } else if in_function {
            "go:embed cannot apply to var inside func".to_owned()
        } else if self.allowed.minor < 16 {
            let lang = self.language;
            format!("go:embed requires go1.16 or later (-lang was set to {lang}; check go.mod)")
        } else {
            return;
        };
        self.error(pos, message);
    }

    fn linknames(&mut self, declared: &HashSet<Name>, seen: &mut HashSet<Name>) {
        let unsafe_imported = imports(self.file, "unsafe");
        for l in &self.file.linknames.clone() {
            let remote = l.remote.map_or("", |r| self.names.resolve(r));
            let directive = if l.std { "//go:linknamestd" } else { "//go:linkname" };
            let wrong = if !unsafe_imported {
                format!("{directive} only allowed in Go files that import \"unsafe\"")
            } else if remote.contains('[') && remote.contains(']') {
                format!("{directive} reference of an instantiation is not allowed")
            } else if !declared.contains(&l.local) && self.allowed.minor >= 18 {
                format!("{directive} must refer to declared function or variable")
            } else if declared.contains(&l.local) && !seen.insert(l.local) {
                format!("duplicate {directive} for {}", self.names.resolve(l.local))
            } else {
                continue;
            };
            self.error(l.pos, wrong);
        }
    }
}

fn imports(file: &File, path: &str) -> bool {
    file.decls.iter().any(|&d| match file.ast[d].kind {
        DeclKind::Import { path: p, .. } => is_path(&file.ast, p, path),
        _ => false,
    })
}

fn is_path(ast: &Ast, literal: ExprId, path: &str) -> bool {
    literal.some().is_some_and(|id| literals::unquote(&ast.literal_text(id)).as_deref() == Some(path.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Sources;

    /// Errors of one file, in runtime mode, as `line: message`.
    fn errors(text: &str) -> Vec<String> {
        let mut sources = Sources::new();
        sources.add("a.go", text.as_bytes().to_vec()).expect("a small file");
        let names = Interner::new();
        let config = syntax::Config { check_branches: true, std: true, runtime: true, ..syntax::Config::default() };
        let parsed = syntax::parse_file(&sources.files()[0], &names, config);
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        let mut errors = Vec::new();
        check(&[parsed.file], &names, Allowed { bodyless: true, minor: 23 }, "go1.23", &mut errors);
        let line = |d: &Diagnostic| sources.loc(d.pos).map_or(0, |l| l.line);
        errors.iter().map(|d| format!("{}: {}", line(d), d.message)).collect()
    }

    #[test]
    fn directives_that_exclude_each_other() {
        let text = "package p\n//go:nosplit\n//go:systemstack\nfunc f() {}\n\
            //go:uintptrkeepalive\nfunc g(uintptr) {}\n//go:uintptrkeepalive\nfunc h(uintptr)\n\
            //go:uintptrescapes\nfunc i(uintptr) {}\n";
        let expected =
            ["4: go:nosplit and go:systemstack cannot be combined", "6: go:uintptrkeepalive requires go:nosplit"];
        assert_eq!(errors(text), expected);
    }
    #[test]
    fn one_linkname_for_a_name() {
        let text = "package p\nimport _ \"unsafe\"\n//go:linkname f a.f\nfunc f()\n//go:linkname f a.g\n\
            //go:linkname g a.g\n";
        let expected =
            ["5: duplicate //go:linkname for f", "6: //go:linkname must refer to declared function or variable"];
        assert_eq!(errors(text), expected);
    }
}
