//! Where source text comes from. In: file names as the user or an `#include` spells them and
//! `#line` directives. Out: a [`Base`] for every file or directive, and [`SrcPos`], a line in
//! one of them. Two things are asked of a position: the line it has in its own file (messages)
//! and the line and file a `#line` directive gives it (line tables).
//! Authority: `cmd/internal/src/pos.go`, `cmd/internal/objabi/line.go`.

use base::paths::PathRules;
use base::{IdVec, define_id};
use std::sync::Arc;

define_id!(
    /// A [`Base`].
    BaseId,
    "base"
);

/// A file, or the stretch of one that a `#line` directive renames.
#[derive(Clone, Debug)]
pub struct Base {
    /// Name as it is shown in messages.
    pub name: Arc<str>,
    /// Name as it goes into line tables: absolute, `-trimpath` and `$GOROOT` applied.
    pub path: Arc<str>,
    /// Physical line at which the base begins.
    pub first: u32,
    /// Line number that `first` is to have.
    pub shown: u32,
    /// The enclosing file, for the base of a `#line` directive.
    pub within: Option<BaseId>,
}

/// A line of a base; line 0 is "no position".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SrcPos {
    /// Where.
    pub base: BaseId,
    /// Line in the file itself, from 1.
    pub line: u32,
}

/// All bases of one run, and how paths are made absolute.
#[derive(Debug)]
pub struct Bases {
    all: IdVec<BaseId, Base>,
    paths: PathRules,
}

impl Bases {
    /// No files yet.
    pub fn new(paths: PathRules) -> Bases {
        Bases { all: IdVec::new(), paths }
    }
    /// A file.
    pub fn file(&mut self, name: &str) -> BaseId {
        let path = self.paths.absolute(name).into();
        self.all.push(Base { name: name.into(), path, first: 1, shown: 1, within: None })
    }
    /// A `#line` directive: physical line `first` of `within` is line `shown` of `name`.
    pub fn directive(&mut self, within: BaseId, first: u32, name: &str, shown: u32) -> BaseId {
        let path = self.paths.absolute(name).into();
        self.all.push(Base { name: name.into(), path, first, shown, within: Some(within) })
    }
    /// The base behind an id.
    pub fn get(&self, id: BaseId) -> &Base {
        &self.all[id]
    }
    /// The line to show in line tables.
    pub fn shown_line(&self, pos: SrcPos) -> u32 {
        let base = &self.all[pos.base];
        if base.shown == 0 { 0 } else { base.shown.wrapping_add(pos.line.wrapping_sub(base.first)) }
    }
    /// `file:line` as the official back end prints it, the physical place in brackets when a
    /// directive moved it.
    pub fn describe(&self, pos: SrcPos) -> String {
        let base = &self.all[pos.base];
        match base.within {
            None => format!("{}:{}", base.name, pos.line),
            Some(file) => {
                let shown = self.shown_line(pos);
                format!("{}:{}[{}:{}]", base.name, shown, self.outer_name(file), pos.line)
            }
        }
    }
    fn outer_name(&self, mut id: BaseId) -> &str {
        while let Some(next) = self.all[id].within {
            id = next;
        }
        &self.all[id].name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_move_only_what_is_shown() {
        let mut bases = Bases::new(PathRules::default());
        let file = bases.file("a.s");
        let moved = bases.directive(file, 5, "gen.y", 100);
        assert_eq!(bases.shown_line(SrcPos { base: moved, line: 7 }), 102);
        assert_eq!(bases.describe(SrcPos { base: moved, line: 7 }), "gen.y:102[a.s:7]");
        assert_eq!(bases.describe(SrcPos { base: file, line: 7 }), "a.s:7");
    }
}
