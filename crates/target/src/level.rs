//! Levels of processors: the variable that an architecture has for them, its values, the build tags
//! they set. In: an architecture, settings. Out: a [`Level`]. Authority: GOROOT
//! `internal/buildcfg/cfg.go`, `go help buildconstraint`.

use crate::Settings;

/// The level of a processor.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Level {
    /// Its variable, `GOAMD64`; empty for architectures without levels.
    pub variable: &'static str,
    /// The value of that, `v1`.
    pub value: String,
}

/// An architecture's variable, its values from the lowest on, the default one among them.
struct Row {
    arch: &'static str,
    variable: &'static str,
    values: &'static [&'static str],
    default: &'static str,
    /// Whether a level has all lower ones too.
    cumulative: bool,
}

const fn row(
    arch: &'static str,
    variable: &'static str,
    values: &'static [&'static str],
    default: &'static str,
    cumulative: bool,
) -> Row {
    Row { arch, variable, values, default, cumulative }
}

/// Of `GOARM` and `GOARM64` this is what stands before the first comma; options behind it set no tags.
const ROWS: &[Row] = &[
    row("386", "GO386", &["softfloat", "sse2"], "sse2", false),
    row("amd64", "GOAMD64", &["v1", "v2", "v3", "v4"], "v1", true),
    row("arm", "GOARM", &["5", "6", "7"], "7", true),
    row("arm64", "GOARM64", ARM64, "v8.0", true),
    row("mips", "GOMIPS", &["hardfloat", "softfloat"], "hardfloat", false),
    row("mipsle", "GOMIPS", &["hardfloat", "softfloat"], "hardfloat", false),
    row("mips64", "GOMIPS64", &["hardfloat", "softfloat"], "hardfloat", false),
    row("mips64le", "GOMIPS64", &["hardfloat", "softfloat"], "hardfloat", false),
    row("ppc64", "GOPPC64", &["power8", "power9", "power10"], "power8", true),
    row("ppc64le", "GOPPC64", &["power8", "power9", "power10"], "power8", true),
    row("riscv64", "GORISCV64", &["rva20u64", "rva22u64"], "rva20u64", true),
];

const ARM64: &[&str] = &[
    "v8.0", "v8.1", "v8.2", "v8.3", "v8.4", "v8.5", "v8.6", "v8.7", "v8.8", "v8.9", "v9.0", "v9.1", "v9.2", "v9.3",
    "v9.4", "v9.5",
];

impl Level {
    /// What an architecture has when nobody says anything.
    pub fn default_of(arch: &str) -> Level {
        match ROWS.iter().find(|row| row.arch == arch) {
            Some(row) => Level { variable: row.variable, value: row.default.to_owned() },
            None => Level { variable: "", value: String::new() },
        }
    }

    /// What settings say of an architecture. The error is the official one, without what stands before it.
    pub(crate) fn read(arch: &str, settings: &Settings) -> Result<Level, String> {
        let level = Level::default_of(arch);
        let Some(given) = settings.get(level.variable) else { return Ok(level) };
        let row = ROWS.iter().find(|row| row.arch == arch);
        match row.is_some_and(|row| row.values.contains(&base_of(given))) {
            true => Ok(Level { value: given.to_owned(), ..level }),
            false => Err(format!("invalid {}: must {}", level.variable, row.map_or(String::new(), choices))),
        }
    }

    /// The build tags it sets.
    pub(crate) fn tags(&self, arch: &str) -> Vec<String> {
        let Some(row) = ROWS.iter().find(|row| row.arch == arch) else { return Vec::new() };
        let own = base_of(&self.value);
        let set = |value: &str| match (arch, value.split_once('.'), own.split_once('.')) {
            ("arm64", Some(value), Some(own)) => arm64_has(own, value),
            _ if row.cumulative => {
                let place = |v: &str| row.values.iter().position(|known| *known == v);
                place(value) <= place(own)
            }
            _ => value == own,
        };
        row.values.iter().filter(|value| set(value)).map(|value| format!("{arch}.{value}")).collect()
    }
}

fn base_of(value: &str) -> &str {
    value.split(',').next().unwrap_or(value)
}

/// What follows `must` in the refusal of a value.
fn choices(row: &Row) -> String {
    match row.arch {
        "arm" => r#"start with 5, 6, or 7, and may optionally end in either ",hardfloat" or ",softfloat""#.to_owned(),
        "arm64" => r#"start with v8.{0-9} or v9.{0-5} and may optionally end in ",lse" and/or ",crypto""#.to_owned(),
        _ => format!("be {}", row.values.join(", ")),
    }
}

/// Whether a processor of one version (`v9`, `1`) has what another asks for: each 9.x has 8.x+5.
fn arm64_has(own: (&str, &str), wanted: (&str, &str)) -> bool {
    let minor = |text: &str| text.parse::<u32>().unwrap_or(0);
    match (own.0, wanted.0) {
        (a, b) if a == b => minor(wanted.1) <= minor(own.1),
        ("v9", "v8") => minor(wanted.1) <= minor(own.1) + 5,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_levels() {
        let tags = |arch: &str, variable: &str, value: &str| {
            let level = Level::read(arch, &Settings::of(&[(variable, value)], "", ""));
            level.map(|l| l.tags(arch).join(" "))
        };
        assert_eq!(tags("amd64", "GOAMD64", "v2"), Ok("amd64.v1 amd64.v2".into()));
        assert_eq!(tags("amd64", "GOARM", "9"), Ok("amd64.v1".into()));
        assert_eq!(tags("386", "GO386", "softfloat"), Ok("386.softfloat".into()));
        assert_eq!(tags("arm", "GOARM", "6,softfloat"), Ok("arm.5 arm.6".into()));
        assert_eq!(tags("ppc64le", "GOPPC64", "power9"), Ok("ppc64le.power8 ppc64le.power9".into()));
        let arm64 = tags("arm64", "GOARM64", "v9.0,lse").unwrap();
        assert!(arm64.contains("v8.5") && !arm64.contains("v8.6") && arm64.ends_with("arm64.v9.0"), "{arm64}");
        assert_eq!(tags("s390x", "GOAMD64", "v9"), Ok(String::new()));
        assert_eq!(tags("amd64", "GOAMD64", "3"), Err("invalid GOAMD64: must be v1, v2, v3, v4".into()));
    }
}
