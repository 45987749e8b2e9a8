//! Durations as Go writes them: `1h15m30.5s`. Authority: GOROOT `time/format.go` (`ParseDuration`),
//! `time/time.go` (`Duration.String`).

/// Units in nanoseconds, longer names first.
const UNITS: [(&str, u64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// Nanoseconds of a duration; `None` where it is none.
pub(super) fn parse(text: &str) -> Option<i64> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    let mut total: u64 = 0;
    while !rest.is_empty() || total == 0 && text.is_empty() {
        let number = &rest[..rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len())];
        rest = &rest[number.len()..];
        let name = &rest[..rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len())];
        rest = &rest[name.len()..];
        let (_, unit) = UNITS.iter().find(|(n, _)| *n == name)?;
        total = total.checked_add(scaled(number, *unit)?)?;
    }
    let total = i64::try_from(total).ok().filter(|_| !matches!(text, "" | "+" | "-"))?;
    Some(if negative { -total } else { total })
}

/// `number` with a fraction, in units.
fn scaled(number: &str, unit: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let whole = if whole.is_empty() { 0 } else { whole.parse::<u64>().ok()? };
    let mut part = 0u64;
    let mut scale = unit;
    for digit in fraction.bytes() {
        scale /= 10;
        part += u64::from(digit - b'0') * scale;
    }
    whole.checked_mul(unit)?.checked_add(part)
}

/// A duration in Go's form.
pub(super) fn text(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let n = nanos.unsigned_abs();
    let number = |unit: u64, name: &str| {
        let whole = n % 60_000_000_000 / unit;
        let fraction = format!("{:09}", n % unit * (1_000_000_000 / unit));
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() { format!("{whole}{name}") } else { format!("{whole}.{fraction}{name}") }
    };
    let minutes = n / 60_000_000_000;
    let shown = match n {
        0 => "0s".to_owned(),
        1..1_000 => format!("{n}ns"),
        1_000..1_000_000 => number(1_000, "µs"),
        1_000_000..1_000_000_000 => number(1_000_000, "ms"),
        _ if minutes == 0 => number(1_000_000_000, "s"),
        _ if minutes < 60 => format!("{minutes}m{}", number(1_000_000_000, "s")),
        _ => format!("{}h{}m{}", minutes / 60, minutes % 60, number(1_000_000_000, "s")),
    };
    format!("{sign}{shown}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (given, shown) in [
            ("10m", "10m0s"),
            ("1h15m30.918273645s", "1h15m30.918273645s"),
            ("1.5ms", "1.5ms"),
            ("0", "0s"),
            ("-1.5h", "-1h30m0s"),
            (".5s", "500ms"),
            ("2us", "2µs"),
            ("1ns", "1ns"),
            ("100s", "1m40s"),
            ("0s", "0s"),
        ] {
            assert_eq!(parse(given).map(text).as_deref(), Some(shown), "{given}");
        }
    }

    #[test]
    fn what_is_none() {
        for text in ["", "-", "1", "s", ".s", "1x", "1s2", "1.2.3s", "99999999999h"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
