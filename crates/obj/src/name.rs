//! Spelling of symbol names.

/// An import path as symbol names spell it: bytes that would confuse them (control characters,
/// space, `"`, `%`, anything not ASCII) and dots behind the last slash are written `%xx`
/// (fact: `cmd/internal/objabi/path.go`).
pub fn path_prefix(path: &str) -> String {
    let last = path.rfind('/').map_or(0, |i| i + 1);
    let mut out = String::with_capacity(path.len());
    for (i, b) in path.bytes().enumerate() {
        if b <= b' ' || (b == b'.' && i >= last) || b == b'%' || b == b'"' || b >= 0x7f {
            out.push_str(&format!("%{b:02x}"));
        } else {
            out.push(b as char);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes() {
        assert_eq!(path_prefix("gopkg.in/yaml.v3"), "gopkg.in/yaml%2ev3");
        assert_eq!(path_prefix("a/é b"), "a/%c3%a9%20b");
        assert_eq!(path_prefix("net/http"), "net/http");
    }
}
