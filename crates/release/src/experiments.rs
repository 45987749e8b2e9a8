//! Experiments of the release: what `GOEXPERIMENT` switches. Objects carry the list of those
//! enabled and are linked only with objects of the same list (facts: `internal/goexperiment`,
//! `internal/buildcfg/exp.go`).

/// All experiments in the order of their fields.
const NAMES: [&str; 15] = [
    "fieldtrack",
    "preemptibleloops",
    "staticlockranking",
    "boringcrypto",
    "regabiwrappers",
    "regabiargs",
    "heapminimum512kib",
    "coverageredesign",
    "arenas",
    "cgocheck2",
    "loopvar",
    "cacheprog",
    "newinliner",
    "rangefunc",
    "aliastypeparams",
];

/// On without being asked for.
const BASELINE: [&str; 3] = ["regabiwrappers", "regabiargs", "coverageredesign"];
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

impl Default for Experiments {
    fn default() -> Self {
        Experiments { enabled: BASELINE.join(","), changed: String::new() }
    }
}

/// Understands the value of `GOEXPERIMENT` for an architecture.
pub fn parse(arch: &str, value: &str) -> Result<Experiments, String> {
    let registers = WITH_REGISTER_ABI.contains(&arch);
    let fixed = |name: &str| REGISTER_ABI.contains(&name).then_some(registers);
    let baseline = |name: &str| fixed(name).unwrap_or(BASELINE.contains(&name));
    let mut on = NAMES.map(baseline);
    for word in value.split(',').filter(|w| !w.is_empty()) {
        if word == "none" {
            on.fill(false);
            continue;
        }
        let (name, state) = word.strip_prefix("no").map_or((word, true), |rest| (rest, false));
        let place = NAMES.iter().position(|n| *n == name);
        match place {
            Some(i) => on[i] = state,
            // A name for both parts of the register ABI, which nobody can switch.
            None if name == "regabi" => {}
            None => return Err(format!("unknown GOEXPERIMENT {name}")),
        }
    }
    let states = || NAMES.iter().zip(on).map(|(n, on)| (*n, fixed(n).unwrap_or(on)));
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
        let of = |v: &str| parse("amd64", v).map(|e| (e.enabled, e.changed));
        let list = |e: &str, c: &str| Ok((e.to_string(), c.to_string()));
        assert_eq!(parse("amd64", ""), Ok(Experiments::default()));
        assert_eq!(Experiments::default().enabled, crate::object::EXPERIMENTS);
        assert_eq!(of("rangefunc"), list("regabiwrappers,regabiargs,coverageredesign,rangefunc", "rangefunc"));
        assert_eq!(
            of("arenas,nocoverageredesign"),
            list("regabiwrappers,regabiargs,arenas", "nocoverageredesign,arenas")
        );
        assert_eq!(of("none"), list("regabiwrappers,regabiargs", "nocoverageredesign"));
        assert_eq!(of("noregabi"), list("regabiwrappers,regabiargs,coverageredesign", ""));
        assert_eq!(parse("386", "none,regabi").map(|e| e.enabled), Ok(String::new()));
        assert_eq!(of("x"), Err("unknown GOEXPERIMENT x".into()));
    }
}
