//! The version of a main module, which programs know since Go 1.24. In: a commit, the tags of the repository that lead to
//! it, and where in the repository the module is. Out: the highest version that is tagged at the commit, or else a
//! pseudo-version behind the highest one tagged before it; none where the module's path does not fit the repository's.
//! Authority: "Pseudo-versions" and "Mapping versions to commits" of the Go modules reference.

use crate::gomod::compare_versions;

/// A commit of a repository.
#[derive(Clone, Debug)]
pub(crate) struct Commit<'a> {
    /// Its hash.
    pub(crate) hash: &'a str,
    /// Its time, `20060102150405`, as versions have it.
    pub(crate) time: &'a str,
    /// Tags of the commit and of those before it, each with whether it is the commit's own.
    pub(crate) tags: &'a [(String, bool)],
    /// Path of the module at the root of the repository.
    pub(crate) root: &'a str,
}

/// Bytes of a hash in a pseudo-version.
const SHORT: usize = 12;

/// The version of the module `path`, which is in a folder of the repository, at a commit.
pub(crate) fn of(commit: &Commit<'_>, path: &str, at: &str) -> Option<String> {
    let (prefix, major) = split(path);
    let (root, _) = split(commit.root);
    let folder = match prefix.strip_prefix(root)? {
        "" => String::new(),
        rest => format!("{}/", rest.strip_prefix('/')?),
    };
    // A major version may have a folder of its own.
    let beside = format!("{folder}{major}");
    if ![folder.trim_end_matches('/'), beside.trim_end_matches('/')].contains(&at) {
        return None;
    }
    let versions = |own: bool| {
        let fitting = commit.tags.iter().filter(move |(_, at_commit)| *at_commit || !own);
        let named = fitting.filter_map(|(tag, _)| tag.strip_prefix(&folder));
        named.filter(|v| is_version(v) && fits(v, major)).max_by(|a, b| compare_versions(a, b))
    };
    versions(true).map(str::to_owned).or_else(|| Some(pseudo(versions(false), major, commit)))
}

/// Whether a path names a major version.
pub(crate) fn has_major(path: &str) -> bool {
    !split(path).1.is_empty()
}

/// Path and major version, if the path names one above 1.
fn split(path: &str) -> (&str, &str) {
    let named = path.rsplit_once('/').filter(|(_, last)| {
        let digits = last.strip_prefix('v').unwrap_or_default();
        digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0') && !matches!(digits, "" | "1")
    });
    named.unwrap_or((path, ""))
}

/// `v1.2.3` or `v1.2.3-pre`, written in the one way, and no pseudo-version.
fn is_version(tag: &str) -> bool {
    let (core, pre) = tag.split_once('-').map_or((tag, None), |(core, pre)| (core, Some(pre)));
    let is_number = |n: &str| n == "0" || !n.is_empty() && !n.starts_with('0') && n.bytes().all(|b| b.is_ascii_digit());
    let numbers: Vec<&str> = core.strip_prefix('v').unwrap_or_default().split('.').collect();
    let is_part = |part: &str| {
        let all = |is: fn(&u8) -> bool| part.as_bytes().iter().all(is);
        !part.is_empty()
            && all(|b| b.is_ascii_alphanumeric() || *b == b'-')
            && (!all(u8::is_ascii_digit) || is_number(part))
    };
    numbers.len() == 3
        && numbers.iter().all(|n| is_number(n))
        && pre.is_none_or(|pre| pre.split('.').all(is_part) && !is_pseudo(pre))
}

/// Whether what stands behind `v1.2.3-` ends as in pseudo-versions.
fn is_pseudo(pre: &str) -> bool {
    let Some((before, hash)) = pre.rsplit_once('-') else { return false };
    let time = before.rsplit('.').next().unwrap_or_default();
    hash.len() == SHORT
        && hash.bytes().all(|b| b.is_ascii_alphanumeric())
        && time.len() == 14
        && time.bytes().all(|b| b.is_ascii_digit())
}

fn fits(version: &str, major: &str) -> bool {
    let own = version.split('.').next().unwrap_or_default();
    if major.is_empty() { matches!(own, "v0" | "v1") } else { own == major }
}

fn pseudo(older: Option<&str>, major: &str, commit: &Commit<'_>) -> String {
    let end = format!("{}-{}", commit.time, &commit.hash[..SHORT.min(commit.hash.len())]);
    let next = |older: &str| {
        if older.contains('-') {
            return Some(format!("{older}.0.{end}"));
        }
        let (front, patch) = older.rsplit_once('.')?;
        Some(format!("{front}.{}-0.{end}", patch.parse::<u64>().ok()? + 1))
    };
    let first = || format!("{}.0.0-{end}", if major.is_empty() { "v0" } else { major });
    older.and_then(next).unwrap_or_else(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(path: &str, root: &str, tags: &[(&str, bool)]) -> Option<String> {
        let at = path.strip_prefix(root).unwrap_or_default().trim_start_matches('/');
        let tags: Vec<(String, bool)> = tags.iter().map(|(tag, own)| ((*tag).to_owned(), *own)).collect();
        let hash = "1392b7c5ff9d4338326f6849c208aebd7fcaebdb";
        of(&Commit { hash, time: "20261130073512", tags: &tags, root }, path, at)
    }

    #[test]
    fn tags_and_pseudo_versions() {
        let of_m = |tags: &[(&str, bool)]| version("example.com/m", "example.com/m", tags).unwrap();
        let end = "20261130073512-1392b7c5ff9d";
        assert_eq!(of_m(&[]), format!("v0.0.0-{end}"));
        assert_eq!(of_m(&[("v1.2.3", true), ("v1.10.0", false), ("v2.0.0", true)]), "v1.2.3");
        assert_eq!(of_m(&[("v1.2.3", false), ("v1.10.0", false), ("v2.0.0", true)]), format!("v1.10.1-0.{end}"));
        assert_eq!(of_m(&[("v1.4.0-rc.1", false)]), format!("v1.4.0-rc.1.0.{end}"));
        let none = ["foo", "v1.5", "v1.2.4+meta", "v01.2.3", "v1.2.3-01", "v0.0.0-20261130073512-1392b7c5ff9d"];
        assert_eq!(of_m(&none.map(|tag| (tag, true))), format!("v0.0.0-{end}"));
    }

    #[test]
    fn folders_and_major_versions() {
        let end = "20261130073512-1392b7c5ff9d";
        let tags = [("v1.0.0", true), ("v2.1.0", true), ("sub/v1.3.0", true), ("sub/v3.0.0", false)];
        let of = |path: &str| version(path, "example.com/m", &tags);
        assert_eq!(of("example.com/m/v2").as_deref(), Some("v2.1.0"));
        assert_eq!(of("example.com/m/v3"), Some(format!("v3.0.0-{end}")));
        assert_eq!(of("example.com/m/sub").as_deref(), Some("v1.3.0"));
        assert_eq!(of("example.com/m/sub/v3"), Some(format!("v3.0.1-0.{end}")));
        assert_eq!(of("example.org/other"), None);
        assert_eq!(of("example.com/more"), None);
        let hash = "1392b7c5ff9d4338326f6849c208aebd7fcaebdb";
        let commit = Commit { hash, time: "20261130073512", tags: &[], root: "example.com/m" };
        assert_eq!(super::of(&commit, "example.com/m/v2", "").as_deref(), Some("v2.0.0-20261130073512-1392b7c5ff9d"));
        assert_eq!(super::of(&commit, "example.com/m/v2", "elsewhere"), None);
    }
}
