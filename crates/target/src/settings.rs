//! The variables a command obeys. In: the process environment, the user's file (what `go env -w` wrote) and
//! the source tree's `go.env`. Out: [`Settings`], one value a name: the environment's unless that is empty, then
//! the user's file, then the tree's. Authority: `go help environment`, GOROOT `cmd/go/internal/cfg/cfg.go`.

use base::seen;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Variables as they were when the command began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    process: BTreeMap<String, String>,
    user: BTreeMap<String, String>,
    tree: BTreeMap<String, String>,
}

impl Settings {
    /// The process's environment and the user's file. Variables that are no text count as not set.
    pub fn of_process() -> Settings {
        let texts = std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)));
        let mut settings = Settings { process: texts.collect(), ..Settings::default() };
        settings.user = settings
            .user_file()
            .and_then(|file| seen::read_to_string(&file).ok())
            .map(|t| lines(&t))
            .unwrap_or_default();
        settings
    }

    /// Settings of variables and of the texts of both files.
    pub fn of(variables: &[(&str, &str)], user: &str, tree: &str) -> Settings {
        let process = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Settings { process, user: lines(user), tree: lines(tree) }
    }

    /// The same with what the `go.env` of a source tree says.
    pub fn with_tree(mut self, root: &Path) -> Settings {
        self.tree = seen::read_to_string(&root.join("go.env")).map(|text| lines(&text)).unwrap_or_default();
        self
    }

    /// The value of a variable, never empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found =
            self.process(name).or_else(|| self.user.get(name).or_else(|| self.tree.get(name)).map(String::as_str));
        found.filter(|value| !value.is_empty())
    }

    /// The value that the process was given, never empty.
    pub fn process(&self, name: &str) -> Option<&str> {
        self.process.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// What the environment or the user's file says, never empty.
    pub fn chosen(&self, name: &str) -> Option<&str> {
        let found = self.process(name).or_else(|| self.user.get(name).map(String::as_str));
        found.filter(|value| !value.is_empty())
    }

    /// Whether one of the files has a line for a variable.
    pub fn is_in_file(&self, name: &str) -> bool {
        self.user.contains_key(name) || self.tree.contains_key(name)
    }

    /// What the source tree says, which is the default of a variable.
    pub fn default_of(&self, name: &str) -> Option<&str> {
        self.tree.get(name).map(String::as_str)
    }

    /// The user's file, whether it is there or not: `$GOENV`, else `go/env` in the folder for configurations.
    /// None if that is switched off or there is no such folder.
    pub fn user_file(&self) -> Option<PathBuf> {
        match self.process("GOENV") {
            Some("off") => None,
            Some(file) => Some(file.into()),
            None => Some(self.config_dir()?.join("go/env")),
        }
    }

    fn config_dir(&self) -> Option<PathBuf> {
        let named = self.process("XDG_CONFIG_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
        named.or_else(|| self.process("HOME").map(|home| Path::new(home).join(".config")))
    }
}

/// `NAME=value` lines; others are comments.
fn lines(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    pairs.filter_map(|line| line.split_once('=')).map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_value_counts() {
        let variables = [("A", "process"), ("B", ""), ("HOME", "/h")];
        let settings = Settings::of(&variables, "# c\nA=user\nB=user\nnonsense\n", "B=tree\nC=tree=\nD=\n");
        let all = ["A", "B", "C", "D", "E"].map(|name| settings.get(name));
        assert_eq!(all, [Some("process"), Some("user"), Some("tree="), None, None]);
        assert_eq!((settings.process("B"), settings.default_of("B")), (None, Some("tree")));
        assert_eq!(settings.user_file(), Some("/h/.config/go/env".into()));
    }

    #[test]
    fn the_file_of_the_user() {
        let file = |variables: &[(&str, &str)]| Settings::of(variables, "", "").user_file();
        assert_eq!(file(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "/x")]), Some("/x/go/env".into()));
        assert_eq!(file(&[("HOME", "/h"), ("GOENV", "/e")]), Some("/e".into()));
        assert_eq!(file(&[("HOME", "/h"), ("GOENV", "off")]), None);
        assert_eq!(file(&[]), None);
    }
}
