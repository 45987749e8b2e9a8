//! Why a symbol is in the program. In: what the linker told. Out: the shortest chain from the entry point, and who else
//! refers to the symbol; as rows for pages and as text.

use crate::files::Files;
use crate::model::{Id, Row};
use crate::program::Program;
use link::why::{Hop, Reasons};
use serde::Serialize;
use std::fmt::Write;

/// The most referrers that are listed.
const MAX_LISTED: usize = 200;

/// A symbol of a chain, or a referrer.
#[derive(Clone, Debug, Serialize)]
pub struct HopRow {
    /// Name.
    pub name: String,
    /// How it is kept by the one before it, or how it keeps what was asked for.
    pub how: String,
    /// What else it takes: text and the symbol that does it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<(&'static str, String)>,
}

/// Why a symbol is there.
#[derive(Clone, Debug, Serialize)]
pub struct WhyView {
    /// The symbol.
    pub name: String,
    /// From the entry point to it.
    pub path: Vec<Row<HopRow>>,
    /// Who refers to it, the first of them.
    pub referrers: Vec<Row<HopRow>>,
    /// How many there are.
    pub count: usize,
}

/// The answer for a symbol. The error is a line.
pub(crate) fn why(name: &str, reasons: &Reasons, program: Option<&Program>, files: &Files) -> Result<WhyView, String> {
    let path = reasons.path(name).ok_or_else(|| absent(name))?;
    let (referrers, count) = reasons.referrers(name, MAX_LISTED);
    let line = |name: &str| program.and_then(|p| p.lines(p.named_address(name)?, files).pop());
    let row = |(n, hop): (usize, Hop<'_>)| Row {
        // A symbol that the executable does not list has a number of this answer.
        id: program.and_then(|p| p.symbol(hop.name)).map_or(Id::Symbol(u32::MAX - n as u32), Id::Symbol),
        from: line(hop.name).into_iter().collect(),
        what: HopRow {
            name: hop.name.to_owned(),
            how: hop.how.to_string(),
            because: hop.because.iter().map(|(text, by)| (*text, (*by).to_owned())).collect(),
        },
    };
    let chain = path.len();
    Ok(WhyView {
        name: name.to_owned(),
        path: path.into_iter().enumerate().map(row).collect(),
        referrers: referrers.into_iter().enumerate().map(|(n, hop)| row((chain + n, hop))).collect(),
        count,
    })
}

fn absent(name: &str) -> String {
    format!("{name} is not in the program: nothing in it needs such a symbol (calls may have been inlined)")
}

/// The same as text, a line a symbol.
pub(crate) fn text(name: &str, reasons: &Reasons) -> Result<String, String> {
    let mut out = String::new();
    for hop in reasons.path(name).ok_or_else(|| absent(name))? {
        _ = writeln!(out, "{}: {}", hop.how, hop.name);
        for (text, by) in hop.because {
            _ = writeln!(out, "\t{text} {by}");
        }
    }
    let (referrers, count) = reasons.referrers(name, MAX_LISTED);
    _ = writeln!(
        out,
        "{count} symbols refer to it{}",
        if count > referrers.len() { ", the first of them" } else { "" }
    );
    for hop in referrers {
        _ = writeln!(out, "\t{} ({})", hop.name, hop.how);
    }
    Ok(out)
}
