//! What a command compiles for. In: [`Settings`], the environment and its files as they were when the
//! command began. Out: a [`Target`], read and checked once, handed down as a value from there; nothing
//! below the command line reads the environment again.
//!
//! Equal targets give equal code: everything of a target is part of what it hashes to, and keys of
//! caches are made of that hash, so a new field cannot be forgotten there.
//! Authority: GOROOT `internal/buildcfg/cfg.go`, `cmd/go/internal/cfg/cfg.go`, `internal/platform/zosarch.go`.

#![warn(clippy::disallowed_methods)]
#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests look at what they made"))]

mod level;
mod platform;
mod settings;

pub use level::Level;
pub use platform::is_platform;
pub use settings::Settings;

use base::host;
use release::Release;
use release::experiments::{self, Experiments};

/// What code is made for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// GOOS. Any name is one: packages can be listed for systems that nothing is compiled for.
    pub os: String,
    /// GOARCH, likewise.
    pub arch: String,
    /// The level of the processor: GOAMD64 and its like.
    pub level: Level,
    /// GOEXPERIMENT.
    pub experiments: Experiments,
    /// The version of the library, `go1.23.9`.
    pub version: String,
    /// Its release.
    pub release: Release,
}

/// Why a target cannot be had, without the name of the program that says it. The exit code is 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "go: {}", self.0)
    }
}

impl std::error::Error for Refusal {}

/// Experiments that change code or objects in a way that the compiler and the linker do not follow.
const UNSUPPORTED: &[&str] =
    &["preemptibleloops", "boringcrypto", "cgocheck2", "aliastypeparams", "noswissmap", "nodwarf5"];

impl Default for Target {
    /// The target of a command that nobody told anything.
    fn default() -> Self {
        Target::of(Release::default())
    }
}

impl Target {
    /// The target for a release when nothing else is said.
    pub fn of(release: Release) -> Target {
        Target {
            os: host::OS.to_owned(),
            arch: host::ARCH.to_owned(),
            level: Level::default_of(host::ARCH),
            experiments: Experiments::of(release),
            version: release.version.to_owned(),
            release,
        }
    }
    /// Reads the target from settings, for the library of a version. Errors are values that no target has.
    pub fn read(settings: &Settings, version: &str) -> Result<Target, Refusal> {
        let release = Release::of_version(version);
        let release = release.ok_or_else(|| Refusal(format!("oxigo does not know the release of {version}")))?;
        let arch = settings.get("GOARCH").unwrap_or(host::ARCH);
        let experiments = settings.get("GOEXPERIMENT").unwrap_or_default();
        Ok(Target {
            os: settings.get("GOOS").unwrap_or(host::OS).to_owned(),
            arch: arch.to_owned(),
            level: Level::read(arch, settings).map_err(Refusal)?,
            experiments: experiments::parse(release, arch, experiments).map_err(Refusal)?,
            version: version.to_owned(),
            release,
        })
    }

    /// Whether programs for this target can be made. Errors are those of the official command for pairs
    /// of names that are no platform, and one sentence for what only it can do.
    pub fn check(&self) -> Result<(), Refusal> {
        self.check_platform()?;
        let pair = format!("{}/{}", self.os, self.arch);
        if pair != host::PLATFORM {
            return Err(Refusal(format!("oxigo compiles for {} only, not for {pair}", host::PLATFORM)));
        }
        match self.experiments.changed.split(',').find(|name| UNSUPPORTED.contains(name)) {
            Some(name) => Err(Refusal(format!("GOEXPERIMENT={name} is not supported by oxigo"))),
            None => Ok(()),
        }
    }

    /// Whether system and architecture are a platform of Go.
    pub fn check_platform(&self) -> Result<(), Refusal> {
        match is_platform(&self.os, &self.arch) {
            true => Ok(()),
            false => Err(Refusal(format!("unsupported GOOS/GOARCH pair {}/{}", self.os, self.arch))),
        }
    }

    /// Tags of the toolchain: `goexperiment.regabiargs`, `amd64.v1`.
    pub fn tool_tags(&self) -> Vec<String> {
        let enabled = self.experiments.enabled.split(',').filter(|name| !name.is_empty());
        let mut tags: Vec<String> = enabled.map(|name| format!("goexperiment.{name}")).collect();
        tags.extend(self.level.tags(&self.arch));
        tags
    }

    /// The release is go1.`minor`.
    pub fn minor(&self) -> u32 {
        self.release.minor
    }

    /// The first line of objects, without the newline.
    pub fn header_line(&self) -> String {
        self.release.header_line_with(&self.level.value, &self.experiments.enabled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Target, Refusal> {
        Target::read(&Settings::of(variables, "", ""), Release::default().version)
    }

    fn refusal(variables: &[(&str, &str)]) -> String {
        read(variables).and_then(|t| t.check()).map_or_else(|e| e.to_string(), |()| "fine".to_owned())
    }

    #[test]
    fn nothing_said() {
        let target = read(&[]).unwrap();
        assert_eq!(target, Target::default());
        assert_eq!((target.minor(), target.header_line()), (23, Release::default().header_line("v1")));
        let tags = ["goexperiment.regabiwrappers", "goexperiment.regabiargs", "goexperiment.coverageredesign"];
        assert_eq!(target.tool_tags(), [&tags[..], &["amd64.v1"]].concat());
    }

    #[test]
    fn levels_and_experiments_are_tags() {
        let target = read(&[("GOAMD64", "v3"), ("GOEXPERIMENT", "arenas,nocoverageredesign")]).unwrap();
        assert_eq!(
            target.tool_tags().join(" "),
            "goexperiment.regabiwrappers goexperiment.regabiargs goexperiment.arenas amd64.v1 amd64.v2 amd64.v3"
        );
        assert!(target.header_line().contains("GOAMD64=v3 X:regabiwrappers,regabiargs,arenas"));
    }

    #[test]
    fn refusals() {
        let table = [
            (("GOOS", "plan10"), "go: unsupported GOOS/GOARCH pair plan10/amd64"),
            (("GOARCH", "bogus"), "go: unsupported GOOS/GOARCH pair linux/bogus"),
            (("GOOS", "windows"), "go: oxigo compiles for linux/amd64 only, not for windows/amd64"),
            (("GOAMD64", "v9"), "go: invalid GOAMD64: must be v1, v2, v3, v4"),
            (("GOEXPERIMENT", "bogus"), "go: unknown GOEXPERIMENT bogus"),
            (("GOEXPERIMENT", "loopvar,rangefunc"), "fine"),
            (("GOEXPERIMENT", "cgocheck2"), "go: GOEXPERIMENT=cgocheck2 is not supported by oxigo"),
            (("GOEXPERIMENT", "nocoverageredesign,heapminimum512kib"), "fine"),
            (("GOARM", "99"), "fine"),
        ];
        for (variable, want) in table {
            assert_eq!(refusal(&[variable]), want, "{variable:?}");
        }
    }
}
