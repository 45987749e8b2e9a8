//! Literals, operations and roundings against `testdata/ops.txt`, which a program over the
//! official `go/constant` printed, and the representability rules of the specification.

use crate::{BinOp, CmpOp, Kind, LiteralKind, Repr, UnOp, Value};

fn show(v: &Value) -> String {
    let kind = [Kind::Unknown, Kind::Bool, Kind::String, Kind::Int, Kind::Float, Kind::Complex]
        .iter()
        .position(|&k| k == v.kind())
        .unwrap();
    match (v.to_f64(), v.to_f32()) {
        (Some(d), Some(s)) => format!("{kind} {v} {:x} {:x} {}", d.to_bits(), s.to_bits(), v.to_int()),
        _ => format!("{kind} {v}"),
    }
}

fn literal(kind: &str, text: &str) -> Value {
    let kind = match kind {
        "INT" => LiteralKind::Int,
        "FLOAT" => LiteralKind::Float,
        "IMAG" => LiteralKind::Imag,
        "CHAR" => LiteralKind::Rune,
        _ => LiteralKind::String,
    };
    Value::from_literal(text, kind)
}

fn operation(x: &Value, op: &str, y: &Value) -> String {
    let op = match op {
        "+" => BinOp::Add,
        "-" => BinOp::Sub,
        "*" => BinOp::Mul,
        "/" => BinOp::Quo,
        "/=" => BinOp::IntQuo,
        "%" => BinOp::Rem,
        "&" => BinOp::And,
        "|" => BinOp::Or,
        "^" => BinOp::Xor,
        "&^" => BinOp::AndNot,
        "<" => return x.compare(CmpOp::Lt, y).to_string(),
        "==" => return x.compare(CmpOp::Eq, y).to_string(),
        _ => panic!("{op}"),
    };
    show(&x.binary(op, y))
}

#[test]
fn same_as_official() {
    let mut literals = Vec::new();
    for line in include_str!("../testdata/ops.txt").lines().filter(|l| !l.starts_with('#')) {
        let f: Vec<&str> = line.split('\t').collect();
        let at = |i: usize| -> &Value { &literals[f[i].parse::<usize>().unwrap()] };
        let (want, got) = match f[0] {
            "lit" => {
                let v = literal(f[1], f[2]);
                let got = show(&v);
                literals.push(v);
                (f[3].to_string(), got)
            }
            "op" => (f[4].into(), operation(&at(1).unary(UnOp::Neg, 0), f[2], at(3))),
            "shift" => {
                let (x, n) = (at(1).unary(UnOp::Neg, 0), f[2].parse().unwrap());
                (f[3..5].join(" "), format!("{} {}", x.shl(n), x.shr(n)))
            }
            "not" => (f[2..4].join(" "), format!("{} {}", at(1).unary(UnOp::Not, 0), at(1).unary(UnOp::Not, 64))),
            other => panic!("{other}"),
        };
        assert_eq!(got, want, "{line}");
    }
    assert!(literals.len() > 40);
}

#[test]
fn representability() {
    let fits = |kind: &str, text: &str, repr| literal(kind, text).represent(repr).map(|v| v.to_string());
    assert_eq!(fits("INT", "255", Repr::Uint(8)).as_deref(), Some("255"));
    assert_eq!(fits("INT", "256", Repr::Uint(8)), None);
    assert_eq!(fits("INT", "128", Repr::Int(8)), None);
    assert_eq!(fits("FLOAT", "127.0", Repr::Int(8)).as_deref(), Some("127"));
    assert_eq!(fits("FLOAT", "127.5", Repr::Int(8)), None);
    assert_eq!(fits("INT", "18446744073709551615", Repr::Uint(64)).as_deref(), Some("18446744073709551615"));
    assert_eq!(fits("INT", "18446744073709551616", Repr::Uint(64)), None);
    assert_eq!(fits("FLOAT", "1e400", Repr::Float64), None);
    assert_eq!(fits("FLOAT", "1e39", Repr::Float32), None);
    assert_eq!(fits("FLOAT", "1e-400", Repr::Float64).as_deref(), Some("0"));
    assert_eq!(fits("FLOAT", "16777217.0", Repr::Float32).as_deref(), Some("1.67772e+07"));
    assert_eq!(fits("IMAG", "0i", Repr::Int(64)).as_deref(), Some("0"));
    assert_eq!(fits("IMAG", "1i", Repr::Int(64)), None);
    assert_eq!(fits("FLOAT", "0.1", Repr::Complex64).as_deref(), Some("(0.1 + 0i)"));
    assert_eq!(fits("STRING", "\"x\"", Repr::Bool), None);
}

#[test]
fn long_sums_share_their_buffer() {
    let part = Value::string("0123456789abcdef");
    let mut sum = Value::string("");
    let mut early = Value::Unknown;
    for i in 0..20_000 {
        sum = sum.binary(BinOp::Add, &part);
        if i == 99 {
            early = sum.clone();
        }
    }
    assert_eq!(sum.as_bytes().unwrap().len(), 320_000);
    let other = early.binary(BinOp::Add, &Value::string("x"));
    assert!(other.as_bytes().unwrap().ends_with(b"efx") && other.as_bytes().unwrap().len() == 1601);
    assert_eq!(early.as_bytes().unwrap().len(), 1600);
}

#[test]
fn malformed_literals_have_no_value() {
    for (kind, text) in [
        ("INT", ""),
        ("INT", "0x"),
        ("INT", "-1"),
        ("INT", "09"),
        ("FLOAT", "e"),
        ("FLOAT", "0x1.p"),
        ("IMAG", "i"),
        ("CHAR", "'"),
        ("CHAR", "''"),
        ("CHAR", "'ab'"),
        ("CHAR", r"'\ud800'"),
        ("CHAR", r"'\"),
        ("STRING", "\""),
        ("STRING", r#""\x1""#),
        ("STRING", r#""\q""#),
        ("STRING", r#""\777""#),
        ("STRING", r#""\xé""#),
    ] {
        assert!(literal(kind, text).is_unknown(), "{text}");
    }
    assert!(Value::Int(1).binary(BinOp::Quo, &Value::Int(0)).is_unknown());
    assert!(Value::Int(i64::MIN).binary(BinOp::IntQuo, &Value::Int(-1)).bit_len() == 64);
}
