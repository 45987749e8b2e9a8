//! Declarations of runtime functions as the letters that `release::rt` has for parameters and results. In: a line of
//! the compiler's list of builtins behind `func`. Out: name and letters.

/// A function.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Signature {
    pub(super) name: String,
    pub(super) params: String,
    pub(super) results: String,
}

/// Reads a declaration; none if it has a type for which there is no letter.
pub(super) fn letters(declaration: &str) -> Option<Signature> {
    let (name, rest) = declaration.split_once('(')?;
    let (params, rest) = rest.split_at(closing(rest)?);
    let results = rest[1..].trim();
    let results = results.strip_prefix('(').and_then(|r| r.strip_suffix(')')).unwrap_or(results);
    Some(Signature { name: name.to_owned(), params: of_list(params)?, results: of_list(results)? })
}

/// Where the parenthesis is closed that was opened before the text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.char_indices().find_map(|(i, c)| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        (depth == 0).then_some(i)
    })
}

/// The letters of a list of parameters, of which a name may share its type with those before it.
fn of_list(list: &str) -> Option<String> {
    let items = split(list);
    let has_names = items.iter().any(|item| type_of(item).is_some());
    let mut letters = Vec::new();
    let mut letter_of_next = None;
    for item in items.iter().rev() {
        let written = if has_names { type_of(item) } else { Some(*item) };
        let this = written.map(letter).unwrap_or(letter_of_next)?;
        letter_of_next = Some(this);
        letters.push(this);
    }
    letters.reverse();
    Some(letters.into_iter().collect())
}

/// The items of a list.
fn split(list: &str) -> Vec<&str> {
    let (mut items, mut start, mut depth) = (Vec::new(), 0, 0);
    for (i, c) in list.char_indices() {
        match c {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth -= 1,
            ',' if depth == 0 => {
                items.push(list[start..i].trim());
                start = i + 1;
            }
            _ => {}
        }
    }
    items.push(list[start..].trim());
    items.retain(|item| !item.is_empty());
    items
}

/// The type of an item with a name in front.
fn type_of(item: &str) -> Option<&str> {
    let (name, ty) = item.split_once(' ')?;
    let is_name = !matches!(name, "chan" | "<-chan" | "chan<-" | "func" | "interface" | "struct");
    (is_name && name.chars().all(|c| c.is_alphanumeric() || c == '_')).then_some(ty.trim())
}

fn letter(ty: &str) -> Option<char> {
    Some(match ty {
        "unsafe.Pointer" => 'p',
        "uintptr" => 'w',
        "int" | "uint" | "int64" | "uint64" => 'l',
        "int32" | "uint32" | "rune" => 'i',
        "int16" | "uint16" => 'h',
        "int8" | "uint8" | "byte" | "bool" => 'b',
        "float64" => 'd',
        "float32" => 'f',
        "string" => 's',
        "interface{}" => 'e',
        // Stands for whatever type the call has.
        "any" => '?',
        "complex64" => 'C',
        "complex128" => 'c',
        _ if ty.starts_with("[]") => 'S',
        _ if ["*", "map[", "chan ", "<-chan ", "chan<- ", "func("].iter().any(|p| ty.starts_with(p)) => 'p',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations() {
        let of = |text: &str| letters(text).map(|s| format!("{} {}>{}", s.name, s.params, s.results));
        let expect = |text: &str| Some(text.to_owned());
        assert_eq!(of("newobject(typ *byte) *any"), expect("newobject p>p"));
        assert_eq!(of("f(a, b string, n ...int) (x []any, ok bool)"), None);
        assert_eq!(of("f(a, b string, m map[any]any, g func()) (x []any, ok bool)"), expect("f sspp>Sb"));
        assert_eq!(of("f(*[32]byte, string)"), expect("f ps>"));
        assert_eq!(of("f(chan<- any, interface{}, any) (<-chan any)"), expect("f pe?>p"));
        assert_eq!(of("f()"), expect("f >"));
    }
}
