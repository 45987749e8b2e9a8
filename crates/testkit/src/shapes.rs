//! Programs about values of many types: for every struct of a list of kinds of fields, all its values (each field zero
//! or not) go through every operation that moves or compares values, and are looked at field by field through a
//! pointer afterwards, so that a value is never checked by what moved it. In: which structs; out: the text of a
//! package main that prints what is wrong, then `true 0`.

/// What a field can be: its type, a value, when a field `F` of `p` has that value and when it is zero, and whether
/// structs with it can be compared.
struct Kind {
    typ: &'static str,
    value: &'static str,
    set: &'static str,
    zero: &'static str,
    comparable: bool,
}

const fn kind(typ: &'static str, value: &'static str, set: &'static str, zero: &'static str) -> Kind {
    Kind { typ, value, set, zero, comparable: true }
}
const fn opaque(typ: &'static str, value: &'static str, set: &'static str) -> Kind {
    Kind { typ, value, set, zero: "F == nil", comparable: false }
}

/// The kinds of fields.
const KINDS: &[Kind] = &[
    kind("int8", "-5", "F == -5", "F == 0"),
    kind("int16", "-300", "F == -300", "F == 0"),
    kind("int32", "-70000", "F == -70000", "F == 0"),
    kind("int64", "-5000000000", "F == -5000000000", "F == 0"),
    kind("uint8", "200", "F == 200", "F == 0"),
    kind("uintptr", "77", "F == 77", "F == 0"),
    kind("float32", "1.5", "F == 1.5", "F == 0"),
    kind("float64", "-2.25", "F == -2.25", "F == 0"),
    kind("bool", "true", "F", "F == false"),
    kind("complex64", "1+2i", "F == 1+2i", "F == 0"),
    kind("complex128", "3-4i", "F == 3-4i", "F == 0"),
    kind("*int", "&cell", "F == &cell", "F == nil"),
    kind("string", "\"text\"", "F == \"text\"", "F == \"\""),
    kind("any", "41", "F == any(41)", "F == nil"),
    kind("error", "problem", "F == problem", "F == nil"),
    kind("chan int", "queue", "F == queue", "F == nil"),
    kind("[1]int32", "[1]int32{8}", "F[0] == 8", "F[0] == 0"),
    kind("[2]uint16", "[2]uint16{0, 9}", "F[1] == 9", "F[1] == 0"),
    kind("[1]string", "[1]string{\"one\"}", "F[0] == \"one\"", "F[0] == \"\""),
    opaque("[]int", "some", "F != nil && p.F[1] == 7"),
    opaque("func() int", "nine", "F != nil && p.F() == 9"),
    opaque("map[string]int", "table", "F[\"a\"] == 3"),
    kind("struct{}", "", "F == struct{}{}", "F == struct{}{}"),
];

/// A struct: its fields as places in the list of kinds.
pub type Shape = Vec<usize>;

/// All structs of one to `most` fields.
pub fn all_shapes(most: usize) -> Vec<Shape> {
    let (mut out, mut longest): (Vec<Shape>, Vec<Shape>) = (Vec::new(), vec![Vec::new()]);
    for _ in 0..most {
        let longer = |s: &Shape| (0..KINDS.len()).map(|k| [&s[..], &[k]].concat()).collect::<Vec<_>>();
        longest = longest.iter().flat_map(longer).collect();
        out.extend_from_slice(&longest);
    }
    out
}

/// The program for some structs.
pub fn shapes_program(shapes: &[Shape]) -> String {
    let mut out = include_str!("shapes/prelude.go").to_owned();
    let mut run = String::from("\nfunc run() {\n");
    for (n, shape) in shapes.iter().enumerate() {
        out += &one(n, shape);
        let all = (1 << shape.len()) - 1;
        run += &format!("\tfor m := 0; m <= {all}; m++ {{\n\t\ttryT{n}(m)\n\t}}\n");
    }
    out + &run + "}\n"
}

/// The functions for one struct.
fn one(n: usize, shape: &[usize]) -> String {
    let fields: Vec<&Kind> = shape.iter().map(|&k| &KINDS[k]).collect();
    let join = |each: &dyn Fn(usize, &Kind) -> String, between: &str| {
        fields.iter().enumerate().map(|(i, k)| each(i, k)).collect::<Vec<_>>().join(between)
    };
    let field = |text: &str, i: usize| format!("p.{}", text.replace('F', &format!("F{i}")));
    let is_live = |k: &Kind| !k.value.is_empty();
    let set = |i: usize, k: &Kind| match is_live(k) {
        true => format!("\tif m>>{i}&1 == 1 {{\n\t\tp.F{i} = {}\n\t}}\n", k.value),
        false => String::new(),
    };
    let test = |i: usize, k: &Kind| {
        let (set, zero) = (field(k.set, i), field(k.zero, i));
        format!("(m>>{i}&1 == 1 && {set} || m>>{i}&1 == 0 && {zero})")
    };
    let all = (1usize << fields.len()) - 1;
    let live: usize = fields.iter().enumerate().filter(|(_, k)| is_live(k)).map(|(i, _)| 1 << i).sum();
    // The struct's place among the arguments differs from one struct to the next.
    let lead = 1 + n % 9;
    let numbers = |each: &dyn Fn(usize) -> String| (1..=lead).map(each).collect::<Vec<_>>().join(", ");
    let compare = if fields.iter().all(|k| k.comparable) { include_str!("shapes/compare.go") } else { "" };
    let mut out = include_str!("shapes/one.go").replace("@COMPARE", compare);
    let holes = [
        ("@FIELDS", join(&|i, k| format!("\tF{i} {}\n", k.typ), "")),
        ("@SETS", join(&set, "")),
        ("@TESTS", join(&test, " &&\n\t\t")),
        ("@LEAD", numbers(&|i| format!("a{i} int"))),
        ("@LAST", format!("a{lead}")),
        ("@ARGS", numbers(&|i| i.to_string())),
        ("@REFLECT", numbers(&|i| format!("reflect.ValueOf({i})"))),
        ("@WANT", lead.to_string()),
        ("@ALL", all.to_string()),
        ("@LIVE", live.to_string()),
        ("@NAME", join(&|_, k| k.typ.to_owned(), "; ")),
        ("@T", format!("T{n}")),
    ];
    for (hole, text) in holes {
        out = out.replace(hole, &text);
    }
    out
}
