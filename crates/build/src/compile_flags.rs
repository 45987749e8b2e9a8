//! What the compiler and the assembler are told of a package beside its files. In: a package and the options of
//! the build. Out: [`CompileFlags`], from which both the key of its archive and the printed command line
//! are made, so that nothing can be told without being part of the key.
//! Authority: GOROOT `cmd/go/internal/work/{gc,exec}.go`.

use crate::covering::Cover;
use crate::options::{CompilerDebug, Options};
use crate::package::Package;
use release::Release;
use target::Target;

/// Flags of one package.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CompileFlags {
    /// What code is made for.
    pub target: Target,
    /// `-p`: the import path in objects.
    pub path: String,
    /// `-lang`, before what the user's flags say.
    pub language: String,
    /// `-std`: part of the library.
    pub standard: bool,
    /// `-complete`: all functions have bodies in Go files.
    pub complete: bool,
    /// `-dwarf=false`.
    pub omit_debug: bool,
    /// `-trimpath` of the build: no name of a folder stays in objects.
    pub trimpath: bool,
    /// How it is counted.
    pub cover: Option<Cover>,
    /// The user's flags for this package.
    pub user: Vec<String>,
    /// The user's flags for its assembly.
    pub user_asm: Vec<String>,
    /// What developers ask for through the environment.
    pub debug: CompilerDebug,
}

/// Whether a package is a program made without tables for debuggers. Package runtime's tests want them.
pub(crate) fn omits_debug(package: &Package, options: &Options) -> bool {
    let is_program = package.object_path() == "main" && package.is_root;
    options.omit_debug && is_program && package.import_path != "runtime.test"
}

impl CompileFlags {
    /// The flags of a package.
    pub fn of(package: &Package, options: &Options) -> CompileFlags {
        CompileFlags {
            target: options.target.clone(),
            path: package.object_path().to_owned(),
            language: package.language.clone(),
            standard: package.standard,
            complete: is_complete(options.target.release, package),
            omit_debug: omits_debug(package, options),
            trimpath: options.trimpath,
            cover: package.cover,
            user: options.gcflags.of(package).to_vec(),
            user_asm: options.asmflags.of(package).to_vec(),
            debug: options.debug.clone(),
        }
    }

    /// Macros that assembly sees, as arguments of the assembler, with the user's flags where they belong.
    pub(crate) fn asm_defines(&self) -> Vec<String> {
        let target = &self.target;
        let define = |macro_name: String| ["-D".to_owned(), macro_name];
        let mut args = [format!("GOOS_{}", target.os), format!("GOARCH_{}", target.arch)].map(define).concat();
        args.extend(self.user_asm.iter().cloned());
        if self.standard && target.release.linkname_std {
            args.push("-std".to_owned());
        }
        args.extend(define(format!("{}_{}", target.level.variable, target.level.value)));
        args
    }
}

/// Whether all functions of a package have bodies in its Go files.
pub fn is_complete(release: Release, package: &Package) -> bool {
    package.s_files.is_empty()
        && package.syso_files.is_empty()
        && !(package.standard && release.may_be_incomplete(&package.import_path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::ActionId;
    use std::collections::HashSet;
    use target::Level;

    fn flags() -> CompileFlags {
        CompileFlags {
            target: Target::default(),
            path: "p".to_owned(),
            language: "go1.23".to_owned(),
            standard: false,
            complete: true,
            omit_debug: false,
            trimpath: false,
            cover: None,
            user: Vec::new(),
            user_asm: Vec::new(),
            debug: CompilerDebug::default(),
        }
    }

    /// The same flags with one field changed, once for every field.
    fn changed() -> Vec<CompileFlags> {
        // A new field does not compile here until it is named, and then belongs in the list below.
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
        } = flags();
        let CompilerDebug { keys, function, folder } = debug.clone();
        let Target { os, arch, level, experiments, version, release } = target.clone();
        let newer = release::Release::all().find(|r| *r != release).expect("another release");
        let words = |list: &Vec<String>| [list.clone(), vec!["-x".to_owned()]].concat();
        let targets = [
            Target { os: os + "x", ..Target::default() },
            Target { arch: arch + "x", ..Target::default() },
            Target { level: Level { value: "v3".to_owned(), ..level }, ..Target::default() },
            Target {
                experiments: release::experiments::Experiments { enabled: "arenas".to_owned(), ..experiments },
                ..Target::default()
            },
            Target { version: version + "x", ..Target::default() },
            Target { release: newer, ..Target::default() },
        ];
        let mut all: Vec<CompileFlags> = targets.into_iter().map(|target| CompileFlags { target, ..flags() }).collect();
        all.extend([
            CompileFlags { path: path + "x", ..flags() },
            CompileFlags { language: language + "x", ..flags() },
            CompileFlags { standard: !standard, ..flags() },
            CompileFlags { complete: !complete, ..flags() },
            CompileFlags { omit_debug: !omit_debug, ..flags() },
            CompileFlags { trimpath: !trimpath, ..flags() },
            CompileFlags { cover: cover.or(Some(Cover { mode: crate::CoverMode::Set, meta: false })), ..flags() },
            CompileFlags { user: words(&user), ..flags() },
            CompileFlags { user_asm: words(&user_asm), ..flags() },
            CompileFlags { debug: CompilerDebug { keys: keys + "x", ..debug.clone() }, ..flags() },
            CompileFlags { debug: CompilerDebug { function: function + "x", ..debug.clone() }, ..flags() },
            CompileFlags { debug: CompilerDebug { folder: folder + "x", ..debug }, ..flags() },
        ]);
        all
    }

    #[test]
    fn every_field_is_part_of_the_key() {
        let keys: HashSet<ActionId> =
            changed().iter().chain([&flags()]).map(|flags| ActionId::of("test", flags)).collect();
        assert_eq!(keys.len(), changed().len() + 1);
        assert_eq!(ActionId::of("test", &flags()), ActionId::of("test", &flags()));
        assert_ne!(ActionId::of("test", &flags()), ActionId::of("other", &flags()));
    }

    #[test]
    fn assembly_sees_the_target() {
        let mut flags = flags();
        flags.user_asm = vec!["-D".to_owned(), "X".to_owned()];
        assert_eq!(flags.asm_defines().join(" "), "-D GOOS_linux -D GOARCH_amd64 -D X -D GOAMD64_v1");
        let newest = release::Release::of_version("go1.27.3").expect("a release of ours");
        let library = CompileFlags { standard: true, target: Target::of(newest), ..flags };
        assert_eq!(library.asm_defines().join(" "), "-D GOOS_linux -D GOARCH_amd64 -D X -std -D GOAMD64_v1");
    }
}
