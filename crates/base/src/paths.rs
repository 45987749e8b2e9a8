//! Paths of files as line tables show them. In: the names of files as the user spells them, and what the
//! command line says about folders. Out: absolute paths, `-trimpath` and `$GOROOT` applied. Compiler
//! and assembler share the rules. Authority: `cmd/internal/objabi/line.go`.

/// What turns a file name into the path that line tables show.
#[derive(Clone, Debug, Default)]
pub struct PathRules {
    /// Working directory.
    pub dir: String,
    /// `-trimpath`: `;`-separated `prefix` or `prefix=>replacement`.
    pub trim: String,
    /// `$GOROOT`, empty when unset: a path below it begins with the literal `$GOROOT`.
    pub goroot: String,
}

impl PathRules {
    /// The path of `file` in line tables.
    pub fn absolute(&self, file: &str) -> String {
        let path = self.in_dir(file);
        let path = match self.rewrite(&path) {
            Some(rewritten) => rewritten,
            None if !self.goroot.is_empty() && has_path_prefix(&path, &self.goroot) => {
                format!("$GOROOT{}", &path[self.goroot.len()..])
            }
            None => path,
        };
        if path.is_empty() { "??".to_string() } else { path }
    }

    fn in_dir(&self, file: &str) -> String {
        match file.starts_with('/') || self.dir.is_empty() {
            true => file.to_string(),
            false => clean(&format!("{}/{file}", self.dir)),
        }
    }

    fn rewrite(&self, path: &str) -> Option<String> {
        self.trim.split(';').find_map(|rule| {
            let (prefix, with) = rule.rsplit_once("=>").unwrap_or((rule, ""));
            if prefix.is_empty() || !has_path_prefix(path, prefix) {
                return None;
            }
            let rest = &path[prefix.len()..];
            Some(match (rest.is_empty(), with) {
                (true, _) => with.to_string(),
                (false, "") => rest[1..].to_string(),
                (false, _) => format!("{with}{rest}"),
            })
        })
    }
}

/// Whether `path` is `prefix` or below it; ASCII case and the kind of slash do not count.
fn has_path_prefix(path: &str, prefix: &str) -> bool {
    let fold = |b: u8| if b == b'\\' { b'/' } else { b.to_ascii_lowercase() };
    let (path, prefix) = (path.as_bytes(), prefix.as_bytes());
    path.len() >= prefix.len()
        && path.iter().zip(prefix).all(|(a, b)| fold(*a) == fold(*b))
        && matches!(path.get(prefix.len()), None | Some(b'/' | b'\\'))
}

/// The shortest equal spelling of a path: no empty elements, no `.` and, where they can be left out, no `..`. Nothing is
/// `.`, as in Go's `path.Clean`.
pub fn clean(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        match parts.last() {
            Some(&last) if part == ".." && last != ".." => _ = parts.pop(),
            None if part == ".." && absolute => {}
            _ => parts.push(part),
        }
    }
    match (absolute, parts.join("/")) {
        (true, rest) => format!("/{rest}"),
        (false, rest) if rest.is_empty() => ".".into(),
        (false, rest) => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_paths() {
        let pairs = [
            ("", "."),
            ("./", "."),
            ("a//b/", "a/b"),
            ("./a/../b", "b"),
            ("a/..", "."),
            ("../x/", "../x"),
            ("a/../../../b", "../../b"),
            ("/../a/./b/", "/a/b"),
            ("/..", "/"),
        ];
        pairs.iter().for_each(|(from, to)| assert_eq!(clean(from), *to, "{from}"));
    }

    #[test]
    fn paths_are_trimmed_by_whole_elements() {
        let rules = PathRules {
            dir: "/tmp/w".into(),
            trim: "/tmp/w/b001=>;/tmp/w=>example.com/p".into(),
            goroot: "/usr/go".into(),
        };
        assert_eq!(rules.absolute("a.s"), "example.com/p/a.s");
        assert_eq!(rules.absolute("./b001/../b001/a.s"), "a.s");
        assert_eq!(rules.absolute("/usr/go/src/x.s"), "$GOROOT/src/x.s");
        assert_eq!(rules.absolute("/usr/goo/x.s"), "/usr/goo/x.s");
        assert_eq!(PathRules::default().absolute(""), "??");
    }
}
