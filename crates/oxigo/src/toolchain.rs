//! The tools of a build, called in this process: crates `compile`, `asm` and `link`.

use base::timings::Timings;
use build::{Built, Cache, CompileJob, Compiled, Graph, NotCompiled, Options, PackageId, Tool, Toolchain};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Our own tools, for the packages of one graph.
pub(crate) struct InProcess<'a> {
    options: &'a Options,
    #[cfg(not(feature = "official-compiler"))]
    compilers: crate::compilers::Compilers<'a>,
    /// Takes why symbols are in the program that is linked, if that is asked for.
    reasons: Option<&'a std::sync::Mutex<Option<link::why::Reasons>>>,
    id: String,
    #[cfg(feature = "official-compiler")]
    timings: Timings,
}

impl<'a> InProcess<'a> {
    /// Tools for the packages of a graph.
    pub(crate) fn new(graph: &'a Graph, options: &'a Options) -> Self {
        let id = crate::identity::own_hash().unwrap_or_default();
        let _ = graph;
        InProcess {
            options,
            #[cfg(not(feature = "official-compiler"))]
            compilers: crate::compilers::Compilers::new(graph, options, crate::identity::stamp()),
            reasons: None,
            id,
            #[cfg(feature = "official-compiler")]
            timings: Timings::new(),
        }
    }
    /// The same with somebody who is told what becomes of a package when it is compiled.
    #[cfg(not(feature = "official-compiler"))]
    pub(crate) fn watched(self, watched: crate::compiler::Watched<'a>) -> Self {
        InProcess { compilers: self.compilers.watched(watched), reasons: Some(watched.reasons), ..self }
    }
    /// How long the stages took.
    #[cfg(feature = "official-compiler")]
    pub(crate) fn timings(&self) -> &Timings {
        &self.timings
    }
    /// How long the stages took.
    #[cfg(not(feature = "official-compiler"))]
    pub(crate) fn timings(&self) -> &Timings {
        self.compilers.timings()
    }
}

impl Toolchain for InProcess<'_> {
    fn id(&self, tool: Tool) -> String {
        format!("oxigo {} {}", tool.name(), self.id)
    }

    #[cfg(feature = "official-compiler")]
    fn needs_files(&self) -> bool {
        true
    }

    #[cfg(feature = "official-compiler")]
    fn interface(&self, _archive: &[u8]) -> Option<String> {
        None
    }

    #[cfg(not(feature = "official-compiler"))]
    fn interface(&self, archive: &[u8]) -> Option<String> {
        compile::exported::content(archive).map(|content| base::hex(&content))
    }

    #[cfg(feature = "official-compiler")]
    fn compile(&self, job: &CompileJob<'_>) -> Result<Compiled, NotCompiled> {
        crate::official_compiler::compile(self.options, job)
    }

    #[cfg(not(feature = "official-compiler"))]
    fn compile(&self, job: &CompileJob<'_>) -> Result<Compiled, NotCompiled> {
        self.compilers.compile(job)
    }

    fn cover(&self, dir: &Path, args: &[String]) -> Result<(), String> {
        crate::upstream::tool_output("cover", dir, args).map(|_| ())
    }

    fn preprofile(&self, dir: &Path, args: &[String]) -> Result<(), String> {
        crate::upstream::tool_output("preprofile", dir, args).map(|_| ())
    }

    fn vet(&self, dir: &Path, args: &[String]) -> Result<(), String> {
        crate::upstream::tool_output("vet", dir, args).map(|_| ())
    }

    fn official_archive<'b>(
        &self,
        graph: &Graph,
        id: PackageId,
        built: &dyn Fn(PackageId) -> Option<&'b Built>,
        cache: &Cache,
    ) -> Result<PathBuf, String> {
        let stamp = crate::identity::stamp();
        crate::official_archives::archive(&crate::official_archives::Source { stamp, graph, built }, id, cache)
    }

    fn assemble(&self, dir: &Path, args: &[String]) -> Result<String, String> {
        let args: Vec<OsString> = args.iter().map(OsString::from).collect();
        let flags = asm::flags::parse(&args).map_err(|refusal| match refusal {
            asm::flags::Refusal::Usage(why) => format!("asm: {why}"),
            asm::flags::Refusal::Failed(why) | asm::flags::Refusal::Unsupported(why) => why,
        })?;
        let environment = asm::command::Environment {
            dir: dir.to_string_lossy().into_owned(),
            goroot: self.options.goroot.to_string_lossy().into_owned(),
            target: self.options.target.clone(),
        };
        let outcome = asm::command::assemble(&flags, &environment);
        let mut text: String = outcome.messages.iter().map(|m| format!("{m}\n")).collect();
        text += &outcome.listing;
        match outcome.file {
            None => Err(text),
            Some(file) => {
                let out = Path::new(&flags.output);
                std::fs::write(out, file).map_err(|e| format!("asm: {}\n", build::io_text("open", out, &e)))?;
                Ok(text)
            }
        }
    }

    fn link(&self, goroot: &str, args: &[String]) -> Result<String, String> {
        let environment = link::flags::Environment { goroot: goroot.to_owned(), target: self.options.target.clone() };
        match link::flags::parse(args, &environment) {
            Ok(link::flags::Command::Link(request)) => {
                let mut out = String::new();
                let result = match self.reasons {
                    None => link::flags::execute_timed(&request, self.timings(), &mut out),
                    Some(place) => link::flags::execute_explained(&request, self.timings(), &mut out).map(|reasons| {
                        *place.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(reasons);
                    }),
                };
                match result {
                    Ok(()) => Ok(out),
                    Err(e) => Err(out + &e.to_string()),
                }
            }
            Ok(link::flags::Command::Version(_)) => Ok(String::new()),
            Err(link::flags::ParseError::Usage(usage)) => Err(format!("{}\nusage: link [options] main.o", usage.0)),
            Err(link::flags::ParseError::Link(e)) => Err(environment.refusal(&e)),
        }
    }
}
