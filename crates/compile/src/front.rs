//! The front end for one package: files to a typed package or errors. In: names of files and a
//! way to find imports. Out: [`Front`]. The order is the official compiler's, since it decides
//! which errors are shown: all files are parsed; after syntax errors nothing else is looked
//! at; then types; then what only the compiler refuses.

use crate::placement::{self, Allowed};
use crate::report::Report;
use base::{Diagnostic, Sources};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use syntax::File;
use types::{CheckInput, CheckedPackage, Config, Importer, LanguageExperiments, PkgId, Session, check_package};

/// A package to be checked.
#[derive(Clone, Debug)]
pub struct FrontInput<'a> {
    /// Import path; `main` packages are told apart by theirs too.
    pub path: &'a str,
    /// Folder of the files.
    pub dir: &'a Path,
    /// The folder as messages show it; empty: names are shown as they are.
    pub shown_dir: &'a str,
    /// File names, in `dir` unless absolute.
    pub files: &'a [String],
    /// How to treat it.
    pub config: &'a FrontConfig,
}

/// How a package is checked.
#[derive(Clone, Debug)]
pub struct FrontConfig {
    /// Language version, `go1.N`.
    pub language: String,
    /// What experiments add to the language.
    pub experiments: LanguageExperiments,
    /// Part of the standard library (`-std`).
    pub std: bool,
    /// Compiled in runtime mode (`-+`).
    pub runtime: bool,
    /// All functions have bodies here (`-complete`).
    pub complete: bool,
    /// Which function bodies to check; trusted packages are checked without.
    pub bodies: Bodies,
    /// Build typed bodies, for the compiler.
    pub typed_bodies: bool,
    /// Show all errors.
    pub all_errors: bool,
}

/// Which function bodies are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bodies {
    /// None: only declarations are wanted.
    None,
    /// Those of generic functions and methods: what importers need.
    Generic,
    /// All.
    All,
}

/// What the front end makes of a package.
pub struct Front {
    /// The typed package; absent if it could not be parsed.
    pub pkg: Option<PkgId>,
    /// The checker's results, where nothing was wrong.
    pub checked: Option<CheckedPackage>,
    /// The texts; absent if they could not be read.
    pub sources: Option<Arc<Sources>>,
    /// Errors as lines; none if all is right.
    pub errors: Vec<String>,
}

/// Checks one package.
pub fn check(session: &Session, importer: &dyn Importer, input: &FrontInput<'_>) -> Front {
    let mut report = Report::new(input.config.all_errors);
    let sources = match read(input) {
        Ok(sources) => Arc::new(sources),
        Err(message) => return Front { pkg: None, checked: None, sources: None, errors: vec![message] },
    };
    let (files, complete) = parse(session, &sources, input.config, &mut report);
    if report.has_syntax_errors() || report.is_full() || !complete {
        return Front { pkg: None, checked: None, sources: Some(sources), errors: report.into_lines() };
    }
    // Every file has a tree without syntax errors.
    let config = Config {
        go_version: input.config.language.clone(),
        experiments: input.config.experiments,
        ignore_bodies: input.config.bodies != Bodies::All,
        generic_bodies: input.config.bodies == Bodies::Generic,
        ignore_branch_errors: true,
        branches_checked: true,
        // Only a package without any error is looked at for them.
        compiler_limits: report.is_empty(),
        typed_bodies: input.config.typed_bodies,
        ..Config::default()
    };
    let sources_of = sources.clone();
    let check = CheckInput { s: session, path: input.path, config: &config, importer, sources, files: &files };
    let checked = check_package(check);
    for diagnostic in &checked.diagnostics {
        report.add(&sources_of, diagnostic);
    }
    if report.is_empty() {
        // The package is right as far as the language goes.
        refused(session, &files, input.config).iter().for_each(|d| report.add(&sources_of, d));
    }
    let pkg = Some(checked.pkg);
    match report.is_empty() {
        true => Front { pkg, checked: Some(checked), sources: Some(sources_of), errors: Vec::new() },
        false => Front { pkg, checked: None, sources: Some(sources_of), errors: report.into_lines() },
    }
}

fn read(input: &FrontInput<'_>) -> Result<Sources, String> {
    let mut sources = Sources::new();
    for name in input.files {
        let path: PathBuf = input.dir.join(name);
        let text = std::fs::read(&path).map_err(|e| format!("open {}: {}", path.display(), reason(&e)))?;
        let is_whole = input.shown_dir.is_empty() || Path::new(name).is_absolute();
        let shown = if is_whole { name.clone() } else { format!("{}/{name}", input.shown_dir) };
        sources.add(shown, text).map_err(|_| "the package's files are larger than 4 GiB".to_owned())?;
    }
    Ok(sources)
}

/// Why a file cannot be read, in Go's words.
fn reason(e: &std::io::Error) -> String {
    match e.kind() {
        std::io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "is a directory".to_owned(),
        _ => e.to_string(),
    }
}

/// Parses all files; false where one could not be read beyond its package clause.
fn parse(session: &Session, sources: &Sources, config: &FrontConfig, report: &mut Report) -> (Vec<File>, bool) {
    let config = syntax::Config {
        skip_bodies: config.bodies != Bodies::All,
        imports_only: false,
        check_branches: true,
        std: config.std,
        runtime: config.runtime,
        front_end: session.release.front_end,
        generic_methods: session.release.generic_methods,
    };
    let parsed: Vec<_> = sources.files().par_iter().map(|f| syntax::parse_file(f, &session.names, config)).collect();
    let mut complete = true;
    let mut files = Vec::with_capacity(parsed.len());
    for file in parsed {
        file.diagnostics.iter().for_each(|d| report.add(sources, d));
        complete &= file.complete;
        files.push(file.file);
    }
    (files, complete)
}

fn refused(session: &Session, files: &[File], config: &FrontConfig) -> Vec<Diagnostic> {
    let minor = config.language.strip_prefix("go1.").and_then(|n| n.parse().ok()).unwrap_or(u32::MAX);
    let allowed = Allowed { bodyless: !config.complete, minor };
    let mut errors = Vec::new();
    placement::check(files, &session.names, allowed, &config.language, &mut errors);
    errors
}
