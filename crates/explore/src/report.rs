//! The page as one file. In: an exploration and the functions that are wanted. Out: a page that needs no server: what
//! it would ask for is in it. What would make it larger than [`MAX_BYTES`] is left out, the least important first,
//! and the page says so where it misses it.

use crate::exploration::{Exploration, Question};
use crate::page::{Parts, page};
use std::collections::BTreeMap;

/// A report stays below this.
pub const MAX_BYTES: usize = 5_000_000;
/// Room for the page itself and what quoting adds.
const OWN_BYTES: usize = 400_000;

/// The report of these functions; none: of the one shown first. The error is a line.
pub fn report(exploration: &Exploration, functions: &[String]) -> Result<String, String> {
    let functions: Vec<String> = match functions {
        [] => exploration.focus().map(str::to_owned).into_iter().collect(),
        some => some.to_vec(),
    };
    let mut answers = Answers { exploration, kept: BTreeMap::new(), left: MAX_BYTES - OWN_BYTES };
    let mut overview = exploration.overview();
    // The page can show nothing else, so it offers nothing else.
    overview.functions.retain(|f| functions.contains(&f.name));
    overview.focus = functions.first().cloned();
    // Tours lead elsewhere, and nothing is run here.
    overview.views.retain(|view| !matches!(*view, "tours" | "boot" | "schedule"));
    answers.keep("overview".to_owned(), serde_json::to_string(&overview).map_err(|e| e.to_string())?);
    for name in &functions {
        let view = exploration.function(name)?;
        let encoded = encoded(name);
        answers.ask(&format!("function?name={encoded}"))?;
        for (n, pass) in view.passes.iter().enumerate().filter(|(_, p)| p.blocks.is_some()) {
            let _ = (pass, answers.ask(&format!("graph?name={encoded}&pass={n}"))?);
        }
        answers.ask(&format!("calls?name={encoded}"))?;
        if overview.views.contains(&"compare") {
            answers.ask(&format!("pair?name={encoded}")).ok();
        }
        if exploration.why(name).is_ok() {
            answers.ask(&format!("why?name={encoded}"))?;
        }
        for id in view.symbols.iter().filter_map(|id| id.to_string().strip_prefix('d').map(str::to_owned)) {
            answers.ask(&format!("defined?n={id}"))?;
        }
        if let Some(first) = view.code.first().filter(|_| view.code_from == "executable") {
            answers.ask(&format!("lookup?pc={:x}", first.what.at))?;
        }
    }
    for name in exploration.recorded.files.iter().map(|f| &f.name) {
        let number = exploration.file_number(name).unwrap_or(u32::MAX);
        answers.ask(&format!("source?file={number}"))?;
    }
    for rest in ["elf", "build", "object", "compare"] {
        if overview.views.contains(&rest) {
            answers.ask(rest)?;
        }
    }
    if overview.views.contains(&"build") {
        answers.ask("commands").ok();
    }
    let nonce = crate::server::token()?;
    Ok(page(exploration.title(), &nonce, &Parts::Within(&answers.json())))
}

struct Answers<'e> {
    exploration: &'e Exploration,
    kept: BTreeMap<String, String>,
    left: usize,
}

impl Answers<'_> {
    fn ask(&mut self, text: &str) -> Result<(), String> {
        let question = Question::parse(text).ok_or_else(|| format!("{text}: no question"))?;
        let answer = self.exploration.answer(&question)?;
        self.keep(text.to_owned(), answer);
        Ok(())
    }
    fn keep(&mut self, question: String, answer: String) {
        // Quoted, each `<` takes six bytes.
        let size = question.len() + answer.len() + 5 * answer.matches('<').count() + 8;
        if size <= self.left {
            self.left -= size;
            self.kept.insert(question, answer);
        }
    }
    fn json(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let pairs: Vec<String> = self.kept.iter().map(|(q, a)| format!("{}:{a}", quoted(q))).collect();
        format!("{{{}}}", pairs.join(","))
    }
}

/// A text as `encodeURIComponent` writes it.
fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
