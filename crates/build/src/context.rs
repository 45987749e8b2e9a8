//! What a build is for: operating system, architecture, tags; and which files belong to it.
//! In: file names and the heads of files. Out: whether a file takes part. Authority: GOROOT
//! `go/build/build.go`; `cmd/go` documentation, "Build constraints".

use crate::syslist;
use release::Release;
use syntax::constraint;
use target::Target;

/// The target of a build and its tags. Builds with cgo are not ours (see [`Context::would_match`]).
#[derive(Clone, Debug)]
pub struct Context {
    /// GOOS.
    pub os: String,
    /// GOARCH.
    pub arch: String,
    /// Tags given by the user.
    pub tags: Vec<String>,
    /// Tags of the toolchain (`goexperiment.regabiargs`, `amd64.v1`).
    pub tool_tags: Vec<String>,
    /// The release: tags go1.1 to its own are set.
    pub release: Release,
}

impl Context {
    /// The context of a target.
    pub fn new(target: &Target, tags: Vec<String>) -> Context {
        let (os, arch) = (target.os.clone(), target.arch.clone());
        Context { os, arch, tags, tool_tags: target.tool_tags(), release: target.release }
    }

    /// Whether a tag is set.
    pub fn has_tag(&self, tag: &str) -> bool {
        let tag = if tag == "boringcrypto" { "goexperiment.boringcrypto" } else { tag };
        tag == self.os
            || tag == self.arch
            || tag == "gc"
            || tag == "unix" && syslist::is_unix(&self.os)
            || tag == "linux" && self.os == "android"
            || tag == "solaris" && self.os == "illumos"
            || tag == "darwin" && self.os == "ios"
            || self.tags.iter().chain(&self.tool_tags).any(|t| t == tag)
            || self.is_release(tag)
    }

    fn is_release(&self, tag: &str) -> bool {
        let minor = tag.strip_prefix("go1.").filter(|n| !n.starts_with(['0', '+']));
        minor.and_then(|n| n.parse::<u32>().ok()).is_some_and(|n| (1..=self.release.minor).contains(&n))
    }

    /// Whether a file's name allows it: `x_linux.go`, `x_amd64_test.go`, `x_linux_amd64.s`.
    pub fn name_matches(&self, name: &str) -> bool {
        let stem = name.split('.').next().unwrap_or(name);
        // What stands before the first underscore never counts: linux.go is for all.
        let Some((_, rest)) = stem.split_once('_') else { return true };
        let mut parts: Vec<&str> = rest.split('_').collect();
        if parts.last() == Some(&"test") {
            parts.pop();
        }
        match parts[..] {
            [.., os, arch] if syslist::is_os(os) && syslist::is_arch(arch) => self.has_tag(os) && self.has_tag(arch),
            [.., last] if syslist::is_os(last) || syslist::is_arch(last) => self.has_tag(last),
            _ => true,
        }
    }

    /// Whether the constraints in the head of a file allow it.
    pub fn head_matches(&self, text: &[u8]) -> Result<bool, String> {
        self.matches(&Head::of(text)?)
    }

    /// The same of a head that was read.
    pub(crate) fn matches(&self, head: &Head) -> Result<bool, String> {
        head.allows(|tag| self.has_tag(tag))
    }

    /// Whether they would allow it if there was cgo.
    pub(crate) fn would_match(&self, head: &Head) -> bool {
        head.allows(|tag| tag == "cgo" || self.has_tag(tag)) == Ok(true)
    }
}

/// What the comments at the beginning of a file say of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The `//go:build` line.
    pub(crate) go_build: Option<String>,
    /// `// +build` lines; they stand before the last blank line that has only `//` comments above it.
    pub(crate) plus_build: Vec<String>,
    /// `//go:debug` directives: what stands behind the word, and the number of the line.
    pub(crate) debug: Vec<(String, u32)>,
}

impl Head {
    /// Whether the constraints hold where these tags are set.
    fn allows(&self, mut has_tag: impl FnMut(&str) -> bool) -> Result<bool, String> {
        if let Some(line) = &self.go_build {
            let parsed = constraint::parse(line).map_err(|e| format!("parsing //go:build line: {e}"))?;
            return Ok(parsed.eval(&mut has_tag));
        }
        let mut parsed = self.plus_build.iter().filter_map(|line| constraint::parse(line).ok());
        Ok(parsed.all(|c| c.eval(&mut has_tag)))
    }
    /// Reads the head of a file; errors when there are several `//go:build` lines.
    pub(crate) fn of(text: &[u8]) -> Result<Head, String> {
        let mut head = Head::default();
        let text = valid_prefix(text);
        let (mut at, mut end) = (0, 0);
        let mut only_line_comments = true;
        let mut in_block = false;
        for (full, number) in text.split_inclusive('\n').zip(1..) {
            at += full.len();
            let line = full.trim();
            if line.is_empty() && only_line_comments {
                end = at;
                continue;
            }
            if !line.starts_with("//") {
                only_line_comments = false;
            }
            if !in_block && constraint::is_go_build(line) {
                if head.go_build.is_some() {
                    return Err("multiple //go:build comments".to_owned());
                }
                head.go_build = Some(line.to_owned());
            }
            if !in_block && let Some(setting) = debug_setting(line) {
                head.debug.push((setting.to_owned(), number));
            }
            if !skip_comments(line, &mut in_block) {
                break;
            }
        }
        let lines = text[..end].lines().map(str::trim).filter(|line| constraint::is_plus_build(line));
        head.plus_build = lines.map(str::to_owned).collect();
        Ok(head)
    }
}

/// What a `//go:debug` directive says.
fn debug_setting(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("//go:debug")?;
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| rest.trim())
}

/// The beginning of the text that is UTF-8.
fn valid_prefix(text: &[u8]) -> &str {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    match std::str::from_utf8(text) {
        Ok(s) => s,
        Err(e) => std::str::from_utf8(&text[..e.valid_up_to()]).unwrap_or_default(),
    }
}

/// Whether a line holds only comments; keeps track of `/* */`.
fn skip_comments(mut line: &str, in_block: &mut bool) -> bool {
    loop {
        if *in_block {
            match line.split_once("*/") {
                Some((_, rest)) => {
                    *in_block = false;
                    line = rest.trim();
                }
                None => return true,
            }
        } else if line.is_empty() || line.starts_with("//") {
            return true;
        } else if let Some(rest) = line.strip_prefix("/*") {
            *in_block = true;
            line = rest.trim();
        } else {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_select_files() {
        let cx = Context::new(&Target::default(), vec![]);
        let yes =
            ["linux.go", "a_linux.go", "a_linux_amd64.s", "a_amd64_test.go", "a_b.go", "a_test.go", "x_y_unix.go"];
        let no = ["a_windows.go", "a_linux_arm64.go", "a_arm.s", "a_js_wasm_test.go", "a_plan9_amd64.go"];
        assert!(yes.iter().all(|n| cx.name_matches(n)));
        assert!(!no.iter().any(|n| cx.name_matches(n)));
    }

    #[test]
    fn heads_select_files() {
        let cx = Context::new(&Target::default(), vec!["mine".into()]);
        let test = |s: &str| cx.head_matches(s.as_bytes());
        assert_eq!(test("//go:build linux && mine && go1.23 && !go1.24\npackage p"), Ok(true));
        assert_eq!(test("// c\n\n//go:build cgo\n\npackage p"), Ok(false));
        assert_eq!(test("// +build windows\n\npackage p"), Ok(false));
        assert_eq!(test("// +build windows\npackage p"), Ok(true), "no blank line behind it");
        assert_eq!(test("/* x\n//go:build ignore\n*/\npackage p"), Ok(true));
        assert_eq!(test("package p\n//go:build ignore"), Ok(true));
        assert!(test("//go:build a\n//go:build b\npackage p").is_err());
        assert_eq!(test("//go:build &&\n"), Err("parsing //go:build line: unexpected token &&".into()));
    }
}
