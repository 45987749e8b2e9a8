//! Experiments of a release: what `GOEXPERIMENT` switches. Objects carry the list of those
//! enabled and are linked only with objects of the same list (facts: `internal/goexperiment`,
//! `internal/buildcfg/exp.go`).

use crate::{DebugFormat, Release};

/// The experiments of a release.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// All in the order of their fields.
    pub names: &'static [&'static str],
    /// On for amd64 without being asked for, in the same order.
    pub baseline: &'static [&'static str],
    /// Those of the baseline that need an instruction other architectures lack, and those that have it.
    pub only: &'static [(&'static str, &'static [&'static str])],
}

/// The register ABI: always on for the architectures that have it, never for others.
const REGISTER_ABI: [&str; 2] = ["regabiwrappers", "regabiargs"];
/// The architectures with a register ABI.
const WITH_REGISTER_ABI: [&str; 6] = ["amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64"];

/// A configuration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Experiments {
    /// Names of those enabled, separated by commas.
    pub enabled: String,
    /// Names of those that differ from the release's own choice, with `no` in front of those
    /// switched off; empty when none does.
    pub changed: String,
}

impl Experiments {
    /// What a release chooses for amd64.
    pub fn of(release: Release) -> Experiments {
        Experiments { enabled: release.experiments.baseline_list(), changed: String::new() }
    }
    /// Whether one is enabled.
    pub fn has(&self, name: &str) -> bool {
        self.enabled.split(',').any(|n| n == name)
    }
    /// The form of debug information, which is a choice of its own while a release has the experiment for it.
    pub fn debug_format(&self) -> DebugFormat {
        if self.has("dwarf5") { DebugFormat::Dwarf5 } else { DebugFormat::Dwarf4 }
    }
}

impl Table {
    /// Those on without being asked for, separated by commas.
    pub fn baseline_list(&self) -> String {
        self.baseline.join(",")
    }
    /// Whether one is on for an architecture without being asked for.
    fn is_baseline(&self, arch: &str, name: &str) -> bool {
        let only = self.only.iter().find(|row| row.0 == name);
        self.baseline.contains(&name) && only.is_none_or(|row| row.1.contains(&arch))
    }
}

/// Understands the value of `GOEXPERIMENT` for an architecture.
pub fn parse(release: Release, arch: &str, value: &str) -> Result<Experiments, String> {
    let table = &release.experiments;
    let registers = WITH_REGISTER_ABI.contains(&arch);
    let fixed = |name: &str| REGISTER_ABI.contains(&name).then_some(registers);
    let baseline = |name: &str| fixed(name).unwrap_or_else(|| table.is_baseline(arch, name));
    let mut on: Vec<bool> = table.names.iter().map(|name| baseline(name)).collect();
    for word in value.split(',').filter(|w| !w.is_empty()) {
        if word == "none" {
            on.fill(false);
            continue;
        }
        let (name, state) = word.strip_prefix("no").map_or((word, true), |rest| (rest, false));
        let place = table.names.iter().position(|n| *n == name);
        match place {
            Some(i) => on[i] = state,
            // A name for both parts of the register ABI, which nobody can switch.
            None if name == "regabi" => {}
            None => return Err(format!("unknown GOEXPERIMENT {name}")),
        }
    }
    let states = || table.names.iter().zip(&on).map(|(n, on)| (*n, fixed(n).unwrap_or(*on)));
    let enabled: Vec<&str> = states().filter(|s| s.1).map(|s| s.0).collect();
    let changed: Vec<String> = states()
        .filter(|(n, on)| *on != baseline(n))
        .map(|(n, on)| if on { n.to_string() } else { format!("no{n}") })
        .collect();
    Ok(Experiments { enabled: enabled.join(","), changed: changed.join(",") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let release = Release::default();
        let of = |v: &str| parse(release, "amd64", v).map(|e| (e.enabled, e.changed));
        let list = |e: &str, c: &str| Ok((e.to_string(), c.to_string()));
        assert_eq!(of("rangefunc"), list("regabiwrappers,regabiargs,coverageredesign,rangefunc", "rangefunc"));
        assert_eq!(
            of("arenas,nocoverageredesign"),
            list("regabiwrappers,regabiargs,arenas", "nocoverageredesign,arenas")
        );
        assert_eq!(of("none"), list("regabiwrappers,regabiargs", "nocoverageredesign"));
        assert_eq!(of("noregabi"), list("regabiwrappers,regabiargs,coverageredesign", ""));
        assert_eq!(parse(release, "386", "none,regabi").map(|e| e.enabled), Ok(String::new()));
        assert_eq!(of("x"), Err("unknown GOEXPERIMENT x".into()));
    }

    #[test]
    fn baselines() {
        for release in Release::all() {
            assert_eq!(parse(release, "amd64", ""), Ok(Experiments::of(release)), "{release:?}");
        }
        let newer = Release::of_version("go1.24").unwrap();
        let riscv = parse(newer, "riscv64", "").unwrap().enabled;
        assert!(riscv.ends_with("aliastypeparams,swissmap,synchashtriemap"), "{riscv}");
    }
}
