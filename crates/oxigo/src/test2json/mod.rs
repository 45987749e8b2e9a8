//! The output of a test program as a stream of events, each a line of JSON: `go test -json`, and the tool
//! `test2json`. In: bytes that a program run with `-test.v` printed. Out: events. Every byte printed is
//! part of an `output` event of the test that most likely printed it; lines that package
//! `testing` writes are events besides. Authority: `go doc test2json`, GOROOT
//! `cmd/internal/test2json/test2json.go`.

mod lines;
mod tool;

pub(crate) use tool::run;

use crate::gojson::quoted;
use lines::{MARK, Piece, Splitter};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Longest line in which something is recognised.
const LONGEST_LINE: usize = 4096;
/// Longest text of one event.
const LONGEST_OUTPUT: usize = 1024;

/// How a package, or a test, ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Pass,
    Fail,
    Skip,
}

/// A test that has ended, whose event waits for what its parents print.
struct Report {
    action: String,
    test: String,
    elapsed: Option<f64>,
}

/// Makes events of what it is given; `emit` takes whole lines.
pub(crate) struct Converter<F: FnMut(&str)> {
    input: Splitter,
    output: Splitter,
    events: Events<F>,
    /// Ended tests, from the outermost to the innermost.
    reports: Vec<Report>,
    verdict: Option<Verdict>,
    /// Lines count as those of package `testing` only with a mark.
    needs_mark: bool,
}

/// Writes events.
struct Events<F> {
    emit: F,
    package: String,
    /// Events have times, and tests durations.
    has_times: bool,
    start: Instant,
    /// The test that prints.
    test: String,
}

const UPDATES: [&str; 7] =
    ["=== RUN   ", "=== PAUSE ", "=== CONT  ", "=== NAME  ", "=== PASS  ", "=== FAIL  ", "=== SKIP  "];
const REPORTS: [&str; 4] = ["--- PASS: ", "--- FAIL: ", "--- SKIP: ", "--- BENCH: "];

impl<F: FnMut(&str)> Converter<F> {
    /// Begins a stream.
    pub(crate) fn new(package: &str, has_times: bool, emit: F) -> Self {
        let test = String::new();
        let mut events = Events { emit, package: package.to_owned(), has_times, start: Instant::now(), test };
        events.write("start", None, None, None);
        Converter {
            input: Splitter::new(LONGEST_LINE),
            output: Splitter::new(LONGEST_OUTPUT),
            events,
            reports: Vec::new(),
            verdict: None,
            needs_mark: false,
        }
    }

    /// Takes in what was printed.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        let mut input = std::mem::replace(&mut self.input, Splitter::new(0));
        input.write(bytes, &mut |piece| self.piece(piece));
        self.input = input;
    }

    /// Notes how the program ended.
    pub(crate) fn exited(&mut self, passed: bool) {
        self.verdict = match (passed, self.verdict) {
            (true, Some(Verdict::Skip)) => Some(Verdict::Skip),
            (true, _) => Some(Verdict::Pass),
            (false, _) => Some(Verdict::Fail),
        };
    }

    /// Ends the stream.
    pub(crate) fn close(mut self) {
        let mut input = std::mem::replace(&mut self.input, Splitter::new(0));
        input.flush(&mut |piece| self.piece(piece));
        self.flush_output();
        let Some(verdict) = self.verdict else { return };
        let action = match verdict {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Skip => "skip",
        };
        let elapsed = (self.events.start.elapsed() + Duration::from_micros(500)).as_millis() as f64 / 1e3;
        self.events.write(action, None, None, Some(elapsed));
    }

    fn piece(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Line(line) => self.line(line),
            Piece::Part(text) => self.print(text),
        }
    }

    /// Hands text on to the events of the current test.
    fn print(&mut self, text: &[u8]) {
        let events = &mut self.events;
        self.output.write(text, &mut |(Piece::Line(t) | Piece::Part(t))| events.write("output", None, Some(t), None));
    }

    fn flush_output(&mut self) {
        let events = &mut self.events;
        self.output.flush(&mut |(Piece::Line(t) | Piece::Part(t))| events.write("output", None, Some(t), None));
    }

    fn line(&mut self, line: &[u8]) {
        let unmarked = line.strip_prefix(&[MARK]);
        if unmarked.is_none() && self.needs_mark {
            return self.print(line);
        }
        if unmarked.is_some() {
            self.flush_output();
        }
        let (line, is_marked) = (unmarked.unwrap_or(line), unmarked.is_some());
        let text = String::from_utf8_lossy(line);
        let bare = text.strip_suffix('\n').map_or(&*text, |t| t.strip_suffix('\r').unwrap_or(t));
        // Spaces at the end of a line get lost on the way.
        let (line, text) = match bare {
            "=== NAME" => (&b"=== NAME  \n"[..], "=== NAME  "),
            _ => (line, &*text),
        };
        if bare == "PASS" || bare == "FAIL" || bare.starts_with("FAIL\t") {
            self.report_down_to(0);
            self.needs_mark = is_marked;
            self.verdict = Some(if bare == "PASS" { Verdict::Pass } else { Verdict::Fail });
            return self.print(line);
        }
        if text.starts_with("?   \t") && bare.ends_with("\t[no test files]") && self.reports.is_empty() {
            self.verdict = Some(Verdict::Skip);
        }
        if UPDATES.iter().any(|u| text.starts_with(u)) {
            return self.update(text, line, is_marked);
        }
        let inner = text.trim_start_matches("    ");
        let depth = (text.len() - inner.len()) / 4;
        match REPORTS.iter().any(|r| inner.starts_with(r)) {
            true if depth <= self.reports.len() => self.report(inner, depth, line, is_marked),
            true => self.print(line),
            false => {
                // What is indented was most likely printed by the test of that depth.
                if let Some(report) = depth.checked_sub(1).and_then(|d| self.reports.get(d)) {
                    self.events.test = report.test.clone();
                }
                self.print(line);
            }
        }
    }

    /// `=== RUN   Name` and the like.
    fn update(&mut self, text: &str, line: &[u8], is_marked: bool) {
        let (action, name) = text[4..].split_at(6);
        let action = action.trim().to_lowercase();
        self.needs_mark = is_marked;
        self.report_down_to(0);
        self.events.test = name.trim().to_owned();
        match &action[..] {
            "name" => {}
            "pause" => {
                self.print(line);
                self.events.write(&action, None, None, None);
            }
            _ => {
                self.events.write(&action, None, None, None);
                self.print(line);
            }
        }
    }

    /// `--- PASS: Name (0.01s)` and the like.
    fn report(&mut self, text: &str, depth: usize, line: &[u8], is_marked: bool) {
        let (action, rest) = text[4..].split_once(':').unwrap_or((&text[4..], ""));
        let rest = rest.trim();
        let (name, time) = rest.split_once(" (").unwrap_or((rest, ""));
        let elapsed = time.strip_suffix("s)").and_then(|t| t.parse::<f64>().ok());
        self.needs_mark = is_marked;
        self.report_down_to(depth);
        self.events.test = name.to_owned();
        self.reports.push(Report { action: action.to_lowercase(), test: name.to_owned(), elapsed });
        self.print(line);
    }

    /// Writes the events of ended tests at this depth and below it.
    fn report_down_to(&mut self, depth: usize) {
        self.events.test.clear();
        while self.reports.len() > depth {
            if let Some(report) = self.reports.pop() {
                self.events.write(&report.action, Some(&report.test), None, report.elapsed);
            }
        }
    }
}

impl<F: FnMut(&str)> Events<F> {
    /// Writes an event of a test; of the one that prints, where none is named.
    fn write(&mut self, action: &str, test: Option<&str>, output: Option<&[u8]>, elapsed: Option<f64>) {
        let mut line = String::from("{");
        if self.has_times {
            line += &format!("\"Time\":\"{}\",", timestamp(SystemTime::now()));
        }
        line += &format!("\"Action\":{}", quoted(action.as_bytes()));
        let test = test.unwrap_or(&self.test);
        for (key, value) in [("Package", &*self.package), ("Test", test)] {
            if !value.is_empty() {
                line += &format!(",\"{key}\":{}", quoted(value.as_bytes()));
            }
        }
        if let Some(seconds) = elapsed.filter(|_| self.has_times) {
            line += &format!(",\"Elapsed\":{seconds}");
        }
        if let Some(output) = output {
            line += &format!(",\"Output\":{}", quoted(output));
        }
        line += "}\n";
        (self.emit)(&line);
    }
}

/// A time as `2006-01-02T15:04:05.999999999Z`.
fn timestamp(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, second) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    // Years are counted from March 1st of a year 0, so that leap days come last.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = year + era * 400 + u64::from(month <= 2);
    let fraction = format!(".{:09}", since.subsec_nanos());
    let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Events in short: action, test, output.
    fn events(printed: &str) -> Vec<String> {
        let mut out = Vec::new();
        let mut converter = Converter::new("", false, |line: &str| {
            let event: serde_json::Value = serde_json::from_str(line).expect("an event is JSON");
            let field = |name: &str| event.get(name).and_then(|v| v.as_str()).unwrap_or("").to_owned();
            out.push([field("Action"), field("Test"), field("Output")].join("|").trim_end_matches('|').to_owned());
        });
        converter.write(printed.as_bytes());
        converter.close();
        out
    }

    #[test]
    fn reports_wait_for_the_end_of_their_test() {
        let printed =
            "=== RUN   A\n=== RUN   A/b\nx\n--- FAIL: A (0.01s)\n    --- PASS: A/b (0.00s)\n        a.go:1: y\nFAIL\n";
        let want = [
            "start",
            "run|A",
            "output|A|=== RUN   A\n",
            "run|A/b",
            "output|A/b|=== RUN   A/b\n",
            "output|A/b|x\n",
            "output|A|--- FAIL: A (0.01s)\n",
            "output|A/b|    --- PASS: A/b (0.00s)\n",
            "output|A/b|        a.go:1: y\n",
            "pass|A/b",
            "fail|A",
            "output||FAIL\n",
            "fail",
        ];
        assert_eq!(events(printed), want);
    }

    #[test]
    fn marks_tell_lines_of_tests_from_others() {
        let printed = "\u{16}=== RUN   A\n=== RUN   B\nabc\u{16}--- PASS: A (0.00s)\n\u{16}PASS\n";
        let want = [
            "start",
            "run|A",
            "output|A|=== RUN   A\n",
            "output|A|=== RUN   B\n",
            "output|A|abc",
            "output|A|--- PASS: A (0.00s)\n",
            "pass|A",
            "output||PASS\n",
            "pass",
        ];
        assert_eq!(events(printed), want);
    }

    #[test]
    fn packages_without_tests_are_skipped() {
        assert_eq!(events("?   \tp\t[no test files]\n"), ["start", "output||?   \tp\t[no test files]\n", "skip"]);
        assert_eq!(events("x"), ["start", "output||x"]);
    }

    #[test]
    fn times() {
        let at = |seconds, nanos| timestamp(UNIX_EPOCH + Duration::new(seconds, nanos));
        assert_eq!(at(0, 0), "1970-01-01T00:00:00Z");
        assert_eq!(at(951_782_400, 120_000_000), "2000-02-29T00:00:00.12Z");
        assert_eq!(at(1_735_689_599, 1), "2024-12-31T23:59:59.000000001Z");
    }
}
