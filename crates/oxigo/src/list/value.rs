//! Values that templates and JSON show: what a package says of itself, in Go's order of fields.

use crate::gojson::quoted;

/// What asking for values and showing them gives, or why not.
pub(super) type Result<T> = std::result::Result<T, String>;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// No value (a nil pointer).
    Nil,
    /// What is not worked out here: whoever shows it leaves everything to upstream.
    Unknown,
    /// A truth value.
    Bool(bool),
    /// A number.
    Int(i64),
    /// A text.
    Str(String),
    /// A time of UTC in the form of RFC 3339, as JSON has it.
    Time(String),
    /// A list.
    List(Vec<Value>),
    /// Fields of a struct in order of declaration. A field `String` is what its method of that name gives, which
    /// templates print for the whole.
    Struct(Vec<(&'static str, Value)>),
    /// Entries of a map in order of keys.
    Map(Vec<(String, Value)>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Str(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Str(text)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::Bool(b)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(list: Vec<T>) -> Value {
        Value::List(list.into_iter().map(Into::into).collect())
    }
}

impl Value {
    /// Whether it counts as true in a template.
    pub(super) fn is_true(&self) -> bool {
        match self {
            Value::Struct(_) | Value::Time(_) | Value::Unknown => true,
            other => !other.is_empty(),
        }
    }
    /// Whether it is what a variable holds before anything is assigned.
    fn is_empty(&self) -> bool {
        match self {
            Value::Nil => true,
            Value::Bool(b) => !b,
            Value::Int(i) => *i == 0,
            Value::Str(s) => s.is_empty(),
            Value::List(l) => l.is_empty(),
            Value::Map(m) => m.is_empty(),
            Value::Struct(_) | Value::Time(_) | Value::Unknown => false,
        }
    }
    /// As `fmt.Print` shows it.
    pub(super) fn text(&self) -> Result<String> {
        Ok(match self {
            Value::Nil => "<nil>".to_owned(),
            Value::Bool(b) => b.to_string(),
            Value::Int(i) => i.to_string(),
            Value::Str(s) => s.clone(),
            Value::List(l) => format!("[{}]", l.iter().map(Value::text).collect::<Result<Vec<_>>>()?.join(" ")),
            Value::Map(m) => {
                let entry = |(k, v): &(String, Value)| Ok(format!("{k}:{}", v.text()?));
                format!("map[{}]", m.iter().map(entry).collect::<Result<Vec<_>>>()?.join(" "))
            }
            Value::Struct(fields) => match fields.iter().find(|f| f.0 == "String") {
                Some((_, text)) => text.text()?,
                None => return Err("a struct as a whole".to_owned()),
            },
            Value::Time(_) | Value::Unknown => return Err("not known here".to_owned()),
        })
    }
    /// As Go's encoder writes it with tabs; empty fields of structs are left out.
    pub(super) fn json(&self, indent: usize, out: &mut String) -> Result<()> {
        let pad = |n: usize| "\t".repeat(n);
        match self {
            Value::Unknown => return Err("not known here".to_owned()),
            Value::Nil => out.push_str("null"),
            Value::Bool(b) => out.push_str(&b.to_string()),
            Value::Int(i) => out.push_str(&i.to_string()),
            Value::Str(s) | Value::Time(s) => out.push_str(&quoted(s.as_bytes())),
            Value::List(l) if l.is_empty() => out.push_str("[]"),
            Value::List(l) => {
                out.push('[');
                for (i, v) in l.iter().enumerate() {
                    out.push_str(if i == 0 { "\n" } else { ",\n" });
                    out.push_str(&pad(indent + 1));
                    v.json(indent + 1, out)?;
                }
                out.push_str(&format!("\n{}]", pad(indent)));
            }
            Value::Struct(fields) => {
                let shown = fields.iter().filter(|f| !f.1.is_empty() && f.0 != "String").map(|(k, v)| (*k, v));
                json_object(shown, indent, out)?;
            }
            Value::Map(m) => json_object(m.iter().map(|(k, v)| (k.as_str(), v)), indent, out)?,
        }
        Ok(())
    }
}

fn json_object<'v>(entries: impl Iterator<Item = (&'v str, &'v Value)>, indent: usize, out: &mut String) -> Result<()> {
    let pad = |n: usize| "\t".repeat(n);
    let mut any = false;
    out.push('{');
    for (key, value) in entries {
        out.push_str(if any { ",\n" } else { "\n" });
        any = true;
        out.push_str(&format!("{}{}: ", pad(indent + 1), quoted(key.as_bytes())));
        value.json(indent + 1, out)?;
    }
    out.push_str(&if any { format!("\n{}}}", pad(indent)) } else { "}".to_owned() });
    Ok(())
}
