//! A program from the archives of its packages: [`Run::link`] is the whole way. In: a program whose packages
//! are all built. Out: an executable with the facts of its build and a build id of four parts:
//! from what it was linked, the id of package main, what it holds. If the file to be made is
//! there and its id says that it was linked from the same, it stays.
//!
//! Authority: GOROOT `cmd/go/internal/work/{exec,gc,buildid}.go`.

use crate::builder::{Failed, Run};
use crate::built::Built;
use crate::cache::ActionId;
use crate::compile_flags::omits_debug;
use crate::hashes::sha256;
use crate::ingredients::{Ingredients, Part, Reason};
use crate::modinfo;
use crate::package::{Kind, Package, PackageId};
use crate::plan::Goal;
use crate::shell::joined;
use objtool::buildid;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use target::Target;

/// Everything a program is made from.
#[derive(Hash)]
struct MadeFrom<'s> {
    linker: &'s str,
    target: &'s Target,
    package: String,
    /// `-ldflags`.
    user: Vec<String>,
    omit_debug: bool,
    goroot: String,
    cc: &'s str,
    facts: String,
    godebug: String,
    /// Packages and the contents of their archives.
    archives: BTreeMap<String, &'s str>,
    /// The build id of package main.
    main: Option<&'s str>,
}

impl MadeFrom<'_> {
    /// The same part by part, for people.
    fn ingredients(&self, key: &ActionId) -> Ingredients {
        let MadeFrom { linker, target, package, user, omit_debug, goroot, cc, facts, godebug, archives, main } = self;
        let mut all = Ingredients::of(key);
        archives.iter().for_each(|(path, content)| all.add(Part::Archive, path, content));
        let settings: [(&str, &dyn std::fmt::Debug); 11] = [
            ("GOOS", &target.os),
            ("GOARCH", &target.arch),
            ("the processor's level", &target.level),
            ("GOEXPERIMENT", &target.experiments),
            ("the version of Go", &target.version),
            ("the package", package),
            ("-ldflags", user),
            ("omitted debug information", omit_debug),
            ("GOROOT", goroot),
            ("CC", cc),
            ("GODEBUG of the program", godebug),
        ];
        settings.iter().for_each(|(name, value)| all.setting(name, *value));
        all.add(Part::Opaque, "the linker", linker);
        all.add(Part::Opaque, "what is written down of the build", ActionId::of("text", facts).text());
        all.add(Part::Opaque, "the identification of package main", main.unwrap_or_default());
        all
    }
}

impl Run<'_, '_> {
    /// Links the program of a package.
    pub(crate) fn link(&self, index: usize, id: PackageId, goal: &Goal) -> Result<Built, Failed> {
        let b = self.builder;
        let main = self.archive(id).ok_or_else(|| Failed(String::new()))?;
        let packages = self.linked_packages(id);
        let made_from = self.linked_from(id, &packages);
        let action = ActionId::of("link", &made_from);
        if let Goal::Program(target, _) = goal
            && let Some(build_id) = self.up_to_date(target, &action).filter(|_| !b.options.force)
        {
            self.explain(Some(index), || Reason::UpToDate);
            self.repeat_messages(&action);
            touch(target);
            self.remember(target, &build_id);
            return Ok(Built { action, build_id, file: target.clone(), interface: String::new(), blocks: None });
        }
        if let (Goal::Test(_), Some(tests)) = (goal, self.tests)
            && tests.is_known(id, &action, &self.metas())
        {
            return Ok(Built {
                action,
                build_id: String::new(),
                file: Path::new("").to_owned(),
                interface: String::new(),
                blocks: None,
            });
        }
        // The program has to be linked.
        let ingredients = made_from.ingredients(&action);
        self.explain(Some(index), || match goal {
            _ if b.options.force => Reason::Forced,
            Goal::Program(..) => self.why_made("program", id, &ingredients),
            _ => Reason::SingleUse,
        });
        let dir = b.directory(self.plan, id);
        b.shell.mkdir(&dir)?;
        let importcfg = dir.join("importcfg.link");
        b.shell.write(&importcfg, self.importcfg_link(id, &packages).as_bytes())?;
        if let Goal::Program(target, shown) = goal {
            is_no_folder(target, shown)?;
            self.make_folder(target)?;
        }
        let out = match goal {
            Goal::Test(program) => dir.join(&program.name),
            Goal::Run(name) => dir.join("exe").join(name),
            _ => dir.join("exe/a.out"),
        };
        b.shell.mkdir(out.parent().unwrap_or(&dir))?;
        let (out, build_id) = (out, format!("{0}/{1}/{0}", action.text(), main.build_id));
        let messages = b.timings.time("build.link", || self.run_linker(id, &out, &importcfg, &build_id, &main.file))?;
        let build_id = b.timings.time("build.id", || self.set_id(&out, build_id))?;
        let file = match goal {
            Goal::Program(target, shown) => {
                self.install(&out, target, shown)?;
                self.keep_ingredients("program", id, &ingredients);
                self.keep_messages(&action, &messages);
                target.clone()
            }
            _ => out,
        };
        if !matches!(goal, Goal::Run(_) | Goal::Test(_)) {
            b.shell.remove(&dir);
        }
        Ok(Built { action, build_id, file, interface: String::new(), blocks: None })
    }

    /// Puts a program where it is wanted.
    pub(crate) fn install(&self, program: &Path, target: &Path, shown: &str) -> Result<(), Failed> {
        self.builder.shell.install(program, target, shown).map_err(|e| Failed(format!("go build: {e}\n")))
    }

    /// Puts a copy of a package's archive where it is wanted.
    pub(crate) fn copy_archive(&self, id: PackageId, goal: &Goal) -> Result<Built, Failed> {
        let built = self.archive(id).ok_or_else(|| Failed(String::new()))?;
        if let Goal::Library(target, shown) = goal {
            let shell = &self.builder.shell;
            may_replace(target, shown)?;
            self.make_folder(target)?;
            shell.show(None, &format!("cp {} {shown}", built.file.display()));
            if !self.builder.options.dry {
                let failed = |e: std::io::Error| Failed(format!("go build: {}\n", crate::io_text("open", target, &e)));
                let bytes = std::fs::read(&built.file).map_err(failed)?;
                shell.write_quietly(target, &bytes)?;
            }
        }
        Ok(built.clone())
    }

    /// Makes the folder of an output.
    fn make_folder(&self, target: &Path) -> Result<(), Failed> {
        match target.parent() {
            Some(folder) if !folder.is_dir() => Ok(self.builder.shell.mkdir(folder)?),
            _ => Ok(()),
        }
    }

    /// The packages of a program: its own first.
    fn linked_packages(&self, id: PackageId) -> Vec<(PackageId, &Built)> {
        let all = std::iter::once(id).chain(self.builder.graph.below(id));
        all.filter_map(|p| Some((p, self.archive(p)?))).collect()
    }

    fn linked_from<'s>(&'s self, id: PackageId, packages: &[(PackageId, &'s Built)]) -> MadeFrom<'s> {
        let b = self.builder;
        let (package, options) = (&b.graph.packages[id], b.options);
        // By name: the numbers of packages depend on what else is built.
        let archives = packages.iter().map(|(p, built)| (b.graph.packages[*p].description(), built.content()));
        MadeFrom {
            linker: &b.ids.link,
            target: &options.target,
            package: package.description(),
            user: self.ldflags(package),
            omit_debug: omits_debug(package, options),
            goroot: self.shown_goroot(),
            cc: &options.cc,
            facts: modinfo::lines(b.graph, id, options),
            godebug: modinfo::default_godebug(b.graph, package),
            archives: archives.collect(),
            main: packages.first().map(|(_, main)| main.build_id.as_str()),
        }
    }

    /// The user's flags; programs that run tests are told that they are such.
    fn ldflags(&self, package: &Package) -> Vec<String> {
        let mut flags = self.builder.options.ldflags.of(package).to_vec();
        if package.kind == Kind::TestMain {
            flags.extend(["-X", "testing.testBinary=1"].map(str::to_owned));
        }
        flags
    }

    /// `$GOROOT` as the linker gets it; with `-trimpath` none.
    fn shown_goroot(&self) -> String {
        let options = self.builder.options;
        if options.trimpath { String::new() } else { options.goroot.to_string_lossy().into_owned() }
    }

    fn importcfg_link(&self, id: PackageId, packages: &[(PackageId, &Built)]) -> String {
        let b = self.builder;
        let mut out = String::new();
        for (p, built) in packages {
            _ = writeln!(out, "packagefile {}={}", b.graph.packages[*p].import_path, built.file.display());
        }
        let info = modinfo::lines(b.graph, id, b.options);
        _ = writeln!(out, "modinfo {}", modinfo::quoted(&info));
        out
    }

    fn run_linker(
        &self,
        id: PackageId,
        out: &Path,
        importcfg: &Path,
        build_id: &str,
        main: &Path,
    ) -> Result<String, Failed> {
        let b = self.builder;
        let (package, options) = (&b.graph.packages[id], b.options);
        let mut args: Vec<String> = Vec::new();
        let mut add = |words: &[&str]| args.extend(words.iter().map(|w| (*w).to_owned()));
        add(&["-o", &out.to_string_lossy(), "-importcfg", &importcfg.to_string_lossy()]);
        if omits_debug(package, options) {
            add(&["-s", "-w"]);
        }
        let godebug = modinfo::default_godebug(b.graph, package);
        if !godebug.is_empty() {
            add(&[&format!("-X=runtime.godebugDefault={godebug}")]);
        }
        add(&["-buildmode=exe", &format!("-buildid={build_id}")]);
        let flags = self.ldflags(package);
        flags.iter().for_each(|f| add(&[f]));
        if !flags.iter().any(|f| f == "-extld" || f.starts_with("-extld=")) {
            add(&[&format!("-extld={}", options.cc)]);
        }
        add(&[&main.to_string_lossy()]);
        let goroot = self.shown_goroot();
        let tool = b.tool("link");
        let words = [&*tool].into_iter().chain(args.iter().map(String::as_str));
        b.shell.show(Some(Path::new(".")), &format!("GOROOT='{goroot}' {}", joined(words)));
        if options.dry {
            return Ok(String::new());
        }
        let report = |t: &str| b.shell.report(&package.description(), &package.dir, &options.cwd, t);
        let messages = b.toolchain.link(&goroot, &args).map_err(|t| Failed(report(&t)))?;
        if messages.is_empty() {
            return Ok(messages);
        }
        let messages = report(&messages);
        b.shell.print(&messages);
        Ok(messages)
    }

    /// Keeps what the linker said, for whoever asks for a program that is there already.
    fn keep_messages(&self, action: &ActionId, messages: &str) {
        if !messages.is_empty() {
            let _ = self.builder.cache.put(&action.subkey("stdout"), messages.as_bytes());
        }
    }

    /// The id of the program at `target`, if that was linked from just this.
    fn up_to_date(&self, target: &Path, action: &ActionId) -> Option<String> {
        let data = goobj::MappedFile::open(target).ok().filter(|d| d.starts_with(b"\x7fELF"))?;
        let id = buildid::read(&data).ok()?;
        id.strip_prefix(&action.text())?.starts_with('/').then_some(())?;
        if self.builder.cache.hashes().is_known(target, &sha256(id.as_bytes())) {
            return Some(id);
        }
        // The contents must still be those that the id was made for.
        let content = id.rsplit_once('/')?.1;
        let (_, hash) = buildid::find_and_hash(&data, &id);
        (buildid::hash_text(&hash) == content).then_some(id)
    }

    /// Remembers that a program is what its id says.
    fn remember(&self, target: &Path, build_id: &str) {
        self.builder.cache.hashes().set(target, sha256(build_id.as_bytes()));
    }

    /// Puts the hash of the contents into the program's id.
    fn set_id(&self, out: &Path, build_id: String) -> Result<String, Failed> {
        use std::os::unix::fs::FileExt;
        let b = self.builder;
        b.shell.show(None, &format!("{} # internal", joined([&*b.tool("buildid"), "-w", &out.to_string_lossy()])));
        if b.options.dry {
            return Ok(build_id);
        }
        let failed = |e: std::io::Error| Failed(format!("{}\n", crate::io_text("open", out, &e)));
        let (places, hash) = buildid::find_and_hash(&std::fs::read(out).map_err(failed)?, &build_id);
        let before = build_id.rsplit_once('/').map_or("", |(before, _)| before);
        let new = format!("{before}/{}", buildid::hash_text(&hash));
        if places.is_empty() || new.len() != build_id.len() {
            return Ok(build_id); // -ldflags=-buildid= has chosen another
        }
        let file = std::fs::File::options().write(true).open(out).map_err(failed)?;
        for place in places {
            file.write_all_at(new.as_bytes(), place as u64).map_err(failed)?;
        }
        Ok(new)
    }
}

fn touch(target: &Path) {
    if let Ok(file) = std::fs::File::options().append(true).open(target) {
        let _ = file.set_modified(std::time::SystemTime::now());
    }
}

/// Refuses to replace what no linker has made.
fn may_replace(target: &Path, shown: &str) -> Result<(), Failed> {
    is_no_folder(target, shown)?;
    match crate::shell::is_foreign(target) {
        true => Err(Failed(format!("go build: build output {shown:?} already exists and is not an object file\n"))),
        false => Ok(()),
    }
}

fn is_no_folder(target: &Path, shown: &str) -> Result<(), Failed> {
    match target.is_dir() {
        true => Err(Failed(format!("go build: build output {shown:?} already exists and is a directory\n"))),
        false => Ok(()),
    }
}
