//! Templates for `-f`: the part of package `text/template` that formats of `go list` use. In: a
//! text with actions in `{{…}}` and a value. Out: text.
//!
//! There are fields, variables, pipelines, parentheses, `if`, `else`, `with`, `range`, comments
//! and trim marks, and the functions named in [`call`]; definitions of templates are not there.

use super::value::Value;

/// A parsed template.
#[derive(Debug)]
pub(super) struct Template(Vec<Node>);

#[derive(Debug)]
enum Node {
    Text(String),
    Print(Pipeline),
    If(Pipeline, Vec<Node>, Vec<Node>),
    With(Pipeline, Vec<Node>, Vec<Node>),
    Range(Pipeline, Vec<Node>, Vec<Node>),
}

/// Commands, each fed the value of the one before; what they are assigned to.
#[derive(Debug)]
struct Pipeline {
    variables: Vec<String>,
    commands: Vec<Vec<Operand>>,
}

#[derive(Clone, Debug)]
enum Operand {
    Literal(Value),
    /// `.A.B`
    Field(Vec<String>),
    /// `$x.A.B`
    Variable(String, Vec<String>),
    Function(String),
    /// `(pipeline).A`
    Group(std::rc::Rc<Pipeline>, Vec<String>),
}

type Result<T> = std::result::Result<T, String>;

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
        let mut scope = Scope { variables: vec![("$".to_owned(), value.clone())] };
        scope.nodes(&self.0, value, &mut out)?;
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
        if !action.starts_with("/*") {
            out.push(Piece::Action(action.trim().to_owned()));
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
            Some(chained) => {
                let (word, rest) = keyword(chained);
                vec![block(word, rest, pieces, depth + 1)?]
            }
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
            ':' | '=' => {
                out.push(Token::Assign);
                if rest.starts_with(":=") { 2 } else { 1 }
            }
            '`' => {
                let end = rest[1..].find('`').ok_or("unterminated raw quoted string")?;
                out.push(Token::Text(rest[1..=end].to_owned()));
                end + 2
            }
            '"' => quoted(rest, &mut out)?,
            _ => {
                let mut end = word_end(rest);
                // Only these may stand right behind a word.
                if let Some(c @ ('"' | '`')) = rest[end..].chars().next() {
                    return Err(format!("bad character U+{:04X} '{c}'", u32::from(c)));
                }
                if first.is_alphabetic() || first == '_' {
                    end = rest.find('.').unwrap_or(end).min(end);
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
            Err(_) => Operand::Function(word.to_owned()),
        },
    })
}

struct Scope {
    variables: Vec<(String, Value)>,
}

impl Scope {
    fn nodes(&mut self, nodes: &[Node], dot: &Value, out: &mut String) -> Result<()> {
        let before = self.variables.len();
        for node in nodes {
            self.node(node, dot, out)?;
        }
        self.variables.truncate(before);
        Ok(())
    }

    fn node(&mut self, node: &Node, dot: &Value, out: &mut String) -> Result<()> {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Print(pipeline) => {
                let value = self.pipeline(pipeline, dot)?;
                if pipeline.variables.is_empty() {
                    out.push_str(&value.text());
                }
                self.assign(&pipeline.variables, None, value);
            }
            Node::If(condition, yes, no) | Node::With(condition, yes, no) => {
                let before = self.variables.len();
                let value = self.pipeline(condition, dot)?;
                let is_with = matches!(node, Node::With(..));
                self.assign(&condition.variables, None, value.clone());
                let inner = if is_with && value.is_true() { &value } else { dot };
                self.nodes(if value.is_true() { yes } else { no }, inner, out)?;
                self.variables.truncate(before);
            }
            Node::Range(over, body, otherwise) => {
                let value = self.pipeline(over, dot)?;
                let items: Vec<(Value, Value)> = match value {
                    Value::List(l) => l.into_iter().enumerate().map(|(i, v)| (Value::Int(i as i64), v)).collect(),
                    Value::Map(m) => m.into_iter().map(|(k, v)| (Value::Str(k), v)).collect(),
                    Value::Int(n) => (0..n.min(1 << 20)).map(|i| (Value::Int(i), Value::Int(i))).collect(),
                    Value::Nil => Vec::new(),
                    other => return Err(format!("range can't iterate over {}", other.text())),
                };
                if items.is_empty() {
                    return self.nodes(otherwise, dot, out);
                }
                let before = self.variables.len();
                for (key, item) in items {
                    self.assign(&over.variables, Some(key), item.clone());
                    self.nodes(body, &item, out)?;
                    self.variables.truncate(before);
                }
            }
        }
        Ok(())
    }

    /// Gives one variable the value, or two the key and the value.
    fn assign(&mut self, names: &[String], key: Option<Value>, value: Value) {
        match (names, key) {
            ([k, v], Some(key)) => self.variables.extend([(k.clone(), key), (v.clone(), value)]),
            ([v, ..], _) => self.variables.push((v.clone(), value)),
            _ => {}
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline, dot: &Value) -> Result<Value> {
        let mut last = None;
        for command in &pipeline.commands {
            last = Some(self.command(command, dot, last)?);
        }
        Ok(last.unwrap_or(Value::Nil))
    }

    fn command(&mut self, words: &[Operand], dot: &Value, piped: Option<Value>) -> Result<Value> {
        let (first, rest) = words.split_first().ok_or("empty command")?;
        let Operand::Function(name) = first else {
            if !rest.is_empty() || piped.is_some() {
                return Err("can't give argument to non-function".to_owned());
            }
            return self.operand(first, dot);
        };
        let mut args = rest.iter().map(|w| self.operand(w, dot)).collect::<Result<Vec<_>>>()?;
        args.extend(piped);
        call(name, &args)
    }

    fn operand(&mut self, operand: &Operand, dot: &Value) -> Result<Value> {
        match operand {
            Operand::Literal(value) => Ok(value.clone()),
            Operand::Field(fields) => fields_of(dot, fields),
            Operand::Variable(name, fields) => {
                let found = self.variables.iter().rev().find(|(n, _)| n == name);
                fields_of(&found.ok_or_else(|| format!("undefined variable {name:?}"))?.1.clone(), fields)
            }
            Operand::Function(name) => call(name, &[]),
            Operand::Group(pipeline, fields) => {
                let value = self.pipeline(pipeline, dot)?;
                fields_of(&value, fields)
            }
        }
    }
}

fn fields_of(value: &Value, fields: &[String]) -> Result<Value> {
    let mut value = value;
    for field in fields {
        value = match value {
            Value::Struct(all) => match all.iter().find(|f| f.0 == field) {
                Some((_, v)) => v,
                None => return Err(format!("can't evaluate field {field} in type *load.PackagePublic")),
            },
            Value::Map(all) => match all.iter().find(|(k, _)| k == field) {
                Some((_, v)) => v,
                None => return Ok(Value::Str(String::new())),
            },
            Value::Nil => return Err(format!("nil pointer evaluating .{field}")),
            other => return Err(format!("can't evaluate field {field} in {}", other.text())),
        };
    }
    Ok(value.clone())
}

/// The functions.
fn call(name: &str, args: &[Value]) -> Result<Value> {
    let wrong = || Err(format!("wrong number or type of args for {name}"));
    let all = |f: fn(&Value) -> bool| args.iter().all(f);
    Ok(match (name, args) {
        ("join", [Value::List(list), Value::Str(separator)]) => {
            Value::Str(list.iter().map(Value::text).collect::<Vec<_>>().join(separator))
        }
        ("join", [Value::Nil, _]) => Value::Str(String::new()),
        ("len", [Value::List(l)]) => Value::Int(l.len() as i64),
        ("len", [Value::Map(m)]) => Value::Int(m.len() as i64),
        ("len", [Value::Str(s)]) => Value::Int(s.len() as i64),
        ("index", [Value::List(l), Value::Int(i)]) => match usize::try_from(*i).ok().and_then(|i| l.get(i)) {
            Some(v) => v.clone(),
            None => return Err(format!("error calling index: index out of range: {i}")),
        },
        ("index", [Value::Map(m), Value::Str(key)]) => {
            m.iter().find(|(k, _)| k == key).map_or(Value::Str(String::new()), |(_, v)| v.clone())
        }
        ("not", [v]) => Value::Bool(!v.is_true()),
        ("and", [.., last]) => args.iter().find(|v| !v.is_true()).unwrap_or(last).clone(),
        ("or", [.., last]) => args.iter().find(|v| v.is_true()).unwrap_or(last).clone(),
        ("eq", [first, rest @ ..]) if !rest.is_empty() => Value::Bool(rest.contains(first)),
        ("ne", [a, b]) => Value::Bool(a != b),
        ("lt", [Value::Int(a), Value::Int(b)]) => Value::Bool(a < b),
        ("le", [Value::Int(a), Value::Int(b)]) => Value::Bool(a <= b),
        ("gt", [Value::Int(a), Value::Int(b)]) => Value::Bool(a > b),
        ("ge", [Value::Int(a), Value::Int(b)]) => Value::Bool(a >= b),
        ("print", _) if all(|v| matches!(v, Value::Str(_))) => Value::Str(args.iter().map(Value::text).collect()),
        ("print" | "println", _) => {
            let mut text = args.iter().map(Value::text).collect::<Vec<_>>().join(" ");
            if name == "println" {
                text.push('\n');
            }
            Value::Str(text)
        }
        ("printf", [Value::Str(format), rest @ ..]) => Value::Str(printf(format, rest)),
        ("slice" | "html" | "js" | "urlquery" | "call" | "context" | "module", _) => {
            return Err(format!("function {name:?} is not supported"));
        }
        ("join" | "len" | "index" | "not" | "and" | "or" | "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "printf", _) => {
            return wrong();
        }
        _ => return Err(format!("function {name:?} not defined")),
    })
}

/// `%s %v %d %q %t %%`, without widths.
fn printf(format: &str, args: &[Value]) -> String {
    let mut out = String::new();
    let mut args = args.iter();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        match (chars.next(), args.as_slice().first()) {
            (Some('%'), _) => out.push('%'),
            (Some('q'), Some(v)) => {
                args.next();
                out.push_str(&constant::quote(v.text().as_bytes()));
            }
            (Some(_), Some(v)) => {
                args.next();
                out.push_str(&v.text());
            }
            (Some(verb), None) => out.push_str(&format!("%!{verb}(MISSING)")),
            (None, _) => out.push_str("%!(NOVERB)"),
        }
    }
    out
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
            ("{{range .Empty | printf \"\" | len}}x{{else}}none{{end}}", "none"),
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
        ] {
            assert!(render(bad).is_err(), "{bad}");
        }
        let deep = "{{if .Name}}".repeat(200);
        assert!(render(&deep).is_err());
    }
}
