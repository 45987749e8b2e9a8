//! Text form: what is printed reads back to the same text, and what is malformed is refused
//! with its line.

use ssa::{Dialect, parse, verify};

fn check(text: &str, dialect: Dialect) {
    let func = parse::parse_func(text).unwrap();
    assert_eq!(verify::verify(&func, dialect), Vec::<String>::new());
    let body: String = text.lines().filter(|l| !l.starts_with(';')).map(|l| format!("{l}\n")).collect();
    assert_eq!(func.to_string(), body);
}

#[test]
fn round_trip() {
    check(include_str!("../testdata/text/basics.ssa"), Dialect::Lowered);
    check(include_str!("../testdata/text/golang.ssa"), Dialect::Go);
}

#[test]
fn cut_and_changed_text_never_panics() {
    let text = include_str!("../testdata/text/basics.ssa");
    for cut in (0..text.len()).filter(|&n| text.is_char_boundary(n)) {
        assert!(cut + 3 > text.len() || parse::parse_funcs(&text[..cut]).map_or(true, |f| f.is_empty()));
        let mut changed = text.as_bytes().to_vec();
        changed[cut] = changed[cut].wrapping_add(1 + (cut % 7) as u8);
        if let Ok(changed) = String::from_utf8(changed)
            && let Ok(funcs) = parse::parse_funcs(&changed)
        {
            funcs.iter().for_each(|f| drop(verify::verify(f, Dialect::Lowered)));
        }
    }
}

#[test]
fn violations_are_found() {
    let cases = [
        ("v1: i64 = iconst 1\n v2: i32 = add v1, v1\n ret", "shape is not TT -> T"),
        ("v1: i64 = add v2, v2\n v2: i64 = iconst 1\n ret", "v2 is not defined here"),
        ("v1: i64 = iconst 1\n ret v1", "returns [I64]"),
        ("jump -> b1", "b1 does not exist"),
        ("v1: ptr = nil\n go v1\n ret", "not in this dialect"),
        ("ret\n ret", "terminator inside a block"),
        ("v1: i64 = iconst 1", "has no terminator"),
        ("call_rt printint\n ret", "arguments are not [I64]"),
        ("v1: i64 = iconst 1\n v2: i64 = zext v1\n ret", "sizes do not fit"),
        ("v1: ptr = sym_addr \"x\"\n v2: i8 = load +0 v1\n br none v2 -> b1\nb1:\n ret", "needs 2 targets"),
    ];
    for (body, want) in cases {
        let text = format!("func \"f\" abi1() -> () file \"\" line 1 {{\nb0:\n{body}\n}}");
        let func = parse::parse_func(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
        let errors = verify::verify(&func, Dialect::Lowered);
        assert!(errors.iter().any(|e| e.contains(want)), "{text}\n{errors:?}");
    }
    let bad = parse::parse_func("func \"f\" abi1() -> () file \"\" line 1 {\nb0:\n nonsense v1\n}").unwrap_err();
    assert_eq!((bad.line, &*bad.message), (3, "no operation nonsense"));
}
