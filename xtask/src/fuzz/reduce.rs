//! Making a program small while the toolchains still disagree about it. In: a file of one random
//! program, formatted as the generator does it: a statement per line, blocks by indentation. Out: the
//! same file with `.small` before its ending. Lines with what belongs to them are deleted, blocks give
//! way to their contents, operations to one of their operands, until nothing of that is left to do.

use super::judge::{Builder, Outputs, Tools, module, write};
use std::path::{Path, PathBuf};
use testkit::programs::{entry, heading, support_with};

/// Makes a file small; true when it was possible to see a difference at all.
pub fn reduce_file(tools: &Tools, file: &Path) -> Result<bool, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let Some(prefix) = text.lines().find_map(|l| l.strip_prefix("func ")?.strip_suffix("main() {")) else {
        return Err(format!("{}: no function whose name ends in main", file.display()));
    };
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut search = Search {
        tools,
        dir: tools.work.join(format!("reduce-{stem}")),
        main: support_with(&[(heading(0), entry(prefix))]),
        lines: text.lines().map(str::to_owned).collect(),
    };
    if !search.differs(&search.lines) {
        println!("{}: no difference to be seen", file.display());
        return Ok(false);
    }
    while search.delete() | search.unwrap() | search.simplify() {}
    let small: PathBuf = file.with_extension("small.go");
    write(&small, &(search.lines.join("\n") + "\n"))?;
    println!("{} lines left: {}", search.lines.len(), small.display());
    let _ = std::fs::remove_dir_all(&search.dir);
    Ok(true)
}

struct Search<'a> {
    tools: &'a Tools,
    dir: PathBuf,
    main: String,
    lines: Vec<String>,
}

/// How far a line is indented.
fn depth(line: &str) -> usize {
    line.len() - line.trim_start_matches('\t').len()
}

impl Search<'_> {
    /// Whether a candidate builds everywhere and differs where the official compiler is sure.
    fn differs(&self, lines: &[String]) -> bool {
        let prepared = module(&self.dir, &self.main)
            .and_then(|()| write(&self.dir.join("program.go"), &(lines.join("\n") + "\n")));
        let outputs = |by: Builder| -> Option<Outputs> { self.tools.outputs(&self.dir, by).ok() };
        let Some(want) = prepared.ok().and_then(|()| outputs(Builder::Official)) else { return false };
        let wrong =
            [Builder::Ours, Builder::OursPlain].into_iter().any(|by| outputs(by).is_none_or(|have| have != want));
        wrong && outputs(Builder::OfficialPlain).is_some_and(|other| other == want)
    }
    /// Takes a candidate if it will do.
    fn accept(&mut self, lines: Vec<String>) -> bool {
        let good = lines.len() <= self.lines.len() && lines != self.lines && self.differs(&lines);
        if good {
            self.lines = lines;
        }
        good
    }
    /// Where the line's block ends, or the line itself: the lines behind it that are deeper, and the
    /// closing one.
    fn end(&self, at: usize) -> usize {
        let level = depth(&self.lines[at]);
        let mut end = at + 1;
        while end < self.lines.len() && (depth(&self.lines[end]) > level || self.lines[end].is_empty()) {
            end += 1;
        }
        let closes = self.lines.get(end).is_some_and(|l| depth(l) == level && l.trim_start().starts_with(['}', ')']));
        match (end > at + 1, closes) {
            (true, true) if self.lines[end].trim_end().ends_with('{') => self.end(end),
            (true, true) => end + 1,
            (true, false) => end,
            (false, _) => at + 1,
        }
    }
    /// Deletes statements with their blocks, many at once first.
    fn delete(&mut self) -> bool {
        let mut changed = false;
        let mut many = 64;
        while many > 0 {
            let mut at = 0;
            while at < self.lines.len() {
                let (level, mut end) = (depth(&self.lines[at]), at);
                for _ in 0..many {
                    if end >= self.lines.len() || depth(&self.lines[end]) != level {
                        break;
                    }
                    end = self.end(end);
                }
                let mut rest = self.lines[..at].to_vec();
                rest.extend_from_slice(&self.lines[end.min(self.lines.len())..]);
                match end > at && self.accept(rest) {
                    true => changed = true,
                    false => at += 1,
                }
            }
            many /= 4;
        }
        changed
    }
    /// Replaces blocks by what is in them.
    fn unwrap(&mut self) -> bool {
        let mut changed = false;
        let mut at = 0;
        while at < self.lines.len() {
            let end = self.end(at);
            if end > at + 2 {
                let mut rest = self.lines[..at].to_vec();
                rest.extend_from_slice(&self.lines[at + 1..end - 1]);
                rest.extend_from_slice(&self.lines[end..]);
                if self.accept(rest) {
                    changed = true;
                    continue;
                }
            }
            at += 1;
        }
        changed
    }
    /// Replaces operations in parentheses by one of their operands.
    fn simplify(&mut self) -> bool {
        let mut changed = false;
        for at in 0..self.lines.len() {
            let mut tried = 0;
            loop {
                let candidates = simpler(&self.lines[at]);
                let Some(line) = candidates.into_iter().nth(tried) else { break };
                let mut lines = self.lines.clone();
                lines[at] = line;
                match self.accept(lines) {
                    true => (changed, tried) = (true, 0),
                    false => tried += 1,
                }
            }
        }
        changed
    }
}

/// The line with one operation in parentheses replaced by an operand, in all ways.
fn simpler(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (open, _) in line.match_indices('(') {
        let Some(len) = matching(&line[open..]) else { continue };
        let inner = &line[open + 1..open + len];
        for (at, op) in operators(inner) {
            for operand in [&inner[..at], &inner[at + op..]] {
                out.push(format!("{}{}{}", &line[..open], operand.trim(), &line[open + len + 1..]));
            }
        }
    }
    out
}

/// Offset of the parenthesis that closes the first one.
fn matching(text: &str) -> Option<usize> {
    let mut level = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => level += 1,
            ')' => level -= 1,
            _ => {}
        }
        if level == 0 {
            return Some(at);
        }
    }
    None
}

/// Binary operators between spaces outside all parentheses: offset and length with the spaces.
fn operators(text: &str) -> Vec<(usize, usize)> {
    let mut level = 0;
    let mut out = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => level += 1,
            ')' | ']' | '}' => level -= 1,
            ' ' if level == 0 => {
                let rest = &text[at + 1..];
                let end = rest.find(' ').unwrap_or(0);
                if end > 0 && rest[..end].chars().all(|c| "+-*/%&|^<>=!".contains(c)) {
                    out.push((at, end + 2));
                }
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_give_way_to_operands() {
        assert_eq!(simpler("x = (a + (b * c))"), ["x = a", "x = (b * c)", "x = (a + b)", "x = (a + c)"]);
        assert_eq!(simpler("f(x, y)"), Vec::<String>::new());
    }
}
