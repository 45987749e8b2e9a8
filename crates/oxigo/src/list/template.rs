//! Templates for `-f`: the part of package `text/template` that formats of `go list` use. In: a
//! text with actions in `{{…}}` and a value. Out: text.
//!
//! There are fields, variables, pipelines, parentheses, `if`, `else`, `with`, `range`, comments
//! and trim marks, and some functions ([`super::functions`]). Whatever else a text has, and whatever is wrong with
//! it, is an error, upon which upstream's `go` takes over: what is understood here has to be understood
//! exactly, but need not be all.

mod eval;

use super::functions;
use super::value::{Result, Value};
use eval::Scope;

/// A parsed template.
#[derive(Debug)]
pub(super) struct Template(Vec<Node>);

#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    Print(Pipeline),
    If(Pipeline, Vec<Node>, Vec<Node>),
    With(Pipeline, Vec<Node>, Vec<Node>),
    Range(Pipeline, Vec<Node>, Vec<Node>),
}

/// Commands, each fed the value of the one before; what they are assigned to.
#[derive(Debug)]
pub(super) struct Pipeline {
    pub(super) variables: Vec<String>,
    pub(super) commands: Vec<Vec<Operand>>,
}

#[derive(Clone, Debug)]
pub(super) enum Operand {
    Literal(Value),
    /// `.A.B`
    Field(Vec<String>),
    /// `$x.A.B`
    Variable(String, Vec<String>),
    Function(String),
    /// `(pipeline).A`
    Group(std::rc::Rc<Pipeline>, Vec<String>),
}

/// How deep actions may be nested.
const MAX_DEPTH: usize = 100;

impl Template {
    /// Parses a template.
    pub(super) fn parse(text: &str) -> Result<Template> {
        let mut pieces = pieces(text)?;
        pieces.reverse();
        let (nodes, end) = nodes(&mut pieces, 0)?;
        match end {
            None => Ok(Template(nodes)),
            Some(word) => Err(format!("unexpected {{{{{word}}}}}")),
        }
    }
    /// The text for a value.
    pub(super) fn render(&self, value: &Value) -> Result<String> {
        let mut out = String::new();
        Scope::new(value).nodes(&self.0, value, &mut out)?;
        Ok(out)
    }
}

enum Piece {
    Text(String),
    Action(String),
}

/// Splits a template at its actions; obeys trim marks.
fn pieces(text: &str) -> Result<Vec<Piece>> {
    let mut out = Vec::new();
    let (mut rest, mut trim) = (text, false);
    while let Some(at) = rest.find("{{") {
        let mut before = &rest[..at];
        let mut inner = &rest[at + 2..];
        if trim {
            before = before.trim_start();
        }
        if let Some(i) = inner.strip_prefix("- ") {
            before = before.trim_end();
            inner = i;
        }
        out.push(Piece::Text(before.to_owned()));
        let end = action_end(inner).ok_or("unclosed action")?;
        let mut action = &inner[..end];
        rest = &inner[end + 2..];
        trim = false;
        if let Some(a) = action.strip_suffix(" -") {
            action = a;
            trim = true;
        }
        match action.starts_with("/*") {
            true if !action.ends_with("*/") => return Err("comment ends before closing delimiter".to_owned()),
            true => {}
            false => out.push(Piece::Action(action.trim().to_owned())),
        }
    }
    out.push(Piece::Text(if trim { rest.trim_start() } else { rest }.to_owned()));
    Ok(out)
}

/// Where the action's `}}` stands; texts in quotes may hold it too.
fn action_end(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut chars = text.char_indices();
    while let Some((i, c)) = chars.next() {
        match (quote, c) {
            (Some('"' | '\''), '\\') => _ = chars.next(),
            (Some(q), c) if c == q => quote = None,
            (None, '"' | '`' | '\'') => quote = Some(c),
            (None, '}') if text[i..].starts_with("}}") => return Some(i),
            _ => {}
        }
    }
    None
}

/// Parses up to `end` or `else` of the enclosing action; returns that.
fn nodes(pieces: &mut Vec<Piece>, depth: usize) -> Result<(Vec<Node>, Option<String>)> {
    let mut out = Vec::new();
    if depth > MAX_DEPTH {
        return Err("actions nested too deeply".to_owned());
    }
    while let Some(piece) = pieces.pop() {
        let action = match piece {
            Piece::Text(text) => {
                out.push(Node::Text(text));
                continue;
            }
            Piece::Action(action) => action,
        };
        let (word, rest) = keyword(&action);
        match word {
            "end" if action != "end" => return Err(format!("unexpected {rest:?} in end")),
            "end" | "else" => return Ok((out, Some(action.clone()))),
            "if" | "with" | "range" => out.push(block(word, rest, pieces, depth)?),
            "define" | "template" | "block" | "break" | "continue" => return Err(format!("{word} is not supported")),
            _ => out.push(Node::Print(pipeline(&action)?)),
        }
    }
    Ok((out, None))
}

/// The word an action begins with, and what follows: `if.Standard` is `if` and a field.
fn keyword(action: &str) -> (&str, &str) {
    let end = action.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(action.len());
    action.split_at(end)
}

fn block(word: &str, condition: &str, pieces: &mut Vec<Piece>, depth: usize) -> Result<Node> {
    let condition = pipeline(condition)?;
    let (body, end) = nodes(pieces, depth + 1)?;
    let otherwise = match end.as_deref() {
        None => return Err("unexpected EOF".to_owned()),
        Some("end") => Vec::new(),
        Some(other) => match other.strip_prefix("else").map(str::trim) {
            Some("") | None => {
                let (nodes, end) = nodes(pieces, depth + 1)?;
                if end.as_deref() != Some("end") {
                    return Err("expected end".to_owned());
                }
                nodes
            }
            // `else if`: one action inside, closed by the same `end`.
            Some(chained) => match keyword(chained) {
                (chain, rest) if chain == word && word != "range" => vec![block(chain, rest, pieces, depth + 1)?],
                _ => return Err(format!("unexpected {chained:?} in else")),
            },
        },
    };
    match word {
        "if" => Ok(Node::If(condition, body, otherwise)),
        "with" => Ok(Node::With(condition, body, otherwise)),
        _ => Ok(Node::Range(condition, body, otherwise)),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// A word with its leading dots or dollar sign.
    Word(String),
    Text(String),
    Open,
    /// A closing parenthesis, and fields behind it.
    Close(String),
    Bar,
    Assign,
    Comma,
}

fn tokens(text: &str) -> Result<Vec<Token>> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| !c.is_whitespace() && !"|(),:=\"`".contains(c);
        let word_end = |s: &str| s.find(|c| !is_word(c)).unwrap_or(s.len());
        let length = match first {
            '|' => {
                out.push(Token::Bar);
                1
            }
            ',' => {
                out.push(Token::Comma);
                1
            }
            '(' => {
                out.push(Token::Open);
                1
            }
            ')' => {
                let end = word_end(&rest[1..]);
                out.push(Token::Close(rest[1..=end].to_owned()));
                end + 1
            }
            ':' if rest.starts_with(":=") => {
                out.push(Token::Assign);
                2
            }
            ':' | '=' => return Err(format!("unexpected {first:?}")),
            '`' => {
                let end = rest[1..].find('`').ok_or("unterminated raw quoted string")?;
                out.push(Token::Text(rest[1..=end].to_owned()));
                end + 2
            }
            '"' => quoted(rest, &mut out)?,
            _ => {
                let end = word_end(rest);
                // These may not stand right behind a word.
                if let Some(c @ ('"' | '`' | '(')) = rest[end..].chars().next() {
                    return Err(format!("bad character U+{:04X} '{c}'", u32::from(c)));
                }
                // A field right behind a function is one of its result, without arguments.
                if (first.is_alphabetic() || first == '_') && rest[..end].contains('.') {
                    return Err(format!("fields of {:?}", &rest[..end]));
                }
                out.push(Token::Word(rest[..end].to_owned()));
                end
            }
        };
        rest = rest[length..].trim_start();
    }
    Ok(out)
}

fn quoted(rest: &str, out: &mut Vec<Token>) -> Result<usize> {
    let mut chars = rest.char_indices().skip(1);
    while let Some((i, c)) = chars.next() {
        match c {
            '\\' => _ = chars.next(),
            '"' => {
                let bytes = link::importcfg::unquote(&rest[..=i]).ok_or("bad string")?;
                out.push(Token::Text(String::from_utf8_lossy(&bytes).into_owned()));
                return Ok(i + 1);
            }
            _ => {}
        }
    }
    Err("unterminated quoted string".to_owned())
}

fn pipeline(text: &str) -> Result<Pipeline> {
    let mut tokens = tokens(text)?;
    tokens.reverse();
    let parsed = parse_pipeline(&mut tokens, 0)?;
    match tokens.pop() {
        None => Ok(parsed),
        Some(token) => Err(format!("unexpected {token:?} in {text:?}")),
    }
}

/// Parses from the end of `tokens` up to a closing parenthesis, which stays.
fn parse_pipeline(tokens: &mut Vec<Token>, depth: usize) -> Result<Pipeline> {
    if depth > MAX_DEPTH {
        return Err("parentheses nested too deeply".to_owned());
    }
    let mut out = Pipeline { variables: Vec::new(), commands: vec![Vec::new()] };
    while let Some(token) = tokens.last().cloned() {
        if matches!(token, Token::Close(_)) {
            break;
        }
        tokens.pop();
        let current = out.commands.last_mut().ok_or("empty pipeline")?;
        match token {
            Token::Bar => out.commands.push(Vec::new()),
            Token::Comma => {}
            Token::Assign => {
                let names = std::mem::take(current).into_iter().map(|o| match o {
                    Operand::Variable(name, fields) if fields.is_empty() => Ok(name),
                    _ => Err("only variables can be assigned to".to_owned()),
                });
                out.variables = names.collect::<Result<_>>()?;
            }
            Token::Text(text) => current.push(Operand::Literal(Value::Str(text))),
            Token::Word(word) => current.push(operand(&word)?),
            Token::Open => {
                let inner = parse_pipeline(tokens, depth + 1)?;
                let Some(Token::Close(fields)) = tokens.pop() else { return Err("unclosed left paren".to_owned()) };
                let group = Operand::Group(std::rc::Rc::new(inner), path(&fields));
                out.commands.last_mut().ok_or("empty pipeline")?.push(group);
            }
            Token::Close(_) => {}
        }
    }
    match out.commands.iter().any(Vec::is_empty) {
        true => Err("missing value for command".to_owned()),
        false => Ok(out),
    }
}

fn path(fields: &str) -> Vec<String> {
    fields.split('.').filter(|f| !f.is_empty()).map(str::to_owned).collect()
}

fn operand(word: &str) -> Result<Operand> {
    if word.starts_with('.') {
        return Ok(Operand::Field(path(word)));
    }
    if word.starts_with('$') {
        let (name, fields) = word.split_once('.').unwrap_or((word, ""));
        return Ok(Operand::Variable(name.to_owned(), path(fields)));
    }
    Ok(match word {
        "true" => Operand::Literal(Value::Bool(true)),
        "false" => Operand::Literal(Value::Bool(false)),
        "nil" => Operand::Literal(Value::Nil),
        _ => match word.parse() {
            Ok(n) => Operand::Literal(Value::Int(n)),
            Err(_) if functions::is_known(word) => Operand::Function(word.to_owned()),
            Err(_) => return Err(format!("function {word:?} not defined")),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(template: &str) -> Result<String> {
        let list: Value = vec!["a", "b"].into();
        let module = Value::Struct(vec![("Path", "m".into())]);
        let map = Value::Map(vec![("k".to_owned(), "v".into())]);
        let value = Value::Struct(vec![
            ("Name", "n".into()),
            ("List", list),
            ("Empty", "".into()),
            ("Nothing", Value::List(Vec::new())),
            ("Module", module),
            ("Map", map),
        ]);
        Template::parse(template)?.render(&value)
    }

    #[test]
    fn renders() {
        for (template, want) in [
            ("x{{.Name}}y", "xny"),
            ("{{join .List \", \"}}|{{.List}}|{{.Map}}", "a, b|[a b]|map[k:v]"),
            ("{{if .Empty}}1{{else if .Name}}2{{else}}3{{end}}", "2"),
            ("{{range $i, $x := .List}}{{$i}}{{$x}}{{$.Name}} {{end}}", "0an 1bn "),
            ("{{range .Nothing}}x{{else}}none{{end}}", "none"),
            ("{{with .Module}}{{.Path}}{{end}}{{.Module.Path}}{{(index .List 1)}}", "mmb"),
            ("a {{- /* c */ -}} b {{- .Name -}} c", "abnc"),
            ("{{eq .Name \"n\"}}{{ne 1 2}}{{not .Empty}}{{and .Name .Empty}}{{or .Empty `z}}`}}", "truetruetruez}}"),
            ("{{printf \"%s-%q-%d%%\" .Name .Name 3}}{{len .List}}{{.Map.k}}", "n-\"n\"-3%2v"),
            ("{{$x := .Name}}{{$x}}{{.Name | printf \"<%v>\"}}", "n<n>"),
        ] {
            assert_eq!(render(template).as_deref(), Ok(want), "{template}");
        }
    }

    #[test]
    fn refuses() {
        for bad in [
            "{{",
            "{{if .Name}}",
            "{{end}}",
            "{{.Nope}}",
            "{{nope}}",
            "{{|}}",
            "{{(.Name}}",
            "{{.Name.X}}",
            "{{\"a}}",
            "{{$q}}",
            "{{len.List}}",
            "{{len(.List)}}",
        ] {
            assert!(render(bad).is_err(), "{bad}");
        }
        let deep = "{{if .Name}}".repeat(200);
        assert!(render(&deep).is_err());
    }
}
