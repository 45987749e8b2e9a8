//! Random command lines over random module trees. In: a seed. Out: a script (`crate::script`) with one command, which the
//! official command and ours have to carry out or refuse in the same way, with the same words.
//!
//! A tree has a main module `ex.org/m` with packages that import each other, the library, other modules or
//! nothing there is; modules `ex.org/a` and `ex.org/b` beside it, which `replace` lines, a `go.work` file or a vendor
//! directory bring in; and now and then a line that is damaged. Commands are cheap ones: lists mostly.

use crate::programs::Random;

/// Files of a tree and the command.
struct Case {
    random: Random,
    files: Vec<(String, String)>,
}

/// The script of a seed.
pub fn script(seed: u64) -> String {
    let mut case = Case { random: Random::new(seed), files: Vec::new() };
    case.packages();
    case.modules();
    let command = case.command();
    let mut out = format!("$ {command}\n");
    case.files.iter().for_each(|(name, text)| out += &format!("\n-- {name} --\n{}", text.trim_end_matches('\n')));
    out + "\n"
}

const GO_LINES: &[&str] = &[
    "go 1.23",
    "go 1.23",
    "go 1.23",
    "go 1.21",
    "go 1.20",
    "go 1.17",
    "go 1.16",
    "go 1.13",
    "",
    "go 1.23.9",
    "go 1.24",
    "go 1.22rc1",
    "go 1.022",
    "go x",
    "go 1.21 1.22",
    "go 1.23\ngo 1.22",
];

/// What a file of the main module may import; those that are right stand first.
const IMPORTS: &[&str] = &[
    "errors",
    "ex.org/m/lib",
    "ex.org/m/lib/sub",
    "ex.org/a",
    "unsafe",
    "ex.org/b/deep",
    "ex.org/m/internal/x",
    "ex.org/a/internal/y",
    "ex.org/m",
    "ex.org/nowhere",
    "ex.org/m/nosuch",
    "nosuchstd",
    "./lib",
    "/abs",
    "ex.org/a/v2",
    "bad path",
    "std",
    "ex.org/m/tool",
    "golang.org/x/net/idna",
];

const FLAGS: &[&str] = &[
    "-deps",
    "-e",
    "-test",
    "-find",
    "-compiled",
    "-json=ImportPath,Name,GoFiles,Imports",
    "-json=Error,Incomplete",
    "-json=Module,Match,Dir",
    "-json=TestImports,XTestImports,Deps",
    "-f={{.ImportPath}}:{{.Imports}}",
    "-f={{.Module}}",
    "-f={{len.Deps}}{{.Match}}",
    "-f={{join.GoFiles`,`}}",
    "-f={{.Nope}}",
    "-f={{range.Deps}}{{.}},{{else}}none{{end}}",
    "-f={{with.Module}}{{.Path}}@{{.GoVersion}}{{end}}",
    "-f={{if.Error}}{{.Error}}{{end}}",
    "-f={{",
    "-f={{.Name|printf`%q`}}",
    "-mod=mod",
    "-mod=readonly",
    "-mod=vendor",
    "-mod=x",
    "-tags=x",
    "-tags=a,b",
    "'-tags=a b'",
    "-tags=a,'b'",
    "-buildvcs=false",
    "-buildvcs=x",
    "-p=0",
    "-p=x",
    "-trimpath=x",
    "-C=lib",
    "-C=nosuch",
    "-zzz",
    "-v",
    "-e=false",
    "-modcacherw",
    "-compiler=x",
    "-buildmode=x",
    "-gcflags=-N",
    "-export=x",
];

const PATTERNS: &[&str] = &[
    "",
    ".",
    "./...",
    "./lib",
    "./lib/...",
    "ex.org/m/...",
    "ex.org/m/lib",
    "ex.org/a",
    "ex.org/b/...",
    "all",
    "main.go",
    "main.go other.go",
    "lib/lib.go",
    "./nosuch",
    "./nosuch/...",
    "nosuch",
    "ex.org/m/nosuch",
    "..",
    "../x",
    "errors",
    "unsafe",
    "./lib ./lib",
    "lib",
    "ex.org/...",
    "./internal/x",
    "./lib/",
    "./a",
    "a/...",
    "./vendor/ex.org/a",
    "std@v1",
    "ex.org/a@v1.0.0",
    "main.go ./lib",
    "./m*",
    "-",
];

impl Case {
    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        let at = self.random.below(of.len());
        of[at]
    }

    /// One of the first of a table mostly.
    fn likely<'t>(&mut self, of: &[&'t str], first: usize) -> &'t str {
        if self.random.chance(25) { self.one(of) } else { self.one(&of[..first]) }
    }

    fn file(&mut self, name: &str, text: &str) {
        let text = if self.random.chance(2) { self.damaged(text) } else { text.to_owned() };
        self.files.push((name.to_owned(), text));
    }

    /// A text without one of its characters, or with one twice, or cut off.
    fn damaged(&mut self, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        let at = self.random.below(chars.len().max(1));
        match self.random.below(3) {
            _ if chars.is_empty() => {}
            0 => drop(chars.remove(at)),
            1 => chars.insert(at, chars[at]),
            _ => chars.truncate(at),
        }
        chars.into_iter().collect()
    }

    /// A file with a package clause and imports.
    fn source(&mut self, package: &str, right: usize, most: usize) -> String {
        let count = self.random.below(most + 1);
        let imports: Vec<&str> = (0..count).map(|_| self.likely(IMPORTS, right)).collect();
        let lines: String = imports.iter().map(|path| format!("import _ {path:?}\n")).collect();
        let constraint = if self.random.chance(6) { "//go:build x || a && b\n\n" } else { "" };
        let main = if package == "main" { "\nfunc main() {}\n" } else { "" };
        format!("{constraint}package {package}\n\n{lines}{main}")
    }

    fn packages(&mut self) {
        for (name, package, right, chance) in [
            ("main.go", "main", 4, 95),
            ("other.go", "main", 2, 30),
            ("lib/lib.go", "lib", 1, 95),
            ("lib/lib_test.go", "lib", 2, 30),
            ("lib/x_test.go", "lib_test", 3, 25),
            ("lib/sub/sub.go", "sub", 1, 90),
            ("internal/x/x.go", "x", 1, 60),
            ("lib/other.go", "wrong", 1, 3),
            ("tool/tool.go", "main", 1, 30),
            ("a/a.go", "a", 1, 70),
            ("a/internal/y/y.go", "y", 1, 30),
            ("b/deep/deep.go", "deep", 1, 60),
        ] {
            if self.random.chance(chance) {
                let most = if name.starts_with(['a', 'b']) { 1 } else { 2 };
                let text = self.source(package, right, most);
                self.file(name, &text);
            }
        }
    }

    fn modules(&mut self) {
        let main = self.main_file();
        if self.random.chance(96) {
            self.file("go.mod", &main);
        }
        for name in ["a", "b"] {
            let go = self.likely(GO_LINES, 5);
            let path =
                if self.random.chance(4) { "ex.org/other" } else { ["ex.org/a", "ex.org/b"][usize::from(name == "b")] };
            let require = if name == "a" && self.random.chance(15) { "require ex.org/b v1.1.0\n" } else { "" };
            if self.random.chance(90) {
                self.file(&format!("{name}/go.mod"), &format!("module {path}\n\n{go}\n{require}"));
            }
        }
        if self.random.chance(12) {
            let go = self.likely(GO_LINES, 3);
            let mut uses = Vec::new();
            for dir in [".", "./a", "./b", "./nosuch", ".", "lib"] {
                if self.random.chance(if uses.is_empty() { 80 } else { 25 }) {
                    uses.push(format!("use {dir}\n"));
                }
            }
            self.file("go.work", &format!("{go}\n\n{}", uses.concat()));
        }
        if self.random.chance(6) {
            let go = self.one(&["## explicit; go 1.21\n", "## explicit\n", ""]);
            self.file("vendor/modules.txt", &format!("# ex.org/a v1.0.0 => ./a\n{go}ex.org/a\n# ex.org/a => ./a\n"));
            self.file("vendor/ex.org/a/a.go", "package a\n");
        }
    }

    fn main_file(&mut self) -> String {
        let module = self.likely(
            &["module ex.org/m", "module ex.org/m // c", "", "module", "module m m", "module ex.org/m/", "module std"],
            2,
        );
        let go = self.likely(GO_LINES, 6);
        let mut out = format!("{module}\n\n{go}\n");
        for (line, chance) in [
            ("require ex.org/a v1.0.0", 60),
            ("require (\n\tex.org/b v1.0.0 // indirect\n)", 50),
            ("require ex.org/a v1.1.0", 3),
            ("require ex.org/c v1.0.0", 3),
            ("require ex.org/a/v2 v1.0.0", 3),
            ("replace ex.org/a => ./a", 62),
            ("replace ex.org/b => ./b", 62),
            ("replace ex.org/b v1.0.0 => ./b", 5),
            ("replace ex.org/b => ex.org/a v1.0.0", 3),
            ("exclude ex.org/b v1.0.0", 3),
            ("retract v1.0.0 // why", 5),
            ("toolchain go1.23.9", 6),
            ("toolchain go1.99.0", 3),
            ("godebug panicnil=1", 5),
            ("godebug nosuch=1", 2),
            ("tool ex.org/m/tool", 2),
            ("replace ex.org/a =>", 2),
            ("require ex.org/a", 2),
            ("// comment", 5),
        ] {
            if self.random.chance(chance) {
                out += &format!("{line}\n");
            }
        }
        out
    }

    fn command(&mut self) -> String {
        let verb = self.likely(&["list", "build", "vet", "run", "env"], 1);
        let mut words = Vec::new();
        if self.random.chance(8) {
            let flags = self.one(&["-mod=mod", "-e", "-zzz", "x", "-tags=x", "'-tags=a b'", "-mod=vendor -v=false"]);
            words.push(format!("'GOFLAGS={}'", flags.replace('\'', "")));
        }
        if self.random.chance(5) {
            let setting =
                ["GOWORK=off", "GO111MODULE=auto", "GOWORK=DIR/a/go.work", "GOOS=windows", "GOARCH=nosuch", "GOFLAGS="];
            words.push(self.one(&setting).to_owned());
        }
        words.push(verb.to_owned());
        match verb {
            "list" => (0..self.random.below(3)).for_each(|_| words.push(quoted(self.one(FLAGS)))),
            "build" => words.push("-o=/dev/null".to_owned()),
            "env" => {
                return words.join(" ")
                    + " "
                    + self.one(&["GOMOD", "GOWORK", "GOFLAGS", "-json GOOS GOMOD", "NOSUCH", "-x=y"]);
            }
            _ => {}
        }
        let patterns = self.likely(PATTERNS, 8);
        words.push(patterns.to_owned());
        words.join(" ").trim_end().to_owned()
    }
}

/// A word as scripts have it.
fn quoted(word: &str) -> String {
    if word.contains('\'') { word.to_owned() } else { format!("'{word}'") }
}
