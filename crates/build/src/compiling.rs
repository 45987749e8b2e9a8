//! One package to an archive: [`Run::compile`] is the whole way on one screen. In: a package
//! whose imports are built. Out: an archive in the cache under the hash of everything it was
//! made from; it holds the compiler's members, then one for each assembly file.
//!
//! What an archive was made from: tools, flags, its files' contents, and the interfaces of *all*
//! packages below it. (The official command takes the contents of those it imports, whose export data
//! repeats what it needs of the others; ours does not.) Authority: GOROOT
//! `cmd/go/internal/work/{exec,gc,buildid}.go`.

pub(crate) mod instrument;

use crate::builder::{Failed, Run};
use crate::built::Built;
use crate::cache::ActionId;
use crate::compile_flags::CompileFlags;
use crate::ingredients::{Ingredients, Part, Reason};
use crate::modinfo;
use crate::package::{Kind, Package, PackageId};
use crate::shell::joined;
use crate::tools::{CompileJob, Compiled, NotCompiled};
use goobj::write::{ArchiveWriter, MemberAttributes};
use instrument::Instrumented;
use objtool::buildid;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Everything the archive of a package is made from.
#[derive(Hash)]
struct MadeFrom<'s> {
    compiler: &'s str,
    assembler: Option<&'s String>,
    package: String,
    name: &'s str,
    origin: Origin,
    flags: &'s CompileFlags,
    /// The folder whose name is in the list of blocks.
    counted_folder: Option<&'s Path>,
    /// What a program says about its own build.
    facts: Option<String>,
    /// Names and hashes of files.
    files: Vec<(&'s str, [u8; 32])>,
    /// The text of a program that runs tests.
    generated: Option<&'s String>,
    /// The profile it is compiled with.
    profile: Option<[u8; 32]>,
    /// The packages below and their interfaces.
    imports: BTreeMap<String, &'s str>,
}

impl MadeFrom<'_> {
    /// The same part by part, for people.
    fn ingredients(&self, key: &ActionId) -> Ingredients {
        // A part that is added to either has to be named here, too.
        let MadeFrom {
            compiler,
            assembler,
            package,
            name,
            origin,
            flags,
            counted_folder,
            facts,
            files,
            generated,
            profile,
            imports,
        } = self;
        let CompileFlags {
            target,
            path,
            language,
            standard,
            complete,
            omit_debug,
            trimpath,
            cover,
            user,
            user_asm,
            debug,
        } = flags;
        let mut all = Ingredients::of(key);
        files.iter().for_each(|(name, hash)| all.add(Part::File, *name, base::hex(hash)));
        imports.iter().for_each(|(path, interface)| all.add(Part::Interface, path, interface));
        let settings: [(&str, &dyn std::fmt::Debug); 19] = [
            ("the package", package),
            ("the package's name", name),
            ("the folder", origin),
            ("GOOS", &target.os),
            ("GOARCH", &target.arch),
            ("the processor's level", &target.level),
            ("GOEXPERIMENT", &target.experiments),
            ("the version of Go", &target.version),
            ("the path in objects", path),
            ("the language version", language),
            ("-std", standard),
            ("-complete", complete),
            ("omitted debug information", omit_debug),
            ("-trimpath", trimpath),
            ("-cover", cover),
            ("-gcflags", user),
            ("-asmflags", user_asm),
            ("what developers ask of the compiler", debug),
            ("the folder of counted files", counted_folder),
        ];
        settings.iter().for_each(|(name, value)| all.setting(name, *value));
        all.add(Part::Opaque, "the compiler", compiler);
        all.add(Part::Opaque, "the assembler", assembler.map(String::as_str).unwrap_or_default());
        all.add(Part::Opaque, "what is written down of the build", ActionId::of("text", facts).text());
        all.add(Part::Opaque, "the program that runs tests", ActionId::of("text", generated).text());
        all.add(Part::Opaque, "the profile", profile.map(|hash| base::hex(&hash)).unwrap_or_default());
        all
    }
}

/// What names of files in objects begin with.
#[derive(Debug, Hash)]
enum Origin {
    /// `$GOROOT`, or an import path.
    Nowhere,
    /// The folder of the package.
    Folder(PathBuf),
    /// A module and its version.
    Module(String, String),
}

impl Origin {
    fn of(package: &Package, trimpath: bool) -> Origin {
        match &package.module {
            Some(m) if trimpath => Origin::Module(m.path.clone(), m.version.clone().unwrap_or_default()),
            _ if trimpath || package.standard => Origin::Nowhere,
            _ => Origin::Folder(package.dir.clone()),
        }
    }
}

/// A package on its way.
pub(crate) struct Step<'s> {
    id: PackageId,
    pub(crate) package: &'s Package,
    /// Its work directory.
    pub(crate) dir: PathBuf,
    flags: &'s CompileFlags,
    /// The directory of its Go files.
    source: PathBuf,
    action: ActionId,
    /// The build id until the contents are known.
    build_id: String,
    /// What it is made from.
    ingredients: Ingredients,
}

/// Which files the compiler is given beside the sources.
struct Given {
    symabis: bool,
    embeds: bool,
    coverage: bool,
    profile: Option<PathBuf>,
}

impl Run<'_, '_> {
    /// Gets the archive of a package from the cache or makes it.
    pub(crate) fn compile(&self, id: PackageId) -> Result<Built, Failed> {
        let b = self.builder;
        let package = &b.graph.packages[id];
        if package.go_files.is_empty() && package.kind != Kind::TestMain {
            let excluded = !package.ignored_go_files.is_empty();
            let reason = if excluded { "build constraints exclude all Go files" } else { "no non-test Go files" };
            let (path, dir) = (package.description(), package.dir.display());
            return Err(Failed(format!("{path}: {reason} in {dir}\n")));
        }
        let wrong = crate::godebug::check_directives(
            (b.options.target.release, &b.options.target.version),
            &package.dir,
            &package.debug,
        );
        if !wrong.is_empty() {
            return Err(Failed(b.shell.report(&package.description(), &package.dir, &b.options.cwd, &wrong)));
        }
        let flags = CompileFlags::of(package, b.options);
        let (index, again) = (self.plan.compile_of(id), b.options.again.contains(&id));
        let made_from = b.timings.time("build.key", || self.made_from(id, &flags))?;
        let action = ActionId::of("compile", &made_from);
        if !(b.options.force || again)
            && let Some(built) = b.timings.time("build.cached", || self.cached(action, package))
        {
            self.explain(index, || Reason::UpToDate);
            return Ok(built);
        }
        let ingredients = made_from.ingredients(&action);
        self.explain(index, || match (b.options.force, again) {
            (true, _) => Reason::Forced,
            (_, true) => Reason::Watched,
            _ => self.why_made("archive", id, &ingredients),
        });
        // The archive has to be made.
        if b.options.verbose {
            b.shell.print(&format!("{}\n", package.import_path));
        }
        let build_id = format!("{0}/{0}", action.text());
        let dir = b.directory(self.plan, id);
        let source = if package.generated.is_some() { dir.clone() } else { package.dir.clone() };
        let step = Step { id, package, dir, source, flags: &flags, action, build_id, ingredients };
        if b.keeps_files() || package.cover.is_some() || !package.s_files.is_empty() || package.generated.is_some() {
            b.shell.mkdir(&step.dir)?;
        }
        if let Some(text) = package.generated.as_ref().filter(|_| !b.options.dry) {
            b.shell.write_quietly(&step.dir.join(crate::testmain::FILE), text.as_bytes())?;
        }
        let symabis = b.timings.time("build.symabis", || self.symabis(&step))?;
        let instrumented = b.timings.time("build.cover", || self.instrument(&step))?;
        let counted = instrumented.as_ref();
        let compile = || self.run_compiler(&step, symabis.as_deref(), counted);
        let (compiled, messages) = b.timings.time("build.compile", compile)?;
        let objects = b.timings.time("build.assemble", || self.assemble(&step))?;
        let archive = self.pack(&step, compiled.archive, &objects)?;
        b.timings.time("build.store", || self.store(&step, archive, messages, counted))
    }

    /// Everything that the key of a package's archive is made from.
    fn made_from<'s>(&'s self, id: PackageId, flags: &'s CompileFlags) -> Result<MadeFrom<'s>, Failed> {
        let b = self.builder;
        let package = &b.graph.packages[id];
        let names = [&package.go_files, &package.h_files, &package.s_files, &package.syso_files];
        let names = names.into_iter().flatten().chain(&package.embeds.files);
        let files = names.filter(|_| package.generated.is_none()).map(|name| {
            let file = package.dir.join(name);
            let hash = b.cache.hashes().of(&file);
            let hash = hash.map_err(|e| Failed(format!("go: {}\n", crate::io_text("open", &file, &e))))?;
            Ok((name.as_str(), hash))
        });
        let imports = b
            .graph
            .below(id)
            .into_iter()
            .filter_map(|dep| Some((b.graph.packages[dep].description(), self.interface_of(dep)?)));
        // The numbers of packages depend on what else is built.
        let imports = BTreeMap::from_iter(imports);
        Ok(MadeFrom {
            compiler: &b.ids.compile,
            assembler: (!package.s_files.is_empty()).then_some(&b.ids.asm),
            package: package.description(),
            name: &package.name,
            origin: Origin::of(package, flags.trimpath),
            flags,
            counted_folder: flags.cover.filter(|_| instrument::is_local(package)).map(|_| package.dir.as_path()),
            facts: (package.name == "main").then(|| modinfo::lines(b.graph, id, b.options)),
            files: files.collect::<Result<_, Failed>>()?,
            generated: package.generated.as_ref(),
            profile: self.profile_hash(package)?,
            imports,
        })
    }

    /// The archive of an earlier build, with what the compiler said then.
    fn cached(&self, action: ActionId, package: &Package) -> Option<Built> {
        let b = self.builder;
        let output = b.cache.get(&action)?;
        let build_id = buildid::read(&output.bytes).ok()?;
        let same_action = build_id.strip_prefix(&action.text()).is_some_and(|rest| rest.starts_with('/'));
        if !same_action {
            return None;
        }
        let wants_blocks = package.cover.is_some_and(|c| c.meta);
        let blocks = wants_blocks.then(|| b.cache.get(&action.subkey("blocks")));
        if matches!(blocks, Some(None)) {
            return None;
        }
        let is_page_wanted = !b.options.debug.function.is_empty();
        if is_page_wanted && b.cache.get(&action.subkey("stdout")).is_some_and(|m| !m.bytes.is_empty()) {
            // It said where the page of a function is, which is written again.
            return None;
        }
        self.repeat_messages(&action);
        let interface = self.interface(&output.bytes, &build_id);
        let blocks = blocks.flatten().filter(|b| !b.bytes.is_empty()).map(|b| b.file);
        Some(Built { action, build_id, file: output.file, interface, blocks })
    }

    /// What importers depend on: all of the archive, where the compiler does not know better.
    fn interface(&self, archive: &[u8], build_id: &str) -> String {
        let known = self.builder.toolchain.interface(archive);
        known.unwrap_or_else(|| build_id.rsplit_once('/').map_or("", |(_, content)| content).to_owned())
    }

    /// Reads the assembly files for their names; gives what they define and refer to.
    fn symabis(&self, step: &Step<'_>) -> Result<Option<Vec<u8>>, Failed> {
        if step.package.s_files.is_empty() {
            return Ok(None);
        }
        let b = self.builder;
        let file = step.dir.join("symabis");
        let mut args = self.asm_args(step);
        args.extend(["-gensymabis".to_owned(), "-o".to_owned(), text(&file)]);
        args.extend(step.package.s_files.iter().map(|f| text(&step.package.dir.join(f))));
        b.shell.write(&step.dir.join("go_asm.h"), b"")?;
        self.run_assembler(step, &args)?;
        match b.options.dry {
            true => Ok(Some(Vec::new())),
            false => Ok(Some(std::fs::read(&file).map_err(|e| Failed(crate::io_text("open", &file, &e) + "\n"))?)),
        }
    }

    /// Runs the compiler; gives the archive and messages that go with it.
    fn run_compiler(
        &self,
        step: &Step<'_>,
        symabis: Option<&[u8]>,
        counted: Option<&Instrumented>,
    ) -> Result<(Compiled, String), Failed> {
        let b = self.builder;
        let importcfg = self.importcfg(step);
        if b.keeps_files() {
            b.shell.write(&step.dir.join("importcfg"), importcfg.as_bytes())?;
        }
        let embeds = (!step.package.embeds.files.is_empty()).then_some(&step.package.embeds);
        if let Some(embeds) = embeds.filter(|_| b.keeps_files()) {
            b.shell.write(&step.dir.join("embedcfg"), embeds.config(&step.package.dir).as_bytes())?;
        }
        let files = counted.map_or(&step.package.go_files, |c| &c.files);
        let profile = self.profile(step.package)?;
        let given =
            Given { symabis: symabis.is_some(), embeds: embeds.is_some(), coverage: counted.is_some(), profile };
        let args = self.compile_args(step, &given, files);
        b.shell.show(
            Some(&b.options.cwd),
            &joined([&*b.tool("compile")].into_iter().chain(args.iter().map(String::as_str))),
        );
        if b.options.dry {
            return Ok((Compiled::default(), String::new()));
        }
        let mut ids = b.graph.below(step.id);
        ids.sort();
        let archive = |id| self.archive(id).map(|built| built.file.as_path());
        let below: Vec<_> =
            ids.into_iter().filter(|id| self.interface_of(*id).is_some()).map(|id| (id, archive(id))).collect();
        let importable = |interface: String| {
            if b.imports_early() {
                self.note_importable(step.id, interface);
            }
        };
        let job = CompileJob {
            id: step.id,
            package: step.package,
            files,
            dir: &step.source,
            below: &below,
            path: &step.flags.path,
            settings: step.flags,
            trimpath: &self.trimpath(step),
            flags: &step.flags.user,
            args: &args,
            symabis,
            wants_header: symabis.is_some(),
            embeds,
            coverage: counted.map(|c| &*c.config),
            build_id: &step.build_id,
            importable: &importable,
        };
        let report = |t: &str| b.shell.report(&step.package.description(), &step.package.dir, &b.options.cwd, t);
        let compiled = b.toolchain.compile(&job).map_err(|e| match e {
            NotCompiled::Wrong(text) => Failed(report(&text)),
            NotCompiled::Bug(text) => {
                self.note_bug();
                Failed(report(&text))
            }
        })?;
        let messages = if compiled.messages.is_empty() { String::new() } else { report(&compiled.messages) };
        if !messages.is_empty() {
            b.shell.print(&messages);
        }
        if symabis.is_some() {
            b.shell.write_quietly(&step.dir.join("go_asm.h"), &compiled.header)?;
        }
        Ok((compiled, messages))
    }

    /// The archives of the packages that this one imports, as the compiler is told.
    fn importcfg(&self, step: &Step<'_>) -> String {
        let mut out = String::from("# import config\n");
        for (from, to) in step.package.object_import_map() {
            _ = writeln!(out, "importmap {from}={to}");
        }
        for &dep in &step.package.deps {
            if let Some(built) = self.archive(dep) {
                let path = &self.builder.graph.packages[dep].import_path;
                _ = writeln!(out, "packagefile {path}={}", built.file.display());
            }
        }
        out
    }

    fn compile_args(&self, step: &Step<'_>, given: &Given, files: &[String]) -> Vec<String> {
        let (b, flags) = (self.builder, step.flags);
        let mut args: Vec<String> = Vec::new();
        let mut add = |words: &[&str]| args.extend(words.iter().map(|w| (*w).to_owned()));
        let file = |name: &str| text(&step.dir.join(name));
        add(&["-o", &file("_pkg_.a"), "-trimpath", &self.trimpath(step), "-p", &flags.path]);
        add(&[&format!("-lang={}", flags.language)]);
        if flags.standard {
            add(&["-std"]);
        }
        if flags.complete {
            add(&["-complete"]);
        }
        add(&["-buildid", &step.build_id]);
        if flags.omit_debug {
            add(&["-dwarf=false"]);
        }
        add(&["-goversion", &flags.target.version]);
        if given.symabis {
            add(&["-symabis", &file("symabis")]);
        }
        if given.coverage {
            add(&[&format!("-coveragecfg={}", file("coveragecfg"))]);
        }
        if let Some(profile) = &given.profile {
            add(&[&format!("-pgoprofile={}", profile.display())]);
        }
        // One compiler at a time may use all processors.
        let limit = if b.options.parallel == 1 { usize::MAX } else { 4 };
        add(&[&format!("-c={}", b.options.processors.clamp(1, limit))]);
        flags.user.iter().for_each(|f| add(&[f]));
        add(&["-nolocalimports", "-importcfg", &file("importcfg")]);
        if given.embeds {
            add(&["-embedcfg", &file("embedcfg")]);
        }
        add(&["-pack"]);
        if given.symabis {
            add(&["-asmhdr", &file("go_asm.h")]);
        }
        files.iter().for_each(|f| add(&[&text(&step.source.join(f))]));
        args
    }

    /// What file names in objects leave out or replace.
    fn trimpath(&self, step: &Step<'_>) -> String {
        let package = step.package;
        let mut out = String::new();
        if step.flags.trimpath {
            out = format!("{}=>{};", package.dir.display(), trimmed_folder(package));
        }
        out + &text(&step.dir) + "=>"
    }

    fn asm_args(&self, step: &Step<'_>) -> Vec<String> {
        let dir = text(&step.dir) + "/";
        let include = text(&self.builder.options.goroot.join("pkg/include"));
        let trimpath = self.trimpath(step);
        let fixed = ["-p", &step.flags.path, "-trimpath", &trimpath, "-I", &dir, "-I", &include];
        fixed.into_iter().map(str::to_owned).chain(step.flags.asm_defines()).collect()
    }

    fn run_assembler(&self, step: &Step<'_>, args: &[String]) -> Result<(), Failed> {
        let (b, dir) = (self.builder, &step.package.dir);
        let tool = b.tool("asm");
        // File names are shown relative to the directory, as the directory itself is.
        b.shell.show(Some(dir), &joined([&*tool].into_iter().chain(args.iter().map(String::as_str))));
        if b.options.dry {
            return Ok(());
        }
        let report = |t: &str| b.shell.report(&step.package.description(), dir, &b.options.cwd, t);
        let messages = b.toolchain.assemble(dir, args).map_err(|t| Failed(report(&t)))?;
        if !messages.is_empty() {
            b.shell.print(&report(&messages));
        }
        Ok(())
    }

    /// Assembles every file; gives the objects.
    fn assemble(&self, step: &Step<'_>) -> Result<Vec<PathBuf>, Failed> {
        let mut objects = Vec::new();
        for name in &step.package.s_files {
            let object = step.dir.join(format!("{}.o", name.strip_suffix(".s").unwrap_or(name)));
            let mut args = self.asm_args(step);
            args.extend(["-o".to_owned(), text(&object), text(&step.package.dir.join(name))]);
            self.run_assembler(step, &args)?;
            objects.push(object);
        }
        objects.extend(step.package.syso_files.iter().map(|f| step.package.dir.join(f)));
        Ok(objects)
    }

    /// Puts the objects into the archive.
    fn pack(&self, step: &Step<'_>, archive: Vec<u8>, objects: &[PathBuf]) -> Result<Vec<u8>, Failed> {
        let b = self.builder;
        if objects.is_empty() {
            return Ok(archive);
        }
        let target = text(&step.dir.join("_pkg_.a"));
        let names: Vec<String> = objects.iter().map(|o| text(o)).collect();
        let words = [&*b.tool("pack"), "r", &target].map(str::to_owned).into_iter().chain(names).collect::<Vec<_>>();
        b.shell.show(None, &format!("{} # internal", joined(words.iter().map(String::as_str))));
        if b.options.dry {
            return Ok(archive);
        }
        let mut writer = ArchiveWriter::append_to(archive);
        for object in objects {
            let bytes = std::fs::read(object).map_err(|e| Failed(crate::io_text("open", object, &e) + "\n"))?;
            let name: String = object.file_name().unwrap_or_default().to_string_lossy().chars().take(16).collect();
            writer.add(&name, MemberAttributes::default(), &bytes);
        }
        Ok(writer.finish())
    }

    /// Puts the list of a package's blocks into the cache, or, if that cannot be written, beside the archive.
    fn store_blocks(&self, step: &Step<'_>, counted: Option<&Instrumented>) -> Option<PathBuf> {
        let wants = step.package.cover.is_some_and(|c| c.meta);
        let blocks = counted.and_then(|c| c.meta.as_deref()).unwrap_or_default();
        let stored = wants.then(|| self.builder.cache.put(&step.action.subkey("blocks"), blocks));
        let beside = || step.dir.join(instrument::meta_file_name(&step.package.import_path));
        stored.filter(|_| !blocks.is_empty()).map(|file| file.unwrap_or_else(|_| beside()))
    }

    /// Writes the final build id into the archive and puts it into the cache.
    fn store(
        &self,
        step: &Step<'_>,
        mut archive: Vec<u8>,
        messages: String,
        counted: Option<&Instrumented>,
    ) -> Result<Built, Failed> {
        let b = self.builder;
        let file = step.dir.join("_pkg_.a");
        b.shell.show(None, &format!("{} # internal", joined([&*b.tool("buildid"), "-w", &text(&file)])));
        if b.options.dry {
            let interface = String::new();
            return Ok(Built { action: step.action, build_id: step.build_id.clone(), file, interface, blocks: None });
        }
        let (places, hash) = buildid::find_and_hash(&archive, &step.build_id);
        let build_id = format!("{}/{}", step.action.text(), buildid::hash_text(&hash));
        for place in places {
            archive[place..place + build_id.len()].copy_from_slice(build_id.as_bytes());
        }
        if b.keeps_files() {
            b.shell.write_quietly(&file, &archive)?;
            b.shell.show(None, &format!("cp {} {} # internal", file.display(), b.cache.place_of(&archive).display()));
        }
        if !messages.is_empty() {
            let _ = b.cache.put(&step.action.subkey("stdout"), messages.as_bytes());
        }
        let blocks = self.store_blocks(step, counted);
        self.keep_ingredients("archive", step.id, &step.ingredients);
        let file = match b.cache.put(&step.action, &archive) {
            Ok(stored) if !b.keeps_files() => stored,
            Err(_) if !b.keeps_files() => {
                // A cache that cannot be written only means that the next build has more to do.
                std::fs::create_dir_all(&step.dir)?;
                b.shell.write_quietly(&file, &archive)?;
                file
            }
            _ => file,
        };
        let interface = self.interface(&archive, &build_id);
        debug_assert!(self.interface_of(step.id).is_none_or(|told| told == interface), "{}", step.package.import_path);
        Ok(Built { action: step.action, build_id, file, interface, blocks })
    }
}

/// What `-trimpath` shows instead of a package's folder.
pub fn trimmed_folder(package: &Package) -> String {
    // Files of tests lie in the folder of what they test.
    let path = match (&package.for_test, package.kind) {
        (Some(tested), Kind::ExternalTest | Kind::TestMain) => tested,
        _ => &package.import_path,
    };
    match &package.module {
        Some(module) if module.version.is_some() => {
            let below = path.strip_prefix(&module.path).unwrap_or_default();
            format!("{}@{}{below}", module.path, module.version.as_deref().unwrap_or_default())
        }
        _ => path.clone(),
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
