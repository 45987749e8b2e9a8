//! Builds that our compiler, assembler and linker do not do: for other systems and architectures, with cgo, the race
//! detector or the sanitizers, as position-independent or shared code. The source tree's own tools do them, compiled by
//! oxigo like all of upstream's programs, under the tree's own `go`. In: flags and settings. Out: whether it is such a
//! build. Tools that run below it learn that from a variable, or see it by the target.

use base::host;
use target::{Settings, Target};

/// Says that tools are the tree's own. A user may set it, too.
pub(crate) const VARIABLE: &str = "OXIGO_TOOLCHAIN";
pub(crate) const UPSTREAM: &str = "upstream";

/// What a build with C is told.
pub(crate) const WITH_C: &[(&str, &str)] = &[(VARIABLE, UPSTREAM), ("CGO_ENABLED", "1")];

/// Flags that ask for code which only upstream's tools make.
const FLAGS: &[&str] = &["asan", "linkshared", "msan", "race"];

/// Forms of what is linked that only upstream's linker makes.
const BUILD_MODES: &[&str] = &["c-archive", "c-shared", "pie", "plugin", "shared"];

/// Whether flags (names and values, the last of which counts) and settings ask for what only upstream's tools do.
/// `compiles`: whether code is made.
pub(crate) fn does(settings: &Settings, flags: &[(&str, String)], compiles: bool) -> bool {
    let value = |name: &str| flags.iter().rev().find(|flag| flag.0 == name).map_or("", |flag| &flag.1);
    compiles && is_chosen(settings)
        || settings.get("CGO_ENABLED") == Some("1")
        || FLAGS.iter().any(|name| value(name) == "true")
        || BUILD_MODES.contains(&value("buildmode"))
}

/// Whether packages may use C though nobody has asked for it: whenever there is a C compiler, as officially. What of the
/// library has two forms is nevertheless built without, unless a package outside of the library needs C.
pub(crate) fn may_use_c(settings: &Settings) -> bool {
    let compiler = || match settings.get("CC") {
        Some(_) => true,
        None => std::env::split_paths(settings.process("PATH").unwrap_or_default())
            .any(|dir| base::seen::is_file(&dir.join("gcc"))),
    };
    settings.get("CGO_ENABLED").is_none() && !is_elsewhere(settings) && compiler()
}

fn is_elsewhere(settings: &Settings) -> bool {
    let is = |name: &str, ours: &str| settings.get(name).is_none_or(|value| value == ours);
    !(is("GOOS", host::OS) && is("GOARCH", host::ARCH))
}

/// Whether a tool has to be upstream's.
pub(crate) fn is_chosen(settings: &Settings) -> bool {
    let pair = (settings.get("GOOS").unwrap_or(host::OS), settings.get("GOARCH").unwrap_or(host::ARCH));
    settings.process(VARIABLE) == Some(UPSTREAM)
        || is_elsewhere(settings) && target::is_platform(pair.0, pair.1)
        || settings.get("GOEXPERIMENT").is_some() && has_strange_experiment(settings)
}

/// Whether there is an experiment that our compiler does not know of.
fn has_strange_experiment(settings: &Settings) -> bool {
    let version = crate::goroot::version(settings);
    Target::read(settings, &version).is_ok_and(|target| target.check().is_err())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(variables: &[(&str, &str)], flags: &[(&str, &str)]) -> bool {
        let flags: Vec<(&str, String)> = flags.iter().map(|&(name, value)| (name, value.to_owned())).collect();
        does(&Settings::of(variables, "", ""), &flags, true)
    }

    #[test]
    fn who_makes_what() {
        assert!(!asks(&[], &[]) && !asks(&[("GOOS", "linux"), ("GOARCH", "amd64"), ("CGO_ENABLED", "0")], &[]));
        assert!(asks(&[("GOOS", "windows")], &[]) && asks(&[("GOARCH", "arm")], &[]));
        assert!(asks(&[("CGO_ENABLED", "1")], &[]) && asks(&[(VARIABLE, UPSTREAM)], &[]));
        assert!(asks(&[], &[("race", "true")]) && asks(&[], &[("buildmode", "pie")]));
        assert!(!asks(&[], &[("race", "true"), ("race", "false")]) && !asks(&[], &[("buildmode", "exe")]));
        assert!(!asks(&[("GOOS", "plan10")], &[]), "what is no platform, nobody builds for");
    }
}
