//! Executing templates. In: nodes of a parsed template and a value, the "dot". Out: text. Authority: the documentation of
//! package `text/template`.

use super::super::functions;
use super::super::value::{Result, Value};
use super::{Node, Operand, Pipeline};

/// Variables, the last declared last.
pub(super) struct Scope {
    variables: Vec<(String, Value)>,
}

impl Scope {
    /// Before anything but `$` is there.
    pub(super) fn new(root: &Value) -> Scope {
        Scope { variables: vec![("$".to_owned(), root.clone())] }
    }

    /// Executes nodes; variables declared in them are gone behind them.
    pub(super) fn nodes(&mut self, nodes: &[Node], dot: &Value, out: &mut String) -> Result<()> {
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
                    out.push_str(&value.text()?);
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
                    _ => return Err("range can't iterate over that".to_owned()),
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
        functions::call(name, &args)
    }

    fn operand(&mut self, operand: &Operand, dot: &Value) -> Result<Value> {
        match operand {
            Operand::Literal(value) => Ok(value.clone()),
            Operand::Field(fields) => fields_of(dot, fields),
            Operand::Variable(name, fields) => {
                let found = self.variables.iter().rev().find(|(n, _)| n == name);
                fields_of(&found.ok_or_else(|| format!("undefined variable {name:?}"))?.1.clone(), fields)
            }
            Operand::Function(name) => functions::call(name, &[]),
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
            _ => return Err(format!("can't evaluate field {field}")),
        };
    }
    match value {
        Value::Unknown => Err("not known here".to_owned()),
        known => Ok(known.clone()),
    }
}
