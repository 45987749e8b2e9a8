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
/// Always on for this machine.
const FIXED: [&str; 2] = ["regabiwrappers", "regabiargs"];

/// A configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// Understands the value of `GOEXPERIMENT`.
pub fn parse(value: &str) -> Result<Experiments, String> {
    let mut on = NAMES.map(|n| BASELINE.contains(&n));
    for word in value.split(',').filter(|w| !w.is_empty()) {
        if word == "none" {
            on.fill(false);
            continue;
        }
        let (name, state) = word.strip_prefix("no").map_or((word, true), |rest| (rest, false));
        let place = NAMES.iter().position(|n| *n == name);
        match place {
            Some(i) => on[i] = state,
            // A name for both parts of the register ABI, which cannot be switched off here.
            None if name == "regabi" => {}
            None => return Err(format!("unknown GOEXPERIMENT {name}")),
        }
    }
    let states = || NAMES.iter().zip(on).map(|(n, on)| (*n, on || FIXED.contains(n)));
    let enabled: Vec<&str> = states().filter(|s| s.1).map(|s| s.0).collect();
    let changed: Vec<String> = states()
        .filter(|(n, on)| *on != BASELINE.contains(n))
        .map(|(n, on)| if on { n.to_string() } else { format!("no{n}") })
        .collect();
    Ok(Experiments { enabled: enabled.join(","), changed: changed.join(",") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let of = |v: &str| parse(v).map(|e| (e.enabled, e.changed));
        let list = |e: &str, c: &str| Ok((e.to_string(), c.to_string()));
        assert_eq!(parse(""), Ok(Experiments::default()));
        assert_eq!(Experiments::default().enabled, crate::object::EXPERIMENTS);
        assert_eq!(of("rangefunc"), list("regabiwrappers,regabiargs,coverageredesign,rangefunc", "rangefunc"));
        assert_eq!(
            of("arenas,nocoverageredesign"),
            list("regabiwrappers,regabiargs,arenas", "nocoverageredesign,arenas")
        );
        assert_eq!(of("none"), list("regabiwrappers,regabiargs", "nocoverageredesign"));
        assert_eq!(of("noregabi"), list("regabiwrappers,regabiargs,coverageredesign", ""));
        assert_eq!(of("x"), Err("unknown GOEXPERIMENT x".into()));
    }
}
