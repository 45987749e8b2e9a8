//! Functions of templates: those of package `text/template` and `go list` that lists are written with. In: a name and
//! values. Out: a value. What is not as it should be is an error.

use super::value::{Result, Value};

/// Whether there is a function of that name.
pub(super) fn is_known(name: &str) -> bool {
    const NAMES: &[&str] =
        &["and", "eq", "ge", "gt", "index", "join", "le", "len", "lt", "ne", "not", "or", "print", "printf", "println"];
    NAMES.contains(&name)
}

/// What a function gives.
pub(super) fn call(name: &str, args: &[Value]) -> Result<Value> {
    let all = |f: fn(&Value) -> bool| args.iter().all(f);
    Ok(match (name, args) {
        ("join", [Value::List(list), Value::Str(separator)]) => {
            Value::Str(list.iter().map(Value::text).collect::<Result<Vec<_>>>()?.join(separator))
        }
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
        ("eq", [first, rest @ ..]) if !rest.is_empty() && rest.iter().all(|v| comparable(first, v)) => {
            Value::Bool(rest.contains(first))
        }
        ("ne", [a, b]) if comparable(a, b) => Value::Bool(a != b),
        ("lt", [Value::Int(a), Value::Int(b)]) => Value::Bool(a < b),
        ("le", [Value::Int(a), Value::Int(b)]) => Value::Bool(a <= b),
        ("gt", [Value::Int(a), Value::Int(b)]) => Value::Bool(a > b),
        ("ge", [Value::Int(a), Value::Int(b)]) => Value::Bool(a >= b),
        ("print", _) if all(|v| matches!(v, Value::Str(_))) => {
            Value::Str(args.iter().map(Value::text).collect::<Result<_>>()?)
        }
        ("println", _) => Value::Str(args.iter().map(Value::text).collect::<Result<Vec<_>>>()?.join(" ") + "\n"),
        ("printf", [Value::Str(format), rest @ ..]) => Value::Str(printf(format, rest)?),
        _ => return Err(format!("wrong number or type of args for {name}")),
    })
}

/// Whether two values can be equal at all.
fn comparable(a: &Value, b: &Value) -> bool {
    use Value::{Bool, Int, Str};
    matches!((a, b), (Bool(_), Bool(_)) | (Int(_), Int(_)) | (Str(_), Str(_)))
}

/// `%s %v %d %q %t %%`, without widths, each with a value that it fits.
fn printf(format: &str, args: &[Value]) -> Result<String> {
    let mut out = String::new();
    let mut args = args.iter();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => match chars.next() {
                Some('%') => out.push('%'),
                verb => out.push_str(&shown(verb, args.next()).ok_or("format does not fit its arguments")?),
            },
            c => out.push(c),
        }
    }
    match args.next() {
        None => Ok(out),
        Some(_) => Err("more arguments than the format asks for".to_owned()),
    }
}

fn shown(verb: Option<char>, value: Option<&Value>) -> Option<String> {
    match (verb?, value?) {
        ('q', Value::Str(text)) => Some(constant::quote(text.as_bytes())),
        ('s', v @ (Value::Str(_) | Value::List(_)))
        | ('d', v @ Value::Int(_))
        | ('t', v @ Value::Bool(_))
        | ('v', v) => v.text().ok(),
        _ => None,
    }
}
