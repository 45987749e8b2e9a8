//! `-gensymabis`: which functions a file defines and which symbols it refers to, by ABI, one a
//! line. The compiler makes wrappers from it. Nothing is assembled; operands that are not plain
//! references are skipped. Authority: `ParseSymABIs` in `cmd/asm/internal/asm/parse.go`; the
//! format is documented at `ReadSymABIs` in `cmd/compile/internal/ssagen/abi.go`.

use crate::parse::{Parser, Statement, SymName};
use crate::report::Step;
use obj::Abi;
use std::fmt::Write;

/// Reads the whole file and appends its lines to `out`. Says whether there were no errors.
pub fn generate(parser: &mut Parser<'_>, out: &mut String) -> Step<bool> {
    while let Some(statement) = parser.statement()? {
        lines(parser, statement, out)?;
    }
    Ok(parser.input.report.counted() == 0)
}

fn lines(parser: &mut Parser<'_>, statement: Statement, out: &mut String) -> Step<()> {
    let Statement { word, mut operands, .. } = statement;
    match &*word {
        "TEXT" => {
            if !operands.is_empty() {
                let name = parser.function_address(operands.swap_remove(0))?;
                push("def", name, out);
            }
            return Ok(());
        }
        "DATA" | "FUNCDATA" => {
            if operands.len() < 2 {
                return Ok(());
            }
            operands.remove(0);
        }
        _ => {}
    }
    for operand in operands {
        let name = parser.function_address(operand)?;
        push("ref", name, out);
    }
    Ok(())
}

fn push(what: &str, name: Option<SymName>, out: &mut String) {
    let Some(SymName { name, abi }) = name else { return };
    let abi = if abi == Abi::Internal { "ABIInternal" } else { "ABI0" };
    let _ = writeln!(out, "{what} {name} {abi}");
}
