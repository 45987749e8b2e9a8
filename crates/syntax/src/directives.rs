//! `//go:` directives. In: comment texts from the lexer. Out: flags and embed patterns that
//! wait for the next declaration ([`Pragma`]), link names and cgo directives for the file.
//! Authority for names and messages: GOROOT `cmd/compile/internal/noder`, `lex.go` and
//! `noder.go`.

use crate::{chars, literals};
use base::{Diagnostic, Interner, Name, Pos};
use bitflags::bitflags;

bitflags! {
    /// What directives before a declaration ask for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
    pub struct PragmaFlags: u32 {
        /// `//go:build` (allowed before the package clause only).
        const BUILD = 1 << 0;
        /// `//go:noescape`
        const NOESCAPE = 1 << 1;
        /// `//go:norace`
        const NORACE = 1 << 2;
        /// `//go:nosplit`
        const NOSPLIT = 1 << 3;
        /// `//go:noinline`
        const NOINLINE = 1 << 4;
        /// `//go:nocheckptr`, and implied by others
        const NOCHECKPTR = 1 << 5;
        /// `//go:systemstack`
        const SYSTEMSTACK = 1 << 6;
        /// `//go:nowritebarrier`
        const NOWRITEBARRIER = 1 << 7;
        /// `//go:nowritebarrierrec`
        const NOWRITEBARRIERREC = 1 << 8;
        /// `//go:yeswritebarrierrec`
        const YESWRITEBARRIERREC = 1 << 9;
        /// `//go:cgo_unsafe_args`
        const CGO_UNSAFE_ARGS = 1 << 10;
        /// `//go:uintptrkeepalive`
        const UINTPTR_KEEPALIVE = 1 << 11;
        /// `//go:uintptrescapes`
        const UINTPTR_ESCAPES = 1 << 12;
        /// `//go:registerparams`
        const REGISTER_PARAMS = 1 << 13;
        /// `//go:linknamestd`, wherever it stands
        const LINKNAME_STD = 1 << 14;
    }
}

/// The directives before one declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pragma {
    /// All flags together.
    pub flags: PragmaFlags,
    /// Where each came from.
    pub places: Vec<(PragmaFlags, Pos)>,
    /// `//go:embed` lines with their patterns, unquoted.
    pub embeds: Vec<(Pos, Vec<String>)>,
}

/// A `//go:linkname local remote` directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linkname {
    /// Position of `go:`.
    pub pos: Pos,
    /// The local name.
    pub local: Name,
    /// The linker's name; `None` in the one-argument form.
    pub remote: Option<Name>,
    /// Whether it is `//go:linknamestd`, which opens the symbol to the standard library alone.
    pub std: bool,
}

impl PragmaFlags {
    /// Flags a function declaration may have.
    pub const FUNC: PragmaFlags = PragmaFlags::all().difference(PragmaFlags::BUILD);
    const RUNTIME: PragmaFlags = PragmaFlags::SYSTEMSTACK
        .union(PragmaFlags::NOWRITEBARRIER)
        .union(PragmaFlags::NOWRITEBARRIERREC)
        .union(PragmaFlags::YESWRITEBARRIERREC);

    /// The flags of a directive, with those it implies.
    fn of(verb: &str) -> PragmaFlags {
        match verb {
            "go:build" => Self::BUILD,
            "go:noescape" => Self::NOESCAPE,
            "go:norace" => Self::NORACE,
            "go:nosplit" => Self::NOSPLIT | Self::NOCHECKPTR,
            "go:noinline" => Self::NOINLINE,
            "go:nocheckptr" => Self::NOCHECKPTR,
            "go:systemstack" => Self::SYSTEMSTACK,
            "go:nowritebarrier" => Self::NOWRITEBARRIER,
            "go:nowritebarrierrec" => Self::NOWRITEBARRIERREC | Self::NOWRITEBARRIER,
            "go:yeswritebarrierrec" => Self::YESWRITEBARRIERREC,
            "go:cgo_unsafe_args" => Self::CGO_UNSAFE_ARGS | Self::NOCHECKPTR,
            "go:uintptrkeepalive" => Self::UINTPTR_KEEPALIVE,
            "go:uintptrescapes" => Self::UINTPTR_ESCAPES | Self::UINTPTR_KEEPALIVE,
            "go:registerparams" => Self::REGISTER_PARAMS,
            _ => Self::empty(),
        }
    }
}

/// Directives of a file that belong to no declaration.
#[derive(Debug, Default)]
pub(crate) struct FileDirectives {
    /// `//go:linkname`
    pub(crate) linknames: Vec<Linkname>,
    /// `//go:cgo_*`, as fields
    pub(crate) cgo: Vec<Vec<String>>,
}

/// Where a directive stands and what is allowed there.
pub(crate) struct Context<'a> {
    /// Position of `go:`.
    pub(crate) pos: Pos,
    /// Nothing stands before the comment in its line.
    pub(crate) blank_line: bool,
    /// The file is part of the standard library.
    pub(crate) std: bool,
    /// The file is part of the runtime.
    pub(crate) runtime: bool,
    /// The file was made by cgo.
    pub(crate) cgo_file: bool,
    /// For names.
    pub(crate) names: &'a Interner,
}

/// Directives without flags that the standard library may use.
const ALLOWED_IN_STD: [&str; 9] = [
    "go:cgo_export_static",
    "go:cgo_export_dynamic",
    "go:cgo_import_static",
    "go:cgo_import_dynamic",
    "go:cgo_ldflag",
    "go:cgo_dynamic_linker",
    "go:embed",
    "go:fix",
    "go:generate",
];

/// Takes in one directive, `text` being the comment from `go:` on.
pub(crate) fn handle(
    text: &str,
    cx: &Context,
    pragma: &mut Pragma,
    file: &mut FileDirectives,
    errors: &mut Vec<Diagnostic>,
) {
    let mut error = |message: String| errors.push(Diagnostic::error("", cx.pos, message));
    if !cx.blank_line {
        return error("misplaced compiler directive".to_owned());
    }
    let verb = text.split(' ').next().unwrap_or(text);
    match verb {
        "go:wasmimport" if text.len() > verb.len() => {
            if text.split_whitespace().count() != 3 {
                error("usage: //go:wasmimport importmodule importname".to_owned());
            }
        }
        "go:linkname" | "go:linknamestd" if text.len() > verb.len() && (cx.std || verb == "go:linkname") => {
            match linkname(text, cx, verb == "go:linknamestd") {
                Some(linkname) => file.linknames.push(linkname),
                None => error(format!("usage: //{verb} localname [linkname]")),
            }
        }
        "go:embed" => match embed_patterns(&text["go:embed".len()..]) {
            Ok(patterns) if !patterns.is_empty() => pragma.embeds.push((cx.pos, patterns)),
            Ok(_) => error("usage: //go:embed pattern...".to_owned()),
            Err(message) => {
                error(message);
                error("usage: //go:embed pattern...".to_owned());
            }
        },
        _ => {
            if verb.starts_with("go:cgo_") {
                cgo_directive(text, verb, cx, file, &mut error);
            }
            flag(verb, cx, pragma, &mut error);
        }
    }
}

fn flag(verb: &str, cx: &Context, pragma: &mut Pragma, error: &mut impl FnMut(String)) {
    let flags = PragmaFlags::of(verb);
    if !cx.runtime && flags.intersects(PragmaFlags::RUNTIME) {
        error(format!("//{verb} only allowed in runtime"));
    }
    if flags == PragmaFlags::UINTPTR_KEEPALIVE && !cx.std {
        error(format!("//{verb} is only allowed in the standard library"));
    }
    if flags.is_empty() && cx.std && !ALLOWED_IN_STD.contains(&verb) {
        error(format!("//{verb} is not allowed in the standard library"));
    }
    pragma.flags |= flags;
    pragma.places.push((flags, cx.pos));
}

fn linkname(text: &str, cx: &Context, std: bool) -> Option<Linkname> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let (local, remote) = match fields[..] {
        [_, local] => (local, None),
        [_, local, remote] => (local, Some(cx.names.intern(remote))),
        _ => return None,
    };
    Some(Linkname { pos: cx.pos, local: cx.names.intern(local), remote, std })
}

/// Reports what waits for a declaration that takes none.
pub(crate) fn report_misplaced(pragma: &Pragma, errors: &mut Vec<Diagnostic>) {
    report_not_allowed(pragma, PragmaFlags::empty(), false, errors);
}

/// Reports directives that a declaration cannot have: flags outside `allowed`, and embeds
/// unless `embeds`.
pub fn report_not_allowed(pragma: &Pragma, allowed: PragmaFlags, embeds: bool, errors: &mut Vec<Diagnostic>) {
    for &(flags, pos) in &pragma.places {
        if !flags.difference(allowed).is_empty() {
            errors.push(Diagnostic::error("", pos, "misplaced compiler directive"));
        }
    }
    if !embeds {
        for (pos, _) in &pragma.embeds {
            errors.push(Diagnostic::error("", *pos, "misplaced go:embed directive"));
        }
    }
}

// Cgo directives.

fn cgo_directive(text: &str, verb: &str, cx: &Context, file: &mut FileDirectives, error: &mut impl FnMut(String)) {
    let mut fields = quoted_fields(text);
    fields[0] = verb.trim_start_matches("go:").to_owned();
    if verb == "go:cgo_import_dynamic" && fields.len() >= 4 {
        let library = fields[3].trim_matches('"');
        if !library.is_empty() && !is_safe_argument(library) && !cx.cgo_file {
            let shown = chars::quote(library);
            error(format!("invalid library name {shown} in cgo_import_dynamic directive"));
        }
    } else if !cx.cgo_file && !cx.std {
        error(format!("//{text} only allowed in cgo-generated code"));
    }
    let quoted: Vec<bool> = fields[1..].iter().map(|f| is_quoted(f)).collect();
    let usage = match (&fields[0][..], &quoted[..]) {
        ("cgo_export_static" | "cgo_export_dynamic", [false] | [false, false]) => None,
        (name @ ("cgo_export_static" | "cgo_export_dynamic"), _) => Some(format!("{name} local [remote]")),
        ("cgo_import_dynamic", [false] | [false, false] | [false, false, true]) => None,
        ("cgo_import_dynamic", _) => Some("cgo_import_dynamic local [remote [\"library\"]]".to_owned()),
        ("cgo_import_static", [false]) => None,
        ("cgo_import_static", _) => Some("cgo_import_static local".to_owned()),
        ("cgo_dynamic_linker", [true]) => None,
        ("cgo_dynamic_linker", _) => Some("cgo_dynamic_linker \"path\"".to_owned()),
        ("cgo_ldflag", [true]) => None,
        ("cgo_ldflag", _) => Some("cgo_ldflag \"arg\"".to_owned()),
        _ => return,
    };
    match usage {
        Some(usage) => error(format!("usage: //go:{usage}")),
        None => {
            if let Some(last) = fields.last_mut().filter(|f| is_quoted(f)) {
                *last = last.trim_matches('"').to_owned();
            }
            file.cgo.push(fields);
        }
    }
}

fn is_quoted(field: &str) -> bool {
    field.len() >= 2 && field.starts_with('"') && field.ends_with('"')
}

fn is_safe_argument(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/') || !c.is_ascii())
}

/// Fields of a line, split at white space and around `"..."`, which stays one field; an
/// unclosed quote is dropped.
fn quoted_fields(text: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' if quoted => {
                fields.last_mut().unwrap_or(&mut String::new()).push('"');
                fields.push(String::new());
                quoted = false;
            }
            '"' => {
                fields.push("\"".to_owned());
                quoted = true;
            }
            ' ' | '\t' | '\r' | '\n' if !quoted => fields.push(String::new()),
            c => fields.last_mut().unwrap_or(&mut String::new()).push(c),
        }
    }
    if quoted {
        fields.pop();
    }
    fields.retain(|f| !f.is_empty());
    fields
}

// Embed patterns.

/// The patterns behind `//go:embed`: words, or Go strings, separated by white space.
pub fn embed_patterns(text: &str) -> Result<Vec<String>, String> {
    Ok(embed_patterns_at(text)?.into_iter().map(|(_, pattern)| pattern).collect())
}

/// The same with the place of each in `text`.
pub fn embed_patterns_at(text: &str) -> Result<Vec<(usize, String)>, String> {
    let mut patterns = Vec::new();
    let end = text.trim_end().len();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let invalid = |shown: &str| Err(format!("invalid quoted string in //go:embed: {shown}"));
        let len = match rest.as_bytes()[0] {
            quote @ (b'"' | b'`') => match closing_quote(rest, quote) {
                Some(len) => len,
                None => return invalid(rest),
            },
            _ => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        let (first, behind) = rest.split_at(len);
        match first.as_bytes()[0] {
            b'"' | b'`' => match literals::unquote(first).and_then(|b| String::from_utf8(b).ok()) {
                Some(pattern) => patterns.push((end - rest.len(), pattern)),
                None => return invalid(first),
            },
            _ => patterns.push((end - rest.len(), first.to_owned())),
        }
        if !behind.is_empty() && !behind.starts_with(char::is_whitespace) {
            return invalid(behind);
        }
        rest = behind.trim();
    }
    Ok(patterns)
}

/// Length of the quoted string at the beginning of `text`.
fn closing_quote(text: &str, quote: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut i = 1;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' if quote == b'"' => i += 1,
            c if c == quote => return Some(i + 1),
            _ => {}
        }
        i += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embed_patterns_are_words_or_strings() {
        assert_eq!(embed_patterns(" a/*.txt  \"b c\" `d`").unwrap(), ["a/*.txt", "b c", "d"]);
        assert_eq!(embed_patterns_at(" ab \"c\" ").unwrap(), [(1, "ab".to_owned()), (4, "c".to_owned())]);
        assert!(embed_patterns(" \"a\"b").is_err() && embed_patterns(" `a").is_err());
    }

    #[test]
    fn fields_keep_quotes_together() {
        assert_eq!(quoted_fields("go:x a\"b c\"d \"e"), ["go:x", "a", "\"b c\"", "d"]);
    }
}
