//! From statements to a [`Module`]: which directive or instruction a word is, what its operands
//! mean, where labels point. One [`Builder`] reads one file; labels belong to one function.
//! Authority: `cmd/asm/internal/asm/{parse,asm}.go`.

mod directive;
mod instruction;
mod text;

use crate::arch::{Inst, Line, Op};
use crate::module::Module;
use crate::parse::{Addr, Parser, Statement};
use crate::report::Step;
use base::FxHashMap;
use std::sync::Arc;

/// Where a branch goes before labels are known.
#[derive(Clone, Debug)]
enum Target {
    Label(Arc<str>),
    /// The instruction with this number, counted as the official assembler does.
    Place(i64),
}

/// A branch of the current function that still needs its target.
#[derive(Debug)]
struct Patch {
    /// Index in the function's instructions; out of range in front of the first `TEXT`.
    inst: usize,
    target: Target,
}

/// Builds one file's part of a module.
#[derive(Debug)]
pub struct Builder<'a, 'm> {
    parser: Parser<'a>,
    module: &'m mut Module,
    /// Index of the current function in the module; `None` before the first `TEXT`.
    text: Option<usize>,
    /// Instructions counted so far, `TEXT` lines included; the number of the last one.
    place: i64,
    /// Number of the current function's `TEXT` line.
    text_place: i64,
    /// Labels of the current function: the number of their instruction.
    labels: FxHashMap<Arc<str>, i64>,
    patches: Vec<Patch>,
    /// End of the last `DATA` of each symbol, by name.
    data_ends: FxHashMap<Arc<str>, i64>,
}

/// Reads a whole file into `module`. Errors are in the report; `Stop` ends the run. Says whether
/// the functions are worth assembling; a label missing in the last one does not count yet.
pub fn build(parser: Parser<'_>, module: &mut Module) -> Step<bool> {
    let mut builder = Builder {
        parser,
        module,
        text: None,
        place: 0,
        text_place: 0,
        labels: FxHashMap::default(),
        patches: Vec::new(),
        data_ends: FxHashMap::default(),
    };
    while let Some(statement) = builder.parser.statement()? {
        builder.statement(statement)?;
    }
    let good = builder.parser.input.report.counted() == 0;
    if good {
        builder.last_patch()?;
    }
    Ok(good)
}

impl Builder<'_, '_> {
    fn statement(&mut self, statement: Statement) -> Step<()> {
        match &*statement.word {
            "TEXT" => self.text(statement.operands),
            "DATA" => self.data(statement.operands),
            "GLOBL" => self.globl(statement.operands),
            "FUNCDATA" => self.funcdata(statement.operands),
            "PCDATA" => self.pcdata(statement.operands),
            "PCALIGN" => self.pcalign(statement.operands),
            word => match Op::lookup(word) {
                Some(op) => self.instruction(op, statement),
                None => {
                    let quoted = crate::quote::string(word);
                    self.parser.error(format!("unrecognized instruction {quoted}"))
                }
            },
        }
    }

    fn error(&mut self, text: impl Into<String>) -> Step<()> {
        self.parser.error(text)
    }

    /// The place of the current statement, as line tables say it.
    fn here(&mut self) -> Line {
        let pos = self.parser.input.pos(self.parser.line());
        let bases = &self.parser.input.bases;
        let base = bases.get(pos.base);
        let file = self.module.file(&base.path, &base.name);
        Line::new(file, bases.shown_line(pos) as i32)
    }
    /// `file:line` of the current statement, as the back end prints it.
    fn place_text(&mut self) -> String {
        let pos = self.parser.input.pos(self.parser.line());
        self.parser.input.bases.describe(pos)
    }

    /// Counts an instruction and gives it the labels in front of it. While one of them is taken, they all wait for the
    /// next instruction, which is told so again.
    fn count(&mut self) -> Step<()> {
        self.place += 1;
        for label in &self.parser.labels {
            if self.labels.contains_key(label) {
                let quoted = crate::quote::string(label);
                return self.error(format!("label {quoted} multiply defined"));
            }
            self.labels.insert(label.clone(), self.place);
        }
        self.parser.labels.clear();
        Ok(())
    }

    /// Adds an instruction to the current function. What stands in front of the first `TEXT`
    /// is dropped, as the official assembler does.
    fn append(&mut self, inst: Inst, branch: Option<Target>) -> Step<()> {
        self.count()?;
        let insts = self.text.map(|text| &mut self.module.texts[text].func.insts);
        if let Some(target) = branch {
            self.patches.push(Patch { inst: insts.as_ref().map_or(usize::MAX, |insts| insts.len()), target });
        }
        if let Some(insts) = insts {
            insts.push(inst);
        }
        Ok(())
    }

    /// Reads all operands of a directive or instruction.
    fn addresses(&mut self, operands: Vec<Vec<crate::lex::Token>>) -> Step<Vec<Addr>> {
        operands.into_iter().map(|tokens| self.parser.address(tokens)).collect()
    }
}
