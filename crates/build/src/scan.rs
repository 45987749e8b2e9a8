//! What the head of one file says. In: its text. Out: [`Facts`], which depend on nothing else: neither on the target
//! nor on other files.

use crate::context::Head;
use base::pos::SourceFile;
use base::{Interner, Pos, Sources};
use syntax::{Config, DeclKind, File, directives, literals, parse_file};

/// Line and column in bytes, from 1.
pub(crate) type At = (u32, u32);

/// What a file's head says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Its comments, or what is wrong with them.
    pub(crate) head: Result<Head, String>,
    /// For Go files, what follows.
    pub(crate) go: Option<GoHead>,
}

/// What a Go file's head says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GoHead {
    pub(crate) package: String,
    pub(crate) imports: Vec<(String, At)>,
    /// Embed patterns in the order of the text.
    pub(crate) embeds: Vec<(String, At)>,
    /// The first thing that is wrong.
    pub(crate) error: Option<(At, String)>,
}

impl GoHead {
    /// Where it imports "C", the first time.
    pub(crate) fn of_c(&self) -> Option<At> {
        self.imports.iter().find(|(path, _)| path == "C").map(|(_, at)| *at)
    }
}

/// Reads the head of the file `name`.
pub(crate) fn facts(name: &str, text: Vec<u8>, interner: &Interner) -> Facts {
    let head = Head::of(&text);
    let go = name.ends_with(".go").then(|| go_head(name, text, interner));
    Facts { head, go }
}

/// Reads package name, imports and embed patterns.
fn go_head(name: &str, text: Vec<u8>, interner: &Interner) -> GoHead {
    let mut sources = Sources::new();
    let mut out = GoHead::default();
    if sources.add(name, text).is_err() {
        return out;
    }
    let source = &sources.files()[0];
    let place = |pos| source.line_column(pos);
    let heads = Config { imports_only: true, std: true, runtime: true, ..Config::default() };
    let parsed = parse_file(source, interner, heads);
    if let Some(first) = parsed.diagnostics.first() {
        let message = first.message.strip_prefix("syntax error: ").unwrap_or(&first.message);
        out.error = Some((place(first.pos), message.to_owned()));
    }
    let file = parsed.file;
    out.package = interner.resolve(file.package.name).to_owned();
    for &id in &file.decls {
        let decl = file.ast[id];
        if let DeclKind::Import { path, .. } = decl.kind
            && let Some(path) = path.some()
        {
            let text = literals::unquote(&file.ast.literal_text(path)).and_then(|b| String::from_utf8(b).ok());
            out.imports.extend(text.map(|t| (t, place(file.ast[id].pos))));
        }
    }
    if out.imports.iter().any(|(path, _)| path == "embed") {
        let whole = Config { skip_bodies: true, imports_only: false, generic_methods: true, ..heads };
        out.embeds = embeds(&parse_file(source, interner, whole).file, source)
            .map(|(pos, pattern)| (pattern, place(pos)))
            .collect();
    }
    out
}

/// Embed patterns in the order of the text.
fn embeds(file: &File, source: &SourceFile) -> impl Iterator<Item = (Pos, String)> {
    const WORD: u32 = "go:embed".len() as u32;
    let lines = file.ast.pragmas.iter().flat_map(|p| p.embeds.iter().map(|(pos, _)| pos.offset(WORD)));
    let patterns = lines.map(|pos| {
        let text = source.text.get((pos.0 - source.base.0) as usize..).unwrap_or_default();
        let line = text.split(|&b| b == b'\n').next().and_then(|l| std::str::from_utf8(l).ok());
        let found = directives::embed_patterns_at(line.unwrap_or_default()).unwrap_or_default();
        found.into_iter().map(move |(at, pattern)| (pos.offset(at as u32), pattern)).collect::<Vec<_>>()
    });
    patterns.collect::<Vec<_>>().into_iter().flatten()
}
